"""Queries about the steps that people were told of."""

from portal import requirements
from portal.onboarding.models import StepNotification
from portal.requirements import Turn
from portal.supporters import queries as supporter_queries
from portal.supporters.pathway import checklist


def assessors_first(application):
    """The names of what those who assess can do now, and have to do before they answer."""
    first = checklist.before_answer(application.category)
    if not any(requirements.get(code).turn == Turn.ASSESSOR for code in first):
        return []
    cases = supporter_queries.candidacies_of(application.person).filter(category=application.category)
    return [
        step.requirement.name
        for pathway in checklist.pathways(cases)
        for step in pathway.open_apart_from_answer
        if pathway.is_before_answer(step)
    ]


def told_about(person):
    """The ``StepNotification`` rows about this person's pathways."""
    return StepNotification.objects.filter(person=person).select_related("category").order_by("told_at", "pk")
