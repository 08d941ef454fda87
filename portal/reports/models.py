"""Reporting years, and one report for each chapter and year."""

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

from portal.chapters.models import Chapter
from portal.models import Case, Ref
from portal.reports.workflow import MOVES, REPORT_OPEN, State


class ReportingYear(Ref):
    """The dates for reporting on ``base_year``, the calendar year whose numbers count. Both are in the year after."""

    base_year = models.PositiveSmallIntegerField(unique=True)
    opens = models.DateField()
    deadline = models.DateField()  # the last day

    class Meta:
        ordering = ["-base_year"]

    def __str__(self):
        return str(self.base_year)


class ChapterReport(Case):
    """A chapter's report on a year. ``numbers`` and ``answers`` are copies from when it was sent."""

    KIND = "report"
    MOVES = MOVES
    OWNER = "attested_by"
    CHAPTER = "chapter"

    chapter = models.ForeignKey(Chapter, on_delete=models.PROTECT, related_name="reports")
    year = models.ForeignKey(ReportingYear, on_delete=models.PROTECT, related_name="reports")
    state = models.CharField(max_length=30, choices=State, default=State.PREPARING)
    numbers = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    answers = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    attested_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    attested_role = models.CharField(max_length=20, blank=True)  # a code of forms.annual_report.ROLE_CHOICES
    received_at = models.DateTimeField(null=True)
    on_time = models.BooleanField(null=True)
    returned_at = models.DateTimeField(null=True)
    returned_words = models.TextField(blank=True)
    pdf_name = models.CharField(max_length=100, blank=True)  # in PRIVATE_DIR/reports; empty until the worker made it
    pdf_sha256 = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["chapter", "year"], name="one_report_for_each_chapter_and_year")]

    @property
    def draft_key(self):
        return f"report:{self.pk}"

    @property
    def is_open(self):
        """Whether the chapter can still change it."""
        return self.state in REPORT_OPEN


# Totals


class YearWorth(Ref):
    """What the secretariat has said of a base year: for an estimate, and for sharing an amount among the chapters.

    The three weights are the organisation's own key: whole numbers, for each activity day, each supporter with an
    activity that counts, and each chapter. Nothing here decides about the grant.
    """

    base_year = models.PositiveSmallIntegerField(unique=True)
    kroner_per_point = models.PositiveIntegerField(null=True)  # None: no kroner are shown
    measures = models.PositiveSmallIntegerField(default=0)  # phone service and digital exchange: 0, 1 or 2
    per_day = models.PositiveIntegerField(default=0)
    per_supporter = models.PositiveIntegerField(default=0)
    per_chapter = models.PositiveIntegerField(default=0)
