"""Dates are settings: of a year for all chapters, and for one chapter more time, or no report at all."""

import datetime
import os
import time

import pytest

from portal import clock
from portal.models import Event
from portal.reports import services as reports
from portal.reports.models import ChapterDecision, ReportingYear
from portal.reports.years import deadline
from portal.reports.years import queries as year_queries
from portal.reports.years import services as year_services
from portal.reports.years.validation import Refused
from tests.conftest import moment

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_may")]
DATES = "/sekretariat/rapporter/2026/frister/"
DECIDE = "/sekretariat/rapporter/2026/bergen/frist/"
REPORT = "/lokalforening/bergen/rapport/2026/"
EXTENSION, NOT_REQUIRED, USUAL = ChapterDecision.Kind
OPENS, LAST = datetime.date(2027, 1, 2), datetime.date(2027, 5, 31)
MID_JUNE = datetime.date(2027, 6, 15)


@pytest.fixture
def extended(bergen, year, siri):
    return year_services.decide(bergen, 2026, EXTENSION, last_day=MID_JUNE, reason="Flom i lokalet", by=siri)


def days_of(chapter, year):
    return year_queries.dates_of(chapter, year).last_day


def test_the_secretariat_moves_the_deadline_of_a_year(client_of, siri, bergen, oslo):
    client = client_of(siri)
    assert client.get(DATES).context["form"].initial == {"opens": "2.1.2027", "deadline": "31.5.2027"}

    done = client.post(DATES, {"opens": "2.1.2027", "deadline": "15.6.2027"})

    assert done.headers["Location"] == "/sekretariat/rapporter/2026/"
    year = ReportingYear.objects.get(base_year=2026)
    assert (year.opens, year.deadline) == (OPENS, MID_JUNE)
    assert {days_of(chapter, year) for chapter in (bergen, oslo)} == {MID_JUNE}
    client.post(DATES, {"opens": "2.1.2027", "deadline": "15.6.2027"})
    assert Event.objects.filter(verb="reporting_year.change").count() == 1


@pytest.mark.parametrize(
    ("opens", "last_day", "wrong", "said"),
    [
        ("2.1.2027", "9.5.2027", "deadline", "Denne dagen er passert"),
        ("2.1.2027", "31.5.2028", "deadline", "kommer i 2027"),
        ("2.1.2026", "31.5.2027", "opens", "kommer i 2027"),
        ("3.1.2027", "31.5.2027", "opens", "Denne dagen er passert"),
        ("20.6.2027", "31.5.2027", "deadline", "før dagen rapportene kan fylles ut"),
        ("", "31.5.2027", "opens", "Skriv datoen slik"),
    ],
)
def test_dates_that_are_not_possible(client_of, siri, opens, last_day, wrong, said):
    page = client_of(siri).post(DATES, {"opens": opens, "deadline": last_day})

    assert list(page.context["form"].errors) == [wrong]
    assert said in page.content.decode()
    assert not Event.objects.filter(verb="reporting_year.change").exists()


def test_a_report_that_is_begun_is_not_closed_again(begun, siri):
    with pytest.raises(Refused) as refused:
        year_services.change_dates(2026, opens=datetime.date(2027, 5, 20), last_day=LAST, by=siri)
    assert refused.value.errors == {
        "opens": "1 rapport er allerede påbegynt, så startdatoen kan ikke være senere enn i dag"
    }


@pytest.mark.slow
def test_one_chapter_gets_more_time_and_sees_why(client_of, siri, rolf, turid, bergen, oslo):
    done = client_of(siri).post(DECIDE, {"kind": "extension", "last_day": "15.6.2027", "reason": "Flom i lokalet"})

    assert done.headers["Location"] == "/sekretariat/rapporter/2026/"
    year = ReportingYear.objects.get(base_year=2026)
    assert (days_of(bergen, year), days_of(oslo, year)) == (MID_JUNE, LAST)
    page = client_of(rolf).get(REPORT).content.decode()
    assert "Utsatt frist, til og med 15. juni 2027." in page
    assert "Flom i lokalet" in page
    assert "Fristen er 15. juni 2027" in client_of(rolf).get("/lokalforening/bergen/").content.decode()
    assert "Flom" not in client_of(turid).get("/lokalforening/oslo/rapport/2026/").content.decode()


@pytest.mark.parametrize(
    ("last_day", "said"),
    [
        ("9.5.2027", "Denne dagen er passert"),
        ("20.5.2027", "ikke senere enn fristen for alle andre"),
        ("31.5.2027", "ikke senere enn fristen for alle andre"),
        ("1.1.2028", "kommer i 2027"),
        ("", "Skriv den nye fristen"),
    ],
)
def test_an_extension_that_is_none(client_of, siri, bergen, last_day, said):
    page = client_of(siri).post(DECIDE, {"kind": "extension", "last_day": last_day, "reason": "Flom"})

    assert list(page.context["form"].errors) == ["last_day"]
    assert said in page.content.decode()
    assert "Flom" in page.content.decode()
    assert not ChapterDecision.objects.exists()


