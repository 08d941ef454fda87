"""The rules of each year, and what is known of an activity when it is judged by them."""

import dataclasses
import datetime

from django.db import connection
from django.test.utils import CaptureQueriesContext

from portal import clock
from portal.activities import queries as activity_queries
from portal.activities.counting import queries as counting_queries
from portal.activities.counting import services as counting_services
from portal.activities.counting.verdicts import RULES_OF_2023, STATED, KindRules
from portal.activities.models import Activity, CountingRules
from portal.supporters import services as supporters
from portal.supporters.models import ActivePeriod, Appointment


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


def counts(activity):
    [(_activity, found)] = counting_queries.with_verdicts(
        [Activity.objects.get(pk=activity.pk)], counting_queries.rules_for(activity.day.year)
    )
    return found.counts or found.reasons


SAID = dict.fromkeys(STATED, True)


def test_a_kind_can_say_by_its_name_whether_people_met(bergen, liv, log):
    said = {**SAID, "in_person": None}
    assert counts(log(bergen, liv.person, led_by=liv, kind="visit", participants=1, **said)) is True
    assert counts(log(bergen, liv.person, led_by=liv, **said)) == ("in_person_not_said",)
    digital = KindRules(in_person=True)
    kinds = {**RULES_OF_2023.kinds, "digital": digital}
    counting_services.add_rules(dataclasses.replace(RULES_OF_2023, base_year=2026, kinds=kinds), by=None)
    assert counts(log(bergen, liv.person, led_by=liv, kind="digital")) == ("not_in_person",)


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
    total = activity_queries.counting_by_supporter(activity_queries.of_chapter(bergen, 2026), RULES_OF_2023)
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
