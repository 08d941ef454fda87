"""Practising for the test: one question at a time, and nothing is stored.

All there is of a question that was asked is a signed token in its form: which question, and a random number. The ids
and the order of the answers follow from both and from the site's own key, so that nobody can tell from them, or from
the token, which answer is right.
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
    question: Question
    token: str
    choices: list  # [(id, choice)], in the order in which they are shown

    @property
    def right_ids(self):
        return {name for name, choice in self.choices if choice.right}


def draw_question(person, theme="", after=""):
    """A random question, of one theme where one is named, and not the one just asked; None where there is none."""
    bank = [question for question in _questions_to_practise(person) if theme in ("", question.theme)]
    others = [question for question in bank if question.code != after] or bank
    if not others:
        return None
    question, seed = secrets.choice(others), secrets.token_hex(8)
    return _practice_question(question, seed, signing.dumps([question.code, seed], salt=SALT))


def question_from_token(token, person):
    """The question that a token was given for, as it was asked; None where that cannot be told."""
    try:
        code, seed = signing.loads(token, salt=SALT)
    except (signing.BadSignature, ValueError):
        return None
    found = next((question for question in _questions_to_practise(person) if question.code == code), None)
    return _practice_question(found, seed, token) if found else None


def _questions_to_practise(person):
    """What can be asked. Not what waits for an answer in this person's test: practising would give it away."""
    waiting = AttemptQuestion.objects.filter(attempt__person=person, attempt__state=State.OPEN, settled=False)
    kept_back = set(waiting.values_list("question_id", flat=True))
    return [question for question in queries.available_questions() if question.pk not in kept_back]


def _practice_question(question, seed, token):
    choices = {salted_hmac(SALT, f"{seed}:{choice.pk}").hexdigest()[:16]: choice for choice in question.choices.all()}
    return PracticeQuestion(question, token, sorted(choices.items()))
