"""What can be done with an application: sent, answered, sent again, withdrawn; handed over, and waited for."""

import secrets
import uuid
from collections import defaultdict
from datetime import timedelta

from django.db import transaction
from django.db.models import F

from forms import drafts
from forms.application import STEPS
from forms.steps import asked as steps_asked
from portal import clock, events
from portal.accounts import queries as account_queries
from portal.accounts import services as accounts
from portal.chapters import services as chapters
from portal.chapters.models import Chapter
from portal.moves import IllegalMove, Stale, move
from portal.onboarding import letters, mails, queries
from portal.onboarding.models import Application, Assessment, Entry, ExtraQuestion, Letter, Note, Reason
from portal.onboarding.workflow import OPEN, WAITING, State
from portal.supporters import queries as supporters
from portal.supporters import services as supporter_services
from portal.supporters.models import Category
from portal.supporters.requirements import KINDS, Turn
from portal.wording import say

# Whose answers somebody opens: more different people than this in so long a time is told to the others.
MANY, MANY_WITHIN = 30, timedelta(hours=1)
REMINDED_AT_ONCE = 200  # cases in one run; the rest at the next


class CannotAssess(Exception):
    """This person may not answer this application."""


class HasTheirOwn(Exception):
    """Nobody fills in an application for somebody who has begun one, sent one or is a supporter."""


@transaction.atomic
def submit(person, answers, *, by, consent_text, version=None):
    """Send the draft in. ``answers`` are cleaned; the raw ones are kept as they were given.

    Takes the draft away, so that of several at once only one makes an application; returns it, or the one that is
    open already, or None when there is neither. Raises ``drafts.Conflict`` where the draft is no longer the
    ``version`` that ``answers`` were read from.
    """
    draft = drafts.consume(queries.DRAFT, queries.draft_key(person), version)
    application = queries.current_of(person)
    if draft is None or queries.is_on_the_way(person, application):
        return application
    about = answers["om-deg"]
    accounts.change_details(person, by=by, **{name: about[name] for name in DETAILS})
    application = _send(person, draft.answers, answers, application, by=by, consent_text=consent_text)
    mails.received(application)
    _turn_to_assessors(application, by=by)
    return application


DETAILS = ("given_name", "family_name", "phone", "postcode")


@transaction.atomic
def enter(email, given_name, family_name, *, by):
    """Begin to fill in an application for somebody, who gets an account with the address if there is none.

    Raises ``HasTheirOwn``. Twice is once.
    """
    person = accounts.account_for(email)
    if person == by or not queries.can_be_entered(person):
        raise HasTheirOwn
    queries.entries_to_forget().filter(person=person, by=by).delete()
    names = {"given_name": given_name, "family_name": family_name}
    entry, is_new = Entry.objects.get_or_create(person=person, by=by, application=None, defaults=names)
    if is_new:
        events.record("application.enter", subject=entry, by=by)
    drafts.begin(queries.DRAFT, entry.draft_key, now=clock.now())
    return entry


@transaction.atomic
def submit_entry(entry, answers, *, by, consent_text, version=None):
    """Send what somebody filled in for another, who hears of it. What the account knows already is left as it is.

    Raises ``HasTheirOwn`` where the person has begun something in the meantime, and ``drafts.Conflict`` as ``submit``.
    """
    person, previous = entry.person, queries.current_of(entry.person)
    draft = drafts.consume(queries.DRAFT, entry.draft_key, version)
    if draft is None:
        return entry.application
    if not queries.can_be_entered(person):
        raise HasTheirOwn
    about = {name: answers["om-deg"][name] for name in DETAILS if not getattr(person, name)}
    accounts.change_details(person, by=by, **about)
    application = _send(person, draft.answers, answers, previous, by=by, consent_text=consent_text, entered_by=by)
    entry.application = application
    entry.save(update_fields=["application"])
    mails.entered(application)
    _turn_to_assessors(application, by=by)
    return application


