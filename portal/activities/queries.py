"""Queries about activities: a person's, a chapter's, and their totals."""

import datetime
from collections import Counter, defaultdict
from dataclasses import dataclass, field

from django.db.models import Count, Q, Sum, Value, prefetch_related_objects
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from forms.choices import ACTIVITY_KINDS, name_of
from portal import clock, organisation
from portal.activities.counting import (
    APART,
    DISTANT_KINDS,
    LEADER_NOT_SAID,
    NOT_LED,
    RULES_OF_2023,
    STATED,
    UNREADABLE,
    Facts,
    Leader,
    Rules,
    UnreadableRules,
    Verdict,
    verdict,
)
from portal.activities.models import Activity, ClosedYear, Correction, CountingRules, Presence, Statement
from portal.activities.words import REASONS, WARNINGS
from portal.read_together import read_together
from portal.supporters.history import histories
from portal.supporters.models import Supporter
from portal.supporters.standing import Standings
from portal.supporters.workflow import State
from portal.unreadable import Found, only, readable
from portal.unreadable import found as readable_rows


def rules_for(year):
    """The ``counting.Rules`` of a base year: its own newest row, else the newest earlier one, else those of 2023."""
    return rules_in(stored_rules(), year)


@dataclass(frozen=True)
class UnreadableRow:
    """Stands in the place of a row of rules that cannot be read. ``base_year`` is None where that cannot either."""

    pk: int
    base_year: int | None

    @property
    def values(self):
        return UnreadableRules(self.base_year, {})


def stored_rules():
    """The rules that the secretariat has added for this organisation's preset, as rows, by base year.

    One that cannot be read, or names no preset, is an ``UnreadableRow``: earlier rules do not silently take its place.
    """
    sound, odd = readable(CountingRules.objects.all())
    ours = organisation.current_cached().preset
    rows = [row for row in sound if row.preset == ours]
    if not odd:
        return rows
    columns = CountingRules.objects.filter(pk__in=odd).values_list("pk", "preset", "base_year")
    others = {*organisation.PRESETS} - {ours}
    rows += [
        UnreadableRow(pk, year if isinstance(year, int) else None)
        for pk, preset, year in columns
        if preset not in others
    ]
    return sorted(rows, key=lambda row: (row.base_year or 0, row.pk))


def rules_in(rows, year):
    """The same among these rows or ``counting.Rules``, the later of two for one year last."""
    if any(row.base_year is None for row in rows):  # they may be those of this year
        return UnreadableRules(year, {})
    before = [row for row in rows if row.base_year <= year]
    if not before:
        return RULES_OF_2023
    newest = sorted(before, key=lambda row: row.base_year)[-1]
    return getattr(newest, "values", newest)


@dataclass(frozen=True)
class RuleSet:
    """One set of rules: the base years in which it applies (``last`` is None for all later ones), and who added it."""

    rules: Rules
    last: int | None
    row: CountingRules | UnreadableRow | None  # None for those of 2023, which came with the site

    @property
    def is_readable(self):
        return not isinstance(self.rules, UnreadableRules)

    @property
    def first(self):
        return self.rules.base_year


def sets_of_rules():
    """The ``RuleSet`` of each base year that has one: what applies this year, then the others, the newest first.

    And the rows of sets that a newer one for the same base year replaced, the newest first; those that can be read.
    ``unreadable`` of the first is how many there are of which the base year cannot be read: then nothing counts in any
    year.
    """
    every = stored_rules()
    rows = [row for row in every if row.base_year is not None]
    newest = {row.base_year: row for row in rows}  # the later row of a year is the one that is kept
    sound = [row for row in rows if isinstance(row, CountingRules)]
    replaced = [row for row in sound if newest[row.base_year] != row]
    prefetch_related_objects(sound, "added_by")
    sets = {RULES_OF_2023.base_year: (RULES_OF_2023, None)} | {year: (row.values, row) for year, row in newest.items()}
    years = sorted(sets)
    following = [*(year - 1 for year in years[1:]), None]
    found = [RuleSet(sets[year][0], last, sets[year][1]) for year, last in zip(years, following, strict=True)]
    this_year = clock.today().year
    found.sort(key=lambda one: (one.first <= this_year <= (one.last or this_year), one.first), reverse=True)
    return Found(found, len(every) - len(rows)), replaced[::-1]


