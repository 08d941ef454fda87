"""What a category requires of somebody, and how far they have come: the checklist and the way."""

import datetime
from dataclasses import dataclass

from portal import clock
from portal.chapters.models import Membership
from portal.declarations.models import Signature
from portal.knowledge.exam import queries as exam_queries
from portal.knowledge.models import Attendance, CourseRead
from portal.supporters.models import (
    Appointment,
    Candidacy,
    Category,
    Check,
    RoleAgreement,
    Supporter,
)
from portal.supporters.pathway.requirements import CHECKED, KINDS, Turn
from portal.supporters.queries import candidacies_of, offered

KNOWN_BEFORE = datetime.timedelta(days=365)


@dataclass(frozen=True)
class Requirement:
    """One thing that a category requires of a person, and how far it has come."""

    code: str
    met: bool
    waits_for: tuple  # the kinds that have to be met before it opens
    turn: Turn
    since: datetime.datetime | None = None  # when it was met, or when it opened; none where that is not known

    @property
    def kind(self):
        return KINDS[self.code]

    @property
    def name(self):
        return self.kind.met

    @property
    def is_open(self):
        return not self.met and not self.waits_for


def met_by(people):
    """What each of these people has, and since when.

    ``{person id: {kind, or (kind, category id) where it is the category's own: when}}``; none where that is not known.
    The age is ``("age", years)``, for each lowest age that they are old enough for. See ``key_of``. The same number
    of queries, however many they are.
    """
    found = {person.pk: {} for person in people}

    def note(rows, keys):
        for pk, at, *which in rows:
            for key in keys(*which):
                found[pk].setdefault(key, at)

    for kind, tables in _facts_of_people().items():
        for rows, at in tables:
            note(rows.filter(person__in=found).order_by(at).values_list("person", at), lambda kind=kind: [kind])
    checks = Check.objects.filter(person__in=found)
    note(
        checks.values_list("person", "recorded_at", "kind", "age"),
        lambda kind, age: [("age", lowest) for lowest in range(age + 1)] if kind == "age" else [kind],
    )
    with_contact = Supporter.objects.filter(person__in=found, contact__isnull=False)
    note(((pk, None) for pk in with_contact.values_list("person", flat=True)), lambda: ["contact"])
    agreements = RoleAgreement.objects.filter(person__in=found)
    note(agreements.values_list("person", "agreed_at", "category"), lambda pk: [("role", pk)])
    approved = Candidacy.objects.filter(person__in=found, ended_at__isnull=True, approved_at__isnull=False)
    note(approved.values_list("person", "approved_at", "category"), lambda pk: [("approval", pk)])
    appointed = Appointment.objects.filter(supporter__person__in=found, ended_on__isnull=True)
    note(
        appointed.values_list("supporter__person", "recorded_at", "category"),
        lambda pk: [("approval", pk), ("appointment", pk)],
    )
    return found


def _facts_of_people():
    """The facts that other rooms keep: for each kind, rows with a ``person``, and which column says since when.

    One row in any of them is enough.
    """
    attempts, exceptions = exam_queries.passing_rows()
    return {
        "membership": [(Membership.objects.all(), "confirmed_at")],
        "material": [(CourseRead.objects.all(), "read_at")],
        "course": [(Attendance.objects.all(), "registered_at")],
        "test": [(attempts, "finished_at"), (exceptions, "recorded_at")],
        "declaration": [(Signature.objects.all(), "signed_at")],
    }


def key_of(kind, category, has):
    """Where somebody who ``has`` this, as from ``met_by``, has what this category asks for; None where they lack it."""
    own = (kind, category.minimum_age if kind == "age" else category.pk)
    return next((key for key in (kind, own) if key in has), None)


def _tables(category, minimum_age):
    """For each kind that is a fact of the person's: rows with a ``person``, one of which is enough.

    ``category`` and ``minimum_age`` are values, or expressions of an outer query.
    """
    tables = {kind: [rows for rows, _at in each] for kind, each in _facts_of_people().items()}
    tables |= {kind: [Check.objects.filter(kind=kind)] for kind in CHECKED}
    tables["age"] = [Check.objects.filter(kind="age", age__gte=minimum_age)]
    tables["role"] = [RoleAgreement.objects.filter(category=category)]
    return tables


def checklist(person, category, met=None, begun_at=None):
    """What this category requires of this person, in the order of the way. ``met`` as from ``met_by``.

    ``begun_at`` is when the person set out: since then it waits for what nothing comes before.
    """
    has = (met or met_by([person]))[person.pk]
    done = {kind: has[key] for kind, _after in category.way if (key := key_of(kind, category, has))}
    waits, opened, asked = {}, {}, category.asked_since
    for kind, after in as_they_open(category.way):
        # What came too early does not open what comes after it: that waits for the same as it does.
        behind = [waited for first in after for waited in (waits[first] if first in done else [first])]
        waits[kind] = list(dict.fromkeys(behind))
        opened[kind] = [at for first in after for at in (done.get(first), *opened[first]) if at] + [begun_at]
        if kind in asked:
            opened[kind].append(datetime.datetime.fromisoformat(asked[kind]))
    return [
        Requirement(
            code=kind,
            met=kind in done,
            waits_for=tuple(waits[kind]),
            turn=_turn(kind, category),
            since=done[kind]
            if kind in done
            else None
            if waits[kind]
            else max(filter(None, opened[kind]), default=None),
        )
        for kind, _after in category.way
    ]


