"""Queries about supporters, categories, candidacies and appointments."""

import datetime
import unicodedata
from collections import Counter, defaultdict

from django.db.models import BigIntegerField, Count, Exists, F, OuterRef, Prefetch, Q, Value
from django.db.models.functions import Cast

from portal import clock
from portal.chapters.models import Office
from portal.chapters.queries import active_offices, other_offices_of_same_kind
from portal.declarations.texts import queries as text_queries
from portal.permissions import Role
from portal.supporters.models import (
    ActivePeriod,
    Appointment,
    Candidacy,
    Category,
    Check,
    LeaderAssessment,
    RoleAgreement,
    Supporter,
)
from portal.supporters.workflow import State


def category(code):
    return Category.objects.get(code=code)


def all_categories():
    """All categories, those that are not in use last."""
    return Category.objects.order_by("-is_active", "order", "code")


def categories():
    return Category.objects.filter(is_active=True)


def supporter_of(person):
    return Supporter.objects.filter(person=person).select_related("person", "chapter", "contact").first()


def has_ended(person):
    """Whether the person has been a supporter, and is not any more."""
    return Supporter.objects.filter(person=person, state=State.ENDED).exists()


def people_who_ended():
    """The ids of those whose role has ended and who are on no pathway again."""
    coming_back = Candidacy.objects.filter(ended_at__isnull=True).values("person")
    return Supporter.objects.filter(state=State.ENDED).exclude(person__in=coming_back).values("person")


def offered(known=None):
    """The categories that one can apply for. ``known`` are all categories, where they are read already."""
    return [found for found in _in_use(known) if found.offer]


def _in_use(known):
    return categories() if known is None else [found for found in known if found.is_active]


def candidacies_of(person):
    """The person's candidacies that have not ended, the newest first."""
    rows = Candidacy.objects.filter(person=person, ended_at__isnull=True)
    return rows.select_related("person", "category", "chapter").order_by("-begun_at", "-pk")


def approved_candidacies_of(person):
    """The person's candidacies that are approved and have not ended."""
    return candidacies_of(person).filter(approved_at__isnull=False)


def appointments_of(person):
    """The person's appointments in force, the oldest first."""
    rows = Appointment.objects.filter(supporter__person=person, ended_on__isnull=True)
    related = ("category", "decided_by", "supporter__person", "supporter__chapter")
    return rows.select_related(*related).order_by("recorded_at", "pk")


def appointment(pk):
    """An appointment read anew, with its category, supporter, person and chapter."""
    return Appointment.objects.select_related("category", "supporter__person", "supporter__chapter").get(pk=pk)


def all_candidacies_of(person):
    """The person's candidacies, also those that have ended, the newest first."""
    return Candidacy.objects.filter(person=person).select_related("category").order_by("-begun_at", "-pk")


def agreement_of(person, category):
    """The person's ``RoleAgreement`` for a category, or None."""
    return RoleAgreement.objects.filter(person=person, category=category).first()


def cases_of(person):
    """The person's appointments in force and their candidacies."""
    return [*appointments_of(person), *candidacies_of(person)]


def cases_in(category):
    """The appointments in force in a category, and its candidacies."""
    appointments = Appointment.objects.filter(category=category, ended_on__isnull=True)
    candidacies = Candidacy.objects.filter(category=category, ended_at__isnull=True)
    return [
        *appointments.select_related("category", "supporter__person", "supporter__chapter").order_by("pk"),
        *candidacies.select_related("person", "category", "chapter").order_by("pk"),
    ]


def categories_with_text(text):
    """The categories that require the declaration and in which this text is the one in force."""
    texts = text_queries.published()
    asking = [one for one in Category.objects.all() if "declaration" in dict(one.steps)]
    return [one for one in asking if text_queries.in_force(texts, one.code) == text]


def names_of_categories():
    """``[(code, name)]`` of the categories in use that require the declaration, in the active language."""
    return [(one.code, str(one)) for one in categories() if "declaration" in dict(one.steps)]


