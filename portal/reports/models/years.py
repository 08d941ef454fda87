"""The reporting years, what the secretariat decides for one chapter, and the reminders that were sent."""

from django.conf import settings
from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint

from portal import clock
from portal.chapters.models import Chapter
from portal.models import Ref


class ReportingYear(Ref):
    """The dates for reporting on ``base_year``, the calendar year whose numbers count. Both are in the year after."""

    base_year = models.PositiveSmallIntegerField(unique=True)
    opens = models.DateField()
    deadline = models.DateField()  # the last day

    class Meta:
        ordering = ["-base_year"]

    def __str__(self):
        return str(self.base_year)


class ChapterDecision(Ref):
    """What the secretariat has decided about the report of one chapter on a year, and why. The newest applies.

    ``last_day`` is the chapter's own deadline, in an extension alone. ``USUAL`` takes an earlier decision back: the
    dates of the year apply again.
    """

    class Kind(models.TextChoices):
        EXTENSION = "extension"
        NOT_REQUIRED = "not_required"
        USUAL = "usual"

    chapter = models.ForeignKey(Chapter, on_delete=models.PROTECT, related_name="report_decisions")
    year = models.ForeignKey(ReportingYear, on_delete=models.PROTECT, related_name="decisions")
    kind = models.CharField(max_length=20, choices=Kind)
    last_day = models.DateField(null=True)
    reason = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    @property
    def is_sound(self):
        return self.kind in self.Kind.values and (self.kind == self.Kind.EXTENSION) == (self.last_day is not None)

    class Meta:
        constraints = [
            CheckConstraint(
                condition=Q(kind="extension", last_day__isnull=False)
                | Q(kind__in=["not_required", "usual"], last_day__isnull=True),
                name="an_extension_has_a_last_day",
            )
        ]
        indexes = [models.Index(fields=["year", "chapter"], name="report_decisions_of_a_year")]


class ReportReminder(Ref):
    """A mail about a chapter's report on a year that was sent once, by the site or, with ``by``, by the secretariat.

    All remind the chapter, save ``ARRIVED``, which tells the secretariat that the report has come. ``about`` keeps one
    apart from the next of its kind: the day on which the secretariat sent it, the chapter's own last day, or the
    moment at which the report came or was sent back.
    """

    class Kind(models.TextChoices):
        FIRST = "first"
        SECOND = "second"
        THIRD = "third"
        LAST = "last"
        LATE = "late"
        CORRECT = "correct"
        OFFICE = "office"
        ARRIVED = "arrived"

    chapter = models.ForeignKey(Chapter, on_delete=models.PROTECT, related_name="report_reminders")
    year = models.ForeignKey(ReportingYear, on_delete=models.PROTECT, related_name="reminders")
    kind = models.CharField(max_length=20, choices=Kind)
    about = models.CharField(max_length=40, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    sent_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            UniqueConstraint(fields=["chapter", "year", "kind", "about"], name="each_report_reminder_is_sent_once")
        ]
