"""The texts on which somebody's safety can depend, as they are now, one for each language.

The chapters on crisis and law are reviewed in the CMS itself (``set_up_professional_review`` of ``setting_up``). These
are the others: notices with numbers, what the test teaches about danger, and the course. Somebody with professional
knowledge says yes to each before the site is opened.
"""

import uuid
from dataclasses import dataclass

from django.apps import apps
from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext, gettext_lazy

from portal import organisation
from portal.knowledge.models import CoursePart, Question
from portal.operations.setting_up.services import REVIEWED_PAGES

NAMESPACE = uuid.UUID("5b0c6f3e-6f2f-4b55-9d0a-0d2a1f6f7a11")
RIGHT, WRONG = "✔", "✘"

# The messages of each notice, in the order in which they are read. A test holds them against their templates.
NOTICES = {
    "crisis_panel": (
        gettext_lazy("The panel with the numbers to call"),
        [
            "Call 113 if someone's life is in danger",
            "Is someone's life in danger, always call 113.",
            "There may be a queue at %(names)s. Try them all.",
        ],
    ),
    "heavy_topic": (
        gettext_lazy("The notice where somebody chooses a topic that can be about not wanting to live"),
        [
            "Is it very hard just now? These answer day and night:",
            "%(supporters)s do not answer at once.",
        ],
    ),
    "heavy_day": (
        gettext_lazy("The notice before an application"),
        [
            "Is today a heavy day?",
            "Then talk with somebody first. This page is here tomorrow too.",
            "Is someone's life in danger?",
            "Call 113",
            "Is it urgent?",
            "Call 116 117",
            "See all the helplines",
        ],
    ),
}


@dataclass(frozen=True)
class SafetyText:
    """A text in one language. ``edit_url`` is where editors change it; empty: it is wording of the software."""

    code: str
    language: str
    name: str | Promise
    words: tuple[str, ...]
    edit_url: str = ""

    @property
    def ref(self) -> uuid.UUID:
        """The id that approvals refer to. It changes with the text: a changed text has no approvals."""
        return uuid.uuid5(NAMESPACE, "\n".join([self.code, self.language, *self.words]))


class _Placeholders(dict[str, str]):
    def __missing__(self, name: str) -> str:
        return "…"


def safety_texts() -> list[SafetyText]:
    """All of them, those of one kind together. The number of queries does not grow with the texts."""
    return [*_notices(), *_of_directory(), *_of_course(), *_of_test()]


def languages() -> list[str]:
    return [code for code, _name in settings.INTERFACE_LANGUAGES]


def _notices() -> list[SafetyText]:
    found = []
    for code, (name, messages) in NOTICES.items():
        for language in languages():
            with translation.override(language):
                known = _Placeholders(organisation.message_words(language))
                words = tuple(capfirst(gettext(message) % known) for message in messages)
            found.append(SafetyText(code, language, name, words))
    return found


def _of_directory() -> list[SafetyText]:
    """What the page on which somebody looks for a supporter says of urgent help."""
    pages = apps.get_model("home", "DirectoryPage").objects.live().select_related("locale").order_by("locale_id")
    return [
        SafetyText(
            "directory",
            page.locale.language_code,
            page.title,
            (page.crisis,),
            reverse("wagtailadmin_pages:edit", args=[page.pk]),
        )
        for page in pages
    ]


def _of_course() -> list[SafetyText]:
    parts = CoursePart.objects.filter(is_active=True, chapter__in=REVIEWED_PAGES)
    return [
        SafetyText(
            f"course_{part.code}",
            language,
            gettext("The course: %(title)s") % {"title": part.name},
            (part.title.get(language, ""), *part.text.get(language, "").split("\n\n")),
            reverse("course_parts:edit", args=[part.pk]),
        )
        for part in parts
        for language in languages()
    ]


def _of_test() -> list[SafetyText]:
    """Every question about somebody's safety that can be asked, with its answers, as one text."""
    questions = list(
        Question.objects.filter(is_active=True, critical=True).order_by("theme", "code").prefetch_related("choices")
    )
    return [
        SafetyText(
            "test",
            language,
            gettext_lazy("The questions about somebody's safety in the knowledge test"),
            tuple(line for question in questions for line in _lines_of(question, language)),
            reverse("question_bank:index"),
        )
        for language in languages()
        if questions
    ]


def _lines_of(question: Question, language: str) -> list[str]:
    answers = [
        f"{RIGHT if choice.right else WRONG} {choice.text.get(language, '')}" for choice in question.choices.all()
    ]
    return [question.text.get(language, ""), *answers, question.explanation.get(language, "")]
