"""Services for courses: plan, change and cancel, sign up, register attendance, read the parts, issue certificates."""

import datetime
import logging
import unicodedata
import uuid
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import translation
from django.utils.translation import gettext as _

from portal import clock, events, files, gates, mail, moves, organisation, papers, pdf, seal
from portal.accounts import services as accounts
from portal.accounts.models import User
from portal.knowledge.course import mails, queries, witness
from portal.knowledge.exam import queries as exam_queries
from portal.knowledge.models import Attendance, Certificate, Course, CoursePart, CourseRead, CourseSignUp, PartDone
from portal.knowledge.verbs import Verb
from portal.knowledge.workflow import CourseState
from portal.unreadable import readable
from portal.witness import values_of
from portal.wording import translated

log = logging.getLogger(__name__)
MINUTE = datetime.timedelta(minutes=1)
FIELDS_TO_NOTIFY_OF = {
    "title",
    "starts_at",
    "ends_at",
    "place",
    "is_digital",
    "link",
}  # those who come hear when one is another


class NotHeldYet(Exception):
    """Attendance cannot be registered before the day of the course, nor for a cancelled course."""


class TooLate(Exception):
    """The course has begun, or it is too late to delete the attendance (``queries.removable_attendances``)."""


class TooFewPlaces(Exception):
    """More people have a place than there would be places. Nobody may lose a place that they have."""


class HasAttendances(Exception):
    """The course cannot be cancelled: somebody is registered as having taken part."""


