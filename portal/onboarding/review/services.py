"""Services for those who assess applications: take, hand over, send on, note, answer."""

from collections.abc import Callable, Iterable
from datetime import timedelta
from functools import partial

from django.db import transaction
from django.db.models import F, QuerySet

from forms import drafts
from portal import clock, events, requirements
from portal.accounts import queries as account_queries
from portal.accounts import services as accounts
from portal.accounts.models import User
from portal.chapters import queries as chapter_queries
from portal.chapters import services as chapters
from portal.chapters.models import Chapter
from portal.moves import IllegalMove, Stale, move
from portal.onboarding import mails as onboarding_mails
from portal.onboarding import queries as onboarding_queries
from portal.onboarding.letters import wording as letter_wording
from portal.onboarding.models import Application, Assessment, Note, StepNotification
from portal.onboarding.reminders import queries as reminder_queries
from portal.onboarding.review import queries
from portal.onboarding.verbs import Verb
from portal.onboarding.workflow import OPEN, WAITING
from portal.requirements import Turn
from portal.supporters import services as supporters
from portal.supporters.appointments import services as appointment_services
from portal.supporters.models import Category
from portal.supporters.pathway import checklist

# Whose answers somebody opens: more different people than this in so long a time is told to the others.
MANY, MANY_WITHIN = 30, timedelta(hours=1)


class CannotAssess(Exception):
    """This person may not answer this application."""


def pass_to_assessors(application: Application, *, by: User | None) -> None:
    """Tell those who can answer an application that it waits: its handler alone, if there is one.

    A handler who may not answer it any more loses it. If nobody in the chapter may answer, it goes to the secretariat;
    if nobody there may either, the administrators are told.
    """
    keep: dict[str, None] = {}
    if application.handler and application.handler not in queries.possible_assessors(application):
        keep["handler"] = None
    if application.assessed_in and not queries.possible_assessors_in_chapter(application):
        keep["assessed_in"] = None
    if keep:
        Application.objects.filter(pk=application.pk).update(**keep)
        for name, value in keep.items():
            setattr(application, name, value)
        events.record(Verb.APPLICATION_PASS_ON, subject=application, by=by)
    if application.state in WAITING:
        readers = queries.current_assignees(application)
        onboarding_mails.to_assess(application, readers)
        if not readers:
            _tell_administrators([application])


@events.unit_of_work()
def assess(
    application: Application,
    verdict: str,
    *,
    by: User,
    reasons: Iterable[str] = (),
    subject: str = "",
    message: str = "",
    note: str = "",
    member: bool = False,
    chapter: Chapter | None = None,
) -> None:
    """Answer an application: ``approve``, ``ask_for_more`` or ``decline``. The applicant gets a mail.

    ``reasons`` are codes of reasons. ``subject`` and ``message`` are the letter, the standard one where they are left
    out; it stands on the applicant's page as it is sent. Approved, the person is appointed at once where nothing else
    stands between and the same body does both. Raises ``IllegalMove`` when somebody answered first or a yes names no
    chapter where none is known, ``Stale`` when it changed since it was opened, ``gates.NotYet`` when the category puts
    something before the approval that is not met.
    """
    if by in (application.person, application.entered_by):
        raise IllegalMove("whoever it is about or filled it in does not answer it")
    accounts.lock_people(application.person)
    named = queries.reasons(verdict, reasons)
    codes = [reason.code for reason in named]
    standard = letter_wording.compose(queries.letter(verdict), application, by=by, reasons=named, chapter=chapter)
    placed = {"chapter": chapter} if chapter else {}
    move(application, verdict, by=by, details={"reasons": codes}, waiting_since=clock.now(), handler=by, **placed)
    Assessment.objects.create(
        application=application, verdict=verdict, reasons=codes, subject=subject or standard[0],
        message=message or standard[1], language=application.person.language, assessed_by=by, assessed_at=clock.now(),
    )  # fmt: skip
    if note:
        write_note(application, note, by=by)
    if member:
        chapters.confirm_membership(application.person, by=by)
    answered = partial(onboarding_mails.answered, application, verdict, named)
    if not (verdict == "approve" and _approve(application, by=by, tell=answered)):
        answered(left=None)
    if verdict == "decline":
        drafts.consume(onboarding_queries.DRAFT, onboarding_queries.draft_key(application.person))
        supporters.end_candidacies(application.person, by=by)
    if verdict == "ask_for_more":
        drafts.consume(onboarding_queries.DRAFT, onboarding_queries.draft_key(application.person))
        answers = onboarding_queries.answers_to_reuse(application)
        drafts.begin(
            onboarding_queries.DRAFT, onboarding_queries.draft_key(application.person), answers, now=clock.now()
        )


