"""Item analysis: how well each question of the bank works, by the answers to it. Nothing here is about one person.

Only finished attempts count, and only the first try at a question, since the second comes after a hint. With fewer
than five answers only their number is given, so that nobody can find out whose they are.
"""

import statistics
from collections import Counter, defaultdict
from dataclasses import dataclass

from portal.knowledge.models import AttemptQuestion, Question
from portal.knowledge.workflow import State
from portal.wording import translated

MIN_ANSWERS = 5
HARD_BELOW, EASY_ABOVE = 0.3, 0.95  # facility
WEAK_BELOW = 0.1  # discrimination
SHOWN_FIRST = 5  # of the questions in use, the hardest


@dataclass(frozen=True)
class Item:
    """The figures of one question. ``asked`` is the number of answers.

    ``facility`` is the share that was right at the first try, from 0 to 1.

    ``discrimination`` is the corrected point-biserial correlation, from -1 to 1, between being right here at the first
    try and the share of the attempt's other questions that were right at the first try. High: people who know the rest
    know this too. Around 0 or below: the question misleads, or is about something else. None: cannot be computed.
    """

    question: Question
    asked: int
    facility: float | None
    discrimination: float | None

    @property
    def percent(self):
        return None if self.facility is None else round(100 * self.facility)

    @property
    def is_hard(self):
        return self.facility is not None and self.facility < HARD_BELOW

    @property
    def is_easy(self):
        return self.facility is not None and self.facility > EASY_ABOVE

    @property
    def is_weak(self):
        return self.discrimination is not None and self.discrimination < WEAK_BELOW


def overview():
    """The figures of every question of the bank: ``[Item]``, by theme. Two queries."""
    answered = defaultdict(dict)  # {attempt: {question: right at the first try}}
    rows = _finished().values_list("attempt_id", "pk", "question_id", "tries", "right")
    for attempt, row, question, tries, right in rows:
        answered[attempt][question or -row] = bool(right) and tries == 1  # one that is deleted counts for the others
    pairs = defaultdict(list)  # {question: [(right here, share right of the others)]}
    for results in answered.values():
        total = sum(results.values())
        for question, right in results.items():
            others = len(results) - 1
            pairs[question].append((int(right), (total - right) / others if others else None))
    return [_item(question, pairs[question.pk]) for question in Question.objects.all()]


def _item(question, pairs):
    if len(pairs) < MIN_ANSWERS:
        return Item(question, len(pairs), None, None)
    return Item(question, len(pairs), statistics.mean(right for right, _others in pairs), correlation(pairs))


def hardest(items):
    """The questions in use that fewest got right at the first try, the hardest first.

    None with too few answers, and none that nearly everybody got right.
    """
    known = [item for item in items if item.question.is_active and item.facility is not None and not item.is_easy]
    return sorted(known, key=lambda item: (item.facility, item.question.pk))[:SHOWN_FIRST]


def correlation(pairs):
    """Pearson's correlation of the pairs without None; None if they are too few or one side never varies."""
    pairs = [pair for pair in pairs if pair[1] is not None]
    if len(pairs) < MIN_ANSWERS or any(len(set(side)) == 1 for side in zip(*pairs, strict=True)):
        return None
    return statistics.correlation(*zip(*pairs, strict=True))


@dataclass(frozen=True)
class ChoiceCount:
    """How often one choice was chosen at the first try; ``percent`` is of all who answered."""

    text: str
    right: bool
    times: int
    percent: int


def choice_counts(question):
    """How often each choice was chosen at the first try: ``[ChoiceCount]``, the most chosen first.

    None with fewer than five answers. A choice whose wording was changed is counted as one, in its present wording;
    a choice that is deleted has the wording that was shown.
    """
    rows = list(_finished().filter(question=question).values_list("wording", "answers"))
    if len(rows) < MIN_ANSWERS:
        return None
    times, known = Counter(), {}
    for wording, answers in rows:
        codes = {choice["id"]: choice.get("code", choice["text"]["nb"]) for choice in wording["choices"]}
        known |= {codes[choice["id"]]: (choice["text"], choice["right"]) for choice in wording["choices"]}
        times.update(codes[name] for name in answers[0])
    known |= {choice.code: (choice.text, choice.right) for choice in question.choices.all()}
    found = [
        ChoiceCount(translated(text), right, times[code], round(100 * times[code] / len(rows)))
        for code, (text, right) in known.items()
    ]
    return sorted(found, key=lambda one: (-one.times, one.text))


def _finished():
    return AttemptQuestion.objects.filter(tries__gt=0).exclude(attempt__state=State.OPEN).order_by()
