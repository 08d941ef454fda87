"""What can be done with an application: sent, answered, sent again, withdrawn."""

from django.db import transaction

from forms import drafts
from forms.assessment import REASON_STEPS
from portal import clock, events
from portal.accounts import services as accounts
from portal.chapters import services as chapters
from portal.chapters.models import Chapter
from portal.moves import move
from portal.onboarding import mails, queries
from portal.onboarding.models import Application, Assessment
from portal.onboarding.workflow import State
from portal.supporters import queries as supporters
from portal.supporters import services as supporter_services
from portal.supporters.models import Category


@transaction.atomic
def submit(person, answers, *, by, consent_text):
    """Send the draft in. ``answers`` are cleaned; the raw ones are kept as they were given.

    Takes the draft away, so that of several at once only one makes an application; returns it, or the one that is
    open already, or None when there is neither.
    """
    draft = drafts.consume(queries.DRAFT, queries.draft_key(person))
    application = queries.current_of(person)
    if draft is None:
        return application
    raw = draft.answers
    about = answers["om-deg"]
    accounts.change_details(
        person, by=by, **{name: about[name] for name in ("given_name", "family_name", "phone", "postcode")}
    )
    accounts.give_consent(person, "application", text=consent_text, by=by)
    if about["adult"]:
        supporter_services.note_check(person, "age", on=clock.today(), by=by)
    category = _category(answers["bidrag"]["contribution"])
    chapter = Chapter.objects.filter(short_name=answers["tilhorighet"]["chapter"]).first()
    values = {
        "chapter": chapter,
        "assessed_in": chapter if category.assessed_by == Category.Assessor.CHAPTER else None,
        "category": category,
        "answers": raw,
        "waiting_since": clock.now(),
    }
    if application and application.state == State.RETURNED:
        move(application, "resubmit", by=by, **values)
    else:
        application = Application.objects.create(person=person, submitted_at=clock.now(), **values)
        events.record("application.submit", subject=application, by=by, details={"category": category.code})
    _set_out(application, by=by)
    mails.received(application)
    mails.to_assess(application)
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
def withdraw(application, *, by):
    """The applicant takes it back, and with it the consent to use the answers. Nothing more is asked."""
    move(application, "withdraw", by=by, waiting_since=clock.now())
    drafts.consume(queries.DRAFT, queries.draft_key(application.person))
    accounts.withdraw_consent(application.person, "application", by=by)
    supporter_services.end_candidacies(application.person, by=by)


def steps_to_mend(application):
    """The steps that the last answer asked for more of, in order."""
    last = application.assessments.order_by("-assessed_at").first()
    return [REASON_STEPS[reason] for reason in last.reasons] if last and application.state == State.RETURNED else []
