"""A backup under load is restored as it was, into a new site alone; whatever is wrong is told, and nothing changes."""

import json
import os
import shutil
import sqlite3
import threading
import time
from contextlib import closing
from types import SimpleNamespace

import pytest

from portal.operations.backups import archive, places
from portal.operations.backups import services as backup_services
from tests.portal.operations.backups import small_site
from tests.portal.operations.backups.small_site import KEY, contents, everything, rows

pytestmark = pytest.mark.django_db  # a migration of wagtail_localize asks the database when it is imported


@pytest.fixture(autouse=True)
def _own_keys(settings, tmp_path):
    """The keys of the site that is backed up."""
    settings.PRIVATE_DIR = tmp_path / "old" / "private"
    settings.SECRET_KEY, settings.EVENT_KEY, settings.SEAL_KEY_FILE = "s" * 64, "e" * 64, ""


@pytest.fixture
def old(tmp_path):
    place = small_site.make(tmp_path / "old")
    (place.private / "seal_key").write_text("PEM of the old site")
    return place


@pytest.fixture
def new(tmp_path):
    return small_site.empty(tmp_path / "new")


@pytest.fixture
def made(old, tmp_path):
    return backup_services.make(tmp_path / "a.backup", KEY, place=old).path


def refusal(path, place, key=KEY, **more):
    """Why it is not restored; nothing of the site has changed, and nothing is left beside it."""
    before = everything(place.data)
    with pytest.raises(backup_services.CannotRestore) as fault:
        backup_services.restore(path, key, place=place, **more)
    assert everything(place.data) == before
    return str(fault.value)


def test_a_new_site_becomes_the_old_one(old, new, made):
    restored = backup_services.restore(made, KEY, place=new)

    assert rows(new) == rows(old) | {"django_session": []}
    assert contents(new) == contents(old)
    keys = {path.name: path.read_text() for path in new.private.glob("*_key")}
    assert keys == {"secret_key": "s" * 64, "event_key": "e" * 64, "seal_key": "PEM of the old site"}
    assert (restored.advice, restored.aside, restored.is_older) == ([], [], False)
    assert sorted(path.name for path in new.data.iterdir()) == ["db.sqlite3", "media", "private"]
    assert {path.stat().st_mode & 0o777 for path in new.private.glob("*_key")} == {0o600}
    assert new.database.stat().st_mode & 0o777 == 0o600


def test_a_backup_leaves_nothing_behind_and_the_site_as_it_was(old, tmp_path):
    before = everything(old.data)
    backup_services.make(tmp_path / "a.backup", KEY, place=old)
    assert everything(old.data) == before


def test_what_somebody_wrote_is_not_in_the_file(old, made):
    told = made.read_bytes()
    assert "Åse".encode() not in told
    assert b"PEM" not in told


@pytest.mark.slow
def test_a_backup_while_others_write_holds_all_that_was_acknowledged_before(old, new, tmp_path):
    found = while_others_write(old, lambda: backup_services.make(tmp_path / "a.backup", KEY, place=old), each_second=20)
    backup_services.restore(tmp_path / "a.backup", KEY, place=new)

    names = [name for _key, name in rows(new)["accounts_user"][3:]]
    assert found.before <= len(names) <= len(found.acknowledged)
    assert names == found.acknowledged[: len(names)]
    assert found.faults == []


def add_person(database, name):
    database.execute("INSERT INTO accounts_user (name) VALUES (?)", [name])


def while_others_write(place, make, *, each_second, write=add_person):
    """Call ``make`` while a thread writes: what was acknowledged, how many before, and the longest wait in seconds."""
    found = SimpleNamespace(acknowledged=[], faults=[], longest=0.0, before=0, made=None)
    stop, begun = threading.Event(), threading.Event()

    def go_on():
        with closing(sqlite3.connect(place.database, timeout=20)) as database:
            while not stop.wait(1 / each_second):
                began, name = time.monotonic(), f"Nora {len(found.acknowledged)}"
                try:
                    with database:
                        write(database, name)
                except sqlite3.Error as fault:
                    found.faults.append(str(fault))
                    continue
                found.longest = max(found.longest, time.monotonic() - began)
                found.acknowledged.append(name)
                if len(found.acknowledged) == 5:
                    begun.set()

    writer = threading.Thread(target=go_on)
    writer.start()
    try:
        assert begun.wait(20)
        found.before = len(found.acknowledged)
        found.made = make()
    finally:
        stop.set()
        writer.join()
    return found


# Keys


def test_without_keys_it_is_told_which_are_needed_and_what_to_do(old, new, tmp_path, settings):
    path = backup_services.make(tmp_path / "a.backup", KEY, with_keys=False, place=old).path
    settings.SECRET_KEY, settings.PRIVATE_DIR = "t" * 64, new.private
    (new.private / "event_key").write_text("e" * 64)

    restored = backup_services.restore(path, KEY, place=new)

    secret, seal = restored.advice
    assert secret.startswith("SECRET_KEY is another one than the data was written with. It opens the second factors.")
    assert "manage.py reset_second_factor E-MAIL" in secret
    assert seal.startswith("The key of the seal is another one")
    assert (new.private / "event_key").read_text() == "e" * 64
    assert not (new.private / "seal_key").exists()
    assert "s" * 64 not in json.dumps(archive.about(path, KEY))


