"""What is asked about activities: one's own, a chapter's, and what they add up to. And which gatherings are coming."""

from collections import Counter
from dataclasses import dataclass, field

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from forms.choices import ACTIVITY_KINDS, name_of
from portal import clock, organisation
from portal.activities.counting import FIRST, verdict
from portal.activities.models import Activity, CountingRules
from portal.supporters.models import Supporter
from portal.supporters.workflow import State


def rules_for(year):
    """The rules of a base year: its own row, else the newest earlier one, else the first set."""
    row = CountingRules.objects.filter(base_year__lte=year).order_by("-base_year").first()
    return row.values if row else FIRST


def logged():
    """Activities that stand, newest first, with what a row shows."""
    return Activity.objects.filter(undone_at__isnull=True).select_related("chapter", "led_by__person")


def of_person(user, year):
    """What a person logged or led in a year."""
    return logged().filter(Q(logged_by=user) | Q(led_by__person=user), day__year=year)


def years_of(user):
    """The years in which a person has activities, newest first."""
    found = logged().filter(Q(logged_by=user) | Q(led_by__person=user)).order_by()
    return sorted({day.year for day in found.values_list("day", flat=True).distinct()}, reverse=True)


def of_chapter(chapter, year):
    return logged().filter(chapter=chapter, day__year=year)


def with_verdicts(activities, rules):
    """``[(activity, verdict)]`` by the rules of the year."""
    return [(activity, verdict(activity.facts, rules)) for activity in activities]


@dataclass
class KindTotal:
    kind: str
    count: int = 0
    participants: int = 0
    counting: int = 0
    reasons: Counter = field(default_factory=Counter)  # why others do not count: {code: how many}


@dataclass
class Totals:
    kinds: dict  # {code: KindTotal}, every kind in the order of the form
    count: int
    participants: int
    counting: int
    activity_days: int
    warnings: Counter


def totals(activities, rules):
    """What activities of one year add up to.

    ``counting`` is the number of activities that count. ``activity_days`` is stricter, for the grant gives points for
    a day: the same kind, in the same chapter, led by the same person on the same day is one.
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


def count_in(year, chapter=None):
    """How many activities are logged in a year, in one chapter or all."""
    rows = of_chapter(chapter, year) if chapter else logged().filter(day__year=year)
    return rows.count()


def in_words(year, total):
    """“This year: 14 activities, 63 participants”, for a line on a page."""
    count = ngettext("%(count)d activity", "%(count)d activities", total.count) % {"count": total.count}
    people = ngettext("%(count)d participant", "%(count)d participants", total.participants)
    when = _("This year") if year == clock.today().year else str(year)
    return f"{when}: {count}, {people % {'count': total.participants}}"


def year_in_words(person, year):
    """The same for what a person logged and led."""
    return in_words(year, totals(of_person(person, year), rules_for(year)))


BARS = 4


def bars(year):
    """The kinds of activity that were held most in a year, for ``components/bars.html``; the rest are put together."""
    counts = Counter(logged().filter(day__year=year).order_by().values_list("kind", flat=True))
    found = [(organisation.fill_in_words(name_of(ACTIVITY_KINDS, kind)), count) for kind, count in counts.most_common()]
    if len(found) > BARS:
        rest = sum(count for __, count in found[BARS - 1 :])
        found = [*found[: BARS - 1], (_("Other kinds"), rest)]
    longest = max((count for __, count in found), default=1)
    return {
        "caption": _("Activities in %(year)d, by kind") % {"year": year},
        "head": [_("Kind of activity"), _("How many")],
        "rows": [{"name": name, "value": count, "percent": 100 * count / longest} for name, count in found],
    }


def supporters_without_counting_activity(chapter, year):
    """Active supporters of a chapter who led nothing that counts in the year, by family name. Paragraph 10 wants one.

    What they led for another chapter counts as well.
    """
    led = logged().filter(led_by__chapter=chapter, day__year=year)
    done = set(counting_by_supporter(led, rules_for(year)))
    supporters = Supporter.objects.filter(chapter=chapter, state=State.ACTIVE).select_related("person")
    return [one for one in supporters.order_by("person__family_name", "person__given_name") if one.pk not in done]


def likely_duplicate(*, token, kind, day, participants, led_by, by):
    """An activity that may be this one, logged before: same kind, day, number and person. None where there is none."""
    person = Q(logged_by=by) | Q(led_by=led_by) if led_by else Q(logged_by=by)
    same = logged().filter(person, kind=kind, day=day, participants=participants)
    return same.exclude(token=token).first()
