"""The organisation's part of a declaration: somebody in the secretariat confirms that it is received."""

import unicodedata
from collections.abc import Collection

from django.db import transaction

from portal import clock, events
from portal.accounts import services as accounts
from portal.accounts.models import User
from portal.declarations import mails
from portal.declarations.models import Signature
from portal.declarations.proof import witness
from portal.declarations.receipt import queries
from portal.declarations.services import NameMissing
from portal.declarations.verbs import Verb
from portal.witness import values_of


class ConfirmedByAnother(Exception):
    """Somebody else has confirmed the receipt already."""


class CannotBeConfirmed(Exception):
    """The signature does not wait for it (``queries.unconfirmed``), or it is not as it was signed."""


class SomeCannotBeConfirmed(Exception):
    """Of several signatures, these (the argument) cannot be confirmed, or somebody else has confirmed them."""

    @property
    def signatures(self) -> list[Signature]:
        return self.args[0]


@transaction.atomic
def confirm_receipt(signature: Signature, *, by: User) -> None:
    """Note that the organisation has received the declaration, and tell the signer. A second time changes nothing.

    The PDF copy is made anew, so that it says so. Raises ``NameMissing`` when the user ``by`` has no name,
    ``ConfirmedByAnother`` and ``CannotBeConfirmed``.
    """
    accounts.lock_people(signature.person)
    _confirm(signature, by=by)


@transaction.atomic
def confirm_receipts(signatures: Collection[Signature], *, by: User) -> int:
    """The same for several declarations, each with its own event and mail: all of them or none.

    Returns how many were confirmed now: what the user has confirmed already is left as it is, so a second press changes
    nothing. Raises ``NameMissing`` and ``SomeCannotBeConfirmed``.
    """
    accounts.lock_people(*(signature.person for signature in signatures))
    number, refused = 0, []
    for signature in signatures:
        try:
            number += _confirm(signature, by=by)
        except (CannotBeConfirmed, ConfirmedByAnother):
            refused.append(signature)
    if refused:
        raise SomeCannotBeConfirmed(refused)
    return number


def _confirm(signature: Signature, *, by: User) -> bool:
    """Confirm one whose signer is locked; whether it was done now."""
    signature.refresh_from_db()
    if signature.confirmed_at:
        if signature.confirmed_by_id != by.pk:
            raise ConfirmedByAnother
        return False
    if not queries.is_unconfirmed(signature) or not witness.can_be_copied(signature):
        raise CannotBeConfirmed
    name = unicodedata.normalize("NFC", by.get_full_name())
    if not name:
        raise NameMissing
    signature.confirmed_at, signature.confirmed_by, signature.confirmer_name = clock.now(), by, name
    signature.pdf_name = signature.pdf_sha256 = ""
    signature.save(update_fields=["confirmed_at", "confirmed_by", "confirmer_name", "pdf_name", "pdf_sha256"])
    columns = values_of(signature, witness.CONFIRMATION)
    events.record(Verb.DECLARATION_CONFIRM_RECEIPT, subject=signature, by=by, columns=columns)
    mails.receipt_confirmed(signature)
    return True
