"""Somebody with professional knowledge says yes to a safety text."""

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction

from portal import events
from portal.accounts.models import User
from portal.operations.safety import queries
from portal.operations.safety.texts import SafetyText, safety_texts
from portal.operations.verbs import Verb


class TextChanged(Exception):
    """The text is not as it was when it was read."""


@transaction.atomic
def approve(ref: UUID, *, by: User) -> SafetyText:
    """Say yes to the text with this ``ref``, as ``by`` has read it. Raises PermissionDenied or TextChanged."""
    if not queries.may_approve(by):
        raise PermissionDenied
    text = next((one for one in safety_texts() if one.ref == ref), None)
    if text is None:
        raise TextChanged
    events.record(Verb.SAFETY_TEXT_APPROVE, subject=text, by=by, details={"text": text.code, "language": text.language})
    return text
