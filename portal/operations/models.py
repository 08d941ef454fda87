"""What retention has deleted, day by day: kinds and numbers, and nobody's name."""

from django.db import models

from portal import clock


class RetentionDay(models.Model):
    """Retention on one day. The worker does a part at a time: ``next_step`` is where it goes on.

    ``counts`` is ``{what: number of rows}``, and ``failed`` how many rows could not be deleted.
    """

    day = models.DateField(unique=True)
    next_step = models.PositiveSmallIntegerField(default=0)
    counts = models.JSONField(default=dict)
    failed = models.PositiveIntegerField(default=0)
    begun_at = models.DateTimeField(default=clock.now)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-day"]
