"""What retention has deleted, day by day, in kinds and numbers; and the joining of two accounts of one person."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from portal import clock
from portal.models import Ref, both_or_neither


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


class AccountJoining(Ref):
    """An account of somebody who has two becomes part of the one that stays (``person``).

    Somebody who has proved both addresses asks for it and does it at once. Else one of the secretariat asks and another
    does it, after some days. ``email`` is the address of the account that goes; when it is done, that account is gone.
    """

    OWNER = "person"

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="joinings")
    other = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    email = models.EmailField(max_length=254)
    reason = models.TextField(blank=True)  # how the one who asked knows that both are theirs
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=clock.now)
    done_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    done_at = models.DateTimeField(null=True)
    stopped_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["asked_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(done_at__isnull=True, stopped_at__isnull=True),
                name="one_waiting_joining_of_an_account",
            ),
            models.CheckConstraint(
                condition=Q(done_by__isnull=True) | ~Q(done_by=F("asked_by")) | Q(asked_by=F("person")),
                name="accounts_are_joined_by_their_owner_or_by_two_people",
            ),
            both_or_neither("done_by", "done_at"),
        ]