def test_a_key_from_the_environment_that_is_another_one_is_told(new, made, monkeypatch):
    monkeypatch.setenv("EVENT_KEY", "another")

    (advice,) = backup_services.restore(made, KEY, place=new).advice

    assert advice.startswith("EVENT_KEY is another one than the data was written with.")
    assert str(new.private / "event_key") in advice


def test_the_key_of_the_seal_comes_from_the_environment_too(old, tmp_path, settings):
    settings.SEAL_KEY = "a seal's key as text"
    made = backup_services.make(tmp_path / "a.backup", KEY, place=old)

    settings.SEAL_KEY = ""
    elsewhere = small_site.empty(tmp_path / "elsewhere")
    backup_services.restore(made.path, KEY, place=elsewhere)

    assert (elsewhere.private / "seal_key").read_text() == "a seal's key as text"


def test_files_in_a_bucket_are_told_of(old, new, tmp_path, settings):
    settings.FILES_ARE_SHARED = True
    away = {"bucket_name": "b", "endpoint_url": "http://127.0.0.1:9", "access_key": "id", "secret_key": "secret"}
    shared = {"BACKEND": "portal.shared_files.SharedPrivate", "OPTIONS": {**away, "location": "private"}}
    settings.STORAGES = {**settings.STORAGES, "private": shared}
    made = backup_services.make(tmp_path / "a.backup", KEY, place=old)

    assert backup_services.FILES_ELSEWHERE in backup_services.restore(made.path, KEY, place=new).advice


# What is refused


@pytest.mark.parametrize("key", ["", "short"])
def test_an_easy_key_is_refused(old, new, made, tmp_path, key):
    assert "Set BACKUP_KEY in the environment" in refusal(made, new, key)
    with pytest.raises(backup_services.CannotBackUp, match="Set BACKUP_KEY in the environment"):
        backup_services.make(tmp_path / "b.backup", key, place=old)
    assert not (tmp_path / "b.backup").exists()


def test_another_key_is_refused(new, made):
    assert "cannot be opened with this key" in refusal(made, new, KEY[::-1])


@pytest.mark.parametrize("part", [0, 0.001, 0.5, 0.999])
def test_one_that_is_cut_short_is_refused(new, made, part):
    whole = made.read_bytes()
    made.write_bytes(whole[: int(len(whole) * part)])
    told = refusal(made, new)
    assert "cut short" in told or "no backup of this site" in told


@pytest.mark.parametrize("place", [3, 25, 40, 70, -1])
def test_one_with_an_altered_byte_is_refused(new, made, place):
    altered = bytearray(made.read_bytes())
    altered[place] ^= 4
    made.write_bytes(altered)
    assert refusal(made, new)


def test_no_file_and_another_file_are_refused(new, tmp_path):
    assert refusal(tmp_path / "none", new) == f"There is no file {tmp_path / 'none'}."
    (tmp_path / "text").write_text("A letter")
    assert refusal(tmp_path / "text", new) == archive.NO_BACKUP
    assert "Is a directory" in refusal(tmp_path, new)


def test_one_of_a_newer_version_is_refused(old, new, tmp_path):
    with closing(sqlite3.connect(old.database)) as database, database:
        database.execute("INSERT INTO django_migrations (app, name) VALUES ('accounts', '9999_from_the_future')")
    path = backup_services.make(tmp_path / "a.backup", KEY, place=old).path

    told = refusal(path, new)
    assert told.startswith("The backup was made by a newer version of the site")
    assert "accounts.9999_from_the_future" in told


def test_a_migration_that_a_package_has_removed_since_is_no_newer_version(old, new, tmp_path):
    with closing(sqlite3.connect(old.database)) as database, database:
        database.execute("INSERT INTO django_migrations (app, name) VALUES ('accounts', '0000_squashed_long_ago')")
    path = backup_services.make(tmp_path / "a.backup", KEY, place=old).path

    backup_services.restore(path, KEY, place=new)


def test_too_little_room_is_told_before_anything_is_written(old, new, made, tmp_path, monkeypatch):
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: SimpleNamespace(free=40_000_000))

    assert "There is not enough room in" in refusal(made, new)
    with pytest.raises(backup_services.CannotBackUp, match="There is not enough room in"):
        backup_services.make(tmp_path / "b.backup", KEY, place=old)
    assert not (tmp_path / "b.backup").exists()


def test_a_folder_that_cannot_be_written_is_told(old, tmp_path):
    with pytest.raises(backup_services.CannotBackUp, match="No such file or directory"):
        backup_services.make(tmp_path / "none" / "a.backup", KEY, place=old)


def test_a_site_without_a_database_has_nothing_to_back_up(new, tmp_path):
    new.database.touch()
    with pytest.raises(backup_services.CannotBackUp, match="has no database yet"):
        backup_services.make(tmp_path / "a.backup", KEY, place=new)
    assert list(tmp_path.glob("*.backup")) == []


