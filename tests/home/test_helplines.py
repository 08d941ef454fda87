"""What is said about the lines at a given moment, and that one number is one card."""

import datetime
import re

import pytest
from django.test import Client
from django.utils import translation

from home import helplines
from home.models import Helpline, HourException
from home.opening_hours import State
from portal import clock

pytestmark = pytest.mark.django_db

MONDAY_NOON = "2026-12-07 12:00"
MS, RELATIVES = "en frivillig som selv har MS", "en frivillig som selv er pårørende"


def moment(text):
    return datetime.datetime.fromisoformat(text).replace(tzinfo=clock.OSLO)


def ours(text):
    with clock.at(moment(text)):
        (card,) = helplines.by_kind()["ours"]
    return card


@pytest.mark.parametrize(
    ("at", "state", "who", "opens"),
    [
        ("2026-12-07 09:59", State.CLOSED, MS, "2026-12-07 11:00"),
        ("2026-12-07 10:00", State.OPENS_SOON, MS, "2026-12-07 11:00"),
        ("2026-12-07 11:00", State.OPEN, MS, None),
        (MONDAY_NOON, State.OPEN, MS, None),
        ("2026-12-07 14:45", State.CLOSES_SOON, MS, None),
        ("2026-12-07 15:00", State.CLOSED, RELATIVES, "2026-12-08 17:00"),
        ("2026-12-08 18:00", State.OPEN, RELATIVES, None),
        ("2026-12-08 21:00", State.CLOSED, MS, "2026-12-09 17:00"),
        ("2026-12-09 20:50", State.CLOSES_SOON, MS, None),
        ("2026-12-13 23:59", State.CLOSED, MS, "2026-12-14 11:00"),
        # Easter Monday: the line of that day is closed, and the one of Tuesday is next.
        ("2027-03-29 12:00", State.CLOSED_HOLIDAY, RELATIVES, "2027-03-30 17:00"),
    ],
)
def test_the_shared_number_says_who_answers_now_or_next(at, state, who, opens):
    card = ours(at)

    assert card.status.state == state
    assert card.who == who
    assert card.status.opens_at == (moment(opens) if opens else None)


def test_two_lines_with_one_number_are_one_card_with_the_whole_week():
    card = ours(MONDAY_NOON)

    assert [line.code for line in card.lines] == ["ms-telefonen", "parorendetelefonen"]
    assert [(row.day, row.line.who) for row in card.week] == [("Mandag", MS), ("Tirsdag", RELATIVES), ("Onsdag", MS)]
    text = Client().get("/hjelpetelefoner/").content.decode()
    main = text[text.index("<main") : text.index("</main>")]
    assert len(re.findall(r'class="phone[^"]*">(?:(?!</(?:a|span)>).)*22\xa042\xa045\xa045', main, re.DOTALL)) == 1


def test_an_open_line_is_a_link_to_call_and_a_closed_one_is_a_number_to_read():
    with clock.at(moment(MONDAY_NOON)):
        opened = {address: Client().get(address).content.decode() for address in ("/", "/hjelpetelefoner/")}
    with clock.at(moment("2026-12-07 16:00")):
        closed = {address: Client().get(address).content.decode() for address in ("/", "/hjelpetelefoner/")}

    for address in opened:
        main = opened[address][: opened[address].index("</main>")]
        assert 'href="tel:+4722424545"' in main
        main = closed[address][: closed[address].index("</main>")]
        assert "tel:+4722424545" not in main
        assert "22\xa042\xa045\xa045" in main


def test_every_number_to_call_is_the_number_that_is_shown():
    text = Client().get("/hjelpetelefoner/").content.decode()

    pairs = re.findall(r'href="tel:([^"]+)".*?</span>([^<]+)</a>', text, re.DOTALL)

    assert len(pairs) >= 4
    for number, shown in pairs:
        digits = re.sub(r"\D", "", shown)
        assert number.removeprefix("+47") == digits


def test_clock_times_are_read_out_in_norwegian_and_written_in_english():
    Helpline.objects.get(code="ms-telefonen").hours.filter(weekday=0).update(closes="15:30")
    card = ours(MONDAY_NOON)

    assert card.until == "15.30"
    with translation.override("en"):
        assert card.until == "15:30"
        assert ours("2026-12-07 15:45").opens.endswith("17:00")


def test_an_opening_beyond_a_week_has_a_date():
    Helpline.objects.filter(code="parorendetelefonen").update(paused_note="Vi har ferie.")
    line = Helpline.objects.get(code="ms-telefonen")
    for day in ("2026-12-07", "2026-12-09", "2026-12-14"):
        HourException.objects.create(helpline=line, date=day, closed=True)
    card = ours(MONDAY_NOON)

    assert card.status.opens_at == moment("2026-12-16 17:00")
    assert "16" in card.opens
    assert "16" not in ours("2026-12-10 12:00").opens


def test_a_line_that_is_paused_says_why():
    Helpline.objects.filter(kind="peer").update(paused_note="Vi har ferie.")
    card = ours(MONDAY_NOON)

    assert card.status.state == State.PAUSED
    assert "Vi har ferie." in Client().get("/hjelpetelefoner/").content.decode()


def test_hours_that_nobody_has_checked_lately_are_shown_without_a_status():
    Helpline.objects.update(checked="2026-01-01")
    card = ours(MONDAY_NOON)

    assert card.status.state == State.UNKNOWN
    assert card.headline == ""
    with clock.at(moment(MONDAY_NOON)):
        text = Client().get("/hjelpetelefoner/").content.decode()
    assert 'href="tel:+4722424545"' in text
    assert "Mandag" in text


def test_a_line_of_unknown_hours_hides_the_status_of_those_it_shares_a_number_with():
    Helpline.objects.filter(code="parorendetelefonen").update(checked=None)

    assert ours("2026-12-08 18:00").status.state == State.UNKNOWN
    assert ours(MONDAY_NOON).status.state == State.OPEN


def test_the_crisis_numbers_come_in_their_order():
    assert [line["phone"] for line in helplines.crisis()] == ["113", "116117", "116123", "+4722400040"]


def test_a_site_without_lines_still_has_its_pages():
    Helpline.objects.all().delete()

    assert Client().get("/").status_code == 200
    assert Client().get("/hjelpetelefoner/").status_code == 200
    assert Client().get("/sok/?q=qqqqqq").status_code == 200
