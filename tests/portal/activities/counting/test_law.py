"""The regulation (FOR-2023-01-01-122) on the site as it is used: a row for each rule and edge, with its paragraph.

``test_verdicts.py`` has the table of the rules alone. Here somebody logs, and what decides is read from what is kept of
whoever led it, as it was on that day.
"""

import datetime

import pytest

from portal import clock
from portal.activities import queries as activity_queries
from portal.activities.base_years import services as base_year_services
from portal.activities.counting import queries as counting_queries
from portal.activities.counting.verdicts import RULES_OF_2023, STATED
from portal.activities.models import Activity
from portal.activities.totals import queries as total_queries
from portal.reports.totals import inactive
from portal.supporters import services as supporters
from portal.supporters.appointments import services as appointment_services
from portal.supporters.categories import services as category_services
from portal.supporters.queries import supporter_of
from tests.conftest import moment, person, sign
from tests.situations import situation

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]
MARCH, LAST_DAY = datetime.date(2026, 3, 2), datetime.date(2025, 12, 31)
NOTHING = dict.fromkeys(STATED)
VISIT = {"kind": "visit", "participants": 1, "minutes": None}
GROUP = {"kind": "conversation_group", "participants": 3, "minutes": 45}
ACTIVITY = {**GROUP, "kind": "activity_group"}
COURSE = {"kind": "course", "participants": 8, "minutes": 90, "led_by": None}


@pytest.fixture
def at_noon():
    with clock.at(moment("2026-12-10 12:00")):
        yield


@situation
def leaders(bergen, siri):
    """``{what is so of them: Supporter}``: Ann was a supporter all the time, the others not."""
    nothing = {"requires": [["appointment", []]], "minimum_age": 0}
    promise = {"requires": [["declaration", []], ["appointment", ["declaration"]]], "minimum_age": 0}
    kinds = {"board": nothing, "office": {**nothing, "method": "office"}, "signed": promise}
    wording, found = {"nb": "Besøker"}, {}
    with clock.at(moment("2025-01-02 12:00")):
        categories = {
            how: category_services.set_category(f"by-{how}", by=siri, name=wording, description=wording, **values)
            for how, values in kinds.items()
        }

    def appoint(what, how="board", on="2025-01-02", **values):
        with clock.at(moment(f"{on} 12:00")):
            one = person(f"{what.replace(' ', '-')}@example.org", "Ann", what.title())
            appointment_services.appoint(one, categories[how], bergen, by=siri, **values)
            found[what] = supporter_of(one)

    def later(when, change, *arguments, **values):
        with clock.at(moment(f"{when} 12:00")):
            change(*arguments, **values)

    appoint("always")
    appoint("ended in june")
    later("2026-06-01", supporters.end, found["ended in june"], by=siri)
    appoint("ended in march")
    later("2026-03-02", supporters.end, found["ended in march"], by=siri)
    appoint("from october", on="2026-10-01")
    appoint("from march", on="2026-03-02")
    appoint("on a break")
    later("2026-02-01", supporters.pause, found["on a break"], until=None, by=siri)
    appoint("back again")
    later("2026-01-10", supporters.pause, found["back again"], until=None, by=siri)
    later("2026-02-10", supporters.resume, found["back again"], by=siri)
    appoint("never signed", "signed")
    appoint("signed in april", "signed")
    later("2026-04-01", sign, found["signed in april"].person)
    appoint("from before", on="2026-10-01", method="transfer", decided_on=datetime.date(2020, 1, 1))
    for what in ("by office", "by office, assessed", "by office, assessed that day", "by office, assessed later"):
        appoint(what, "office")
    for what, month, day in (("assessed", 2, 1), ("assessed that day", 3, 2), ("assessed later", 5, 1)):
        on = datetime.date(2026, month, day)
        later(on, supporters.note_leader_assessment, found[f"by office, {what}"], on=on, by=siri)
    appoint("by office, chosen too", "office")
    chosen = found["by office, chosen too"].person
    later("2025-02-01", appointment_services.appoint, chosen, categories["board"], bergen, by=siri)
    return found


