"""Services for applicants: send an application, also for somebody else, and withdraw it."""

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
from portal.onboarding.review.services import pass_to_assessors
from portal.onboarding.verbs import Verb
from portal.onboarding.workflow import OPEN, State
from portal.supporters import queries as supporter_queries
from portal.supporters import services as supporters
from portal.supporters.models import Category
from portal.supporters.pathway import services as pathway_services
from portal.wording import translated


class SamePerson(Exception):
    """The applicant is the user: one's own application cannot be filled in as somebody else's."""


@events.unit_of_work()
def submit(
    person: User, answers: dict[str, Any], *, by: User, consent_text: str, version: int | None = None
) -> Application | None:
    """Submit the person's draft. ``answers`` are cleaned; the raw answers of the draft are stored.

    Mails to the person are written from now on in the language in which it was sent. The draft is deleted, so that of
    several calls at the same time only one makes an application. Returns the application, or the one that is open
    already, or None when there is neither. Raises ``drafts.Conflict`` when the draft has another ``version`` than the
    one that ``answers`` were read from, or the chosen category is not offered any more.
    """
    accounts.lock_people(person)
    draft = drafts.consume(queries.DRAFT, queries.draft_key(person), version)
    application = queries.current_of(person)
    if draft is None or queries.cannot_apply_again(person, application):
        return application
    details = asked.details_of(answers) | {"language": get_language() or person.language}
    accounts.change_details(person, by=by, **details)
    application = _send(person, draft.answers, answers, application, by=by, consent_text=consent_text)
    pass_to_assessors(application, by=by)
    mails.received(application)
    return application


@transaction.atomic
def begin_for_another(email: str, given_name: str, family_name: str, *, by: User) -> ApplicationForAnother:
    """Begin to fill in an application for somebody else. They get an account if the address has none.

    A second call returns the same one. It can be begun for everybody, also where it will come to nothing
    (``submit_for_another``): the user must not learn who has an account. Raises ``SamePerson``.
    """
    person = accounts.get_or_create_account(email)
    accounts.lock_people(person)
    if person == by:
        raise SamePerson
    forget_applications_for_others(queries.unsent_to_forget().filter(person=person, by=by))
    names = {"given_name": given_name, "family_name": family_name}
    entry, is_new = ApplicationForAnother.objects.get_or_create(person=person, by=by, sent_at=None, defaults=names)
    if is_new:
        events.record(Verb.APPLICATION_ENTER, subject=entry, by=by)
    drafts.begin(queries.DRAFT, entry.draft_key, now=clock.now())
    return entry


@events.unit_of_work()
def submit_for_another(
    entry: ApplicationForAnother, answers: dict[str, Any], *, by: User, consent_text: str, version: int | None = None
) -> Application | None:
    """Submit what somebody filled in for another person, and tell that person. The account keeps details it has.

    If the person has begun something of their own, or cannot sign in, nothing of it is kept, and only they are told.
    Raises ``drafts.Conflict`` as ``submit`` does.
    """
    person = entry.person
    accounts.lock_people(person)
    draft = drafts.consume(queries.DRAFT, entry.draft_key, version)
    if draft is None:
        return entry.application
    entry.sent_at = clock.now()
    if not queries.can_be_applied_for(person):
        entry.save(update_fields=["sent_at"])
        events.record(Verb.APPLICATION_ENTER_IN_VAIN, subject=entry, by=by)
        mails.discarded_application(entry)
        return None
    about = {name: value for name, value in asked.details_of(answers).items() if not getattr(person, name)}
    accounts.change_details(person, by=by, **about)
    previous = queries.current_of(person)
    application = _send(person, draft.answers, answers, previous, by=by, consent_text=consent_text, entered_by=by)
    entry.application = application
    entry.save(update_fields=["application", "sent_at"])
    mails.entered(application)
    pass_to_assessors(application, by=by)
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
    _begin_candidacy(application, by=by)
    return application


