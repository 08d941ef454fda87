"""What can be done with the knowledge test."""

import itertools
import random
from collections import Counter, defaultdict

from django.db import IntegrityError, transaction
from django.db.models import F

from portal import clock, events, moves
from portal.knowledge.models import Attempt, AttemptQuestion, Question, Theme
from portal.knowledge.workflow import State

QUESTIONS = 10
PASS_MARK = 8
TRIES = 2


class BankTooSmall(Exception):
    """The question bank has too few questions that can be asked."""


def start(person, *, by, draw=None):
    """The person's open attempt; a new one where there is none.

    ``draw`` is the ``random.Random`` that picks and shuffles. Refuses (``BankTooSmall``) when the bank cannot fill
    a test.
    """
    try:
        with transaction.atomic():
            return _open_attempt(person) or _new_attempt(person, by, draw or random.SystemRandom())
    except IntegrityError:  # another window began one at the same instant
        return _open_attempt(person)


def _open_attempt(person):
    return Attempt.objects.filter(person=person, state=State.OPEN).first()


def _new_attempt(person, by, draw):
    questions = _draw_questions(person, draw)
    attempt = Attempt.objects.create(person=person, pass_mark=PASS_MARK, started_at=clock.now())
    AttemptQuestion.objects.bulk_create(
        AttemptQuestion(attempt=attempt, question=question, position=position, wording=_as_asked(question, draw))
        for position, question in enumerate(questions, start=1)
    )
    events.record("attempt.start", subject=attempt, by=by)
    return attempt


def _draw_questions(person, draw):
    """Round after round one question from each theme, those that this person has met least first. Crisis comes last."""
    asked = AttemptQuestion.objects.filter(attempt__person=person, question__isnull=False)
    seen = Counter(asked.values_list("question_id", flat=True))
    active = Question.objects.filter(is_active=True).prefetch_related("choices")
    bank = [question for question in active if can_be_asked(question)]
    if len(bank) < QUESTIONS:
        raise BankTooSmall
    draw.shuffle(bank)
    themes = defaultdict(list)
    for question in sorted(bank, key=lambda question: seen[question.pk]):
        themes[question.theme].append(question)
    rounds = itertools.zip_longest(*themes.values())
    in_turn = [sorted(filter(None, each), key=lambda question: seen[question.pk]) for each in rounds]
    drawn = list(itertools.chain.from_iterable(in_turn))[:QUESTIONS]
    draw.shuffle(drawn)
    return sorted(drawn, key=lambda question: question.theme == Theme.CRISIS)


def can_be_asked(question):
    """Whether there is something right and something wrong to choose, and one right answer where one is asked for."""
    choices = question.choices.all()
    right = sum(choice.right for choice in choices)
    enough = right == 1 if question.kind == Question.Kind.SINGLE else right >= 1
    return enough and right < len(choices)


def _as_asked(question, draw):
    choices = [
        {"id": f"{draw.getrandbits(64):016x}", "right": choice.right, "text": choice.text}
        for choice in question.choices.all()
    ]
    draw.shuffle(choices)
    kept = ("theme", "kind", "chapter", "text", "explanation")
    return {**{name: getattr(question, name) for name in kept}, "choices": choices}


@transaction.atomic
def answer(attempt, position, choice_ids, *, by, tries=None):
    """Save one try at one question and return the question. The last question settled finishes the attempt.

    ``tries`` is how many tries the person had made when the page was shown: a post that comes twice, or from a window
    that another one has overtaken, changes nothing. Nor does anything once the question is settled. Refuses
    (``ValueError``) a choice that was not offered.
    """
    attempt = Attempt.objects.select_for_update().get(pk=attempt.pk)
    question = attempt.questions.get(position=position)
    chosen = set(choice_ids)
    if not chosen <= {choice["id"] for choice in question.wording["choices"]}:
        raise ValueError("a choice that was not offered")
    if question.settled or attempt.state != State.OPEN or tries not in (None, question.tries):
        return question
    right = chosen == question.right_ids
    counted = AttemptQuestion.objects.filter(pk=question.pk, tries=question.tries, settled=False).update(
        tries=F("tries") + 1,
        answers=[*question.answers, sorted(chosen)],
        right=right,
        settled=right or question.tries + 1 >= TRIES,
    )
    if counted:
        _finish_when_settled(attempt, by)
    question.refresh_from_db()
    return question


def _finish_when_settled(attempt, by):
    if attempt.questions.filter(settled=False).exists():
        return
    right = attempt.questions.filter(right=True).count()
    name = "pass" if right >= attempt.pass_mark else "fail"
    moves.move(attempt, name, by=by, finished_at=clock.now(), right=right)
