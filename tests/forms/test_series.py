"""An activity on several days: those that are written, and every week or second week."""

import datetime

import pytest

from forms.series import SeriesForm

TODAY = datetime.date(2026, 6, 10)  # a Wednesday
GROUP = {"kind": "conversation_group", "when": "today", "participants": "6", "minutes": "60", "leader": "me"}
CHOICES = {"chapter": [("bergen", "Bergen")], "led_by": [], "topics": [("new", "Ny")]}


def filled_in(**answers):
    return SeriesForm(GROUP | answers, choices=CHOICES, today=TODAY, first_year=2025)


@pytest.mark.parametrize(
    ("answers", "days"),
    [
        ({}, ["2026-06-10"]),
        ({"more_days": "3.6.2026 og 4.6.2026"}, ["2026-06-03", "2026-06-04", "2026-06-10"]),
        ({"more_days": "10.6.2026"}, ["2026-06-10"]),
        (
            {"when": "other", "day": "27.5.2026", "repeat": "week", "repeat_until": "10.6.2026"},
            ["2026-05-27", "2026-06-03", "2026-06-10"],
        ),
        (
            {"when": "other", "day": "27.5.2026", "repeat": "two_weeks", "repeat_until": "9.6.2026"},
            ["2026-05-27"],
        ),
        (
            {"when": "other", "day": "27.5.2026", "repeat": "two_weeks", "repeat_until": "10.6.2026"}
            | {"more_days": "28.5.2026"},
            ["2026-05-27", "2026-05-28", "2026-06-10"],
        ),
    ],
)  # fmt: skip
def test_all_days_are_read_each_once_and_in_order(answers, days):
    form = filled_in(**answers)

    assert form.is_valid(), form.errors
    assert form.all_days == [datetime.date.fromisoformat(day) for day in days]


@pytest.mark.parametrize(
    ("answers", "wrong"),
    [
        ({"more_days": "11.6.2026"}, "more_days"),
        ({"more_days": "31.12.2024"}, "more_days"),
        ({"more_days": "3.6. og i fjor"}, "more_days"),
        ({"repeat": "week"}, "repeat_until"),
        ({"repeat_until": "10.6.2026"}, "repeat"),
        ({"repeat": "week", "repeat_until": "17.6.2026"}, "repeat_until"),
        ({"repeat": "week", "repeat_until": "3.6.2026"}, "repeat_until"),
        ({"when": "other", "day": "1.1.2025", "repeat": "week", "repeat_until": "10.6.2026"}, "repeat_until"),
    ],
)
def test_what_cannot_be_is_refused_at_its_own_field(answers, wrong):
    assert list(filled_in(**answers).errors) == [wrong]
