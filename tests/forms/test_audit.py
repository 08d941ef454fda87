"""The day and the kind of event that somebody looks for in the log."""

import datetime

import pytest

from forms.audit import AuditForm

TODAY = datetime.date(2026, 12, 1)


def form(**values):
    return AuditForm(values, today=TODAY, choices={"verb": [("", "All"), ("office.give", "Given")]})


def test_both_may_be_left_open():
    assert form().is_valid()
    found = form(day="30.11.2026", verb="office.give")
    assert found.is_valid()
    assert found.cleaned_data == {"day": datetime.date(2026, 11, 30), "verb": "office.give"}


@pytest.mark.parametrize("values", [{"day": "31.2.2026"}, {"day": "x" * 10_000}, {"verb": "no.such"}])
def test_what_is_neither_a_day_nor_a_kind_is_refused(values):
    assert list(form(**values).errors) == list(values)
