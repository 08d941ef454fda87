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
from portal.supporters.pathway.checklist import Turn
from portal.wording import say

FORM_MINUTES = 8  # what the application takes
WHO = {  # where somebody else than the reader acts
    Turn.CHAPTER: _("%(the_board)s of %(the_chapter)s"),
    Turn.COORDINATOR: _("the coordinator"),
    Turn.SECRETARIAT: _("the secretariat"),
}
APPLYING = _("You answer some questions. You can stop and go on later.")
# What happens in each kind of step (supporters.requirements); tests/home/test_become.py holds that none is missing.
HAPPENS = {
    "approval": _("%(who)s reads the application. You get an answer within %(weeks)s weeks."),
    "membership": _("%(who)s checks that you are a member, or tells you how to become one."),
    "age": _("You are %(age)s years or older."),
    "talk": _("%(who)s has a chat with you. It is not a job interview."),
    "role": _("You read what the role is about, and say yes to it."),
    "material": _("You read at your own pace."),
    "course": _("You take part in a course that we hold, online or where we meet."),
    "test": _("You get one question at a time, and there is no clock."),
    "explained": _("%(who)s goes through it with you, so that you know what you promise."),
    "declaration": _("You read it, and sign it here on the site."),
    "police_certificate": _("You show it to us. We note that we have seen it, and keep no copy."),
    "certification": _("%(who)s confirms that you have the training you need."),
    "registration": _("%(who)s notes there that you are %(role_supporter)s."),
    "contact": _("%(who)s finds somebody whom you can call."),
    "appointment": _("%(who)s appoints you."),
}
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
    words = cached_one_minute(f"words-{get_language()}", organisation.flat)
    age = lowest_age(kinds)
    found = []
    for way in checklist.routes(kinds):
        names = [{"name": say(kind.name), "description": say(kind.description)} for kind in way.categories]
        steps = [Step(_("The application"), APPLYING, FORM_MINUTES)]
        steps += [_step(step, way.categories[0], words) for step in way.steps if not _is_told(step, way, age)]
        found.append((names, steps))
    return found


def _is_told(step, way, age):
    """The page says once what holds for all."""
    return step.code == "age" and way.categories[0].minimum_age == age


def _step(requirement, kind, words):
    values = words | {"age": kind.minimum_age, "weeks": ANSWER_WEEKS, "who": WHO.get(requirement.turn, "") % words}
    happens = HAPPENS[requirement.code]
    if requirement.code == "approval" and requirement.waits_for:
        happens = ANSWERED_LATER
    if requirement.code == "appointment" and kind.method == kind.Method.ELECTION:
        happens = ELECTED
    elif requirement.code == "appointment" and kind.assessor_appoints and requirement.waits_for == ("approval",):
        happens = APPOINTED_WITH_THE_YES
    minutes = 0 if requirement.code == "age" else requirement.kind.minutes
    if requirement.code == "material":
        minutes = cached_one_minute("course-minutes", minutes_of_course)
    return Step(requirement.kind.name, capfirst(happens % values), minutes)
