"""What is asked about supporters: the checklist, the roles they give, the public list."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Prefetch, Q
from django.utils.translation import gettext_lazy as _

from forms.choices import AGE_BANDS, EXPERIENCES, SPOKEN, TOPICS, name_of
from portal import clock
from portal.accounts.models import Consent
from portal.chapters.queries import is_member
from portal.declarations import queries as declarations
from portal.knowledge import queries as knowledge
from portal.permissions import Role
from portal.supporters.models import Appointment, Category, Listing, Supporter
from portal.supporters.workflow import State

LISTING = "listing"  # the purpose of the consent to be shown in public


@dataclass(frozen=True)
class Requirement:
    code: str
    name: str
    met: bool


def category(code):
    return Category.objects.get(code=code)


def categories():
    return Category.objects.filter(is_active=True)


def supporter_of(person):
    return Supporter.objects.filter(person=person).select_related("chapter").first()


def checklist(person, category):
    """What this category requires of this person, each met or not. An appointment counts while it is in force."""
    appointed = Appointment.objects.filter(supporter__person=person, category=category, ended_on__isnull=True).exists()
    asked = [
        (category.requires_membership, "membership", _("Membership is confirmed"), lambda: is_member(person)),
        (
            category.requires_course,
            "course",
            _("The introduction course is taken"),
            lambda: knowledge.has_attended(person),
        ),
        (category.requires_test, "test", _("The knowledge test is passed"), lambda: knowledge.has_passed(person)),
        (
            category.requires_declaration,
            "declaration",
            _("The declaration of confidentiality is signed"),
            lambda: declarations.has_signed(person),
        ),
        (True, "appointment", _("You are appointed"), lambda: appointed),
    ]
    return [Requirement(code, name, met()) for is_asked, code, name, met in asked if is_asked]


def missing(person, category):
    return [requirement.code for requirement in checklist(person, category) if not requirement.met]


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
    """Everybody who is or is becoming a supporter in a chapter, with their categories."""
    return (
        Supporter.objects.filter(chapter=chapter)
        .exclude(state=State.ENDED)
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


@dataclass(frozen=True)
class Entry:
    """What the public sees of one supporter: only what that person consented to show."""

    shown_name: str
    experience: str
    experience_name: str
    age_band_name: str
    chapter: str
    county: str
    topics: tuple
    languages: tuple
    about: str


def listed(experience="", chapter="", topic="", language=""):
    """The public list: active supporters with a consent in force. Those on a break or ended are gone at once."""
    consents = Consent.objects.filter(person=OuterRef("supporter__person"), purpose=LISTING, withdrawn_at__isnull=True)
    rows = (
        Listing.objects.filter(Exists(consents), supporter__state=State.ACTIVE)
        .select_related("supporter__chapter")
        .order_by("shown_name", "pk")
    )
    if experience in ("own", "relative"):
        rows = rows.filter(Q(experience=experience) | Q(experience="both"))
    if chapter:
        rows = rows.filter(supporter__chapter__short_name=chapter)
    entries = [
        row for row in rows if (not topic or topic in row.topics) and (not language or language in row.languages)
    ]
    return [
        Entry(
            shown_name=row.shown_name,
            experience=row.experience,
            experience_name=name_of(EXPERIENCE_OF_ANOTHER, row.experience) if row.experience else "",
            age_band_name=name_of(AGE_BANDS, row.age_band) if row.age_band else "",
            chapter=row.supporter.chapter.name,
            county=row.supporter.chapter.county,
            topics=tuple(name_of(TOPICS, code) for code in row.topics),
            languages=tuple(name_of(SPOKEN, code) for code in row.languages),
            about=row.about,
        )
        for row in entries
    ]


# The same vocabulary as the application's, said of somebody else.
EXPERIENCE_OF_ANOTHER = [
    ("own", _("Lives with the illness")),
    ("relative", _("Is a relative")),
    ("both", _("Lives with the illness and is a relative")),
]
assert [code for code, _name in EXPERIENCE_OF_ANOTHER] == [code for code, _name in EXPERIENCES]


def breaks_that_are_over():
    return Supporter.objects.filter(state=State.PAUSED, paused_until__lt=clock.today())


def is_listed(person):
    return Consent.objects.filter(person=person, purpose=LISTING, withdrawn_at__isnull=True).exists()


# How many days a break lasts, the first one included; None for until the person says so.
BREAKS = {"week": 7, "month": 30, "open": None}
