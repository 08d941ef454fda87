"""Reporting years, one report for each chapter and year, and what is decided and reminded of for one chapter."""

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint
from django.utils.translation import gettext_lazy as _

from forms.phones import format_phone
from portal import clock
from portal.chapters.models import Chapter
from portal.models import Case, Ref, UploadedFile, both_or_neither
from portal.reports.workflow import MOVES, REPORT_OPEN, State
from portal.supporters.models import Supporter


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


# Attachments


class Attachment(UploadedFile):
    """A PDF file that belongs to a chapter's report. What was sent once is kept, also where the chapter removes it."""

    CHAPTER = "report__chapter"

    report = models.ForeignKey(ChapterReport, on_delete=models.PROTECT, related_name="attachments")
    box = models.CharField(max_length=40)  # a code of the preset's attachments
    removed_at = models.DateTimeField(null=True)  # from a report that was sent with it and came back
    removed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [both_or_neither("removed_at", "removed_by")]


# Measures


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


# The year: what the secretariat decides for one chapter.
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
    apart from the next of its kind: the day on which the secretariat sent it, the deadline that had passed, or the
    moment at which the report came or was sent back. The others are sent once.
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


# The grant file: portal/reports/grants/.


class GrantContact(Ref):
    """How a supporter can be reached, for the list of a base year that goes with the application to the state.

    Asked of them once a year, and shown to nobody but the secretariat.
    """

    supporter = models.ForeignKey(Supporter, on_delete=models.PROTECT, related_name="grant_contacts")
    base_year = models.PositiveSmallIntegerField()
    street = models.CharField(max_length=100)
    postcode = models.CharField(max_length=4)
    place = models.CharField(max_length=60)
    phone = models.CharField(max_length=20)
    email = models.EmailField()
    given_at = models.DateTimeField(default=clock.now)

    OWNER = "supporter__person"

    class Meta:
        ordering = ["-base_year"]
        constraints = [
            models.UniqueConstraint(fields=["supporter", "base_year"], name="one_grant_contact_for_each_year")
        ]

    @property
    def phone_display(self):
        return format_phone(self.phone)

    @property
    def address(self):
        """“Storgata 1, 0155 Oslo”: the postcode keeps its zeros in any spreadsheet."""
        return f"{self.street}, {self.postcode} {self.place}"


class GrantYear(Ref):
    """A base year of the application to the state: whether its documents are on hold, and what was frozen of it.

    On hold, because somebody looks into it, nothing of the year is deleted. Since ``forgotten_at`` all of it is.
    """

    base_year = models.PositiveSmallIntegerField(unique=True)
    held_at = models.DateTimeField(null=True)
    held_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    held_because = models.TextField(blank=True)
    forgotten_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-base_year"]
        constraints = [both_or_neither("held_at", "held_by")]

    def __str__(self):
        return str(self.base_year)


class GrantFile(Ref):
    """A frozen version of what goes with the application: rows are only added, until the year is deleted.

    What it holds is a file in ``PRIVATE_DIR/grants`` (``grants.frozen``), named by ``ref`` and with this ``sha256``;
    ``about`` is the first part of it. ``changes`` is what differs from the version before (``grants.comparison``), and
    ``reason`` why there is another version, or why something could be missing (``despite_gaps``).
    """

    year = models.ForeignKey(GrantYear, on_delete=models.PROTECT, related_name="files")
    number = models.PositiveSmallIntegerField()
    sha256 = models.CharField(max_length=64)
    about = models.JSONField(encoder=DjangoJSONEncoder)
    changes = models.JSONField(default=list)
    reason = models.TextField(blank=True)
    despite_gaps = models.BooleanField(default=False)
    frozen_at = models.DateTimeField(default=clock.now)
    # None: by the command of those who run the site.
    frozen_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    pdf_name = models.CharField(max_length=100, blank=True)  # in PRIVATE_DIR/grants; empty until the worker made it
    pdf_sha256 = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ["year", "number"]
        constraints = [models.UniqueConstraint(fields=["year", "number"], name="one_grant_file_of_each_number")]

    @property
    def is_sound(self):
        """Whether what it tells of itself has the shape that it was frozen in: for ``portal.unreadable``."""
        about, changes = self.__dict__.get("about", {}), self.__dict__.get("changes", [])
        return isinstance(about, dict) and isinstance(changes, list)


# Totals


class YearWorth(Ref):
    """What the secretariat has said of a base year: for an estimate, and for sharing an amount among the chapters.

    The three weights are the organisation's own key: whole numbers, for each activity day, each supporter with an
    activity that counts, and each chapter. Nothing here decides about the grant.
    """

    base_year = models.PositiveSmallIntegerField(unique=True)
    kroner_per_point = models.PositiveIntegerField(null=True)  # None: no kroner are shown
    per_day = models.PositiveIntegerField(default=0)
    per_supporter = models.PositiveIntegerField(default=0)
    per_chapter = models.PositiveIntegerField(default=0)
