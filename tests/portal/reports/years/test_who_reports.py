"""Whose report tells of what: after mergers and closings, each activity stands in exactly one."""

import datetime
import uuid

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal import clock
from portal.accounts.models import User
from portal.activities import services as activities
from portal.activities.counting.verdicts import STATED
from portal.chapters.models import Chapter
from portal.chapters.register import services as register_services
from portal.chapters.register.validation import Refused
from portal.moves import IllegalMove
from portal.reports import queries as report_queries
from portal.reports import services as reports
from portal.reports.grants.contents import contents_of
from portal.reports.models import ChapterReport
from portal.reports.sections import behind
from portal.reports.totals import queries as total_queries
from portal.reports.totals.estimates import Estimate
from portal.reports.years import deliveries, who_reports
from portal.reports.years import queries as year_queries
from portal.reports.years import services as year_services
from tests.conftest import moment, person
from tests.portal.reports.conftest import ANSWERS

pytestmark = pytest.mark.django_db
IN_MAY = moment("2027-05-10 12:00")
OCTOBER = datetime.date(2026, 10, 1)


def found(name, siri, starts=None):
    return register_services.found(
        name=name, county="Vestland", municipality=name, starts=starts, was_always_there=starts is None, by=siri
    )


def merge(chapter, into, siri, day=OCTOBER, at=None):
    with clock.at(at or moment(f"{day} 12:00")):
        register_services.merge(chapter, into, from_day=day, by=siri)
    chapter.refresh_from_db()
    into.refresh_from_db()


def log(chapter, by, day=datetime.date(2026, 3, 2)):
    group = {"kind": "conversation_group", "participants": 5, "minutes": 60, **dict.fromkeys(STATED, True)}
    return activities.log(token=uuid.uuid4(), chapter=chapter, by=by, day=day, **group)


def send(chapter, by, at=IN_MAY):
    with clock.at(at):
        report = reports.prepare(chapter, year_services.open_year(2026, by=by), by=by)
        return reports.submit(report, ANSWERS, by=by, received_at=at)


def of(chapter, at=IN_MAY):
    with clock.at(at):
        numbers = report_queries.numbers(chapter, 2026)
        return numbers["count"], {one["name"]: one["count"] for one in numbers.get("merged", [])}


@pytest.mark.slow
def test_the_one_that_goes_on_reports_on_what_both_did_in_the_year(bergen, oslo, siri, rolf, turid, client_of):
    with clock.at(moment("2026-09-01 12:00")):
        log(bergen, rolf), log(oslo, turid), log(oslo, turid)  # noqa: B018
    merge(bergen, oslo, siri)

    assert of(oslo) == (3, {"Bergen": 1})
    with clock.at(IN_MAY):
        with pytest.raises(IllegalMove):
            reports.prepare(bergen, year_services.open_year(2026, by=siri), by=siri)
        lines = {line.name: line for line in year_queries.overview(2026)}
        assert (lines["Bergen"].status, lines["Bergen"].dates.told_by) == ("not_required", oslo)
        assert (year_queries.sent_of(2026), Estimate(2026).chapters) == ((0, 1), [oslo])
        table = total_queries.totals(2026, exact=True).table(total_queries.CHAPTERS)
        assert [(line.key, line.count) for line in table.lines] == [(oslo.pk, 3)]
        places = sorted(line["chapter"] for line in contents_of(2026).activities)
        assert places == ["Oslo", "Oslo", "Oslo (fra Bergen)"]
        page = client_of(turid).get("/lokalforening/oslo/rapport/2026/aktiviteter/")
        assert page.status_code == 200
        assert b"fra Bergen" in page.content
        report = client_of(turid).get("/lokalforening/oslo/rapport/2026/")
        assert "Det Bergen gjorde i løpet av året, er med her" in report.content.decode()
        assert b"rapporten fra Oslo" in client_of(siri).get("/lokalforening/bergen/rapport/2026/").content

    sent = send(oslo, turid)
    with clock.at(IN_MAY):
        with pytest.raises(Exception, match="closed|2026"):
            activities.base_year_services.check_not_closed(bergen.activities.get())
        assert [one.pk for one in behind.reported(oslo, 2026)] == [row.pk for row in sent_rows()]
        assert behind.late_activities(sent) == 0
        sent = reports.return_(sent, "Se på mars", by=siri)
        activities.base_year_services.check_not_closed(bergen.activities.get())


def sent_rows():
    return activities.Activity.objects.exclude(settled=None).order_by("-day", "-pk")


@pytest.mark.slow
def test_what_was_sent_before_a_merger_that_is_told_late_stays_where_it_is(bergen, oslo, siri, rolf, turid):
    with clock.at(moment("2026-09-01 12:00")):
        voss = found("Voss", siri)
        for place, who in [(bergen, rolf), (oslo, turid), (voss, rolf)]:
            log(place, who)
    send(bergen, rolf)
    sent = send(oslo, turid)
    for one in (bergen, voss):
        merge(one, oslo, siri, at=IN_MAY)

    assert who_reports.reporters(2026) == {}
    with clock.at(IN_MAY):
        assert {line.name: line.dates.told_by for line in year_queries.overview(2026)} == dict.fromkeys(
            ["Bergen", "Oslo", "Voss"]
        )
        reports.return_(sent, "Ta med Voss", by=siri)
        assert (of(oslo), who_reports.told_by(voss, 2026)) == ((2, {"Voss": 1}), oslo)
    assert send(oslo, turid).numbers["merged"][0]["name"] == "Voss"


