"""The rules of each year, and what is known of an activity when it is judged by them."""

import dataclasses
import datetime
import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from portal import clock, events
from portal.activities import queries as activity_queries
from portal.activities import witness
from portal.activities.base_years import services as base_year_services
from portal.activities.corrections import services as correction_services
from portal.activities.counting import queries as counting_queries
from portal.activities.counting import services as counting_services
from portal.activities.counting.verdicts import RULES_OF_2023, STATED, KindRules
from portal.activities.models import Activity, CountingRules
from portal.activities.statements import services as statement_services
from portal.activities.totals import queries as total_queries
from portal.supporters import services as supporters
from portal.supporters.models import ActivePeriod, Appointment
from tests.portal.activities.judged import counts

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]

DAY = datetime.date(2026, 3, 2)
SAID = dict.fromkeys(STATED, True)
MET = {"in_person": True, "in_norway": True, "own_event": True}


def test_rules_fall_back_to_the_newest_earlier_year(siri):
    assert counting_queries.rules_for(2019) == RULES_OF_2023
    assert counting_queries.rules_for(2026) == RULES_OF_2023
    changed = dataclasses.replace(RULES_OF_2023, base_year=2027, leader_counts_as_participant=True)
    counting_services.add_rules(changed, by=siri)
    assert counting_queries.rules_for(2026) == RULES_OF_2023
    assert counting_queries.rules_for(2027) == changed
    assert counting_queries.rules_for(2031) == changed


def test_rules_of_another_preset_are_not_ours(siri, organise):
    counting_services.add_rules(dataclasses.replace(RULES_OF_2023, base_year=2026, in_norway=False), by=siri)
    CountingRules.objects.update(preset="nff")
    assert counting_queries.rules_for(2026) == RULES_OF_2023


def test_a_kind_can_say_by_its_name_whether_people_met(bergen, liv, log):
    said = {**SAID, "in_person": None}
    assert counts(log(bergen, liv.person, led_by=liv, kind="visit", participants=1, **said)) is True
    assert counts(log(bergen, liv.person, led_by=liv, **said)) == ("in_person_not_said",)
    digital = KindRules(in_person=True)
    kinds = {**RULES_OF_2023.kinds, "digital": digital}
    counting_services.add_rules(dataclasses.replace(RULES_OF_2023, base_year=2026, kinds=kinds), by=None)
    assert counts(log(bergen, liv.person, led_by=liv, kind="digital")) == ("not_in_person",)


@pytest.mark.slow
def test_what_decides_is_how_things_were_on_that_day(bergen, visitors, siri, supporter_in, log):
    ended = supporter_in(bergen, "Elin", "Ended")
    with clock.at(datetime.datetime(2026, 6, 1, 12, tzinfo=clock.OSLO)):
        supporters.end(ended, by=ended.person)
    late = supporter_in(bergen, "Odd", "Oktober")
    Appointment.objects.filter(supporter=late).update(decided_on=datetime.date(2026, 6, 1))
    ActivePeriod.objects.filter(supporter=late).update(begins=datetime.date(2026, 6, 1))
    june = datetime.date(2026, 6, 2)
    assert counts(log(bergen, siri, led_by=ended)) is True
    assert counts(log(bergen, siri, led_by=ended, day=june)) == ("leader_not_appointed",)
    assert counts(log(bergen, siri, led_by=late)) == ("leader_not_appointed",)
    assert counts(log(bergen, siri, led_by=late, day=june)) is True
    total = total_queries.counting_by_supporter(activity_queries.of_chapter(bergen, 2026), RULES_OF_2023)
    assert total == {ended.pk: 1, late.pk: 1}


