"""Chapters, offices (who has which role, from when to when) and confirmed memberships."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from portal import clock
from portal.models import Ref
from portal.permissions import Role
from portal.wording import WordingField


class Chapter(Ref):
    """A local or county chapter of the organisation. ``short_name`` is used in addresses and never changes."""

    class Level(models.TextChoices):
        LOCAL = "local"
        COUNTY = "county"

    name = models.CharField(max_length=100, unique=True)
    short_name = models.SlugField(max_length=40, unique=True)
    level = models.CharField(max_length=10, choices=Level, default=Level.LOCAL)
    county = models.CharField(max_length=60)
    municipality = models.CharField(max_length=60)
    postcodes = models.JSONField(default=list)  # first two digits of the postcodes nearby: ["50", "51"]
    email = models.EmailField(blank=True)
    about = WordingField(blank=True)  # what the board tells the public
    website = models.URLField(blank=True)
    version = models.PositiveIntegerField(default=1)  # of what can be edited
    starts = models.DateField(null=True)  # None: before anybody wrote it down
    ends = models.DateField(null=True)  # the last day
    merged_into = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="merged_from")
    # Every name it has had or will have, the oldest first: [{"name", "starts": "2027-01-01", None for the first}].
    # Empty while it has only had one.
    names = models.JSONField(default=list)
    # Today's answer to whether it is there, as ``starts`` and ``ends`` say. The register keeps it, with ``name``.
    is_active = models.BooleanField(default=True)
    changes_on = models.DateField(null=True, db_index=True)  # when the worker next has something to change here

    CHAPTER = "pk"

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(merged_into__isnull=True) | Q(ends__isnull=False), name="a_merged_chapter_has_a_last_day"
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def was_closed(self):
        """Whether it has ended and is part of no other one."""
        return not self.is_active and self.ends is not None and self.merged_into_id is None

    def exists_on(self, day):
        """Whether the chapter exists, existed or will exist on a day."""
        return (self.starts is None or self.starts <= day) and (self.ends is None or day <= self.ends)

    def name_on(self, day):
        """What it was called, or will be, on a day."""
        called = [row["name"] for row in self.names if row["starts"] is None or row["starts"] <= day.isoformat()]
        return called[-1] if called else self.names[0]["name"] if self.names else self.name


class Office(Ref):
    """A role that a person has, in a chapter or centrally, from one day to another. It gives the role's permissions."""

    class Kind(models.TextChoices):
        CHAPTER_LEADER = Role.CHAPTER_LEADER.value
        BOARD_MEMBER = Role.BOARD_MEMBER.value
        COORDINATOR = Role.COORDINATOR.value
        SECRETARIAT = Role.SECRETARIAT.value

    IN_A_CHAPTER = {Kind.CHAPTER_LEADER, Kind.BOARD_MEMBER}

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="offices")
    kind = models.CharField(max_length=20, choices=Kind)
    chapter = models.ForeignKey(Chapter, on_delete=models.PROTECT, null=True, related_name="offices")
    starts = models.DateField()
    ends = models.DateField(null=True)  # the last day; before `starts` where it was ended on its first day
    # A first or last day that was written down ahead of it: when the worker lets the other rooms know.
    follow_up_on = models.DateField(null=True, db_index=True)

    OWNER = "person"
    CHAPTER = "chapter"

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "kind", "chapter"], condition=Q(ends__isnull=True), name="one_local_office_of_a_kind"
            ),
            models.UniqueConstraint(
                fields=["person", "kind"],
                condition=Q(ends__isnull=True, chapter__isnull=True),
                name="one_central_office_of_a_kind",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["chapter_leader", "board_member"], chapter__isnull=False)
                | Q(kind__in=["coordinator", "secretariat"], chapter__isnull=True),
                name="local_offices_have_a_chapter",
            ),
        ]


class Membership(Ref):
    """Confirms that a person is a member of the organisation; ``confirmed_by`` has checked it."""

    person = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="membership")
    confirmed_at = models.DateTimeField(default=clock.now)
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    OWNER = "person"
