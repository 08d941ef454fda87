"""Queries about the knowledge test that several pages use."""

import datetime
from dataclasses import dataclass

from django.db.models import Count, Exists, F, OuterRef, Subquery, Sum
from django.db.models.functions import Coalesce

from portal import clock
from portal.accounts.models import User
from portal.knowledge.models import (
    Attempt,
    AttemptQuestion,
    Question,
    TestException,
    TestSettings,
)
from portal.knowledge.workflow import State
from portal.read_together import read_together


def has_passed(person):
    """Whether the person has passed the test, or an exception counts as passed."""
    return any(rows.filter(person=person).exists() for rows in passing_rows())


def passed_on(person):
    """The date in Norway on which the person passed, or an exception counts as passed from; None if neither."""
    attempts, exceptions = (rows.filter(person=person) for rows in passing_rows())
    days = [clock.local(moment).date() for moment in attempts.values_list("finished_at", flat=True)]
    return min([*days, *(exception.counts_from for exception in exceptions)], default=None)


def passed_attempts():
    """All attempts that passed, of everybody."""
    return Attempt.objects.filter(state=State.PASSED)


def exceptions_that_pass():
    """The exceptions that are not withdrawn and count as a passed test."""
    return TestException.objects.filter(withdrawn_at__isnull=True, kind__in=TestException.COUNTS_AS_PASSED)


def passing_rows():
    """Two querysets, each with a ``person``: the attempts that passed, and the exceptions that count as passed."""
    return [passed_attempts(), exceptions_that_pass()]


def latest_attempt(attempts):
    """Of these attempts of one person, the open one, else the one that finished last; None if there is none."""
    is_open = next((one for one in attempts if one.state == State.OPEN), None)
    return is_open or max(attempts, key=lambda one: one.finished_at, default=None)


def open_attempt(person):
    """The person's open attempt, or None."""
    return Attempt.objects.filter(person=person, state=State.OPEN).first()


def exam_settings():
    """The settings for new attempts; the defaults, not saved, until the secretariat has changed them."""
    return settings_from(settings_rows())


def settings_rows():
    """The same as a queryset, for ``settings_from``."""
    return TestSettings.objects.filter(pk=1)


def settings_from(rows):
    """The settings in these rows: one, or none where the secretariat has changed nothing."""
    return next(iter(rows), None) or TestSettings(pk=1)


def exceptions_of(person):
    """The exceptions made for this person that are not withdrawn."""
    return list(_exceptions_of(person))


def _exceptions_of(person):
    return TestException.objects.filter(person=person, withdrawn_at__isnull=True)


@dataclass(frozen=True)
class ExamStatus:
    """Whether a person has passed the test, and whether they may begin a new attempt."""

    passed_on: datetime.date | None
    exceptions: list
    finished: int  # number of finished attempts
    allowed: int | None  # number of attempts in all; None for no limit
    may_begin_on: datetime.date  # the first date for a new attempt, by the waiting time alone

    @property
    def is_used_up(self):
        return self.allowed is not None and self.finished >= self.allowed

    @property
    def must_wait(self):
        return self.may_begin_on > clock.today()

    @property
    def may_begin(self):
        return not (self.passed_on or self.is_used_up or self.must_wait)


def rows_of_status(person):
    """``(attempts, exceptions, settings)`` from which an ``ExamStatus`` is made, as querysets."""
    return Attempt.objects.filter(person=person), _exceptions_of(person), settings_rows()


def exam_status(person, rules):
    """The ``ExamStatus`` of a person by ``rules``, a ``TestSettings``."""
    attempts, exceptions, _settings = rows_of_status(person)
    read_together(attempts, exceptions)
    return exam_status_from(attempts, exceptions, rules)


