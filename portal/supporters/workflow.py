"""Which moves are open to a supporter and to a request for contact, and what each state is called."""

from django.db import models
from django.utils.translation import pgettext_lazy

from portal.moves import table


class State(models.TextChoices):
    BECOMING = "becoming", pgettext_lazy("supporter state", "On the way into the role")
    ACTIVE = "active", pgettext_lazy("supporter state", "Active")
    PAUSED = "paused", pgettext_lazy("supporter state", "Taking a break")
    ENDED = "ended", pgettext_lazy("supporter state", "Ended")


MOVES = table(
    become_active=([State.BECOMING], State.ACTIVE),
    pause=([State.ACTIVE], State.PAUSED),
    resume=([State.PAUSED], State.ACTIVE),
    end=([State.BECOMING, State.ACTIVE, State.PAUSED], State.ENDED),
    return_=([State.ENDED], State.BECOMING),
)


class Request(models.TextChoices):
    """Where a request to be called back is."""

    WAITING = "waiting", pgettext_lazy("request state", "Waiting for your answer")
    ACCEPTED = "accepted", pgettext_lazy("request state", "You have said yes")
    UNPLACED = "unplaced", pgettext_lazy("request state", "Waiting for somebody who can call")
    DONE = "done", pgettext_lazy("request state", "You have talked")
    CLOSED = "closed", pgettext_lazy("request state", "You did not reach each other")


REQUEST_MOVES = table(
    accept=([Request.WAITING], Request.ACCEPTED),
    decline=([Request.WAITING, Request.ACCEPTED], Request.UNPLACED),
    pass_on=([Request.WAITING, Request.ACCEPTED], Request.UNPLACED),
    assign=([Request.UNPLACED], Request.WAITING),
    take=([Request.UNPLACED], Request.ACCEPTED),
    finish=([Request.ACCEPTED], Request.DONE),
    close=([Request.ACCEPTED], Request.CLOSED),
    reopen=([Request.DONE, Request.CLOSED], Request.ACCEPTED),
)
REQUEST_OPEN = [Request.WAITING, Request.ACCEPTED]  # with somebody who is to answer or to call
