"""An SQLite file with every migration applied, made once for as long as no migration changes, and copied from then on.

Migrating takes half a minute of a processor, and a run needs six such files. The migrations themselves are tried when
it is made, and on PostgreSQL, where nothing is copied.
"""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "var" / "tests"


def copy_to(path):
    """Copy the file there; made first when there is none, by one process while the others wait."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    made = FOLDER / f"migrated-{_fingerprint()}.sqlite3"
    with open(FOLDER / "lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not made.exists():
            for outdated in FOLDER.glob("migrated-*"):
                outdated.unlink()
            _migrate(made)
    shutil.copyfile(made, path)


def _fingerprint():
    """Of all migrations: ours, and by the locked packages those of others."""
    content = hashlib.sha256()
    migrations = [*ROOT.glob("*/migrations/*.py"), *ROOT.glob("portal/*/migrations/*.py")]
    for path in [ROOT / "requirements.txt", *sorted(migrations)]:
        content.update(path.name.encode() + path.read_bytes())
    return content.hexdigest()[:16]


def _migrate(made):
    with tempfile.TemporaryDirectory() as folder:
        env = {**os.environ, "DATA_DIR": folder, "SITE_MODE": "demo", "DJANGO_SETTINGS_MODULE": "config.settings"}
        for name in ("DATABASE_URL", "SITE_NOW"):
            env.pop(name, None)
        subprocess.run([sys.executable, str(ROOT / "manage.py"), "migrate", "-v0"], env=env, check=True)
        shutil.copyfile(Path(folder) / "db.sqlite3", made.with_suffix(".new"))
    made.with_suffix(".new").rename(made)
