"""The annual report waits for the board until it is sent, and for the secretariat until it is answered."""

import datetime

import pytest

from portal import clock
from portal.chapters import services as chapters
from portal.reports import services as reports
from portal.reports.models import ChapterReport
from portal.reports.reopening import services as reopening_services
from portal.reports.years import services as year_services
from tests.conftest import moment
from tests.portal.reports.conftest import ANSWERS
from tests.portal.waiting import rows_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def june():
    """The reports for 2026 are due on 31 May 2027; this is a week later."""
    with clock.at(moment("2027-06-08 10:00")):
        yield


@pytest.mark.parametrize(
    ("now", "said"),
    [
        ("2027-01-01 12:00", []),
        ("2027-01-02 00:10", ["Innen 31. mai"]),
        ("2027-05-31 23:50", ["I dag er siste dag"]),
        ("2027-06-01 00:10", ["Fristen var 31. mai"]),
        ("2027-12-31 23:50", ["Fristen var 31. mai"]),
    ],
)
def test_the_annual_report_waits_from_the_day_that_it_opens(bodil, client_of, now, said):
    with clock.at(moment(now)):
        assert [row.when for row in rows_of(client_of, bodil) if "Årsrapporten" in row.title] == said


@pytest.mark.slow
def test_a_report_waits_until_it_is_sent_and_again_when_it_comes_back(rolf, bergen, siri, june, client_of):
    def waits(user):
        return [(row.title, row.when) for row in rows_of(client_of, user) if "rapport" in row.title]

    report = reports.prepare(bergen, year_services.open_year(2026, by=siri), by=rolf)
    assert waits(rolf) == [("Årsrapporten for 2026 er påbegynt, men ikke sendt", "Fristen var 31. mai")]

    report = reports.submit(report, ANSWERS, by=rolf, received_at=moment("2027-05-20 12:00"))
    assert (waits(rolf), waits(siri)) == ([], [("1 årsrapport for 2026 venter på svar", "Siden 20. mai")])

    report = reports.return_(report, "Se på april.", by=siri)
    assert (waits(rolf), waits(siri)) == ([("Årsrapporten for 2026 må rettes", "Innen 22. juni")], [])

    report = reports.submit(report, ANSWERS, by=rolf, received_at=clock.now())
    reports.approve(report, by=siri)
    assert (waits(rolf), waits(siri)) == ([], [])


@pytest.mark.slow
@pytest.mark.parametrize("how", ["first", "first before", "before", "asked"])
def test_nobody_is_shown_a_report_that_they_may_not_answer(how, rolf, bodil, bergen, siri, june, client_of):
    chapters.give_office(bodil, "secretariat", by=siri, starts=datetime.date(2020, 1, 1))
    report = reports.prepare(bergen, year_services.open_year(2026, by=siri), by=rolf)
    sender = bodil if how == "before" else rolf
    report = reports.submit(report, ANSWERS, by=sender, received_at=moment("2027-05-20 12:00"))
    if how.startswith("first"):
        columns = {"first_signed_by": bodil, "first_signed_role": "other", "first_signed_at": report.received_at}
        ChapterReport.objects.update(**columns)
        report = ChapterReport.objects.get()
    if how.endswith("before"):
        report = reports.return_(report, "Se på april.", by=siri)
        report = reports.submit(report, ANSWERS, by=rolf, received_at=clock.now())
    if how == "asked":
        reopening_services.ask(report, "Et tall", by=bodil)

    def waits(user):
        rows = [row.href for row in rows_of(client_of, user)]
        return sorted(href for href in rows if href == "/sekretariat/rapporter/2026/bergen/")

    assert waits(bodil) == []
    assert waits(siri)
    reopening_services.ask(report, "Et tall", by=rolf)
    assert waits(bodil) == []


def test_a_report_of_an_earlier_year_that_was_begun_is_not_forgotten(bodil, bergen, siri, client_of):
    with clock.at(moment("2027-05-10 12:00")):
        reports.prepare(bergen, year_services.open_year(2026, by=siri), by=bodil)
    with clock.at(moment("2028-03-10 12:00")):
        rows = [(row.title, row.when) for row in rows_of(client_of, bodil)]

    assert rows == [
        ("Årsrapporten for 2026 er påbegynt, men ikke sendt", "Fristen var 31. mai 2027"),
        ("Årsrapporten for 2027 kan fylles ut", "Innen 31. mai"),
    ]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("now", "said"),
    [
        ("2027-05-31 23:50", ""),
        ("2027-06-01 00:10", "Fristen gikk ut for 1 dag siden. Dere kan fortsatt sende rapporten."),
        ("2027-06-12 12:00", "Fristen gikk ut for 12 dager siden. Dere kan fortsatt sende rapporten."),
    ],
)
def test_the_whole_board_sees_how_long_the_report_is_overdue(rolf, bodil, client_of, now, said):
    with clock.at(moment(now)):
        notes = {row.note for one in (rolf, bodil) for row in rows_of(client_of, one) if "Årsrapporten" in row.title}
    assert notes == {said}


def test_the_desk_leads_to_the_reports_of_last_year(siri, client_of, june):
    for page in ("/min-side/", "/sekretariat/oversikt/"):
        assert 'href="/sekretariat/rapporter/2026/"' in client_of(siri).get(page).content.decode()
