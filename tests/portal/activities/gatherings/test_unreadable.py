"""Gatherings and sign-ups with values that no column of the models holds, and that SQLite keeps: every page answers."""

import datetime
from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from portal import clock
from portal.activities.gatherings import services as gathering_services
from portal.activities.models import Gathering, SignUp
from tests.portal.frame.odd_rows import answers, columns_of, garbage, share_of, written

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("at_noon"),
    pytest.mark.skipif(connection.vendor != "sqlite", reason="other databases refuse such values"),
]


LAST_DAY = datetime.date(2026, 6, 16)


@pytest.fixture
def what_there_is(liv, rolf, bergen, plan, sign_up):
    """Each kind of row, and a sound gathering besides: ``{table: row}``."""
    starts = clock.now() + datetime.timedelta(minutes=5)
    held = plan(bergen, rolf, title="Holdt", starts_at=starts, ends_at=starts + datetime.timedelta(hours=1))
    Gathering.objects.filter(pk=held.pk).update(starts_at=starts - datetime.timedelta(hours=3))
    cafe = plan(bergen, rolf, takes_sign_ups=True, places=3, access=["step_free"], sign_up_by=LAST_DAY)
    walk = plan(bergen, rolf, title="Tur", audience="supporters", takes_sign_ups=True)
    plan(bergen, rolf, title="Et annet treff")
    line = sign_up(cafe)
    sign_up(cafe, "Arne")
    return {
        Gathering: Gathering.objects.get(pk=cafe.pk),
        SignUp: line,
        "held": Gathering.objects.get(pk=held.pk),
        "for supporters": Gathering.objects.get(pk=walk.pk),
        "of a supporter": gathering_services.join(walk, by=liv.person),
    }


@pytest.fixture
def pages(liv, rolf, client_of, what_there_is):
    """``[(what, client, address)]`` of all that tell of these rows."""
    of_liv, of_rolf, visitor = client_of(liv.person), client_of(rolf), Client()
    cafe, line, walk, held = (what_there_is[key] for key in (Gathering, SignUp, "for supporters", "held"))
    asked = [(of_liv, name, []) for name in ("coming_gatherings", "my_page", "my_data")]
    asked += [(of_liv, name, [row.ref]) for row in (cafe, walk) for name in ("gathering", "calendar_of_gathering")]
    asked += [(of_liv, "leave_gathering", [walk.ref])]
    asked += [(of_rolf, name, ["bergen"]) for name in ("gatherings", "chapter")] + [(of_rolf, "my_page", [])]
    asked += [
        (of_rolf, name, ["bergen", row.ref])
        for row in (cafe, walk)
        for name in ("planned_gathering", "change_gathering", "cancel_gathering", "add_sign_up")
    ]
    asked += [(of_rolf, "log_gathering", ["bergen", held.ref]), (of_rolf, "remove_sign_up", [line.ref])]
    asked += [(visitor, "sign_up_to_gathering", [cafe.ref])]
    asked += [(visitor, name, [line.token]) for name in ("signed_up", "withdraw_sign_up")]
    addresses = [(client, name, reverse(f"portal:{name}", args=args)) for client, name, args in asked]
    addresses += [(of_rolf, "new_gathering", f"/lokalforening/bergen/treff/nytt/?copy={cafe.ref}&weeks=1")]
    addresses += [(visitor, name, name) for name in PUBLIC]
    return [(f"{name} {number}", client, path) for number, (client, name, path) in enumerate(addresses)]


PUBLIC = ("/lokalforeninger/", "/lokalforeninger/bergen/", "/treff/", "/treff/treff.ics")
LISTS = {"coming_gatherings", "my_page", "my_data", "gatherings", "chapter", *PUBLIC}
EVERY_TABLE = columns_of(Gathering, SignUp)
MORE_ROWS = [
    pytest.param(key, column.values[1], id=f"{key}.{column.values[1]}")
    for key, table in (("held", Gathering), ("for supporters", Gathering), ("of a supporter", SignUp))
    for column in columns_of(table)
]


@pytest.mark.slow
@pytest.mark.parametrize(("table", "name"), EVERY_TABLE)
def test_every_page_answers(what_there_is, pages, table, name):
    every_page_answers(what_there_is, pages[share_of(table, name)], table, name, slice(1))


@pytest.mark.proof
@pytest.mark.parametrize(("table", "name"), [*EVERY_TABLE, *MORE_ROWS])
def test_every_page_answers_whatever_stands_there(what_there_is, pages, table, name):
    every_page_answers(what_there_is, pages, table, name, slice(None))


def every_page_answers(what_there_is, pages, table, name, which):
    """Lists are shown, with the other gatherings on them; a page about the row itself may say that there is none."""
    row = what_there_is[table]
    field = row._meta.get_field(name)
    for value in garbage(field)[which]:
        with written(row, field.column, value):
            found = answers(pages)
            others = {what: page.status_code for what, page in found.items() if page.status_code != 200}
            assert {*others.values()} <= {302, 404}, (value, others)
            assert not {what.split()[0] for what in others} & LISTS, (value, others)
            for board in (page for what, page in found.items() if what.split()[0] == "gatherings"):
                assert "Et annet treff" in unescape(board.content.decode()), value
            gathering_services.forget_sign_ups()
