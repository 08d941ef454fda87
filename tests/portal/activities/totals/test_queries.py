"""Sums of activities."""

import datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal import clock
from portal.activities import queries as activity_queries
from portal.activities.counting import queries as counting_queries
from portal.activities.counting.verdicts import RULES_OF_2023, STATED
from portal.activities.models import Activity
from portal.activities.statements import services as statement_services
from portal.activities.totals import queries as total_queries
from portal.reports.totals import inactive
from portal.supporters import services as supporters

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]
DAY = datetime.date(2026, 3, 2)


@pytest.mark.slow
def test_totals(bergen, oslo, liv, log):
    log(bergen, liv.person, led_by=liv)
    log(bergen, liv.person, led_by=liv, participants=4)  # the same day: two that count, one activity day
    log(bergen, liv.person, led_by=liv, participants=2)
    log(bergen, liv.person, led_by=liv, kind="visit", participants=1, minutes=None)
    log(bergen, liv.person, led_by=liv, kind="phone", participants=1, minutes=None)
    log(bergen, liv.person, led_by=liv, day=datetime.date(2025, 3, 2))
    log(oslo, liv.person, led_by=liv)
    total = total_queries.totals(activity_queries.of_chapter(bergen, 2026), RULES_OF_2023)
    assert (total.count, total.participants, total.counting, total.activity_days) == (5, 13, 3, 2)
    group = total.kinds["conversation_group"]
    assert (group.count, group.participants, group.counting, dict(group.reasons)) == (3, 11, 2, {"too_few": 1})
    assert dict(total.kinds["phone"].reasons) == {"by_phone": 1}
    assert total.kinds["course"].count == 0
    assert total_queries.count_in(2026) == 6
    assert list(total_queries.count_in_chapter(bergen, 2026)) == [5]


@pytest.mark.slow
def test_supporters_without_an_activity_that_counts(bergen, oslo, supporter_in, log):
    liv, nina, per = (supporter_in(bergen, name, "Likeperson") for name in ("Liv", "Nina", "Per"))
    log(bergen, liv.person, led_by=liv)
    log(bergen, nina.person, led_by=nina, kind="digital")
    log(oslo, per.person, led_by=per)
    assert list(inactive.without_activity(2026, chapter=bergen)) == [nina]
    assert list(inactive.without_activity(2025, chapter=bergen)) == [liv, nina, per]


def test_bars_put_the_rest_together(bergen, liv, log):
    for kind, count in {"visit": 5, "course": 4, "phone": 3, "digital": 2, "other": 1}.items():
        for _one in range(count):
            log(bergen, liv.person, kind=kind)
    assert [row["value"] for row in total_queries.bar_chart(2026)["rows"]] == [5, 4, 3, 3]
    assert total_queries.bar_chart(2020)["rows"] == []


DAYS = [datetime.date(2026, 1, day) for day in (1, 2, 20)] + [datetime.date(2026, 12, 31)]


@pytest.fixture
def with_breaks(liv):
    """Liv on a break from 10 to 25 January 2026, with the year said."""
    for day, change in ((10, supporters.pause), (25, supporters.resume)):
        with clock.at(datetime.datetime(2026, 1, day, 12, tzinfo=clock.OSLO)):
            change(liv, by=liv.person, **({"until": None} if change is supporters.pause else {}))
    statement_services.state_year(2026, by=liv.person, in_person=True, in_norway=True, own_event=True)
    return liv


@pytest.mark.slow
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_totals_are_always_the_sum_of_the_rows_behind_them(data, with_breaks, bergen):
    maybe = st.none() | st.booleans()
    rows = []
    for number in range(data.draw(st.integers(0, 6))):
        leader = data.draw(st.sampled_from(["", "supporter", "other"]))
        values = {
            "kind": data.draw(st.sampled_from(["visit", "conversation_group", "course", "phone"])),
            "day": data.draw(st.sampled_from(DAYS)),
            "participants": data.draw(st.none() | st.integers(0, 5)),
            "minutes": data.draw(st.sampled_from([None, 44, 45, 90])),
            **{name: data.draw(maybe) for name in STATED},
        }
        led_by = with_breaks if leader == "supporter" else None
        rows.append(
            Activity(
                pk=number + 1, chapter=bergen, logged_by=with_breaks.person, leader=leader, led_by=led_by, **values
            )
        )
    found = total_queries.totals(rows, RULES_OF_2023)

    each = [(row, counting_queries.judge([row], RULES_OF_2023)[row.pk]) for row in rows]
    counting = [row for row, verdict in each if verdict.counts]
    assert (found.count, found.counting) == (len(rows), len(counting))
    assert found.participants == sum(row.participants or 0 for row in rows)
    assert found.activity_days == len({(row.kind, row.day, row.led_by_id) for row in counting})
    for kind, line in found.kinds.items():
        mine = [(row, verdict) for row, verdict in each if row.kind == kind]
        assert line.count == len(mine)
        assert line.counting == sum(verdict.counts for _row, verdict in mine)
        assert sum(line.reasons.values()) == sum(len(verdict.reasons) for _row, verdict in mine)
    for row in counting:  # as on the day: Liv was on a break on the 20th
        assert not (row.day == DAYS[2] and row.kind != "course")
