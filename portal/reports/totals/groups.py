"""The activities of a year, grouped by the database: fast enough for a page with 50,000 of them.

A group holds the activities that are alike in all that decides whether they count. One of each group is judged by the
log's own rules (``counting_queries.with_verdicts``), and the verdict holds for the whole group. So the rules are in one
place, and each row is read once.
"""

import datetime
import json
from collections import defaultdict, namedtuple
from dataclasses import dataclass

from django.db import connection

from portal import clock
from portal.activities.counting import queries as counting_queries
from portal.activities.counting.verdicts import STATED
from portal.activities.models import Activity, Presence, Statement
from portal.activities.totals import queries as total_queries
from portal.supporters.models import Supporter
from portal.supporters.on_the_day.history import histories
from portal.supporters.on_the_day.standing import Standings
from portal.unreadable import found_values

# A cell is of one kind, one month (a number) or one topic; the other two are None. ``days`` are activity days as
# ``total_queries.totals`` counts them, and ``late`` is how many were logged after the report was sent: they are in
# none of the others. ``people`` are the participants of those that count, and ``unjudged`` is of how many somebody has
# to say more.
Cell = namedtuple(
    "Cell",
    (
        "chapter", "kind", "month", "topic", "count", "counting", "days", "participants", "late", "people", "unjudged",
    ),
    defaults=(0, 0),
)  # fmt: skip


@dataclass(frozen=True)
class Counted:
    """What was counted of a year, and when.

    There is a ``Cell`` for each chapter and kind, each chapter and month, and each chapter and topic. Activities of no
    chapter have None for it. ``leaders`` are the keys of the supporters who led an activity that counts, and counted on
    that day themselves; those ``listed`` counted on the last day of the year as well, or do today. ``unreadable`` is
    how many activities cannot be read: they are in nothing else.
    """

    cells: list
    leaders: frozenset
    listed: frozenset
    unreadable: int
    counted_at: datetime.datetime


# What the two databases write differently. SQLite keeps anything in any column: a row with a value that no such column
# can hold is left out. PostgreSQL takes none.
_IS_SOUND = {
    "postgresql": "",
    "sqlite": f"""
        AND date(a.day) = a.day AND typeof(a.kind) = 'text' AND typeof(a.leader) = 'text'
        AND typeof(a.chapter_id) IN ('integer', 'null') AND typeof(a.led_by_id) IN ('integer', 'null')
        AND typeof(a.participants) IN ('integer', 'null') AND typeof(a.minutes) IN ('integer', 'null')
        AND {" AND ".join(f"COALESCE(a.{name}, 0) IN (0, 1)" for name in STATED)}
    """,
}
_AS_JSON = {"postgresql": "CAST(jsonb_build_array", "sqlite": "json_array"}
_AS_TEXT = {"postgresql": " AS text)", "sqlite": ""}


def last_day_of(year):
    """The day on which somebody has to be a supporter: the last one of the year, or today."""
    return min(clock.today(), datetime.date(year, 12, 31))


