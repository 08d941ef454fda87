"""Which moves are open to a chapter's report, and what each state is called."""

from django.db import models
from django.utils.translation import pgettext_lazy

from portal.moves import table


class State(models.TextChoices):
    PREPARING = "preparing", pgettext_lazy("report state", "Begun")
    SENT = "sent", pgettext_lazy("report state", "Sent")
    RETURNED = "returned", pgettext_lazy("report state", "To be corrected")
    APPROVED = "approved", pgettext_lazy("report state", "Approved")


MOVES = table(
    submit=([State.PREPARING, State.RETURNED], State.SENT),
    return_=([State.SENT], State.RETURNED),
    approve=([State.SENT], State.APPROVED),
)

# Where there is nothing yet, or time has run out: the report itself is in no such state.
NOT_BEGUN, LATE = "not_begun", "late"
STATUS = {
    NOT_BEGUN: pgettext_lazy("report state", "Not begun"),
    LATE: pgettext_lazy("report state", "After the deadline"),
    **{state.value: state.label for state in State},
}
TAGS = {
    NOT_BEGUN: "neutral", State.PREPARING: "info", State.SENT: "info", State.RETURNED: "warn", State.APPROVED: "ok",
    LATE: "warn",
}  # fmt: skip


def status_of(state, is_past_deadline):
    """What staff call it: ``state`` is None where nobody has begun."""
    if state in (None, State.PREPARING) and is_past_deadline:
        return LATE
    return state or NOT_BEGUN
