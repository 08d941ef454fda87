"""Entries of two people that may be one activity: which are asked about, what the answers do, who answers."""

import datetime
import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from portal import clock
from portal.activities import queries as activity_queries
from portal.activities import services as activities
from portal.activities.base_years import services as base_year_services
from portal.activities.corrections import services as correction_services
from portal.activities.counting import queries as counting_queries
from portal.activities.double_entries import office_views
from portal.activities.double_entries import queries as double_entry_queries
from portal.activities.double_entries import services as double_entry_services
from portal.activities.models import Activity, DoubleEntry
from portal.activities.statements import services as statement_services
from portal.activities.totals import queries as total_queries
from portal.models import Event
from portal.moves import IllegalMove
from portal.reports.totals import inactive

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]
NEW = "/aktivitet/ny/"
DAY = datetime.date(2026, 3, 2)


@pytest.fixture
def per(supporter_in, bergen):
    return supporter_in(bergen, "Per", "Pil")


@pytest.fixture
def pair(bergen, liv, per, log):
    """The same evening, logged by both of those who led it."""
    first = log(bergen, liv.person, led_by=liv, participants=5)
    return first, log(bergen, per.person, led_by=per, participants=6)


def is_asked(*rows):
    """Which of the rows may be entered twice."""
    return [double_entry_queries.double_of(row) is not None for row in rows]


FIRST = {"kind": "conversation_group", "day": DAY, "participants": 5}
SECOND = [
    ("the same kind, another number", {"participants": 12}, True),
    ("one more", {"kind": "course", "participants": 6}, True),
    ("one less", {"kind": "course", "participants": 4}, True),
    ("two more, another kind", {"kind": "course", "participants": 7}, False),
    ("the same supporter", {"kind": "course", "participants": 12, "led_by": "liv"}, True),
    ("the day after", {"day": DAY + datetime.timedelta(days=1)}, False),
    ("no number, another kind", {"kind": "course", "participants": None}, False),
]


@pytest.mark.parametrize(("values", "asked"), [row[1:] for row in SECOND], ids=[row[0] for row in SECOND])
def test_what_looks_alike(bergen, liv, per, log, values, asked):
    named = {"led_by": liv if values.get("led_by") else per}
    first = log(bergen, liv.person, led_by=liv, **FIRST)
    second = log(bergen, per.person, **{**FIRST, **values, **named})
    assert is_asked(first, second) == [asked, asked]


@pytest.mark.slow
def test_another_chapter_the_same_person_and_what_does_not_count_are_not_alike(bergen, oslo, liv, per, log):
    first = log(bergen, liv.person, led_by=liv)
    elsewhere, own, undone = log(oslo, per.person), log(bergen, liv.person, led_by=liv), log(bergen, per.person)
    activities.undo(undone, by=per.person)
    assert is_asked(first, elsewhere, own, undone) == [False, False, False, False]


@pytest.mark.slow
def test_phone_calls_of_two_supporters_are_two_and_of_one_may_be_the_same(bergen, liv, per, rolf, log):
    phone = {"kind": "phone", "participants": 1}
    mine, theirs = log(bergen, liv.person, led_by=liv, **phone), log(bergen, per.person, led_by=per, **phone)
    visit = log(bergen, per.person, led_by=per, kind="visit", participants=1)
    assert is_asked(mine, theirs, visit) == [False, False, False]
    by_board = log(bergen, rolf, led_by=liv, **phone)
    assert is_asked(mine, by_board) == [True, True]


def test_a_correction_makes_entries_alike_or_takes_that_away(pair, liv):
    first, second = pair
    said = {"token": uuid.uuid4(), "version": 1, "reason": "mistake", "by": liv.person}
    correction_services.correct(first, day=datetime.date(2026, 3, 3), **said)
    assert is_asked(first, second) == [False, False]


def test_it_is_the_same_keeps_the_earlier_with_both_supporters(pair, bergen, liv, per, rolf):
    first, second = pair

    double_entry_services.answer(second, first, True, by=rolf)

    assert list(activity_queries.of_chapter(bergen, 2026)) == [first]
    kept, struck = (Activity.objects.get(pk=one.pk) for one in pair)
    assert (kept.led_by, kept.also_led_by, struck.struck_at) == (liv, [per.pk], clock.now())
    assert [(row.kind, row.reason, row.by) for row in struck.corrections.all()] == [("strike", "same", rolf)]
    assert [(row.kind, row.changes) for row in kept.corrections.all()] == [("merge", {"also_led_by": [[], [per.pk]]})]
    assert is_asked(first, second) == [False, False]
    [event] = Event.objects.filter(verb="double_entry.answer")
    assert event.actor == rolf.ref


