"""The secretariat's forms about a reporting year."""

import datetime

import pytest

from forms.report_year import ChapterDecisionForm, RemindChaptersForm, YearDatesForm

WORDS = {"the_board": "ledelsen"}


def test_dates_lie_in_the_year_that_the_page_is_about():
    today = datetime.date(2027, 1, 10)
    form = YearDatesForm({"opens": "2.1.2027", "deadline": "15/6-27"}, today=today, year=2027)
    assert form.is_valid()
    assert form.cleaned_data == {"opens": datetime.date(2027, 1, 2), "deadline": datetime.date(2027, 6, 15)}


@pytest.mark.parametrize("wrong", ["", "31.2.2027", "snart"])
def test_what_is_no_date_is_refused_with_how_to_write_one(wrong):
    form = YearDatesForm({"opens": wrong, "deadline": "31.5.2027"}, year=2027)
    assert form.errors == {"opens": ["Skriv datoen slik: 3.6.2026"]}


@pytest.mark.parametrize(
    ("values", "wrong"),
    [
        ({"kind": "extension", "last_day": "15.6.2027", "reason": "Flom"}, []),
        ({"kind": "extension", "last_day": "", "reason": "Flom"}, ["last_day"]),
        ({"kind": "not_required", "last_day": "", "reason": "Ny forening"}, []),
        ({"kind": "usual", "last_day": "", "reason": "Det var feil"}, []),
        ({"kind": "usual", "last_day": "", "reason": " "}, ["reason"]),
        ({"kind": "later", "last_day": "", "reason": "Flom"}, ["kind"]),
        ({"kind": "", "last_day": "", "reason": ""}, ["kind", "reason"]),
    ],
)
def test_what_is_decided_for_a_chapter(values, wrong):
    form = ChapterDecisionForm(values, words=WORDS, today=datetime.date(2027, 5, 1), year=2027)
    assert list(form.errors) == wrong


def test_somebody_has_to_be_chosen_to_be_reminded():
    choices = {"chapters": [("bergen", "Bergen: Rolf Rygg"), ("oslo", "Oslo: Turid Tangen")]}
    assert RemindChaptersForm({"chapters": ["oslo"]}, choices=choices).is_valid()
    assert RemindChaptersForm({}, choices=choices).errors == {"chapters": ["Velg minst én rapport å minne om"]}