class SignUpClosed(Exception):
    """Nobody can sign up now. ``reason`` is the course's ``closed_because``."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class NotEarned(Exception):
    """The person has not taken part in the course, or not read every part."""


class NameMissing(Exception):
    """The person has no name, and a certificate needs one."""


# Planning


@transaction.atomic
def plan_course(
    title: dict[str, str],
    *,
    token: uuid.UUID,
    starts_at: datetime.datetime,
    ends_at: datetime.datetime,
    by: User | None,
    description: dict[str, str] | None = None,
    place: str = "",
    is_digital: bool = False,
    link: str = "",
    places: int | None = None,
    sign_up_by: datetime.date | None = None,
) -> Course:
    """Create a course and return it; it may be in the past. ``title`` and ``description`` are ``{nb, nn, en}``.

    ``starts_at`` and ``ends_at`` are aware; ``places`` is None for no limit; ``sign_up_by`` is the last date or None.
    A second call with the same ``token`` changes the course instead, and raises what ``change_course`` raises.
    """
    values = {
        "title": title,
        "description": description or {},
        "starts_at": starts_at,
        "ends_at": ends_at,
        "place": place,
        "is_digital": is_digital,
        "link": link,
        "places": places,
        "sign_up_by": sign_up_by,
    }
    course, is_new = Course.objects.get_or_create(token=token, defaults={"changed_at": clock.now(), **values})
    if is_new:
        events.record(Verb.COURSE_PLAN, subject=course, by=by, details={"starts_at": starts_at})
        return course
    return change_course(course, version=course.version, by=by, **values)


@transaction.atomic
def change_course(course: Course, *, version: int, by: User | None, **values: Any) -> Course:
    """Change a course and return it. Those who have signed up get a mail about a new time, place or name.

    New places go to those who have waited longest. Raises ``TooLate`` when the course has begun or the new time is in
    the past, ``IllegalMove`` when it is cancelled, ``TooFewPlaces`` when more people have a place than there would be,
    and ``Stale`` when it was changed after ``version`` was read.
    """
    stored = _lock_course(course)
    changed = {name: value for name, value in values.items() if getattr(stored, name) != value}
    if not changed:
        return stored
    if stored.state != CourseState.PLANNED:
        raise moves.IllegalMove(f"change from {stored.state}")
    if stored.has_begun or values.get("starts_at", stored.starts_at) <= clock.now():
        raise TooLate
    places = values.get("places", stored.places)
    if places is not None and places < stored.sign_ups.filter(has_place=True).count():
        raise TooFewPlaces
    rows = Course.objects.filter(pk=course.pk, version=version)
    if not rows.update(**changed, version=F("version") + 1, changed_at=clock.now()):
        raise moves.Stale(f"read at version {version}")
    course.refresh_from_db()
    events.record(Verb.COURSE_CHANGE, subject=course, by=by, details=changed)
    if "starts_at" in changed:
        course.sign_ups.update(reminded_at=_reminded_at_sign_up(course))
    moved_up = _fill_places(course)
    if FIELDS_TO_NOTIFY_OF & set(changed):
        for line in course.sign_ups.exclude(pk__in=moved_up).select_related("person"):
            mails.changed(line)
    return course


@transaction.atomic
def cancel_course(course: Course, *, version: int, because: dict[str, str], by: User | None) -> Course:
    """Cancel a course and return it. Those who have signed up get a mail, unless the course is over.

    ``because`` is the reason, ``{nb, nn, en}`` or empty. Cancelling again with the same reason changes nothing. Raises
    ``HasAttendances`` when somebody took part, ``IllegalMove`` when it is cancelled for another reason, and ``Stale``
    when it was changed after ``version`` was read.
    """
    stored = _lock_course(course)
    if stored.is_cancelled and stored.cancelled_because == because:
        return stored
    if stored.attendances.exists():
        raise HasAttendances
    course.version = version
    moves.move(course, "cancel", by=by, cancelled_because=because, changed_at=clock.now())
    if course.ends_at > clock.now():
        for line in course.sign_ups.select_related("person"):
            mails.cancelled(line)
    return course


def _lock_course(course: Course) -> Course:
    return Course.objects.select_for_update().get(pk=course.pk)


# Signing up


@transaction.atomic
def sign_up(course: Course, *, by: User) -> CourseSignUp:
    """Sign the user ``by`` up, with a place or on the waiting list. Returns the sign-up; a second time, the first one.

    Raises ``SignUpClosed``, and ``gates.NotYet`` when another requirement has to be met first.
    """
    stored = _lock_course(course)
    existing = CourseSignUp.objects.filter(course=course, person=by).first()
    if existing:
        return existing
    gates.check("course", by)
    if stored.closed_because:
        raise SignUpClosed(stored.closed_because)
    taken = stored.sign_ups.filter(has_place=True).count()
    line = CourseSignUp.objects.create(
        course=stored,
        person=by,
        has_place=stored.places is None or taken < stored.places,
        signed_up_at=clock.now(),
        reminded_at=_reminded_at_sign_up(stored),
    )
    events.record(Verb.COURSE_SIGN_UP_MAKE, subject=line, by=by, details={"course": stored.ref})
    mails.signed_up(line)
    return line


@transaction.atomic
def withdraw(course: Course, person: User, *, by: User) -> None:
    """Delete a person's sign-up; the one who has waited longest gets the place. Raises ``TooLate`` once it has begun.

    If somebody else than the person does it, the person gets a mail.
    """
    stored = _lock_course(course)
    line = CourseSignUp.objects.filter(course=course, person=person).first()
    if line is None:
        return
    if stored.has_begun:
        raise TooLate
    if by != person:
        mails.taken_off(line)
    events.record(Verb.COURSE_SIGN_UP_WITHDRAW, subject=line, by=by, details={"course": stored.ref})
    line.delete()
    if not stored.is_cancelled:
        _fill_places(stored)


def _fill_places(course: Course) -> list[int]:
    """Give free places to those on the waiting list, in order. Returns the ids of their sign-ups.

    The caller must have locked the course.
    """
    moved_up = []
    waiting = course.sign_ups.filter(has_place=False).select_related("person").order_by("pk")
    if course.places is not None:
        waiting = waiting[: max(course.places - course.sign_ups.filter(has_place=True).count(), 0)]
    for line in waiting:
        line.has_place, line.reminded_at = True, _reminded_at_sign_up(course)
        line.save(update_fields=["has_place", "reminded_at"])
        events.record(Verb.COURSE_SIGN_UP_MOVE_UP, subject=line, by=None, details={"course": course.ref})
        mails.moved_up(line)
        moved_up.append(line.pk)
    return moved_up


def _reminded_at_sign_up(course: Course) -> datetime.datetime | None:
    """``reminded_at`` for a new place: now if the course is tomorrow or earlier, so that no reminder is sent."""
    return clock.now() if course.day <= clock.today() + datetime.timedelta(days=1) else None


def remind(limit: int = 50) -> int:
    """Mail a reminder to those who have a place in a course tomorrow (or today, if none was sent yesterday).

    At most ``limit`` mails; two processes may call it at once. Returns how many were reminded.
    """
    count = 0
    for line in queries.sign_ups_to_remind()[:limit]:
        with transaction.atomic():
            if queries.sign_ups_to_remind().filter(pk=line.pk).update(reminded_at=clock.now()):
                mails.reminder(line)
                count += 1
    return count


def forget_sign_ups() -> int:
    """Delete old sign-ups (``queries.sign_ups_to_forget``). Attendances and events are kept. Returns how many."""
    return queries.sign_ups_to_forget().delete()[0]


# Taking part


@transaction.atomic
def register_attendance(person: User, course: Course, *, by: User) -> Attendance:
    """Register that a person took part, and return the attendance; a second time returns the first one.

    Raises ``NotHeldYet`` before the day of the course and for a cancelled course.
    """
    accounts.lock_people(person)
    stored = _lock_course(course)
    if stored.is_cancelled or stored.day > clock.today():
        raise NotHeldYet
    attendance, is_new = Attendance.objects.get_or_create(
        person=person,
        course=course,
        defaults={"attended_on": stored.day, "registered_by": by, "registered_at": clock.now()},
    )
    if is_new:
        details = {"person": person.ref, "course": course.ref}
        events.record(Verb.ATTENDANCE_REGISTER, subject=attendance, by=by, details=details)
    return attendance


@transaction.atomic
def take_back_attendance(attendance: Attendance, *, by: User | None) -> None:
    """Delete an attendance that was registered by mistake; a second time changes nothing.

    Raises ``TooLate`` unless it is one of ``queries.removable_attendances``.
    """
    accounts.lock_people(attendance.person)
    rows = Attendance.objects.filter(pk=attendance.pk)
    if rows.exists() and not queries.removable_attendances(attendance.course, by).filter(pk=attendance.pk).exists():
        raise TooLate
    if rows.delete()[0]:
        details = {"person": attendance.person.ref, "course": attendance.course.ref}
        events.record(Verb.ATTENDANCE_TAKE_BACK, subject=attendance, by=by, details=details)


# Reading


@transaction.atomic
def finish_part(part: CoursePart, *, by: User) -> None:
    """Note that the user ``by`` has read a part. With the last part, the course is complete.

    Raises ``gates.NotYet`` when another requirement has to be met first.
    """
    accounts.lock_people(by)
    gates.check("material", by)
    PartDone.objects.get_or_create(person=by, part=part, defaults={"done_at": clock.now()})
    _complete_if_read(by)


def _complete_if_read(person: User) -> None:
    if not queries.has_read_course(person):
        return
    minutes = sum(part.minutes for part in queries.parts())
    read, is_new = CourseRead.objects.get_or_create(
        person=person, defaults={"minutes": minutes, "read_at": clock.now()}
    )
    if is_new:
        events.record(Verb.COURSE_COMPLETE, subject=read, by=person)


# Certificates


@transaction.atomic
def issue_certificate(person: User, *, language: str, attendance: Attendance | None = None) -> Certificate:
    """Issue a certificate of taking part (``attendance``), or else of having read every part, and return it.

    With the same facts again, the earlier certificate is returned. Raises ``NotEarned`` when the person has not done
    it, and ``NameMissing`` when they have no name.
    """
    name = unicodedata.normalize("NFC", person.get_full_name())
    if not name:
        raise NameMissing
    done = _of_attendance(attendance, person, language) if attendance else _of_reading(person, language)
    printed = {
        "language": language,
        "holder_name": name,
        "exam_passed_on": exam_queries.passed_attempt_on(person),
        **done,
    }
    certificate, is_new = Certificate.objects.get_or_create(
        person=person, sha256=Certificate(**printed).digest, defaults={"issued_at": clock.now(), **printed}
    )
    if is_new:
        columns = values_of(certificate, witness.CERTIFICATE)
        details = {"kind": certificate.kind}
        events.record(Verb.CERTIFICATE_ISSUE, subject=certificate, by=person, details=details, columns=columns)
    return certificate


def _of_attendance(attendance: Attendance, person: User, language: str) -> dict[str, Any]:
    if attendance.person_id != person.pk:
        raise NotEarned
    course = attendance.course
    title = translated(course.title, language)
    return {
        "kind": Certificate.Kind.ATTENDED,
        "title": str(title),
        "title_language": title.language,
        "day": attendance.attended_on,
        "minutes": (course.ends_at - course.starts_at) // MINUTE,
    }


def _of_reading(person: User, language: str) -> dict[str, Any]:
    _complete_if_read(person)
    read = CourseRead.objects.filter(person=person).first()
    if read is None:
        raise NotEarned
    with translation.override(language):
        title = _("Introduction course")
    return {
        "kind": Certificate.Kind.READ,
        "title": title,
        "title_language": language,
        "day": clock.local(read.read_at).date(),
        "minutes": read.minutes,
        "topics": [str(translated(part.title, language)) for part, is_done in queries.parts_for(person) if is_done],
    }


def render_pending(limit: int = 20) -> int:
    """Make and seal the PDF copies that are missing, at most ``limit``; called by the worker. Returns how many.

    A certificate that is not as it was issued gets none: the seal would vouch for it.
    """
    made = 0
    pending = Certificate.objects.filter(pdf_sha256="")
    rows, unreadable = readable(queries.to_examine(pending).order_by("pk"))
    for key in unreadable:  # the others do not wait for it
        log.error("no PDF could be made of certificate %s: it cannot be read", key)
    for certificate in rows:
        if made >= limit:
            break
        if not witness.can_be_copied(certificate):
            continue
        path = pdf_path(f"{certificate.ref}.pdf")
        try:
            made += papers.make(certificate, path, _render, pending=pending, verb=Verb.CERTIFICATE_SEAL)
        except (pdf.CannotRender, seal.CannotSeal) as fault:
            log.error("no PDF could be made of certificate %s: %s", certificate.pk, fault)
    return made


def read_copy(certificate: Certificate) -> bytes | None:
    """The holder's copy, if it is as it was sealed. Otherwise None, and a new one is made where there can be one."""
    folder = pdf_path("")
    return papers.read(certificate, folder, sealed=Verb.CERTIFICATE_SEAL, refused=Verb.CERTIFICATE_REFUSE_COPY)


def note_check(certificate: Certificate, *, answer: str, by_file: bool) -> None:
    """Somebody checked the certificate, by its code or its file, and got this answer. It is never noted who."""
    details = {"answer": answer, "by": "file" if by_file else "code"}
    events.record(Verb.CERTIFICATE_CHECK, subject=certificate, by=None, details=details)


@transaction.atomic
def forget_certificates(rows: QuerySet[Certificate]) -> None:
    """Delete the certificates of a queryset, and their PDF files."""
    names = [f"{ref}.pdf" for ref in rows.values_list("ref", flat=True)]  # never by a name that somebody wrote
    rows.delete()

    def delete_files() -> None:
        for name in names:
            files.delete(pdf_path(name))

    transaction.on_commit(delete_files)


def _render(certificate: Certificate) -> bytes:
    with translation.override(certificate.language):
        values = {
            "certificate": certificate,
            "language": certificate.language,
            "title": _("Course certificate"),
            "organisation": organisation.current(),
            "address": mail.address("portal:verify_code", certificate.grouped_code),
        }
        return pdf.render("certificate", values)


def pdf_path(name: str) -> Path:
    return settings.PRIVATE_DIR / "certificates" / name
