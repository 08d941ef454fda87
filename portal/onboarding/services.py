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
from portal.onboarding.models import Application, Assessment, Entry, ExtraQuestion, Letter, Note, Opened, Reason
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
    _turn_to_assessors(application, by=by)
    mails.received(application)
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
    supporter_services.begin_candidacy(application.person, application.category, application.chapter, by=by)
    supporter_services.end_candidacies(application.person, but=application.category, by=by)


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
        readers = queries.turned_to(application)
        mails.to_assess(application, readers)
        if not readers:
            _tell_administrators([application])


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
        drafts.consume(queries.DRAFT, queries.draft_key(application.person))
        supporter_services.end_candidacies(application.person, by=by)
    if verdict == "ask_for_more":
        drafts.consume(queries.DRAFT, queries.draft_key(application.person))
        answers = queries.to_look_over(application)
        drafts.begin(queries.DRAFT, queries.draft_key(application.person), answers, now=clock.now())
    mails.answered(application, verdict, named)


def _approve(application, *, by):
    """Whoever was appointed by another way meanwhile is what they are."""
    person, category, chapter = application.person, application.category, application.chapter
    if "appointment" not in supporters.missing(person, category):
        return
    candidacy = supporter_services.begin_candidacy(person, category, chapter, by=by)
    supporter_services.approve_candidacy(candidacy, chapter, by=by)
    if queries.is_appointment_open(candidacy) and queries.appoints_with_yes(category, chapter, person, by):
        supporter_services.appoint(person, category, chapter, by=by)


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


@transaction.atomic
def forget_applications(rows):
    """Delete applications; with one that nobody ever answered ends the way that it began."""
    for application in rows.filter(state__in=OPEN).select_related("person"):
        supporter_services.end_candidacies(application.person, by=None)
    rows.delete()


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
def board_changed(chapter, *, by):
    """Somebody left the board: what nobody in it may answer any more goes on to the secretariat."""
    cases = Application.objects.filter(assessed_in=chapter, state__in=OPEN)
    for application in cases.select_related("person", "chapter", "assessed_in", "category", "handler"):
        if not queries.readers_in_chapter(application):
            _turn_to_assessors(application, by=by)


def _tell_administrators(applications):
    """Nobody may answer these: only an administrator can give somebody the office."""
    for person in queries.administrators():
        mails.nobody_left(person, applications)


@transaction.atomic
def requirement_met(person, kind, *, by):
    """Something that a way asks for is met: whoever can go on now hears of it."""
    application = queries.waiting_with(person)
    if application and kind in queries.before_approval(application.category) and KINDS[kind].turn == Turn.PERSON:
        application.waiting_since = clock.now()
        application.save(update_fields=["waiting_since"])
        first = queries.what_comes_first([application])[application.pk]
        mails.requirement_met(application, kind, first, queries.turned_to(application))
    tell_of_opened(person, kind, by=by)


# What comes with a mail of its own to the person, which says what is next.
SAID_WITH_IT = ("approval", "appointment", "begun")


@transaction.atomic
def tell_of_opened(person, kind, *, by):
    """Whoever has a step of this person's ways that has just opened hears of it, each in one mail.

    ``kind`` is what happened: a requirement that was met, or "begun". The person is not told of what they opened
    themselves, nor of what another mail about the same tells them.
    """
    steps = queries.open_steps(supporters.cases_of(person))
    told = Opened.objects.filter(person=person)
    known = {(row.category_id, row.kind): row for row in told}
    now_open = {(way.category.pk, step.code) for way, step in steps}
    told.filter(pk__in=[row.pk for key, row in known.items() if key not in now_open]).delete()
    mails_to = defaultdict(list)
    for way, step in steps:
        if (way.category.pk, step.code) in known:
            continue
        appoints = step.code == "appointment" and queries.appoints_with_yes(way.category, way.chapter, person, by)
        if kind == "approval" and appoints:
            continue  # the same yes appoints
        readers = queries.whose_turn(way, step)
        if readers:
            Opened.objects.create(person=person, category=way.category, kind=step.code, told_at=clock.now())
        for reader in readers:
            mails_to[reader].append((way, step))
    for reader, found in mails_to.items():
        if reader != person:
            mails.your_turn(reader, found)
        elif by != person and kind not in SAID_WITH_IT and not _is_part_of_answer(kind, found):
            mails.next_step(person)


def _is_part_of_answer(kind, found):
    """Membership is confirmed together with the answer, which tells of it."""
    return kind == "membership" and all(not way.has("approval") for way, _step in found)


@transaction.atomic
def test_failed(person, *, by):
    """Where no attempt is left, whoever answers the application hears that it is with them now."""
    if not queries.has_no_attempt_left(person):
        return
    for way in supporters.ways(supporters.cases_of(person)):
        if any(step.code == "test" for step in way.open):
            mails.no_attempt_left(queries.assessors_of(way), way)
            return


@transaction.atomic
def remind_of_ways():
    """Remind the office, once, of what has been theirs to do for a week. Returns how many steps it was about."""
    rows = queries.opened_to_remind()[:REMINDED_AT_ONCE]
    found = {(row.person_id, row.category_id, row.kind): row for row in rows}
    told, count = defaultdict(list), 0
    cases = [case for person in {row.person for row in found.values()} for case in supporters.cases_of(person)]
    for way, step in queries.open_steps(cases):
        row = found.get((way.person.pk, way.category.pk, step.code))
        readers = [reader for reader in queries.whose_turn(way, step) if reader != way.person] if row else []
        if readers and queries.opened_to_remind().filter(pk=row.pk).update(reminded_at=clock.now()):
            count += 1
            for reader in readers:
                told[reader].append((way, step))
    for reader, steps in told.items():
        mails.turn_waits(reader, steps)
    return count


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
    slow = queries.due_for_reminder("reminded_at", WAITING, now - queries.REMIND_AFTER)
    left = [application.pk for application in slow if not queries.readers(application)]
    count = _tell("reminded_at", slow.filter(pk__in=left), lambda _one: queries.administrators(), mails.nobody_left)
    count += _tell("reminded_at", slow.exclude(pk__in=left), _slow_for, mails.slow)
    late = queries.due_for_reminder("deputy_told_at", WAITING, now - queries.LATE_AFTER)
    count += _tell("deputy_told_at", late, queries.deputies, mails.late)
    asked = queries.due_for_reminder("reminded_at", [State.RETURNED], now - queries.LATE_AFTER)
    count += _tell("reminded_at", asked, _applicant, mails.still_waiting)
    to_do = queries.applicants_to_remind(now - queries.LATE_AFTER)
    return count + _tell("reminded_at", to_do, _applicant, mails.something_to_do)


def _slow_for(application):
    """Who is reminded: whoever has it. Nobody where it has just gone on to somebody, who heard of it with that."""
    if application.handler and application.handler not in queries.readers(application):
        _turn_to_assessors(application, by=None)
        return []
    return queries.turned_to(application)


def _applicant(application):
    return [application.person]


def _tell(column, due, whom, mail):
    """One mail for each person, however many cases it is about; ``column`` says when. Returns how many cases.

    A case that there is nobody to tell of is looked at again the next time.
    """
    told, count, now = defaultdict(list), 0, clock.now()
    for application in due:
        people = whom(application)
        if people and due.filter(pk=application.pk).update(**{column: now}):
            count += 1
            for person in people:
                told[person].append(application)
        if count == REMINDED_AT_ONCE:
            break
    for person, found in told.items():
        mail(person, found)
    return count


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