def test_a_decision_is_undone_by_a_new_one_and_all_are_kept(client_of, siri, bergen, year, extended):
    year_services.decide(bergen, 2026, NOT_REQUIRED, reason="Foreningen er ny", by=siri)
    assert year_queries.dates_of(bergen, year).is_required is False
    year_services.decide(bergen, 2026, USUAL, reason="Det var feil", by=siri)
    year_services.decide(bergen, 2026, USUAL, reason="Det var feil", by=siri)

    found = year_queries.dates_of(bergen, year)

    assert (found.is_required, found.is_extended, found.last_day) == (True, False, LAST)
    page = client_of(siri).get(DECIDE)
    assert [row.reason for row in page.context["decisions"]] == ["Det var feil", "Foreningen er ny", "Flom i lokalet"]
    assert page.content.decode().count("Siri Sekretær") >= 3
    assert Event.objects.filter(verb="report.decide").count() == 3


def test_an_extension_is_never_earlier_than_the_deadline_of_the_others(bergen, year, siri, extended):
    july = datetime.date(2027, 7, 1)
    year_services.change_dates(2026, opens=OPENS, last_day=july, by=siri)
    assert days_of(bergen, ReportingYear.objects.get()) == july


@pytest.mark.slow
def test_only_the_secretariat_decides(client_of, rolf, ola, bergen, year):
    for person in (rolf, ola):
        for place in (DATES, DECIDE):
            assert client_of(person).get(place).status_code == 403
            assert client_of(person).post(place, {}).status_code == 403


def test_it_needs_a_fresh_code(client_of, siri, bergen):
    for place in (DATES, DECIDE):
        answer = client_of(siri, code_age=11 * 60).post(place, {"kind": "usual", "reason": "Feil"})
        assert answer.headers["Location"].startswith("/logg-inn/ny-kode/")


def test_pages_of_years_and_chapters_that_are_not_there(client_of, siri):
    for place in ("2020/frister/", "2020/bergen/frist/", "2026/finnes-ikke/frist/"):
        assert client_of(siri).get(f"/sekretariat/rapporter/{place}").status_code == 404


@pytest.mark.slow
@pytest.mark.parametrize("zone", ["UTC", "Europe/Oslo", "Asia/Tokyo"])
def test_the_own_last_second_of_a_chapter_whatever_the_zone_of_the_server(
    zone, monkeypatch, bergen, oslo, year, extended, rolf, turid, answers
):
    monkeypatch.setitem(os.environ, "TZ", zone)
    time.tzset()
    try:
        judged = {}
        for at in ("2027-06-15 23:59:59", "2027-06-16 00:00:00"):
            received = moment(at)
            judged[at] = [year_queries.dates_of(one, year).is_on_time(received) for one in (bergen, oslo)]
        received = moment("2027-06-15 23:59:59")
        with clock.at(received):
            sent = [
                reports.submit(reports.prepare(one, year, by=who), answers, by=who, received_at=received).on_time
                for one, who in ((bergen, rolf), (oslo, turid))
            ]
    finally:
        monkeypatch.undo()
        time.tzset()
    assert judged == {"2027-06-15 23:59:59": [True, False], "2027-06-16 00:00:00": [False, False]}
    assert sent == [True, False]


def test_what_was_sent_keeps_its_judgement(bergen, year, begun, rolf, siri, answers):
    late = moment("2027-06-05 12:00")
    with clock.at(late):
        report = reports.submit(begun, answers, by=rolf, received_at=late)
        year_services.decide(bergen, 2026, EXTENSION, last_day=MID_JUNE, reason="Flom", by=siri)
    report.refresh_from_db()
    assert report.on_time is False


@pytest.mark.slow
def test_a_report_that_is_not_required_is_no_gap_and_can_be_sent(
    client_of, bergen, oslo, rolf, siri, year, answers, in_may
):
    assert year_queries.sent_of(2026) == (0, 2)
    year_services.decide(bergen, 2026, NOT_REQUIRED, reason="Foreningen er ny", by=siri)
    assert year_queries.sent_of(2026) == (0, 1)
    assert [line.status for line in year_queries.overview(2026)] == ["not_required", "not_begun"]
    page = client_of(rolf).get(REPORT).content.decode()
    for said in ("Ingen rapport kreves.", "Foreningen er ny", "Dere kan sende rapporten likevel"):
        assert said in page
    assert "Årsrapporten" not in client_of(rolf).get("/min-side/").content.decode()

    report = reports.submit(reports.prepare(bergen, year, by=rolf), answers, by=rolf, received_at=in_may)

    assert (report.state, report.on_time) == ("sent", True)
    assert [line.status for line in year_queries.overview(2026)] == ["sent", "not_begun"]
    assert year_queries.sent_of(2026) == (1, 2)


def test_my_page_tells_the_day_of_the_chapter(client_of, rolf, extended):
    with clock.at(moment("2027-06-05 12:00")):
        page = client_of(rolf).get("/min-side/").content.decode()
    assert "Innen 15. juni" in page


def test_without_a_decision_the_dates_of_the_year_apply():
    year = ReportingYear(base_year=2026, opens=OPENS, deadline=LAST)
    assert deadline.dates(year) == deadline.Dates(OPENS, LAST, None)