def read(year):
    """``Counted`` of a year, now. As many queries for any number of activities."""
    counted_at, rules = clock.now(), counting_queries.rules_for(year)
    standings = Standings(histories(Supporter.objects.all()))
    source, values = _rows(year, rules, standings)
    with connection.cursor() as cursor:
        # Those that cannot count are added up by the database, and of the others each is told.
        cursor.execute(
            f"""
            WITH {source}
            SELECT NULL, chapter, kind, month, NULL, NULL, SUM(participants), topics, NULL, COUNT(*)
            FROM found WHERE key IS NULL GROUP BY chapter, kind, month, topics
            UNION ALL
            SELECT pk, chapter, kind, month, day, led_by, participants, topics, key, 1 FROM found WHERE key IS NOT NULL
            UNION ALL
            SELECT NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, COUNT(*)
            FROM activities_activity WHERE undone_at IS NULL AND day >= %s AND day <= %s
            """,  # noqa: S608  the values are handed over as parameters
            [*values, *values[-2:]],
        )
        # The row of no kind comes last: how many there are, also of those that cannot be read.
        *rows, (*_nothing, number) = sorted(cursor.fetchall(), key=lambda row: row[2] is None)
    verdicts = {None: (False, False, False, False)}
    verdicts |= _verdicts({row[8]: row[0] for row in rows if row[0] is not None}, rules)
    sums, leaders, topics_of = defaultdict(_Sum), set(), {}
    for _pk, chapter, kind, month, day, led_by, participants, topics, key, count in rows:
        if key not in verdicts:
            continue  # one of the group cannot be read
        counts, is_late, leads, is_unjudged = verdicts[key]
        number -= count
        if topics not in topics_of:
            topics_of[topics] = _topics_in(topics)
        one_day = (kind, day, led_by) if counts else None
        places = [(chapter, kind, None, None), (chapter, None, month, None)]
        for place in places + [(chapter, None, None, topic) for topic in topics_of[topics]]:
            found = sums[place]
            if is_late:
                found.late += count
                continue
            found.count += count
            found.participants += participants or 0
            found.unjudged += is_unjudged
            if counts:
                found.counting += 1
                found.people += participants or 0
                found.days.add(one_day)
        if leads:
            leaders.add(led_by)
    cells = [
        Cell(*place, one.count, one.counting, len(one.days), one.participants, one.late, one.people, one.unjudged)
        for place, one in sums.items()
    ]
    leaders |= _leaders_of_same(year, rules)
    day = last_day_of(year)
    listed = frozenset(pk for pk in leaders if pk in standings.histories and not standings.on(day, pk))
    return Counted(cells, frozenset(leaders), listed, number, counted_at)


class _Sum:
    """What is added up for one ``Cell``."""

    __slots__ = ("count", "counting", "days", "late", "participants", "people", "unjudged")

    def __init__(self):
        self.count = self.counting = self.participants = self.people = self.unjudged = self.late = 0
        self.days = set()


def _topics_in(text):
    """The topics that a column holds; none where it holds no list."""
    try:
        found = json.loads(text)
    except (ValueError, TypeError):
        return []
    return [str(one) for one in found] if isinstance(found, list) else []


def _leaders_of_same(year, rules):
    """Of activities that were logged by several: whoever led them by an entry that was the same. They are few."""
    led = Presence.objects.filter(role=Presence.Role.LED, activity__day__year=year).values("activity")
    rows = Activity.objects.filter(pk__in=led, undone_at=None).order_by()
    rows = found_values(rows.values_list(*counting_queries.JUDGED, named=True))
    return set(total_queries.counting_of(counting_queries.with_verdicts(rows, rules)))


def _verdicts(one_of, rules):
    """``{key: (whether it counts, whether it is late, whether its leaders count, whether more has to be said)}``.

    ``one_of`` is ``{key of a group: the id of one of it}``: that one is read and judged.
    """
    keys = {pk: key for key, pk in one_of.items()}
    rows = Activity.objects.filter(pk__in=keys).order_by().values_list(*counting_queries.JUDGED, named=True)
    return {
        keys[row.pk]: (found.counts, found.is_apart, row.led_by_id in found.supporters, bool(found.missing))
        for row, found in counting_queries.with_verdicts(found_values(rows), rules)
    }


