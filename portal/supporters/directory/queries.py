"""The public directory: what everybody sees of the supporters who consented to be shown."""

from dataclasses import dataclass

from django.db import connection
from django.db.models import Count, Exists, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from forms.choices import AGE_GROUPS, LANGUAGES, name_of
from forms.listing import without_last_name
from forms.phones import format_phone
from portal import clock, organisation
from portal.accounts.models import Consent
from portal.fragments import cached_one_minute
from portal.kept_querysets import kept_queryset
from portal.models import Event, Organisation
from portal.supporters.models import (
    Appointment,
    Category,
    ContactRequest,
    Listing,
    Portrait,
)
from portal.supporters.pathway import checklist
from portal.supporters.pathway.sets import asked_by, fulfilled_appointments, meeting
from portal.supporters.workflow import REQUEST_OPEN, State

LISTING = "listing"  # the purpose of the consent to be shown in public
PORTRAIT = "portrait"  # of the one to be shown with a picture


NEWEST = f"SELECT id FROM {Event._meta.db_table} ORDER BY id DESC LIMIT 20"  # noqa: S608  no value of anybody's
LAST_EVENTS = f"SELECT COUNT(*), MAX(id), SUM(id) FROM ({NEWEST}) AS newest"  # noqa: S608
BOTH = "both"  # the experience “own illness and relative”


@dataclass(frozen=True)
class DirectoryEntry:
    """What the public sees of one supporter: only the fields that the person consented to show."""

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
    portrait: str  # which picture stands in the list, and which on the supporter's own page; empty without one
    large_portrait: str

    @property
    def experience_name(self):
        return organisation.experience_name(self.experience)

    @property
    def age_band_name(self):
        return name_of(AGE_GROUPS, self.age_band) if self.age_band else ""

    @property
    def topics(self):
        return organisation.topic_names(self.topic_codes)

    @property
    def languages(self):
        return [name_of(LANGUAGES, code) for code in self.language_codes]

    @property
    def phone_display(self):
        return format_phone(self.phone)

    def matches(self, experience="", place="", topic="", language="", young=""):
        """Whether the entry matches all filters that are given. ``place`` is a county or a chapter (``places``)."""
        return (
            (not experience or self.experience in (experience, BOTH))
            and (not place or place in (county_place(self.county), chapter_place(self.chapter_code)))
            and (not topic or topic in self.topic_codes)
            and (not language or language in self.language_codes)
            and (not young or self.for_young or self.age_band == "under-30")
        )


def experience_choices():
    """The experiences to choose among. Supporters with both are found under each, so “both” is left out."""
    return [(code, words) for code, words in organisation.experiences("theirs") if code != BOTH]


def county_place(county):
    return f"county.{county}"


def chapter_place(short_name):
    return f"chapter.{short_name}"


def places(chapters):
    """Counties and chapters as grouped choices: ``[(group, [(place, name)])]``."""
    counties = sorted({chapter.county for chapter in chapters})
    return [
        (_("Counties"), [(county_place(county), county) for county in counties]),
        (_("Locally"), [(chapter_place(one.short_name), one.name) for one in chapters]),
    ]


def _listed_rows():
    """The ``Listing`` rows that are public now, each with the consent in force and its number of open requests.

    The supporter is active, has consented, and fulfils the requirements of a category, or did until lately
    (``requirements.Fact.grace``). One database query.
    """
    held = (
        ContactRequest.objects.filter(asked=OuterRef("supporter__person"), state__in=REQUEST_OPEN)
        .order_by()
        .values("asked")
        .annotate(number=Count("pk"))
        .values("number")
    )
    return (
        public_listings()
        .annotate(
            consent=Subquery(_consents_of_listed().values("details")[:1]),
            held=Coalesce(Subquery(held), 0),
            portrait=Subquery(_portraits(Portrait.Kind.LIST)),
            large_portrait=Subquery(_portraits(Portrait.Kind.PAGE)),
            publishes_contact=Exists(Organisation.objects.filter(publishes_contact=True)),
        )
        .select_related("supporter__chapter", "supporter__person")
        .order_by("shown_name", "pk")
    )


def public_listings():
    """The ``Listing`` rows that are public now."""
    return _public(cached_one_minute("categories", lambda: list(Category.objects.all())))


def _portraits(kind):
    """The picture of this kind that the supporter of a listing agrees to show."""
    agreed = Consent.objects.filter(person=OuterRef("supporter__person"), purpose=PORTRAIT, withdrawn_at__isnull=True)
    return Portrait.objects.filter(Exists(agreed), supporter=OuterRef("supporter"), kind=kind).values("ref")[:1]