def _send(person, raw, answers, application, *, by, consent_text, entered_by=None):
    accounts.give_consent(person, "application", text=consent_text, by=by)
    if answers["om-deg"].get("adult"):
        supporter_services.note_check(person, "age", on=clock.today(), by=by)
    copy = queries.copy_of(raw, queries.StepValues(raw))
    category = _category(answers["bidrag"]["contribution"])
    chapter = Chapter.objects.filter(short_name=answers["tilhorighet"]["chapter"]).first()
    values = {
        "chapter": chapter,
        "assessed_in": chapter if category.assessed_by == Category.Assessor.CHAPTER else None,
        "category": category,
        "answers": raw,
        "copy": copy,
        "asked_version": queries.version_of(copy),
        "entered_by": entered_by,
        "waiting_since": clock.now(),
    }
    if application and application.state == State.RETURNED:
        move(application, "resubmit", by=by, **values)
    else:
        application = Application.objects.create(person=person, submitted_at=clock.now(), **values)
        events.record("application.submit", subject=application, by=by, details={"category": category.code})
    _set_out(application, by=by)
    return application


def _category(wanted):
    """The first of those that were chosen which one can apply for, else the first there is."""
    offered = {category.code: category for category in supporters.offered()}
    chosen = [code for code in wanted if code in offered]
    return offered[chosen[0]] if chosen else next(iter(offered.values()))


def _set_out(application, *, by):
    """The way begins when the application is sent; another choice than before is another way."""
    for candidacy in supporters.candidacies_of(application.person):
        if candidacy.category != application.category:
            supporter_services.end_candidacies(application.person, by=by)
    supporter_services.begin_candidacy(application.person, application.category, application.chapter, by=by)


@transaction.atomic
def withdraw(application, *, by, reason=""):
    """The applicant takes it back, and with it the consent to use the answers. A reason is not needed."""
    move(application, "withdraw", by=by, waiting_since=clock.now(), withdrawn_because=reason)
    drafts.consume(queries.DRAFT, queries.draft_key(application.person))
    accounts.withdraw_consent(application.person, "application", by=by)
    supporter_services.end_candidacies(application.person, by=by)


@transaction.atomic
def send_link_back(person, draft, *, by):
    """Mail the way back to a draft, to whoever asked for it."""
    values = queries.StepValues(draft.answers)
    keys = [step.key for step in steps_asked(STEPS[:-1], values)]
    number = next((number for number, key in enumerate(keys, 1) if key not in draft.answers), len(keys))
    mails.link_back(person, number, len(keys))


def what_to_mend(application):
    """What the last answer asked for more of, by step, in the words of the person: ``{step: [texts]}``."""
    last = application.assessments.order_by("-assessed_at").first()
    found = defaultdict(list)
    if last and application.state == State.RETURNED:
        for reason in queries.reasons("ask_for_more", last.reasons):
            found[reason.step].append(say(reason.text))
    return dict(found)


def _turn_to_assessors(application, *, by):
    """It waits for an answer: those who can give one hear of it, whoever had it before alone.

    What nobody in the chapter may answer is the secretariat's.
    """
    keep = {}
    if application.handler and application.handler not in queries.readers(application):
        keep["handler"] = None
    if application.assessed_in and not queries.readers_in_chapter(application):
        keep["assessed_in"] = None
    if keep:
        Application.objects.filter(pk=application.pk).update(**keep)
        for name, value in keep.items():
            setattr(application, name, value)
        events.record("application.pass_on", subject=application, by=by)
    if application.state in WAITING:
        mails.to_assess(application, queries.turned_to(application))


@transaction.atomic
def assess(
    application, verdict, *, by, reasons=(), subject="", message="", note="", member=False, chapter=None
):  # fmt: skip
    """Answer an application: ``approve``, ``ask_for_more`` or ``decline``. The applicant hears of it by mail.

    ``reasons`` are codes of reasons. ``subject`` and ``message`` are the letter, the standard one where they are left
    out; it stands on the applicant's page as it is sent. Approved, the person is appointed at once where nothing else
    stands between and the same body does both. Raises ``IllegalMove`` when somebody answered first, ``Stale`` when it
    changed since it was opened, ``gates.NotYet`` when the category puts something before the approval that is not met.
    """
    if by in (application.person, application.entered_by):
        raise IllegalMove("whoever it is about or filled it in does not answer it")
    named = queries.reasons(verdict, reasons)
    codes = [reason.code for reason in named]
    standard = letters.compose(queries.letter(verdict), application, by=by, reasons=named, chapter=chapter)
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
    if verdict == "approve":
        _approve(application, by=by)
    if verdict == "decline":
        supporter_services.end_candidacies(application.person, by=by)
    if verdict == "ask_for_more":
        drafts.consume(queries.DRAFT, queries.draft_key(application.person))
        drafts.begin(queries.DRAFT, queries.draft_key(application.person), application.answers, now=clock.now())
    mails.answered(application, verdict, named)


