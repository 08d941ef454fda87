"""What somebody has answered about two entries that look alike."""

from django.conf import settings
from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint

from portal import clock
from portal.activities.models.activities import Activity
from portal.models import Ref


class DoubleEntry(Ref):
    """What somebody has answered about two activities that look alike: they are the same, or they are two.

    Of the same, ``earlier`` is kept and ``later`` is struck; where ``keeps_later`` it is the other way round. Putting
    the struck one back takes the answer back.
    """

    class Answer(models.TextChoices):
        SAME = "same"
        TWO = "two"

    earlier = models.ForeignKey(Activity, on_delete=models.PROTECT, related_name="+")
    later = models.ForeignKey(Activity, on_delete=models.PROTECT, related_name="+")
    answer = models.CharField(max_length=10, choices=Answer)
    keeps_later = models.BooleanField(default=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)
    taken_back_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            CheckConstraint(condition=Q(earlier__lt=F("later")), name="the_earlier_activity_comes_first"),
            UniqueConstraint(
                fields=["earlier", "later"],
                condition=Q(taken_back_at__isnull=True),
                name="one_answer_for_each_double_entry",
            ),
        ]
        ordering = ["-at", "-pk"]

    @property
    def kept(self):
        """The one of the two that stands, where they are the same."""
        return self.later if self.keeps_later else self.earlier

    @property
    def struck(self):
        return self.earlier if self.keeps_later else self.later
