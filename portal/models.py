"""The tables that belong to no single room: the organisation, the event log, outgoing mail, votes on pages."""

import uuid
from collections.abc import Mapping
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import CheckConstraint, Q
from django.utils.translation import pgettext

from forms.phones import format_phone
from portal import clock
from portal.types import Move


def both_or_neither(left: str, right: str) -> CheckConstraint:
    """Constraint: both columns are filled in, or neither (such as ``withdrawn_at`` and ``withdrawn_by``)."""
    neither = Q(**{f"{left}__isnull": True, f"{right}__isnull": True})
    both = Q(**{f"{left}__isnull": False, f"{right}__isnull": False})
    return CheckConstraint(condition=neither | both, name=f"%(class)s_{left}_with_{right}")


class Ref(models.Model):
    """Abstract base with ``ref``, a random id for addresses and the event log. It tells nothing about the row.

    ``OWNER``, ``LEADER`` and ``CHAPTER`` are the paths to its person, to whoever led it and to its chapter, by which
    the permission rules find whose it is; ``DAY`` is the path to the day by which they find of which year it is;
    ``NAMED`` are the paths to everybody who is named in it. A model has those that its rules ask for.
    """

    OWNER: ClassVar[str]
    LEADER: ClassVar[str]
    CHAPTER: ClassVar[str]
    DAY: ClassVar[str]
    NAMED: ClassVar[tuple[str, ...]]

    ref = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)

    class Meta:
        abstract = True


class UploadedFile(Ref):
    """Abstract base for a row about a file that somebody uploaded; portal/uploads.py takes it in and reads it."""

    stored_as = models.CharField(max_length=32, unique=True)  # random: the file's name in PRIVATE_DIR/uploads
    name = models.CharField(max_length=100)  # what whoever uploaded it called it: for people, never a path
    file_type = models.CharField(max_length=4)  # uploads.FileType
    size = models.PositiveIntegerField()  # bytes, as it is kept
    sha256 = models.CharField(max_length=64)
    uploaded_at = models.DateTimeField()
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        abstract = True


class Case(Ref):
    """Abstract base for what has a state. Only ``moves.move()`` sets ``state``; ``version`` guards against lost edits.

    A subclass sets ``KIND`` (the first half of its event verbs) and ``MOVES`` (its table of moves).
    """

    KIND: ClassVar[str]
    MOVES: ClassVar[Mapping[str, Move]]

    state = models.CharField(max_length=30)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        abstract = True


class KeptCount(models.Model):
    """Abstract base for what the worker counted of a base year (``portal.kept_counts``).

    ``counted_from`` names the newest of what it was counted from.
    """

    base_year = models.PositiveSmallIntegerField(unique=True)
    counted_at = models.DateTimeField()
    counted_from = models.CharField(max_length=40)
    counted = models.JSONField()

    class Meta:
        abstract = True


class Organisation(Ref):
    """The organisation that runs this site, and its own words for things. One row; the secretariat edits it."""

    preset = models.CharField(max_length=20)
    name = models.CharField(max_length=100)
    service_name = models.CharField(max_length=100)
    phone = models.CharField(max_length=20, blank=True)  # the office's, as the e-mail address; never a helpline's
    email = models.EmailField()
    publishes_contact = models.BooleanField(
        default=False
    )  # whether supporters may show a phone number or e-mail address
    words = models.JSONField(default=dict)
    experiences = models.JSONField(default=list)  # [{code, mine: {nb, nn, en}, theirs: {nb, nn, en}, hidden}]
    topics = models.JSONField(default=list)  # [{code, name: {nb, nn, en}, hidden, crisis}]
    chapter_level = models.CharField(max_length=10, default="local")  # what a new chapter is: local, or a county's
    # After how many years a signature on the declaration lapses; none: never.
    declaration_years = models.PositiveSmallIntegerField(null=True)
    # Within how many days the secretariat confirms that it has received a signed declaration; none: it does not.
    confirms_receipt_within_days = models.PositiveSmallIntegerField(null=True)
    # Whether the public can ask the organisation's experts (portal/experts). The database fills it in for a process of
    # the version before.
    takes_questions = models.BooleanField(default=False, db_default=False)
    version = models.PositiveIntegerField(default=1)

    @property
    def phone_display(self):
        return format_phone(self.phone)

    @property
    def contact(self):
        """How the office is reached, as text in the active language: the phone where there is one, and the e-mail
        address. ``components/contact.html`` shows the same as links."""
        return f"{self.phone_display} {pgettext('contact', 'or')} {self.email}" if self.phone else self.email


class Event(models.Model):
    """One event of the audit log. Only portal/events.py writes here. No foreign keys, so no delete reaches the log."""

    verb = models.CharField(max_length=60, db_index=True)
    subject = models.UUIDField(db_index=True)
    actor = models.UUIDField(null=True, db_index=True)
    at = models.DateTimeField()
    digest = models.CharField(max_length=64)
    sequence = models.PositiveBigIntegerField(null=True, unique=True)
    seal = models.CharField(max_length=64, blank=True)  # until it has a sequence: the mark of who wrote it

    class Meta:
        indexes = [models.Index(fields=["at"], name="events_by_day")]


class EventDetails(models.Model):
    """The details of an event. They can be erased without breaking the chain (portal/events.py)."""

    event = models.OneToOneField(Event, on_delete=models.CASCADE, related_name="details")
    salt = models.CharField(max_length=32)
    text = models.TextField()


class OutboxMail(models.Model):
    """A mail to send, saved in the transaction of the action it tells of. Only portal/mail.py writes here."""

    class State(models.TextChoices):
        WAITING = "waiting"
        SENT = "sent"
        GIVEN_UP = "given_up"

    to = models.EmailField()
    person = models.UUIDField(null=True, db_index=True)
    subject = models.CharField(max_length=200)
    text = models.TextField()
    language = models.CharField(max_length=5)
    secret = models.BooleanField(default=False)  # a sign-in code: the text is emptied as soon as it is sent
    message_id = models.CharField(max_length=120, unique=True)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    tries = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField(default=clock.now)
    leased_until = models.DateTimeField(null=True)
    # A random token: who may save what became of it. The database fills it in for a process of the version before.
    leased_by = models.CharField(max_length=32, blank=True, default="", db_default="")
    created_at = models.DateTimeField(default=clock.now)
    sent_at = models.DateTimeField(null=True)
    last_fault = models.CharField(max_length=100, blank=True)

    class Meta:
        indexes = [models.Index(fields=["state", "due_at"])]


class PageVote(models.Model):
    """One answer to «was this useful?». Nothing says who gave it: the token is random."""

    token = models.UUIDField(unique=True)
    page = models.UUIDField(db_index=True)  # the page's key, the same in every language
    useful = models.BooleanField()
    day = models.DateField()


class ActionCount(models.Model):
    """How often something was done within a period; only portal/limits.py reads and writes it.

    ``key`` is a keyed digest of what was done and by whom, so that no address of a person or network is stored.
    """

    key = models.CharField(max_length=64, unique=True)
    number = models.PositiveIntegerField()
    until = models.DateTimeField(db_index=True)  # when the period ends and counting begins anew


class Lease(models.Model):
    """Which process does a piece of work now, and when it was last begun. Only portal/leases.py reads and writes it."""

    name = models.CharField(max_length=150, unique=True)
    holder = models.CharField(max_length=32, blank=True)  # a random token
    until = models.DateTimeField(null=True)
    begun_at = models.DateTimeField(null=True)
