"""Which moves are open to an attempt at the knowledge test, and what each state is called."""

from django.db import models
from django.utils.translation import pgettext_lazy

from portal.moves import table


class State(models.TextChoices):
    OPEN = "open", pgettext_lazy("attempt state", "Under way")
    PASSED = "passed", pgettext_lazy("attempt state", "Passed")
    FAILED = "failed", pgettext_lazy("attempt state", "Not passed yet")


MOVES = table(**{"pass": ([State.OPEN], State.PASSED), "fail": ([State.OPEN], State.FAILED)})


class CourseState(models.TextChoices):
    """Whether a course has been held is the clock's to say, not a move."""

    PLANNED = "planned"
    CANCELLED = "cancelled"


COURSE_MOVES = table(cancel=([CourseState.PLANNED], CourseState.CANCELLED))
