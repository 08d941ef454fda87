"""What is asked about applications by several pages."""

from forms import application as asked
from forms import drafts
from forms.steps import bound, check, summary
from portal.chapters import queries as chapters
from portal.onboarding.models import Application
from portal.onboarding.workflow import OPEN, WAITING, State
from portal.supporters import queries as supporters
from portal.supporters.workflow import State as SupporterState

DRAFT = "application"


def draft_key(person):
    return f"user:{person.pk}"


def draft_of(person):
    return drafts.find(DRAFT, draft_key(person))


def current_of(person):
    """The person's newest application, open ones first."""
    rows = Application.objects.filter(person=person).select_related("chapter", "category").order_by("-submitted_at")
    found = list(rows[:5])
    return next((row for row in found if row.state in OPEN), found[0] if found else None)


def is_on_the_way(person, application):
    """Whether a new application would be one too many: one waits for an answer, or was approved and led on."""
    if application is None or application.state in WAITING:
        return application is not None
    supporter = supporters.supporter_of(person)
    return application.state == State.APPROVED and not (supporter and supporter.state == SupporterState.ENDED)


def is_answered_so(application, user, verdict):
    """Whether the newest answer is this verdict by this user: a button that was pressed twice."""
    last = application.assessments.order_by("-assessed_at").first()
    return last is not None and (last.assessed_by_id, last.verdict) == (user.pk, verdict)


def waiting(visible):
    """The queue: those waiting for an answer, what came back first, then the longest wait. No health answers in it."""
    return (
        visible.filter(state__in=WAITING)
        .select_related("person", "chapter", "category", "handler")
        .defer("answers")
        .order_by("state", "waiting_since")
    )


def chapter_choices(postcode):
    """The chapters to choose among: those near the postcode first, then the others, then “I do not know”."""
    near = chapters.suggested_for(postcode)
    others = [chapter for chapter in chapters.active() if chapter not in near]
    return [(chapter.short_name, chapter.name) for chapter in [*near, *others]]


def answered_sections(answers, form_values):
    """The answers in words, by step, as the reviewer's page, the applicant's copy and the PDF show them."""
    cleaned, _gaps = check(asked.STEPS[:-1], answers, form_values)
    sections = []
    for step in asked.STEPS[:-1]:
        if step.key in cleaned:
            form = bound(step, answers[step.key], **form_values(step.key))
            form.is_valid()
            sections.append((step, summary(form)))
    return sections
