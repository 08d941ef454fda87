"""One report for each chapter and year: how it was confirmed, signed, sent before, and asked to be opened again."""

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

from portal import clock
from portal.chapters.models import Chapter
from portal.models import Case, Ref
from portal.reports.models.shapes import are_answers, are_corrections, are_numbers, are_texts, is_shown
from portal.reports.models.years import ReportingYear
from portal.reports.workflow import MOVES, REPORT_OPEN, SENT_BEFORE, State


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
    # Signing: ``attested_by`` has seen what has this digest. Of two who sign, ``first_signed_by`` is the first.
    attested_sha256 = models.CharField(max_length=64, blank=True)
    first_signed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    first_signed_role = models.CharField(max_length=20, blank=True)
    first_signed_at = models.DateTimeField(null=True)
    # Answering: words at certain places (``answering.places``), and numbers that are others than the log's.
    returned_places = models.JSONField(default=dict)  # {place: words}
    corrections = models.JSONField(default=dict)  # {kind: {"number": "count" or "participants", "right", "why"}}

    class Meta:
        constraints = [models.UniqueConstraint(fields=["chapter", "year"], name="one_report_for_each_chapter_and_year")]

    @property
    def draft_key(self):
        return f"report:{self.pk}"

    @property
    def is_open(self):
        """Whether the chapter can still change it."""
        return self.state in REPORT_OPEN

    @property
    def is_sound(self):
        """Whether it can be shown and judged (``portal/unreadable.py``). Columns that were not read are left out."""
        read = self.__dict__
        waiting = self._state.fields_cache.get("waiting_signature")
        return (
            self.state in State.values
            and (self.state == State.PREPARING) == (self.received_at is None)
            and (self.state not in SENT_BEFORE or self.returned_at is not None)
            and are_numbers(read.get("numbers", {}))
            and are_answers(read.get("answers", {}))
            and are_corrections(self.corrections)
            and are_texts(self.returned_places)
            and (waiting is None or waiting.is_sound)
        )


class SectionConfirmation(Ref):
    """Somebody on the board confirmed a section of a report: who, when, and a digest of what they saw.

    Rows are only added. The latest one of a section is what counts, as long as the section is as it was.
    """

    report = models.ForeignKey(ChapterReport, on_delete=models.PROTECT, related_name="confirmations")
    section = models.CharField(max_length=20)  # the key of a step of forms.annual_report
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    confirmed_at = models.DateTimeField(default=clock.now)
    digest = models.CharField(max_length=64)  # of sections.queries

    OWNER = "by"

    class Meta:
        ordering = ["confirmed_at", "pk"]


class WaitingSignature(models.Model):
    """The signature of the first of two board members on a report, while it waits for the second one.

    ``shown`` is what the first one saw (``signing.attestation.Shown``).
    """

    report = models.OneToOneField(ChapterReport, on_delete=models.PROTECT, related_name="waiting_signature")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=20)
    signed_at = models.DateTimeField()
    shown = models.JSONField()

    @property
    def is_sound(self):
        has_signer = isinstance(self.person_id, int) and self._state.fields_cache.get("person", True) is not None
        return has_signer and self.signed_at is not None and isinstance(self.role, str) and is_shown(self.shown)


class ReopeningRequest(Ref):
    """A chapter asks to open a report again that was sent, and what the secretariat answered."""

    report = models.ForeignKey(ChapterReport, on_delete=models.PROTECT, related_name="reopening_requests")
    reason = models.TextField()
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    granted = models.BooleanField(null=True)  # None: it waits for an answer
    words = models.TextField(blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["asked_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["report"], condition=models.Q(granted__isnull=True), name="one_reopening_request_waits"
            )
        ]


class EarlierSending(Ref):
    """What a report held when it was sent, before it was sent anew: its receipt can still be read."""

    report = models.ForeignKey(ChapterReport, on_delete=models.PROTECT, related_name="earlier_sendings")
    number = models.PositiveSmallIntegerField()  # 1 is the first time
    numbers = models.JSONField(encoder=DjangoJSONEncoder)
    answers = models.JSONField(encoder=DjangoJSONEncoder)
    attested_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    attested_role = models.CharField(max_length=20, blank=True)
    attested_sha256 = models.CharField(max_length=64, blank=True)
    first_signed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    first_signed_role = models.CharField(max_length=20, blank=True)
    first_signed_at = models.DateTimeField(null=True)
    received_at = models.DateTimeField()
    on_time = models.BooleanField()
    pdf_name = models.CharField(max_length=100, blank=True)
    pdf_sha256 = models.CharField(max_length=64, blank=True)

    COPIED = (
        *("numbers", "answers", "attested_by", "attested_role", "attested_sha256", "first_signed_by"),
        *("first_signed_role", "first_signed_at", "received_at", "on_time", "pdf_name", "pdf_sha256"),
    )

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["report", "number"], name="one_sending_of_each_number")]

    @property
    def year(self):
        return self.report.year

    @property
    def is_sound(self):
        return are_numbers(self.numbers) and are_answers(self.answers)
