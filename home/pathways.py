"""The pathways to being a supporter as text for the public page."""

from dataclasses import dataclass

from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from portal import organisation
from portal.fragments import cached_one_minute
from portal.knowledge.course.queries import minutes_of_course
from portal.onboarding.queries import ANSWER_WEEKS
from portal.supporters.pathway import checklist
from portal.supporters.pathway import words as pathway_words
from portal.wording import translated

FORM_MINUTES = 8  # what the application takes
APPLICATION_TEXT = _("You answer some questions. You can stop and go on later.")
ANSWER_AFTER_STEPS_TEXT = _(
    "%(who)s answers within %(weeks)s weeks after you have come this far."
)  # an approval that other steps come before
APPOINTED_WITH_ANSWER_TEXT = _(
    "A yes from %(who)s means that you are appointed too. You begin when everything is in place."
)
ELECTION_TEXT = _("The annual meeting of %(the_chapter)s elects you.")


@dataclass(frozen=True)
class Step:
    title: str
    text: str
    minutes: int = 0


def lowest_age(kinds):
    """The lowest minimum age of these kinds of supporter."""
    return min((kind.minimum_age for kind in kinds), default=0)


def pathways_in_words(kinds):
    """The different pathways: ``[(kinds of supporter, [Step])]``. Kinds with the same pathway share an entry."""
    words = cached_one_minute(f"words-{get_language()}", organisation.message_words)
    age = lowest_age(kinds)
    found = []
    for route in checklist.routes(kinds):
        names = [{"name": translated(one.name), "description": translated(one.description)} for one in route.categories]
        steps = [Step(_("The application"), APPLICATION_TEXT, FORM_MINUTES)]
        steps += [
            _step_in_words(step, route.categories[0], words)
            for step in route.steps
            if not _is_said_for_all(step, route, age)
        ]
        found.append((names, steps))
    return found


def _is_said_for_all(step, route, age):
    """Whether the page says this once for all kinds: the age, where it is the lowest one."""
    return step.code == "age" and route.categories[0].minimum_age == age


def _step_in_words(step, kind, words):
    values = words | {
        "age": kind.minimum_age,
        "weeks": ANSWER_WEEKS,
        "who": pathway_words.to_the_public(step.turn, words),
    }
    happens = step.requirement.public_text
    if step.code == "approval" and step.waits_for:
        happens = ANSWER_AFTER_STEPS_TEXT
    if step.code == "appointment" and kind.method == kind.Method.ELECTION:
        happens = ELECTION_TEXT
    elif step.code == "appointment" and kind.assessor_appoints and step.waits_for == ("approval",):
        happens = APPOINTED_WITH_ANSWER_TEXT
    minutes = 0 if step.code == "age" else step.requirement.minutes
    if step.code == "material":
        minutes = cached_one_minute("course-minutes", minutes_of_course)
    return Step(step.requirement.name, capfirst(happens % values), minutes)
