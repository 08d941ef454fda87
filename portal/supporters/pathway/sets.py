"""The checklist asked of many rows at once, as database queries: the same rules as ``checklist``."""

import functools
from dataclasses import dataclass

from django.db.models import F, OuterRef, Q, Value
from django.db.models.expressions import RawSQL

from portal import clock, requirements
from portal.kept_querysets import kept_queryset
from portal.permissions import access_of, visible_to, visible_with
from portal.read_together import read_together
from portal.requirements import Turn
from portal.supporters.models import Appointment, Candidacy, Category, Supporter
from portal.supporters.pathway import checklist, turns
from portal.supporters.pathway.facts import condition, met_by
from portal.supporters.workflow import State

FOLLOW = "supporters.follow_supporter"


def fulfilled_appointments(categories=None, *, with_grace=False):
    """The appointments in force in categories whose every requirement is met today. Default: all ``categories``.

    ``with_grace``: what has ceased to count lately still does (``requirements.Fact.grace``).
    """
    return meeting(asked_by(categories or Category.objects.all()), with_grace)


def asked_by(categories):
    """The codes of the requirements, each with the ids of the categories that ask for it."""
    asking = {}
    for category in categories:
        for kind, _after in category.steps:
            asking.setdefault(kind, []).append(category.pk)
    return tuple((kind, tuple(keys)) for kind, keys in asking.items())


def meeting(asked, with_grace=False):
    """``fulfilled_appointments`` where the requirements are what ``asked_by`` says."""
    return _meeting_on(clock.today(), asked, with_grace).all()


@functools.lru_cache(maxsize=64)
def _meeting_on(day, asked, with_grace):
    """The queryset of ``meeting``, put together once for each day; it is never read itself, so it keeps no row."""
    conditions = [~Q(category__in=keys) | _has_met(kind, day, with_grace) for kind, keys in asked]
    return Appointment.objects.filter(*conditions, ended_on__isnull=True)


@functools.lru_cache(maxsize=64)
def _has_met(kind, _day, with_grace, person="supporter__person"):
    """Condition of an appointment, or of another case with its ``person``: they have met this, as of the day.

    Made once for each day.
    """
    return condition(
        requirements.get(kind),
        OuterRef(person),
        OuterRef("category"),
        OuterRef("category__code"),
        OuterRef("category__minimum_age"),
        with_grace=with_grace,
    )


@functools.lru_cache(maxsize=8)
def _sql_of_fulfilled(asked, _day):
    """The SQL of the ids of ``fulfilled_appointments``, and its values; no row is kept.

    To make it takes longer than to run it, and it is the same until a category is changed, or the day is over.
    """
    return meeting(asked).order_by().values("pk").query.sql_with_params()


def meets_requirements(person):
    """Whether a supporter meets all requirements of one of their categories today."""
    return fulfilled_appointments().filter(supporter__person=person).exists()


def completed_but_not_active(category=None):
    """The people who are appointed (in this category), meet all requirements, and are not active yet.

    Ordered by person, so that two that lock several people never wait for each other.
    """
    rows = Appointment.objects.filter(ended_on__isnull=True, supporter__state=State.BECOMING)
    rows = rows.filter(category=category) if category else rows
    rows = rows.select_related("category", "supporter__person", "supporter__chapter")
    rows = rows.order_by("supporter__person", "pk")
    return list(dict.fromkeys(found.person for found in checklist.pathways(list(rows)) if not found.missing))


def on_the_way(candidacies, supporters):
    """The candidacies, and the appointments that lack something, oldest first, as rows for ``pathways_of_rows``.

    An appointment is among them where something is missing today, also if the supporter was active before the category
    required it.
    """
    unmet = Appointment.objects.filter(ended_on__isnull=True, supporter__in=supporters)
    return _as_rows(candidacies, unmet.exclude(pk__in=fulfilled_appointments().values("pk")))


def _as_rows(candidacies, appointments):
    begun = candidacies.filter(ended_at__isnull=True).annotate(since=F("begun_at"), appointed=Value(False))
    unmet = appointments.annotate(since=F("recorded_at"), appointed=Value(True))
    shown = ("since", "appointed", "pk")
    return begun.values_list(*shown).union(unmet.values_list(*shown), all=True).order_by(*shown)


def followed_by(user):
    """The rows of ``on_the_way`` of all pathways that this user may follow."""
    return on_the_way(*(visible_to(model.objects.all(), user, FOLLOW) for model in (Candidacy, Supporter)))


def open_to(user):
    """Those of the rows of ``followed_by`` that wait for an answer, or have a step that can be this user's to do."""
    access, steps, day = access_of(user), _steps_of_offices(Category.objects.all()), clock.today()
    return _as_rows(
        Candidacy.objects.filter(_under_way(access), _candidacies_open_to(access, steps, day)),
        Appointment.objects.filter(_appointments_open_to(access, steps, day)),
    )


@dataclass(frozen=True)
class Pathways:
    """One user's own pathways, and those of others under way of which a step can be theirs to do, or their board's.

    ``appointments`` are all of the user's own, those that have ended as well, the oldest first. ``turns`` says of every
    one of these pathways whose turn it is. ``categories`` are all categories, for somebody who may follow others.
    """

    categories: list
    appointments: list
    own: list
    followed: list
    turns: turns.Turns

    @property
    def in_force(self):
        return [row for row in self.appointments if row.ended_on is None]

    @property
    def supporter(self):
        """The user as a supporter; None for somebody who was never appointed."""
        return self.appointments[0].supporter if self.appointments else None


