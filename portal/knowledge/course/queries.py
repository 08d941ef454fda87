"""Queries about courses, sign-ups, attendance, the parts to read and certificates."""

import datetime
import itertools
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import Count, Exists, OuterRef, Q
from django.utils.translation import gettext as _

from portal import calendar, clock, codes, events
from portal.accounts import queries as account_queries
from portal.accounts.models import User
from portal.knowledge.models import (
    Attendance,
    Certificate,
    Course,
    CoursePart,
    CourseRead,
    CourseSignUp,
    PartDone,
)
from portal.knowledge.verbs import Verb
from portal.knowledge.workflow import CourseState
from portal.models import Event
from portal.unreadable import only, readable


def has_attended(person):
    return Attendance.objects.filter(person=person).exists()


def attendances(course):
    """The ``Attendance`` rows of a course, by the person's name."""
    registered = Attendance.objects.filter(course=course).select_related("person")
    return registered.order_by("person__family_name", "person__given_name", "pk")


def removable_attendances(course, person):
    """The attendances that ``person`` may delete: those they registered today that have no certificate yet."""
    yesterday = clock.end_of(clock.today() - datetime.timedelta(days=1))
    printed = Certificate.objects.filter(
        person=OuterRef("person"), kind=Certificate.Kind.ATTENDED, day=OuterRef("attended_on")
    )
    todays = Attendance.objects.filter(course=course, registered_by=person, registered_at__gt=yesterday)
    return todays.filter(~Exists(printed))


def attendances_of(person):
    """The person's attendances, oldest first."""
    return Attendance.objects.filter(person=person).select_related("course").order_by("attended_on")


def people_to_register(course, words):
    """The first people who are not registered for the course and fit the search words."""
    people = User.objects.filter(is_active=True).exclude(attendances__course=course)
    return account_queries.first_of(account_queries.find_people(words, people))


KEEP_SIGN_UPS = datetime.timedelta(days=90)  # after the course
REGISTER_WITHIN = datetime.timedelta(days=7)  # of the course: those who took part wait for their certificate


def parts():
    """The parts of the course, in their order, each with its questions to think over."""
    return CoursePart.objects.filter(is_active=True).prefetch_related("reflections")


def parts_for(person):
    """The parts of the course for a person: ``[(part, whether the person has read it)]``."""
    done = set(PartDone.objects.filter(person=person).values_list("part", flat=True))
    return [(part, part.pk in done) for part in parts()]


def minutes_of_parts(person):
    """The minutes of each part of the course, and whether the person has read it."""
    done = Exists(PartDone.objects.filter(part=OuterRef("pk"), person=person))
    return CoursePart.objects.filter(is_active=True).values_list("minutes", done)


def minutes_of_course():
    """How many minutes it takes to read the whole course."""
    return sum(CoursePart.objects.filter(is_active=True).order_by().values_list("minutes", flat=True))


def parts_done_by(person):
    """How many parts the person has read, also those that are no longer part of the course."""
    return PartDone.objects.filter(person=person).count()


def has_read_course(person):
    """Whether the person has read every part. Parts that were added after that do not count."""
    if CourseRead.objects.filter(person=person).exists():
        return True
    found = parts_for(person)
    return bool(found) and all(is_done for _part, is_done in found)


def read_course_on(person):
    """The date in Norway on which the person finished the last part; None if they have not."""
    read = CourseRead.objects.filter(person=person).first()
    return clock.local(read.read_at).date() if read else None


def courses():
    """Every course, newest first, with three counts: ``people`` who took part, ``taken`` places, ``waiting`` people."""
    return Course.objects.annotate(
        people=Count("attendances", distinct=True),
        taken=Count("sign_ups", filter=Q(sign_ups__has_place=True), distinct=True),
        waiting=Count("sign_ups", filter=Q(sign_ups__has_place=False), distinct=True),
    )


