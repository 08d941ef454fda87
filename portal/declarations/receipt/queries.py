"""Which declarations wait for the organisation to confirm that it has received them, and until when."""

import datetime

from django.db.models import Exists, OuterRef

from portal import clock, organisation
from portal.declarations.models import RecordedSignature
from portal.declarations.queries import not_withdrawn

_ended = []


def register_ended(source):
    """Add ``source() -> ids`` (a query): of those who were supporters, and neither are nor are becoming it any more.

    The room that knows them comes later than this one.
    """
    if source not in _ended:
        _ended.append(source)


def days_to_confirm():
    """Within how many days the organisation wants the receipt confirmed; None where it does not want that."""
    return organisation.current_cached().confirms_receipt_within_days


def unconfirmed():
    """The signatures that wait for it, the oldest first; none where the organisation does not want it.

    They are those that count: what has lapsed, was renewed on a text for the same kinds of supporter or is on a text
    that counts for nobody any more does not wait, and nobody whose role has ended does. One that is not as it was
    signed is among them until it is withdrawn: somebody has to find out what has happened.
    """
    if not days_to_confirm():
        return not_withdrawn().none()
    rows = not_withdrawn().filter(confirmed_at__isnull=True).exclude(lapses_on__lte=clock.today())
    rows = rows.exclude(text__coverage__counts_for="")
    for later in (not_withdrawn(), RecordedSignature.objects.all()):
        same = {"person": OuterRef("person"), "text__categories": OuterRef("text__categories")}
        rows = rows.exclude(Exists(later.filter(renews=OuterRef("ref"), **same)))
    for source in _ended:
        rows = rows.exclude(person__in=source())
    return rows.order_by("signed_at", "pk")


def is_unconfirmed(signature):
    """Whether the signature waits for it. One query."""
    return unconfirmed().filter(pk=signature.pk).exists()


def confirm_by(signature):
    """The last day for confirming the receipt; None where that is confirmed, or the signature counts no longer.

    Whether something has taken its place is not asked here: that takes a query (``is_unconfirmed``).
    """
    days = days_to_confirm()
    if not days or signature.confirmed_at or signature.withdrawn_at or signature.has_lapsed:
        return None
    return clock.local(signature.signed_at).date() + datetime.timedelta(days=days)


def is_late(signature):
    """Whether the receipt should have been confirmed by now."""
    last_day = confirm_by(signature)
    return last_day is not None and last_day < clock.today()
