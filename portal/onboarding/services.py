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

# The category that somebody applies for: the first of these that they want to contribute with.
DEFAULT_CATEGORY = "conversation_supporter"


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
    values = {
        "chapter": Chapter.objects.filter(short_name=answers["tilhorighet"]["chapter"]).first(),
        "category": _category(answers["bidrag"]["contribution"]),
        "answers": raw,
        "waiting_since": clock.now(),
    }
    if application and application.state == State.RETURNED:
        move(application, "resubmit", by=by, **values)
    else:
        application = Application.objects.create(person=person, submitted_at=clock.now(), **values)
        events.record("application.submit", subject=application, by=by, details={"category": values["category"].code})
    mails.received(application)
    mails.to_assess(application)
    return application


def _category(wanted):
    codes = [category.code for category in supporters.categories()]
    chosen = [code for code in wanted if code in codes]
    return supporters.category(chosen[0] if chosen else DEFAULT_CATEGORY)


@transaction.atomic
def assess(application, verdict, *, by, reasons=(), message="", note="", member=False, chapter=None):
    """Answer an application: ``approve``, ``ask_for_more`` or ``decline``. The applicant hears of it by mail.

    Raises ``IllegalMove`` when somebody answered first, ``Stale`` when it changed since it was opened.
    """
    placed = {"chapter": chapter} if chapter else {}
    move(application, verdict, by=by, details={"reasons": list(reasons)}, waiting_since=clock.now(), **placed)
    Assessment.objects.create(
        application=application, verdict=verdict, reasons=list(reasons), message=message, note=note,
        assessed_by=by, assessed_at=clock.now(),
    )  # fmt: skip
    if member:
        chapters.confirm_membership(application.person, by=by)
    if verdict == "approve" and application.chapter:
        supporter_services.take_in(application.person, application.chapter, by=by)
    if verdict == "ask_for_more":
        drafts.consume(queries.DRAFT, queries.draft_key(application.person))
        drafts.begin(queries.DRAFT, queries.draft_key(application.person), application.answers, now=clock.now())
    mails.answered(application, verdict, message)


@transaction.atomic
def withdraw(application, *, by):
    """The applicant takes it back, and with it the consent to use the answers. Nothing more is asked."""
    move(application, "withdraw", by=by, waiting_since=clock.now())
    drafts.consume(queries.DRAFT, queries.draft_key(application.person))
    accounts.withdraw_consent(application.person, "application", by=by)


def steps_to_mend(application):
    """The steps that the last answer asked for more of, in order."""
    last = application.assessments.order_by("-assessed_at").first()
    return [REASON_STEPS[reason] for reason in last.reasons] if last and application.state == State.RETURNED else []
