"""Queries about the experts, about whether the public can ask them, and about the numbers of the months."""

import datetime

from django.db.models import BigIntegerField, Q, Value
from django.db.models.functions import Cast

from portal import clock, organisation
from portal.accounts.models import User
from portal.experts.models import Expert, QuestionMonth
from portal.permissions import Role
from portal.unreadable import found, only

LATELY = datetime.timedelta(days=180)  # of which answers it is told how long they took
FEWEST_WAITS = 5


def roles_of(user, _day):
    """The role of an expert. For permissions.register_roles."""
    nowhere = Cast(Value(None), BigIntegerField())
    return Expert.objects.filter(person=user).annotate(role=Value(Role.EXPERT.value), of_chapter=nowhere)


def experts():
    """Those who can answer: their account is open."""
    return Expert.objects.filter(person__is_active=True).select_related("person")


def expert_of(person):
    """The person's own row; None for somebody who is no expert. Raises ``Unreadable``."""
    return only(Expert.objects.filter(person=person))


def of_topic(topic):
    """The experts who answer questions about a topic; a question without one is everybody's."""
    return [one for one in found(experts()) if not topic or not one.topics or topic in one.topics]


def is_open():
    """Whether the secretariat has opened the service, so that its pages are there. At most a minute old."""
    return organisation.current_cached().takes_questions


def professions(rows):
    """The professions of these experts, each once: who answers, for the public."""
    return list(dict.fromkeys(one.profession for one in rows))


def person_with_address(email):
    """The person who signs in with this address; None where nobody does."""
    return User.objects.filter(email=email.strip().lower(), is_active=True).first()


def months(number=12):
    """The numbers of the last months in which something happened, the newest first."""
    return found(QuestionMonth.objects.filter(Q(asked__gt=0) | Q(answered__gt=0) | Q(refused__gt=0)))[:number]


def waits_lately(rows):
    """``(half, nearly all)``: within how many days half of the answers came lately, and nine of ten. None: too few."""
    since = (clock.now() - LATELY).date().replace(day=1)
    waits = sorted(days for row in rows if row.month >= since for days in row.waits)
    if len(waits) < FEWEST_WAITS:
        return None
    return waits[(len(waits) - 1) // 2], waits[(len(waits) * 9 + 9) // 10 - 1]
