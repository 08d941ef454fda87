"""What a person says of all that they lead or log in a year."""

from django.conf import settings
from django.db import models
from django.db.models import UniqueConstraint

from portal import clock
from portal.activities.models.activities import said
from portal.models import Ref


class Statement(Ref):
    """What a person has said of all that they lead or log in a base year: yes, no, or nothing yet.

    It counts where nothing else was said of one activity. ``unpaid`` is about the person.
    """

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="activity_statements")
    base_year = models.PositiveSmallIntegerField()
    in_person = said()
    in_norway = said()
    own_event = said()
    unpaid = said()
    said_at = models.DateTimeField(default=clock.now)

    OWNER = "person"

    class Meta:
        ordering = ["-base_year"]
        constraints = [UniqueConstraint(fields=["person", "base_year"], name="one_statement_for_each_year")]
