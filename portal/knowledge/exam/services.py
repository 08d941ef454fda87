"""Services for the knowledge test: attempts, answers, settings and exceptions."""

import datetime
import itertools
import random
import uuid
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F, Q

from portal import clock, events, gates, moves
from portal.accounts import services as accounts
from portal.accounts.models import User
from portal.knowledge.exam import mails, queries
from portal.knowledge.models import Attempt, AttemptQuestion, Question, TestException, TestSettings, Theme
from portal.knowledge.verbs import Verb
from portal.knowledge.workflow import State


class BankTooSmall(Exception):
    """The question bank has too few questions that can be asked."""


class AttemptNotAllowed(Exception):
    """This person may not begin an attempt now; ``queries.exam_status`` says why."""


def start(person: User, *, by: User | None, draw: random.Random | None = None) -> Attempt:
    """Return the person's open attempt; begin a new one where there is none.

    ``draw`` is the ``random.Random`` that picks and shuffles. Raises ``AttemptNotAllowed`` when the person has passed,
    has no attempt left or has to wait, ``gates.NotYet`` when another requirement has to be met first, and
    ``BankTooSmall`` when the question bank has too few questions.
    """
    try:
        with transaction.atomic():
            return queries.open_attempt(person) or _new_attempt(person, by, draw or random.SystemRandom())
    except IntegrityError:  # another window began one at the same instant
        return queries.open_attempt(person)


def _new_attempt(person: User, by: User | None, draw: random.Random) -> Attempt:
    gates.check("test", person)
    rules = queries.exam_settings()
    _check_may_begin(person, rules)
    asked = AttemptQuestion.objects.filter(attempt__person=person, question__isnull=False)
    seen = Counter(asked.values_list("question_id", flat=True))
    questions = draw_questions(queries.available_questions(), seen, rules.questions, rules.themes, draw)
    kept = ("pass_mark", "counting_tries", "must_pass_critical", "brings_back")
    attempt = Attempt.objects.create(
        person=person, started_at=clock.now(), **{name: getattr(rules, name) for name in kept}
    )
    AttemptQuestion.objects.bulk_create(
        AttemptQuestion(
            attempt=attempt, question=question, position=place, turn=place, wording=_as_asked(question, draw)
        )
        for place, question in enumerate(questions, start=1)
    )
    events.record(Verb.ATTEMPT_START, subject=attempt, by=by)
    return attempt


def _check_may_begin(person: User, rules: TestSettings) -> None:
    """Raise ``AttemptNotAllowed`` unless the person may begin an attempt. An open attempt is not checked again."""
    if not queries.exam_status(person, rules).may_begin:
        raise AttemptNotAllowed


def draw_questions(
    bank: Iterable[Question], seen: Mapping[int, int], number: int, themes: Mapping[str, int], draw: random.Random
) -> list[Question]:
    """Draw ``number`` questions of the bank, in the order in which to ask them. Those about crisis come last.

    ``themes`` is ``{theme: how many}``. The other themes give one question each in turn, and also fill up for a named
    theme that has too few. Within a theme, the questions that the person has seen least come first (``seen`` is
    ``{question id: times}``). At least one question is critical, if a theme that is asked about has one. Raises
    ``BankTooSmall`` when there are too few questions.
    """
    met, there = Counter(seen), Counter(question.theme for question in bank)
    to_spread = number - sum(min(count, there[theme]) for theme, count in themes.items())
    bank = [question for question in bank if themes.get(question.theme, to_spread) > 0]
    draw.shuffle(bank)
    critical = min((question for question in bank if question.critical), key=lambda one: met[one.pk], default=None)
    if critical:
        met[critical.pk] = -1
    by_theme = defaultdict(list)
    for question in sorted(bank, key=lambda one: met[one.pk]):
        by_theme[question.theme].append(question)
    named = [question for theme, count in themes.items() for question in by_theme[theme][:count]]
    rounds = itertools.zip_longest(*(rows for theme, rows in by_theme.items() if theme not in themes))
    spread = [sorted(filter(None, each), key=lambda one: met[one.pk]) for each in rounds]
    left = [question for theme, count in themes.items() for question in by_theme[theme][count:]]
    drawn = [*named, *itertools.chain.from_iterable(spread), *left][:number]
    if len(drawn) < number:
        raise BankTooSmall
    draw.shuffle(drawn)
    return sorted(drawn, key=lambda question: question.theme == Theme.CRISIS)


