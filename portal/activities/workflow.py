"""Which moves are open to a gathering. That it has been held is the clock's to say, not a move."""

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
