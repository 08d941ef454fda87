"""Reads what is kept of supporters, for ``standing``; and keeps the days on which they are active."""

from collections import defaultdict

from portal import clock
from portal.declarations.periods import signed_by_people
from portal.supporters.models import ActivePeriod, Appointment, Category, LeaderAssessment, Supporter
from portal.supporters.standing import Appointed, Days, History
from portal.supporters.verbs import Verb

BEGINS = (Verb.SUPPORTER_BECOME_ACTIVE, Verb.SUPPORTER_RESUME)
ENDS = (Verb.SUPPORTER_PAUSE, Verb.SUPPORTER_END)


def histories(supporters):
    """``{supporter id: History}`` of these supporter ids. Eight queries for any number of them."""
    supporters = list(supporters)
    if not supporters:
        return {}
    appointments, active, assessed = defaultdict(list), defaultdict(list), defaultdict(list)
    for row in Appointment.objects.filter(supporter__in=supporters).select_related("category"):
        appointments[row.supporter_id].append(row)
    person_of = dict(Supporter.objects.filter(pk__in=supporters).values_list("pk", "person"))
    signed = signed_by_people(set(person_of.values()))
    for row in ActivePeriod.objects.filter(supporter__in=supporters):
        active[row.supporter_id].append(Days(row.begins, row.ends))
    for supporter, on in LeaderAssessment.objects.filter(supporter__in=supporters).values_list("supporter", "on"):
        assessed[supporter].append(on)
    return {
        pk: History(
            tuple(_appointed(row, signed[person_of[pk]]) for row in appointments[pk]),
            tuple(active[pk]),
            tuple(assessed[pk]),
            person_of.get(pk),
        )
        for pk in supporters
    }


def _appointed(row, signed):
    category = row.category
    must_sign = "declaration" in dict(category.steps)
    days = tuple(Days(*found) for one in signed if (found := one.days_for(category.code)))
    return Appointed(
        Days(row.decided_on, row.ended_on),
        signed=days if must_sign else None,
        by_office=row.method == Category.Method.OFFICE,
        is_transfer=row.method == Category.Method.TRANSFER,
    )


def keep(event, subject, by):
    """Keep that the supporter became active, or is not any more, today. A handler of the events of these moves."""
    if event.verb in BEGINS:
        ActivePeriod.objects.create(supporter=subject, begins=clock.today())
    else:
        ActivePeriod.objects.filter(supporter=subject, ends__isnull=True).update(ends=clock.today())
