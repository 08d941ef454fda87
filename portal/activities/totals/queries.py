"""Sums of activities: of a person, a chapter and all, and how many count for the grant."""

import datetime
from collections import Counter
from dataclasses import dataclass, field

from django.db.models import Count, Q, Sum, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from forms.choices import ACTIVITY_KINDS, name_of
from portal import organisation
from portal.activities import queries as activity_queries
from portal.activities.counting import queries as counting_queries
from portal.activities.models import Activity
from portal.activities.queries import logged_or_led
from portal.kept_querysets import kept_queryset


@dataclass
class KindTotal:
    """The totals of one kind of activity. ``counting`` is how many count for the grant."""

    kind: str
    count: int = 0
    participants: int = 0
    counting: int = 0
    reasons: Counter = field(default_factory=Counter)  # why others do not count: {code: how many}


@dataclass
class Totals:
    """What ``totals`` returns; see there. ``warnings`` is ``{code: how many}``."""

    kinds: dict  # {code: KindTotal}, every kind in the order of the form
    count: int
    participants: int
    counting: int
    activity_days: int
    warnings: Counter


def totals(activities, rules):
    """The ``Totals`` of activities of one year.

    ``counting`` is the number of activities that count. ``activity_days`` is lower, because the grant gives points per
    day: activities of the same kind, chapter, leader and day are one activity day.
    """
    return totals_of(counting_queries.with_verdicts(activities, rules))


def totals_of(pairs):
    """The same of ``[(activity, verdict)]``."""
    kinds = {code: KindTotal(code) for code, __ in ACTIVITY_KINDS}
    days, warnings = set(), Counter()
    for activity, found in pairs:
        line = kinds.setdefault(activity.kind, KindTotal(activity.kind))
        line.count += 1
        line.participants += activity.participants or 0
        line.reasons.update(found.reasons)
        warnings.update(found.warnings)
        if found.counts:
            line.counting += 1
            days.add((activity.chapter_id, activity.kind, activity.day, activity.led_by_id))
    lines = kinds.values()
    return Totals(
        kinds=kinds,
        count=sum(line.count for line in lines),
        participants=sum(line.participants for line in lines),
        counting=sum(line.counting for line in lines),
        activity_days=len(days),
        warnings=warnings,
    )


def counting_by_supporter(activities, rules):
    """How many activities that count each supporter led, and counted on that day: ``{supporter id: number}``.

    One that was logged twice is one of each of those who led it by one of the entries (``verdicts.Verdict``).
    """
    return counting_of(counting_queries.with_verdicts(activities, rules))


def counting_of(pairs):
    """The same of ``[(activity, verdict)]``."""
    return Counter(key for _activity, found in pairs if found.counts for key in found.supporters)


def count_in(year):
    """How many activities are logged in a year."""
    return activity_queries.logged().filter(day__year=year).count()


def count_in_chapter(chapter, year):
    """How many are logged in a chapter, as a queryset of one row."""
    together = activity_queries.of_chapter(chapter, year).order_by().values(together=Value(1))
    return together.annotate(number=Count("pk")).values_list("number", flat=True)


@dataclass(frozen=True)
class Logged:
    """How much somebody has logged or led: activities and participants of a year, and activities in it or the last."""

    count: int
    participants: int
    lately: int

    @property
    def any_lately(self):
        return self.lately > 0


def logged_by(supporter, year):
    """The numbers of ``Logged`` of a supporter, counted by the database, as a queryset of one row."""
    return _logged_by(supporter.person, supporter, year)


@kept_queryset
def _logged_by(person, supporter, year):
    mine = logged_or_led(person.pk, [supporter.pk], day__gte=datetime.date(year - 1, 1, 1))
    in_year = Q(day__year=year)
    rows = Activity.objects.filter(mine)
    found = (
        rows.order_by()
        .values(together=Value(1))
        .annotate(  # one row, for all of them
            count=Count("pk", filter=in_year),
            people=Coalesce(Sum("participants", filter=in_year), 0),
            lately=Count("pk"),
        )
    )
    return found.values_list("count", "people", "lately")


MAX_BARS = 4


def bar_chart(year):
    """The most frequent kinds of activity in a year, the rest as one bar: the values for ``components/bars.html``."""
    rows = Activity.objects.filter(undone_at__isnull=True, day__year=year).order_by()
    counts = Counter(dict(rows.values_list("kind").annotate(Count("pk"))))
    found = [(organisation.fill_in_words(name_of(ACTIVITY_KINDS, kind)), count) for kind, count in counts.most_common()]
    if len(found) > MAX_BARS:
        rest = sum(count for __, count in found[MAX_BARS - 1 :])
        found = [*found[: MAX_BARS - 1], (_("Other kinds"), rest)]
    longest = max((count for __, count in found), default=1)
    return {
        "caption": _("Activities in %(year)d, by kind") % {"year": year},
        "head": [_("Kind of activity"), _("How many")],
        "rows": [{"name": name, "value": count, "percent": 100 * count / longest} for name, count in found],
    }
