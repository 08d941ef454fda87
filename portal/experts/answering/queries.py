"""The queue of questions, as an expert and the office see it."""

import datetime

from django.db.models import Exists, OuterRef, Q

from portal import clock, permissions
from portal.experts.models import Expert, Question
from portal.experts.workflow import HELD, OPEN, State
from portal.permissions import Role, access_of

TAKEN_DAYS = 7  # so long an expert has a question, not counting the day on which it was taken
EXPERT_AFTER_DAYS, OFFICE_AFTER_DAYS = 7, 14


def taken_until(moment):
    """Until when somebody has a question that they take now: the end of the last day, in Norwegian time."""
    return clock.end_of(clock.local(moment).date() + datetime.timedelta(days=TAKEN_DAYS))


def days_waited(question):
    """Calendar days from when it was sent until it was ended or, where it is not, until today."""
    end = clock.local(question.ended_at).date() if question.ended_at else clock.today()
    return (end - clock.local(question.sent_at).date()).days


def waiting_for(expert):
    """The questions that this expert can take, the oldest first."""
    rows = Question.objects.filter(state=State.WAITING)
    return rows.filter(topic__in=["", *expert.topics]) if expert.topics else rows


def held_by(person):
    """The questions that this person has taken, the oldest first."""
    return Question.objects.filter(taken_by=person, state__in=HELD)


def answered_by(user):
    """The answers that this person can correct, the newest first: their own as an expert, all for the secretariat."""
    rows = Question.objects.filter(state=State.ANSWERED).order_by("-ended_at", "-pk")
    return rows if Role.SECRETARIAT in access_of(user).roles else rows.filter(answered_by=user)


def open_questions():
    """Every question without an answer, the oldest first, with whoever has it."""
    return Question.objects.filter(state__in=OPEN).select_related("taken_by")


IN_SHORT = ("ref", "state", "topic", "sent_at", "taken_by", "taken_until", "answered_by", "corrected_by", "ended_at")


def in_short(rows):
    """These questions without their texts, for lists that are read on every visit to my page."""
    return rows.select_related(None).only(*IN_SHORT)


def consulting():
    """The questions about which an expert has asked the secretariat."""
    return Question.objects.filter(state=State.CONSULTING)


def readable_by(user, expert):
    """The questions that this user may read: all for the secretariat, which sees to it that nobody is identified.

    An expert (their row, or None) reads those that they can take, and those that they have taken or answered.
    """
    rows = permissions.visible_to(Question.objects.all(), user, "experts.view_question")
    if Role.SECRETARIAT in access_of(user).roles:
        return rows
    own = Q(taken_by=user) | Q(answered_by=user)
    can_take = Q(pk__in=waiting_for(expert).values("pk")) if expert else Q(pk__in=[])
    return rows.filter(own | can_take)


def overdue():
    """The questions whose holder has had them too long, or is no expert any more."""
    answers = Expert.objects.filter(person=OuterRef("taken_by"), person__is_active=True)
    return Question.objects.filter(Q(taken_until__lt=clock.now(), state=State.TAKEN) | ~Exists(answers), state__in=HELD)


def waiting_for_days(days):
    """The questions without an answer that were sent at least so many calendar days ago, the oldest first."""
    sent_before = clock.start_of(clock.today() - datetime.timedelta(days=days - 1))
    return Question.objects.filter(state__in=OPEN, sent_at__lt=sent_before)


def late():
    """Those of which the office is told."""
    return waiting_for_days(OFFICE_AFTER_DAYS)
