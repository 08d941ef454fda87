"""What is made once and copied from then on: a migrated SQLite file, one with the first content too, and demo sites.

Migrating takes half a minute of a processor, a demo nearly as much, and a run needs several of each. The migrations
themselves are tried when the first file is made, and on PostgreSQL, where nothing is copied. The others are made anew
when any file of the site's code or content or of what the tests add to it has changed, and the content each day,
because it is dated. `python -m tests.migrated` makes the two files: `make test` does so beside the style and types,
which take one core.
"""

import datetime
import fcntl
import hashlib
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from contextlib import closing, contextmanager
from pathlib import Path

from portal import clock

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "var" / "tests"
NOW = "2027-05-20T10:00:00+02:00"  # when the demo sites of the browser tests are
PEOPLE = "people.json"  # in the folder of a demo: what `manage.py demo_people` prints of it


def copy_to(path):
    """Copy the migrated file there; made first when there is none."""
    shutil.copyfile(make(), path)


def make():
    """Make the migrated file when there is none, by one process while the others wait. Returns its path."""
    made = file_of_migrations("sqlite3")
    with _alone("lock"):
        if not made.exists():
            _remove("migrated-*.sqlite3")
            _migrate(made)
    return made


def file_of_migrations(ending):
    """The path of what these migrations make, with this ending: one for each kind of database."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    return FOLDER / f"migrated-{_fingerprint(_migrations())}.{ending}"


def copy_demo_to(folder, organisation, port):
    """Copy the data folder of a demo there; made first when there is none. It is served at this port."""
    shutil.copytree(make_demo(organisation), folder, dirs_exist_ok=True)
    with closing(sqlite3.connect(folder / "db.sqlite3", isolation_level=None)) as database:
        database.execute("UPDATE wagtailcore_site SET port = ?", [port])


def make_demo(organisation):
    """Make the data folder of a demo when there is none, as ``make`` does. Returns its path."""
    begin = make()
    made = FOLDER / f"demo-{organisation}-{_fingerprint([*_site_files(), Path(__file__)], NOW)}"
    with _alone(f"lock-{organisation}"):
        if not made.exists():
            _remove(f"demo-{organisation}-*")
            with tempfile.TemporaryDirectory(dir=FOLDER) as folder:
                shutil.copyfile(begin, Path(folder) / "db.sqlite3")
                _manage(folder, "demo", "--organisation", organisation, SITE_NOW=NOW)
                with open(Path(folder) / PEOPLE, "w") as people:
                    _manage(folder, "demo_people", SITE_NOW=NOW, stdout=people)
                shutil.copytree(folder, made.with_suffix(".new"))
            made.with_suffix(".new").rename(made)
    return made


def copy_with_content_to(path):
    """Copy the file with the first content, and an editor's check of it, there; made first when there is none."""
    shutil.copyfile(make_content(), path)


def make_content():
    """Make the file with the first content when there is none, as ``make`` does. Returns its path."""
    begin, made = make(), _content_file()
    with _alone("lock-content"):
        if not made.exists():
            _remove("content-*")
            with tempfile.TemporaryDirectory(dir=FOLDER) as folder:
                new = Path(folder) / "new.sqlite3"
                shutil.copyfile(begin, new)
                env = {"DATABASE_URL": f"sqlite:///{new}", "DJANGO_SETTINGS_MODULE": "tests.settings"}
                command = [sys.executable, "-m", "tests.first_site"]
                subprocess.run(command, env={**os.environ, **env}, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
                new.rename(made)
    return made


@contextmanager
def _alone(name):
    """One process at a time; the others wait."""
    with open(FOLDER / name, "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _content_file():
    paths = [
        *_site_files(),
        *(ROOT / "tests" / name for name in ("conftest.py", "first_check.py", "first_site.py", "settings.py")),
    ]
    return FOLDER / f"content-{datetime.datetime.now(clock.OSLO).date()}-{_fingerprint(paths)}.sqlite3"


def _site_files():
    folders = [ROOT / name for name in ("home", "portal", "forms", "site")]
    return [path for folder in folders for path in folder.rglob("*") if path.is_file() and path.suffix != ".pyc"]


def _migrations():
    return [*ROOT.glob("*/migrations/*.py"), *ROOT.glob("portal/*/migrations/*.py")]


def _fingerprint(paths, more=""):
    """Of these files, and by the locked packages of the code and the migrations of others."""
    content = hashlib.sha256(more.encode())
    for path in [ROOT / "requirements.txt", *sorted(paths)]:
        content.update(str(path.relative_to(ROOT)).encode() + path.read_bytes())
    return content.hexdigest()[:16]


def _remove(pattern):
    for outdated in FOLDER.glob(pattern):
        if outdated.is_dir():
            shutil.rmtree(outdated, ignore_errors=True)
        else:
            outdated.unlink(missing_ok=True)


def _migrate(made):
    with tempfile.TemporaryDirectory() as folder:
        _manage(folder, "migrate", "-v0")
        shutil.copyfile(Path(folder) / "db.sqlite3", made.with_suffix(".new"))
    made.with_suffix(".new").rename(made)


def _manage(folder, *words, stdout=subprocess.DEVNULL, **env):
    """Run a command of the site with its data in this folder."""
    env = {"DATA_DIR": folder, "SITE_MODE": "demo", "DJANGO_SETTINGS_MODULE": "config.settings", **env}
    others = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "SITE_NOW")}
    command = [sys.executable, str(ROOT / "manage.py"), *words]
    subprocess.run(command, env={**others, **env}, check=True, stdout=stdout)


if __name__ == "__main__":
    make_content()
