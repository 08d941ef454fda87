"""The backup of each night: made once, old ones removed by a plain rule, and the staff told when none was made."""

import datetime
import fcntl
import subprocess

import pytest
from django.core.checks import run_checks
from django.core.management import CommandError, call_command

from portal import clock, events, organisation
from portal.models import Event
from portal.operations.backups import queries as backup_queries
from portal.operations.backups import rotation
from portal.operations.backups import services as backup_services
from portal.operations.management.commands.worker import PERIODIC_TASKS
from tests.conftest import moment
from tests.portal.operations.backups import small_site
from tests.portal.operations.backups.small_site import KEY

DAY = datetime.date(2027, 6, 3)


@pytest.fixture
def place(tmp_path, monkeypatch, settings):
    settings.BACKUP_DIR, settings.BACKUP_KEY = str(tmp_path / "kept"), KEY
    place = small_site.make(tmp_path / "site")
    monkeypatch.setattr(backup_services.places, "here", lambda: place)
    return place


@pytest.fixture
def kept(tmp_path):
    (tmp_path / "kept").mkdir()
    return tmp_path / "kept"


@pytest.fixture
def begun(monkeypatch):
    """The commands of processes that were started; each runs until ``.ended``."""

    class Process:
        all, ended = [], False

        def __init__(self, command):
            self.all.append(command[2:])

        def poll(self):
            return 0 if Process.ended else None

    monkeypatch.setattr(subprocess, "Popen", Process)
    monkeypatch.setattr(backup_services, "_running", [])
    return Process


def days_of(names):
    return sorted(name.removeprefix("likeperson-").removesuffix(".backup") for name in names)


def test_after_a_year_of_nights_the_last_days_weeks_and_months_are_left():
    names = set()
    for number in range(365):
        names.add(rotation.name_of(datetime.date(2026, 6, 4) + datetime.timedelta(number)))
        names -= set(rotation.outdated(names))

    assert days_of(names) == [
        "2027-01-31", "2027-02-28", "2027-03-31", "2027-04-30",
        "2027-05-16", "2027-05-23", *(f"2027-05-{day}" for day in range(28, 32)),
        "2027-06-01", "2027-06-02", "2027-06-03",
    ]  # fmt: skip


def test_what_is_no_nightly_backup_is_left_alone():
    others = ["before.backup", "likeperson-2020-01-01.backup.txt", "likeperson-2020-13-01.backup", ".lock"]
    nights = [rotation.name_of(DAY - datetime.timedelta(number)) for number in range(100)]

    assert set(rotation.outdated([*others, *nights])) & set(others) == set()


def test_few_backups_are_all_kept_however_old_they_are():
    assert rotation.outdated([rotation.name_of(datetime.date(2020, 1, day)) for day in range(1, 8)]) == []


@pytest.mark.django_db
def test_old_ones_are_removed_when_the_new_one_is_there(place, kept):
    for number in range(1, 40):
        (kept / rotation.name_of(DAY - datetime.timedelta(number))).touch()
    (kept / f".{rotation.name_of(DAY)}.0a1b").write_text("half")
    (place.data / "backup-xyz").mkdir()

    made = backup_services.keep_nightly(KEY, day=DAY)

    assert (made.path, made.path.stat().st_size) == (kept / rotation.name_of(DAY), made.size)
    assert days_of(path.name for path in kept.glob("like*"))[-7:] == [f"2027-05-{d}" for d in range(28, 32)] + [
        "2027-06-01", "2027-06-02", "2027-06-03",
    ]  # fmt: skip
    assert [path.name for path in kept.glob(".like*")] == []
    assert not (place.data / "backup-xyz").exists()


@pytest.mark.django_db
def test_where_it_fails_all_earlier_ones_are_kept(place, kept):
    for number in range(1, 40):
        (kept / rotation.name_of(DAY - datetime.timedelta(number))).touch()
    place.database.write_bytes(b"SQLite format 3\0" + b"x" * 5000)

    with pytest.raises(backup_services.CannotBackUp):
        backup_services.keep_nightly(KEY, day=DAY)

    assert len(list(kept.glob("like*"))) == 39