def pathways_of_user(user):
    """The ``Pathways`` of this user. The same number of queries for any number."""
    categories = list(Category.objects.all()) if user.has_perm(FOLLOW) else []
    steps = _steps_of_offices(categories)
    appointed = _appointments_of_user(access_of(user), steps, clock.today())
    begun = _candidacies_of_user(access_of(user), steps, clock.today())
    read_together(appointed, begun)
    found = checklist.pathways_of_page([*(row for row in appointed if row.ended_on is None), *begun])
    return Pathways(
        categories=categories,
        appointments=[row for row in appointed if row.supporter.person_id == user.pk],
        own=[one for one in found if one.person.pk == user.pk],
        followed=[one for one in found if one.person.pk != user.pk],
        turns=turns.Turns(found),
    )


def _steps_of_offices(categories):
    """The steps that an office does: ``((code, codes of what comes before, turn, ids of the categories), …)``."""
    found = {}
    for category in categories:
        for kind, _after in category.steps:
            turn = checklist.turn_of(kind, category)
            if turn != Turn.PERSON:
                found.setdefault((kind, tuple(category.before(kind)), turn), []).append(category.pk)
    return tuple((*step, tuple(keys)) for step, keys in found.items())


@kept_queryset
def _appointments_of_user(access, steps, day):
    """Their own appointments, and those of others with one of these steps that can be theirs to do."""
    own = Q(supporter__person=access.person)
    shown = own | _appointments_open_to(access, steps, day) if steps else own
    return _with_related(Appointment.objects.filter(shown)).order_by("recorded_at", "pk")


@kept_queryset
def _candidacies_of_user(access, steps, day):
    """Their own, and those of others that wait for an answer, or have one of these steps that can be theirs to do."""
    own = Q(person=access.person)
    shown = own | _under_way(access) & _candidacies_open_to(access, steps, day) if steps else own
    return _with_related(Candidacy.objects.filter(shown, ended_at__isnull=True)).order_by("-begun_at", "-pk")


def _appointments_open_to(access, steps, day):
    supporters = visible_with(access, Supporter.objects.all(), FOLLOW).order_by().values("pk")
    followed = Q(ended_on__isnull=True, supporter__in=supporters)
    return followed & _open_to(access, steps, day, "supporter__person", "supporter__chapter")


def _candidacies_open_to(access, steps, day):
    return Q(approved_at__isnull=True) | _open_to(access, steps, day, "person", "chapter")


def _open_to(access, steps, day, person, chapter):
    """Condition of appointments or candidacies: one of these steps is open, and can be for whoever has this access."""
    found = Q(pk__in=[])
    for kind, before, turn, categories in steps:
        met = [_has_met(first, day, False, person) for first in before]
        open_now = Q(*met, ~_has_met(kind, day, False, person), category__in=categories)
        found |= turns.can_be_with(access, turn, person, chapter) & open_now
    return found


def pathways_in(chapter, user, categories, *others):
    """All pathways under way in this chapter that this user may follow, the oldest first. ``categories`` are all.

    ``others`` are querysets that a page needs besides: they are read with the same query.
    """
    access = access_of(user)
    begun = _candidacies_in(chapter, access)
    unmet = _appointments_in(chapter, access, asked_by(categories), clock.today())
    read_together(begun, unmet, *others)
    return sorted(
        checklist.pathways_of_page([*begun, *unmet]), key=lambda one: (one.begun_at, one.is_appointed, one.case.pk)
    )


@kept_queryset
def _candidacies_in(chapter, access):
    return _with_related(Candidacy.objects.filter(_under_way(access), chapter=chapter))


@kept_queryset
def _appointments_in(chapter, access, asked, day):
    return _with_related(Appointment.objects.filter(_unmet(access, asked, day), supporter__chapter=chapter))


def _under_way(access):
    """Condition: the candidacies that are under way, and that whoever has this access may follow."""
    begun = visible_with(access, Candidacy.objects.all(), FOLLOW).order_by().values("pk")
    return Q(ended_at__isnull=True, pk__in=begun)


def _unmet(access, asked, day):
    """Condition: the appointments in force that lack something of what is ``asked``, and that they may follow."""
    supporters = visible_with(access, Supporter.objects.all(), FOLLOW).order_by().values("pk")
    fulfilled = RawSQL(*_sql_of_fulfilled(asked, day))  # noqa: S611  Django has made it
    return Q(ended_on__isnull=True, supporter__in=supporters) & ~Q(pk__in=fulfilled)


def _with_related(cases):
    if cases.model is Candidacy:
        return cases.select_related("person", "category", "chapter")
    return cases.select_related("category", "supporter__person", "supporter__chapter", "supporter__contact")


def pathways_of_rows(rows):
    """The pathways of some rows of ``on_the_way``, in their order. The same number of queries for any number."""
    rows = list(rows)
    candidacies = Candidacy.objects.select_related("person", "category", "chapter")
    appointments = Appointment.objects.select_related("supporter__person", "category", "supporter__chapter")
    found = {
        False: candidacies.in_bulk([pk for _since, appointed, pk in rows if not appointed]),
        True: appointments.in_bulk([pk for _since, appointed, pk in rows if appointed]),
    }
    return checklist.pathways([found[bool(appointed)][pk] for _since, appointed, pk in rows])


def lacking(category, requires, minimum_age):
    """How many active supporters of a category would newly lack something if it had these requirements.

    ``requires`` and ``minimum_age`` are as in ``Category``.
    """
    rows = fulfilled_appointments().filter(category=category, supporter__state__in=[State.ACTIVE, State.PAUSED])
    people = [row.supporter.person for row in rows.select_related("supporter__person")]
    changed = Category(pk=category.pk, code=category.code, requires=requires, minimum_age=minimum_age)
    facts = met_by(people)
    return sum(any(not step.met for step in checklist.checklist(person, changed, facts)) for person in people)
