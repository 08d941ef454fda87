"""The overview of a year that a supporter signs: each visit and meeting with its day."""

import datetime

import pytest

from portal.activities.models import Presence

pytestmark = pytest.mark.django_db
OWN = "/mine-opplysninger/oversikt/2026/"


@pytest.fixture
def logged(bergen, rolf, liv, log):
    log(bergen, liv.person, led_by=liv)
    log(bergen, liv.person, led_by=liv, day=datetime.date(2026, 2, 1), participants=1)
    other = log(bergen, rolf, kind="course", minutes=90, day=datetime.date(2026, 5, 1))
    Presence.objects.create(activity=other, supporter=liv)
    log(bergen, rolf, kind="visit", day=datetime.date(2026, 6, 1))  # somebody else's
    log(bergen, liv.person, led_by=liv, day=datetime.date(2027, 1, 5))


def test_each_of_the_year_once_in_order(logged, liv, client_of):
    page = client_of(liv.person).get(OWN)

    rows = [(row.day.isoformat(), led, verdict.counts) for row, led, verdict in page.context["rows"]]
    assert rows == [("2026-02-01", True, False), ("2026-03-02", True, True), ("2026-05-01", False, True)]
    assert page.context["counting"] == 1
    text = page.content.decode()
    for part in ("2. mars 2026", "Signatur:", "Liv Likeperson", "Bergen"):
        assert part in text, part


def test_the_secretariat_has_the_same_page(logged, liv, siri, rolf, client_of):
    address = f"/sekretariat/tilskudd/2026/oversikt/{liv.ref}/"
    page = client_of(siri).get(address)
    assert (page.status_code, len(page.context["rows"]), page.context["is_own"]) == (200, 3, False)
    assert client_of(rolf).get(address).status_code == 404


def test_a_year_without_anything_has_nothing_to_sign(liv, client_of, in_may):
    text = client_of(liv.person).get("/mine-opplysninger/oversikt/2025/").content.decode()
    assert "Ingenting er logget i 2025." in text
    assert "Signatur:" not in text


@pytest.mark.parametrize("year", [0, 2019, 2028, 123456])
def test_a_year_that_there_cannot_be_is_not_found(liv, client_of, in_may, year):
    assert client_of(liv.person).get(f"/mine-opplysninger/oversikt/{year}/").status_code == 404


def test_whoever_is_no_supporter_has_none(kari, client_of):
    assert client_of(kari).get(OWN).status_code == 404
