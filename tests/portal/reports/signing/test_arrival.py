"""A report is judged by when it first arrived, finished: in every zone of a server, and with a code in between."""

import datetime

import pytest

from forms.models import Draft
from portal import clock
from portal.chapters.models import Chapter, Office
from portal.models import Event
from portal.reports.models import ChapterReport
from portal.reports.signing.services import WAITS_FOR_CODE
from tests.portal.reports.signing.conftest import FILLED_IN

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_may")]
MIDNIGHT = datetime.datetime(2027, 6, 1, tzinfo=clock.OSLO)
SOON = datetime.timedelta(minutes=3)
TICK = datetime.timedelta(microseconds=1)
CODE_IS_OLD = {"code_age": 11 * 60}


@pytest.fixture
def waiting(filled_in, rolf, last_page, sign):
    """``waiting(moment)``: Rolf sends the report then, and is asked for a code. Returns what his page showed."""
    page = last_page(rolf)

    def posted(moment):
        with clock.at(moment):
            response = sign((last_page(rolf, **CODE_IS_OLD)[0], *page[1:]))
            assert response.headers["Location"].startswith("/logg-inn/ny-kode/")
        return page

    return posted


@pytest.mark.slow
@pytest.mark.parametrize("arrived", [MIDNIGHT - TICK, MIDNIGHT - datetime.timedelta(seconds=30), MIDNIGHT])
def test_a_code_that_is_asked_for_makes_nothing_late(waiting, sign, report_of, arrived):
    page = waiting(arrived)
    with clock.at(arrived + SOON):
        assert sign(page).headers["Location"].endswith("/kvittering/")

    report = report_of("bergen")
    assert (report.received_at, report.on_time) == (arrived, arrived < MIDNIGHT)


@pytest.mark.slow
def test_the_first_time_counts_and_is_noted_once(waiting, sign, report_of):
    arrived = MIDNIGHT - SOON
    waiting(arrived)
    page = waiting(arrived + SOON)
    with clock.at(arrived + 2 * SOON):
        sign(page)

    assert report_of("bergen").received_at == arrived
    assert Event.objects.filter(verb="report.arrive").count() == 1


@pytest.mark.slow
@pytest.mark.parametrize("late", [datetime.timedelta(), TICK])
def test_what_waits_longer_than_a_code_works_arrives_when_it_is_sent(waiting, sign, report_of, late):
    page = waiting(MIDNIGHT - SOON)
    sent = MIDNIGHT - SOON + WAITS_FOR_CODE + late
    with clock.at(sent):
        sign(page)

    assert report_of("bergen").on_time is (not late)
    assert report_of("bergen").received_at == (sent if late else MIDNIGHT - SOON)


@pytest.mark.slow
def test_a_report_that_was_not_finished_had_not_arrived(filled_in, rolf, last_page, sign, report_of):
    page = last_page(rolf)
    with clock.at(MIDNIGHT - SOON):
        sign((last_page(rolf, **CODE_IS_OLD)[0], *page[1:]), **{"bekreft-attest": ""})
    with clock.at(MIDNIGHT):
        sign(page)

    assert report_of("bergen").on_time is False


@pytest.mark.slow
def test_nobody_waits_for_somebody_else(waiting, sign, last_page, bergen, bodil, siri, report_of):
    waiting(MIDNIGHT - SOON)
    Office.objects.filter(person=bodil).update(kind="chapter_leader")
    page = last_page(bodil)
    with clock.at(MIDNIGHT):
        sign(page)

    assert (report_of("bergen").attested_by, report_of("bergen").on_time) == (bodil, False)


