"""Which moves are open to a supporter, and what each state is called."""

from django.db import models
from django.utils.translation import pgettext_lazy

from portal.moves import table


class State(models.TextChoices):
    BECOMING = "becoming", pgettext_lazy("supporter state", "Becoming a supporter")
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
