"""What is said of the phone service and the digital exchange of a year, and of a picture that shows it."""

import datetime

import pytest

from forms.measures import ConfirmPictureForm, MeasureForm

TODAY = datetime.date(2027, 5, 10)
SAID = {"in_place": "yes", "how": "Nyhetsbrev", "announced_on": "12.3.2026", "address": "ms.no/telefon"}


def measure(**changes):
    return MeasureForm({**SAID, **changes}, today=TODAY, year=2026)


def confirmed(today=TODAY, year=2026, **posted):
    return ConfirmPictureForm(posted, today=today, year=year)


def test_what_was_in_place_has_a_day_in_the_base_year():
    form = measure()

    assert form.is_valid()
    assert form.cleaned_data["announced_on"] == datetime.date(2026, 3, 12)


def test_one_that_was_not_in_place_needs_no_more():
    assert measure(in_place="no", how="", announced_on="", address="").is_valid()


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({"in_place": ""}, ["in_place"]),
        ({"how": ""}, ["how"]),
        ({"announced_on": ""}, ["announced_on"]),
        ({"announced_on": "12.3.2025"}, ["announced_on"]),
        ({"announced_on": "i overmorgen kanskje"}, ["announced_on"]),
        ({"how": "", "announced_on": "12.3.2027"}, ["how", "announced_on"]),
        ({"how": "x" * 2001}, ["how"]),
    ],
)
def test_what_is_missing_or_of_another_year_gets_a_sentence(changes, wrong):
    assert list(measure(**changes).errors) == wrong


def test_a_picture_needs_a_day_of_the_year_and_the_tick():
    assert confirmed(shown_on="12.3.2026", shows_nobody="on").is_valid()
    assert set(confirmed().errors) == {"shown_on", "shows_nobody"}
    (sentence,) = confirmed(shown_on="12.3.2025", shows_nobody="on").errors["shown_on"]
    assert sentence == "Bildet må være fra 2026. Last opp et fra det året, eller rett dagen"


def test_a_day_that_has_not_come_yet_gets_a_sentence():
    form = confirmed(datetime.date(2026, 5, 10), shown_on="12.8.2026", shows_nobody="on")

    assert form.errors["shown_on"] == ["Datoen er fram i tid. Skriv datoen da det skjedde"]
