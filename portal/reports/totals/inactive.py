"""Supporters who have led no activity that counts in a base year: the grant counts them only with one of their own."""

import datetime
from collections import Counter, defaultdict
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q

from portal import clock
from portal.activities import queries as activity_queries
from portal.activities.counting import queries as counting_queries
from portal.activities.counting.words import reasons
from portal.activities.models import Activity, Presence
from portal.activities.totals import queries as total_queries
from portal.chapters.models import Chapter
from portal.models import Event
from portal.reports.totals import queries
from portal.reports.totals.groups import last_day_of
from portal.reports.verbs import Verb
from portal.supporters.models import ActivePeriod, Appointment, Category, Supporter
from portal.unreadable import found_values


def supporters_on(day):
    """Everybody who is appointed and active on this day, by county, chapter and name.

    The same as ``standing.was_supporter_on`` says of each. Somebody who was a supporter before this site was active
    from the day of the appointment.
    """
    in_force = Appointment.objects.filter(decided_on__lte=day).exclude(ended_on__lte=day)
    active = ActivePeriod.objects.filter(begins__lte=day).exclude(ends__lte=day)
    transferred = in_force.filter(method=Category.Method.TRANSFER)
    periods = ActivePeriod.objects.filter(supporter=OuterRef("pk"))
    before = Q(pk__in=transferred.values("supporter")) & Exists(periods) & ~Exists(periods.filter(begins__lte=day))
    rows = Supporter.objects.filter(pk__in=in_force.values("supporter"))
    rows = rows.filter(Q(pk__in=active.values("supporter")) | before).select_related("person", "chapter")
    return rows.order_by("chapter__county", "chapter__name", "person__family_name", "person__given_name", "pk")


def without_activity(year, *, chapter=None, county=""):
    """The supporters on the last day of the year without an activity of their own that counts. Of one chapter, or a
    county, or all."""
    rows = supporters_on(last_day_of(year))
    if chapter is None:
        rows = rows.filter(chapter__county=county) if county else rows
        return rows.exclude(pk__in=queries.read(year).leaders)
    rows = rows.filter(chapter=chapter)
    theirs = Q(led_by__in=rows.order_by().values("pk")) | activity_queries.also_led(
        supporter__in=rows.order_by().values("pk")
    )
    led = Activity.objects.filter(theirs, undone_at=None, day__year=year).order_by()
    done = total_queries.counting_by_supporter(led, counting_queries.rules_for(year))
    return rows.exclude(pk__in=list(done))


def counties():
    """The counties with a chapter, by name."""
    return list(Chapter.objects.order_by("county").values_list("county", flat=True).distinct())


@dataclass(frozen=True)
class Inactive:
    """A supporter on the list.

    ``logged`` is how many activities they led that do not count, and how many they logged without saying who led them.
    ``reasons`` are why not, as parts of a sentence, the most frequent first. ``written_on`` is the last day on which
    they were written to. ``incomplete`` are those of ``logged`` that count as soon as somebody says what is missing.
    ``is_by_office``: they are supporters through an office alone.
    """

    supporter: Supporter
    logged: int
    reasons: list
    written_on: datetime.date | None
    incomplete: int
    is_by_office: bool

    @property
    def was_written_today(self):
        return self.written_on == clock.today()


MOST_REASONS = 2  # in one line


def in_words(supporters, year):
    """An ``Inactive`` for each of these supporters. As many queries for any number of them."""
    people = {one.person_id: one.pk for one in supporters}
    theirs = {"supporter__in": people.values()}
    not_said = Q(leader=Activity.Leader.NOT_SAID, led_by=None)
    rows = Activity.objects.filter(
        Q(led_by__in=people.values()) | activity_queries.also_led(**theirs) | (not_said & Q(logged_by__in=people)),
        undone_at=None,
        day__year=year,
    )
    rows = found_values(rows.order_by().values_list(*counting_queries.JUDGED, named=True))
    also = defaultdict(set)
    led = Presence.objects.filter(role=Presence.Role.LED, activity__day__year=year, **theirs)
    for activity, supporter in led.values_list("activity", "supporter"):
        also[activity].add(supporter)
    count, incomplete, why = Counter(), Counter(), defaultdict(Counter)
    for row, verdict in counting_queries.with_verdicts(rows, counting_queries.rules_for(year)):
        if verdict.counts:
            continue
        is_not_said = row.leader == Activity.Leader.NOT_SAID and row.led_by_id is None
        owners = {people.get(row.logged_by_id)} if is_not_said else {row.led_by_id}
        for owner in owners | also[row.pk]:
            count[owner] += 1
            incomplete[owner] += bool(verdict.missing)
            why[owner].update(verdict.reasons)
    written, by_office = written_to(supporters), _by_office(supporters, last_day_of(year))
    return [
        Inactive(
            one,
            count[one.pk],
            reasons([code for code, _number in why[one.pk].most_common(MOST_REASONS)]),
            written.get(one.ref),
            incomplete[one.pk],
            one.pk in by_office,
        )
        for one in supporters
    ]


def _by_office(supporters, day):
    """The ids of those of these who are supporters through an office, and nothing else, on this day."""
    in_force = Appointment.objects.filter(supporter__in=supporters, decided_on__lte=day).exclude(ended_on__lte=day)
    methods = defaultdict(set)
    for supporter, method in in_force.values_list("supporter", "category__method"):
        methods[supporter].add(method)
    return {key for key, known in methods.items() if known == {Category.Method.OFFICE}}


def written_to(supporters):
    """The last day on which each of these was written to: ``{ref: day}``."""
    rows = Event.objects.filter(verb=Verb.SUPPORTER_WRITE_TO, subject__in=[one.ref for one in supporters])
    return {subject: clock.local(at).date() for subject, at in rows.order_by("at").values_list("subject", "at")}