def _rows(year, rules, standings):
    """``(sql, values)`` of the table ``found``: a row for each activity of the year, with the ``key`` of its group.

    The key holds at least all that decides: of what is sent, the verdict that it was sent with. It is NULL where what
    the row itself says keeps it from counting, whatever more is said: of most that do not count, no more is needed.
    """
    first, last = datetime.date(year, 1, 1), datetime.date(year, 12, 31)
    led, said = _leaders(year, first, last, standings)
    kinds = rules.kinds.values()
    people = {number for asked in kinds for number in (asked.participants, asked.participants - 1)}
    facts = [
        "a.kind", _steps("a.participants", people), _steps("a.minutes", {asked.minutes for asked in kinds}),
        "a.leader", "led.code", "said.code", *(f"a.{name}" for name in STATED),
        "CASE WHEN led.is_paid AND a.unpaid THEN a.id END",  # whether that is believed depends on who has said it
    ]  # fmt: skip
    sql = f"""
        led AS MATERIALIZED ({_table(supporter="integer", begins="date", ends="date", code="integer", is_paid="bool")}),
        said AS MATERIALIZED ({_table(person="integer", code="integer")}),
        found AS MATERIALIZED (
            SELECT a.id AS pk, a.chapter_id AS chapter, a.kind AS kind, CAST(a.day AS text) AS day,
                CAST(substr(CAST(a.day AS text), 6, 2) AS integer) AS month, a.led_by_id AS led_by,
                a.participants AS participants, a.topics AS topics,
                CASE
                    WHEN closed.id IS NOT NULL
                        THEN a.leader || COALESCE(CAST(a.led_by_id AS text), '') || ' '
                            || COALESCE(CAST(a.settled AS text), '')
                    WHEN {_could_count(rules)} THEN
                        {_AS_JSON[connection.vendor]}({", ".join(facts)}){_AS_TEXT[connection.vendor]}
                END AS key
            FROM activities_activity AS a
            LEFT JOIN led ON led.supporter = a.led_by_id
                AND a.day >= led.begins AND a.day <= led.ends
            LEFT JOIN said ON said.person = a.logged_by_id
            LEFT JOIN activities_closedyear AS closed ON closed.chapter_id = a.chapter_id AND closed.base_year = %s
            WHERE a.undone_at IS NULL AND a.day >= %s AND a.day <= %s {_IS_SOUND[connection.vendor]}
        )
    """  # noqa: S608  as above
    return sql, [led, said, *rules.kinds, year, str(first), str(last)]


def _could_count(rules):
    """SQL: nothing that the row itself says keeps it from counting. The kinds of the rules are its parameters.

    Of some it is not said who led them: those may count when somebody says it.
    """
    found = []
    for asked in rules.kinds.values():
        could = ["a.kind = %s", f"a.participants >= {asked.participants - bool(rules.leader_counts_as_participant):d}"]
        could += [f"a.minutes >= {asked.minutes:d}"] if asked.minutes else []
        could += [f"a.leader <> '{Activity.Leader.OTHER}'"] if asked.led_by_supporter else []
        found.append(f"({' AND '.join(could)})")
    return " OR ".join(found) or "1 = 0"


def _leaders(year, first, last, standings):
    """What is known of whoever led or logged something, as JSON: a code for each that is different.

    ``[[supporter, begins, ends, code, whether they have said that they are paid]]``, and ``[[person, code]]``.
    """
    columns = Statement.objects.filter(base_year=year).values_list("person", *STATED)
    said = {person: tuple(values) for person, *values in columns}
    codes, led = {}, []
    for pk, history in standings.histories.items():
        own = said.get(history.person)
        is_paid = own is not None and own[STATED.index("unpaid")] is False
        for begins, ends, standing in standings.between(first, last, pk):
            code = codes.setdefault((standing, own), len(codes))
            led.append((pk, str(begins), str(ends), code, is_paid))
    loggers = [(person, codes.setdefault(values, len(codes))) for person, values in said.items()]
    return json.dumps(led), json.dumps(loggers)


def _steps(column, limits):
    """SQL: how many of these limits a number reaches; the rules see no difference between such numbers."""
    reached = " + ".join(f"CASE WHEN {column} >= {int(limit)} THEN 1 ELSE 0 END" for limit in sorted(limits))
    return f"CASE WHEN {column} IS NOT NULL THEN {reached or 0} END"


TYPES = {"integer": "integer", "text": "text", "date": "text", "bool": "integer"}  # of SQLite


def _table(**columns):
    """SQL: the rows of a JSON text that is handed over as a parameter, ``[[value of each of these columns]]``."""
    of_sqlite = connection.vendor == "sqlite"
    read = [
        f"CAST(json_extract(value, '$[{place}]') AS {TYPES[kind]}) AS {name}"
        if of_sqlite
        else f"CAST(value->>{place} AS {kind}) AS {name}"
        for place, (name, kind) in enumerate(columns.items())
    ]
    return f"SELECT {', '.join(read)} FROM {'json_each(%s)' if of_sqlite else 'jsonb_array_elements(%s::jsonb)'}"  # noqa: S608
