"""Was a page useful? Readers answer yes or no, and nobody knows who they were."""

from django.db.models import Count, Q

from portal import clock
from portal.models import PageVote


def give(page, useful, *, token):
    """Count one answer about the page with this key. The same token twice is one answer: the first."""
    PageVote.objects.get_or_create(token=token, defaults={"page": page, "useful": useful, "day": clock.today()})


def by_page():
    """``{key of the page: {"yes": …, "no": …}}``."""
    rows = PageVote.objects.values("page").annotate(yes=Count("pk", Q(useful=True)), no=Count("pk", Q(useful=False)))
    return {row["page"]: {"yes": row["yes"], "no": row["no"]} for row in rows}
