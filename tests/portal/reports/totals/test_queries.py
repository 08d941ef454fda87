"""Totals are the sum of the rows behind them, whichever way they are cut; what is sent counts as it was sent."""

import datetime
import itertools
import uuid

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal import clock, fragments, organisation
from portal.activities.base_years import queries as base_year_queries
from portal.activities.base_years import services as base_year_services
from portal.activities.counting import queries as counting_queries
from portal.activities.counting.verdicts import STATED
from portal.activities.models import Activity, Statement
from portal.activities.totals.queries import counting_of
from portal.chapters.models import Chapter
from portal.reports.models import CountedYear
from portal.reports.totals import groups, keeping
from portal.reports.totals import queries as total_queries
from portal.reports.totals import services as total_services
from portal.reports.totals.queries import CHAPTERS, COUNTIES, KINDS, MONTHS_OF_YEAR, TOPICS
from portal.supporters.queries import supporter_of
from tests.conftest import moment

pytestmark = pytest.mark.django_db
ANSWERS = st.sampled_from([None, None, True, False])
ONE = st.fixed_dictionaries(
    {
        "kind": st.sampled_from(["visit", "conversation_group", "course", "phone", "other"]),
        "day": st.dates(datetime.date(2026, 1, 1), datetime.date(2026, 6, 10)),
        "participants": st.sampled_from([None, 0, 1, 2, 3, 12]),
        "minutes": st.sampled_from([None, 30, 45, 90]),
        "leader": st.sampled_from(["", "supporter", "supporter", "other"]),
        "topics": st.lists(st.sampled_from(["new", "work"]), max_size=2, unique=True),
        **dict.fromkeys(STATED, ANSWERS),
    }
)


@pytest.fixture
def june():
    with clock.at(moment("2026-06-10 12:00")):
        yield


def rows_by_hand(year):
    """``[(row, verdict)]`` as the log itself judges them, one by one."""
    rows = list(Activity.objects.filter(undone_at=None, day__year=year))
    return counting_queries.with_verdicts(rows, counting_queries.rules_for(year))


def by_hand(pairs, key_of):
    """What each cut has to say: ``{key: (count, counting, days, participants, late)}``."""
    found = {}
    for row, verdict in pairs:
        for key in key_of(row):
            found.setdefault(key, []).append((row, verdict))
    numbers = {}
    for key, lines in found.items():
        told = [(row, verdict) for row, verdict in lines if not verdict.is_apart]
        days = {(row.chapter_id, row.kind, row.day, row.led_by_id) for row, verdict in told if verdict.counts}
        numbers[key] = (
            len(told),
            sum(verdict.counts for _row, verdict in told),
            len(days),
            sum(row.participants or 0 for row, _verdict in told),
            len(lines) - len(told),
        )
    return numbers


def numbers_in(table):
    lines = {line.key: (line.count, line.counting, line.days, line.participants, line.late) for line in table.lines}
    return {key: numbers for key, numbers in lines.items() if any(numbers)}


def check(year):
    fragments.forget_cached()
    CountedYear.objects.all().delete()
    counted = groups.read(year)
    assert counted.leaders == set(counting_of(rows_by_hand(year)))
    assert total_services.count_due() == year
    assert keeping.kept(year) == counted
    pairs, chapters = rows_by_hand(year), {chapter.pk: chapter.county for chapter in Chapter.objects.all()}
    of_kinds = [cell for cell in counted.cells if cell.kind is not None]
    assert sum(cell.people for cell in of_kinds) == sum(row.participants or 0 for row, found in pairs if found.counts)
    assert sum(cell.unjudged for cell in of_kinds) == sum(bool(found.missing) for _row, found in pairs)
    keys = {
        COUNTIES: lambda row: [chapters.get(row.chapter_id, "")],
        CHAPTERS: lambda row: [row.chapter_id],
        KINDS: lambda row: [row.kind],
        MONTHS_OF_YEAR: lambda row: [row.day.month],
        TOPICS: lambda row: row.topics,
    }
    for county in ("", "Vestland", "Oslo"):
        found = total_queries.totals(year, county=county, exact=True)
        inside = [(row, verdict) for row, verdict in pairs if found.county in ("", chapters.get(row.chapter_id))]
        for code, key_of in keys.items():
            table = found.table(code)
            assert numbers_in(table) == by_hand(inside, key_of)
            if table.total:
                told = (table.total.count, table.total.counting, table.total.days, table.total.participants)
                sums = by_hand(inside, lambda _row: ["all"]).get("all", (0, 0, 0, 0, 0))
                assert (*told, table.total.late) == sums


