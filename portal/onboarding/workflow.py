"""The states of an application with their names for the applicant and for staff, and the moves between them.

The course, the test, the declaration and the appointment are facts and not states: their order is the category's.
"""

from django.db import models
from django.utils.translation import pgettext_lazy

from portal.moves import table


class State(models.TextChoices):
    SUBMITTED = "submitted"
    RETURNED = "returned"
    ANSWERED = "answered"  # the applicant added what was asked for: back to whoever asked
    APPROVED = "approved"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


FOR_APPLICANT = {
    State.SUBMITTED: pgettext_lazy("application", "We are reading your application"),
    State.RETURNED: pgettext_lazy("application", "We need a little more from you"),
    State.ANSWERED: pgettext_lazy("application", "We are reading what you added"),
    State.APPROVED: pgettext_lazy("application", "Your application is approved"),
    State.DECLINED: pgettext_lazy("application", "We could not say yes this time"),
    State.WITHDRAWN: pgettext_lazy("application", "You have withdrawn your application"),
}
FOR_STAFF = {
    State.SUBMITTED: pgettext_lazy("application", "Waiting for an answer"),
    State.RETURNED: pgettext_lazy("application", "Waiting for the applicant"),
    State.ANSWERED: pgettext_lazy("application", "The applicant has answered"),
    State.APPROVED: pgettext_lazy("application", "Approved"),
    State.DECLINED: pgettext_lazy("application", "Declined"),
    State.WITHDRAWN: pgettext_lazy("application", "Withdrawn"),
}

WAITING = [State.SUBMITTED, State.ANSWERED]  # for whoever assesses
OPEN = [*WAITING, State.RETURNED]  # a person has one of these at the most
ANSWER_WEEKS = 3  # within which an answer is promised

MOVES = table(
    approve=(WAITING, State.APPROVED),
    ask_for_more=(WAITING, State.RETURNED),
    decline=(OPEN, State.DECLINED),  # also where the applicant never answered
    resubmit=([State.RETURNED], State.ANSWERED),
    withdraw=(OPEN, State.WITHDRAWN),
)