def exam_status_from(attempts, exceptions, rules):
    """The same from all attempts of a person, and the exceptions made for them that are not withdrawn."""
    moments = sorted(one.finished_at for one in attempts if one.state != State.OPEN)
    passed = [clock.local(one.finished_at).date() for one in attempts if one.state == State.PASSED]
    passed += [one.counts_from for one in exceptions if one.kind in TestException.COUNTS_AS_PASSED]
    more = sum(exception.number or 0 for exception in exceptions)
    waits = moments and not any(exception.kind == TestException.Kind.NO_WAIT for exception in exceptions)
    last = clock.local(moments[-1]).date() if waits else None
    return ExamStatus(
        passed_on=min(passed, default=None),
        exceptions=list(exceptions),
        finished=len(moments),
        allowed=None if rules.most_attempts is None else rules.most_attempts + more,
        may_begin_on=last + datetime.timedelta(days=rules.wait_days) if last else clock.today(),
    )


def people_without_attempts_left(most_attempts):
    """The people who have not passed and have no attempt left, by name; nobody if attempts have no limit."""
    if most_attempts is None:
        return User.objects.none()
    attempts = Attempt.objects.filter(person=OuterRef("pk"), state=State.FAILED).order_by().values("person")
    in_force = TestException.objects.filter(person=OuterRef("pk"), withdrawn_at__isnull=True)
    more = in_force.order_by().values("person").annotate(more=Sum("number")).values("more")
    passing = [Exists(rows.filter(person=OuterRef("pk"))) for rows in passing_rows()]
    return (
        User.objects.filter(~passing[0], ~passing[1], is_active=True)
        .annotate(
            finished=Coalesce(Subquery(attempts.annotate(number=Count("pk")).values("number")), 0),
            allowed=Coalesce(Subquery(more), 0) + most_attempts,
        )
        .filter(finished__gte=F("allowed"), finished__gt=0)
        .order_by("family_name", "given_name", "pk")
    )


def next_question(questions):
    """The question to ask next; None when all are answered. Those that are asked once more come after all others."""
    waiting = [question for question in questions if question.is_waiting]
    return min(waiting, key=lambda question: (question.returns, question.turn), default=None)


def wrong_questions(attempt):
    """The questions of an attempt that do not count as right."""
    return [question for question in attempt.questions.all() if not question.counts(attempt.counting_tries)]


def result_of(attempt, questions):
    """``(how many questions count as right, whether that passes)`` by the settings of the attempt."""
    missed = [question for question in questions if not question.counts(attempt.counting_tries)]
    right = len(questions) - len(missed)
    safe = not attempt.must_pass_critical or not any(question.is_critical for question in missed)
    return right, right >= attempt.pass_mark and safe


def wording_in_force(asked):
    """The ``wording`` of an ``AttemptQuestion``, as its question stands in the bank now: words, key, explanation.

    The order and the ids of the choices, the theme, and whether it is critical stay as they were when the attempt
    began. So does all of it where the question is deleted, or cannot be answered with the choices that were offered.
    """
    question = asked.question
    if question is None:
        return asked.wording
    known = {choice.code: choice for choice in question.choices.all()}
    choices = []
    for offered in asked.wording["choices"]:
        choice = known.get(offered.get("code"))
        choices.append(
            {**offered, "text": choice.text, "right": choice.right} if choice else {**offered, "right": False}
        )
    if not has_valid_choices(question.kind, [choice["right"] for choice in choices]):
        return asked.wording
    kept = ("kind", "chapter", "anchor", "text", "explanation")
    return {**asked.wording, **{name: getattr(question, name) for name in kept}, "choices": choices}


def right_codes(question):
    """The codes of the choices that are right now, sorted: the key in force."""
    return sorted(choice.code for choice in question.choices.all() if choice.right)


