"""What is asked about supporters: the checklist, the roles they give, the public list, requests for contact."""

import datetime
from collections import defaultdict
from dataclasses import dataclass
from functools import reduce
from operator import or_

from django.db.models import Count, Exists, F, OuterRef, Prefetch, Q, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from forms.choices import AGE_BANDS, SPOKEN, name_of
from forms.fields import phone_in_words
from portal import clock, organisation
from portal.accounts.models import Consent, User
from portal.chapters.models import Membership, Office
from portal.chapters.queries import in_office
from portal.declarations.models import Signature
from portal.fragments import remembered
from portal.knowledge import queries as knowledge
from portal.knowledge.models import Attendance, CourseRead
from portal.models import Organisation
from portal.permissions import Role
from portal.supporters.models import (
    CAPACITY,
    Appointment,
    Candidacy,
    Category,
    Check,
    ContactRequest,
    Listing,
    RoleAgreement,
    Supporter,
)
from portal.supporters.requirements import CHECKED, KINDS, Turn
from portal.supporters.workflow import REQUEST_OPEN, Request, State

PLACED_BY = [Office.Kind.COORDINATOR, Office.Kind.SECRETARIAT]
LISTING = "listing"  # the purpose of the consent to be shown in public


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


def category(code):
    return Category.objects.get(code=code)


def all_categories():
    """The retired ones too, which come last."""
    return Category.objects.order_by("-is_active", "order", "code")


def categories():
    return Category.objects.filter(is_active=True)


def supporter_of(person):
    return Supporter.objects.filter(person=person).select_related("person", "chapter", "contact").first()


def offered():
    """The categories that one can apply for."""
    return [found for found in categories() if found.offer]