# What is read of an activity to judge it.
JUDGED = (
    "pk", "chapter_id", "kind", "day", "participants", "minutes", "leader", "led_by_id", "logged_by_id", "settled",
    *STATED,
)  # fmt: skip


def first_open_year():
    """The first base year that can still be reported on, last year: nothing is logged of an earlier one."""
    return clock.today().year - 1


def open_years():
    """The base years in which somebody can log now."""
    return range(first_open_year(), clock.today().year + 1)


def is_closed(chapter, base_year):
    """Whether the chapter's report on the year is sent (``ClosedYear``)."""
    return ClosedYear.objects.filter(chapter=chapter, base_year=base_year).exists()


def settled_in(closed):
    """``[[ref of an activity, its verdict]]`` of all that stands in the report of a closed year."""
    rows = Activity.objects.filter(chapter=closed.chapter, day__year=closed.base_year, settled__isnull=False)
    return [[str(ref), verdict] for ref, verdict in rows.order_by("pk").values_list("ref", "settled")]


def logged():
    """Activities that were not undone, newest first, with the related rows that a list shows."""
    return Activity.objects.filter(undone_at__isnull=True).select_related("chapter", "led_by__person")


def of_person(user, year):
    """The activities that a person logged or led in a year."""
    mine = _by_or_led_by(user, day__year=year)
    return logged().filter(mine).select_related("chapter", "led_by__person", "logged_by")


def years_of(user):
    """The years in which a person has activities, newest first."""
    found = Activity.objects.filter(_by_or_led_by(user), undone_at__isnull=True).dates("day", "year", order="DESC")
    return [day.year for day in found if day]


def _by_or_led_by(user, **when):
    """Condition: the person logged it or led it, here or in an entry that was the same, on the days of ``when``."""
    return _logged_or_led(user.pk, Supporter.objects.filter(person=user).values("pk"), **when)


def _logged_or_led(person, supporters, **when):
    """The same of a person's key and the keys of their supporter.

    Each of the three looks into its own index; a condition of all three, or a join, would read the whole table.
    """
    rows = Activity.objects.filter(undone_at__isnull=True, **when).order_by()
    own, led = rows.filter(logged_by=person), rows.filter(led_by__in=supporters)
    also = rows.filter(also_led(supporter__in=supporters))
    return Q(pk__in=own.values("pk").union(led.values("pk"), also.values("pk")))


def also_led(**by):
    """Condition: a supporter whom this describes led it, by an entry that was the same."""
    return Q(pk__in=Presence.objects.filter(role=Presence.Role.LED, **by).values("activity"))


def of_chapter(chapter, year):
    """A chapter's activities in a year."""
    return logged().filter(chapter=chapter, day__year=year)


def of_no_chapter(year):
    """The activities of a year that belong to no chapter."""
    return logged().filter(chapter__isnull=True, day__year=year).select_related("led_by__person", "logged_by")


def with_verdicts(activities, rules):
    """``[(activity, verdict)]`` by the rules of the year, as things were on the day, as ``unreadable.Found``.

    As many queries for any number.

    An activity that stands in a report that is sent has the verdict of then, one that was logged after it stands apart.
    """
    rows = activities if isinstance(activities, list) else readable_rows(activities)
    verdicts = judge(rows, rules)
    return Found([(row, verdicts[row.pk]) for row in rows], getattr(rows, "unreadable", 0))


def judge(activities, rules, *, as_if_open=False, statements=()):
    """The ``counting.Verdict`` of each of these activities: ``{id: verdict}``.

    ``as_if_open``: also of those in a year that is closed. ``statements`` are not saved, and count as if they were.
    """
    if not activities:
        return {}
    closed, others = _closed_years(activities), _also_led(activities)
    read_together(closed, others)
    known = set() if as_if_open else set(closed)
    verdicts = {row.pk: _verdict_of(row) for row in activities if (row.chapter_id, row.day.year) in known}
    rest = [row for row in activities if row.pk not in verdicts]
    facts = _facts_of(rest, others, statements)
    return verdicts | {pk: verdict(one, rules) if one else UNREADABLE_FACTS for pk, one in facts.items()}


UNREADABLE_FACTS = Verdict(False, (UNREADABLE,))


def settled_as(found):
    """What an activity keeps of its verdict when the report is sent."""
    values = ("counts", "reasons", "warnings", "supporters")
    return {name: getattr(found, name) for name in values}


