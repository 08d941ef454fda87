"""The checklist asked of many rows at once, as database queries."""

from collections import defaultdict
from functools import reduce
from operator import or_

from django.db.models import Exists, F, OuterRef, Q, Value

from portal.accounts.models import User
from portal.supporters.models import (
    Appointment,
    Candidacy,
    Category,
    Check,
    RoleAgreement,
)
from portal.supporters.pathway import checklist
from portal.supporters.workflow import State


def met_since(moment):
    """Where something that a way asks for was met after that: queries of the ids of the people."""
    tables = [table for tables in checklist._facts_of_people().values() for table in tables]
    tables += [(Check.objects.all(), "recorded_at"), (RoleAgreement.objects.all(), "agreed_at")]
    return [rows.order_by().filter(**{f"{at}__gte": moment}).values("person") for rows, at in tables]


def having(kind, category):
    """The ids of all who have what this category asks for, where it is a fact of the person's; for a condition."""
    found = Q(pk__in=[])
    for rows in checklist._tables(category.pk, category.minimum_age)[kind]:
        found |= Q(pk__in=rows.values("person"))
    return User.objects.filter(found).values("pk")


def overlooked(category=None):
    """Those who were appointed (in this category), lack nothing any more, and are not active yet.

    In the order of the people: two who lock several never wait for each other.
    """
    rows = Appointment.objects.filter(ended_on__isnull=True, supporter__state=State.BECOMING)
    rows = rows.filter(category=category) if category else rows
    rows = rows.select_related("category", "supporter__person", "supporter__chapter").order_by(
        "supporter__person", "pk"
    )
    return list(dict.fromkeys(way.person for way in checklist.ways(list(rows)) if not way.missing))


def on_the_way(candidacies, supporters):
    """Which of these lack something, whoever began first first: rows to page through, for ``ways_behind``.

    An appointment is among them where something is missing today, also if the supporter was active before the
    category asked for it.
    """
    begun = candidacies.filter(ended_at__isnull=True).annotate(since=F("begun_at"), appointed=Value(False))
    unmet = Appointment.objects.filter(ended_on__isnull=True, supporter__in=supporters)
    unmet = unmet.exclude(pk__in=fulfilled_appointments().values("pk")).annotate(
        since=F("recorded_at"), appointed=Value(True)
    )
    shown = ("since", "appointed", "pk")
    return begun.values_list(*shown).union(unmet.values_list(*shown), all=True).order_by(*shown)


def ways_behind(rows):
    """The ways of some rows of ``on_the_way``, in their order. The same number of queries, however many they are."""
    rows = list(rows)
    candidacies = Candidacy.objects.select_related("person", "category", "chapter")
    appointments = Appointment.objects.select_related("supporter__person", "category", "supporter__chapter")
    found = {
        False: candidacies.in_bulk([pk for _since, appointed, pk in rows if not appointed]),
        True: appointments.in_bulk([pk for _since, appointed, pk in rows if appointed]),
    }
    return checklist.ways([found[bool(appointed)][pk] for _since, appointed, pk in rows])


def lacking(category, requires, minimum_age):
    """How many supporters who are active in this category would lack something they do not lack today, if it asked so.

    ``requires`` and ``minimum_age`` are as in ``Category``.
    """
    rows = fulfilled_appointments().filter(category=category, supporter__state__in=[State.ACTIVE, State.PAUSED])
    people = [row.supporter.person for row in rows.select_related("supporter__person")]
    changed = Category(pk=category.pk, requires=requires, minimum_age=minimum_age)
    met = checklist.met_by(people)
    return sum(any(not found.met for found in checklist.checklist(person, changed, met)) for person in people)


def fulfilled_appointments(kinds=None):
    """The appointments in force in a category whose every requirement is met today. ``kinds`` are all categories.

    The same rules as ``checklist``, asked of all rows at once. Approval and appointment are met by being appointed.
    """
    person = OuterRef("supporter__person")
    facts = checklist._tables(OuterRef("category"), OuterRef("category__minimum_age"))
    rows = Appointment.objects.filter(ended_on__isnull=True)
    asking = defaultdict(list)  # the categories that ask for each kind
    for found in kinds or Category.objects.all():
        for kind, _after in found.way:
            asking[kind].append(found.pk)
    for kind in asking.keys() & facts.keys():
        met = [Exists(table.filter(person=person)) for table in facts[kind]]
        rows = rows.filter(reduce(or_, met, ~Q(category__in=asking[kind])))
    return rows.filter(~Q(category__in=asking["contact"]) | Q(supporter__contact__isnull=False))


def meets_requirements(person):
    """Whether somebody who is a supporter still has what one of their categories requires."""
    return fulfilled_appointments().filter(supporter__person=person).exists()
