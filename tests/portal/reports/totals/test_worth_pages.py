"""What a year is worth: the estimate, what the secretariat says of it, and the shares of the chapters."""

import datetime
import io

import pytest
from django.db.models import QuerySet
from openpyxl import load_workbook

from forms.annual_report import BOARD
from portal import clock, fragments
from portal.declarations.models import Signature
from portal.models import Event
from portal.reports import services as reports
from portal.reports.grants.contents import contents_of
from portal.reports.measures import queries as measure_queries
from portal.reports.models import YearWorth
from portal.reports.totals import services as total_services
from portal.reports.totals.estimates import Estimate, worth_of
from portal.reports.verbs import Verb
from portal.reports.years import services as year_services
from portal.supporters.models import Category, LeaderAssessment
from tests.conftest import make_supporter, moment, person
from tests.portal.reports.conftest import ANSWERS

pytestmark = pytest.mark.django_db
PAGE = "/sekretariat/tall/2026/verdi/"
KEY = {"kroner_per_point": None, "per_day": 2, "per_supporter": 3, "per_chapter": 1}


@pytest.fixture
def year_of_two(log, bergen, oslo, liv, siri):
    """Two days in Bergen that Liv led; nothing in Oslo."""
    log(bergen, liv.person, led_by=liv)
    log(bergen, liv.person, led_by=liv, day=datetime.date(2026, 4, 2))
    fragments.forget_cached()


@pytest.mark.slow
def test_the_estimate_counts_what_the_grant_counts(year_of_two, bergen, siri, rolf, monkeypatch):
    report = reports.prepare(bergen, year_services.open_year(2026, by=siri), by=rolf)
    board = ANSWERS[BOARD] | {"countable_members": 40, "own_finances": True}
    reports.submit(report, ANSWERS | {BOARD: board}, by=rolf, received_at=clock.now())
    fragments.forget_cached()
    assert contents_of(2026).about["totals"]["chapters"] == 1  # nothing has come from Oslo
    monkeypatch.setattr(measure_queries, "number_with_evidence", lambda year: 1)
    total_services.set_worth(2026, by=siri, **KEY)

    assert Estimate(2026).lines() == [
        ("chapters", 1, 50),
        ("supporters", 1, 60),
        ("activity_days", 2, 32),
        ("measures", 1, 350),
    ]
    assert (Estimate(2026).points, Estimate(2026).kroner) == (492, None)


def supporters_in(year):
    fragments.forget_cached()
    [number] = [number for what, number, _points in Estimate(year).lines() if what == "supporters"]
    assert number == contents_of(year).about["totals"]["supporters"]
    return number


@pytest.mark.slow
def test_the_supporters_are_as_many_as_in_the_grant_file(year_of_two, siri, liv, bergen, log):
    with clock.at(moment("2025-02-01 12:00")):
        anna = make_supporter(person("anna@example.org", "Anna", "Aas"), bergen, by=siri)
    log(bergen, anna.person, led_by=anna, kind="course", minutes=120)
    assert supporters_in(2026) == 2

    first = liv.appointments.get()
    liv.appointments.update(ended_on=datetime.date(2026, 7, 1))
    office = {"method": Category.Method.OFFICE, "decided_on": first.decided_on, "decided_by": siri}
    liv.appointments.create(category=first.category, **office)  # and nobody has assessed her
    assert supporters_in(2026) == 1
    LeaderAssessment.objects.create(supporter=liv, on=datetime.date(2026, 12, 31), by=siri)
    assert supporters_in(2026) == 2

    liv.active_periods.update(ends=datetime.date(2026, 12, 31))
    assert supporters_in(2026) == 1


@pytest.mark.slow
def test_a_supporter_whose_signature_no_longer_counted_is_in_neither(log, siri, bergen):
    with clock.at(moment("2025-02-01 12:00")):
        anna = make_supporter(person("anna@example.org", "Anna", "Aas"), bergen, by=siri)
    log(bergen, anna.person, led_by=anna)
    assert supporters_in(2026) == 1
    QuerySet(Signature).filter(person=anna.person).update(lapses_on=datetime.date(2026, 9, 1))
    assert supporters_in(2026) == 0


def test_no_kroner_are_shown_before_somebody_has_said_them(year_of_two, client_of, siri):
    assert "kroner per poeng blir" not in client_of(siri).get(PAGE).content.decode()
    total_services.set_worth(2026, by=siri, **{**KEY, "kroner_per_point": 100})
    assert "9\xa0200" in client_of(siri).get(PAGE).content.decode().partition("blir det omtrent")[2][:20]


def test_an_amount_is_shared_by_the_key_to_the_last_krone(year_of_two, client_of, siri):
    total_services.set_worth(2026, by=siri, **KEY)
    page = client_of(siri).get(f"{PAGE}?belop=1000")
    assert [(one.chapter.name, one.weight, one.amount) for one in page.context["page"]] == [
        ("Bergen", 8, 889),
        ("Oslo", 1, 111),
    ]

    response = client_of(siri).get(f"{PAGE}fil/?belop=1000")
    sheet = load_workbook(io.BytesIO(b"".join(response.streaming_content))).active
    rows = [tuple(cell.value for cell in row) for row in sheet.iter_rows()]
    assert rows[1:] == [("Vestland", "Bergen", 2, 1, 8, 889), ("Oslo", "Oslo", 0, 0, 1, 111)]
    assert Event.objects.filter(verb=Verb.SHARES_EXPORT).count() == 1


@pytest.mark.parametrize("amount", ["", "0", "mange", "-5"])
def test_what_is_no_amount_is_answered_with_a_sentence(year_of_two, client_of, siri, amount):
    total_services.set_worth(2026, by=siri, **KEY)
    page = client_of(siri).get(PAGE, {"belop": amount})
    assert page.context["form"].errors
    assert client_of(siri).get(f"{PAGE}fil/", {"belop": amount}).status_code == 404


def test_the_secretariat_sets_the_key_and_the_next_year_begins_with_it(client_of, siri, in_may):
    posted = {"kroner_per_point": "120", "per_day": "1", "per_supporter": "10", "per_chapter": "5"}
    assert client_of(siri).post(f"{PAGE}endre/", posted).status_code == 302

    row = YearWorth.objects.get()
    assert (row.kroner_per_point, row.per_day, row.per_supporter, row.per_chapter) == (120, 1, 10, 5)
    following = worth_of(2027)
    assert (following.kroner_per_point, following.per_supporter) == (None, 10)
    assert Event.objects.filter(verb=Verb.REPORTING_YEAR_SET_WORTH).count() == 1


def test_what_is_no_number_is_not_saved(client_of, siri, in_may):
    page = client_of(siri).post(f"{PAGE}endre/", {"per_day": "mye"})
    assert page.context["form"].errors
    assert not YearWorth.objects.exists()


@pytest.mark.parametrize(("who", "page", "change"), [("siri", 200, 200), ("rolf", 403, 403)])
def test_who_sees_and_changes_it(request, client_of, in_may, who, page, change):
    client = client_of(request.getfixturevalue(who))
    assert (client.get(PAGE).status_code, client.get(f"{PAGE}endre/").status_code) == (page, change)
