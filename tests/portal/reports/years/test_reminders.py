"""Reminders of the annual report: each once, to the leader, then to the whole board; and what the secretariat hears."""

import datetime

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from portal import clock
from portal.chapters import services as chapters
from portal.chapters.models import Chapter
from portal.models import Event, EventDetails, OutboxMail
from portal.reports import services as reports
from portal.reports.models import ReportingYear, ReportReminder
from portal.reports.years import services as year_services
from tests.conftest import moment
from tests.portal.reports.conftest import ANSWERS

pytestmark = pytest.mark.django_db
DAYS = ["2027-04-01", "2027-05-01", "2027-05-20", "2027-05-29", "2027-06-01"]


def remind_on(day):
    """The mails that are sent on this day: ``[(to, subject)]``."""
    before = set(OutboxMail.objects.values_list("pk", flat=True))
    with clock.at(moment(f"{day} 09:00")):
        year_services.remind()
    rows = OutboxMail.objects.exclude(pk__in=before).order_by("pk")
    return [(row.to.partition("@")[0], row.subject) for row in rows]


@pytest.fixture
def alone(oslo):
    """Only Bergen is there."""
    type(oslo).objects.exclude(short_name="bergen").update(is_active=False)


@pytest.mark.slow
@pytest.mark.usefixtures("alone")
def test_five_reminders_each_once_and_the_board_from_the_third(rolf, bodil):
    found = {day: remind_on(day) for day in DAYS}
    due = "Fristen for årsrapporten er 31. mai"

    assert found == {
        "2027-04-01": [("rolf", "Årsrapporten for 2026 kan fylles ut")],
        "2027-05-01": [("rolf", due)],
        "2027-05-20": [("rolf", due), ("bodil", due)],
        "2027-05-29": [("rolf", due), ("bodil", due)],
        "2027-06-01": [(name, "Årsrapporten for 2026 kan fortsatt sendes") for name in ("rolf", "bodil")],
    }
    assert [remind_on(day) for day in [*DAYS, "2027-06-10", "2027-07-01", "2027-12-31"]] == [[]] * 8
    assert Event.objects.filter(verb="report.remind").count() == 5


@pytest.mark.usefixtures("alone")
def test_if_it_did_not_run_only_the_latest_is_sent(rolf, bodil):
    assert remind_on("2027-05-30") == [("rolf", "Fristen for årsrapporten er 31. mai")]
    assert ReportReminder.objects.get().kind == "last"


@pytest.mark.usefixtures("alone")
def test_a_site_that_begins_in_august_reminds_nobody_of_may(rolf):
    assert remind_on("2027-08-20") == []
    assert not ReportingYear.objects.exists()


@pytest.mark.usefixtures("alone")
def test_the_board_hears_also_where_somebody_has_begun_and_stopped(rolf, bodil, bergen, siri):
    remind_on("2027-04-01")
    with clock.at(moment("2027-04-02 12:00")):
        reports.prepare(bergen, ReportingYear.objects.get(), by=rolf)
    assert [to for to, _subject in remind_on("2027-05-01")] == ["rolf"]
    assert [to for to, _subject in remind_on("2027-05-20")] == ["rolf", "bodil"]


@pytest.mark.slow
@pytest.mark.usefixtures("alone")
def test_a_report_that_came_back_is_not_silent(rolf, bodil, siri, sent):
    for day in ("2027-05-11 09:00", "2027-05-15 09:00"):
        with clock.at(moment(day)):
            if sent.state == "sent":
                sent = reports.return_(sent, "Se på april", by=siri)
            assert year_services.send_reminders({"bergen"}, 2026, by=siri) == 1
    assert [to for to, _subject in remind_on("2027-05-28")] == ["rolf"]


@pytest.mark.usefixtures("alone")
def test_the_board_is_reminded_where_nobody_leads(rolf, bodil, siri):
    for office in rolf.offices.all():
        chapters.end_office(office, by=siri, last_day=datetime.date(2027, 3, 1))
    assert [to for to, _subject in remind_on("2027-04-01")] == ["bodil"]


@pytest.mark.usefixtures("alone")
def test_a_chapter_with_nobody_waits_until_somebody_is_there(rolf, siri, bergen):
    for office in rolf.offices.all():
        chapters.end_office(office, by=siri, last_day=datetime.date(2027, 3, 1))
    assert remind_on("2027-04-01") == []
    chapters.give_office(rolf, "chapter_leader", bergen, by=siri, starts=datetime.date(2027, 4, 2))
    assert [to for to, _subject in remind_on("2027-04-02")] == ["rolf"]


def test_who_leads_two_chapters_has_one_mail(rolf, turid, oslo, bergen, siri):
    chapters.end_office(turid.offices.get(kind="chapter_leader"), by=siri)
    chapters.give_office(rolf, "chapter_leader", oslo, by=siri, starts=datetime.date(2020, 1, 1))

    assert len(remind_on("2027-05-01")) == 1

    text = OutboxMail.objects.latest("pk").text
    for said in ("Bergen:", "/lokalforening/bergen/rapport/2026/", "Oslo:", "/oslo/rapport/2026/", "10 minutter"):
        assert said in text
    assert ReportReminder.objects.count() == 2


@pytest.mark.usefixtures("alone")
def test_none_for_who_has_sent_or_has_nothing_to_send(bergen, rolf, siri, sent):
    assert remind_on("2027-05-20") == []
    reports.return_(sent, "Se på april", by=siri)
    type(sent).objects.all().delete()
    year_services.decide(bergen, 2026, "not_required", reason="Ny forening", by=siri)
    assert remind_on("2027-05-29") == []


