"""The states and legal moves of attempts at the knowledge test, and of courses."""

from django.db import models
from django.utils.translation import pgettext_lazy

from portal.moves import table


class State(models.TextChoices):
    OPEN = "open", pgettext_lazy("attempt state", "Under way")
    PASSED = "passed", pgettext_lazy("attempt state", "Passed")
    FAILED = "failed", pgettext_lazy("attempt state", "Not passed yet")


MOVES = table(
    **{"pass": ([State.OPEN], State.PASSED), "fail": ([State.OPEN], State.FAILED)},
    # A key was wrong, and the answers are judged anew.
    correct_to_passed=([State.FAILED], State.PASSED),
    correct_to_failed=([State.PASSED], State.FAILED),
)


class CourseState(models.TextChoices):
    """The states of a course. “Held” is none of them: that depends only on the time."""

    PLANNED = "planned"
    CANCELLED = "cancelled"


COURSE_MOVES = table(cancel=([CourseState.PLANNED], CourseState.CANCELLED))