def coming_courses():
    """The courses that are not over, the next one first; cancelled ones too, until they would have ended."""
    return courses().filter(ends_at__gt=clock.now()).order_by("starts_at", "pk")


def courses_without_attendance():
    """The courses that are over, and where nobody is registered, the oldest first. As long as the list is kept."""
    over = Course.objects.filter(ends_at__lte=clock.now(), ends_at__gte=clock.now() - KEEP_SIGN_UPS)
    rows = over.filter(~Exists(Attendance.objects.filter(course=OuterRef("pk"))), state=CourseState.PLANNED)
    return rows.order_by("starts_at", "pk")


def to_register_by(course):
    """The last day on which those who took part are to be registered."""
    return course.day + REGISTER_WITHIN


def coming_sign_ups_of(person):
    """The person's ``CourseSignUp`` rows for courses that are not over, the next course first."""
    lines = CourseSignUp.objects.filter(person=person, course__ends_at__gt=clock.now())
    return lines.select_related("course").order_by("course__starts_at", "pk")


def sign_up_of(person, course):
    """The person's ``CourseSignUp`` for a course, or None."""
    return CourseSignUp.objects.filter(person=person, course=course).select_related("course").first()


def sign_ups(course):
    """The ``CourseSignUp`` rows of a course, those with a place first, in the order in which people signed up."""
    return CourseSignUp.objects.filter(course=course).select_related("person").order_by("-has_place", "pk")


def sign_ups_to_remind():
    """The sign-ups with a place in a course today or tomorrow, of people who have not been reminded."""
    tomorrow = clock.today() + datetime.timedelta(days=1)
    lines = CourseSignUp.objects.filter(has_place=True, reminded_at__isnull=True, course__state=CourseState.PLANNED)
    coming = lines.filter(course__starts_at__gt=clock.now(), course__starts_at__lte=clock.end_of(tomorrow))
    return coming.select_related("course", "person").order_by("pk")


def sign_ups_to_forget():
    """The sign-ups for courses that ended more than ``KEEP_SIGN_UPS`` ago."""
    return CourseSignUp.objects.filter(course__ends_at__lt=clock.now() - KEEP_SIGN_UPS)


def calendar_event(course, address, *, with_link):
    """The course as a ``calendar.Event``. Its title says if it is cancelled, since many calendars do not show that.

    ``address`` is the URL of the course's page; ``with_link`` adds the link to an online course.
    """
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
    """The person's certificates, newest first. Those that cannot be read are left out."""
    return readable(Certificate.objects.filter(person=person))[0]


def times_checked(certificate):
    """How often somebody has checked the certificate."""
    return len(events.believed(Event.objects.filter(verb=Verb.CERTIFICATE_CHECK, subject=certificate.ref)))


def certificate_by_code(code):
    """The certificate with this verification code, as somebody typed it; None where there is none.

    Raises ``Unreadable``.
    """
    return codes.find(to_examine(Certificate.objects.all()), code)


def certificate_by_ref(ref):
    """The certificate with this ``ref``; None where there is none. Raises ``Unreadable``."""
    return only(to_examine(Certificate.objects.filter(ref=ref)))


def to_examine(certificates):
    """These certificates with what is read together with one that is compared with its events."""
    return certificates.select_related("person")


@dataclass(frozen=True)
class Block:
    """A paragraph (``text``), or a list (``lines``)."""

    text: str = ""
    lines: tuple = ()


def paragraphs_and_lists(text):
    """Split an editor's text at blank lines and at lines that begin with a dash: ``[Block]``."""
    found = []
    for paragraph in text.replace("\r\n", "\n").split("\n\n"):
        lines = [line.strip() for line in paragraph.split("\n") if line.strip()]
        for is_list, group in itertools.groupby(lines, lambda line: line.startswith("- ")):
            if is_list:
                found.append(Block(lines=tuple(line[2:].strip() for line in group)))
            else:
                found.append(Block(text=" ".join(group)))
    return found
