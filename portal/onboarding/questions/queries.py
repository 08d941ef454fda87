"""What the application asks of somebody, and what was asked and answered."""

import hashlib
import json
from functools import cached_property

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from forms import application as asked
from forms.extra import Extra
from forms.fields import Described
from forms.steps import asked as steps_asked
from forms.steps import bound, check, summary
from portal import clock, organisation
from portal.chapters import queries as chapter_queries
from portal.onboarding.models import ExtraQuestion
from portal.supporters import queries as supporter_queries
from portal.supporters.models import Category
from portal.wording import say

SUGGESTIONS = 3


class StepValues:
    """What the steps cannot know by themselves, for these raw answers: ``values(step key)``.

    ``chapters_of`` are those that whoever fills it in for another can choose among; all where it is None.
    """

    def __init__(self, answers, chapters_of=None):
        self.answers, self.chapters_of = answers, chapters_of

    def __call__(self, key):
        values = {"words": self.words, "today": clock.today(), "extra": self.extra.get(key, [])}
        if key == "om-deg":
            values["ages"] = self.ages
            values["talks"] = any("talk" in dict(category.way) for category in self.offered)
        if key == "erfaring":
            values["choices"] = {"experience": self.experiences}
        if key == "tilhorighet":
            values["choices"] = self.chapters
            values["found_none"] = bool(self.postcode) and self.chapters_of is None and not self.near
            values["asks_membership"] = any("membership" in dict(found.requires) for found in self.offered)
        if key == "bidrag":
            values["choices"] = {"contribution": offers(self.within_age), "topics": organisation.topics()}
            values["names"] = self.names
        if key == asked.MORE:
            values["choices"] = {"first": offers(self.wanted) if len(self.wanted) > 1 else []}
        if key == asked.STEPS[-1].key:
            del values["extra"]
        return values

    @cached_property
    def words(self):
        return organisation.flat()

    @cached_property
    def experiences(self):
        return organisation.experiences()

    @cached_property
    def offered(self):
        return supporter_queries.offered()

    @cached_property
    def names(self):
        """What every kind of supporter is offered as, also those that one could apply for before."""
        return offers(Category.objects.all())

    @cached_property
    def ages(self):
        return [category.minimum_age for category in self.offered]

    @cached_property
    def age(self):
        """How old the person has said that they are at least; 0 where nothing is said."""
        about = self.answers.get("om-deg", {})
        if len(set(self.ages)) > 1:
            return max((age for age in self.ages if about.get("age", [])[-1:] == [str(age)]), default=0)
        return max(self.ages, default=0) if about.get("adult") else 0

    @cached_property
    def within_age(self):
        """What one is old enough for; all as long as one is not old enough for anything."""
        return [found for found in self.offered if found.minimum_age <= self.age] or self.offered

    @cached_property
    def wanted(self):
        """Those that were ticked."""
        ticked = self.answers.get("bidrag", {}).get("contribution", [])
        return [found for found in self.within_age if found.code in ticked]

    @cached_property
    def postcode(self):
        return "".join(self.answers.get("om-deg", {}).get("postcode", [])).replace(" ", "")

    @cached_property
    def every(self):
        return [
            row for row in chapter_queries.active_chapters() if self.chapters_of is None or row.pk in self.chapters_of
        ]

    @cached_property
    def near(self):
        return [row for row in self.every if self.postcode and self.postcode[:2] in row.postcodes]

    @cached_property
    def chapters(self):
        """A few suggestions by postcode and what was chosen before, then the way to all of them."""
        every = self.every
        near = (self.near if self.chapters_of is None else every)[:SUGGESTIONS]
        chosen = self.answers.get("tilhorighet", {}).get("chapter", [])
        near += [row for row in every if row.short_name in chosen and row not in near]
        radios = [(row.short_name, row.name) for row in near]
        if len(near) < len(every):
            radios.append(
                (asked.OTHER, _("None of these. I choose in the list") if near else _("I choose in the list"))
            )
        if self.chapters_of is None:
            radios.append((asked.UNKNOWN, _("I do not know")))
        listed = [("", _("Choose one")), *((row.short_name, row.name) for row in every)]
        return {"chapter": radios, "other_chapter": listed}

    @cached_property
    def extra(self):
        """The organisation's own questions by step: those that are asked now, and those that were answered here."""
        wanted = set(self.answers.get("bidrag", {}).get("contribution", []))
        found = {}
        for question in ExtraQuestion.objects.all():
            given = self.answers.get(question.step, {}).get(question.field_name)
            if question.categories and not wanted & set(question.categories):
                continue
            if question.is_active or given:
                found.setdefault(question.step, []).append(plain(question, given or []))
        return found


def offers(categories):
    return [(found.code, Described(say(found.offer), say(found.description))) for found in categories]


def first_gap(answers):
    """The key of the step to go on with: the first that is not complete, the last one where all are."""
    __, gaps = check(asked.STEPS, answers, form_values=StepValues(answers))
    return gaps[0].key if gaps else asked.STEPS[-1].key


def plain(question, given=()):
    """The question as the form takes it. ``given`` is the raw answer so far: what was chosen can still be chosen."""
    choices = tuple(
        (choice["code"], say(choice["text"]))
        for choice in question.choices
        if not choice.get("is_gone") or choice["code"] in given
    )
    return Extra(
        name=question.field_name,
        kind=question.kind,
        label=say(question.label),
        hint=say(question.hint),
        choices=choices,
        required=question.required and question.is_active,
    )


def answered_sections(answers, form_values):
    """The answers in words, ``[[{key, title}, rows]]``: what the reviewer's page, the copy and the PDF show."""
    return [
        [{"key": step.key, "title": str(step.title)}, summary(bound(step, answers[step.key], **form_values(step.key)))]
        for step in steps_asked(asked.STEPS[:-1], form_values)
        if step.key in answers
    ]


def copy_of(answers, form_values):
    """What an application keeps of what was asked and answered, in the language of the applicant."""
    return {"language": get_language() or "nb", "sections": answered_sections(answers, form_values)}


def version_of(copy):
    """A short mark of the questions: the same for all who were asked the same in the same language."""
    questions = [[section["key"], row["name"], row["key"]] for section, rows in copy["sections"] for row in rows]
    return hashlib.sha256(json.dumps(questions).encode()).hexdigest()[:12]


def sections_of(application):
    """The copy that the application keeps; of one that is older than the copies, the answers in today's words."""
    if application.copy:
        return application.copy["sections"]
    return answered_sections(application.answers, StepValues(application.answers))