def _verdict_of(row):
    """The verdict that an activity of a closed year has in the report. What is no verdict is not in it."""
    settled = row.settled
    try:
        counts, reasons, warnings = settled["counts"], tuple(settled["reasons"]), tuple(settled["warnings"])
        # What was sent before each leader was judged by themself has none.
        own = [row.led_by_id] if counts and row.leader == Activity.Leader.SUPPORTER else []
        supporters = tuple(settled.get("supporters", own))
        is_known = REASONS.keys() >= set(reasons) and WARNINGS.keys() >= set(warnings)
    except (AttributeError, KeyError, TypeError):
        return APART
    is_whole = is_known and counts is (not reasons) and {type(key) for key in supporters} <= {int}
    return Verdict(counts, reasons, warnings, supporters) if is_whole else APART


def _closed_years(activities):
    chapters = {row.chapter_id for row in activities}
    return ClosedYear.objects.filter(chapter__in=chapters).values_list("chapter", "base_year")


def _also_led(activities):
    """Who led these activities by entries that were the same; others of their chapters and days may be among them."""
    chapters, days = {row.chapter_id for row in activities}, [row.day for row in activities]
    there = Q(activity__chapter__in=chapters - {None})
    if None in chapters:
        there |= Q(activity__chapter__isnull=True)
    rows = Presence.objects.filter(there, role=Presence.Role.LED, activity__day__range=(min(days), max(days)))
    return rows.order_by("pk").values_list(
        "activity", "supporter", "entry", "entry__logged_by", "entry__unpaid", named=True
    )


def _is_sound_presence(row):
    """Whether a row of ``_also_led`` names a supporter and an entry that there is. Of other rows nobody led it."""
    keys = (row.supporter, row.entry, row.entry__logged_by)
    return all(isinstance(key, int) for key in keys) and isinstance(row.entry__unpaid, bool | None)


@dataclass(frozen=True)
class Led:
    """An entry says that a supporter led an activity. ``unpaid`` is what it says of their pay, ``of_year`` what they
    have said of the year themselves. ``said_by`` says it in a correction that is not saved yet.
    """

    supporter: int
    person: int
    entry: int
    logged_by: int
    unpaid: bool | None
    of_year: bool | None
    said_by: int | None = None


def _facts_of(activities, others, statements):
    """The ``counting.Facts`` of each of these activities, as things were on its day: ``{id: Facts}``.

    ``others`` are ``_also_led``; ``statements`` count besides those that are saved. As many queries for any number of
    activities. None where what was said of its year, or whoever led it, cannot be read.
    """
    if not activities:
        return {}
    days = {row.pk: row.day for row in activities}
    led = [
        (row.pk, row.led_by_id, row.pk, row.logged_by_id, row.unpaid, getattr(row, "unpaid_said_by", None))
        for row in activities
        if row.leader == Activity.Leader.SUPPORTER
    ]
    led += [
        (row.activity, row.supporter, row.entry, row.entry__logged_by, row.entry__unpaid, None)
        for row in others
        if row.activity in days and _is_sound_presence(row)
    ]
    standings = Standings(histories({supporter for _pk, supporter, *_entry in led}))
    person_of = {pk: one.person for pk, one in standings.histories.items()}
    said = _statements({*person_of.values(), *(row.logged_by_id for row in activities)})
    said |= {(row.person_id, row.base_year): row for row in statements}
    several = defaultdict(list)
    for pk, supporter, *entry, said_by in led:
        person = person_of.get(supporter)
        of_year = getattr(said.get((person, days[pk].year)), "unpaid", None)
        several[pk].append(Led(supporter, person, *entry, of_year, said_by))
    of_others = unpaid_by_others(one for several_of_one in several.values() for one in several_of_one)
    found = {}
    for row in activities:
        year, own = row.day.year, None
        leaders = tuple(
            Leader(one.supporter, standings.on(row.day, one.supporter), unpaid_of(one, of_others))
            for one in several[row.pk]
            if one.person is not None and said.get((one.person, year)) is not CANNOT_BE_READ
        )
        if row.leader == Activity.Leader.SUPPORTER:
            person = person_of.get(row.led_by_id)
            own = CANNOT_BE_READ if person is None else said.get((person, year))
        found[row.pk] = facts_from(row, leaders, own, said.get((row.logged_by_id, year)))
    return found


