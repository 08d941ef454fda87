"""The base class of every form."""

import datetime

import pytest
from django.utils.translation import gettext_lazy

from forms.choice_fields import SingleChoiceField
from forms.dates import DateField
from forms.fields import EmailField, TextField
from forms.renderer import SiteForm

WORDS = {"chapter": "lokalforening", "a_chapter": "en lokalforening"}
TODAY = datetime.date(2026, 6, 10)


class Sample(SiteForm):
    name = TextField(
        label="Navnet på %(a_chapter)s", help_text="Slik %(chapter)s heter", longest=10,
        required_message="Skriv navnet på %(a_chapter)s",
    )  # fmt: skip
    size = SingleChoiceField(choices=[], required_message="Velg", label="100 % sikkert")
    day = DateField(label="Dag", required=False)


def test_labels_hints_and_error_messages_are_filled_in_with_words():
    form = Sample({}, words=WORDS)

    assert form.fields["name"].label == "Navnet på en lokalforening"
    assert form.fields["name"].help_text == "Slik lokalforening heter"
    assert form.errors["name"] == ["Skriv navnet på en lokalforening"]


def test_a_text_that_names_no_word_stays_as_it_is():
    assert Sample(words=WORDS).fields["size"].label == "100 % sikkert"
    assert Sample().fields["name"].label == "Navnet på %(a_chapter)s"


def test_only_our_own_messages_are_filled_in_among_choices():
    ours = gettext_lazy("Course for %(supporters)s")
    choices = {"size": [("ours", ours), ("theirs", "Rabatt %(supporters)s")]}

    form = Sample(choices=choices, words={"supporters": "likepersoner"})

    assert form.fields["size"].choices == [("ours", "Kurs for likepersoner"), ("theirs", "Rabatt %(supporters)s")]


def test_choices_for_a_field_that_is_not_there_are_ignored():
    form = Sample({"name": "Bergen", "size": "a"}, choices={"size": [("a", "A")], "colour": [("b", "B")]})

    assert form.is_valid(), form.errors


def test_one_form_leaves_the_next_one_as_it_was():
    Sample(words=WORDS, choices={"size": [("a", "A")]}, today=TODAY)

    assert (Sample().fields["name"].label, Sample().fields["size"].choices, Sample().fields["day"].today) == (
        "Navnet på %(a_chapter)s", [], None,
    )  # fmt: skip


@pytest.mark.parametrize(("today", "year"), [(datetime.date(2026, 6, 2), 2025), (datetime.date(2026, 9, 3), 2026)])
def test_today_reaches_the_form_and_its_dates(today, year):
    form = Sample({"name": "Bergen", "size": "a", "day": "3.6"}, choices={"size": [("a", "A")]}, today=today)

    assert (form.today, form["day"].value()) == (today, f"3.6.{year}")


def test_the_year_of_the_page_reaches_the_dates():
    form = Sample({"day": "3.6"}, today=datetime.date(2027, 5, 1), year=2026)

    assert form["day"].value() == "3.6.2026"


def test_a_form_asks_the_server_and_shows_hints_errors_and_what_is_optional():
    form = Sample({"name": "x" * 11}, words=WORDS)
    html = str(form)

    assert " required" not in html.replace("aria-required", "")
    assert "field-error" in html
    assert "Slik lokalforening heter" in html
    assert html.count("(valgfritt)") == 1


def test_a_form_may_leave_out_what_is_optional():
    class Filter(SiteForm):
        mark_optional = False
        email = EmailField(label="E-post", required=False)

    assert "(valgfritt)" not in str(Filter())


def test_nothing_keeps_valid_answers_from_being_sent():
    assert SiteForm().eligibility_errors() == {}