def met_by(people):
    """What each of these people has, and since when.

    ``{person id: {kind, or (kind, category id) where it is the category's own: when}}``; none where that is not known.
    The same number of queries, however many they are.
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
    note(checks.values_list("person", "recorded_at", "kind"), lambda kind: [kind])
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
    attempts, exceptions = knowledge.what_passes()
    return {
        "membership": [(Membership.objects.all(), "confirmed_at")],
        "material": [(CourseRead.objects.all(), "read_at")],
        "course": [(Attendance.objects.all(), "registered_at")],
        "test": [(attempts, "finished_at"), (exceptions, "recorded_at")],
        "declaration": [(Signature.objects.all(), "signed_at")],
    }


def having(kind):
    """The ids of all who have this, a fact that another room keeps or a check; for a condition on rows of people."""
    tables = _facts_of_people().get(kind, [(Check.objects.filter(kind=kind), "")])
    found = Q(pk__in=[])
    for rows, _at in tables:
        found |= Q(pk__in=rows.values("person"))
    return User.objects.filter(found).values("pk")


def checklist(person, category, met=None, begun_at=None):
    """What this category requires of this person, in the order of the way. ``met`` as from ``met_by``.

    ``begun_at`` is when the person set out: since then it waits for what nothing comes before.
    """
    has = (met or met_by([person]))[person.pk]
    done = {kind: has[key] for kind, _after in category.way for key in (kind, (kind, category.pk)) if key in has}
    waits, opened = {}, {}
    for kind, after in _as_they_open(category.way):
        # What came too early does not open what comes after it: that waits for the same as it does.
        behind = [waited for first in after for waited in (waits[first] if first in done else [first])]
        waits[kind] = list(dict.fromkeys(behind))
        opened[kind] = [at for first in after for at in (done.get(first), *opened[first]) if at] + [begun_at]
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
            for kind, after in _as_they_open(category.way)
        )
        same = (category.assessed_by, category.method, category.minimum_age, steps)
        found.setdefault(same, Route([], steps)).categories.append(category)
    return list(found.values())


def _as_they_open(way):
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


def candidacies_of(person):
    """What the person is on the way to being, the newest first."""
    rows = Candidacy.objects.filter(person=person, ended_at__isnull=True)
    return rows.select_related("person", "category", "chapter").order_by("-begun_at", "-pk")


def ways_of(person):
    """The categories that the person is appointed in or on the way to."""
    appointed = Category.objects.filter(appointments__supporter__person=person, appointments__ended_on__isnull=True)
    return [*appointed, *(found.category for found in candidacies_of(person))]


def kinds_missing(person, category):
    return [requirement.kind for requirement in checklist(person, category) if not requirement.met]


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


def appointments_of(person):
    """The appointments in force, the first first."""
    rows = Appointment.objects.filter(supporter__person=person, ended_on__isnull=True)
    return rows.select_related("category", "supporter__person", "supporter__chapter").order_by("recorded_at", "pk")


def all_candidacies_of(person):
    """Those that have ended too, the newest first."""
    return Candidacy.objects.filter(person=person).select_related("category").order_by("-begun_at", "-pk")


def agreement_of(person, category):
    """The words in which the person said yes to the role, or None."""
    return RoleAgreement.objects.filter(person=person, category=category).first()


def cases_of(person):
    """What the person is appointed in, and on the way to."""
    return [*appointments_of(person), *candidacies_of(person)]


def on_the_way(candidacies, supporters):
    """Which of these lack something, whoever began first first: rows to page through, for ``ways_behind``.

    An appointment is among them where something is missing today, also if the supporter was active before the
    category asked for it.
    """
    begun = candidacies.filter(ended_at__isnull=True).annotate(since=F("begun_at"), appointed=Value(False))
    unmet = Appointment.objects.filter(ended_on__isnull=True, supporter__in=supporters)
    unmet = unmet.exclude(pk__in=_met().values("pk")).annotate(since=F("recorded_at"), appointed=Value(True))
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
    return ways([found[bool(appointed)][pk] for _since, appointed, pk in rows])


def can_take_back(check, person):
    """Whether this person noted it, today."""
    return check.by_id == person.pk and clock.local(check.recorded_at).date() == clock.today()


def checks_of(person):
    """What somebody noted having seen: ``{kind: Check}``."""
    return {check.kind: check for check in Check.objects.filter(person=person).select_related("by")}


def may_be_turned_to(supporter):
    """Whom a supporter can be given to turn to: the coordinators, then the board and the supporters of the chapter."""
    offices = (
        in_office().filter(Q(chapter=supporter.chapter) | Q(kind=Office.Kind.COORDINATOR)).select_related("person")
    )
    board = sorted(offices, key=lambda office: (office.chapter_id is not None, office.person.family_name))
    others = [row.person for row in in_chapter(supporter.chapter)]
    found = dict.fromkeys([*(office.person for office in board), *others])
    return [person for person in found if person.is_active and person.pk != supporter.person_id]


def becoming(category):
    """Those who are appointed in a category, and not active in any."""
    appointed = Appointment.objects.filter(category=category, ended_on__isnull=True)
    return Supporter.objects.filter(appointments__in=appointed, state=State.BECOMING).select_related("person")


def lacking(category, requires, minimum_age):
    """How many supporters who are active in this category would lack something they do not lack today, if it asked so.

    ``requires`` and ``minimum_age`` are as in ``Category``.
    """
    rows = _met().filter(category=category, supporter__state__in=[State.ACTIVE, State.PAUSED])
    people = [row.supporter.person for row in rows.select_related("supporter__person")]
    changed = Category(pk=category.pk, requires=requires, minimum_age=minimum_age)
    met = met_by(people)
    return sum(any(not found.met for found in checklist(person, changed, met)) for person in people)


def waits_for(kind, person):
    """What has to come before this for the person: nothing where one of their ways has it open, or none asks for it.

    For ``gates.register``. Somebody on no way may read, practise and take the test whenever they like: it opens no
    door. The declaration is closed to them where a category that one can apply for has it explained first.
    """
    first, met, ways = {}, None, ways_of(person)
    if kind == "declaration" and not ways and any("explained" in before(kind, found) for found in offered()):
        return named(["approval"])
    for category in ways:
        met = met or met_by([person])
        for requirement in checklist(person, category, met):
            if requirement.code == kind:
                if requirement.met or not requirement.waits_for:
                    return {}
                first = first or named(requirement.waits_for)
    return first


def before(kind, category):
    """What a category puts before this, directly or not."""
    way, found, left = dict(category.way), set(), [kind]
    while left:
        left = [first for one in left for first in way.get(one, ()) if first not in found]
        found.update(left)
    return found


def lacks(kind, person):
    """Whether one of the person's ways asks for this, and it is not met. For ``gates.register``."""
    return any(kind in missing(person, category) for category in ways_of(person))


def named(kinds):
    return {kind: KINDS[kind].name for kind in kinds}


def roles_of(user):
    """The role of a supporter, in their chapter, while active or on a break. For permissions.register_roles."""
    rows = Supporter.objects.filter(person=user, state__in=[State.ACTIVE, State.PAUSED])
    return [(Role.SUPPORTER, chapter) for chapter in rows.values_list("chapter", flat=True)]


def active_in(chapter):
    return (
        Supporter.objects.filter(chapter=chapter, state=State.ACTIVE)
        .select_related("person")
        .order_by("person__family_name")
    )


def in_chapter(chapter):
    """Everybody who is a supporter in a chapter, or takes a break, with their categories."""
    return (
        Supporter.objects.filter(chapter=chapter, state__in=[State.ACTIVE, State.PAUSED])
        .select_related("person", "chapter")
        .prefetch_related(
            Prefetch(
                "appointments",
                Appointment.objects.filter(ended_on__isnull=True).select_related("category"),
                to_attr="in_force",
            )
        )
        .order_by("person__family_name", "person__given_name")
    )