@dataclass(frozen=True)
class OtherKey:
    """An answered ``AttemptQuestion`` whose answers were judged by another key than the one in force.

    ``values`` are its fields as the key in force judges them; ``state`` and ``right`` those of its attempt.
    """

    asked: AttemptQuestion
    values: dict
    state: str
    right: int | None
    other_words: bool  # whether the question or a choice had other words than now

    @property
    def attempt(self):
        return self.asked.attempt

    @property
    def was_right(self):
        return self.asked.counts(AttemptQuestion.TRIES)

    @property
    def is_right(self):
        return self.values["right"] and self.values["tries"] <= AttemptQuestion.TRIES


def judged_by_another_key(question):
    """The answers to a question that the key in force judges otherwise, or by another key: ``[OtherKey]``, by attempt.

    Answers that are deleted by now are not among them; their results stay.
    """
    rows = AttemptQuestion.objects.filter(question=question, tries__gt=0).select_related("attempt__person")
    rows = rows.prefetch_related("question__choices", "attempt__questions").order_by("attempt__started_at", "pk")
    return [found for asked in rows if (found := _by_key_in_force(asked))]


def _by_key_in_force(asked):
    """The ``OtherKey`` of an answered question; None if it was judged by the key in force all along."""
    attempt, now = asked.attempt, wording_in_force(asked)
    key = {choice["id"] for choice in now["choices"] if choice["right"]}
    values = _judge(asked, key)
    if key == asked.right_ids and all(getattr(asked, name) == value for name, value in values.items()):
        return None
    rights = {choice["id"]: choice["right"] for choice in now["choices"]}
    choices = [{**choice, "right": rights[choice["id"]]} for choice in asked.wording["choices"]]
    judged = {**asked.wording, "choices": choices, "kind": now["kind"], "explanation": now["explanation"]}
    other_words = (now["text"], [choice["text"] for choice in now["choices"]]) != (
        asked.wording["text"],
        [choice["text"] for choice in choices],
    )
    right, state = attempt.right, attempt.state
    if state != State.OPEN:
        others = [other for other in attempt.questions.all() if other.pk != asked.pk]
        anew = AttemptQuestion(wording=judged, tries=values["tries"], right=values["right"])
        right, passed = result_of(attempt, [*others, anew])
        state = State.PASSED if passed else State.FAILED
    return OtherKey(asked, {**values, "wording": judged}, state, right, other_words)


def _judge(asked, key):
    """The fields ``tries``, ``right``, ``settled`` and ``returns`` of an answered question by ``key``, a set of ids.

    In an open attempt, one that is wrong at the first try is asked again, and one that is wrong twice returns.
    """
    answers, is_open = [set(chosen) for chosen in asked.answers], asked.attempt.state == State.OPEN
    hit = next((number for number, chosen in enumerate(answers[: asked.TRIES], start=1) if chosen == key), None)
    if hit:
        return {"tries": hit, "right": True, "settled": True, "returns": False}
    returns = is_open and asked.attempt.brings_back and len(answers) == asked.TRIES
    settled = not is_open or len(answers) >= asked.TRIES
    return {"tries": len(answers), "right": answers[-1] == key, "settled": settled, "returns": returns}


def available_questions():
    """The questions of the bank that can be drawn for a test, with their choices."""
    active = Question.objects.filter(is_active=True).prefetch_related("choices")
    return [question for question in active if can_be_asked(question)]


def can_be_asked(question):
    """Whether the choices of a question fit its kind (``has_valid_choices``)."""
    return has_valid_choices(question.kind, [choice.right for choice in question.choices.all()])


def has_valid_choices(kind, choices):
    """Whether a kind of question can have these choices; ``choices`` is a bool for each: whether it is right.

    At least one choice must be wrong and one right; exactly one right for a question with a single answer.
    """
    right = sum(choices)
    enough = right == 1 if kind == Question.Kind.SINGLE else right >= 1
    return enough and right < len(choices)


def passed_attempt_on(person):
    """The date in Norway of the first passed attempt, or None. For certificates, so exceptions do not count."""
    first = Attempt.objects.filter(person=person, state=State.PASSED).order_by("finished_at").first()
    return clock.local(first.finished_at).date() if first else None
