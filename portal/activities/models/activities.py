"""One activity, and the supporters who were at it.

The people who took part are stored as a number, never by name.
"""

from django.conf import settings
from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint
from django.utils.translation import gettext_lazy as _

from forms.choices import ACTIVITY_KINDS, name_of
from portal import clock, organisation
from portal.chapters.models import Chapter
from portal.models import Ref
from portal.supporters.models import Supporter

OF_NO_CHAPTER = _("%(organisation)s, centrally")


def said():
    """A column for what somebody says: yes, no, or nothing yet."""
    return models.BooleanField(null=True)


class Activity(Ref):
    """One activity on one day. What lasts several days is one row for each of them, with the same ``series``.

    ``participants`` does not include the supporters; ``supporters_present`` are all of these, at least as many as are
    named: whoever led it, and the ``presences`` of those who took part. ``token`` comes from the form: one form makes
    one row, or one for each of its days. ``in_person`` to ``unpaid`` are what was said of this activity; where that is
    nothing, what was said for the whole year counts (``Statement``). ``settled`` is the verdict as it was when the
    report was sent; in a year that is open, nothing believes it.
    """

    class Leader(models.TextChoices):
        """Who led it, as somebody has answered. Nothing was answered of what was logged before it was asked."""

        NOT_SAID = ""
        SUPPORTER = "supporter"  # ``led_by``
        OTHER = "other"  # somebody who is no supporter

    token = models.UUIDField(unique=True)
    series = models.UUIDField(null=True)
    # None: of no chapter, such as a course of the secretariat.
    chapter = models.ForeignKey(Chapter, on_delete=models.PROTECT, null=True, related_name="activities")
    kind = models.CharField(max_length=30)  # a code of forms.choices.ACTIVITY_KINDS
    day = models.DateField()
    participants = models.PositiveIntegerField(null=True)
    minutes = models.PositiveIntegerField(null=True)
    supporters_present = models.PositiveIntegerField(default=1)
    leader = models.CharField(max_length=10, choices=Leader, default=Leader.NOT_SAID, blank=True)
    led_by = models.ForeignKey(Supporter, on_delete=models.PROTECT, null=True, related_name="activities")
    topics = models.JSONField(default=list)
    place = models.CharField(max_length=100, blank=True)
    note = models.TextField(blank=True)
    in_person = said()
    in_norway = said()
    own_event = said()
    unpaid = said()
    settled = models.JSONField(null=True)  # {"counts", "reasons", "warnings"} of counting.Verdict
    logged_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="logged_activities")
    logged_at = models.DateTimeField(default=clock.now)
    undone_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)  # goes up with each ``Correction``
    # Since when it is struck. What is struck is undone as well, so that it counts nowhere.
    struck_at = models.DateTimeField(null=True)
    # The gathering that was logged as this activity. It is kept when the activity is undone or struck.
    planned_as = models.ForeignKey("Gathering", on_delete=models.PROTECT, null=True, related_name="entries")

    asked = None  # what its rules ask of its kind (``verdicts.KindRules``), where ``with_verdicts`` judged it

    OWNER = "logged_by"
    LEADER = "led_by__person"
    CHAPTER = "chapter"
    DAY = "day"
    NAMED = (OWNER, LEADER, "presences__supporter__person")

    class Meta:
        # Every list and sum leaves out what was undone.
        indexes = [
            models.Index(
                fields=["chapter", "day", "logged_by"],
                condition=Q(undone_at__isnull=True),
                name="activities_of_chapter",
            ),
            models.Index(fields=["day"], condition=Q(undone_at__isnull=True), name="activities_of_day"),
            models.Index(fields=["logged_by", "day"], condition=Q(undone_at__isnull=True), name="activities_logged_by"),
            models.Index(fields=["led_by", "day"], condition=Q(undone_at__isnull=True), name="activities_led_by"),
            models.Index(fields=["series"], condition=Q(series__isnull=False), name="activities_of_series"),
            models.Index(fields=["chapter", "day"], condition=Q(struck_at__isnull=False), name="activities_struck"),
        ]
        constraints = [
            CheckConstraint(
                condition=~Q(leader="supporter") | Q(led_by__isnull=False), name="led_by_the_supporter_who_is_named"
            ),
            CheckConstraint(
                condition=~Q(leader="other") | Q(led_by__isnull=True), name="no_supporter_where_another_led"
            ),
        ]
        ordering = ["-day", "-pk"]

    @property
    def is_sound(self):
        """Whether its topics are codes: for ``portal.unreadable``. Nothing believes ``settled`` without looking."""
        topics = self.__dict__.get("topics", [])
        return isinstance(topics, list) and all(isinstance(code, str) for code in topics)

    @property
    def leaders(self):
        """The keys of the supporters who are said to have led it, here or in an entry that was the same."""
        own = [self.led_by_id] if self.leader == self.Leader.SUPPORTER else []
        return list(dict.fromkeys([*own, *self.also_led_by]))

    @property
    def also_led_by(self):
        """The keys of the supporters who led it by entries that were the same as this one. One query."""
        rows = self.presences.filter(role=Presence.Role.LED) if self.pk else Presence.objects.none()
        return list(rows.order_by("pk").values_list("supporter", flat=True))

    @property
    def kind_name(self):
        return organisation.fill_in_words(name_of(ACTIVITY_KINDS, self.kind))

    @property
    def chapter_name(self):
        """The name of its chapter, or of the organisation where it belongs to none."""
        return str(self.chapter) if self.chapter_id else organisation.fill_in_words(OF_NO_CHAPTER)

    @property
    def was_led_by_another(self):
        """Whether somebody has said that no supporter led it."""
        return self.leader == self.Leader.OTHER


def leader_columns(led_by=None, led_by_another=False):
    """``leader`` and ``led_by`` of an activity, from what the services are given of who led it."""
    if led_by:
        return {"leader": Activity.Leader.SUPPORTER, "led_by": led_by}
    return {"leader": Activity.Leader.OTHER if led_by_another else Activity.Leader.NOT_SAID, "led_by": None}


class Presence(models.Model):
    """A supporter was at an activity, besides its ``led_by``: in which role.

    ``by_same``: another entry named them, and somebody has answered that it is the same activity. Only so has anybody
    ``LED``: then ``entry`` is the one by which they did. Whether taking part is enough for the grant is unclear
    (paragraph 10), so nothing counts that.
    """

    class Role(models.TextChoices):
        LED = "led"
        TOOK_PART = "took_part"

    activity = models.ForeignKey(Activity, on_delete=models.CASCADE, related_name="presences")
    supporter = models.ForeignKey(Supporter, on_delete=models.PROTECT, related_name="presences")
    role = models.CharField(max_length=10, choices=Role, default=Role.TOOK_PART)
    by_same = models.BooleanField(default=False)
    entry = models.ForeignKey(Activity, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            UniqueConstraint(fields=["activity", "supporter", "role"], name="one_presence_of_each_supporter")
        ]
        indexes = [models.Index(fields=["activity"], condition=Q(role="led"), name="activities_also_led")]
