"""What is asked about courses and the knowledge test by several pages."""

import contextlib
import uuid
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Count, Q
from django.utils import translation
from django.utils.translation import get_language
from wagtail.models import Page

from portal import clock, context
from portal.accounts.models import User
from portal.knowledge.models import Attempt, Attendance, Course, Question
from portal.knowledge.workflow import State

MOST_FOUND = 20


def has_attended(person):
    return Attendance.objects.filter(person=person).exists()


def has_passed(person):
    return Attempt.objects.filter(person=person, state=State.PASSED).exists()


def passed_on(person):
    """The day in Norway on which the person first passed; None for not yet."""
    first = Attempt.objects.filter(person=person, state=State.PASSED).order_by("finished_at").first()
    return clock.local(first.finished_at).date() if first else None


def open_attempt(person):
    return Attempt.objects.filter(person=person, state=State.OPEN).first()


def courses():
    """Every course, newest first, each with ``people``: how many are registered."""
    return Course.objects.annotate(people=Count("attendances"))


def attendances(course):
    """Who is registered for a course, by name."""
    registered = Attendance.objects.filter(course=course).select_related("person")
    return registered.order_by("person__family_name", "person__given_name", "pk")


def attendances_of(person):
    return Attendance.objects.filter(person=person).select_related("course").order_by("attended_on")


def people_to_register(course, words):
    """At most twenty people who are not registered for the course and whose name or e-mail address has all the words.

    A word is tried in several spellings, since SQLite knows upper and lower case of a to z only.
    """
    parts = words.split()
    if len("".join(parts)) < 2:
        return User.objects.none()
    people = User.objects.filter(is_active=True).exclude(attendances__course=course)
    for part in parts:
        hit = Q()
        for spelling in {part, part.lower(), part.upper(), part.capitalize()}:
            hit |= Q(given_name__icontains=spelling) | Q(family_name__icontains=spelling) | Q(email__icontains=spelling)
        people = people.filter(hit)
    return people.order_by("family_name", "given_name", "pk")[:MOST_FOUND]


def people_by_ref(refs):
    """The people with these random ids; what is no id of anybody is left out."""
    known = []
    for ref in refs:
        with contextlib.suppress(ValueError):
            known.append(uuid.UUID(ref))
    return list(User.objects.filter(is_active=True, ref__in=known).order_by("pk"))


def chapters_of_bank():
    """The guide's chapters that the test asks about."""
    return set(Question.objects.filter(is_active=True).order_by().values_list("chapter", flat=True).distinct())


@dataclass(frozen=True)
class Chapter:
    """A chapter of the guide, in the page's language or, where it is not translated, in bokmål."""

    title: str
    url: str
    language: str


def chapters(slugs):
    """``{slug: Chapter}`` for those of these chapters that are published. One query."""
    language = get_language() or settings.LANGUAGE_CODE
    of_guide = Q(pk__in=[])
    for slug in set(slugs):
        of_guide |= Q(url_path__endswith=f"/veileder/{slug}/")
    pages = Page.objects.live().filter(of_guide, locale__language_code__in=[language, settings.LANGUAGE_CODE])
    found = {}
    rows = pages.order_by("path").values_list("slug", "title", "locale__language_code", "alias_of")
    for slug, title, code, borrowed in rows:
        if slug not in found or code == language:
            with translation.override(code):
                spoken = settings.LANGUAGE_CODE if borrowed else code
                found[slug] = Chapter(title, f"{context.prefix()}veileder/{slug}/", spoken)
    return found
