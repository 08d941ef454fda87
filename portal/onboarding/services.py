"""What the applicant does: sends an application, for another too, and withdraws it."""

from collections import defaultdict
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import get_language

from forms import application as asked
from forms import drafts
from forms.models import Draft
from forms.steps import steps_to_ask
from portal import clock, events
from portal.accounts import services as accounts
from portal.accounts.models import User
from portal.chapters import services as chapters
from portal.chapters.models import Chapter
from portal.moves import move
from portal.onboarding import mails, queries
from portal.onboarding.models import Application, ApplicationForAnother
from portal.onboarding.questions import queries as question_queries
from portal.onboarding.review import queries as review_queries
from portal.onboarding.review.services import turn_to_assessors
from portal.onboarding.verbs import Verb
from portal.onboarding.workflow import OPEN, State
from portal.supporters import queries as supporter_queries
from portal.supporters import services as supporters
from portal.supporters.models import Category
from portal.supporters.pathway import services as pathway_services
from portal.wording import translated


class Oneself(Exception):
    """One's own application is not filled in as another's."""


@events.unit_of_work()
def submit(
    person: User, answers: dict[str, Any], *, by: User, consent_text: str, version: int | None = None
) -> Application | None:
    """Send the draft in. ``answers`` are cleaned; the raw ones are kept as they were given.

    From now on the person is written to in the language in which it was sent.

    Takes the draft away, so that of several at once only one makes an application; returns it, or the one that is
    open already, or None when there is neither. Raises ``drafts.Conflict`` where the draft is no longer the
    ``version`` that ``answers`` were read from, or one cannot apply any more for what is begun with.
    """
    accounts.lock_people(person)
    draft = drafts.consume(queries.DRAFT, queries.draft_key(person), version)
    application = queries.current_of(person)
    if draft is None or queries.is_on_the_way(person, application):
        return application
    details = asked.details_of(answers) | {"language": get_language() or person.language}
    accounts.change_details(person, by=by, **details)
    application = _send(person, draft.answers, answers, application, by=by, consent_text=consent_text)
    turn_to_assessors(application, by=by)
    mails.received(application)
    return application


@transaction.atomic
def enter(email: str, given_name: str, family_name: str, *, by: User) -> ApplicationForAnother:
    """Begin to fill in an application for somebody, who gets an account with the address if there is none.

    It can be begun for everybody else, also for whom it will come to nothing (``submit_entry``): whoever types an
    address learns nothing of who is behind it. Raises ``Oneself``. Twice is once.
    """
    person = accounts.get_or_create_account(email)
    accounts.lock_people(person)
    if person == by:
        raise Oneself
    forget_entries(queries.entries_to_forget().filter(person=person, by=by))
    names = {"given_name": given_name, "family_name": family_name}
    entry, is_new = ApplicationForAnother.objects.get_or_create(person=person, by=by, sent_at=None, defaults=names)
    if is_new:
        events.record(Verb.APPLICATION_ENTER, subject=entry, by=by)
    drafts.begin(queries.DRAFT, entry.draft_key, now=clock.now())
    return entry


@events.unit_of_work()
def submit_entry(
    entry: ApplicationForAnother, answers: dict[str, Any], *, by: User, consent_text: str, version: int | None = None
) -> Application | None:
    """Send what somebody filled in for another, who hears of it. What the account knows already is left as it is.

    Where the person has something of their own, or cannot sign in, nothing is kept of it, and the person alone is
    told so. Raises ``drafts.Conflict`` as ``submit``.
    """
    person = entry.person
    accounts.lock_people(person)
    draft = drafts.consume(queries.DRAFT, entry.draft_key, version)
    if draft is None:
        return entry.application
    entry.sent_at = clock.now()
    if not queries.can_be_entered(person):
        entry.save(update_fields=["sent_at"])
        events.record(Verb.APPLICATION_ENTER_IN_VAIN, subject=entry, by=by)
        mails.entered_in_vain(entry)
        return None
    about = {name: value for name, value in asked.details_of(answers).items() if not getattr(person, name)}
    accounts.change_details(person, by=by, **about)
    previous = queries.current_of(person)
    application = _send(person, draft.answers, answers, previous, by=by, consent_text=consent_text, entered_by=by)
    entry.application = application
    entry.save(update_fields=["application", "sent_at"])
    mails.entered(application)
    turn_to_assessors(application, by=by)
    return application