def unpaid_of(one, of_others):
    """Whether the supporter of ``Led`` was not paid; None where nobody has said it. ``of_others``: see below."""
    return one.of_year if one.unpaid is None else one.unpaid and (one.entry, one.supporter) not in of_others


def unpaid_by_others(several):
    """``{(entry, supporter)}`` of those ``Led`` who said that they are paid in that year, where another person has said
    that they were not paid for this: that is theirs to say as well. One query, or none.
    """
    against = [one for one in several if one.unpaid and one.of_year is False]
    who = {one.entry: one.logged_by for one in against}  # who was the last to say it
    if who:
        rows = Correction.objects.filter(activity__in=who).order_by("activity", "version")
        for pk, by, changes in rows.values_list("activity", "by", "changes"):
            if not isinstance(changes, dict):
                who[pk] = None  # it cannot be read: another may have said it
            elif "unpaid" in changes:
                who[pk] = by
    return {(one.entry, one.supporter) for one in against if (one.said_by or who[one.entry]) != one.person}


def _statements(people):
    """``{(person id, base year): Statement}`` of these person ids; what cannot be read of one is ``CANNOT_BE_READ``."""
    columns = ("person_id", "base_year", *STATED)
    rows = Statement.objects.filter(person__in=people).values_list(*columns, named=True)
    return {
        (row.person_id, row.base_year): row
        if all(isinstance(value, bool | None) for value in row[2:])
        else CANNOT_BE_READ
        for row in rows
    }


CANNOT_BE_READ = object()


def waits_for_leader(activity, person):
    """Whether others say that it was unpaid, and this person, who led it, has said that they are paid in that year."""
    if not (activity.unpaid and activity.led_by and activity.led_by.person_id == person.pk):
        return False
    of_year = getattr(_statements({person.pk}).get((person.pk, activity.day.year)), "unpaid", None)
    own = Led(activity.led_by_id, person.pk, activity.pk, activity.logged_by_id, activity.unpaid, of_year)
    return bool(unpaid_by_others([own]))


def facts_from(row, leaders, own, logger):
    """The ``Facts`` of one activity.

    ``leaders`` are the ``counting.Leader`` of all who led it, its own first; ``own`` is what that one has said of the
    year, and ``logger`` what whoever logged it has; each is None where there is none. Where one of these is
    ``CANNOT_BE_READ``, there are no facts: None.
    """
    if CANNOT_BE_READ in (own, logger):
        return None
    unpaid, statements = row.unpaid, [logger]
    if row.leader == Activity.Leader.SUPPORTER:
        leader, unpaid, statements = leaders[0].standing, leaders[0].unpaid, [own, logger]
    else:
        leader, statements = (NOT_LED,) if row.leader == Activity.Leader.OTHER else (LEADER_NOT_SAID,), [logger]
    return Facts(
        kind=row.kind,
        day=row.day,
        participants=row.participants,
        minutes=row.minutes,
        leader=leader,
        in_person=_in_person(row, statements),
        in_norway=_first_said(row, statements, "in_norway"),
        own_event=_first_said(row, statements, "own_event"),
        unpaid=unpaid,
        leaders=leaders,
    )


def _in_person(row, statements):
    """The name of a kind says that it is, or that it is not; of other kinds somebody has to say it.

    That a visit was not in person is said of that visit. What is said of a year is about groups and courses.
    """
    if row.kind in DISTANT_KINDS:
        return False
    if row.kind == "visit":
        return row.in_person is not False
    return _first_said(row, statements, "in_person")


def _first_said(row, statements, name):
    """What was said of the activity, else of the year by the first of these who said something; None: nothing."""
    values = [getattr(one, name) for one in (row, *statements) if one is not None]
    return next((value for value in values if value is not None), None)


def without_leader(person, year):
    """What the person logged in a year, of which nobody has said who led it, and which stands in no report.

    It is from before that was asked, and the person's own name was filled in.
    """
    rows = Activity.objects.filter(logged_by=person, led_by__person=person, day__year=year, undone_at__isnull=True)
    closed = ClosedYear.objects.filter(base_year=year).values("chapter")
    return rows.filter(leader=Activity.Leader.NOT_SAID).exclude(chapter__in=closed).order_by("pk")


