"""What does Lighthouse say about a page, as a phone on a slow line meets it?"""

import json
import os
import shutil
import subprocess
from pathlib import Path

from tests import browser_setup

PROGRAM = Path(__file__).parent / "node_modules" / ".bin" / "lighthouse"
FLAGS = "--headless=new --no-sandbox --disable-gpu --disable-background-networking --disable-component-update"


def missing():
    """Why it cannot run here, in words; empty when it can."""
    if not shutil.which("node"):
        return "Lighthouse needs Node"
    return "" if PROGRAM.exists() else "Lighthouse is not installed: `make proof` does it where npm is found"


def scores(address):
    """``{"performance": 0 to 100, "accessibility": …, "best-practices": …, "seo": …}``."""
    command = [str(PROGRAM), address, "--quiet", "--output=json", f"--chrome-flags={FLAGS}"]
    env = {**os.environ, "CHROME_PATH": browser_setup.found()}
    result = subprocess.run(command, capture_output=True, text=True, check=True, env=env)
    categories = json.loads(result.stdout)["categories"]
    return {name: round(100 * found["score"]) for name, found in categories.items()}