@pytest.mark.slow
@pytest.mark.parametrize(
    ("paragraph", "leader", "values", "against"),
    [
        # Outreach: a talk in person with one person. No minimum time.
        ("§ 11", "always", VISIT, ()),
        ("§ 11", "always", {**VISIT, "minutes": 5}, ()),
        ("§ 11", "always", {**VISIT, "participants": 0}, ("too_few",)),
        ("§ 11", "always", {**VISIT, "in_person": None}, ()),  # the kind's name says it
        ("§ 11", "always", {**VISIT, "in_person": False}, ("not_in_person",)),
        ("§ 11", "nobody", VISIT, ("leader_not_said",)),
        ("§ 11", "somebody else", VISIT, ("not_led",)),
        # Groups: three besides the leader (1.11.1), 45 minutes, led by a supporter.
        ("§ 11", "always", GROUP, ()),
        ("§ 11", "always", ACTIVITY, ()),
        ("§ 11", "always", {**GROUP, "minutes": 44}, ("too_short",)),
        ("§ 11", "always", {**ACTIVITY, "minutes": 44}, ("too_short",)),
        ("§ 11", "always", {**GROUP, "participants": 2}, ("too_few",)),
        ("§ 11", "always", {**GROUP, "participants": 2, "supporters_present": 2}, ("too_few",)),  # supporters are apart
        ("§ 11", "always", {**GROUP, "minutes": None}, ("no_minutes",)),
        ("§ 11", "nobody", GROUP, ("leader_not_said",)),
        ("§ 11", "somebody else", ACTIVITY, ("not_led",)),
        ("§ 11", "always", {**GROUP, "in_person": False}, ("not_in_person",)),  # over video (1.11.2)
        ("§ 11", "always", {**GROUP, "in_person": None}, ("in_person_not_said",)),
        # Courses for supporters: a day of 2 x 45 minutes, and no word on who leads it.
        ("§ 11", "nobody", COURSE, ()),
        ("§ 11", "somebody else", COURSE, ()),
        ("§ 11", "on a break", COURSE, ()),
        ("§ 11", "nobody", {**COURSE, "minutes": 89}, ("too_short",)),
        ("§ 11", "nobody", {**COURSE, "unpaid": False}, ()),
        ("§ 11", "nobody", {**COURSE, "participants": 1}, ()),
        ("§ 11", "nobody", {**COURSE, "participants": 0, "supporters_present": 8}, ()),  # supporters alone
        ("§ 11", "always", {**GROUP, "participants": 0, "supporters_present": 8}, ("too_few",)),
        # All of them: in Norway, our own. What nobody says does not help.
        ("§ 11", "always", {**GROUP, "in_norway": False}, ("abroad",)),
        ("§ 11", "always", {**VISIT, "in_norway": None}, ("in_norway_not_said",)),
        ("§ 11", "nobody", {**COURSE, "in_norway": False}, ("abroad",)),
        ("§§ 4, 11", "always", {**GROUP, "own_event": False}, ("not_own",)),
        ("§§ 4, 11", "always", {**GROUP, "own_event": None}, ("own_event_not_said",)),
        ("§§ 4, 11", "nobody", {**COURSE, "own_event": False}, ("not_own",)),
        # Not paid for it.
        ("§ 10", "always", {**GROUP, "unpaid": False}, ("paid",)),
        ("§ 10", "always", {**VISIT, "unpaid": False}, ("paid",)),
        ("§ 10", "always", {**GROUP, "unpaid": None}, ("unpaid_not_said",)),
        # Phone and digital are told for the whole organisation, whatever else is so.
        ("§§ 12, 13, 19", "always", {**VISIT, "kind": "phone"}, ("by_phone",)),
        ("§§ 12, 13, 19", "always", {**GROUP, "kind": "phone"}, ("by_phone",)),
        ("§§ 12, 13, 19", "always", {**GROUP, "kind": "digital"}, ("digital",)),
        ("§§ 12, 13, 19", "nobody", {**GROUP, "kind": "digital", **NOTHING}, ("digital",)),
        ("§ 11", "always", {**GROUP, "kind": "other"}, ("no_kind",)),
        # Whoever led it was a supporter on that day.
        ("§ 10", "ended in june", GROUP, ()),  # has ended since
        ("§ 10", "ended in june", {**GROUP, "day": datetime.date(2026, 5, 31)}, ()),
        ("§ 10", "ended in june", {**GROUP, "day": datetime.date(2026, 6, 1)}, ("leader_not_appointed",)),
        ("§ 10", "ended in march", GROUP, ("leader_not_appointed",)),  # that day
        ("§ 10", "from october", GROUP, ("leader_not_appointed",)),
        ("§ 10", "from october", {**GROUP, "day": datetime.date(2026, 10, 1)}, ()),
        ("§ 10", "from march", GROUP, ()),  # that day
        ("§ 10", "on a break", GROUP, ("leader_not_active",)),
        ("§ 10", "on a break", {**GROUP, "day": datetime.date(2026, 1, 31)}, ()),
        ("§ 10", "back again", {**GROUP, "day": datetime.date(2026, 2, 9)}, ("leader_not_active",)),
        ("§ 10", "back again", {**GROUP, "day": datetime.date(2026, 2, 10)}, ()),
        ("§ 10", "never signed", GROUP, ("leader_not_signed", "leader_not_active")),
        ("§ 10", "signed in april", GROUP, ("leader_not_signed", "leader_not_active")),
        ("§ 10", "signed in april", {**GROUP, "day": datetime.date(2026, 4, 1)}, ()),
        ("§ 10", "from before", GROUP, ()),  # the site came later than the role
        # An office is not enough by itself: an assessment of their own, by that day.
        ("§ 10", "by office", GROUP, ("leader_not_assessed",)),
        ("§ 10", "by office", VISIT, ("leader_not_assessed",)),
        ("§ 10", "by office, assessed", GROUP, ()),
        ("§ 10", "by office, assessed that day", GROUP, ()),
        ("§ 10", "by office, assessed later", GROUP, ("leader_not_assessed",)),
        ("§ 10", "by office, assessed later", {**GROUP, "day": datetime.date(2026, 5, 1)}, ()),
        ("§ 10", "by office, chosen too", GROUP, ()),
    ],
)  # fmt: skip
def test_whether_an_activity_counts(paragraph, leader, values, against, leaders, log, bergen, siri):
    led = {"led_by": leaders.get(leader), "led_by_another": leader == "somebody else"}
    activity = log(bergen, siri, **{"day": MARCH, **values, **led})
    [(_activity, found)] = counting_queries.with_verdicts([activity], RULES_OF_2023)
    assert (found.counts, found.reasons) == (not against, against), paragraph