def test_verdicts_take_as_many_queries_for_one_as_for_six(bergen, oslo, liv, supporter_in, log):
    others = [supporter_in(oslo, name, "Likeperson") for name in ("Nina", "Per")]
    for one in (liv, *others):
        log(bergen, one.person, led_by=one)
        log(oslo, one.person, led_by=one)
    numbers = []
    for rows in (activity_queries.of_chapter(bergen, 2026)[:1], activity_queries.logged()):
        with CaptureQueriesContext(connection) as found:
            counting_queries.with_verdicts(rows, RULES_OF_2023)
        numbers.append(len(found))
    assert numbers == [11, 11]


@pytest.fixture
def unni(supporter_in, bergen):
    """Has said that she is paid in 2026."""
    found = supporter_in(bergen, "Unni", "Urd")
    statement_services.state_year(2026, by=found.person, unpaid=False)
    return found


def fresh(row):
    return Activity.objects.get(pk=row.pk)


def verdict_of(row):
    [(_row, found)] = counting_queries.with_verdicts([fresh(row)], counting_queries.rules_for(row.day.year))
    return found.reasons


def test_no_for_groups_and_courses_says_nothing_of_a_visit(bergen, liv, log):
    statement_services.state_year(2026, by=liv.person, in_person=False, in_norway=True, own_event=True, unpaid=True)
    nothing = dict.fromkeys(("in_person", "in_norway", "own_event", "unpaid"))
    visit = {"kind": "visit", "participants": 1, "led_by": liv}
    assert verdict_of(log(bergen, liv.person, **visit, **nothing)) == ()
    assert verdict_of(log(bergen, liv.person, **visit, **{**nothing, "in_person": False})) == ("not_in_person",)
    assert verdict_of(log(bergen, liv.person, led_by=liv, **nothing)) == ("not_in_person",)


@pytest.mark.slow
def test_whoever_is_paid_for_the_year_is_not_made_unpaid_by_another(bergen, unni, rolf, log):
    by_board = log(bergen, rolf, led_by=unni)
    own = log(bergen, unni.person, led_by=unni, day=DAY + datetime.timedelta(days=1))
    assert (verdict_of(by_board), verdict_of(own)) == (("paid",), ())

    for _twice in range(2):
        statement_services.say(by_board, version=1, by=unni.person, led_by=unni, unpaid=True, **MET)
    assert verdict_of(by_board) == ()
    assert [row.changes for row in by_board.corrections.all()] == [{"unpaid": [True, True]}]
    events.seal_pending()
    assert witness.faults() == []

    correction_services.correct(fresh(own), token=uuid.uuid4(), version=1, reason="mistake", by=rolf, unpaid=False)
    correction_services.correct(fresh(own), token=uuid.uuid4(), version=2, reason="mistake", by=rolf, unpaid=True)
    assert verdict_of(own) == ("paid",)


NONSENSE = [
    {"counts": True, "reasons": [], "warnings": []},
    {"counts": "yes", "reasons": [], "warnings": []},
    {"counts": True, "reasons": ["paid"], "warnings": []},
    {"counts": False, "reasons": ["x"], "warnings": []},
    {"counts": True, "reasons": [], "warnings": [{}]},
    {"counts": True, "reasons": [], "warnings": [], "supporters": "12"},
    {"counts": 1},
    [1], "yes", 7,
]  # fmt: skip


@pytest.mark.parametrize("settled", NONSENSE)
def test_a_verdict_that_no_report_gave_is_not_believed(bergen, liv, siri, log, settled):
    row = log(bergen, liv.person, led_by=liv, minutes=10)
    Activity.objects.filter(pk=row.pk).update(settled=settled)
    assert verdict_of(row) == ("too_short",)
    base_year_services.close_year(bergen, 2026, by=siri)
    assert verdict_of(row) == ("too_short",)


@pytest.mark.parametrize("settled", NONSENSE[1:])
def test_in_a_closed_year_what_is_no_verdict_is_in_no_report(bergen, liv, siri, log, settled):
    row = log(bergen, liv.person, led_by=liv)
    base_year_services.close_year(bergen, 2026, by=siri)
    Activity.objects.filter(pk=row.pk).update(settled=settled)
    assert verdict_of(row) == ("report_sent",)
