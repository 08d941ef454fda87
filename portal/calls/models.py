"""The log of the helplines: calls as numbers and codes; the supporters who answer, and their shifts. And what
supporters count each month, where the organisation wants that.

Nothing is kept of whoever called: no name, no number, no words, and no time of day. A helpline is named by its code,
which is the one in its public address: what else there is to know of it comes from ``queries.lines``.
"""

import datetime

from django.conf import settings
from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint

from portal import clock
from portal.date_formats import period_in_words
from portal.models import Ref


class Volunteer(Ref):
    """A supporter who answers a helpline, as the coordinator or the secretariat has noted."""

    line = models.SlugField(max_length=40)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="helplines")
    added_at = models.DateTimeField(default=clock.now)

    OWNER = "person"

    class Meta:
        constraints = [UniqueConstraint(fields=["line", "person"], name="one_volunteer_row_for_each_line")]
        ordering = ["line", "person__family_name", "person__given_name", "pk"]


class Call(Ref):
    """One talk on a helpline. ``token`` comes from the form: one form makes one row.

    ``undo_until`` and ``logged_by`` are there so that whoever logged it can take it back, and are emptied later
    (``portal/operations/retention/periods.py``): the row is a number from then on.
    """

    token = models.UUIDField(unique=True)
    line = models.SlugField(max_length=40)
    day = models.DateField()
    month = models.DateField()  # the first day of the month: what the totals are grouped by
    minutes = models.CharField(max_length=10, blank=True)  # a code of forms.calls.LENGTHS
    caller = models.CharField(max_length=10, blank=True)  # a code of the organisation's experiences
    logged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="logged_calls"
    )
    undo_until = models.DateTimeField(null=True)

    OWNER = "logged_by"

    class Meta:
        indexes = [models.Index(fields=["month", "line", "minutes", "caller"], name="calls_by_month")]
        ordering = ["-day", "-pk"]


class CallTheme(models.Model):
    """One theme of a call. ``line`` and ``month`` are the call's, so that themes are counted without reading calls."""

    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="themes")
    theme = models.CharField(max_length=20)  # a code of the organisation's topics
    line = models.SlugField(max_length=40)
    month = models.DateField()

    class Meta:
        constraints = [UniqueConstraint(fields=["call", "theme"], name="one_row_for_each_theme_of_a_call")]
        indexes = [models.Index(fields=["month", "line", "theme"], name="call_themes_by_month")]


class Shift(Ref):
    """One opening of a helpline on one day, and who answers in it. Made from the line's opening hours.

    The times are those of the clock in Oslo. A shift belongs to the day on which it begins: one that closes at or
    before its opening ends on the next day. ``offered_at``: whoever has it has asked the others to take it over.
    ``assigned_by``: who of the office has given it to whoever has it; they can say no. ``closed_at``: the coordinator
    has confirmed that nobody answers, and the public page says so.
    """

    line = models.SlugField(max_length=40)
    day = models.DateField()
    opens = models.TimeField()
    closes = models.TimeField()
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="helpline_shifts"
    )
    offered_at = models.DateTimeField(null=True)
    assigned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="assigned_shifts"
    )
    reminded_at = models.DateTimeField(null=True)  # when whoever has it had a mail on the day before, or knew of it
    warned_at = models.DateTimeField(null=True)  # when the coordinators had a mail: nobody has taken it
    closed_at = models.DateTimeField(null=True)

    OWNER = "person"

    class Meta:
        constraints = [
            UniqueConstraint(fields=["line", "day", "opens"], name="one_shift_for_each_opening"),
            CheckConstraint(
                condition=Q(closed_at__isnull=True) | Q(person__isnull=True), name="a_closed_shift_is_nobodys"
            ),
        ]
        indexes = [models.Index(fields=["day", "line"], name="shifts_by_day")]
        ordering = ["day", "opens", "line"]

    @property
    def starts_at(self):
        """In UTC, so that it can be compared with other moments in the nights in which the clocks change."""
        return _in_utc(self.day, self.opens)

    @property
    def ends_at(self):
        """In UTC."""
        last = self.day if self.closes > self.opens else self.day + datetime.timedelta(days=1)
        return _in_utc(last, self.closes)

    @property
    def when(self):
        """“Wednesday 3 June from 18:00 to 20:00”, in the active language."""
        return period_in_words(clock.local(self.starts_at), clock.local(self.ends_at), clock.today())

    @property
    def has_begun(self):
        return self.starts_at <= clock.now()

    @property
    def is_over(self):
        return self.ends_at <= clock.now()


class Tally(Ref):
    """How many talks a supporter had in a month, and what they were about."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="tallies")
    month = models.DateField()  # its first day
    talks = models.PositiveIntegerField()
    themes = models.JSONField(default=list)  # codes of the organisation's topics
    noted_at = models.DateTimeField(default=clock.now)

    OWNER = "person"

    class Meta:
        constraints = [UniqueConstraint(fields=["person", "month"], name="one_tally_for_each_month")]
        indexes = [models.Index(fields=["month"], name="tallies_by_month")]
        ordering = ["-month", "pk"]

    @property
    def is_sound(self):
        """Whether its themes are codes: for ``portal.unreadable``."""
        themes = self.__dict__.get("themes", [])
        return isinstance(themes, list) and all(isinstance(code, str) for code in themes)


def _in_utc(day, time):
    """A time that comes twice, when the clocks go back, means the first; one that is skipped is an hour later."""
    return datetime.datetime.combine(day, time, tzinfo=clock.OSLO).astimezone(datetime.UTC)
