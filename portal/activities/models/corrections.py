"""What was changed of an activity after it was logged."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import UniqueConstraint

from portal import clock
from portal.activities.models.activities import Activity
from portal.models import Ref


class Correction(Ref):
    """What somebody has changed of an activity after it was logged, and why. Rows are only added.

    ``changes`` is ``{column: [before, after]}``, where a row that the activity points to is named by its ``ref``.
    ``version`` is that of the activity afterwards. ``token`` comes from the form.
    """

    class Kind(models.TextChoices):
        CORRECT = "correct"
        SAY = "say"  # what is so of it was said later on; nobody is asked why
        STRIKE = "strike"
        PUT_BACK = "put_back"
        MERGE = "merge"  # another entry was the same: it is struck, and its supporters are named here

    token = models.UUIDField(unique=True, default=uuid.uuid4)
    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, related_name="corrections")
    kind = models.CharField(max_length=10, choices=Kind)
    version = models.PositiveIntegerField()
    changes = models.JSONField(default=dict)
    reason = models.CharField(max_length=20)  # a code of forms.correction.REASONS
    because = models.CharField(max_length=200, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [UniqueConstraint(fields=["activity", "version"], name="one_correction_for_each_version")]
        ordering = ["activity", "version"]

    @property
    def is_sound(self):
        """Whether it holds what was before and after, and what was done: for ``portal.unreadable``."""
        changes = self.__dict__.get("changes", {})
        pairs = changes.values() if isinstance(changes, dict) else [None]
        return self.kind in self.Kind and all(isinstance(pair, list) and len(pair) == 2 for pair in pairs)