def _approve(application, *, by):
    """Whoever was appointed by another way meanwhile is what they are."""
    person, category, chapter = application.person, application.category, application.chapter
    if "appointment" not in supporters.missing(person, category):
        return
    candidacy = supporter_services.begin_candidacy(person, category, chapter, by=by)
    supporter_services.approve_candidacy(candidacy, chapter, by=by)
    if not queries.is_appointment_open(candidacy):
        return
    if queries.appoints_with_yes(category, chapter):
        supporter_services.appoint(person, category, chapter, by=by)
    else:
        mails.to_appoint(candidacy, queries.appointers(candidacy))


@transaction.atomic
def take(application, *, by):
    """Have it on one's own desk. Raises ``Stale`` when somebody else took it after it was read."""
    if application.handler_id != by.pk:
        _put_on_desk(application, by)
        events.record("application.take", subject=application, by=by)


@transaction.atomic
def hand_over(application, to, *, by):
    """Give it to somebody else who may answer, and tell them. Raises ``CannotAssess`` where that person may not."""
    if to not in queries.readers(application):
        raise CannotAssess
    if application.handler_id != to.pk:
        _put_on_desk(application, to)
        events.record("application.hand_over", subject=application, by=by, details={"to": to.ref})
        if to != by and application.state in WAITING:
            mails.to_assess(application, [to])


def _put_on_desk(application, person):
    rows = Application.objects.filter(pk=application.pk)
    if not rows.filter(state__in=OPEN, handler=application.handler_id).update(handler=person):
        stored = rows.get()
        if stored.state not in OPEN:
            raise IllegalMove(f"nobody has it on their desk: {stored.state}")
        raise Stale("somebody else took it")
    application.handler = person


@transaction.atomic
def write_note(application, text, *, by):
    """Write something to the others who assess. The same note again is the same."""
    Application.objects.select_for_update().get(pk=application.pk)  # of the same note twice at once, one waits
    last = application.notes.order_by("-written_at", "-pk").first()
    if last and (last.text, last.written_by_id) == (text, by.pk):
        return last
    note = Note.objects.create(application=application, text=text, written_by=by, written_at=clock.now())
    events.record("note.write", subject=note, by=by, details={"application": application.ref})
    return note


@transaction.atomic
def declare_tie(application, *, by):
    """Say that one is too close to the applicant: the case is gone for them, and goes on to the others."""
    is_theirs_alone = queries.turned_to(application) == [by]
    had_it = application.handler_id == by.pk
    accounts.declare_tie(by, application.person, by=by)  # what they had on their desk is let go with it
    if is_theirs_alone and not had_it:
        _turn_to_assessors(application, by=by)


@transaction.atomic
def let_go(person, *, by):
    """What somebody has on their desk but may not answer any more goes on to those who may."""
    held = Application.objects.filter(handler=person, state__in=OPEN)
    for application in held.select_related("person", "chapter", "assessed_in", "category", "handler"):
        if person not in queries.readers(application):
            _turn_to_assessors(application, by=by)


@transaction.atomic
def requirement_met(person, kind, *, by):
    """Something that a way asks for is met: whoever can go on now hears of it."""
    application = queries.waiting_with(person)
    if application and kind in queries.before_approval(application.category) and KINDS[kind].turn == Turn.PERSON:
        application.waiting_since = clock.now()
        application.save(update_fields=["waiting_since"])
        first = queries.what_comes_first([application])[application.pk]
        mails.requirement_met(application, kind, first, queries.turned_to(application))
    for candidacy in supporters.candidacies_of(person).filter(approved_at__isnull=False):
        if kind in dict(candidacy.category.way)["appointment"] and queries.is_appointment_open(candidacy):
            mails.to_appoint(candidacy, queries.appointers(candidacy))


@transaction.atomic
def open_answers(application, *, by):
    """Note that somebody reads the answers; call before they are shown. Very many in an hour are told to the others."""
    accounts.note_reading(by, application.person, "application")
    since = clock.now() - MANY_WITHIN
    if account_queries.people_read_about(by, since) > MANY and not queries.was_told_of(by, since):
        events.record("person.read_many", subject=by, by=by)
        mails.many_read(by, queries.told_of_reading(by), MANY)


