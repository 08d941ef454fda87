"""The steps that are open now, and which of them were told of."""

from portal.onboarding.models import StepNotification
from portal.onboarding.queries import before_approval
from portal.supporters import queries as supporter_queries
from portal.supporters.pathway import checklist
from portal.supporters.pathway.requirements import KINDS, Turn


def open_steps(cases):
    """The steps of these candidacies and appointments that somebody can do now: ``[(way, requirement)]``.

    Without the answer to the application, and what belongs to it: that has a queue and mails of its own.
    """
    return [(way, step) for way in checklist.ways(cases) for step in way.open if not is_part_of_answer(way, step)]


def is_part_of_answer(way, step):
    """Whether this is settled with the answer. Nobody is appointed before it; membership is confirmed together with it.

    Membership is a step by itself where something that comes before the answer waits for it.
    """
    if way.has("approval"):
        return False
    if step.code == "membership":
        category = way.category
        return not any("membership" in category.before(kind) for kind in before_approval(category))
    return step.code in ("approval", "appointment")


def is_assessors(way, step):
    """Whether this is something for those who assess to do before they answer, such as the talk."""
    return KINDS[step.code].turn == Turn.ASSESSOR and not way.has("approval")


def assessors_first(application):
    """The names of what those who assess can do now, and have to do before they answer."""
    cases = supporter_queries.candidacies_of(application.person).filter(category=application.category)
    return [step.kind.name for way, step in open_steps(cases) if is_assessors(way, step)]


def told_about(person):
    """The steps of this person's ways that whoever has them now was told of."""
    return StepNotification.objects.filter(person=person).select_related("category").order_by("told_at", "pk")
