"""Practising for the test: one question at a time, and nothing is stored.

The form holds a signed token with the question's code and a random number. The ids and the order of the choices are
made from both and the site's secret key, so nobody can tell from them, or from the token, which choice is right.
"""

import secrets
from dataclasses import dataclass

from django.core import signing
from django.utils.crypto import salted_hmac

from portal.knowledge.exam import queries
from portal.knowledge.models import AttemptQuestion, Question
from portal.knowledge.workflow import State

SALT = "portal.knowledge.practice"


@dataclass(frozen=True)
class PracticeQuestion:
    """A question as it is shown for practice."""

    question: Question
    token: str
    choices: list  # [(id, choice)], in the order in which they are shown

    @property
    def right_ids(self):
        return {name for name, choice in self.choices if choice.right}


def draw_question(person, theme="", after=""):
    """A random question: of ``theme`` if given, and another than the one with the code ``after`` if possible.

    None where there is no question.
    """
    bank = [question for question in _questions_to_practise(person) if theme in ("", question.theme)]
    others = [question for question in bank if question.code != after] or bank
    if not others:
        return None
    question, seed = secrets.choice(others), secrets.token_hex(8)
    return _practice_question(question, seed, signing.dumps([question.code, seed], salt=SALT))


def question_from_token(token, person):
    """The question of a token, with the same choices in the same order; None where the token is not valid."""
    try:
        code, seed = signing.loads(token, salt=SALT)
    except (signing.BadSignature, ValueError):
        return None
    found = next((question for question in _questions_to_practise(person) if question.code == code), None)
    return _practice_question(found, seed, token) if found else None


def _questions_to_practise(person):
    """The questions that can be drawn, without the unanswered ones of this person's open attempt."""
    waiting = AttemptQuestion.objects.filter(attempt__person=person, attempt__state=State.OPEN, settled=False)
    unanswered = set(waiting.values_list("question_id", flat=True))
    return [question for question in queries.available_questions() if question.pk not in unanswered]


def _practice_question(question, seed, token):
    choices = {salted_hmac(SALT, f"{seed}:{choice.pk}").hexdigest()[:16]: choice for choice in question.choices.all()}
    return PracticeQuestion(question, token, sorted(choices.items()))