BOTH = "both"  # the one experience that is two


@dataclass(frozen=True)
class Entry:
    """What the public sees of one supporter: only what that person consented to show."""

    ref: str
    shown_name: str
    experience: str
    age_band: str
    chapter: str
    chapter_code: str
    county: str
    topic_codes: tuple
    language_codes: tuple
    about: str
    for_young: bool
    phone: str
    email: str
    is_full: bool

    @property
    def experience_name(self):
        return organisation.experience_name(self.experience)

    @property
    def age_band_name(self):
        return name_of(AGE_BANDS, self.age_band) if self.age_band else ""

    @property
    def topics(self):
        return organisation.topic_names(self.topic_codes)

    @property
    def languages(self):
        return [name_of(SPOKEN, code) for code in self.language_codes]

    @property
    def phone_display(self):
        return phone_in_words(self.phone)

    def fits(self, experience="", place="", topic="", language="", young=""):
        """Whether this is somebody of the kind that is looked for. A place is a county or a chapter."""
        return (
            (not experience or self.experience in (experience, BOTH))
            and (not place or place in (county_place(self.county), chapter_place(self.chapter_code)))
            and (not topic or topic in self.topic_codes)
            and (not language or language in self.language_codes)
            and (not young or self.for_young or self.age_band == "under-30")
        )


def experiences_asked_for():
    """The experiences that somebody can look for: whoever has both is found by either."""
    return [(code, words) for code, words in organisation.experiences("theirs") if code != BOTH]


def county_place(county):
    return f"county.{county}"


def chapter_place(short_name):
    return f"chapter.{short_name}"


def places(chapters):
    """Counties and chapters to choose among, in groups: ``[(group, [(place, name)])]``."""
    counties = sorted({chapter.county for chapter in chapters})
    return [
        (_("Counties"), [(county_place(county), county) for county in counties]),
        (_("Locally"), [(chapter_place(one.short_name), one.name) for one in chapters]),
    ]


def _shown():
    """The rows that may be seen, each with the consent in force and how many requests it has. One query.

    Active, with a category whose requirements are met today: whoever pauses, ends, takes the consent back or no
    longer meets a requirement is gone at once, whatever else says so.
    """
    person = OuterRef("supporter__person")
    consents = Consent.objects.filter(person=person, purpose=LISTING, withdrawn_at__isnull=True)
    met = _met(remembered("categories", lambda: list(Category.objects.all()))).filter(supporter=OuterRef("supporter"))
    held = (
        ContactRequest.objects.filter(asked=person, state__in=REQUEST_OPEN)
        .order_by()
        .values("asked")
        .annotate(number=Count("pk"))
        .values("number")
    )
    return (
        Listing.objects.filter(Exists(consents), Exists(met), supporter__state=State.ACTIVE)
        .filter(supporter__person__is_active=True)
        .annotate(
            consent=Subquery(consents.values("details")[:1]),
            held=Coalesce(Subquery(held), 0),
            publishes_contact=Exists(Organisation.objects.filter(publishes_contact=True)),
        )
        .select_related("supporter__chapter")
        .order_by("shown_name", "pk")
    )


def _met(kinds=None):
    """The appointments in force in a category whose every requirement is met today. ``kinds`` are all categories.

    The same rules as ``checklist``, asked of all rows at once. Approval and appointment are met by being appointed.
    """
    person = OuterRef("supporter__person")
    facts = {kind: [rows for rows, _at in tables] for kind, tables in _facts_of_people().items()}
    facts |= {kind: [Check.objects.filter(kind=kind)] for kind in CHECKED}
    facts["role"] = [RoleAgreement.objects.filter(category=OuterRef("category"))]
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
    return _met().filter(supporter__person=person).exists()


def _entry(row):
    agreed = set(row.consent.get("fields", []))

    def shown(name, empty=""):
        return getattr(row, name) if name in agreed else empty

    return Entry(
        ref=row.ref,
        shown_name=shown("shown_name"),
        experience=shown("experience"),
        age_band=shown("age_band"),
        chapter=row.supporter.chapter.name,
        chapter_code=row.supporter.chapter.short_name,
        county=row.supporter.chapter.county,
        topic_codes=tuple(shown("topics", ())),
        language_codes=tuple(shown("languages", ())),
        about=shown("about"),
        for_young=shown("for_young", False),
        phone=shown("shown_phone") if row.publishes_contact else "",
        email=shown("shown_email") if row.publishes_contact else "",
        is_full=row.held >= row.capacity,
    )


def listed():
    """The public list, by name. One query, however many there are."""
    return [_entry(row) for row in _shown()]


