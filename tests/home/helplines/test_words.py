"""Whether a line is open, in words."""

import pytest
from django.utils import translation

from home.helplines.hours import State
from home.models import Helpline, HourException, OpeningSlot
from portal import fragments
from tests.conftest import moment
from tests.home.helplines.reading import MONDAY_NOON, line_called, live_line, ours

pytestmark = pytest.mark.django_db


def test_clock_times_are_read_out_in_norwegian_and_written_in_english():
    Helpline.objects.get(code="ms-telefonen", locale__language_code="nb").hours.filter(weekday=0).update(closes="15:30")
    card = ours(MONDAY_NOON)

    assert card.until == "15.30"
    with translation.override("en"):
        assert card.until == "15:30"
        assert ours("2026-12-07 15:45").opens.endswith("17:00")


def test_an_opening_beyond_a_week_has_a_date():
    Helpline.objects.filter(code="parorendetelefonen").update(paused_note="Vi har ferie.")
    line = Helpline.objects.get(code="ms-telefonen", locale__language_code="nb")
    for day in ("2026-12-07", "2026-12-09", "2026-12-14"):
        HourException.objects.create(helpline=line, date=day, closed=True)
    card = ours(MONDAY_NOON)

    assert card.status.opens_at == moment("2026-12-16 17:00")
    assert "16" in card.opens
    assert "16" not in ours("2026-12-10 12:00").opens


def test_the_day_that_closes_a_line_is_named_in_the_language_of_the_reader():
    for language, name in (("nb", "2. påskedag"), ("nn", "2. påskedag"), ("en", "Easter Monday")):
        with translation.override(language):
            assert ours("2027-03-29 12:00").reason == name
    assert ours("2027-05-17 12:00").reason == "grunnlovsdagen 17. mai og 2. pinsedag"


def test_a_half_day_that_closes_is_no_public_holiday():
    Helpline.objects.update(checked="2029-12-01")
    card = ours("2029-12-24 12:00")  # a Monday; both days of Christmas and New Year's Eve close the line as well

    assert (card.status.state, card.headline, card.reason) == (State.CLOSED, "Stengt nå", "julaften")
    assert card.opens == "onsdag 2. januar klokka 17"


@pytest.mark.slow
def test_an_open_line_says_until_when_and_who():
    assert live_line(MONDAY_NOON).endswith("Til klokka 15 svarer en frivillig som selv har MS.")
    assert live_line(MONDAY_NOON, "/nn/").endswith("Til klokka 15 svarar ein frivillig som sjølv har MS.")


@pytest.mark.slow
def test_a_line_of_unknown_hours_is_named_once_to_those_who_listen():
    Helpline.objects.update(checked=None)
    fragments.forget_cached()

    assert live_line(MONDAY_NOON) == "Ring MS-telefonen og Pårørendetelefonen: 22 42 45 45"


def test_a_day_is_not_named_by_its_own_date():
    days = {"2027-05-01": ("", "May Day"), "2027-03-28": ("1. påskedag", "Easter Sunday")}
    Helpline.objects.update(checked="2027-03-01")
    for weekday in (5, 6):
        OpeningSlot.objects.create(helpline=line_called("ms-telefonen"), weekday=weekday, opens="10:00", closes="12:00")
    for language, place in (("nb", 0), ("en", 1)):
        with translation.override(language):
            found = {str(change.first): change.why for change in ours("2027-03-20 12:00").changes}
        assert {day: found[day] for day in days} == {day: names[place] for day, names in days.items()}
