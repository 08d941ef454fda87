"""Making a backup, restoring one, and the one of each night."""

import datetime
import fcntl
import json
import logging
import os
import secrets
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any

import psycopg
from django.conf import settings
from django.db import connections, transaction
from django.db.migrations.loader import MigrationLoader

from portal import clock, events, organisation
from portal.operations.backups import archive, keys, places, postgresql, rotation, sqlite
from portal.operations.backups.places import Place
from portal.operations.verbs import Verb

log = logging.getLogger(__name__)
DATABASE, KEYS = "database.sqlite3", "keys.json"
MANAGE = str(settings.BASE_DIR / "manage.py")
FOLDERS = ("private", "media")
SPARE = 50_000_000  # bytes that are left free on a disk
TEMPORARY = "backup-"  # folders in the data folder, while one is made
FIRST_HOUR = 2  # of the night
FILES_ELSEWHERE = (
    "The private files and the pictures were in a bucket, and are not in the backup: bring the bucket back to the same "
    "day by its own means."
)
_running: list[subprocess.Popen[bytes]] = []  # the backup of this night, while it is made


class CannotBackUp(Exception):
    """Nothing was written. The text is a sentence for whoever runs the site."""


class CannotRestore(Exception):
    """Nothing was changed. The text is a sentence for whoever runs the site."""


@dataclass(frozen=True)
class Made:
    path: Path
    size: int  # bytes
    about: dict[str, Any]


@dataclass(frozen=True)
class Restored:
    """``advice`` is what is left to do, as sentences; ``aside`` is where the data is that was there before."""

    about: dict[str, Any]
    is_older: bool
    advice: list[str] = field(default_factory=list)
    aside: list[Path] = field(default_factory=list)


# Making one


def make(path: Path, passphrase: str, *, with_keys: bool = True, place: Place | None = None) -> Made:
    """Write a backup of the site to ``path``, while others work, and read it back. Raises ``CannotBackUp``.

    What was at ``path`` is replaced when the new one has been read back, and not before.
    """
    place = place or places.here()
    passphrase = checked_passphrase(passphrase, CannotBackUp)
    try:
        with tempfile.TemporaryDirectory(prefix=TEMPORARY, dir=place.data) as folder:
            about, members = _described(place, Path(folder))
            if not about["migrations"]:
                raise CannotBackUp("This site has no database yet: there is nothing to back up.")
            found = keys.current() if with_keys else {}
            about |= {"keys": keys.fingerprints(keys.current()), "has_keys": with_keys}
            about["files_elsewhere"] = settings.FILES_ARE_SHARED
            _check_space(path.parent, sum(about["bytes"].values()), CannotBackUp)
            with archive.writing(path, passphrase) as writer:
                writer.add_bytes(archive.ABOUT, json.dumps(about).encode())
                for name, file in members:
                    writer.add_file(name, file)
                if with_keys:
                    writer.add_bytes(KEYS, json.dumps(found).encode())
    except (sqlite3.Error, psycopg.Error) as fault:
        raise CannotBackUp(f"No backup was written, because the database cannot be read: {fault}.") from None
    except (OSError, archive.CannotRead) as fault:
        raise CannotBackUp(f"No backup was written to {path}: {_reason(fault)}") from None
    return Made(path, path.stat().st_size, about)


def checked_passphrase(passphrase: str, fault: type[Exception]) -> str:
    if len(passphrase) < archive.SHORTEST_KEY:
        raise fault(
            f"Set BACKUP_KEY in the environment, or name a file with --key-file: {archive.SHORTEST_KEY} characters or "
            "more. Make one with `openssl rand -base64 48`, and keep it where this machine is not."
        )
    return passphrase


