"""Years that are closed because the report is sent."""

import dataclasses
import datetime
import json

import pytest

from portal.activities import services as activities
from portal.activities import witness
from portal.activities.base_years import services as base_year_services
from portal.activities.counting import services as counting_services
from portal.activities.counting.verdicts import RULES_OF_2023, STATED
from portal.activities.models import ClosedYear
from portal.activities.statements import services as statement_services
from portal.models import Event, EventDetails
from portal.supporters import services as supporters
from tests.portal.activities.judged import counts

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]
SAID, UNSAID = dict.fromkeys(STATED, True), dict.fromkeys(STATED)


@pytest.mark.slow
def test_a_closed_year_keeps_its_verdicts_and_what_comes_later_stands_apart(bergen, oslo, liv, siri, log):
    activity = log(bergen, liv.person, led_by=liv, **UNSAID)
    statement_services.state_year(2026, by=liv.person, **SAID)
    for _time in range(2):
        base_year_services.close_year(bergen, 2026, by=siri)
    late, elsewhere = log(bergen, liv.person, led_by=liv), log(oslo, liv.person, led_by=liv)
    assert (counts(late), counts(elsewhere)) == (("report_sent",), True)

    statement_services.state_year(2026, by=liv.person)
    counting_services.add_rules(dataclasses.replace(RULES_OF_2023, base_year=2026, kinds={}), by=siri)
    supporters.end(liv, by=liv.person)

    assert (counts(activity), counts(late), counts(elsewhere)) == (True, ("report_sent",), ("no_kind",))
    with pytest.raises(base_year_services.YearClosed):
        statement_services.say(activity, version=activity.version, by=liv.person, led_by_another=True)
    with pytest.raises(activities.TooLate):
        activities.undo(activity, by=liv.person)
    base_year_services.reopen_year(bergen, 2026, by=siri)
    base_year_services.reopen_year(bergen, 2026, by=siri)
    assert (counts(activity), counts(late)) == (("no_kind",), ("no_kind",))
    verbs = Event.objects.filter(verb__startswith="activity_year").order_by("pk").values_list("verb", flat=True)
    assert list(verbs) == ["activity_year.close", "activity_year.reopen"]


def test_a_year_closed_by_an_earlier_version_is_recorded_once_as_found(bergen, oslo, liv, log):
    log(bergen, liv.person, led_by=liv)
    old = ClosedYear.objects.create(
        chapter=bergen, base_year=2026, closed_at=base_year_services.WITNESSED_SINCE - datetime.timedelta(days=1)
    )
    new = ClosedYear.objects.create(chapter=oslo, base_year=2026, closed_at=base_year_services.WITNESSED_SINCE)
    missing = [f"the closed year in row {row.pk}: there is no record of it in the event log" for row in (old, new)]
    assert (witness.faults(), witness.recorded_afterwards()) == (missing, 0)

    assert [base_year_services.record_found_years() for _time in range(2)] == [1, 0]

    event = Event.objects.get(verb="activity_year.find")
    assert (event.subject, event.actor) == (old.ref, None)
    assert json.loads(EventDetails.objects.get(event=event).text)["witnessed"] is False
    assert (witness.faults(), witness.recorded_afterwards()) == (missing[1:], 1)
    ClosedYear.objects.filter(pk=old.pk).update(base_year=2025)
    assert f"the closed year in row {old.pk}: the year" in witness.faults()
