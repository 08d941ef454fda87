"""What does the Nu HTML checker say about pages as they were served?"""

import json
import re
import shutil
import subprocess
from pathlib import Path

# A browser that forgets what a table is, when it is shown as rows on a phone, is told again by these roles.
TABLE_ROLES = re.compile(r"The “role” attribute must not be used on an? “\w+” element which has a “table” ancestor")

JAR = Path(__file__).parent / "node_modules" / "vnu-jar" / "build" / "dist" / "vnu.jar"


def missing():
    """Why the checker cannot run here, in words; empty when it can."""
    if not shutil.which("java"):
        return "the Nu HTML checker needs Java (17 or newer)"
    return "" if JAR.exists() else "the Nu HTML checker is not installed: `make test` does it where npm is found"


def errors(pages, folder):
    """``{name: [error]}`` of those pages that have any. ``pages``: ``{name: HTML}``; they are written to ``folder``."""
    names = {}
    for number, (name, text) in enumerate(pages.items()):
        path = folder / f"{number}.html"
        path.write_text(text)
        names[path.as_uri()] = name
    command = ["java", "-jar", str(JAR), "--errors-only", "--stdout", "--format", "json", str(folder)]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    found = {}
    for message in json.loads(result.stdout)["messages"]:
        if TABLE_ROLES.match(message["message"]):
            continue
        found.setdefault(names[message["url"].replace("file:/", "file:///", 1)], []).append(
            f"{message.get('lastLine')}: {message['message']} … {message.get('extract', '').strip()[:80]}"
        )
    return found
