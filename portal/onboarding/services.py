"""What can be done with an application: sent, answered, sent again, withdrawn."""

import secrets

from django.db import transaction
from django.db.models import F

from forms import drafts
from forms.application import STEPS
from forms.assessment import REASON_STEPS
from forms.steps import asked as steps_asked
from portal import clock, events
from portal.accounts import services as accounts
from portal.chapters import services as chapters
from portal.chapters.models import Chapter
from portal.moves import IllegalMove, Stale, move
from portal.onboarding import mails, queries
from portal.onboarding.models import Application, Assessment, Entry, ExtraQuestion
from portal.onboarding.workflow import State
from portal.supporters import queries as supporters
from portal.supporters import services as supporter_services
from portal.supporters.models import Category


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
    mails.to_assess(application)
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
    entry = queries.entries_by(by).filter(person=person).first()
    if entry is None:
        entry = Entry.objects.create(person=person, by=by, given_name=given_name, family_name=family_name)
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
    mails.to_assess(application)
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
def assess(application, verdict, *, by, reasons=(), message="", note="", member=False, chapter=None):
    """Answer an application: ``approve``, ``ask_for_more`` or ``decline``. The applicant hears of it by mail.

    Approved, the person is appointed at once where nothing else stands between and the same body does both. Raises
    ``IllegalMove`` when somebody answered first, ``Stale`` when it changed since it was opened, ``gates.NotYet`` when
    the category puts something before the approval that is not met.
    """
    if by in (application.person, application.entered_by):
        raise IllegalMove("whoever it is about or filled it in does not answer it")
    placed = {"chapter": chapter} if chapter else {}
    move(
        application, verdict, by=by, details={"reasons": list(reasons)}, waiting_since=clock.now(), handler=by, **placed
    )
    Assessment.objects.create(
        application=application, verdict=verdict, reasons=list(reasons), message=message, note=note,
        assessed_by=by, assessed_at=clock.now(),
    )  # fmt: skip
    if member:
        chapters.confirm_membership(application.person, by=by)
    if verdict == "approve":
        _approve(application, by=by)
    if verdict == "decline":
        supporter_services.end_candidacies(application.person, by=by)
    if verdict == "ask_for_more":
        drafts.consume(queries.DRAFT, queries.draft_key(application.person))
        drafts.begin(queries.DRAFT, queries.draft_key(application.person), application.answers, now=clock.now())
    mails.answered(application, verdict, message)


def _approve(application, *, by):
    candidacy = supporters.candidacies_of(application.person).get(category=application.category)
    supporter_services.approve_candidacy(candidacy, application.chapter, by=by)
    category = application.category
    left = {found.code: found for found in supporters.checklist(application.person, category)}["appointment"]
    by_board = category.method in (Category.Method.BOARD, Category.Method.COUNTY_BOARD)
    same_body = category.method == category.assessed_by or (
        by_board and category.assessed_by == Category.Assessor.CHAPTER
    )
    if left.is_open and same_body:
        supporter_services.appoint(application.person, category, application.chapter, by=by)


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


def steps_to_mend(application):
    """The steps that the last answer asked for more of, in order."""
    last = application.assessments.order_by("-assessed_at").first()
    return [REASON_STEPS[reason] for reason in last.reasons] if last and application.state == State.RETURNED else []


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
