"""Reads what is kept of supporters, for ``standing``."""

import json
from collections import defaultdict
from functools import cache

from django.db.models import QuerySet, TextField
from django.db.models.functions import Cast

from portal.declarations.validity.periods import signed_by_people
from portal.supporters.models import ActivePeriod, Appointment, Category, LeaderAssessment, Supporter
from portal.supporters.on_the_day.standing import Appointed, Days, History
from portal.unreadable import found_values


def histories(supporters):
    """``{supporter id: History}`` of these supporters: their ids, or a query of them. Eight queries for any number."""
    if not isinstance(supporters, QuerySet) and not (supporters := list(supporters)):
        return {}
    appointments, active, assessed = defaultdict(list), defaultdict(list), defaultdict(list)
    theirs = {"supporter__in": supporters}
    people = Supporter.objects.filter(pk__in=supporters)
    person_of = dict(people.values_list("pk", "person"))
    signed = signed_by_people(people.values("person"))
    # What a category requires is read once, not for each of its appointments.
    must_sign = cache(lambda requires: "declaration" in dict(json.loads(requires)))
    of_appointment = ("supporter", "method", "decided_on", "ended_on", "category__code")
    requires = Cast("category__requires", TextField())
    for supporter, *values, text in Appointment.objects.filter(**theirs).values_list(*of_appointment, requires):
        appointments[supporter].append(_appointed(*values, must_sign(text), signed[person_of[supporter]]))
    for supporter, *days in ActivePeriod.objects.filter(**theirs).values_list("supporter", "begins", "ends"):
        active[supporter].append(Days(*days))
    noted = LeaderAssessment.objects.filter(**theirs).values_list("supporter", "on", named=True)
    for supporter, on in found_values(noted):
        assessed[supporter].append(on)
    return {
        pk: History(tuple(appointments[pk]), tuple(active[pk]), tuple(assessed[pk]), person)
        for pk, person in person_of.items()
    }


def _appointed(method, decided_on, ended_on, code, must_sign, signed):
    days = tuple(Days(*found) for one in signed if (found := one.days_for(code)))
    return Appointed(
        Days(decided_on, ended_on),
        signed=days if must_sign else None,
        by_office=method == Category.Method.OFFICE,
        is_transfer=method == Category.Method.TRANSFER,
    )