def _as_asked(question: Question, draw: random.Random) -> dict[str, Any]:
    """The ``wording`` of an ``AttemptQuestion``: a copy of the question, its choices shuffled and with random ids."""
    choices = [
        {"id": f"{draw.getrandbits(64):016x}", "code": choice.code, "right": choice.right, "text": choice.text}
        for choice in question.choices.all()
    ]
    draw.shuffle(choices)
    kept = ("theme", "kind", "critical", "chapter", "anchor", "text", "explanation")
    return {**{name: getattr(question, name) for name in kept}, "choices": choices}


@transaction.atomic
def answer(
    attempt: Attempt, position: int, choice_ids: Iterable[str], *, by: User | None, tries: int | None = None
) -> AttemptQuestion:
    """Save one try at a question and return the question. When all are answered, the attempt is passed or failed.

    ``tries`` is the number of tries when the page was shown. If it is another now (a double click, another window) or
    the question is settled, nothing is changed. Raises ``ValueError`` for a choice that was not offered.
    """
    attempt, question, right = _lock_and_judge(attempt, position, choice_ids)
    if question.settled or attempt.state != State.OPEN or tries not in (None, question.tries):
        return question
    settled = right or question.tries + 1 >= AttemptQuestion.TRIES
    values = {"settled": settled, "returns": settled and not right and attempt.brings_back}
    return _save_try(attempt, question, choice_ids, right, values, by)


@transaction.atomic
def answer_again(attempt: Attempt, position: int, choice_ids: Iterable[str], *, by: User | None) -> AttemptQuestion:
    """Save the answer to a question that is asked once more (``returns``), and return it. It changes no result.

    Raises ``ValueError`` for a choice that was not offered.
    """
    attempt, question, right = _lock_and_judge(attempt, position, choice_ids)
    if not question.returns or attempt.state != State.OPEN:
        return question
    return _save_try(attempt, question, choice_ids, right, {"returns": False}, by)


def _lock_and_judge(
    attempt: Attempt, position: int, choice_ids: Iterable[str]
) -> tuple[Attempt, AttemptQuestion, bool]:
    """Lock the person and the attempt. Returns ``(attempt, question, whether the choices are right)``.

    They are judged by the key that is in force now.
    """
    accounts.lock_people(attempt.person)
    attempt = Attempt.objects.select_for_update().get(pk=attempt.pk)
    question = attempt.questions.get(position=position)
    if question.is_waiting:
        question.wording = queries.wording_in_force(question)
    chosen = set(choice_ids)
    if not chosen <= {choice["id"] for choice in question.wording["choices"]}:
        raise ValueError("a choice that was not offered")
    return attempt, question, chosen == question.right_ids


def _save_try(
    attempt: Attempt,
    question: AttemptQuestion,
    choice_ids: Iterable[str],
    right: bool,
    values: dict[str, bool],
    by: User | None,
) -> AttemptQuestion:
    as_read = AttemptQuestion.objects.filter(
        pk=question.pk, tries=question.tries, settled=question.settled, returns=question.returns
    )
    answers = [*question.answers, sorted(set(choice_ids))]
    if as_read.update(tries=F("tries") + 1, answers=answers, right=right, wording=question.wording, **values):
        _finish_when_all_are_done(attempt, by)
    question.refresh_from_db()
    return question


@transaction.atomic
def skip(attempt: Attempt, position: int) -> None:
    """Move a question behind the others that are not answered. Does nothing unless it is the next one to ask."""
    attempt = Attempt.objects.select_for_update().get(pk=attempt.pk)
    questions = list(attempt.questions.all())
    question = queries.next_question(questions)
    if attempt.state == State.OPEN and question and question.position == position and not question.returns:
        last = max(other.turn for other in questions)
        AttemptQuestion.objects.filter(pk=question.pk, turn=question.turn).update(turn=last + 1)


