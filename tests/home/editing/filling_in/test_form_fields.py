"""What an editor types as a moment is read as meant or refused, and never becomes this minute."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from wagtail.models import Page, get_page_models

from home import blocks
from home.editing.filling_in.form_fields import DayField, DayInput, MomentField, MomentInput
from portal import clock
from tests.conftest import moment

EIGHT = datetime.datetime(2026, 12, 1, 7, 0, tzinfo=datetime.UTC)


@pytest.mark.parametrize(
    "typed",
    ["01.12.2026 08:00", "1.12.2026 08.00", "1. desember 2026 klokka 08.00", "1. desember 2026, kl. 0800",
     "2026-12-01 08:00", "2026-12-01 08:00:00"],
)  # fmt: skip
def test_a_day_and_a_time_are_a_moment_in_norway(typed):
    with clock.at(moment("2026-11-01 12:00")):
        assert MomentField().to_python(typed) == EIGHT


@pytest.mark.parametrize(
    "typed",
    ["kl 12", "tolv", "25:00", "12-16", "24. desember", "24.12", "24.12 12.00", "1.12.2026", "1.12.2026 25:00",
     "1.12.2026 12-16", "1.12.2026 8", "31.2.2026 12.00", "29.3.2026 02.30", "nå", "i morgen 12.00"],
)  # fmt: skip
def test_what_is_no_whole_moment_is_refused(typed):
    with clock.at(moment("2026-11-01 12:00")), pytest.raises(ValidationError):
        MomentField().to_python(typed)


@pytest.mark.django_db
def test_publishing_at_a_moment_and_the_dates_of_services_are_read_that_way():
    for kind in [model for model in get_page_models() if model is not Page]:
        form = kind.get_edit_handler().get_form_class()  # with the window in which a time is chosen
        for name in ("go_live_at", "expire_at"):
            widget = form.base_fields[name].widget
            assert (type(form.base_fields[name]), type(widget)) == (MomentField, MomentInput), kind
            assert widget.get_config()["validateOnBlur"] is False
            assert widget.get_config()["parentID"] == "#schedule-publishing-dialog"
    day = blocks.Service().child_blocks["checked"].field
    assert (type(day), type(day.widget)) == (DayField, DayInput)
    assert day.widget.get_config()["validateOnBlur"] is False