@pytest.mark.slow
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])  # it empties the tables
@given(
    logged=st.lists(st.tuples(ONE, st.sampled_from(["bergen", "oslo", None]), st.integers(0, 1)), max_size=12),
    unpaid=ANSWERS,
    closes=st.booleans(),
)
def test_every_total_is_the_sum_of_the_rows_behind_it(june, bergen, oslo, guro, rolf, logged, unpaid, closes):
    """Also of activities of no chapter, and of a chapter whose report is sent, with more that was logged after it."""
    Activity.objects.all().delete()
    Statement.objects.all().delete()
    Statement.objects.create(person=guro, base_year=2026, in_person=True, in_norway=True, own_event=True, unpaid=unpaid)
    places, loggers, supporter = {"bergen": bergen, "oslo": oslo, None: None}, [guro, rolf], supporter_of(guro)

    def write(rows):
        for values, place, logger in rows:
            led_by = supporter if values["leader"] == "supporter" else None
            Activity.objects.create(
                token=uuid.uuid4(), chapter=places[place], logged_by=loggers[logger], led_by=led_by, **values
            )

    half = len(logged) // 2
    write(logged[:half])
    if closes and not base_year_queries.is_closed(bergen, 2026):
        base_year_services.close_year(bergen, 2026, by=rolf)
    write(logged[half:])
    check(2026)
    if base_year_queries.is_closed(bergen, 2026):
        base_year_services.reopen_year(bergen, 2026, by=rolf)


def test_whether_somebody_was_paid_is_believed_of_the_one_who_says_it(june, bergen, guro, rolf):
    """Guro has said that she is paid. Of one activity Rolf says that she was not, of another she says it herself."""
    Statement.objects.create(person=guro, base_year=2026, in_person=True, in_norway=True, own_event=True, unpaid=False)
    for logged_by, day in itertools.product([guro, rolf], (3, 4)):
        Activity.objects.create(
            token=uuid.uuid4(), chapter=bergen, kind="visit", day=datetime.date(2026, 3, day), participants=1,
            leader="supporter", led_by=supporter_of(guro), logged_by=logged_by, unpaid=True, in_norway=True,
            own_event=True,
        )  # fmt: skip
    check(2026)


def test_a_break_in_the_middle_of_the_year_is_seen(june, bergen, guro):
    for day in (2, 10):
        supporter = supporter_of(guro)
        Activity.objects.create(
            token=uuid.uuid4(), chapter=bergen, kind="visit", day=datetime.date(2026, 6, day), participants=1,
            leader="supporter", led_by=supporter, logged_by=guro, **dict.fromkeys(STATED, True),
        )  # fmt: skip
    supporter.active_periods.update(begins=datetime.date(2026, 6, 5))
    check(2026)


@pytest.mark.parametrize("county", ["", "Vestland", "Oslo"])
def test_small_numbers_of_participants_are_told_to_the_secretariat_alone(june, bergen, oslo, guro, county):
    for chapter, number in ((bergen, 2), (bergen, 30), (oslo, 40), (None, 3)):
        Activity.objects.create(
            token=uuid.uuid4(), chapter=chapter, kind="visit", day=datetime.date(2026, 3, 2), participants=number,
            logged_by=guro, topics=["work"],
        )  # fmt: skip
    told = total_queries.totals(2026, county=county, exact=False)
    exact = total_queries.totals(2026, county=county, exact=True)
    numbers = {line.key: line.participants for line in told.table(COUNTIES).lines}
    assert all(line.participants is not None for line in exact.table(COUNTIES).lines)
    assert [line.count for line in told.table(COUNTIES).lines] == [line.count for line in exact.table(COUNTIES).lines]
    if county:
        assert {line.participants for line in told.table(KINDS).lines} == {None}
        assert told.table(TOPICS).lines == []
    else:
        assert numbers == {"Vestland": None, "Oslo": 40, "": None}
        assert told.table(TOPICS).lines == []  # the only theme is as many as all of them, which is shown


def test_the_cells_cost_as_many_queries_for_any_number(june, bergen, oslo, guro, django_assert_num_queries):
    Statement.objects.create(person=guro, base_year=2026, unpaid=True)
    organisation.current_cached()
    for number in (1, 40):
        for place in range(number):
            Activity.objects.create(
                token=uuid.uuid4(), chapter=(bergen, oslo, None)[place % 3], kind=("visit", "course")[place % 2],
                day=datetime.date(2026, 1 + place % 5, 2), participants=place + 1, minutes=60, logged_by=guro,
                leader="supporter", led_by=supporter_of(guro), topics=["work"],
            )  # fmt: skip
        with django_assert_num_queries(23):
            groups.read(2026)
