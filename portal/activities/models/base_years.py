"""The years whose report is sent."""

from django.db import models
from django.db.models import UniqueConstraint

from portal import clock
from portal.chapters.models import Chapter
from portal.models import Ref


class ClosedYear(Ref):
    """A chapter's base year whose report is sent: what is logged afterwards is not in that report.

    It is opened again when the report comes back to be corrected.
    """

    chapter = models.ForeignKey(Chapter, on_delete=models.PROTECT, related_name="closed_years")
    base_year = models.PositiveSmallIntegerField()
    closed_at = models.DateTimeField(default=clock.now)

    CHAPTER = "chapter"

    class Meta:
        constraints = [UniqueConstraint(fields=["chapter", "base_year"], name="one_closing_of_each_year")]
