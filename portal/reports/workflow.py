"""The states of a chapter's report, their names, and the moves between them."""

from django.db import models
from django.utils.translation import pgettext_lazy

from portal.moves import table


class State(models.TextChoices):
    PREPARING = "preparing", pgettext_lazy("report state", "Begun")
    SENT = "sent", pgettext_lazy("report state", "Sent")
    RETURNED = "returned", pgettext_lazy("report state", "To be corrected")
    APPROVED = "approved", pgettext_lazy("report state", "Approved")
    REOPENED = "reopened", pgettext_lazy("report state", "Opened again")


MOVES = table(
    submit=([State.PREPARING, State.RETURNED, State.REOPENED], State.SENT),
    return_=([State.SENT], State.RETURNED),
    approve=([State.SENT], State.APPROVED),
    reopen=([State.SENT, State.APPROVED], State.REOPENED),
)

SENT_BEFORE = [State.RETURNED, State.REOPENED]  # open again: it was sent, and is sent anew within 14 days
REPORT_OPEN = [State.PREPARING, *SENT_BEFORE]  # the chapter can still change it

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
    LATE: "warn", State.REOPENED: "warn", NOT_REQUIRED: "neutral",
}  # fmt: skip

# Where a section of a report stands (sections.queries).
NOT_OPENED, BEGUN, CONFIRMED, CHANGED = "not_opened", "begun", "confirmed", "changed"
SECTION_STATUS = {
    NOT_OPENED: pgettext_lazy("section of a report", "Not confirmed"),
    BEGUN: pgettext_lazy("section of a report", "Begun"),
    CONFIRMED: pgettext_lazy("section of a report", "Confirmed"),
    CHANGED: pgettext_lazy("section of a report", "Look at it again"),
}
SECTION_TAGS = {NOT_OPENED: "", BEGUN: "info", CONFIRMED: "ok", CHANGED: "warn"}


def status_of(state, is_past_deadline, is_required=True):
    """The code of the status that is shown: a key of ``STATUS``. ``state`` is None if nobody has begun."""
    if state in (None, State.PREPARING) and not is_required:
        return NOT_REQUIRED
    if state in (None, State.PREPARING) and is_past_deadline:
        return LATE
    return state or NOT_BEGUN
