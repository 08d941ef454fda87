"""How is the way to being a supporter told to somebody who has not set out on it?"""

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
APPLYING = _("You answer some questions. You can stop and go on later.")
ANSWERED_LATER = _(
    "%(who)s answers within %(weeks)s weeks after you have come this far."
)  # an approval that other steps come before
APPOINTED_WITH_THE_YES = _(
    "A yes from %(who)s means that you are appointed too. You begin when everything is in place."
)
ELECTED = _("The annual meeting of %(the_chapter)s elects you.")


@dataclass(frozen=True)
class Step:
    title: str
    text: str
    minutes: int = 0


def lowest_age(kinds):
    """The age that every kind asks for, 0 where one of them asks for none."""
    return min((kind.minimum_age for kind in kinds), default=0)


def told(kinds):
    """``[(kinds of supporter in words, steps)]``: kinds that one becomes in the same way stand together.

    Each kind is told in whole sentences, also those that stand at another: one reads what one wants to become.
    """
    words = cached_one_minute(f"words-{get_language()}", organisation.message_words)
    age = lowest_age(kinds)
    found = []
    for way in checklist.routes(kinds):
        names = [
            {"name": translated(kind.name), "description": translated(kind.description)} for kind in way.categories
        ]
        steps = [Step(_("The application"), APPLYING, FORM_MINUTES)]
        steps += [_step(step, way.categories[0], words) for step in way.steps if not _is_told(step, way, age)]
        found.append((names, steps))
    return found


def _is_told(step, way, age):
    """The page says once what holds for all."""
    return step.code == "age" and way.categories[0].minimum_age == age


def _step(step, kind, words):
    values = words | {
        "age": kind.minimum_age,
        "weeks": ANSWER_WEEKS,
        "who": pathway_words.to_the_public(step.turn, words),
    }
    happens = step.requirement.public_text
    if step.code == "approval" and step.waits_for:
        happens = ANSWERED_LATER
    if step.code == "appointment" and kind.method == kind.Method.ELECTION:
        happens = ELECTED
    elif step.code == "appointment" and kind.assessor_appoints and step.waits_for == ("approval",):
        happens = APPOINTED_WITH_THE_YES
    minutes = 0 if step.code == "age" else step.requirement.minutes
    if step.code == "material":
        minutes = cached_one_minute("course-minutes", minutes_of_course)
    return Step(step.requirement.name, capfirst(happens % values), minutes)
