"""Preparing an answer for the public, publishing it, correcting it and taking it down."""

from typing import Any

from django.db import transaction
from django.db.models import F

from portal import clock, events
from portal.accounts.models import User
from portal.experts.models import PublishedAnswer, Question
from portal.experts.verbs import Verb
from portal.experts.workflow import Published, State
from portal.moves import IllegalMove, Stale, move


class NotAllowed(Exception):
    """Whoever asked has said no, or the one who answered or corrected would judge their own answer."""


def _is_own(question: Question | None, row: PublishedAnswer | None, by: User) -> bool:
    """Whether somebody would judge what they have written themselves: the answer, or its correction."""
    return (row is not None and row.answered_by_id == by.pk) or (
        question is not None and by.pk in (question.answered_by_id, question.corrected_by_id)
    )


@transaction.atomic
def prepare(question: Question, *, by: User) -> PublishedAnswer:
    """Begin with a copy of the question and its answer, for somebody to edit. A second call gives the same one.

    Raises ``NotAllowed``, and ``IllegalMove`` for a question that has no answer.
    """
    question = Question.objects.select_for_update().get(pk=question.pk)
    if not question.may_publish or _is_own(question, None, by):
        raise NotAllowed
    if question.state != State.ANSWERED or question.ended_at is None or question.is_left_out:
        raise IllegalMove(f"prepare from {question.state}")
    row, is_new = PublishedAnswer.objects.get_or_create(
        question=question,
        defaults={
            "state": Published.DRAFT,
            "topic": question.topic,
            "language": question.language,
            "question_text": question.text,
            "answer_text": question.answer,
            "profession": question.profession,
            "shown_name": question.shown_name,
            "month": clock.local(question.ended_at).date().replace(day=1),
            "answered_by": question.answered_by,
        },
    )
    if is_new:
        events.record(Verb.PUBLISHED_ANSWER_PREPARE, subject=row, by=by)
    return row


@transaction.atomic
def leave_out(question: Question, *, by: User) -> None:
    """Decide that a question is not published, because it would tell who asked. A second time changes nothing."""
    if Question.objects.filter(pk=question.pk, is_left_out=False, published=None).update(is_left_out=True):
        events.record(Verb.EXPERT_QUESTION_LEAVE_OUT, subject=question, by=by)


@transaction.atomic
def edit(
    row: PublishedAnswer,
    *,
    version: int,
    by: User,
    heading: str,
    topic: str,
    language: str,
    question_text: str,
    answer_text: str,
) -> PublishedAnswer:
    """Save another wording. Where it is published, readers see it at once, and when it was corrected.

    Raises ``Stale`` where it was changed since ``version`` was read, and ``NotAllowed``.
    """
    if _is_own(row.question, row, by):
        raise NotAllowed
    values = {
        "heading": heading,
        "topic": topic,
        "language": language,
        "question_text": question_text,
        "answer_text": answer_text,
    }
    stored = PublishedAnswer.objects.filter(pk=row.pk, version=version)
    told: dict[str, Any] = {**values, "version": F("version") + 1, "review_since": None}
    is_changed = any(getattr(row, name) != value for name, value in values.items())
    if is_changed and row.state == Published.PUBLIC:
        told |= {"corrected_on": clock.today(), "checked_on": clock.today()}
    if not stored.update(**told):
        raise Stale(f"read at version {version}")
    row.refresh_from_db()
    if is_changed:
        events.record(Verb.PUBLISHED_ANSWER_EDIT, subject=row, by=by)
    return row


@transaction.atomic
def publish(row: PublishedAnswer, *, by: User) -> None:
    """Let everybody read it: ``by`` has seen to it that it identifies nobody and is right today.

    Raises ``NotAllowed``, and ``IllegalMove`` where it has no heading.
    """
    question = Question.objects.select_for_update().filter(pk=row.question_id).first() if row.question_id else None
    if _is_own(question, row, by) or (question and not question.may_publish):
        raise NotAllowed
    if not PublishedAnswer.objects.filter(pk=row.pk).exists():
        raise Stale("deleted with its question")
    if not row.heading:
        raise IllegalMove("publish without a heading")
    now = clock.now()
    move(row, "publish", by=by, reviewed_by=by, published_at=now, checked_on=clock.today(), withdrawn_at=None)


@transaction.atomic
def unpublish(row: PublishedAnswer, *, by: User) -> None:
    """Take it down."""
    move(row, "unpublish", by=by, withdrawn_at=clock.now())


@transaction.atomic
def check(row: PublishedAnswer, *, by: User) -> None:
    """Confirm that a published answer is still right today. Raises ``NotAllowed``."""
    if _is_own(row.question, row, by):
        raise NotAllowed
    rows = PublishedAnswer.objects.filter(pk=row.pk, state=Published.PUBLIC)
    if rows.exclude(checked_on=clock.today(), review_since=None).update(checked_on=clock.today(), review_since=None):
        events.record(Verb.PUBLISHED_ANSWER_EDIT, subject=row, by=by)
