"""Questions as whoever asked finds them again, and until when they are kept."""

import datetime

from django.db.models import Q

from portal import clock
from portal.experts.asking import codes
from portal.experts.models import Question
from portal.experts.workflow import OPEN, State
from portal.unreadable import only

KEPT_DAYS = 90  # after it was sent where nobody has answered, else after the answer
KEPT_DAYS_REFUSED = 30


def by_token(token):
    """The question that a form has made; None where it has made none."""
    return Question.objects.filter(token=token).first()


def by_code(typed):
    """The question with the code that somebody typed; None where there is none. Raises ``Unreadable``."""
    return only(Question.objects.filter(code_digest=codes.digest_of(typed)))


def deleted_on(question):
    """The day on which a question is deleted if nothing more happens to it."""
    days = KEPT_DAYS_REFUSED if question.state == State.REFUSED else KEPT_DAYS
    return clock.local(question.ended_at or question.sent_at).date() + datetime.timedelta(days=days)


def to_forget():
    """The questions whose time is over."""
    now = clock.now()
    long_ago, refused = (now - datetime.timedelta(days=days) for days in (KEPT_DAYS, KEPT_DAYS_REFUSED))
    return Question.objects.filter(
        Q(state__in=OPEN, sent_at__lt=long_ago)
        | Q(state=State.ANSWERED, ended_at__lt=long_ago)
        | Q(state=State.REFUSED, ended_at__lt=refused)
    )
