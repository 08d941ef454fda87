"""Asking a question without a name, and taking it back."""

import uuid

from django.db import transaction
from django.db.models import Q

from portal import clock, events, organisation
from portal.experts import mails
from portal.experts import queries as expert_queries
from portal.experts import services as experts
from portal.experts.asking import codes
from portal.experts.models import Expert, PublishedAnswer, Question
from portal.experts.verbs import Verb
from portal.experts.workflow import State


class Closed(Exception):
    """The service is closed, or nobody can answer."""


@transaction.atomic
def ask(*, token: uuid.UUID, text: str, topic: str, may_publish: bool, language: str) -> tuple[Question, bool]:
    """Send a question. Returns ``(question, whether it is new)``: a ``token`` makes one question.

    Those who can answer it are told by mail, each once a day at most. Raises ``Closed``. The event has no actor.
    """
    if not (organisation.current().takes_questions and expert_queries.experts().exists()):
        raise Closed
    question, is_new = Question.objects.get_or_create(
        token=token,
        defaults={
            "code_digest": codes.digest_of(codes.code_for(token)),
            "text": text,
            "topic": topic,
            "may_publish": may_publish,
            "language": language,
            "state": State.WAITING,
            "sent_at": clock.now(),
        },
    )
    if is_new:
        events.record(Verb.EXPERT_QUESTION_ASK, subject=question, by=None)
        experts.count_in_month("asked")
        _tell_experts(topic)
    return question, is_new


def _tell_experts(topic: str) -> None:
    since = clock.start_of(clock.today())
    for expert in expert_queries.of_topic(topic):
        not_told = Expert.objects.filter(Q(told_at__isnull=True) | Q(told_at__lt=since), pk=expert.pk)
        if not_told.update(told_at=clock.now()):
            mails.notify_of_question(expert.person)


@transaction.atomic
def withdraw(question: Question) -> None:
    """Whoever asked deletes the question with its answer, also where it is published. A second call does nothing."""
    stored = Question.objects.select_for_update().filter(pk=question.pk).first()
    if stored is None:
        return
    events.record(Verb.EXPERT_QUESTION_WITHDRAW, subject=stored, by=None)
    PublishedAnswer.objects.filter(question=stored).delete()
    stored.delete()
