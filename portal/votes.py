"""Readers' anonymous answers, yes or no, to whether a page was useful."""

import uuid

from django.db.models import Count, Q

from portal import clock
from portal.models import PageVote


def record_vote(page: uuid.UUID, useful: bool) -> None:
    """Save one answer about a page (its translation key, a UUID)."""
    PageVote.objects.create(token=uuid.uuid4(), page=page, useful=useful, day=clock.today())


def about(page: uuid.UUID) -> dict[str, int]:
    """How many answered yes and no about a page (its translation key): ``{"yes": …, "no": …}``."""
    return PageVote.objects.filter(page=page).aggregate(
        yes=Count("pk", filter=Q(useful=True)), no=Count("pk", filter=Q(useful=False))
    )
