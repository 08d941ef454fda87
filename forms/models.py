"""The draft: answers that are saved and not sent yet."""

from django.db import models


class Draft(models.Model):
    """A form that somebody has begun. The room chooses ``key`` (``user:17``, ``report:42``) and who may open it."""

    kind = models.CharField(max_length=30)
    key = models.CharField(max_length=60)
    answers = models.JSONField(default=dict)  # {step: {field: [raw values]}}
    pages = models.JSONField(default=dict)  # {step: the token of the page in which it was saved}
    version = models.PositiveIntegerField(default=0)
    started_at = models.DateTimeField()
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "key"], name="one_draft_of_a_kind_for_each_key")]