def kinds_of_supporter(person=None):
    """``(person id, category code)`` of the appointments in force and the candidacies, as a queryset.

    Of everybody by default.
    """
    appointments = Appointment.objects.filter(ended_on__isnull=True)
    candidacies = Candidacy.objects.filter(ended_at__isnull=True)
    if person:
        appointments = appointments.filter(supporter__person=person)
        candidacies = candidacies.filter(person=person)
    rows = appointments.order_by().values_list("supporter__person", "category__code")
    return rows.union(candidacies.order_by().values_list("person", "category__code"))


def ended_appointments_of(person):
    """The person's appointments that have ended, the latest first."""
    rows = Appointment.objects.filter(supporter__person=person, ended_on__isnull=False)
    return rows.select_related("category").order_by("-ended_on", "-pk")


def came_with(office):
    """The appointments in force that the person has because of this kind of office, also in categories not in use."""
    rows = Appointment.objects.filter(supporter__person=office.person, method=Category.Method.OFFICE)
    rows = rows.filter(ended_on__isnull=True, category__method=Category.Method.OFFICE, category__office=office.kind)
    return rows.select_related("category", "supporter").order_by("pk")


def ends_with(office):
    """The appointments that end with this office; none while the person holds another office of the same kind."""
    return Appointment.objects.none() if other_offices_of_same_kind(office).exists() else came_with(office)


def to_register(*, is_central, known=None):
    """The categories in which somebody who did not apply can be appointed; not those that come with an office.

    ``known`` are all categories, where they are read already.
    """
    found = [one for one in _in_use(known) if one.method != Category.Method.OFFICE]
    return [one for one in found if is_central or one.is_local]


_cases = []


def register_cases(source):
    """Add ``source(user, people) -> {person id: [(address, name)]}``: cases of a later room that the user may open."""
    if source not in _cases:
        _cases.append(source)


def decided_about(user, person):
    """The cases about a person that this user may open: ``[(address, name)]``."""
    return [found for source in _cases for found in source(user, [person])[person.pk]]


def can_take_back(check, person):
    """Whether this person noted the check earlier today."""
    return check.by_id == person.pk and clock.local(check.recorded_at).date() == clock.today()


def checks_of(person):
    """The person's checks: ``{kind: Check}``."""
    return {check.kind: check for check in Check.objects.filter(person=person).select_related("by")}


def possible_contacts(supporter):
    """The people who can be a supporter's contact: the coordinators, then the board and supporters of the chapter."""
    offices = (
        active_offices().filter(Q(chapter=supporter.chapter) | Q(kind=Office.Kind.COORDINATOR)).select_related("person")
    )
    board = sorted(offices, key=lambda office: (office.chapter_id is not None, office.person.family_name))
    others = [row.person for row in in_chapter(supporter.chapter)]
    found = dict.fromkeys([*(office.person for office in board), *others])
    return [person for person in found if person.is_active and person.pk != supporter.person_id]


def becoming(category):
    """The people who are appointed in a category and not active yet."""
    appointed = Appointment.objects.filter(category=category, ended_on__isnull=True, supporter__state=State.BECOMING)
    return [row.supporter.person for row in appointed.select_related("supporter__person")]


def roles_of(user, _day):
    """The role of a supporter, in their chapter, while active or on a break. For permissions.register_roles."""
    rows = Supporter.objects.filter(person=user, state__in=[State.ACTIVE, State.PAUSED])
    return rows.annotate(role=Value(Role.SUPPORTER.value), of_chapter=F("chapter"))


def central_roles_of(user, _day):
    """The role of a supporter of a category in which the secretariat appoints. For permissions.register_roles."""
    in_force = Appointment.objects.filter(supporter=OuterRef("pk"), ended_on__isnull=True)
    central = in_force.filter(category__method=Category.Method.SECRETARIAT)
    rows = Supporter.objects.filter(Exists(central), person=user, state__in=[State.ACTIVE, State.PAUSED])
    nowhere = Cast(Value(None), BigIntegerField())
    return rows.annotate(role=Value(Role.CENTRAL_SUPPORTER.value), of_chapter=nowhere)


def active_in(chapter):
    return (
        Supporter.objects.filter(chapter=chapter, state=State.ACTIVE)
        .select_related("person")
        .order_by("person__family_name")
    )


