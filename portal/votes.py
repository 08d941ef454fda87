"""Was a page useful? Readers answer yes or no, and nobody knows who they were."""

from django.db.models import Count, Q

from portal import clock
from portal.models import PageVote


def give(page, useful, *, token):
    """Count one answer about the page with this key. The same token twice is one answer: the first."""
    PageVote.objects.get_or_create(token=token, defaults={"page": page, "useful": useful, "day": clock.today()})


def about(page):
    """How many said yes and no about the page with this key: ``{"yes": …, "no": …}``."""
    return PageVote.objects.filter(page=page).aggregate(
        yes=Count("pk", filter=Q(useful=True)), no=Count("pk", filter=Q(useful=False))
    )