def with_verdicts_of_years(activities):
    """``with_verdicts`` of activities of several years, each by the rules of its own; in the order given."""
    stored, found = stored_rules(), {}
    for year in {row.day.year for row in activities}:
        found |= judge([row for row in activities if row.day.year == year], rules_in(stored, year))
    return [(row, found[row.pk]) for row in activities]


def series_of(activity):
    """The activities of the same series, this one among them, by day; it alone where there is none."""
    if activity.series is None:
        return [activity]
    same = Activity.objects.filter(series=activity.series, undone_at=activity.undone_at)
    return readable(same.select_related("chapter", "led_by__person").order_by("day", "pk"))[0]


def days_of(activity):
    """The days of an activity that lasted several, in order; else its own day alone."""
    return [row.day for row in series_of(activity)]


def said_of_year(activity):
    """What counts of ``counting.STATED`` where nothing is said of the activity itself: ``{name: True, False or None}``.

    Whoever leads it says it for their year, else whoever logged it.
    """
    leader = activity.led_by.person_id if activity.leader == Activity.Leader.SUPPORTER else None
    found = _statements({activity.logged_by_id, leader} - {None})
    found = {key: one for key, one in found.items() if one is not CANNOT_BE_READ}
    own = found.get((leader, activity.day.year))
    both = [one for one in (own, found.get((activity.logged_by_id, activity.day.year))) if one]
    said = {name: [getattr(one, name) for one in ([own] if name == "unpaid" else both) if one] for name in STATED}
    return {name: next((value for value in values if value is not None), None) for name, values in said.items()}


def sent_and_open(person, year):
    """Of the chapters for which a person led or logged something in a year: those whose report is sent, and whether
    anything of it is in no such report."""
    mine = Activity.objects.filter(_by_or_led_by(person), undone_at__isnull=True, day__year=year)
    closed = ClosedYear.objects.filter(base_year=year)
    sent = [row.chapter for row in closed.filter(chapter__in=mine.values("chapter")).select_related("chapter")]
    of_none = mine.filter(chapter__isnull=True)
    return sent, of_none.exists() or mine.exclude(chapter__in=closed.values("chapter")).exists()


def statement_of(person, base_year):
    """What the person has said of the year (``Statement``), or None. Raises ``Unreadable``."""
    return only(Statement.objects.filter(person=person, base_year=base_year))


def has_said(person, base_year):
    """Whether the person has said something of the year, also where it cannot be read."""
    return Statement.objects.filter(person=person, base_year=base_year).exists()


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
    return totals_of(with_verdicts(activities, rules))


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

    One that was logged twice is one of each of those who led it by one of the entries (``counting.Verdict``).
    """
    return counting_of(with_verdicts(activities, rules))


def counting_of(pairs):
    """The same of ``[(activity, verdict)]``."""
    return Counter(key for _activity, found in pairs if found.counts for key in found.supporters)


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


def counting_in_words(total):
    """“9 count in the report”, in the active language."""
    text = ngettext("%(count)d counts in the report", "%(count)d count in the report", total.counting)
    return text % {"count": total.counting}


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
    mine = _logged_or_led(supporter.person_id, [supporter.pk], day__gte=datetime.date(year - 1, 1, 1))
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


def supporters_without_counting_activity(chapter, year):
    """Active supporters of a chapter who led no activity that counts in the year, by family name.

    Paragraph 10 requires one activity of each supporter. What they led for another chapter counts as well.
    """
    led = logged().filter(Q(led_by__chapter=chapter) | also_led(supporter__chapter=chapter), day__year=year)
    done = set(counting_by_supporter(led, rules_for(year)))
    supporters = Supporter.objects.filter(chapter=chapter, state=State.ACTIVE).select_related("person")
    return [one for one in supporters.order_by("person__family_name", "person__given_name") if one.pk not in done]


def likely_duplicates(*, token, kind, days, participants, by):
    """Activities of the same kind and number of participants on one of these days that this person has logged before.

    By day. What was logged with this ``token`` is left out: it comes from the same form. About what somebody else has
    logged they are asked after saving (``corrections.queries.look_alike``), so nobody is asked twice about one pair.
    """
    same = logged().filter(logged_by=by, kind=kind, day__in=days, participants=participants)
    same = same.exclude(Q(token=token) | Q(series=token, series__isnull=False))
    return same.order_by("day", "pk")
