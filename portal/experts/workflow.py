"""Where a question to the experts is, and where its published answer is."""

from django.db import models
from django.utils.translation import pgettext_lazy

from portal.moves import table


class State(models.TextChoices):
    """Where a question is."""

    WAITING = "waiting", pgettext_lazy("question state", "Waiting for an expert")
    TAKEN = "taken", pgettext_lazy("question state", "An expert is writing an answer")
    CONSULTING = "consulting", pgettext_lazy("question state", "The expert has asked the secretariat")
    ANSWERED = "answered", pgettext_lazy("question state", "Answered")
    REFUSED = "refused", pgettext_lazy("question state", "Not answered")


OPEN = [State.WAITING, State.TAKEN, State.CONSULTING]
HELD = [State.TAKEN, State.CONSULTING]
MOVES = table(
    take=([State.WAITING], State.TAKEN),
    release=(HELD, State.WAITING),
    consult=([State.TAKEN], State.CONSULTING),
    advise=([State.CONSULTING], State.TAKEN),
    answer=([State.TAKEN], State.ANSWERED),
    refuse=(OPEN, State.REFUSED),
    correct=([State.ANSWERED], State.ANSWERED),
)


class Published(models.TextChoices):
    """Where an answer for the public is."""

    DRAFT = "draft", pgettext_lazy("published answer", "Being prepared")
    PUBLIC = "public", pgettext_lazy("published answer", "Published")
    WITHDRAWN = "withdrawn", pgettext_lazy("published answer", "Taken down")


PUBLISHED_MOVES = table(
    publish=([Published.DRAFT, Published.WITHDRAWN], Published.PUBLIC),
    unpublish=([Published.PUBLIC], Published.WITHDRAWN),
)
