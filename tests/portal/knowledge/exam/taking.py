"""How the tests take the test."""

import random

from portal.knowledge.exam import queries as exam_queries
from portal.knowledge.exam import services as exam_services


def begin(person, seed=1):
    return exam_services.start(person, by=person, draw=random.Random(seed))


def wrong(question):
    return [choice["id"] for choice in question.wording["choices"] if not choice["right"]][:1]


def settle(attempt, *positions, right=True):
    """Answer these questions: right at once, or wrong twice."""
    for question in attempt.questions.filter(position__in=positions):
        for _try in range(1 if right else 2):
            chosen = question.right_ids if right else wrong(question)
            exam_services.answer(attempt, question.position, chosen, by=attempt.person)


def answer_what_returned(attempt):
    for question in attempt.questions.filter(returns=True):
        exam_services.answer_again(attempt, question.position, wrong(question), by=attempt.person)


def finish(person, right, seed=1):
    """A whole test with so many right, those about safety first of all; the rest wrong each time."""
    attempt = begin(person, seed)
    questions = sorted(attempt.questions.all(), key=lambda question: not question.is_critical)
    settle(attempt, *(question.position for question in questions[:right]))
    settle(attempt, *(question.position for question in questions[right:]), right=False)
    answer_what_returned(attempt)
    attempt.refresh_from_db()
    return attempt


def hold(siri, **values):
    """Change how the test is held."""
    return exam_services.change_settings(version=exam_queries.exam_settings().version, by=siri, **values)


def fail_test(user):
    """An attempt that ends without passing."""
    attempt = exam_services.start(user, by=user)
    settle(attempt, *range(1, 11), right=False)
    answer_what_returned(attempt)