def in_chapter(chapter):
    """The supporters of a chapter who are active or on a break, with their appointments as ``in_force``."""
    return _with_roles(Supporter.objects.filter(chapter=chapter, state__in=[State.ACTIVE, State.PAUSED]))


def count_states():
    """How many supporters there are in each state, ``{state: number}``, in one query."""
    return Counter(dict(Supporter.objects.order_by().values_list("state").annotate(Count("pk"))))


def with_these_ids(ids):
    """The supporters with these ids, with their appointments as ``in_force``."""
    return _with_roles(Supporter.objects.filter(pk__in=ids))


def _with_roles(supporters):
    return (
        supporters.select_related("person", "chapter")
        .prefetch_related(
            Prefetch(
                "appointments",
                Appointment.objects.filter(ended_on__isnull=True).select_related("category"),
                to_attr="in_force",
            )
        )
        .order_by("person__family_name", "person__given_name", "pk")
    )


def breaks_that_are_over():
    return Supporter.objects.filter(state=State.PAUSED, paused_until__lt=clock.today())


# How many days a break lasts, the first one included; None for until the person says so.
BREAKS = {"week": 7, "month": 30, "open": None}


def by_office_without_assessment():
    """Supporters who have the role by an office alone, or had it last year or this year, and were never assessed.

    By chapter and family name. For the grant, an office is not enough (``standing``): what they led while they had it
    does not count, also where they have stepped down since. What was before last year is reported already.
    """
    last_year = datetime.date(clock.today().year - 1, 1, 1)
    others = Appointment.objects.filter(supporter=OuterRef("supporter")).exclude(method=Category.Method.OFFICE)
    until = OuterRef("ended_on")
    by_office = Appointment.objects.filter(supporter=OuterRef("pk"), method=Category.Method.OFFICE)
    now = by_office.filter(ended_on__isnull=True).exclude(Exists(others.filter(ended_on__isnull=True)))
    earlier = by_office.filter(ended_on__gt=last_year).exclude(
        Exists(others.filter(Q(ended_on__isnull=True) | Q(ended_on__gte=until), decided_on__lt=until))
    )
    # Not ``assessments=None``: PostgreSQL then believes that hardly any row is left, and reads all people for each.
    rows = Supporter.objects.exclude(Exists(LeaderAssessment.objects.filter(supporter=OuterRef("pk"))))
    rows = rows.filter(Exists(now) & Q(state__in=[State.ACTIVE, State.PAUSED]) | Exists(earlier))
    rows = rows.select_related("person", "chapter")
    return rows.order_by("chapter__name", "person__family_name", "person__given_name", "pk")


def leader_assessments():
    """All assessments of supporters who have the role by an office, the newest day first."""
    rows = LeaderAssessment.objects.select_related("supporter__person", "supporter__chapter", "by")
    return rows.order_by("-on", "-pk")


def active_since(day, chapters, *, also_central=False):
    """The supporters of these chapters who have been active on this day or later, by family name.

    ``also_central``: and those whom the secretariat has appointed, of every chapter.
    """
    periods = ActivePeriod.objects.filter(Q(ends__isnull=True) | Q(ends__gt=day))
    among = Q(chapter__in=chapters)
    if also_central:
        among |= Q(pk__in=Appointment.objects.filter(category__method=Category.Method.SECRETARIAT).values("supporter"))
    rows = Supporter.objects.filter(among, pk__in=periods.values("supporter")).select_related("person")
    return rows.order_by("person__family_name", "person__given_name", "pk")


def with_names(names):
    """``{name: [supporter id]}``: who has each of these full names, in every chapter. Case and spaces are ignored.

    One query. Of somebody who may not be seen, nothing of it is told but what the page says either way.
    """
    found = defaultdict(list)
    for pk, *parts in Supporter.objects.order_by("pk").values_list("pk", "person__given_name", "person__family_name"):
        found[_plain_name(" ".join(parts))].append(pk)
    return {name: found.get(_plain_name(name), []) for name in names}


def _plain_name(name):
    return " ".join(unicodedata.normalize("NFC", name).replace("’", "'").casefold().split())
