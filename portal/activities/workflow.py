"""The states of a gathering and the moves between them. Having been held follows from the time and is not a state."""

from django.db import models

from portal.moves import table


class State(models.TextChoices):
    PLANNED = "planned"
    CANCELLED = "cancelled"
    LOGGED = "logged"  # it has become an activity


MOVES = table(
    cancel=([State.PLANNED], State.CANCELLED),
    log=([State.PLANNED], State.LOGGED),
    reopen=([State.LOGGED], State.PLANNED),  # the activity was undone
)