def _approve(application: Application, *, by: User, tell: Callable[..., None]) -> bool:
    """Approve, and appoint where the same body decides both. Somebody who is appointed already stays so.

    Returns whether the person is appointed with the approval. ``tell(left=[code])`` is called then, at the end of the
    unit of work, with what is left before they begin.
    """
    person, category, chapter = application.person, application.category, application.chapter
    steps = checklist.checklist_up_to("appointment", person, category)
    if checklist.find("appointment", steps).met:
        return False
    if chapter is None:
        raise IllegalMove("a yes needs the chapter that the person belongs to")
    candidacy = supporters.begin_candidacy(person, category, chapter, by=by)
    supporters.approve_candidacy(candidacy, chapter, by=by)
    is_open = queries.is_appointment_open(steps, category)
    if not (is_open and queries.appoints_with_approval(category, chapter, person, by)):
        return False
    appointment_services.appoint(person, category, chapter, by=by, tell=tell)
    return True


@transaction.atomic
def take(application: Application, *, by: User) -> None:
    """Make the user the handler of an application.

    Raises ``Stale`` when somebody else took it after it was read, ``CannotAssess`` when the user may not answer it.
    """
    if application.handler_id != by.pk:
        _put_on_desk(application, by)
        events.record(Verb.APPLICATION_TAKE, subject=application, by=by)


@transaction.atomic
def hand_over(application: Application, to: User, *, by: User) -> None:
    """Make somebody else the handler, and tell them. Raises ``CannotAssess`` when they may not answer it."""
    if application.handler_id != to.pk:
        _put_on_desk(application, to)
        events.record(Verb.APPLICATION_HAND_OVER, subject=application, by=by, details={"to": to.ref})
        if to != by and application.state in WAITING:
            onboarding_mails.to_assess(application, [to])


@transaction.atomic
def send_on(application: Application, chapter: Chapter, *, by: User) -> None:
    """Move an application to another chapter and tell those who answer there. The time for the answer begins again.

    Raises ``IllegalMove`` when it does not wait for an answer, ``Stale`` when it changed since it was opened.
    """
    accounts.lock_people(application.person)
    chapters.lock_board(chapter)
    rows = Application.objects.filter(pk=application.pk)
    is_assessed_there = application.category.assessed_by == Category.Assessor.CHAPTER
    changed = rows.filter(state__in=WAITING, version=application.version, handler=application.handler_id).update(
        chapter=chapter,
        assessed_in=chapter if is_assessed_there else None,
        handler=None,
        waiting_since=clock.now(),
        version=F("version") + 1,
    )
    if not changed:
        if rows.get().state not in WAITING:
            raise IllegalMove("it does not wait for an answer")
        raise Stale("it changed since it was opened")
    application.refresh_from_db()
    supporters.begin_candidacy(application.person, application.category, chapter, by=by)
    steps = StepNotification.objects.filter(person=application.person, category=application.category)
    theirs = [code for code, kind in requirements.declared().items() if kind.turn == Turn.ASSESSOR]
    steps.filter(kind__in=theirs).update(told_at=clock.now(), reminded_at=None, deputy_told_at=None)
    events.record(Verb.APPLICATION_SEND_ON, subject=application, by=by, details={"chapter": chapter.name})
    pass_to_assessors(application, by=by)
    onboarding_mails.sent_on(application)