def _keep_copy(application: Application, raw: dict[str, Any]) -> None:
    """Keep the earlier answers if they differ, so that those who assess see what was changed since they asked."""
    if queries.answers_to_reuse(application) != {step: given for step, given in raw.items() if step != asked.CONFIRM}:
        application.sent_copies.create(answers=application.answers, copy=application.copy, replaced_at=clock.now())


def _category(answers: dict[str, Any]) -> Category:
    """The category to begin with. Raises ``drafts.Conflict`` when it is not offered any more."""
    first = asked.first_contribution_of(answers)
    category = next((found for found in supporter_queries.offered() if found.code == first), None)
    if category is None:
        raise drafts.Conflict
    return category


def _begin_candidacy(application: Application, *, by: User | None) -> None:
    """Begin a candidacy for the chosen category, and end those for others."""
    supporters.begin_candidacy(application.person, application.category, application.chapter, by=by)
    supporters.end_candidacies(application.person, but=application.category, by=by)


@transaction.atomic
def withdraw(application: Application, *, by: User | None, reason: str = "") -> None:
    """Withdraw an application and its consent: the answers, and the notes about them, are deleted at once."""
    accounts.lock_people(application.person)
    _take_back(application, by=by, reason=reason)
    drafts.consume(queries.DRAFT, queries.draft_key(application.person))
    accounts.withdraw_consent(application.person, "application", by=by)
    supporters.end_candidacies(application.person, by=by)


@transaction.atomic
def withdraw_second(application: Application, *, by: User) -> None:
    """Withdraw one of two that one person has under way, with two accounts.

    The consent, and what else is known of the way, stays for the other; the way to what this one asked for ends.
    """
    accounts.lock_people(application.person)
    _take_back(application, by=by)
    drafts.consume(queries.DRAFT, queries.draft_key(application.person))
    rows = application.person.candidacies.filter(category=application.category, approved_at=None, ended_at=None)
    rows.update(ended_at=clock.now())


def _take_back(application: Application, *, by: User | None, reason: str = "") -> None:
    move(
        application, "withdraw", by=by, waiting_since=clock.now(), withdrawn_because=reason,
        answers={}, copy={}, asked_version="",
    )  # fmt: skip
    application.notes.all().delete()
    application.sent_copies.all().delete()


@transaction.atomic
def send_link_to_draft(person: User, draft: Draft, *, by: User | None) -> None:
    """Mail the person a link to their draft."""
    keys = [step.key for step in steps_to_ask(asked.STEPS, question_queries.StepValues(draft.answers))]
    count = len(keys) - 1  # the page that checks all is no step of its own
    mails.link_to_draft(
        person, min(keys.index(question_queries.first_incomplete_step(draft.answers)) + 1, count), count
    )


@transaction.atomic
def delete_draft(person: User, version: int | None = None) -> None:
    """Delete the person's draft. Raises ``drafts.Conflict`` when it has another ``version``."""
    drafts.consume(queries.DRAFT, queries.draft_key(person), version)


def corrections_asked_for(application: Application) -> dict[str, list[str]]:
    """What the last answer asked for more of, in the active language: ``{step key: [texts]}``."""
    last = application.assessments.order_by("-assessed_at").first()
    found = defaultdict(list)
    if last and application.state == State.RETURNED:
        for reason in review_queries.reasons("ask_for_more", last.reasons):
            found[reason.step].append(translated(reason.text))
    return dict(found)


@transaction.atomic
def forget_applications_for_others(rows: QuerySet[ApplicationForAnother]) -> None:
    """Delete applications that were begun for others, with their drafts."""
    for entry in rows:
        drafts.consume(queries.DRAFT, entry.draft_key)
    rows.delete()


@transaction.atomic
def forget_applications(rows: QuerySet[Application]) -> None:
    """Delete applications. An open one, or one that was approved, ends its candidacy as well."""
    accounts.lock_people(*(application.person for application in rows.select_related("person")))
    left = list(rows.select_related("person", "category"))
    for application in left:
        if application.state in (*OPEN, State.APPROVED):
            supporters.give_up(application.person, application.category)
    Application.objects.filter(pk__in=[application.pk for application in left]).delete()
