"""SQLite files, made once and copied from then on: one with every migration applied, one with the first content too.

Migrating takes half a minute of a processor, and a run needs several such files. The migrations themselves are tried
when the first is made, and on PostgreSQL, where nothing is copied. The second is made anew when any file of the site's
code or content or of what the tests add to it has changed, and each day, because the content is dated.
`python -m tests.migrated` makes the first: `make test` does so beside the style and types, which take one core.
"""

import datetime
import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from django.db import connection

from portal import clock

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "var" / "tests"


def copy_to(path):
    """Copy the migrated file there; made first when there is none."""
    shutil.copyfile(make(), path)


def make():
    """Make the migrated file when there is none, by one process while the others wait. Returns its path."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    made = FOLDER / f"migrated-{_fingerprint(_migrations())}.sqlite3"
    with open(FOLDER / "lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not made.exists():
            _remove("migrated-*")
            _migrate(made)
    return made


def copy_with_content_to(path):
    """Copy the file with the first content there, or the migrated one where no content has been kept."""
    made = _content_file()
    try:
        shutil.copyfile(made, path)
    except FileNotFoundError:
        copy_to(path)


def keep_content():
    """Keep the connected database, which has the first content and an editor's check of it alone, for later runs."""
    made = _content_file()
    if made.exists():
        return
    _remove("content-*")
    new = FOLDER / f"new-{os.getpid()}.sqlite3"  # two processes may come here at the same time
    new.unlink(missing_ok=True)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM INTO %s", [str(new)])
    new.rename(made)


def _content_file():
    folders = [ROOT / name for name in ("home", "portal", "forms", "site")]
    paths = [path for folder in folders for path in folder.rglob("*") if path.is_file() and path.suffix != ".pyc"]
    paths += [ROOT / "tests" / name for name in ("conftest.py", "first_check.py", "settings.py")]
    return FOLDER / f"content-{datetime.datetime.now(clock.OSLO).date()}-{_fingerprint(paths)}.sqlite3"


def _migrations():
    return [*ROOT.glob("*/migrations/*.py"), *ROOT.glob("portal/*/migrations/*.py")]


def _fingerprint(paths):
    """Of these files, and by the locked packages of the code and the migrations of others."""
    content = hashlib.sha256()
    for path in [ROOT / "requirements.txt", *sorted(paths)]:
        content.update(str(path.relative_to(ROOT)).encode() + path.read_bytes())
    return content.hexdigest()[:16]


def _remove(pattern):
    for outdated in FOLDER.glob(pattern):
        outdated.unlink(missing_ok=True)


def _migrate(made):
    with tempfile.TemporaryDirectory() as folder:
        env = {**os.environ, "DATA_DIR": folder, "SITE_MODE": "demo", "DJANGO_SETTINGS_MODULE": "config.settings"}
        for name in ("DATABASE_URL", "SITE_NOW"):
            env.pop(name, None)
        subprocess.run([sys.executable, str(ROOT / "manage.py"), "migrate", "-v0"], env=env, check=True)
        shutil.copyfile(Path(folder) / "db.sqlite3", made.with_suffix(".new"))
    made.with_suffix(".new").rename(made)


if __name__ == "__main__":
    make()
