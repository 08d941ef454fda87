"""The states of a chapter's report, their names, and the moves between them."""

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

REPORT_OPEN = [State.PREPARING, State.RETURNED]  # the chapter can still change it

# Statuses that are shown but are not states of a report: there is no report yet, the deadline has passed, or the
# secretariat has decided that the chapter sends none.
NOT_BEGUN, LATE, NOT_REQUIRED = "not_begun", "late", "not_required"
STATUS = {
    NOT_BEGUN: pgettext_lazy("report state", "Not begun"),
    LATE: pgettext_lazy("report state", "After the deadline"),
    NOT_REQUIRED: pgettext_lazy("report state", "Not required"),
    **{state.value: state.label for state in State},
}
TAGS = {
    NOT_BEGUN: "neutral", State.PREPARING: "info", State.SENT: "info", State.RETURNED: "warn", State.APPROVED: "ok",
    LATE: "warn", NOT_REQUIRED: "neutral",
}  # fmt: skip


def status_of(state, is_past_deadline, is_required=True):
    """The code of the status that is shown: a key of ``STATUS``. ``state`` is None if nobody has begun."""
    if state in (None, State.PREPARING) and not is_required:
        return NOT_REQUIRED
    if state in (None, State.PREPARING) and is_past_deadline:
        return LATE
    return state or NOT_BEGUN
