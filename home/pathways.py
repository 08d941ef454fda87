"""The pathways to being a supporter as text for the public page."""

from collections import Counter
from dataclasses import dataclass
from itertools import groupby

from django.utils.text import capfirst
from django.utils.translation import get_language, gettext, ngettext_lazy
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
ANSWER_AFTER_STEPS_TEXT = ngettext_lazy(
    "%(who)s answers within %(weeks)s week after you have come this far.",
    "%(who)s answers within %(weeks)s weeks after you have come this far.",
    "weeks",
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
        steps = [Step(gettext("The application"), APPLICATION_TEXT, FORM_MINUTES)]
        steps += [
            _step_in_words(step, route.categories[0], words)
            for step in route.steps
            if not _is_said_for_all(step, route, age)
        ]
        found.append((names, steps))
    return found


@dataclass(frozen=True)
class Differences:
    """What one pathway has that the others have not: kinds of supporter, the common steps in other words, and steps of
    its own as ``[(the common step that they come after or None, [Step])]``."""

    kinds: list
    in_other_words: list
    added: list


def common_steps(pathways):
    """Steps that all these pathways have in the same order, each in the words that most of them have.

    They are taken in the order of the first pathway. A step that comes before one that is taken already, in any of the
    pathways, is not taken.
    """
    if not pathways:
        return []
    of_each = [{step.title: step for step in steps} for _kinds, steps in pathways]
    common, last_places = [], [-1 for _steps in of_each]
    for title in of_each[0]:
        if not all(title in steps for steps in of_each):
            continue
        places = [list(steps).index(title) for steps in of_each]
        if all(place > last for place, last in zip(places, last_places, strict=True)):
            common.append(Counter(steps[title] for steps in of_each).most_common(1)[0][0])
            last_places = places
    return common


def differences(kinds, steps, common):
    """The ``Differences`` between the pathway of these kinds, which has these steps, and the ``common_steps``."""
    titles = [step.title for step in common]
    placed, last = [], None
    for step in steps:
        if step.title in titles:
            last = common[titles.index(step.title)]
        else:
            placed.append((last, step))
    return Differences(
        kinds,
        [step for step in steps if step.title in titles and step not in common],
        [(after, [step for _after, step in group]) for after, group in groupby(placed, key=lambda pair: pair[0])],
    )


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
    return Step(str(step.requirement.name), capfirst(happens % values), minutes)