def _send(
    person: User,
    raw: dict[str, Any],
    answers: dict[str, Any],
    application: Application | None,
    *,
    by: User,
    consent_text: str,
    entered_by: User | None = None,
) -> Application:
    accounts.give_consent(person, "application", text=consent_text, by=by)
    values_of = question_queries.StepValues(raw)
    if values_of.age:
        pathway_services.note_check(person, "age", age=values_of.age, on=clock.today(), by=by)
    copy = question_queries.copy_for_application(raw, values_of)
    category = _category(answers)
    chapter = Chapter.objects.filter(short_name=asked.chapter_of(answers)).first()
    assessed_in = chapter if category.assessed_by == Category.Assessor.CHAPTER else None
    if assessed_in:
        chapters.lock_board(assessed_in)
    values = {
        "chapter": chapter,
        "assessed_in": assessed_in,
        "category": category,
        "answers": raw,
        "copy": copy,
        "asked_version": question_queries.questions_version(copy),
        "waiting_since": clock.now(),
    }
    if application and application.state == State.RETURNED:
        _keep_copy(application, raw)
        # Whoever filled it in at first is still barred.
        move(application, "resubmit", by=by, resubmitted_at=clock.now(), **values)
    else:
        values.update(submitted_at=clock.now(), entered_by=entered_by)
        application = Application.objects.create(person=person, **values)
        events.record(Verb.APPLICATION_SUBMIT, subject=application, by=by, details={"category": category.code})
    _set_out(application, by=by)
    return application


def _keep_copy(application: Application, raw: dict[str, Any]) -> None:
    """Whoever assesses sees what was added and changed since they asked."""
    if queries.to_look_over(application) != {step: given for step, given in raw.items() if step != asked.CONFIRM}:
        application.sent_copies.create(answers=application.answers, copy=application.copy, replaced_at=clock.now())


def _category(answers: dict[str, Any]) -> Category:
    """The one to begin with: of several that were ticked, the applicant has said which."""
    first = asked.first_contribution_of(answers)
    category = next((found for found in supporter_queries.offered() if found.code == first), None)
    if category is None:
        raise drafts.Conflict
    return category


def _set_out(application: Application, *, by: User | None) -> None:
    """The way begins when the application is sent; another choice than before is another way."""
    supporters.begin_candidacy(application.person, application.category, application.chapter, by=by)
    supporters.end_candidacies(application.person, but=application.category, by=by)


@transaction.atomic
def withdraw(application: Application, *, by: User | None, reason: str = "") -> None:
    """The applicant takes it back, and with it the consent: the answers and what was noted about them go at once.

    A reason is not needed.
    """
    accounts.lock_people(application.person)
    move(
        application, "withdraw", by=by, waiting_since=clock.now(), withdrawn_because=reason,
        answers={}, copy={}, asked_version="",
    )  # fmt: skip
    application.notes.all().delete()
    application.sent_copies.all().delete()
    drafts.consume(queries.DRAFT, queries.draft_key(application.person))
    accounts.withdraw_consent(application.person, "application", by=by)
    supporters.end_candidacies(application.person, by=by)


@transaction.atomic
def send_link_back(person: User, draft: Draft, *, by: User | None) -> None:
    """Mail the way back to a draft, to whoever asked for it."""
    keys = [step.key for step in steps_to_ask(asked.STEPS, question_queries.StepValues(draft.answers))]
    count = len(keys) - 1  # the page that checks all is no step of its own
    mails.link_back(person, min(keys.index(question_queries.first_incomplete_step(draft.answers)) + 1, count), count)


@transaction.atomic
def delete_draft(person: User, version: int | None = None) -> None:
    """Delete what a person has written and not sent. Raises ``drafts.Conflict`` where it is not this ``version``."""
    drafts.consume(queries.DRAFT, queries.draft_key(person), version)


def what_to_mend(application: Application) -> dict[str, list[str]]:
    """What the last answer asked for more of, by step, in the words of the person: ``{step: [texts]}``."""
    last = application.assessments.order_by("-assessed_at").first()
    found = defaultdict(list)
    if last and application.state == State.RETURNED:
        for reason in review_queries.reasons("ask_for_more", last.reasons):
            found[reason.step].append(translated(reason.text))
    return dict(found)


@transaction.atomic
def forget_entries(rows: QuerySet[ApplicationForAnother]) -> None:
    """Delete what was begun for somebody, and what was written in it."""
    for entry in rows:
        drafts.consume(queries.DRAFT, entry.draft_key)
    rows.delete()


@transaction.atomic
def forget_applications(rows: QuerySet[Application]) -> None:
    """Delete applications; with one that came to a halt ends the way that it began."""
    accounts.lock_people(*(application.person for application in rows.select_related("person")))
    left = list(rows.select_related("person", "category"))
    for application in left:
        if application.state in (*OPEN, State.APPROVED):
            supporters.give_up(application.person, application.category)
    Application.objects.filter(pk__in=[application.pk for application in left]).delete()
