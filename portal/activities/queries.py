"""Queries about activities: a person's, a chapter's, and their totals."""

import datetime
from collections import Counter
from dataclasses import dataclass, field

from django.db.models import Count, Q, Sum, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from forms.choices import ACTIVITY_KINDS, name_of
from portal import clock, organisation
from portal.activities.counting import RULES_OF_2023, verdict
from portal.activities.models import Activity, CountingRules
from portal.supporters.models import Supporter
from portal.supporters.workflow import State


def rules_for(year):
    """The ``counting.Rules`` of a base year: its own row, else the newest earlier one, else the rules of 2023."""
    row = CountingRules.objects.filter(base_year__lte=year).order_by("-base_year").first()
    return row.values if row else RULES_OF_2023


def logged():
    """Activities that were not undone, newest first, with the related rows that a list shows."""
    return Activity.objects.filter(undone_at__isnull=True).select_related("chapter", "led_by__person")


def of_person(user, year):
    """The activities that a person logged or led in a year."""
    return logged().filter(Q(logged_by=user) | Q(led_by__person=user), day__year=year)


def years_of(user):
    """The years in which a person has activities, newest first."""
    found = logged().filter(Q(logged_by=user) | Q(led_by__person=user)).order_by()
    return sorted({day.year for day in found.values_list("day", flat=True).distinct()}, reverse=True)


def of_chapter(chapter, year):
    """A chapter's activities in a year."""
    return logged().filter(chapter=chapter, day__year=year)


def with_verdicts(activities, rules):
    """``[(activity, verdict)]`` by the rules of the year."""
    return [(activity, verdict(activity.facts, rules)) for activity in activities]


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
    kinds = {code: KindTotal(code) for code, __ in ACTIVITY_KINDS}
    days, warnings = set(), Counter()
    for activity, found in with_verdicts(activities, rules):
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
    """How many activities that count each supporter led: ``{supporter id: number}``."""
    pairs = with_verdicts(activities, rules)
    return Counter(activity.led_by_id for activity, found in pairs if found.counts and activity.led_by_id)


def count_in(year):
    """How many activities are logged in a year."""
    return logged().filter(day__year=year).count()


def count_in_chapter(chapter, year):
    """How many are logged in a chapter, as a queryset of one row."""
    together = of_chapter(chapter, year).order_by().values(together=Value(1))
    return together.annotate(number=Count("pk")).values_list("number", flat=True)


def totals_in_words(year, total):
    """“This year: 14 activities, 63 participants”, as one line of text in the active language."""
    count = ngettext("%(count)d activity", "%(count)d activities", total.count) % {"count": total.count}
    people = ngettext("%(count)d participant", "%(count)d participants", total.participants)
    when = _("This year") if year == clock.today().year else str(year)
    return f"{when}: {count}, {people % {'count': total.participants}}"


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
    mine = Q(logged_by=supporter.person_id) | Q(led_by=supporter)
    in_year = Q(day__year=year)
    rows = Activity.objects.filter(mine, undone_at__isnull=True, day__gte=datetime.date(year - 1, 1, 1))
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
    counts = Counter(logged().filter(day__year=year).order_by().values_list("kind", flat=True))
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


def supporters_without_counting_activity(chapter, year):
    """Active supporters of a chapter who led no activity that counts in the year, by family name.

    Paragraph 10 requires one activity of each supporter. What they led for another chapter counts as well.
    """
    led = logged().filter(led_by__chapter=chapter, day__year=year)
    done = set(counting_by_supporter(led, rules_for(year)))
    supporters = Supporter.objects.filter(chapter=chapter, state=State.ACTIVE).select_related("person")
    return [one for one in supporters.order_by("person__family_name", "person__given_name") if one.pk not in done]


def likely_duplicate(*, token, kind, day, participants, led_by, by):
    """An earlier activity with the same kind, day, number of participants and person, or None.

    The activity with this ``token`` is left out: it comes from the same form.
    """
    person = Q(logged_by=by) | Q(led_by=led_by) if led_by else Q(logged_by=by)
    same = logged().filter(person, kind=kind, day=day, participants=participants)
    return same.exclude(token=token).first()