@pytest.mark.proof
@pytest.mark.parametrize("zone", ["UTC", "Europe/Oslo", "Asia/Tokyo"])
@pytest.mark.parametrize("count", [24, 120])
def test_reports_streamed_across_midnight_are_all_judged_right(year, rolf, client_of, sign, settings, zone, count):
    """Half of the reports with a code in between, a quarter of a second after each other."""
    settings.TIME_ZONE = zone
    half, names = count // 2, [f"lag-{number}" for number in range(count)]
    Chapter.objects.bulk_create([Chapter(name=name, short_name=name) for name in names])
    chapters = list(Chapter.objects.filter(short_name__in=names).order_by("pk"))
    office = {"person": rolf, "kind": "chapter_leader", "starts": datetime.date(2020, 1, 1)}
    Office.objects.bulk_create([Office(chapter=chapter, **office) for chapter in chapters])
    ChapterReport.objects.bulk_create([ChapterReport(chapter=chapter, year=year) for chapter in chapters])
    reports = list(ChapterReport.objects.filter(chapter__in=chapters).order_by("pk"))
    draft = {"kind": "report", "answers": FILLED_IN, "started_at": clock.now(), "saved_at": clock.now()}
    Draft.objects.bulk_create([Draft(key=report.draft_key, **draft) for report in reports])
    fresh, old = client_of(rolf), client_of(rolf, **CODE_IS_OLD)
    moments = {name: MIDNIGHT + (number - half) * datetime.timedelta(seconds=0.25) for number, name in enumerate(names)}
    moments[names[half - 1]], moments[names[half - 2]] = MIDNIGHT - TICK, MIDNIGHT - 2 * TICK

    for number, (name, moment) in enumerate(moments.items()):
        address = f"/lokalforening/{name}/rapport/2026/bekreft/"
        fields = {"shown": fresh.get(address).context["shown"]}
        with clock.at(moment):
            sign((old if number % 2 else fresh, address, fields))
        if number % 2:
            with clock.at(moment + SOON):
                sign((fresh, address, fields))

    sent = {row.chapter.short_name: row for row in ChapterReport.objects.select_related("chapter")}
    told = {name: (row.received_at, row.on_time) for name, row in sent.items()}
    assert told == {name: (moment, moment < MIDNIGHT) for name, moment in moments.items()}
    assert sum(row.on_time for row in sent.values()) == half


FIVE = datetime.timedelta(minutes=5)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("first", "arrived"),
    [
        (MIDNIGHT + SOON, MIDNIGHT + SOON),  # before midnight there was no signature at all
        (MIDNIGHT, MIDNIGHT),
        (MIDNIGHT - TICK, MIDNIGHT - TICK),
        (MIDNIGHT - FIVE, MIDNIGHT - SOON),  # the second one arrived after the first had signed
    ],
)
def test_a_report_of_two_arrives_when_the_first_has_signed(
    filled_in, bodil, nina, last_page, sign, report_of, first, arrived
):
    page = last_page(nina)
    moments = [(first, lambda: sign(last_page(bodil)))]
    moments.append((MIDNIGHT - SOON, lambda: sign((last_page(nina, **CODE_IS_OLD)[0], *page[1:]))))
    for moment, post in sorted(moments, key=lambda pair: pair[0]):
        with clock.at(moment):
            post()
    with clock.at(MIDNIGHT + FIVE):
        assert sign(page).headers["Location"].endswith("/kvittering/")

    report = report_of("bergen")
    assert (report.first_signed_by, report.attested_by) == (bodil, nina)
    assert (report.received_at, report.on_time) == (arrived, arrived < MIDNIGHT)


@pytest.mark.slow
def test_a_leader_needs_nobody_else_and_has_the_own_arrival(bodil, waiting, last_page, sign, report_of):
    page = waiting(MIDNIGHT - SOON)
    with clock.at(MIDNIGHT + SOON):
        sign(last_page(bodil))
    with clock.at(MIDNIGHT + FIVE):
        assert sign(page).headers["Location"].endswith("/kvittering/")

    assert (report_of("bergen").received_at, report_of("bergen").on_time) == (MIDNIGHT - SOON, True)
