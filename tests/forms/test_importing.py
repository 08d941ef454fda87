"""Cells of a row: what a spreadsheet does to what people typed."""

import datetime

import pytest
from django.core.exceptions import ValidationError

from forms.importing import ROWS, CellDateField, CellPostcodeField, CellPostcodesField

TODAY = datetime.date(2026, 6, 10)


@pytest.mark.parametrize(
    "text", ["3.6.2026", "2026-06-03", "2026-06-03T00:00:00", "46176", "03.06.2026", "3. juni 2026"]
)
def test_a_date_in_a_cell(text):
    field = CellDateField()
    field.today = TODAY
    assert field.clean(text) == datetime.date(2026, 6, 3)


@pytest.mark.parametrize("text", ["3.6", "i går", "3/6/2026", "03-06-26", "2026-13-01", "6"])
def test_what_is_no_certain_date_is_refused(text):
    field = CellDateField()
    field.today = TODAY
    with pytest.raises(ValidationError):
        field.clean(text)


def test_a_zero_that_a_spreadsheet_took_away_is_given_back():
    assert CellPostcodesField(required=False).clean("5, 50") == ["05", "50"]
    assert CellPostcodeField().clean("150") == "0150"


def test_a_signed_paper_needs_a_place_and_not_a_witness():
    row = {
        "given_name": "Tove", "family_name": "Tang", "email": "tove@example.org", "chapter": "Bergen",
        "category": "Samtalelikeperson", "decided_on": "15.3.2022", "signed_on": "20.3.2022",
    }  # fmt: skip
    form = ROWS["supporters"](row, today=TODAY)
    assert list(form.errors) == ["kept_at"]
    assert ROWS["supporters"]({**row, "kept_at": "Perm 3"}, today=TODAY).is_valid()
