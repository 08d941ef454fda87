"""What the organisation offered in a year besides the activities."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.models import Ref, UploadedFile, both_or_neither


class Measure(Ref):
    """What the organisation offered in a base year besides the activities: a phone service, or a place online."""

    class Code(models.TextChoices):
        HELPLINE = "helpline", _("Phone service")
        DIGITAL_EXCHANGE = "digital_exchange", _("Digital exchange of experience")

    base_year = models.PositiveSmallIntegerField()
    code = models.CharField(max_length=20, choices=Code)
    in_place = models.BooleanField(default=False)
    how = models.TextField(blank=True)  # how it was made public
    announced_on = models.DateField(null=True)  # when that was, in the base year
    address = models.CharField(max_length=300, blank=True)  # of a web page, as a text
    version = models.PositiveIntegerField(default=0)  # guards against lost edits
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["base_year", "code"], name="one_measure_of_a_kind_each_year")]


class MeasurePicture(UploadedFile):
    """A picture that shows a measure at work. It is evidence when somebody has confirmed that it shows nobody."""

    measure = models.ForeignKey(Measure, on_delete=models.PROTECT, related_name="pictures")
    shown_on = models.DateField(null=True)  # the day that it shows, in the base year
    confirmed_at = models.DateTimeField(null=True)
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [both_or_neither("confirmed_at", "confirmed_by")]