def _consents_of_listed():
    return Consent.objects.filter(person=OuterRef("supporter__person"), purpose=LISTING, withdrawn_at__isnull=True)


def _public(categories):
    """The ``Listing`` rows that are public now. ``categories`` are all categories, or those of whom it is asked."""
    return _public_where(fulfilled_appointments(categories, with_grace=True))


def _public_where(fulfilled):
    met = fulfilled.filter(supporter=OuterRef("supporter"))
    active = {"supporter__state": State.ACTIVE, "supporter__person__is_active": True}
    return Listing.objects.filter(Exists(_consents_of_listed()), Exists(met), **active)


def _entry(row):
    agreed, person = set(row.consent.get("fields", [])), row.supporter.person

    def shown(name, empty=""):
        return getattr(row, name) if name in agreed else empty

    return DirectoryEntry(
        ref=row.ref,
        # The last name is never shown: the person may have written it before that was refused, or have a new one.
        shown_name=without_last_name(shown("shown_name"), person.given_name, person.family_name) or person.given_name,
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
        portrait=row.portrait or "",
        large_portrait=row.large_portrait or "",
    )


def listed(seen=None):
    """All public entries, by name. They are read once a minute, and at once when anything has happened since.

    ``seen`` is ``what_happened_last()``, where the caller has just asked for it. One database query, or none.
    """
    seen = what_happened_last() if seen is None else seen
    return cached_one_minute("listed", lambda: [_entry(row) for row in _listed_rows()], stamp=seen)


def what_happened_last():
    """Differs from before once anything has happened on the site: what the ids of the last events are, as one row.

    Several, because of two transactions the earlier id may be seen last: then the sum differs. Whoever takes a break
    or takes back their consent is told that they are gone from the list at once, and each act of a service leaves an
    event.
    """
    with connection.cursor() as cursor:  # asked for each reader: building the query would take longer than running it
        cursor.execute(LAST_EVENTS)
        return cursor.fetchone()


def kinds_listed():
    """Who is in the public list, by which kinds; for ``text_queries.register_listed``."""
    listed = _listed_rows().order_by().values("supporter")
    rows = fulfilled_appointments(with_grace=True).filter(supporter__in=listed).select_related("category", "supporter")
    found = {}
    for row in rows:
        code = row.category.code if "declaration" in dict(row.category.steps) else ""
        found.setdefault(row.supporter.person_id, set()).add(code)
    return found


def count_listed(chapter):
    """How many of a chapter's supporters the public directory shows."""
    return _listed_rows().filter(supporter__chapter=chapter).count()


def listed_entry(ref):
    """One public entry, or None."""
    row = _listed_rows().filter(ref=ref).first()
    return _entry(row) if row else None


def supporter_of_entry(ref):
    """The supporter of a public entry, or None if it is not public now."""
    row = _listed_rows().filter(ref=ref).first()
    return row.supporter if row else None


def _is_about(person):
    """Condition: the entry is this person's."""
    return Q(supporter__person=person)


def _consents(person):
    """Condition: the consent with which this person agrees to be shown."""
    return Q(person=person, purpose=LISTING, withdrawn_at__isnull=True)


def lacking_signature(people):
    """Of these people (their ids) those who agree to be shown and are not, where the declaration alone is missing.

    The same number of queries for any number of people.
    """
    consents = Consent.objects.filter(_consents(OuterRef("supporter__person")))
    rows = Listing.objects.filter(Exists(consents), supporter__person__in=people, supporter__person__is_active=True)
    rows = rows.filter(supporter__state=State.ACTIVE).exclude(pk__in=_listed_rows().order_by().values("pk"))
    cases = Appointment.objects.filter(ended_on__isnull=True, supporter__in=rows.values("supporter"))
    cases = cases.select_related("category", "supporter__person", "supporter__chapter", "supporter__contact")
    found = checklist.pathways(list(cases.order_by("supporter__person", "pk")))
    lacking = [one.person for one in found if [step.code for step in one.missing] == ["declaration"]]
    return list(dict.fromkeys(lacking))


def is_listed(person):
    """Whether the public directory shows this person now."""
    return _listed_rows().filter(_is_about(person)).exists()


def how_listed(person, categories):
    """``(consents, listings)``: one row of each where the person consents to be shown, and where they are shown now.

    As querysets. ``categories`` are those of their appointments in force.
    """
    return Consent.objects.filter(_consents(person)), _listing_of(person, asked_by(categories), clock.today())


@kept_queryset
def _listing_of(person, asked, _day):
    return _public_where(meeting(asked, with_grace=True)).filter(_is_about(person))


def wants_to_be_listed(person):
    """Whether the person consents to be shown, also while they are not shown for another reason."""
    return Consent.objects.filter(_consents(person)).exists()