def number_listed(chapter):
    """How many of a chapter's supporters the public list shows."""
    return _shown().filter(supporter__chapter=chapter).count()


def listed_one(ref):
    """One person of the public list, or None."""
    row = _shown().filter(ref=ref).first()
    return _entry(row) if row else None


def supporter_listed_as(ref):
    """The supporter behind an entry of the list, or None where nobody is shown so any more."""
    row = _shown().filter(ref=ref).first()
    return row.supporter if row else None


def breaks_that_are_over():
    return Supporter.objects.filter(state=State.PAUSED, paused_until__lt=clock.today())


def is_listed(person):
    return Consent.objects.filter(person=person, purpose=LISTING, withdrawn_at__isnull=True).exists()


# How many days a break lasts, the first one included; None for until the person says so.
BREAKS = {"week": 7, "month": 30, "open": None}


# Requests for contact

ANSWER_DAYS, TALK_DAYS = 3, 7  # the day on which it was sent, or the yes was given, not counted
KEPT_DAYS, KEPT_DAYS_AFTER_END = 30, 7


def answer_due(moment):
    """The end of the third Norwegian day."""
    return _end_of_day(moment, ANSWER_DAYS)


def talk_due(moment):
    """The end of the seventh Norwegian day after a yes."""
    return _end_of_day(moment, TALK_DAYS)


def _end_of_day(moment, days):
    return clock.end_of(clock.local(moment).date() + datetime.timedelta(days=days))


def days_since(moment):
    """Days as the calendar counts them: what came late yesterday came one day ago."""
    return (clock.today() - clock.local(moment).date()).days


def request_of_form(token):
    """What was sent with a form. Only whoever sent it has the token."""
    return ContactRequest.objects.filter(token=token).first()


def requests_held_by(person):
    """What waits for an answer or a call from this person, what is due first first."""
    return ContactRequest.objects.filter(asked=person, state__in=REQUEST_OPEN).order_by("-state", "due_at", "pk")


def handed_on_by(person, ref):
    """Whether this person had the request, and somebody else is to have it now."""
    request = ContactRequest.objects.filter(ref=ref).exclude(asked=person).first()
    return request is not None and str(person.ref) in request.asked_before


def unplaced():
    """The requests that nobody has, the oldest first."""
    return ContactRequest.objects.filter(state=Request.UNPLACED).select_related("chapter").order_by("sent_at", "pk")


def overdue():
    """What was not answered in time, or not called after a yes, and what is with somebody who cannot open it."""
    supports = Supporter.objects.filter(person=OuterRef("asked"), state__in=[State.ACTIVE, State.PAUSED])
    helps_out = in_office().filter(person=OuterRef("asked"), kind__in=PLACED_BY)
    can_open = Q(Exists(supports) | Exists(helps_out), asked__is_active=True)
    return ContactRequest.objects.filter(Q(due_at__lt=clock.now()) | ~can_open, state__in=REQUEST_OPEN).order_by(
        "due_at", "pk"
    )


def may_be_asked(request):
    """Whoever can take this request: their chapter's first.

    Active, with a category whose requirements are met today, with room for one more, and has not said no to it.
    """
    open_ones = Count("person__contact_requests", filter=Q(person__contact_requests__state__in=REQUEST_OPEN))
    rows = (
        Supporter.objects.filter(Exists(_met().filter(supporter=OuterRef("pk"))), state=State.ACTIVE)
        .filter(person__is_active=True)
        .exclude(person__ref__in=request.asked_before)
        .annotate(held=open_ones, room_for=Coalesce("listing__capacity", CAPACITY))
        .filter(held__lt=F("room_for"))
        .select_related("person", "chapter")
        .order_by("person__family_name", "person__given_name", "pk")
    )
    return sorted(rows, key=lambda row: row.chapter_id != request.chapter_id)


def has_room(supporter):
    """Whether a supporter can be chosen by one more, as they have said themselves."""
    listing = Listing.objects.filter(supporter=supporter).first()
    return requests_held_by(supporter.person).count() < (listing.capacity if listing else CAPACITY)


def deleted_on(request):
    """The day on which a request is deleted if nothing more happens to it."""
    days = [clock.local(request.sent_at).date() + datetime.timedelta(days=KEPT_DAYS)]
    if request.ended_at:
        days.append(clock.local(request.ended_at).date() + datetime.timedelta(days=KEPT_DAYS_AFTER_END))
    return min(days)


def requests_to_forget():
    """Those that have existed for 30 days, or ended 7 days ago."""
    now = clock.now()
    return ContactRequest.objects.filter(
        Q(sent_at__lt=now - datetime.timedelta(days=KEPT_DAYS))
        | Q(ended_at__lt=now - datetime.timedelta(days=KEPT_DAYS_AFTER_END))
    )