@pytest.mark.slow
def test_what_was_logged_twice_is_one_activity_of_each_of_both(pair, bergen, liv, per, rolf):
    rules = counting_queries.rules_for(2026)
    double_entry_services.answer(*pair, True, by=rolf)
    rows = activity_queries.of_chapter(bergen, 2026)
    assert total_queries.counting_by_supporter(rows, rules) == {liv.pk: 1, per.pk: 1}
    assert total_queries.totals(rows, rules).counting == 1
    assert list(inactive.without_activity(2026, chapter=bergen)) == []


@pytest.mark.slow
def test_putting_it_back_takes_the_answer_back_and_asks_anew(pair, bergen, per, rolf):
    first, second = pair
    double_entry_services.answer(first, second, True, by=rolf)

    correction_services.put_back(second, token=uuid.uuid4(), reason="struck_by_mistake", by=per.person)

    assert activity_queries.of_chapter(bergen, 2026).count() == 2
    assert Activity.objects.get(pk=first.pk).also_led_by == []
    assert DoubleEntry.objects.get().taken_back_at == clock.now()
    assert is_asked(first, second) == [True, True]
    double_entry_services.answer(first, second, False, by=rolf)
    assert is_asked(first, second) == [False, False]


@pytest.mark.slow
def test_three_entries_of_one_activity_become_one_with_three_names(pair, bergen, liv, per, supporter_in, rolf, log):
    first, second = pair
    ida = supporter_in(bergen, "Ida", "Ili")
    third = log(bergen, ida.person, led_by=ida)
    double_entry_services.answer(second, third, True, by=rolf)
    double_entry_services.answer(first, second, True, by=rolf)
    kept = Activity.objects.get(pk=first.pk)
    assert (kept.leaders, kept.also_led_by) == ([liv.pk, per.pk, ida.pk], [per.pk, ida.pk])
    assert list(activity_queries.of_chapter(bergen, 2026)) == [first]


def test_undoing_what_was_kept_brings_back_what_was_struck_as_the_same(pair, bergen, liv, rolf):
    first, second = pair
    double_entry_services.answer(first, second, True, by=rolf)
    activities.undo(first, by=liv.person)
    assert list(activity_queries.of_chapter(bergen, 2026)) == [second]


def test_undoing_what_was_kept_leaves_the_other_struck_where_its_year_is_closed(pair, bergen, liv, siri, rolf):
    first, second = pair
    double_entry_services.answer(first, second, True, by=rolf)
    said = {"token": uuid.uuid4(), "version": 2, "reason": "mistake", "by": liv.person}
    correction_services.correct(first, day=datetime.date(2025, 3, 2), **said)
    base_year_services.close_year(bergen, 2026, by=siri)
    activities.undo(first, by=liv.person)
    assert Activity.objects.get(pk=second.pk).struck_at is not None


def test_an_answer_given_twice_is_one_and_another_answer_is_refused(pair, liv, per):
    for by in (liv.person, per.person):
        double_entry_services.answer(*pair, False, by=by)
    with pytest.raises(IllegalMove):
        double_entry_services.answer(*pair, True, by=per.person)
    assert [(row.answer, row.by) for row in DoubleEntry.objects.all()] == [("two", liv.person)]


def test_nothing_is_answered_about_what_does_not_count_or_is_of_two_chapters(pair, bergen, oslo, liv, log):
    first, second = pair
    with pytest.raises(IllegalMove):
        double_entry_services.answer(first, log(oslo, liv.person), True, by=liv.person)
    activities.undo(first, by=liv.person)
    with pytest.raises(IllegalMove):
        double_entry_services.answer(first, second, True, by=liv.person)


def test_nothing_is_asked_or_answered_in_a_frozen_year(pair, bergen, siri, rolf):
    base_year_services.close_year(bergen, 2026, by=siri)
    assert is_asked(*pair) == [False, False]
    assert double_entry_queries.pairs_for(rolf) == []
    with pytest.raises(base_year_services.YearClosed):
        double_entry_services.answer(*pair, True, by=rolf)


# The pages


def address(pair):
    return f"/aktivitet/dobbelt/{pair[0].ref}/{pair[1].ref}/"