def _described(place: Place, folder: Path) -> tuple[dict[str, Any], list[tuple[str, Path]]]:
    """What the archive says of itself, and its members as ``[(name, file)]``: the database as it is now, then files."""
    if place.database:
        _check_space(folder, place.database.stat().st_size, CannotBackUp)
        copy = folder / DATABASE
        sqlite.copy(place.database, copy)
        if told := sqlite.faults(copy):
            raise CannotBackUp(f"No backup was written, because the database is damaged: {'; '.join(told)}.")
        members = [(DATABASE, copy)]
        described = {"engine": "sqlite", **sqlite.describe(copy)}
    else:
        _check_space(folder, postgresql.size(place.address), CannotBackUp)
        described = {"engine": "postgresql", **postgresql.write_tables(place.address, folder)}
        members = [(f"{postgresql.TABLES}/{file.name}", file) for file in places.files_in(folder)]
    size = sum(file.stat().st_size for _name, file in members)
    found = [(f"{name}/{file.relative_to(root)}", file) for name, root in _roots(place) for file in _kept_files(root)]
    about = {
        "made_at": clock.now().isoformat(timespec="seconds"),
        "bytes": {"database": size, "files": sum(file.stat().st_size for _name, file in found if file.exists())},
        **described,
    }
    return about, members + found


def _roots(place: Place) -> list[tuple[str, Path]]:
    return [("private", place.private), ("media", place.media)]


def _kept_files(root: Path) -> list[Path]:
    """The files of a folder of the site but for its keys, which have a member of their own."""
    return [path for path in places.files_in(root) if path.parent != root or path.name not in keys.FILES]


def _check_space(folder: Path, needed: int, fault: type[Exception]) -> None:
    free = shutil.disk_usage(folder).free
    if free < needed + SPARE:
        raise fault(
            f"There is not enough room in {folder}: {_megabytes(needed + SPARE)} MB are needed, and "
            f"{_megabytes(free)} MB are free. Nothing was changed."
        )


