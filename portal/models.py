"""The tables of the frame: the organisation's words, events, outgoing mail."""

import uuid

from django.db import models
from django.db.models import CheckConstraint, Q

from forms.fields import format_phone
from portal import clock


def both_or_neither(left, right):
    """Constraint: two columns that only mean something together (when, and by whom)."""
    neither = Q(**{f"{left}__isnull": True, f"{right}__isnull": True})
    both = Q(**{f"{left}__isnull": False, f"{right}__isnull": False})
    return CheckConstraint(condition=neither | both, name=f"%(class)s_{left}_with_{right}")


class Ref(models.Model):
    """Something that events may speak of: it has a random id of its own, which tells nothing."""

    ref = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)

    class Meta:
        abstract = True


class Case(Ref):
    """Something that moves between states. Only ``moves.move()`` sets ``state``; ``version`` guards against lost edits.

    A case names its ``KIND`` (first half of its event names), its table ``MOVES``, and the paths ``OWNER`` and
    ``CHAPTER`` by which the rules find whose it is.
    """

    state = models.CharField(max_length=30)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        abstract = True


class Organisation(Ref):
    """Who runs this site and what it calls things. One row; the secretariat edits it."""

    preset = models.CharField(max_length=20)
    name = models.CharField(max_length=100)
    service_name = models.CharField(max_length=100)
    phone = models.CharField(max_length=20)
    email = models.EmailField()
    publishes_contact = models.BooleanField(
        default=False
    )  # whether supporters may show a phone number or e-mail address
    words = models.JSONField(default=dict)
    experiences = models.JSONField(default=list)  # [{code, mine: {nb, nn, en}, theirs: {nb, nn, en}, hidden}]
    topics = models.JSONField(default=list)  # [{code, name: {nb, nn, en}, hidden}]
    chapter_level = models.CharField(max_length=10, default="local")  # what a new chapter is: local, or a county's
    version = models.PositiveIntegerField(default=1)

    @property
    def phone_display(self):
        return format_phone(self.phone)


class Event(models.Model):
    """See portal/events.py, the only code that writes here. No foreign keys: nothing cascades into the log."""

    verb = models.CharField(max_length=60, db_index=True)
    subject = models.UUIDField(db_index=True)
    actor = models.UUIDField(null=True, db_index=True)
    at = models.DateTimeField()
    digest = models.CharField(max_length=64)
    sequence = models.PositiveBigIntegerField(null=True, unique=True)
    seal = models.CharField(max_length=64, blank=True)


class EventDetails(models.Model):
    """What erasure may empty while the chain still verifies."""

    event = models.OneToOneField(Event, on_delete=models.CASCADE, related_name="details")
    salt = models.CharField(max_length=32)
    text = models.TextField()


class OutboxMail(models.Model):
    """A mail that was promised in the same transaction as the deed. portal/mail.py writes, the worker sends."""

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
    created_at = models.DateTimeField(default=clock.now)
    sent_at = models.DateTimeField(null=True)
    last_fault = models.CharField(max_length=100, blank=True)

    class Meta:
        indexes = [models.Index(fields=["state", "due_at"])]


class PageVote(models.Model):
    """One answer to «was this useful?». Nothing says who gave it; the random token makes a double click one answer."""

    token = models.UUIDField(unique=True)
    page = models.UUIDField(db_index=True)  # the page's key, the same in every language
    useful = models.BooleanField()
    day = models.DateField()
