"""What was done, when, and with how many? Those who were helped are a number here, never a name."""

from django.conf import settings
from django.db import models

from forms.choices import ACTIVITY_KINDS, name_of
from portal import clock
from portal.activities.counting import FIRST, Facts, Rules
from portal.chapters.models import Chapter
from portal.models import Ref
from portal.supporters.models import Supporter


class Activity(Ref):
    """One activity on one day. ``participants`` leaves out the supporters; ``token`` came with the form."""

    token = models.UUIDField(unique=True)
    chapter = models.ForeignKey(Chapter, on_delete=models.PROTECT, related_name="activities")
    kind = models.CharField(max_length=30)  # a code of forms.choices.ACTIVITY_KINDS
    day = models.DateField()
    participants = models.PositiveIntegerField(null=True)
    minutes = models.PositiveIntegerField(null=True)
    supporters_present = models.PositiveIntegerField(default=1)
    led_by = models.ForeignKey(Supporter, on_delete=models.PROTECT, null=True, related_name="activities")
    topics = models.JSONField(default=list)
    place = models.CharField(max_length=100, blank=True)
    note = models.TextField(blank=True)
    in_norway = models.BooleanField(default=True)
    logged_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="logged_activities")
    logged_at = models.DateTimeField(default=clock.now)
    undone_at = models.DateTimeField(null=True)

    OWNER = "logged_by"
    CHAPTER = "chapter"

    class Meta:
        indexes = [models.Index(fields=["chapter", "day"]), models.Index(fields=["logged_by", "day"])]
        ordering = ["-day", "-pk"]

    @property
    def kind_name(self):
        return name_of(ACTIVITY_KINDS, self.kind)

    @property
    def facts(self):
        """What decides whether it counts."""
        return Facts(
            kind=self.kind,
            day=self.day,
            participants=self.participants,
            minutes=self.minutes,
            led_by_supporter=self.led_by_id is not None,
            in_norway=self.in_norway,
        )


class CountingRules(Ref):
    """The rules from a base year on, until a later row. The secretariat adds rows; sent reports keep their numbers."""

    base_year = models.PositiveSmallIntegerField(unique=True)
    group_minutes = models.PositiveSmallIntegerField(default=FIRST.group_minutes)
    course_minutes = models.PositiveSmallIntegerField(default=FIRST.course_minutes)
    group_participants = models.PositiveSmallIntegerField(default=FIRST.group_participants)
    leader_counts_as_participant = models.BooleanField(default=FIRST.leader_counts_as_participant)

    class Meta:
        ordering = ["base_year"]

    @property
    def values(self):
        return Rules(
            base_year=self.base_year,
            group_minutes=self.group_minutes,
            course_minutes=self.course_minutes,
            group_participants=self.group_participants,
            leader_counts_as_participant=self.leader_counts_as_participant,
        )
