"""The result of the last check of an address. Where it stands is read from the pages themselves."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class LinkCheck(models.Model):
    class Fault(models.TextChoices):
        GONE = "gone", _("The page is not there any more.")
        NO_ANSWER = "no_answer", _("Nobody answers at this address.")
        FAILS = "fails", _("The other site says that something is wrong there.")
        GOES_ROUND = "goes_round", _("The address leads on to another address again and again.")
        NOT_PUBLIC = "not_public", _("This is not an address on the open internet.")
        # Many sites turn away everything that is no person: that is no reason to take a link away.
        TURNED_AWAY = "turned_away", _("The other site does not answer machines. Open the link yourself.")

    DEAD = [Fault.GONE, Fault.NO_ANSWER, Fault.FAILS, Fault.GOES_ROUND, Fault.NOT_PUBLIC]

    url = models.CharField(max_length=1000, unique=True)
    due = models.BooleanField(default=True, db_index=True)
    status = models.PositiveSmallIntegerField(null=True)
    fault = models.CharField(max_length=20, choices=Fault, blank=True)
    checked_at = models.DateTimeField(null=True)

    def __str__(self):
        return self.url
