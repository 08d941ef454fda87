"""Changing the letters and reasons of answers to applications."""

import uuid
from typing import Any

from django.db import transaction
from django.db.models import F

from portal import events
from portal.accounts.models import User
from portal.moves import Stale
from portal.onboarding.models import Letter, Reason
from portal.onboarding.review import queries as review_queries
from portal.onboarding.verbs import Verb


@transaction.atomic
def set_letter(code: str, *, subject: dict[str, str], text: dict[str, str], version: int, by: User | None) -> Letter:
    """Change a letter and return it. Raises ``Stale`` when it was changed after ``version`` was read."""
    rows = Letter.objects.filter(code=code, version=version)
    if not rows.update(subject=subject, text=text, version=F("version") + 1):
        raise Stale(f"read at version {version}")
    letter = review_queries.letter(code)
    events.record(Verb.LETTER_CHANGE, subject=letter, by=by, details={"subject": subject, "text": text})
    return letter


@transaction.atomic
def add_reason(*, token: uuid.UUID, by: User | None, **values: Any) -> Reason:
    """Add a reason and return it. A second call with the same ``token`` changes the first reason (``set_reason``)."""
    last = Reason.objects.order_by("-order").first()
    reason, is_new = Reason.objects.get_or_create(
        code=token.hex[:12], defaults={"order": last.order + 1 if last else 0, **values}
    )
    if is_new:
        events.record(Verb.REASON_CREATE, subject=reason, by=by, details=values)
        return reason
    return set_reason(reason, version=1, by=by, **values)


@transaction.atomic
def set_reason(reason: Reason, *, version: int, by: User | None, **values: Any) -> Reason:
    """Change a reason and return it. Equal values change nothing. Raises ``Stale`` if changed after ``version``."""
    if all(getattr(reason, name) == value for name, value in values.items()):
        return reason
    rows = Reason.objects.filter(pk=reason.pk, version=version)
    if not rows.update(version=F("version") + 1, **values):
        raise Stale(f"read at version {version}")
    reason.refresh_from_db()
    events.record(Verb.REASON_CHANGE, subject=reason, by=by, details=values)
    return reason