@pytest.mark.usefixtures("alone")
def test_more_time_moves_the_reminders(bergen, rolf, siri):
    remind_on("2027-05-01")
    with clock.at(moment("2027-05-10 12:00")):
        day = datetime.date(2027, 6, 15)
        year_services.decide(bergen, 2026, "extension", last_day=day, reason="Flom", by=siri)
    found = {day: remind_on(day) for day in ("2027-05-20", "2027-06-01", "2027-06-04", "2027-06-13", "2027-06-16")}
    assert [len(mails) for mails in found.values()] == [1, 0, 1, 1, 1]  # the one of 30 days before, then of 11 and 2
    assert found["2027-06-04"] == [("rolf", "Fristen for årsrapporten er 15. juni")]


@pytest.mark.slow
@pytest.mark.usefixtures("alone")
def test_more_time_at_the_last_moment_has_reminders_of_its_own(bergen, rolf, siri):
    for day in DAYS[:4]:
        remind_on(day)
    with clock.at(moment("2027-05-30 12:00")):
        day = datetime.date(2027, 7, 30)
        year_services.decide(bergen, 2026, "extension", last_day=day, reason="Flom", by=siri)
    days = ["05-30", "05-31", "06-29", "06-30", "07-18", "07-19", "07-27", "07-28", "07-30", "07-31", "08-10"]
    found = {day: [subject for to, subject in remind_on(f"2027-{day}") if to == "rolf"] for day in days}
    due = ["Fristen for årsrapporten er 30. juli"]
    assert {day: subjects for day, subjects in found.items() if subjects} == {
        "05-31": ["Årsrapporten for 2026 kan fylles ut"],
        "06-30": due,
        "07-19": due,
        "07-28": due,
        "07-31": ["Årsrapporten for 2026 kan fortsatt sendes"],
    }
    assert [remind_on(f"2027-{day}") for day in days] == [[]] * len(days)


@pytest.mark.slow
@pytest.mark.usefixtures("alone")
def test_a_report_that_came_back_is_reminded_of_once_before_its_time_runs_out(rolf, bodil, siri, sent):
    with clock.at(moment("2027-06-10 09:00")):
        reports.return_(sent, "Se på april", by=siri)
    found = [remind_on(f"2027-06-{day}") for day in (19, 20, 21, 25)]
    assert found == [[], [("rolf", "Årsrapporten for 2026 må rettes")], [], []]
    assert "senest 24. juni 2027" in OutboxMail.objects.latest("pk").text.replace("innen", "senest")


@pytest.mark.usefixtures("alone")
def test_a_reminder_names_nobody_in_its_subject_and_says_to_whom_it_went(rolf, in_may):
    year_services.remind()
    mail = OutboxMail.objects.latest("pk")
    assert "Bergen" not in mail.subject
    assert len(mail.subject) <= 50
    details = EventDetails.objects.get(event__verb="report.remind").text
    assert str(rolf.ref) in details
    assert "Rolf" not in details


@pytest.mark.usefixtures("alone")
@pytest.mark.parametrize("language", ["nb", "nn", "en"])
def test_every_reminder_is_whole_in_each_language(rolf, language):
    type(rolf).objects.update(language=language)
    for day in DAYS:
        remind_on(day)
    for mail in OutboxMail.objects.filter(text__contains="/rapport/2026/"):
        assert mail.subject
        assert "%(" not in mail.text + mail.subject
        assert ("/en/" in mail.text) is (language == "en")


def test_looking_for_what_is_due_costs_the_same_for_all_chapters(bergen, oslo, rolf, turid, django_assert_num_queries):
    with clock.at(moment("2027-05-20 09:00")):
        year_services.remind()
        with CaptureQueriesContext(connection) as few:
            year_services.remind()
        names = [f"Lag {number}" for number in range(20)]
        Chapter.objects.bulk_create(Chapter(name=name, short_name=name.lower().replace(" ", "-")) for name in names)
        year_services.remind()
        with django_assert_num_queries(len(few)):
            year_services.remind()


@pytest.mark.slow
def test_the_command_reminds(rolf, capsys):
    with clock.at(moment("2027-05-20 09:00")):
        call_command("remind")
    assert "annual reports: 1" in capsys.readouterr().out


def arrivals_at(when):
    with clock.at(moment(when)):
        count = year_services.remind_of_arrivals()
    return count, sorted(OutboxMail.objects.filter(subject__contains="kommet").values_list("to", "subject"))


def test_the_secretariat_hears_of_arrivals_once_and_once_a_day_at_most(bergen, oslo, rolf, turid, siri, year, sent):
    first = (siri.email, "1 årsrapport har kommet")
    assert arrivals_at("2027-05-10 13:00") == (1, [first])
    with clock.at(moment("2027-05-10 14:00")):
        other = reports.prepare(oslo, year, by=turid)
        reports.submit(other, ANSWERS, by=turid, received_at=clock.now())
    assert arrivals_at("2027-05-10 15:00") == (0, [first])
    assert arrivals_at("2027-05-11 08:00") == (1, [first, first])
    assert arrivals_at("2027-05-12 08:00") == (0, [first, first])
    assert "Oslo" in OutboxMail.objects.latest("pk").text


def test_a_report_that_comes_once_more_is_told_once_more(rolf, siri, sent, answers):
    arrivals_at("2027-05-10 13:00")
    with clock.at(moment("2027-05-11 09:00")):
        back = reports.return_(sent, "Se på april", by=siri)
        reports.submit(back, answers, by=rolf, received_at=clock.now())
    assert arrivals_at("2027-05-11 10:00")[0] == 1