@pytest.mark.django_db
def test_two_at_once_make_one(place, kept):
    with open(kept / ".lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        assert backup_services.keep_nightly(KEY, day=DAY) is None
    assert backup_services.keep_nightly(KEY, day=DAY)


def test_the_worker_starts_it_once_a_night(place, begun):
    def at(text):
        with clock.at(moment(text)):
            return backup_services.make_nightly()

    assert backup_services.make_nightly in [task for task, _seconds in PERIODIC_TASKS]
    assert [at("2027-06-03 01:59"), at("2027-06-03 02:10"), at("2027-06-03 03:10")] == [False, True, False]
    assert begun.all == [["backup", "--nightly"]]
    begun.ended = True
    assert at("2027-06-03 04:10")  # it failed: no file is there
    begun.ended = True
    (place.data.parent / "kept").mkdir()
    (place.data.parent / "kept" / "likeperson-2027-06-03.backup").touch()
    assert [at("2027-06-03 05:10"), at("2027-06-04 02:10")] == [False, True]


def test_nothing_is_started_where_no_folder_is_set(begun):
    with clock.at(moment("2027-06-03 12:00")):
        assert not backup_services.make_nightly()
    assert begun.all == []


@pytest.mark.slow
@pytest.mark.parametrize(("key", "wrong"), [("", True), ("short", True), (KEY, False)])
def test_a_folder_without_a_key_is_told_at_the_start(settings, key, wrong):
    settings.BACKUP_DIR, settings.BACKUP_KEY = "/var/backups/likeperson/ms", key
    assert [fault.id for fault in run_checks() if fault.id.startswith("operations.")] == ["operations.E001"] * wrong


# What the staff see


@pytest.mark.django_db
def test_a_good_backup_is_an_event_and_a_failed_one_is_not(place, capsys):
    with clock.at(moment("2027-06-03 02:14")):
        call_command("backup", nightly=True)
    place.database.write_bytes(b"x" * 100)
    with pytest.raises(CommandError, match=r"^No backup was written"), clock.at(moment("2027-06-04 02:14")):
        call_command("backup", nightly=True)

    assert backup_queries.last_good() == moment("2027-06-03 02:14")
    assert Event.objects.filter(verb="backup.make").count() == 1


@pytest.mark.django_db
def test_an_event_that_somebody_else_wrote_is_not_believed():
    Event.objects.create(verb="backup.make", subject=organisation.current().ref, at=clock.now(), digest="x", seal="y")
    assert backup_queries.last_good() is None


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("made", "now", "told", "is_late"),
    [
        (None, "2027-06-03 09:00", "Ingen sikkerhetskopi er tatt ennå. Den første kommer i natt.", True),
        ("2027-06-03 02:14", "2027-06-05 02:13", "Den siste vellykkede ble tatt 3. juni 2027 klokka 2.14.", False),
        ("2027-06-03 02:14", "2027-06-05 02:15", "Den som drifter nettstedet, må finne ut hvorfor", True),
    ],
)
def test_the_staff_see_when_the_last_good_one_was_made(settings, client_of, siri, made, now, told, is_late):
    settings.BACKUP_DIR = "/var/backups/likeperson/ms"
    if made:
        with clock.at(moment(made)):
            events.record("backup.make", subject=organisation.current(), by=None)
    with clock.at(moment(now)):
        overview = client_of(siri).get("/sekretariat/oversikt/").content.decode()
        first_days = client_of(siri).get("/sekretariat/forste-dager/").content.decode()

    assert (told in overview, told in first_days) == (True, True)
    assert ("Det mangler en ny sikkerhetskopi" in overview) == is_late


@pytest.mark.django_db
def test_where_none_is_expected_the_overview_says_nothing_and_asks_nothing(
    settings, client_of, siri, django_assert_num_queries
):
    with django_assert_num_queries(0):
        assert not backup_queries.is_expected()
    assert "ikkerhetskopi" not in client_of(siri).get("/sekretariat/oversikt/").content.decode()
    hint = "Ingen sikkerhetskopi er tatt. Den som drifter nettstedet, må sørge for at det tas én hver natt."
    assert hint in client_of(siri).get("/sekretariat/forste-dager/").content.decode()
