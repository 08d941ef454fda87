"""Values that no column of the models holds, and that SQLite keeps: every page about calls and shifts answers."""

import datetime

import pytest
from django.db import connection
from django.urls import reverse

from portal.calls.models import Call, CallTheme, Shift, Tally, Volunteer
from portal.calls.rota import services as rota_services
from portal.calls.tally import queries as tally_queries
from portal.calls.tally import services as tally_services
from tests.portal.calls.conftest import MS
from tests.portal.frame.odd_rows import answers, columns_of, garbage, share_of, written

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("at_noon"),
    pytest.mark.skipif(connection.vendor != "sqlite", reason="other databases refuse such values"),
]


@pytest.fixture
def what_there_is(vigdis, mari, kaare, log, monkeypatch):
    """One of each kind of row: ``{table: row}``; and a call that nobody changes."""
    monkeypatch.setattr(tally_queries, "is_kept", lambda: True)
    log(mari, themes=["new"])
    call = log(vigdis, themes=["work"], day=datetime.date(2026, 2, 2))
    values = {"line": MS, "opens": datetime.time(18), "closes": datetime.time(20)}
    shift = Shift.objects.create(day=datetime.date(2026, 6, 11), person=vigdis, assigned_by=kaare, **values)
    Shift.objects.create(day=datetime.date(2026, 6, 12), **values)
    return {
        Call: call,
        CallTheme: call.themes.get(),
        Shift: shift,
        Volunteer: Volunteer.objects.get(person=vigdis),
        Tally: tally_services.note_talks(vigdis, datetime.date(2026, 5, 1), 4, ["new"], by=vigdis),
    }


@pytest.fixture
def pages(vigdis, kaare, siri, client_of, client, what_there_is):
    """``[(what, client, address)]`` of all that tell of these rows."""
    clients = {"vigdis": client_of(vigdis), "kaare": client_of(kaare), "siri": client_of(siri)}
    places = [("vigdis", name, ()) for name in ("my_page", "my_data", "rota", "log_call", "my_calls", "tallies")]
    places += [("kaare", name, ()) for name in ("my_page", "my_data", "rota", "volunteers", "call_totals")]
    places += [("siri", name, ()) for name in ("call_totals", "all_tallies", "overview")]
    places += [("siri", name, (2026,)) for name in ("call_totals_file", "tallies_file")]
    places += [
        ("vigdis", "tally", (2026, 5)),
        ("vigdis", "logged_call", (what_there_is[Call].ref,)),
        ("vigdis", "correct_call", (what_there_is[Call].ref,)),
        ("kaare", "assign_shift", (what_there_is[Shift].ref,)),
        ("kaare", "take_back_shift", (what_there_is[Shift].ref,)),
        ("kaare", "close_shift", (what_there_is[Shift].ref,)),
        ("kaare", "remove_volunteer", (what_there_is[Volunteer].ref,)),
    ]
    asked = [((who, name), clients[who], reverse(f"portal:{name}", args=args)) for who, name, args in places]
    return [*asked, (("everybody", "front page"), client, "/")]


# What is not found, or not theirs any more, where the row has lost what it is found by.
MAY_BE_GONE = {
    "logged_call",
    "correct_call",
    "my_calls",
    "assign_shift",
    "take_back_shift",
    "close_shift",
    "remove_volunteer",
    "rota",
    "log_call",
}


EVERY_TABLE = columns_of(Call, CallTheme, Shift, Volunteer, Tally)


@pytest.mark.slow
@pytest.mark.parametrize(("table", "name"), EVERY_TABLE)
def test_every_page_answers(what_there_is, pages, table, name):
    every_page_answers(what_there_is, pages[share_of(table, name)], table, name, slice(1))


@pytest.mark.proof
@pytest.mark.parametrize(("table", "name"), EVERY_TABLE)
def test_every_page_answers_whatever_stands_there(what_there_is, pages, table, name):
    every_page_answers(what_there_is, pages, table, name, slice(None))


def every_page_answers(what_there_is, pages, table, name, which):
    row, field = what_there_is[table], table._meta.get_field(name)
    for value in garbage(field)[which]:
        with written(row, field.column, value):
            others = {what: page.status_code for what, page in answers(pages).items() if page.status_code != 200}
            assert set(others.values()) <= {302, 403, 404}, (value, others)
            assert {place for _who, place in others} <= MAY_BE_GONE, (value, others)
            rota_services.remind_of_gaps()
            rota_services.remind_of_shifts()
            rota_services.plan_shifts()


@pytest.mark.proof
def test_what_is_left_out_is_said(what_there_is, pages):
    for table, place in ((Shift, "rota"), (Volunteer, "volunteers")):
        assert "i databasen" not in answers(pages)["kaare", place].content.decode()
        with written(what_there_is[table], "ref", "x"):
            assert "1 oppføring er endret i databasen" in answers(pages)["kaare", place].content.decode()


@pytest.mark.parametrize("table", [Call, Volunteer])
def test_what_cannot_be_read_is_not_changed(what_there_is, client_of, vigdis, kaare, table):
    """The page says that it cannot be confirmed, and keeps the row."""
    row = what_there_is[table]
    place = {Call: ("undo_call", vigdis), Volunteer: ("remove_volunteer", kaare)}[table]
    column = {Call: "undo_until", Volunteer: "added_at"}[table]
    with written(row, column, "x"):
        page = client_of(place[1]).post(reverse(f"portal:{place[0]}", args=[row.ref]))
        assert (page.status_code, table.objects.filter(pk=row.pk).exists()) == (200, True)
        assert "Dette kan ikke bekreftes" in page.content.decode()