@pytest.mark.slow
def test_whoever_logs_it_second_is_asked_after_it_is_saved(client_of, liv, per, bergen, log):
    first = log(bergen, liv.person, led_by=liv, day=clock.today())
    client, group = (
        client_of(per.person),
        {"kind": "conversation_group", "when": "today", "leader": "me", "statement": "yes"},
    )
    page = client.post(NEW, {"token": str(uuid.uuid4()), **group, "participants": "6", "minutes": "60"}, follow=True)
    second = page.context["case"]
    assert page.context["double"] == first
    assert activity_queries.of_chapter(bergen, 2026).count() == 2
    both = client.get(address((second, first)))
    assert (both.context["earlier"], both.context["later"], both.context["is_open"]) == (first, second, True)
    text = both.content.decode()
    assert text.count("Liv Likeperson") >= 1
    assert "Per Pil" in text

    assert client.post(address((second, first)), {"action": "two"}).headers["Location"] == "/aktivitet/dobbelt/"

    assert client.get(f"/aktivitet/{second.ref}/lagret/").context["double"] is None
    assert client.get("/aktivitet/dobbelt/").context["pairs"] == []
    assert DoubleEntry.objects.get().answer == "two"


@pytest.mark.slow
def test_the_board_is_asked_on_my_page_and_answers(client_of, liv, rolf, turid, pair, monkeypatch):
    """My page tells of the last eight weeks, here of the year."""
    monkeypatch.setattr(double_entry_queries, "LATELY", datetime.timedelta(days=365))
    lines = {
        name: [line for line in client_of(someone).get("/min-side/").context["to_do"] if "dobbelt" in line.href]
        for name, someone in {"liv": liv.person, "rolf": rolf, "turid": turid}.items()
    }
    assert {name: [line.title for line in found] for name, found in lines.items()} == {
        "liv": ["1 aktivitet er kanskje logget to ganger"],
        "rolf": ["1 aktivitet er kanskje logget to ganger"],
        "turid": [],
    }
    client = client_of(rolf)
    assert client.get("/aktivitet/dobbelt/").context["pairs"] == [pair]
    client.post(address(pair), {"action": "same"})
    assert [line for line in client.get("/min-side/").context["to_do"] if "dobbelt" in line.href] == []
    page = client.get(f"/aktivitet/{pair[0].ref}/")
    assert page.context["also_led_by"] == ["Per Pil"]


@pytest.mark.slow
def test_who_sees_two_entries_side_by_side(client_of, client, liv, per, rolf, turid, siri, ola, pair):
    people = {"liv": liv.person, "per": per.person, "rolf": rolf, "turid": turid, "siri": siri, "ola": ola}
    seen = {name: client_of(someone).get(address(pair)).status_code for name, someone in people.items()}
    assert seen == {"liv": 200, "per": 200, "rolf": 200, "turid": 404, "siri": 404, "ola": 404}
    assert client.get(address(pair)).status_code == 302
    for someone in (turid, ola, siri):
        assert client_of(someone).post(address(pair), {"action": "same"}).status_code == 404
    assert not DoubleEntry.objects.exists()


@pytest.mark.slow
def test_entries_that_were_never_alike_have_no_page(client_of, liv, rolf, bergen, oslo, log):
    first, other_day = log(bergen, liv.person), log(bergen, liv.person, day=DAY + datetime.timedelta(days=1))
    client = client_of(liv.person)
    their_own, unlike = log(bergen, liv.person), log(bergen, rolf, kind="visit", participants=1)
    for other in (first, other_day, log(oslo, liv.person), their_own, unlike):
        assert client.get(address((first, other))).status_code == 404
        assert client.post(address((first, other)), {"action": "same"}).status_code == 404
    assert not DoubleEntry.objects.exists()


@pytest.mark.parametrize("action", ["", "x"])
def test_an_answer_that_is_none_changes_nothing(client_of, liv, pair, action):
    assert client_of(liv.person).post(address(pair), {"action": action}).status_code == 302
    assert not DoubleEntry.objects.exists()


@pytest.mark.slow
def test_the_second_who_answers_reads_what_was_answered(client_of, liv, per, pair):
    client_of(liv.person).post(address(pair), {"action": "two"})
    client = client_of(per.person)
    assert client.post(address(pair), {"action": "same"}).status_code == 409
    page = client.get(address(pair))
    assert (page.context["is_open"], page.context["known"].by) == (False, liv.person)
    assert "Liv Likeperson har svart at det er to aktiviteter." in page.content.decode()


@pytest.mark.slow
def test_the_secretariat_reads_which_were_said_to_be_two(client_of, siri, rolf, kari, pair):
    double_entry_services.answer(*pair, False, by=rolf)
    page = client_of(siri).get("/sekretariat/dobbelt/")
    assert [row.later for row in page.context["page"]] == [pair[1]]
    assert "/sekretariat/dobbelt/" in client_of(siri).get("/sekretariat/oversikt/").content.decode()
    for someone in (rolf, kari):
        assert client_of(someone).get("/sekretariat/dobbelt/").status_code == 403


