"""Adding, changing and retiring the organisation's own questions."""

import secrets
import uuid
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import F

from portal import events
from portal.accounts.models import User
from portal.moves import Stale
from portal.onboarding.models import ExtraQuestion
from portal.onboarding.verbs import Verb


@transaction.atomic
def add_question(
    *, token: uuid.UUID, by: User | None, kind: str, choices: Iterable[dict[str, str]] = (), **values: Any
) -> ExtraQuestion:
    """Add a question to a step and return it. ``choices`` is ``[{language: text}]``.

    A second call with the same ``token`` changes the first question (``change_question``). Raises ``Stale`` when the
    kind is another one, and when the question was changed since it was added.
    """
    question, is_new = ExtraQuestion.objects.get_or_create(
        token=token, defaults={"kind": kind, "choices": _choices([], choices), **values}
    )
    if is_new:
        events.record(Verb.QUESTION_ADD, subject=question, by=by)
        return question
    if kind != question.kind:
        raise Stale("question")
    said = {"choices": _choices(question.choices, choices), **values}
    if any(getattr(question, name) != value for name, value in said.items()):
        change_question(question, by=by, version=1, choices=choices, **values)
    return question


@transaction.atomic
def change_question(
    question: ExtraQuestion, *, by: User | None, version: int, choices: Iterable[dict[str, str]] = (), **values: Any
) -> None:
    """Change a question. Raises ``Stale`` when it was changed after ``version`` was read."""
    rows = ExtraQuestion.objects.filter(pk=question.pk, version=version)
    if not rows.update(choices=_choices(question.choices, choices), version=F("version") + 1, **values):
        raise Stale("question")
    events.record(Verb.QUESTION_CHANGE, subject=question, by=by, details={"version": version + 1})


@transaction.atomic
def retire_question(question: ExtraQuestion, *, by: User | None) -> None:
    """Stop asking a question. Drafts that answer it still show it, and sent applications keep it."""
    if ExtraQuestion.objects.filter(pk=question.pk, is_active=True).update(is_active=False, version=F("version") + 1):
        events.record(Verb.QUESTION_RETIRE, subject=question, by=by)


@transaction.atomic
def ask_again(question: ExtraQuestion, *, by: User | None) -> None:
    """Ask a retired question again."""
    if ExtraQuestion.objects.filter(pk=question.pk, is_active=False).update(is_active=True, version=F("version") + 1):
        events.record(Verb.QUESTION_ASK_AGAIN, subject=question, by=by)


def _choices(before: list[dict[str, Any]], wordings: Iterable[dict[str, str]]) -> list[dict[str, Any]]:
    """The choices to store. A choice with the same bokmål text keeps its code; missing ones are marked as removed."""
    codes = {choice["text"]["nb"]: choice["code"] for choice in before}
    kept = [
        {"code": codes.get(wording["nb"]) or secrets.token_hex(4), "text": wording, "is_gone": False}
        for wording in wordings
    ]
    here = {choice["code"] for choice in kept}
    return kept + [{**choice, "is_gone": True} for choice in before if choice["code"] not in here]