def _megabytes(size: int) -> int:
    return -(-size // 1_000_000)


def _reason(fault: Exception) -> str:
    return (fault.strerror or type(fault).__name__) + "." if isinstance(fault, OSError) else str(fault)


@transaction.atomic
def note_made(made: Made) -> None:
    """Let the event log say that a good backup was made: the pages of the staff tell when."""
    who = organisation.current()
    if who.pk:  # a site that is not set up yet has no log
        details = {"bytes": made.size, "keys": made.about["has_keys"]}
        events.record(Verb.BACKUP_MAKE, subject=who, by=None, details=details)


# Restoring one


def restore(path: Path, passphrase: str, *, replace: bool = False, place: Place | None = None) -> Restored:
    """Let the data of a backup take the place of this site's, which must be new unless ``replace``.

    Everything is unpacked and checked beside first. What was there is set aside, never removed. Raises
    ``CannotRestore``; then nothing was changed.
    """
    place = place or places.here()
    passphrase = checked_passphrase(passphrase, CannotRestore)
    try:
        places.put_back(place.data)
        about = archive.about(path, passphrase)
        is_older, is_new = _check_versions(about), place.is_new()
        if place.database and about["engine"] != "sqlite":
            raise CannotRestore(
                "The backup is of a site on PostgreSQL, and this one is on SQLite. Set DATABASE_URL to a PostgreSQL "
                "database and restore there."
            )
        if not replace and not is_new:
            raise CannotRestore(
                "This site has data already. Restore into a new one, or give --replace: the data that is here is then "
                "set aside, and not removed."
            )
        _check_space(place.data, sum(about["bytes"].values()), CannotRestore)
        restored = _restore(path, passphrase, place, about, is_older)
        while is_new and restored.aside:  # nobody has used it
            places.remove(restored.aside.pop())
        return restored
    except (postgresql.CannotLoad, psycopg.Error) as fault:
        raise CannotRestore(f"The database could not be restored: {fault}") from None
    except FileNotFoundError:
        raise CannotRestore(f"There is no file {path}.") from None
    except (OSError, archive.CannotRead) as fault:
        raise CannotRestore(_reason(fault)) from None


def _check_versions(about: Mapping[str, Any]) -> bool:
    """Whether the backup is older than the site. Raises ``CannotRestore`` where it is newer."""
    loader = MigrationLoader(None, load=False)
    loader.load_disk()
    assert loader.disk_migrations is not None
    known: set[tuple[str, str]] = set(loader.disk_migrations)
    for migration in loader.disk_migrations.values():
        known |= {(app, name) for app, name in migration.replaces}
    applied = {(app, name) for app, name in about["migrations"]}
    newest: dict[str, str] = {}
    for app, name in known:
        newest[app] = max(newest.get(app, ""), name)
    newer = sorted(f"{app}.{name}" for app, name in applied - known if name > newest.get(app, ""))
    if newer:
        raise CannotRestore(
            f"The backup was made by a newer version of the site than this one, which does not know {newer[0]}. "
            "Install that version first, then restore."
        )
    return bool(set(loader.disk_migrations) - applied)


def _restore(path: Path, passphrase: str, place: Place, about: dict[str, Any], is_older: bool) -> Restored:
    token, stamp = secrets.token_hex(4), clock.local(clock.now()).strftime("%Y%m%d-%H%M%S")
    targets = {**dict(_roots(place)), **({"database": place.database} if place.database else {})}
    new = {name: places.beside(target, f"restoring-{token}") for name, target in targets.items()}
    aside = {name: places.beside(target, f"before-restore-{stamp}") for name, target in targets.items()}
    moves: list[tuple[Path | None, Path, Path]] = [(new[name], targets[name], aside[name]) for name in targets]
    # Where rows are before they are in PostgreSQL
    new.setdefault("database", place.data / f"database.restoring-{token}")
    new[postgresql.TABLES] = place.data / f"tables.restoring-{token}"
    with places.removed_in_the_end(*new.values()):
        for name in FOLDERS:
            new[name].mkdir(mode=0o700)
        found = _unpack(path, passphrase, new)
        if about["engine"] == "sqlite":
            _check_database(new["database"], about)
        advice = _place_keys(found, about, new["private"], place.private)
        if about.get("files_elsewhere"):
            advice.append(FILES_ELSEWHERE)
        own = _settings_beside({**keys.current(), **found})
        if place.database:
            if is_older:
                _migrate(f"sqlite:///{new['database']}", own, new)
            for end in sqlite.SIDE_FILES:  # of another database they would destroy the one that is restored
                moves.append((None, Path(f"{place.database}{end}"), Path(f"{aside['database']}{end}")))
            connections.close_all()
            places.swap(moves, place.data)
        else:
            schema, old = f"restoring_{token}", f"before_restore_{stamp.replace('-', '_')}"
            with _folder_of(new) as folder:
                own["DATA_DIR"] = folder
                with postgresql.built(place.address, schema, about, _tables(about, new), own) as beside:
                    if about["engine"] == "sqlite":
                        postgresql.run([MANAGE, "update_index"], {**own, "DATABASE_URL": beside})
                    connections.close_all()
                    kept: list[bool] = []
                    places.swap(
                        moves,
                        place.data,
                        inside=lambda: kept.append(postgresql.take_place(place.address, schema, old)),
                    )
            if kept[0]:
                advice.append(f"The old tables are in the schema {old}: drop it when you are sure.")
    return Restored(about, is_older, advice, [path for path in aside.values() if path.exists()])


def _tables(about: dict[str, Any], new: Mapping[str, Path]) -> dict[str, Any]:
    if about["engine"] == "sqlite":
        return postgresql.tables_from_sqlite(new["database"], about)
    return postgresql.tables_from_files(new[postgresql.TABLES], about)


def _settings_beside(found: Mapping[str, str]) -> dict[str, str]:
    return {"SECRET_KEY": found["secret_key"], "EVENT_KEY": found["event_key"]}


@contextmanager
def _folder_of(new: Mapping[str, Path]) -> Iterator[str]:
    """A data folder for a process that works on what is restored before it has taken its place."""
    with tempfile.TemporaryDirectory() as folder:
        for name in FOLDERS:
            (Path(folder) / name).symlink_to(new[name])
        yield folder


def _unpack(path: Path, passphrase: str, new: Mapping[str, Path]) -> dict[str, str]:
    """Write the members of the archive to ``{part: path}``, compare them with their digests, and return the keys."""
    digests: dict[str, str] = {}
    told: dict[str, str] = {}
    found: dict[str, str] = {}
    for member, file in archive.members(path, passphrase):
        digest = archive.Digesting(file)
        if member.name in (archive.ABOUT, archive.DIGESTS, KEYS):
            content = json.loads(digest.read())
            if member.name == archive.DIGESTS:
                told = content
                continue
            found = content if member.name == KEYS else found
        else:
            target = new["database"] if member.name == DATABASE else _target(member.name, new)
            target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            with open(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as written:
                shutil.copyfileobj(digest, written, archive.PIECE)
                os.fchmod(written.fileno(), member.mode & 0o644)
                os.fsync(written.fileno())
        digests[member.name] = digest.hexdigest()
    if digests != told:
        raise CannotRestore(archive.DAMAGED)
    return found


def _target(name: str, new: Mapping[str, Path]) -> Path:
    part, *rest = PurePosixPath(name).parts
    if part not in (*FOLDERS, postgresql.TABLES) or not rest or ".." in rest:
        raise CannotRestore(f"{archive.DAMAGED} It holds a file that belongs nowhere.")
    return new[part].joinpath(*rest)


def _check_database(path: Path, about: Mapping[str, Any]) -> None:
    told = sqlite.faults(path)
    found = sqlite.describe(path)
    told += [f"{what} are not as they were" for what, value in found.items() if value != about[what]]
    if told:
        raise CannotRestore(f"The database in the backup is damaged: {'; '.join(told)}.")


def _migrate(address: str, own: Mapping[str, str], new: Mapping[str, Path]) -> None:
    """Bring the database at this address up to this version of the site, in a process that knows no other data."""
    with _folder_of(new) as folder:
        env = {**os.environ, **own, "DATABASE_URL": address, "DATA_DIR": folder}
        command = [sys.executable, MANAGE, "migrate", "-v0"]
        done = subprocess.run(command, env=env, capture_output=True, text=True, check=False)  # noqa: S603  ours
    if done.returncode:
        told = (done.stderr.strip().splitlines() or [""])[-1]
        raise CannotRestore(f"The backup is older, and its database could not be brought up to date: {told}")


def _place_keys(found: Mapping[str, str], about: Mapping[str, Any], new: Path, private: Path) -> list[str]:
    """Put the keys into the new private folder: those of the backup, else those that are here. Returns the advice."""
    for name in keys.FILES:
        old = private / name
        content = found.get(name) or (old.read_text() if old.exists() else "")
        if content:
            with open(os.open(new / name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
                file.write(content)
    # What the site has from its environment goes before what is in the folder.
    fixed = {
        "secret_key": os.environ.get("SECRET_KEY"),
        "event_key": os.environ.get("EVENT_KEY"),
        "seal_key": keys.current().get("seal_key") if settings.SEAL_KEY or settings.SEAL_KEY_FILE else None,
    }
    here = {name: key for name, key in {**keys.current(), **found}.items() if key}
    here |= {name: key for name, key in fixed.items() if key}
    advice = []
    for key in keys.differing(about["keys"], keys.fingerprints(here)):
        if key.file in found:
            where = f"It is in {private / key.file}: put it where this site's settings take it from."
        else:
            where = f"The backup was made without keys: put it where this site's settings take it from. {key.lost}"
        advice.append(f"{key} is another one than the data was written with. {key.needed_for} {where}")
    return advice


# From SQLite to PostgreSQL


def move_to(address: str, *, place: Place | None = None) -> dict[str, int]:
    """Copy the database of a site on SQLite to an empty PostgreSQL, with seals and numbers compared. ``{table: rows}``.

    The SQLite file stays as it is, and files stay where they are. Raises ``CannotRestore``; then nothing was changed.
    """
    place = place or places.here()
    if not place.database:
        raise CannotRestore("This site is not on SQLite: there is nothing to move.")
    token = secrets.token_hex(4)
    try:
        if not postgresql.is_new(address):
            raise CannotRestore("That database has data already. Name an empty one.")
        with tempfile.TemporaryDirectory(prefix=TEMPORARY, dir=place.data) as folder:
            copy = Path(folder) / DATABASE
            _check_space(place.data, place.database.stat().st_size, CannotRestore)
            sqlite.copy(place.database, copy)
            about = sqlite.describe(copy)
            _check_database(copy, about)
            own = {**_settings_beside(keys.current()), "DATA_DIR": str(place.data)}
            schema = f"moving_{token}"
            with postgresql.built(address, schema, about, postgresql.tables_from_sqlite(copy, about), own) as beside:
                postgresql.run([MANAGE, "update_index"], {**own, "DATABASE_URL": beside})
                told = [_verified({**own, "DATABASE_URL": one}) for one in (f"sqlite:///{copy}", beside)]
                if told[0] != told[1]:
                    raise CannotRestore(f"The event log is not the same there, so nothing was moved: {told[1]}")
                postgresql.take_place(address, schema, f"before_move_{token}")
    except (sqlite3.Error, psycopg.Error, OSError, postgresql.CannotLoad) as fault:
        raise CannotRestore(f"The database was not moved: {fault}") from None
    return about["rows"]


def _verified(env: Mapping[str, str]) -> str:
    """What ``verify_events`` says there: faults, numbers and the head."""
    command = [sys.executable, MANAGE, "verify_events"]
    done = subprocess.run(command, env={**os.environ, **env}, capture_output=True, text=True, check=False)  # noqa: S603  ours
    return done.stdout + done.stderr


# Each night


def make_nightly() -> bool:
    """Start the backup of this night, where a folder is set and none was made yet. Returns whether it began now.

    It is made by a process of its own: no mail would be sent meanwhile.
    """
    _running[:] = [process for process in _running if process.poll() is None]
    now = clock.local(clock.now())
    if not settings.BACKUP_DIR or _running or now.hour < FIRST_HOUR:
        return False
    if (Path(settings.BACKUP_DIR) / rotation.name_of(now.date())).exists():
        return False
    command = [sys.executable, MANAGE, "backup", "--nightly"]
    _running.append(subprocess.Popen(command))  # noqa: S603  ours
    return True


def keep_nightly(passphrase: str, *, day: datetime.date) -> Made | None:
    """Make the backup of a day in ``BACKUP_DIR`` and remove those that are kept no longer.

    None where another process is doing it. Raises ``CannotBackUp``; then all earlier ones are kept.
    """
    folder = Path(settings.BACKUP_DIR)
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with _alone(folder) as is_alone:
            if not is_alone:
                return None
            _remove_unfinished(folder)
            made = make(folder / rotation.name_of(day), passphrase)
            for name in rotation.outdated(path.name for path in folder.iterdir()):
                (folder / name).unlink(missing_ok=True)
    except OSError as fault:
        raise CannotBackUp(f"No backup was written to {folder}: {_reason(fault)}") from None
    return made


@contextmanager
def _alone(folder: Path) -> Iterator[bool]:
    with open(os.open(folder / ".lock", os.O_WRONLY | os.O_CREAT, 0o600), "w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True


def _remove_unfinished(folder: Path) -> None:
    """What is left of backups that were stopped in the middle."""
    left: Collection[Path] = [*folder.glob(f".{rotation.name_of('*')}.*")]
    left = [*left, *(path for path in places.here().data.glob(f"{TEMPORARY}*") if path.is_dir())]
    for path in left:
        places.remove(path)