@pytest.mark.slow
def test_a_thousand_activities_cost_no_query_more(client_of, bergen, liv, per, rolf, siri, pair, log):
    pages = [
        (rolf, "/aktivitet/dobbelt/"), (rolf, "/min-side/"), (per.person, f"/aktivitet/{pair[1].ref}/lagret/"),
        (rolf, f"/aktivitet/{pair[0].ref}/"), (siri, "/sekretariat/dobbelt/"), (liv.person, "/aktivitet/"),
    ]  # fmt: skip

    def counts():
        found = []
        for someone, path in pages:
            client = client_of(someone)
            client.get(path)
            with CaptureQueriesContext(connection) as queries:
                assert client.get(path).status_code == 200
            found.append(len(queries))
        return found

    def answer_on(day):
        rows = [log(bergen, one.person, led_by=one, day=day) for one in (liv, per)]
        double_entry_services.answer(*rows, False, by=rolf)

    answer_on(DAY + datetime.timedelta(days=1))  # an empty list is not read at all
    before = counts()
    Activity.objects.bulk_create(
        Activity(
            token=uuid.uuid4(), chapter=bergen, kind="activity_group", participants=12, minutes=60, led_by=one,
            logged_by=one.person, day=DAY - datetime.timedelta(days=number % 400),
        )
        for number in range(500)
        for one in (liv, per)
    )  # fmt: skip
    for number in range(3):
        answer_on(DAY + datetime.timedelta(days=2 + number))
    assert counts() == before


@pytest.mark.slow
def test_nobody_is_asked_twice_about_one_pair(client_of, liv, rolf, bergen, log):
    """Before saving about what they logged themselves, afterwards about what somebody else did."""
    log(bergen, rolf, led_by=liv, day=clock.today())
    client = client_of(liv.person)
    group = {"kind": "conversation_group", "when": "today", "leader": "me", "participants": "5", "minutes": "60"}
    first = client.post(NEW, {"token": str(uuid.uuid4()), **group, "statement": "yes"}, follow=True)
    assert first.context["double"].logged_by == rolf
    client.post(address((first.context["double"], first.context["case"])), {"action": "two"})
    again = client.post(NEW, {"token": str(uuid.uuid4()), **group})
    assert again.context["earlier"] == first.context["case"]


@pytest.mark.slow
def test_what_comes_back_is_led_by_nobody_else_where_one_was_the_same_as_another(bergen, supporter_in, log, siri):
    leaders = [supporter_in(bergen, name, "Likeperson") for name in ("Anna", "Berit", "Cato")]
    first, second, third = (log(bergen, one.person, led_by=one) for one in leaders)
    double_entry_services.answer(second, third, True, by=siri)
    double_entry_services.answer(first, second, True, by=siri)
    assert Activity.objects.get(pk=first.pk).leaders == [one.pk for one in leaders]

    said = {"token": uuid.uuid4(), "reason": "struck_by_mistake", "by": siri}
    correction_services.put_back(Activity.objects.get(pk=third.pk), **said)

    found = [Activity.objects.get(pk=row.pk).leaders for row in (first, third)]
    assert found == [[one.pk for one in leaders[:2]], [leaders[2].pk]]


def test_those_said_to_be_two_stand_on_several_pages(client_of, siri, bergen, liv, per, log, monkeypatch):
    monkeypatch.setattr(office_views, "PER_PAGE", 2)
    for _time in range(3):
        pair = log(bergen, liv.person, led_by=liv), log(bergen, per.person, led_by=per)
        double_entry_services.answer(*pair, False, by=siri)
    client = client_of(siri)
    pages = [client.get("/sekretariat/dobbelt/", {"page": page}) for page in (1, 2)]
    assert [len(page.context["page"]) for page in pages] == [2, 1]
    assert 'href="?page=2"' in pages[0].content.decode()


@pytest.mark.slow
@pytest.mark.parametrize("change", ["correct", "say"])
def test_whoever_led_it_by_the_other_entry_is_named_after_the_first_is_corrected(
    change, bergen, supporter_in, log, siri
):
    anna, berit, cato = (supporter_in(bergen, name, "Likeperson") for name in ("Anna", "Berit", "Cato"))
    first, second = (log(bergen, one.person, led_by=anna) for one in (anna, berit))
    double_entry_services.answer(first, second, True, by=siri)

    kept = Activity.objects.get(pk=first.pk)
    if change == "correct":
        said = {"token": uuid.uuid4(), "version": kept.version, "reason": "mistake"}
        correction_services.correct(kept, by=siri, led_by=cato, **said)
    else:
        statement_services.say(kept, version=kept.version, by=siri, led_by=cato)

    assert Activity.objects.get(pk=first.pk).leaders == [cato.pk, anna.pk]
