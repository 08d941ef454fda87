"""What is asked about courses: sessions, places, parts to read, certificates."""

import datetime
import itertools
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import Count, Exists, OuterRef, Q
from django.utils.translation import gettext as _

from portal import calendar, clock, codes
from portal.accounts import queries as account_queries
from portal.accounts.queries import MAX_SEARCH_RESULTS
from portal.knowledge.models import (
    Attendance,
    Certificate,
    Course,
    CoursePart,
    CourseRead,
    CourseSignUp,
    PartDone,
)
from portal.knowledge.workflow import CourseState


def has_attended(person):
    return Attendance.objects.filter(person=person).exists()


def attendances(course):
    """Who is registered for a course, by name."""
    registered = Attendance.objects.filter(course=course).select_related("person")
    return registered.order_by("person__family_name", "person__given_name", "pk")


def removable_attendances(course, person):
    """The registrations that this person may take back: their own of today, as long as no certificate says the same."""
    yesterday = clock.end_of(clock.today() - datetime.timedelta(days=1))
    printed = Certificate.objects.filter(
        person=OuterRef("person"), kind=Certificate.Kind.ATTENDED, day=OuterRef("attended_on")
    )
    todays = Attendance.objects.filter(course=course, registered_by=person, registered_at__gt=yesterday)
    return todays.filter(~Exists(printed))


def attendances_of(person):
    return Attendance.objects.filter(person=person).select_related("course").order_by("attended_on")


def people_to_register(course, words):
    """At most twenty people who are not registered for the course and whose name or e-mail has all the words."""
    return account_queries.search_people(words).exclude(attendances__course=course)[:MAX_SEARCH_RESULTS]


KEEP_SIGN_UPS = datetime.timedelta(days=90)  # after the course


def parts():
    """The parts of the course, in their order, each with its questions to think over."""
    return CoursePart.objects.filter(is_active=True).prefetch_related("reflections")


def parts_for(person):
    """``[(part, whether the person has read it)]``"""
    done = set(PartDone.objects.filter(person=person).values_list("part", flat=True))
    return [(part, part.pk in done) for part in parts()]


def minutes_of_course():
    """How long it takes to read the whole course."""
    return sum(CoursePart.objects.filter(is_active=True).order_by().values_list("minutes", flat=True))


def minutes_left(person):
    """How long it takes to read the parts that the person has not read."""
    return sum(part.minutes for part, is_done in parts_for(person) if not is_done)


def parts_done_by(person):
    """How many parts the person has read, those that were taken out since included."""
    return PartDone.objects.filter(person=person).count()


def has_read_course(person):
    """Whether the person has read every part; one that came later does not undo it."""
    if CourseRead.objects.filter(person=person).exists():
        return True
    found = parts_for(person)
    return bool(found) and all(is_done for _part, is_done in found)


def read_course_on(person):
    """The day in Norway on which the person had read every part; None for not yet."""
    read = CourseRead.objects.filter(person=person).first()
    return clock.local(read.read_at).date() if read else None


def courses():
    """Every course, newest first, with how many there are: ``people`` registered, ``taken`` places, ``waiting``."""
    return Course.objects.annotate(
        people=Count("attendances", distinct=True),
        taken=Count("sign_ups", filter=Q(sign_ups__has_place=True), distinct=True),
        waiting=Count("sign_ups", filter=Q(sign_ups__has_place=False), distinct=True),
    )


def coming_courses():
    """Those that are not over, the next one first; one that is cancelled says so until it would have ended."""
    return courses().filter(ends_at__gt=clock.now()).order_by("starts_at", "pk")


def coming_sign_ups_of(person):
    """The coming courses that a person has signed up for, as lines of the lists, the next one first."""
    lines = CourseSignUp.objects.filter(person=person, course__ends_at__gt=clock.now())
    return lines.select_related("course").order_by("course__starts_at", "pk")


def sign_up_of(person, course):
    return CourseSignUp.objects.filter(person=person, course=course).select_related("course").first()


def sign_ups(course):
    """Who has signed up for a course, those with a place first, in the order in which they came."""
    return CourseSignUp.objects.filter(course=course).select_related("person").order_by("-has_place", "pk")


def sign_ups_to_remind():
    """Places in courses that are tomorrow at the latest, of people who have not been reminded."""
    tomorrow = clock.today() + datetime.timedelta(days=1)
    lines = CourseSignUp.objects.filter(has_place=True, reminded_at__isnull=True, course__state=CourseState.PLANNED)
    coming = lines.filter(course__starts_at__gt=clock.now(), course__starts_at__lte=clock.end_of(tomorrow))
    return coming.select_related("course", "person").order_by("pk")


def sign_ups_to_forget():
    """The lists of courses that were over so long ago."""
    return CourseSignUp.objects.filter(course__ends_at__lt=clock.now() - KEEP_SIGN_UPS)


def calendar_event(course, address, *, with_link):
    """A course as calendars take it. The word is in the title too: many calendars do not show that one is off."""
    title = _("Cancelled: %(title)s") % {"title": course} if course.is_cancelled else str(course)
    texts = (course.reason, course.about, course.link if with_link else "")
    return calendar.Event(
        uid=f"{course.ref}@{urlsplit(settings.SITE_ADDRESS).hostname}",
        title=title,
        starts=course.starts_at,
        ends=course.ends_at,
        changed_at=course.changed_at,
        version=course.version,
        place=course.place or (_("Online") if course.is_digital else ""),
        text="\n\n".join(text for text in texts if text),
        address=address,
        is_cancelled=course.is_cancelled,
    )


def certificates_of(person):
    return Certificate.objects.filter(person=person)


def certificate_by_code(code):
    """The certificate with this code, however it is typed. None for none."""
    return Certificate.objects.filter(code=codes.normalized(code)).select_related("person").first()


@dataclass(frozen=True)
class Block:
    """A paragraph, or the lines of a list."""

    text: str = ""
    lines: tuple = ()


def paragraphs_and_lists(text):
    """What editors write in a part, as paragraphs and lists: ``[Block]``."""
    found = []
    for paragraph in text.replace("\r\n", "\n").split("\n\n"):
        lines = [line.strip() for line in paragraph.split("\n") if line.strip()]
        for is_list, group in itertools.groupby(lines, lambda line: line.startswith("- ")):
            if is_list:
                found.append(Block(lines=tuple(line[2:].strip() for line in group)))
            else:
                found.append(Block(text=" ".join(group)))
    return found
