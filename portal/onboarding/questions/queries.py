"""What the application asks a person, and the copy of questions and answers that it keeps."""

import hashlib
import json
from functools import cached_property

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from forms import application as asked
from forms.choice_fields import ChoiceWithHint
from forms.extra import QuestionDefinition
from forms.steps import bound_form, steps_to_ask, summary_rows, validate_answers
from portal import clock, organisation
from portal.chapters import queries as chapter_queries
from portal.onboarding.models import ExtraQuestion
from portal.supporters import queries as supporter_queries
from portal.supporters.models import Category
from portal.wording import translated

SUGGESTIONS = 3


class StepValues:
    """The arguments of the steps' forms, for these posted answers: call it with a step key.

    ``chapters_of`` are the ids of the chapters to choose among; None for all. See ``FillInForAnother``.
    """

    def __init__(self, answers, chapters_of=None):
        self.answers, self.chapters_of = answers, chapters_of

    def __call__(self, key):
        values = {"words": self.words, "today": clock.today(), "extra": self.extra.get(key, [])}
        if key == asked.ABOUT_YOU:
            values["minimum_ages"] = self.ages
            values["has_talk"] = any("talk" in dict(category.steps) for category in self.offered)
        if key == asked.EXPERIENCE:
            values["choices"] = {"experience": self.experiences}
        if key == asked.CHAPTER:
            values["choices"] = self.chapters
            values["is_without_suggestion"] = (
                bool(self.postcode) and self.chapters_of is None and not self.nearby_chapters
            )
            values["asks_membership"] = any("membership" in dict(found.requires) for found in self.offered)
        if key == asked.CONTRIBUTION:
            values["choices"] = {"contribution": offer_choices(self.within_age), "topics": organisation.topics()}
            values["known_choices"] = self.names
        if key == asked.MORE_ABOUT:
            values["choices"] = {
                "first": offer_choices(self.chosen_categories) if len(self.chosen_categories) > 1 else []
            }
        if key == asked.CONFIRM:
            del values["extra"]
        return values

    @cached_property
    def words(self):
        return organisation.message_words()

    @cached_property
    def experiences(self):
        return organisation.experiences()

    @cached_property
    def offered(self):
        return supporter_queries.offered()

    @cached_property
    def names(self):
        """The offers of all categories, also of those that one can no longer apply for."""
        return offer_choices(Category.objects.all())

    @cached_property
    def ages(self):
        return [category.minimum_age for category in self.offered]

    @cached_property
    def age(self):
        """The minimum age that the person has confirmed; 0 if none."""
        return asked.age_of(self.answers, self.ages)

    @cached_property
    def within_age(self):
        """The categories that the person is old enough for; all if there is none."""
        return [found for found in self.offered if found.minimum_age <= self.age] or self.offered

    @cached_property
    def chosen_categories(self):
        """The categories that were ticked."""
        ticked = asked.contributions_of(self.answers)
        return [found for found in self.within_age if found.code in ticked]

    @cached_property
    def postcode(self):
        return asked.postcode_of(self.answers)

    @cached_property
    def available_chapters(self):
        return [
            row for row in chapter_queries.active_chapters() if self.chapters_of is None or row.pk in self.chapters_of
        ]

    @cached_property
    def nearby_chapters(self):
        return [row for row in self.available_chapters if self.postcode and self.postcode[:2] in row.postcodes]

    @cached_property
    def chapters(self):
        """The choices of both chapter fields: a few suggestions (by postcode, chosen before), and all chapters."""
        every = self.available_chapters
        near = (self.nearby_chapters if self.chapters_of is None else every)[:SUGGESTIONS]
        chosen = asked.chosen_chapters_of(self.answers)
        near += [row for row in every if row.short_name in chosen and row not in near]
        radios = [(row.short_name, row.name) for row in near]
        if len(near) < len(every):
            radios.append(
                (asked.OTHER_CHAPTER, _("None of these. I choose in the list") if near else _("I choose in the list"))
            )
        if self.chapters_of is None:
            radios.append((asked.NOT_KNOWN, _("I do not know")))
        listed = [("", _("Choose one")), *((row.short_name, row.name) for row in every)]
        return {"chapter": radios, "other_chapter": listed}

    @cached_property
    def extra(self):
        """The organisation's own questions by step: the active ones, and retired ones that are answered already."""
        wanted = set(asked.contributions_of(self.answers))
        found = {}
        for question in ExtraQuestion.objects.all():
            given = self.answers.get(question.step, {}).get(question.field_name)
            if question.categories and not wanted & set(question.categories):
                continue
            if question.is_active or given:
                found.setdefault(question.step, []).append(as_extra(question, given or []))
        return found


def offer_choices(categories):
    return [
        (found.code, ChoiceWithHint(translated(found.offer), translated(found.description))) for found in categories
    ]


def first_incomplete_step(answers):
    """The key of the first incomplete step, or of the last step if all are complete."""
    __, gaps = validate_answers(asked.STEPS, answers, form_values=StepValues(answers))
    return gaps[0].key if gaps else asked.STEPS[-1].key


def as_extra(question, given=()):
    """The question as ``forms.extra.Extra``. Removed choices are left out unless they are in the answer ``given``."""
    choices = tuple(
        (choice["code"], translated(choice["text"]))
        for choice in question.choices
        if not choice.get("is_gone") or choice["code"] in given
    )
    return QuestionDefinition(
        name=question.field_name,
        kind=question.kind,
        label=translated(question.label),
        hint=translated(question.hint),
        choices=choices,
        required=question.required and question.is_active,
    )


def answered_sections(answers, form_values):
    """The answers as text, ``[[{key, title}, rows]]``, for the reviewer's page, the copy and the PDF."""
    return [
        [
            {"key": step.key, "title": str(step.title)},
            summary_rows(bound_form(step, answers[step.key], **form_values(step.key))),
        ]
        for step in steps_to_ask(asked.STEPS[:-1], form_values)
        if step.key in answers
    ]


def copy_for_application(answers, form_values):
    """The questions and answers that an application keeps, in the active language (the applicant's)."""
    return {"language": get_language() or "nb", "sections": answered_sections(answers, form_values)}


def questions_version(copy):
    """A short hash of the questions: equal for applications with the same questions in the same language."""
    questions = [[section["key"], row["name"], row["key"]] for section, rows in copy["sections"] for row in rows]
    return hashlib.sha256(json.dumps(questions).encode()).hexdigest()[:12]


def sections_of(application):
    """The sections of the application's copy. For applications without a copy, the answers in today's wording."""
    if application.copy:
        return application.copy["sections"]
    return answered_sections(application.answers, StepValues(application.answers))