def test_a_year_has_the_chapters_that_were_there_and_no_others(bergen, oslo, siri):
    with clock.at(moment("2027-02-01 12:00")):
        closed, before, after = (
            found(*values) for values in [("Voss", siri), ("Lom", siri), ("Ny by", siri, datetime.date(2027, 1, 1))]
        )
        register_services.close(closed, last_day=OCTOBER, by=siri)
        register_services.close(before, last_day=datetime.date(2025, 12, 31), by=siri)
    with clock.at(IN_MAY):
        names = ["Bergen", "Oslo", "Voss"]
        assert [line.name for line in year_queries.overview(2026)] == names
        assert [one.name for one in Estimate(2026).chapters] == names
        assert [line["name"] for line in contents_of(2026).chapters] == names
        assert after.is_active


CHAPTERS = st.integers(0, 3)
DAYS = st.sampled_from([datetime.date(2026, 2, 1), OCTOBER, datetime.date(2026, 12, 31), datetime.date(2027, 1, 1)])
LOGGED = st.sampled_from([datetime.date(2026, 1, 5), datetime.date(2026, 11, 5)])
STEPS = st.one_of(
    st.tuples(st.just("merge"), CHAPTERS, CHAPTERS, DAYS),
    st.tuples(st.just("close"), CHAPTERS, CHAPTERS, DAYS),
    st.tuples(st.just("found"), CHAPTERS, CHAPTERS, DAYS),
    st.tuples(st.just("log"), CHAPTERS, CHAPTERS, LOGGED),
    st.tuples(st.just("send"), CHAPTERS, CHAPTERS, DAYS),
    st.tuples(st.just("return"), CHAPTERS, CHAPTERS, DAYS),
)


@pytest.mark.slow
@settings(suppress_health_check=list(HealthCheck))
@given(steps=st.lists(STEPS, min_size=3, max_size=14))
def test_in_any_order_each_activity_is_in_one_report(bergen, oslo, siri, steps):
    with transaction.atomic(), clock.at(IN_MAY):
        by = person("liv@example.org", "Liv", "Lie")
        chapters = [bergen, oslo, found("Voss", siri), found("Lom", siri)]
        for what, one, other, day in steps:
            try:
                with transaction.atomic():
                    do(what, chapters, one, other, day, by, siri)
            except (Refused, IllegalMove):
                pass
            for chapter in chapters:
                chapter.refresh_from_db()
        for line in year_queries.overview(2026):  # everybody who has to sends it
            if line.dates.is_required and (line.report is None or line.report.is_open):
                send(line.chapter, siri)

        rows, sent = activities.Activity.objects.all(), ChapterReport.objects.filter(received_at__isnull=False)
        told = [row.pk for one in sent for row in behind.reported(one.chapter, 2026)]
        assert sorted(told) == sorted(row.pk for row in rows)
        assert sum(one.numbers["count"] for one in sent) == sum(row.settled is not None for row in rows)
        transaction.set_rollback(True)


def do(what, chapters, one, other, day, by, siri):
    chapter = chapters[one]
    if what == "merge":
        register_services.merge(chapter, chapters[other], from_day=day, by=siri)
    elif what == "close":
        register_services.close(chapter, last_day=day, by=siri)
    elif what == "found":
        chapters.append(found(f"Ny {Chapter.objects.count()}", siri, starts=day))
    elif what == "log":
        log(chapter, by, day)
    elif what == "send":
        send(chapter, siri)
    elif report := report_queries.report_for(chapter, 2026):
        reports.return_(report, "Se på mars", by=siri)


@pytest.mark.slow
def test_the_board_that_goes_on_sends_what_the_other_one_owes_of_the_year_before(
    bergen, oslo, siri, rolf, turid, client_of
):
    merge(bergen, oslo, siri, datetime.date(2027, 1, 1))

    assert who_reports.reporters(2026) == {}
    with clock.at(IN_MAY):
        [owed] = [one for one in deliveries.deliveries(year_queries.overview(2026), 2026) if one.line.chapter == bergen]
        assert (owed.people, owed.can_be_reminded) == ([turid], True)
        address = "/lokalforening/bergen/rapport/2026/"
        turid = User.objects.get(pk=turid.pk)  # with the offices of now
        assert address in client_of(turid).get("/min-side/").content.decode()
        assert [client_of(one).get(address).status_code for one in (turid, rolf)] == [200, 404]
        assert client_of(turid).post(address).headers["Location"].startswith(address)
    sent = send(bergen, turid)
    assert (sent.chapter, sent.attested_by, behind.reported(bergen, 2026).count()) == (bergen, turid, 0)
