"""Two entries that may be one activity: which look alike, what somebody has answered, and what stands by that."""

import datetime
import functools

from django.db.models import Exists, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.db.models.lookups import IsNull

from portal import permissions
from portal.activities.base_years import queries as base_year_queries
from portal.activities.corrections import queries as correction_queries
from portal.activities.counting import queries as counting_queries
from portal.activities.counting.verdicts import STATED
from portal.activities.models import Activity, ClosedYear, DoubleEntry, Presence
from portal.kept_querysets import kept_queryset
from portal.unreadable import Found, found, only, readable

Answer = DoubleEntry.Answer


def same_as(kept):
    """The entries that are struck because they are the same as this one."""
    return [double.struck for double in answers_that_keep(kept)]


def answers_that_keep(activity):
    """The answers by which the activity stands, and another is struck as the same."""
    kept = Q(earlier=activity, keeps_later=False) | Q(later=activity, keeps_later=True)
    same = DoubleEntry.objects.filter(kept, answer=Answer.SAME, taken_back_at=None)
    return same.select_related("earlier", "later").order_by("pk")


def answers_that_strike(activity):
    """The answers by which the activity is struck, as the same as another."""
    struck = Q(later=activity, keeps_later=False) | Q(earlier=activity, keeps_later=True)
    same = DoubleEntry.objects.filter(struck, answer=Answer.SAME, taken_back_at=None)
    return same.select_related("earlier", "later").order_by("pk")


def leaders_of_same(kept, same):
    """``{supporter key: key of the entry}`` of those who led it by the entries that are the same, besides who led it.

    The entry is the one in which they are said to have led it.
    """
    found = {}
    for entry in same:
        if entry.leader == Activity.Leader.SUPPORTER:
            found.setdefault(entry.led_by_id, entry.pk)
        for row in entry.presences.filter(role=Presence.Role.LED).order_by("pk"):
            found.setdefault(row.supporter_id, row.entry_id)
    own = kept.led_by_id if kept.leader == Activity.Leader.SUPPORTER else None
    return {key: entry for key, entry in found.items() if key != own}


def kept_instead_of(activity):
    """The activity that this one is the same as, by somebody's answer; None where there is none."""
    same = answers_that_strike(activity).first()
    return same and same.kept


# The same day of the outer query's activity, in the same chapter or both in none.
THAT_DAY = Q(chapter=OuterRef("chapter"), day=OuterRef("day")) | Q(
    IsNull(OuterRef("chapter"), True), chapter__isnull=True, day=OuterRef("day")
)


def look_alike(alike):
    """The activities that may be the same as the one of the outer query, by this condition.

    Another person logged it, in the same chapter or both in none, on the same day, and nobody has answered about the
    two.
    """
    rows = Activity.objects.filter(THAT_DAY, alike, undone_at__isnull=True).exclude(logged_by=OuterRef("logged_by"))
    answered = DoubleEntry.objects.filter(taken_back_at=None)
    one, other = OuterRef("pk"), OuterRef(OuterRef("pk"))
    for pair in ({"earlier": one, "later": other}, {"earlier": other, "later": one}):
        rows = rows.filter(~Exists(answered.filter(**pair)))
    return rows


# The same supporter led both, or took part in both. Or the kind is the same, or as many took part (one more or less):
# not of phone calls, which are alike only where the same supporter had them.
NAMED_THERE = Presence.objects.filter(activity=OuterRef(OuterRef("pk")))


SAME_SUPPORTER = (
    Q(led_by=OuterRef("led_by"))
    | Exists(NAMED_THERE.filter(supporter=OuterRef("led_by")))
    | Q(presences__supporter=OuterRef("led_by"))
    | Q(presences__supporter__in=NAMED_THERE.values("supporter"))
)


SAME_KIND = ~Q(kind="phone") & (
    Q(kind=OuterRef("kind"))
    | Q(participants__gte=OuterRef("participants") - 1, participants__lte=OuterRef("participants") + 1)
)


@functools.cache
def others_logged_that_day():
    """Condition: somebody else has logged something in the same chapter on the same day. Two looks into an index.

    What it leaves out has no double, and is not compared with all the others of its day. Django makes the condition in
    some milliseconds, so it is made once.
    """
    same_day = Activity.objects.filter(THAT_DAY, undone_at__isnull=True)
    return Exists(same_day.filter(logged_by__lt=OuterRef("logged_by"))) | Exists(
        same_day.filter(logged_by__gt=OuterRef("logged_by"))
    )


def with_double(activities):
    """Those of the activities that may be entered twice, each with ``double``: the key of one that looks like it.

    Only of years that are open and not closed, this one and the last.
    """
    since = datetime.date(base_year_queries.first_open_year(), 1, 1)
    closed = ClosedYear.objects.filter(chapter=OuterRef("chapter"), base_year=OuterRef("day__year"))
    rows = activities.filter(~Exists(closed), undone_at__isnull=True, day__gte=since)
    rows = rows.filter(others_logged_that_day())
    same_supporter, same_kind = look_alike(SAME_SUPPORTER), look_alike(SAME_KIND)
    rows = rows.filter(Exists(same_supporter) | Q(~Q(kind="phone"), Exists(same_kind)))
    first = (Subquery(found.order_by("pk").values("pk")[:1]) for found in (same_supporter, same_kind))
    return rows.annotate(double=Coalesce(*first))