def test_a_damaged_database_is_not_backed_up(old, tmp_path):
    with closing(sqlite3.connect(old.database)) as database, database:
        database.execute("INSERT INTO reading (by_id) VALUES (77)")

    with pytest.raises(backup_services.CannotBackUp, match="rows of reading refer to rows that are not there"):
        backup_services.make(tmp_path / "a.backup", KEY, place=old)


@pytest.mark.parametrize("what", ["a person", "a file", "a picture"])
def test_a_site_that_has_data_is_left_alone(made, tmp_path, what):
    place = small_site.make(tmp_path / "used", people=what == "a person")
    if what != "a person":
        ((place.private if what == "a file" else place.media) / "name").write_text("somebody's")

    assert refusal(made, place).startswith("This site has data already.")


def test_a_site_that_was_only_started_is_new(old, made, tmp_path):
    place = small_site.make(tmp_path / "started", people=0)
    (place.private / "event_key").write_text("made at the start")

    backup_services.restore(made, KEY, place=place)

    assert rows(place)["accounts_user"] == rows(old)["accounts_user"]
    assert (place.private / "event_key").read_text() == "e" * 64


# In place of other data


def test_what_is_replaced_is_set_aside_whole(old, made, tmp_path):
    place = small_site.make(tmp_path / "used", people=9)
    (place.data / "db.sqlite3-journal").write_bytes(b"")
    before, files = rows(place), contents(place)

    restored = backup_services.restore(made, KEY, place=place, replace=True)

    assert (rows(place)["accounts_user"], contents(place)) == (rows(old)["accounts_user"], contents(old))
    private, media, database = restored.aside
    kept = places.Place(place.data, private, media, database)
    assert rows(kept) == before
    assert {name.split("/", 1)[1]: what for name, what in contents(kept).items()} == {
        name.split("/", 1)[1]: what for name, what in files.items()
    }
    assert not (place.data / "db.sqlite3-journal").exists()  # it belongs to the other database


def test_a_damaged_database_is_replaced_and_set_aside(old, made, tmp_path):
    place = small_site.make(tmp_path / "used")
    place.database.write_bytes(b"x" * 5000)
    assert refusal(made, place).startswith("This site has data already.")

    restored = backup_services.restore(made, KEY, place=place, replace=True)

    assert rows(place)["accounts_user"] == rows(old)["accounts_user"]
    assert restored.aside[-1].read_bytes() == b"x" * 5000


def renames_that_fail_at(number):
    """``Path.rename`` that fails the numbered time, and then works again."""
    count, rename = [0], places.Path.rename

    def fail(path, target):
        count[0] += 1
        if count[0] == number:
            raise OSError(28, "No space left on device")
        return rename(path, target)

    return fail


@pytest.mark.parametrize("number", range(1, 7))
def test_a_swap_that_fails_in_the_middle_leaves_everything_where_it_was(made, tmp_path, monkeypatch, number):
    place = small_site.make(tmp_path / "used", people=9)
    monkeypatch.setattr(places.Path, "rename", renames_that_fail_at(number))

    assert "No space left on device" in refusal(made, place, replace=True)


@pytest.mark.parametrize("number", range(1, 7))
def test_a_swap_that_was_killed_is_undone_at_the_next_restore(made, old, tmp_path, monkeypatch, number):
    place = small_site.make(tmp_path / "used", people=9)
    before = everything(place.data)
    monkeypatch.setattr(places.Path, "rename", renames_that_fail_at(number))
    monkeypatch.setattr(places, "put_back", lambda _data: False)  # the process is no more
    monkeypatch.setattr(places, "remove", lambda _path: None)
    with pytest.raises(backup_services.CannotRestore):
        backup_services.restore(made, KEY, place=place, replace=True)
    monkeypatch.undo()
    for folder in (place.private, place.media):  # settings.py makes them at each start
        folder.mkdir(exist_ok=True)

    assert places.put_back(place.data)

    found = everything(place.data)
    assert {name: found.get(name) for name in before} == before
    assert [name for name in found if "restor" in name] == []


def test_an_older_backup_is_brought_up_to_date_in_a_process_of_its_own(old, new, tmp_path, monkeypatch):
    with closing(sqlite3.connect(old.database)) as database, database:
        database.execute("DELETE FROM django_migrations WHERE id = (SELECT max(id) FROM django_migrations)")
    path, asked = backup_services.make(tmp_path / "a.backup", KEY, place=old).path, []

    def run(command, *, env, **options):
        asked.append((command[2:], env["DATABASE_URL"], env["EVENT_KEY"], os.listdir(f"{env['DATA_DIR']}/private")))
        return SimpleNamespace(returncode=len(asked) == 1, stderr="Traceback …\nOperationalError: no such table\n")

    monkeypatch.setattr(backup_services.subprocess, "run", run)

    assert refusal(path, new).endswith("could not be brought up to date: OperationalError: no such table")
    assert backup_services.restore(path, KEY, place=new).is_older
    words, address, key, names = asked[1]
    assert (words, key, "declarations" in names) == (["migrate", "-v0"], "e" * 64, True)
    assert address.startswith(f"sqlite:///{new.database}.restoring-")