@pytest.mark.slow
def test_the_31st_of_december_counts_and_is_looked_at(leaders, log, bergen, siri):
    """§ 10 says before that day, § 13 in the year."""
    rows = [
        log(bergen, siri, led_by=leaders["always"], day=day)
        for day in (LAST_DAY, LAST_DAY - datetime.timedelta(days=1), datetime.date(2026, 1, 1))
    ]
    found = [verdict for _row, verdict in counting_queries.with_verdicts(rows, RULES_OF_2023)]
    assert [(one.counts, one.warnings) for one in found] == [(True, ("last_day",)), (True, ()), (True, ())]


TUESDAY = datetime.date(2026, 3, 3)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("paragraph", "logged", "days"),
    [
        ("§ 11", [{}], 1),
        ("§ 11", [{}, {}], 1),  # twice that day, the same leader
        ("§ 11", [{}, {"participants": 5}], 1),
        ("§ 11", [{}, {"leader": "from before"}], 2),
        ("§ 11", [{}, {"kind": "activity_group"}], 2),
        ("§ 11", [{}, {"day": TUESDAY}], 2),
        ("§ 11", [{}, {"chapter": "oslo"}], 2),
        ("§ 11", [{}, {"participants": 2}], 1),  # the other does not count
        ("§ 11", [{"participants": 2}], 0),
        ("§ 11", [{"also_on": [TUESDAY]}], 2),  # over two days
        ("§ 11", [{"also_on": [TUESDAY]}, {"day": TUESDAY}], 2),
        ("§ 11", [{**COURSE, "also_on": [TUESDAY, MARCH + datetime.timedelta(days=2)]}], 3),
        ("§ 11", [{**COURSE, "also_on": [TUESDAY], "minutes": 89}], 0),  # each day of a course by itself (1.11.3)
        ("§ 11", [COURSE, {**COURSE, "day": TUESDAY, "minutes": 60}], 1),
        ("§§ 12, 13, 19", [{}, {"kind": "phone"}, {"kind": "digital"}], 1),
    ],
)
def test_activity_days(paragraph, logged, days, leaders, log, bergen, oslo, siri):
    for values in logged:
        made = {**GROUP, "day": MARCH, "leader": "always", "chapter": "bergen", **values}
        made = {"led_by": leaders[made.pop("leader")], **made}
        log({"bergen": bergen, "oslo": oslo}[made.pop("chapter")], siri, **made)
    assert total_queries.totals(activity_queries.logged(), RULES_OF_2023).activity_days == days, paragraph


@pytest.mark.slow
@pytest.mark.parametrize(
    ("paragraph", "values", "is_enough"),
    [
        ("§ 10", GROUP, True),
        ("§ 10", VISIT, True),
        ("§ 10", {**GROUP, "participants": 2}, False),
        ("§ 10", {**GROUP, "chapter": "oslo"}, True),  # wherever they led it
        ("§§ 10, 13", {**GROUP, "day": LAST_DAY}, False),  # of another base year
        ("§ 10", {**GROUP, "leader": "from before", "supporters_present": 2}, False),  # present, not leading (1.11.4)
        ("§ 12", {**VISIT, "kind": "phone"}, False),
        ("§ 10", {**GROUP, "unpaid": False}, False),
        ("§ 10", {**GROUP, "kind": "course", "minutes": 90}, True),
        ("§ 10", {**GROUP, "kind": "course", "minutes": 90, "unpaid": False}, False),  # it counts, and is not theirs
    ],
)
def test_a_supporter_has_at_least_one_activity_in_the_year(
    paragraph, values, is_enough, leaders, log, bergen, oslo, siri
):
    made = {"day": MARCH, "leader": "always", "chapter": "bergen", **values}
    led_by = leaders[made.pop("leader")]
    log({"bergen": bergen, "oslo": oslo}[made.pop("chapter")], siri, **made, led_by=led_by)
    without = inactive.without_activity(2026, chapter=bergen)
    assert (leaders["always"] not in without) == is_enough, paragraph


def test_what_is_logged_after_the_report_is_in_no_report(leaders, log, bergen, siri):
    """§ 38: wrong information can cost the grant, so nothing says that it counts."""
    before = log(bergen, siri, led_by=leaders["always"])
    base_year_services.close_year(bergen, 2026, by=siri)
    after = log(bergen, siri, led_by=leaders["always"])
    found = counting_queries.judge(Activity.objects.filter(pk__in=[before.pk, after.pk]), RULES_OF_2023)
    assert [found[row.pk].counts for row in (before, after)] == [True, False]
    assert found[after.pk].is_apart