@dataclass(frozen=True)
class Route:
    """Kinds of supporter that one becomes in the very same way, and its steps (``Requirement``)."""

    categories: list
    steps: tuple


def routes(categories):
    """The different ways to be one of these, told before anybody sets out: what comes before another stands first."""
    found = {}
    for category in categories:
        steps = tuple(
            Requirement(code=kind, met=False, waits_for=tuple(after), turn=_turn(kind, category))
            for kind, after in as_they_open(category.way)
        )
        same = (category.assessed_by, category.method, category.minimum_age, steps)
        found.setdefault(same, Route([], steps)).categories.append(category)
    return list(found.values())


def as_they_open(way):
    """The steps of a way, ``[(kind, kinds that come before it)]``, those first that can be begun first."""
    left, order = dict(way), []
    while opened := {kind: after for kind, after in left.items() if not left.keys() & set(after)}:
        order += opened.items()
        left = {kind: after for kind, after in left.items() if kind not in opened}
    return order


def _turn(kind, category):
    turn = KINDS[kind].turn
    if turn != Turn.ASSESSOR:
        return turn
    if kind == "appointment":
        return Turn.CHAPTER if category.is_local else Turn.SECRETARIAT
    return Turn.CHAPTER if category.assessed_by == Category.Assessor.CHAPTER else Turn.SECRETARIAT


def missing(person, category):
    return [requirement.code for requirement in checklist(person, category) if not requirement.met]


def ways_of(person):
    """The categories that the person is appointed in or on the way to."""
    appointed = Category.objects.filter(appointments__supporter__person=person, appointments__ended_on__isnull=True)
    return [*appointed, *(found.category for found in candidacies_of(person))]


@dataclass(frozen=True)
class Way:
    """One person's way to one kind of supporter: a candidacy, or an appointment that came before all was in place."""

    case: object  # the Candidacy or the Appointment
    person: object
    category: Category
    chapter: object  # none where it is not known yet
    begun_at: datetime.datetime
    checklist: list

    @property
    def is_appointed(self):
        return isinstance(self.case, Appointment)

    @property
    def first_day(self):
        """Nothing of this way happened before: a year before they set out, for many are known and talked with first."""
        first = clock.local(min(self.begun_at, self.person.created_at)).date()
        return (min(first, self.case.decided_on) if self.is_appointed else first) - KNOWN_BEFORE

    @property
    def missing(self):
        return [requirement for requirement in self.checklist if not requirement.met]

    def has(self, code):
        """Whether this is met, or is not asked for."""
        return all(requirement.met for requirement in self.checklist if requirement.code == code)

    @property
    def open(self):
        """What can be done now, in the order of the way."""
        return [requirement for requirement in self.checklist if requirement.is_open]


def ways(cases):
    """The ways behind these candidacies and appointments. The same number of queries, however many they are."""
    people = {_person_of(case).pk: _person_of(case) for case in cases}
    met = met_by(people.values())
    return [
        Way(
            case=case,
            person=_person_of(case),
            category=case.category,
            chapter=case.supporter.chapter if isinstance(case, Appointment) else case.chapter,
            begun_at=_begun(case),
            checklist=checklist(_person_of(case), case.category, met, _begun(case)),
        )
        for case in cases
    ]


def _person_of(case):
    return case.supporter.person if isinstance(case, Appointment) else case.person


def _begun(case):
    return case.recorded_at if isinstance(case, Appointment) else case.begun_at


def waits_for(kind, person):
    """What has to come before this for the person: nothing where one of their ways has it open, or none asks for it.

    For ``gates.register``. Somebody on no way may read, practise and take the test whenever they like: it opens no
    door. The declaration is closed to them where a category that one can apply for has it explained first.
    """
    first, met, ways = {}, None, ways_of(person)
    if kind == "declaration" and not ways and any("explained" in found.before(kind) for found in offered()):
        return named(["approval"])
    for category in ways:
        met = met or met_by([person])
        for requirement in checklist(person, category, met):
            if requirement.code == kind:
                if requirement.met or not requirement.waits_for:
                    return {}
                first = first or named(requirement.waits_for)
    return first


def lacks(kind, person):
    """Whether one of the person's ways asks for this, and it is not met. For ``gates.register``."""
    return any(kind in missing(person, category) for category in ways_of(person))


def named(kinds):
    return {kind: KINDS[kind].name for kind in kinds}
