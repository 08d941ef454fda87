"""Answers on their way: a draft is private to whoever its key names, and may vanish."""

from django.db import models


class Draft(models.Model):
    """One form that somebody has begun. ``key`` is text that the room chooses (``user:17``, ``report:42``)."""

    kind = models.CharField(max_length=30)
    key = models.CharField(max_length=60)
    answers = models.JSONField(default=dict)  # {step: {field: [raw values]}}
    pages = models.JSONField(default=dict)  # {step: the mark of the shown page that it was saved from}
    version = models.PositiveIntegerField(default=0)
    started_at = models.DateTimeField()
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "key"], name="one_draft_of_a_kind_for_each_key")]
