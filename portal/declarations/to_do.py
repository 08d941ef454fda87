"""What waits here: declarations whose receipt the secretariat is to confirm, where the organisation wants it."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal import permissions
from portal.declarations.receipt import queries as receipt_queries
from portal.to_do import ToDo


def receipts_to_confirm(reader):
    rule = "declarations.confirm_receipt"
    if not receipt_queries.days_to_confirm() or not reader.person.has_perm(rule):
        return
    waiting = permissions.visible_to(receipt_queries.unconfirmed(), reader.person, rule)
    rows = list(waiting.only("ref", "signed_at", "confirmed_at", "withdrawn_at", "lapses_on"))
    if rows:
        title = ngettext(
            "%(count)d declaration waits for you to confirm that we have received it",
            "%(count)d declarations wait for you to confirm that we have received them",
            len(rows),
        )
        address = reverse("portal:receipt", args=[rows[0].ref]) if len(rows) == 1 else reverse("portal:receipts")
        yield ToDo(title % {"count": len(rows)}, _("Confirm"), address, due=receipt_queries.confirm_by(rows[0]))


TO_DO = [receipts_to_confirm]
