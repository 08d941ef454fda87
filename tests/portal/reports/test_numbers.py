"""The numbers of a report are the sums of the rows behind them, and stand beside those of the year before."""

import datetime
import random

import pytest
from django.db.models import Sum

from forms.choices import ACTIVITY_KINDS
from portal import clock
from portal.activities.corrections import services as correction_services
from portal.activities.models import Activity
from portal.reports import queries as report_queries
from portal.reports import services as reports
from portal.reports.models import ChapterReport
from portal.reports.sections import behind as reported
from portal.reports.years import services as year_services
from tests.portal.reports.test_pages import PLACE

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_may")]


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(3))
def test_the_numbers_are_the_sums_of_the_rows_behind_them(bergen, oslo, rolf, liv, log, client_of, seed):
    dice = random.Random(seed)
    for number in range(20):
        day = datetime.date(2026, 1, 1) + datetime.timedelta(days=dice.randrange(385))
        activity = log(
            dice.choice([bergen, bergen, bergen, oslo]),
            dice.choice([rolf, liv.person]),
            kind=dice.choice(ACTIVITY_KINDS)[0],
            day=day,
            participants=dice.randrange(9),
            minutes=dice.choice([30, 45, 90]),
            led_by=dice.choice([liv, None]),
        )
        if number % 7 == 0:
            correction_services.strike(activity, token=activity.ref, version=1, reason="mistake", by=rolf)

    found = report_queries.numbers(bergen, 2026)

    kinds = {line["kind"]: line for line in found["kinds"]}
    for kind, line in [*kinds.items(), ("", found)]:
        rows = reported.activities_to_list(bergen, 2026, kind)
        behind = Activity.objects.filter(pk__in=[key for key, _verdict in rows])
        assert line["count"] == len(rows)
        assert line["participants"] == (behind.aggregate(sum=Sum("participants"))["sum"] or 0)
        assert line["counting"] == sum(verdict.counts for _key, verdict in rows)
    assert found["count"] == sum(line["count"] for line in kinds.values()) > 0
    for kind in kinds:
        page = client_of(rolf).get(f"{PLACE}aktiviteter/?type={kind}")
        assert page.context["page"].paginator.count == kinds[kind]["count"]


@pytest.mark.parametrize(
    ("now", "before", "found"),
    [
        (10, None, ""),
        (10, 10, ""),
        (10, 5, "more"),
        (9, 5, ""),  # not twice as many
        (8, 4, ""),  # twice as many, and fewer than five apart
        (5, 0, "more"),
        (4, 0, ""),
        (5, 10, "fewer"),
        (6, 10, ""),
        (0, 5, "fewer"),
        (0, 4, ""),
        (0, 0, ""),
    ],
)
def test_an_odd_jump_is_half_or_double_and_five_apart(now, before, found):
    assert report_queries.jump(now, before) == found


@pytest.mark.slow
def test_last_year_stands_beside_this_year(bergen, rolf, liv, siri, log, begun, answers, in_may, client_of):
    for day in range(1, 11):
        log(bergen, liv.person, led_by=liv, day=datetime.date(2026, 3, day))
    log(bergen, rolf, kind="course", minutes=90)
    assert report_queries.numbers(bergen, 2026)["last_year"] is None
    assert "–" in client_of(rolf).get(f"{PLACE}tallene/").content.decode()
    reports.submit(begun, answers, by=rolf, received_at=in_may)
    with clock.at(datetime.datetime(2028, 3, 1, 12, tzinfo=clock.OSLO)):
        for day in range(1, 5):
            log(bergen, liv.person, led_by=liv, day=datetime.date(2027, 3, day))
        report = reports.prepare(bergen, year_services.open_year(2027, by=siri), by=rolf)
        page = client_of(rolf).get("/lokalforening/bergen/rapport/2027/tallene/")
        sent = reports.submit(report, answers, by=rolf, received_at=clock.now())
    lines = {line["kind"]: (line["count"], line["last_year"], line["jump"]) for line in page.context["lines"]}
    assert lines == {"conversation_group": (4, 10, "fewer"), "course": (0, 1, "")}
    assert page.context["total"] == {"last_year": 11, "jump": "fewer"}
    text = " ".join(page.content.decode().split())
    assert "10 (mange færre nå)" in text
    assert "Noen tall er langt fra tallene året før." in text
    ChapterReport.objects.filter(pk=begun.pk).update(numbers={})
    assert report_queries.beside_total(sent.numbers) == {"last_year": 11, "jump": "fewer"}
