"""Taking a question, answering it, asking the secretariat, and giving it back."""

import contextlib

from django.db import transaction
from django.db.models import F

from portal import clock
from portal.accounts.models import User
from portal.experts import mails
from portal.experts import queries as expert_queries
from portal.experts import services as experts
from portal.experts.answering import queries
from portal.experts.models import Expert, PublishedAnswer, Question
from portal.experts.workflow import State
from portal.moves import IllegalMove, Stale, move


@transaction.atomic
def take(question: Question, *, by: User) -> None:
    """An expert takes a question, for ``queries.TAKEN_DAYS`` days. Of two at the same time one gets it.

    Raises ``IllegalMove`` for the other one, and for somebody who is no expert any more.
    """
    if not Expert.objects.select_for_update().filter(person=by).exists():
        raise IllegalMove("taken by somebody who is no expert")
    move(question, "take", by=by, taken_by=by, taken_until=queries.taken_until(clock.now()))


@transaction.atomic
def save_draft(question: Question, text: str, *, version: int, by: User) -> None:
    """Keep what the expert has written so far. Raises ``Stale`` where it was changed since ``version`` was read."""
    rows = Question.objects.filter(pk=question.pk, version=version, taken_by=by, state=State.TAKEN)
    if not rows.update(draft=text, version=F("version") + 1):
        raise Stale(f"read at version {version}")


@transaction.atomic
def answer(question: Question, text: str, *, version: int, by: User) -> None:
    """Give the answer. Whoever asked can read it from now on. Raises ``Stale`` and ``IllegalMove``."""
    expert = Expert.objects.select_for_update().filter(person=by).first()
    if expert is None or question.taken_by_id != by.pk:
        raise IllegalMove("answered by somebody who does not have it")
    question.version = version
    now = clock.now()
    shown_name = by.get_full_name() if expert.shows_name else ""
    move(
        question,
        "answer",
        by=by,
        answer=text,
        draft="",
        answered_by=by,
        profession=expert.profession,
        shown_name=shown_name,
        ended_at=now,
        taken_by=None,
        taken_until=None,
    )
    experts.count_in_month("answered", wait=queries.days_waited(question))


@transaction.atomic
def correct(question: Question, text: str, *, version: int, by: User) -> None:
    """Give an answer another wording. Whoever asked reads it at once, with the day; what everybody reads waits until
    another person has gone through it.

    The wording that it has changes nothing. Raises ``Stale`` and ``IllegalMove``.
    """
    stored = Question.objects.select_for_update().filter(pk=question.pk).first()
    if stored is None:
        raise Stale("deleted by whoever asked")
    if stored.state == State.ANSWERED and stored.answer == text:
        return
    now = clock.now()
    stored.version = version
    move(stored, "correct", by=by, answer=text, corrected_at=now, corrected_by=by)
    PublishedAnswer.objects.filter(question=stored).update(review_since=now, version=F("version") + 1)


@transaction.atomic
def consult(question: Question, text: str, *, by: User) -> None:
    """Ask the secretariat something about the question. Nobody has to answer it meanwhile."""
    move(question, "consult", by=by, asked_office=text, office_said="")
    mails.notify_of_consultation()


@transaction.atomic
def advise(question: Question, text: str, *, by: User) -> None:
    """Save the secretariat's advice. The expert who asked for it has the question again, with a new time limit."""
    move(question, "advise", by=by, office_said=text, taken_until=queries.taken_until(clock.now()))
    if question.taken_by:
        mails.notify_of_advice(question.taken_by)


@transaction.atomic
def release(question: Question, *, by: User | None) -> None:
    """Give a question back, so that others can take it. What was written of an answer stays with it."""
    move(question, "release", by=by, taken_by=None, taken_until=None)


@transaction.atomic
def refuse(question: Question, reason: str, *, by: User) -> None:
    """End a question without an answer. Whoever asked reads why (a code of ``forms.experts.REASONS``)."""
    move(question, "refuse", by=by, reason=reason, draft="", ended_at=clock.now(), taken_by=None, taken_until=None)
    experts.count_in_month("refused")


def release_overdue(limit: int = 50) -> int:
    """Give back what its holder has had too long, at most ``limit``; returns how many. Called by the worker."""
    late = list(queries.overdue()[:limit])
    for question in late:
        with contextlib.suppress(IllegalMove, Stale):  # it was answered meanwhile
            release(question, by=None)
    return len(late)


def remind() -> int:
    """Tell of questions that have waited too long, each once. Returns how many mails were queued.

    First whoever has the question, or those who can take it; a week later the coordinators.
    """
    return _remind_experts() + _remind_office()


@transaction.atomic
def _remind_experts() -> int:
    rows = list(queries.waiting_for_days(queries.EXPERT_AFTER_DAYS).filter(expert_reminded_at=None).select_for_update())
    people: dict[int, User] = {}
    for question in rows:
        holder = [question.taken_by] if question.taken_by else []
        turned_to = holder or [one.person for one in expert_queries.of_topic(question.topic)]
        people |= {person.pk: person for person in turned_to}
    Question.objects.filter(pk__in=[row.pk for row in rows]).update(expert_reminded_at=clock.now())
    for person in people.values():
        mails.remind_of_questions(person, queries.EXPERT_AFTER_DAYS)
    return len(people)


@transaction.atomic
def _remind_office() -> int:
    rows = list(queries.late().filter(office_reminded_at=None).select_for_update())
    Question.objects.filter(pk__in=[row.pk for row in rows]).update(office_reminded_at=clock.now())
    return mails.remind_office(len(rows)) if rows else 0