def _put_on_desk(application: Application, person: User) -> None:
    accounts.lock_people(application.person, person)  # neither an office nor a tie changes meanwhile
    if person not in queries.possible_assessors(application):
        raise CannotAssess
    rows = Application.objects.filter(pk=application.pk)
    if not rows.filter(state__in=OPEN, handler=application.handler_id).update(handler=person):
        stored = rows.get()
        if stored.state not in OPEN:
            raise IllegalMove(f"nobody has it on their desk: {stored.state}")
        raise Stale("somebody else took it")
    application.handler = person


@transaction.atomic
def write_note(application: Application, text: str, *, by: User) -> Note:
    """Write a note to the others who assess, and return it. The same note again returns the first one."""
    Application.objects.select_for_update().get(pk=application.pk)  # of the same note twice at once, one waits
    last = application.notes.order_by("-written_at", "-pk").first()
    if last and (last.text, last.written_by_id) == (text, by.pk):
        return last
    note = Note.objects.create(application=application, text=text, written_by=by, written_at=clock.now())
    events.record(Verb.NOTE_WRITE, subject=note, by=by, details={"application": application.ref})
    return note


@transaction.atomic
def declare_tie(application: Application, *, by: User) -> None:
    """Save that the user is too close to the applicant. The application is passed on to others who may answer it."""
    accounts.lock_people(by, application.person)
    is_theirs_alone = queries.current_assignees(application) == [by]
    had_it = application.handler_id == by.pk
    accounts.declare_tie(by, application.person, by=by)  # what they had on their desk is let go with it
    if is_theirs_alone and not had_it:
        pass_to_assessors(application, by=by)


@transaction.atomic
def pass_on_cases(person: User, *, by: User | None) -> None:
    """Pass on the applications that somebody has taken and may not answer any more."""
    held = Application.objects.filter(handler=person, state__in=OPEN)
    for application in _in_turn(held):
        if person not in queries.possible_assessors(application):
            pass_to_assessors(application, by=by)


@transaction.atomic
def board_changed(chapter: Chapter, *, by: User | None) -> None:
    """Pass on the applications of a chapter that nobody on its board may answer any more. For when somebody left it."""
    cases = Application.objects.filter(assessed_in=chapter, state__in=OPEN)
    for application in _in_turn(cases):
        if not queries.possible_assessors_in_chapter(application):
            pass_to_assessors(application, by=by)


def _in_turn(applications: QuerySet[Application]) -> QuerySet[Application]:
    """The rows in the order in which reminders lock them, so that two that lock several never wait for each other."""
    rows = applications.select_related("person", "chapter", "assessed_in", "category", "handler")
    return rows.order_by("waiting_since", "pk")


def _tell_administrators(applications: list[Application]) -> None:
    """Tell the administrators that nobody may answer these: only they can give somebody the office."""
    for person in chapter_queries.administrators():
        onboarding_mails.nobody_left(person, applications)


@transaction.atomic
def open_answers(application: Application, *, by: User, why: str = "") -> None:
    """Log that somebody reads the answers; call before they are shown. Reading very many in an hour alerts others.

    ``why`` is the reason that the reader gave, where one is asked for; it is saved as a note.
    """
    accounts.note_reading(by, application.person, "application")
    if why:
        write_note(application, why, by=by)
    since = clock.now() - MANY_WITHIN
    if account_queries.count_people_read_about(by, since) > MANY and not reminder_queries.was_reading_alert_sent(
        by, since
    ):
        events.record(Verb.PERSON_READ_MANY, subject=by, by=by)
        onboarding_mails.many_read(by, reminder_queries.recipients_of_reading_alert(by), MANY)
