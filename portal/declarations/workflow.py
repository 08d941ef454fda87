"""Which moves are open to a request to have the declaration explained, and what each state is called."""

from django.db import models
from django.utils.translation import pgettext_lazy

from portal.moves import table


class Explanation(models.TextChoices):
    WAITING = "waiting", pgettext_lazy("explanation state", "Waits")
    DONE = "done", pgettext_lazy("explanation state", "Done")
    WITHDRAWN = "withdrawn", pgettext_lazy("explanation state", "Taken back")


EXPLANATION_MOVES = table(
    finish=([Explanation.WAITING], Explanation.DONE),
    reopen=([Explanation.DONE], Explanation.WAITING),
    withdraw=([Explanation.WAITING], Explanation.WITHDRAWN),
)