@transaction.atomic
def remind():
    """Tell whoever is slow, once for each turn: those who assess, their deputies, those who were asked for more.

    Called by the worker and by ``manage.py remind``; returns how many cases it was about.
    """
    now = clock.now()
    slow = _not_told("reminded_at", WAITING, now - queries.REMIND_AFTER)
    for application in slow:
        if application.handler and application.handler not in queries.readers(application):
            _turn_to_assessors(application, by=None)
    _tell(slow, queries.turned_to, mails.slow)
    late = _not_told("deputy_told_at", WAITING, now - queries.LATE_AFTER)
    _tell(late, queries.deputies, mails.late)
    asked = _not_told("reminded_at", [State.RETURNED], now - queries.LATE_AFTER)
    for application in asked:
        mails.still_waiting(application)
    return len(slow) + len(late) + len(asked)


def _not_told(column, states, since):
    """The cases that have waited since then and of which ``column`` says nothing; from now on it does."""
    due = queries.due_for_reminder(column, states, since)
    now = clock.now()
    return [found for found in due[:REMINDED_AT_ONCE] if due.filter(pk=found.pk).update(**{column: now})]


def _tell(applications, whom, mail):
    """One mail for each person, however many cases it is about."""
    told = defaultdict(list)
    for application in applications:
        for person in whom(application):
            told[person].append(application)
    for person, found in told.items():
        mail(person, found)


@transaction.atomic
def set_letter(code, *, subject, text, version, by):
    """Change what an answer begins as. Raises ``Stale`` where it was changed after ``version`` was read."""
    rows = Letter.objects.filter(code=code, version=version)
    if not rows.update(subject=subject, text=text, version=F("version") + 1):
        raise Stale(f"read at version {version}")
    letter = queries.letter(code)
    events.record("letter.change", subject=letter, by=by, details={"subject": subject, "text": text})
    return letter


@transaction.atomic
def set_reason(reason, *, version, by, **values):
    """Add a reason (``reason`` is None) or change one. Raises ``Stale`` where it was changed since ``version``."""
    if reason is None:
        last = Reason.objects.order_by("-order").first()
        reason = Reason.objects.create(code=uuid.uuid4().hex[:12], order=last.order + 1 if last else 0, **values)
        events.record("reason.create", subject=reason, by=by, details=values)
        return reason
    rows = Reason.objects.filter(pk=reason.pk, version=version)
    if not rows.update(version=F("version") + 1, **values):
        raise Stale(f"read at version {version}")
    reason.refresh_from_db()
    events.record("reason.change", subject=reason, by=by, details=values)
    return reason


# The organisation's own questions


@transaction.atomic
def add_question(*, by, step, kind, choices=(), **values):
    """Ask one more thing in a step. ``choices`` is ``[{language: words}]``."""
    question = ExtraQuestion.objects.create(step=step, kind=kind, choices=_choices([], choices), **values)
    events.record("question.add", subject=question, by=by)
    return question


@transaction.atomic
def change_question(question, *, by, version, choices=(), **values):
    """Word a question anew. Raises ``Stale`` where somebody changed it after ``version``."""
    rows = ExtraQuestion.objects.filter(pk=question.pk, version=version)
    if not rows.update(choices=_choices(question.choices, choices), version=F("version") + 1, **values):
        raise Stale("question")
    events.record("question.change", subject=question, by=by, details={"version": version + 1})


@transaction.atomic
def retire_question(question, *, by):
    """Ask it no more. Whoever has answered it in a draft still sees it; sent applications keep it."""
    if ExtraQuestion.objects.filter(pk=question.pk, is_active=True).update(is_active=False, version=F("version") + 1):
        events.record("question.retire", subject=question, by=by)


@transaction.atomic
def ask_again(question, *, by):
    """Take a retired question into use again."""
    if ExtraQuestion.objects.filter(pk=question.pk, is_active=False).update(is_active=True, version=F("version") + 1):
        events.record("question.ask_again", subject=question, by=by)


def _choices(before, wordings):
    """The choices as they are kept: the same words in bokmål keep their code, what is left out is gone."""
    codes = {choice["text"]["nb"]: choice["code"] for choice in before}
    kept = [
        {"code": codes.get(wording["nb"]) or secrets.token_hex(4), "text": wording, "is_gone": False}
        for wording in wordings
    ]
    here = {choice["code"] for choice in kept}
    return kept + [{**choice, "is_gone": True} for choice in before if choice["code"] not in here]