def _finish_when_all_are_done(attempt: Attempt, by: User | None, details: Mapping[str, object] | None = None) -> None:
    if attempt.questions.filter(Q(settled=False) | Q(returns=True)).exists():
        return
    right, passed = queries.result_of(attempt, list(attempt.questions.all()))
    moves.move(attempt, "pass" if passed else "fail", by=by, details=details, finished_at=clock.now(), right=right)
    if passed:
        mails.passed(attempt)


def correct_answers(question: Question, *, key: Iterable[str], by: User | None) -> int:
    """Judge all answers to a question by its key in force, and work out the results anew. Returns how many.

    ``key`` are the codes of the right choices that the page showed. Each attempt gets one event; a person gets a mail
    where it changes whether they have passed, or ends their test. Raises ``Stale`` when the key is another by now.
    """
    with events.unit_of_work():
        accounts.lock_people(*(row.attempt.person for row in queries.judged_by_another_key(question)))
        if sorted(key) != queries.right_codes(question):
            raise moves.Stale("another key than the page showed")
        rows = queries.judged_by_another_key(question)
        for row in rows:
            _correct(row, question, by)
    return len(rows)


def _correct(row: queries.OtherKey, question: Question, by: User | None) -> None:
    attempt, before = row.attempt, row.attempt.state
    had_passed = queries.has_passed(attempt.person)
    details = {"question": question.code, "key": queries.right_codes(question)}
    AttemptQuestion.objects.filter(pk=row.asked.pk).update(**row.values)
    attempt = Attempt.objects.get(pk=attempt.pk)
    if before == State.OPEN:
        _finish_when_all_are_done(attempt, by, details)
    elif row.state != before:
        name = "correct_to_passed" if row.state == State.PASSED else "correct_to_failed"
        moves.move(attempt, name, by=by, details=details, right=row.right)
    if attempt.state == before:
        Attempt.objects.filter(pk=attempt.pk).update(right=row.right, version=F("version") + 1)
        events.record(Verb.ATTEMPT_CORRECT, subject=attempt, by=by, details=details)
    ended = before == State.OPEN and attempt.state == State.FAILED
    if ended or before != State.OPEN and queries.has_passed(attempt.person) != had_passed:
        mails.corrected(attempt)


@transaction.atomic
def change_settings(*, version: int, by: User | None, **values: Any) -> None:
    """Change the settings for new attempts; open ones keep theirs.

    Raises ``Stale`` when the settings were changed after ``version`` was read.
    """
    settings = TestSettings.objects.get_or_create(pk=1)[0]
    if not TestSettings.objects.filter(pk=1, version=version).update(version=F("version") + 1, **values):
        raise moves.Stale(f"read at version {version}")
    events.record(Verb.TEST_SETTINGS_CHANGE, subject=settings, by=by, details=values)


@transaction.atomic
def make_exception(
    person: User,
    kind: str,
    *,
    token: uuid.UUID,
    known: int,
    reason: str,
    by: User,
    number: int | None = None,
    held_on: datetime.date | None = None,
    held_by: str = "",
) -> TestException:
    """Save an exception for a person, mail them, and return it. The same ``token`` again changes nothing.

    ``known`` is how many exceptions the page showed. Raises ``Stale`` when there are more: somebody made another.
    """
    accounts.lock_people(person)
    same = TestException.objects.filter(token=token).first()
    if same:
        return same
    if person.exam_exceptions.count() != known:
        raise moves.Stale(f"another exception than the {known} known")
    exception = TestException.objects.create(
        token=token,
        person=person,
        kind=kind,
        number=number,
        held_on=held_on,
        held_by=held_by,
        reason=reason,
        recorded_by=by,
        recorded_at=clock.now(),
    )
    events.record(Verb.TEST_EXCEPTION_MAKE, subject=exception, by=by, details={"person": person.ref, "kind": kind})
    mails.excepted(exception)
    return exception


@transaction.atomic
def withdraw_exception(exception: TestException, *, by: User | None) -> None:
    """Withdraw an exception, so that it no longer counts. A second time changes nothing."""
    accounts.lock_people(exception.person)
    in_force = TestException.objects.filter(pk=exception.pk, withdrawn_at__isnull=True)
    if in_force.update(withdrawn_at=clock.now(), withdrawn_by=by):
        events.record(Verb.TEST_EXCEPTION_WITHDRAW, subject=exception, by=by)