MOST = 100  # so many rows are looked at for one page; the others come when these are answered


LATELY = datetime.timedelta(weeks=8)  # my page asks about these days; the page of all pairs about every open year


@kept_queryset
def beside_others(access, since):
    """One of the activities of ``may_be_double``'s people and days that is not alone on its day; none: none is double.

    Whether two are alike is not asked: that is seldom needed, and is a long question.
    """
    rows = Activity.objects.filter(others_logged_that_day(), day__gte=since, undone_at__isnull=True)
    return permissions.visible_with(access, rows, "activities.answer_double_entry").order_by("day", "pk")[:1]


def may_be_double(user, since=None):
    """What this person logged, or their board answers for, and may be entered twice (``with_double``).

    ``since`` is the first day that is looked at. The earliest days first, at most ``MOST``.
    """
    days = Activity.objects.filter(day__gte=since) if since else Activity.objects.all()
    visible = permissions.visible_to(days, user, "activities.answer_double_entry")
    return with_double(visible).order_by("day", "pk")[:MOST]


def pairs_for(user):
    """The pairs that this person is asked about, the earliest day first: ``[(earlier, later)]``. Two queries."""
    keys = {tuple(sorted(pair)) for pair in may_be_double(user).values_list("pk", "double")}
    sound, unreadable = readable(correction_queries.with_people().filter(pk__in={key for pair in keys for key in pair}))
    rows = {row.pk: row for row in sound}
    pairs = [(rows[first], rows[second]) for first, second in keys if first in rows and second in rows]
    return Found(sorted(pairs, key=lambda pair: (pair[0].day, pair[0].pk, pair[1].pk)), len(unreadable))


def unanswered_in(chapter, year):
    """How many pairs of a chapter's year nobody has answered, at most ``MOST``. One query."""
    rows = with_double(Activity.objects.filter(chapter=chapter, day__year=year)).order_by("day", "pk")[:MOST]
    return len({tuple(sorted((row.pk, row.double))) for row in rows})


def are_alike(one, other):
    """Whether the two may be the same, and nobody has answered about them."""
    same_supporter, same_kind = (Exists(look_alike(alike).filter(pk=other.pk)) for alike in (SAME_SUPPORTER, SAME_KIND))
    return Activity.objects.filter(same_supporter | Q(~Q(kind="phone"), same_kind), pk=one.pk).exists()


def double_of(activity):
    """An activity that looks like this one and about which nobody has answered yet, or None."""
    return first_double([activity])[1]


def first_double(activities):
    """``(activity, one that looks like it)`` of the first of these that has one (``double_of``); else both are None."""
    row = with_double(Activity.objects.filter(pk__in=[one.pk for one in activities])).order_by("day", "pk").first()
    doubles = found(correction_queries.with_people().filter(pk=row.double)) if row else []
    return (row, doubles[0]) if doubles else (None, None)


# What differs between two entries, as the page of the pair marks it.
COMPARED = ("kind", "participants", "minutes", "leader", "led_by", "place", "topics", *STATED)


def differences(earlier, later):
    """The names of what these two entries do not say alike."""
    one, other = correction_queries.written_values(earlier), correction_queries.written_values(later)
    return {name for name in (*COMPARED, "present") if one[name] != other[name]}


def verdicts_of(earlier, later):
    """The verdicts of two entries of one day."""
    found = counting_queries.judge([earlier, later], counting_queries.rules_for(earlier.day.year))
    return found[earlier.pk], found[later.pk]


def proposed_to_keep(earlier, later):
    """Which of two entries is kept unless somebody chooses the other: the one that counts, else the earlier one."""
    of_earlier, of_later = verdicts_of(earlier, later)
    return later if of_later.counts and not of_earlier.counts else earlier


def answers_of(activity):
    """All that somebody has answered about this entry and another, the newest first."""
    rows = DoubleEntry.objects.filter(Q(earlier=activity) | Q(later=activity), taken_back_at=None)
    return found(rows.select_related("earlier__logged_by", "later__logged_by", "by"))


def answer_about(earlier, later):
    """What somebody has answered about these two, or None. Raises ``Unreadable``."""
    return only(DoubleEntry.objects.filter(earlier=earlier, later=later, taken_back_at=None).select_related("by"))


def said_to_be_two():
    """The answers that two entries are two activities, the newest first, for the secretariat."""
    rows = DoubleEntry.objects.filter(answer=DoubleEntry.Answer.TWO, taken_back_at=None)
    people = ("earlier__chapter", "earlier__led_by__person", "later__led_by__person", "by")
    return rows.select_related(*people)
