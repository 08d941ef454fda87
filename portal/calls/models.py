"""The log of the helplines: calls as numbers and codes, and the supporters who answer.

Nothing is kept of whoever called: no name, no number, no words, and no time of day. A helpline is named by its code,
which is the one in its public address: what else there is to know of it comes from ``queries.lines``.
"""

from django.conf import settings
from django.db import models

from portal import clock
from portal.models import Ref


class Volunteer(Ref):
    """A supporter who answers a helpline, as the coordinator or the secretariat has noted."""

    line = models.SlugField(max_length=40)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="helplines")
    added_at = models.DateTimeField(default=clock.now)

    OWNER = "person"

    class Meta:
        constraints = [models.UniqueConstraint(fields=["line", "person"], name="one_volunteer_row_for_each_line")]
        ordering = ["line", "person__family_name", "person__given_name", "pk"]


class Call(Ref):
    """One talk on a helpline. ``token`` comes from the form: one form makes one row.

    ``undo_until`` and ``logged_by`` are there so that whoever logged it can take it back, and are emptied later
    (``portal/operations/retention.py``): the row is a number from then on.
    """

    token = models.UUIDField(unique=True)
    line = models.SlugField(max_length=40)
    day = models.DateField()
    month = models.DateField()  # the first day of the month: what the totals are grouped by
    minutes = models.CharField(max_length=10, blank=True)  # a code of forms.calls.LENGTHS
    caller = models.CharField(max_length=10, blank=True)  # a code of the organisation's experiences
    logged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="logged_calls"
    )
    undo_until = models.DateTimeField(null=True)

    OWNER = "logged_by"

    class Meta:
        indexes = [models.Index(fields=["month", "line", "minutes", "caller"], name="calls_by_month")]
        ordering = ["-day", "-pk"]


class CallTheme(models.Model):
    """One theme of a call. ``line`` and ``month`` are the call's, so that themes are counted without reading calls."""

    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="themes")
    theme = models.CharField(max_length=20)  # a code of the organisation's topics
    line = models.SlugField(max_length=40)
    month = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["call", "theme"], name="one_row_for_each_theme_of_a_call")]
        indexes = [models.Index(fields=["month", "line", "theme"], name="call_themes_by_month")]
