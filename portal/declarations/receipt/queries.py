"""Which declarations wait for the organisation to confirm that it has received them, and until when."""

import datetime

from portal import clock, organisation
from portal.declarations.queries import not_withdrawn


def days_to_confirm():
    """Within how many days the preset wants the receipt confirmed; 0 where it does not want that."""
    return organisation.preset(organisation.current_cached().preset)["confirms_receipt_within_days"]


def unconfirmed():
    """The signatures that wait for it, the oldest first; none where the preset does not want it."""
    rows = not_withdrawn().filter(confirmed_at__isnull=True).order_by("signed_at", "pk")
    return rows if days_to_confirm() else rows.none()


def confirm_by(signature):
    """The last day for confirming the receipt; None where the signature does not wait for it."""
    days = days_to_confirm()
    if not days or signature.confirmed_at or signature.withdrawn_at:
        return None
    return clock.local(signature.signed_at).date() + datetime.timedelta(days=days)
