"""Planning and cancelling a course, and who took part."""

import datetime

import pytest

from forms.course import AttendanceForm, CancelCourseForm, CourseForm, PersonSearchForm
from tests.conftest import moment

NOON = moment("2026-06-10 12:00")
GOOD = {
    "title_nb": "Introduksjonskurs", "day": "17.6.2026", "begins": "18", "ends": "20.30", "place": "Storgata 1",
    "places": "12", "sign_up_by": "15.6.2026",
}  # fmt: skip


def form_of(**changes):
    return CourseForm(GOOD | changes, now=NOON)


def test_a_valid_course_is_what_the_service_takes():
    form = form_of()

    assert form.is_valid(), form.errors
    assert form.values == {
        "title": {"nb": "Introduksjonskurs"}, "description": {}, "starts_at": moment("2026-06-17 18:00"),
        "ends_at": moment("2026-06-17 20:30"), "is_digital": False, "place": "Storgata 1", "link": "", "places": 12,
        "sign_up_by": datetime.date(2026, 6, 15),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "errors"),
    [
        ({"day": "1.2.2026", "sign_up_by": ""}, []),  # one that was held
        ({"place": "", "is_digital": "on"}, []),
        ({"place": ""}, ["place"]),
        ({"title_nb": "", "title_en": "Course"}, ["title"]),
        ({"title_nb": "x" * 121}, ["title"]),
        ({"ends": "18"}, ["ends"]),
        ({"ends": "17"}, ["ends"]),
        ({"begins": ""}, ["begins"]),
        ({"begins": "24.00"}, ["begins"]),
        ({"day": "31.6"}, ["day"]),
        ({"sign_up_by": "18.6.2026"}, ["sign_up_by"]),
        ({"places": "501"}, ["places"]),
        ({"link": "meeting"}, ["link"]),
        ({"link": "ftp://example.org"}, ["link"]),
    ],
)
def test_bad_input_gets_an_error_at_its_field(changes, errors):
    assert list(form_of(**changes).errors) == errors


@pytest.mark.parametrize(
    ("answers", "is_fine"), [({}, True), ({"because_nb": "Sykdom"}, True), ({"because_en": "Ill"}, False)]
)
def test_the_reason_for_cancelling_is_optional(answers, is_fine):
    assert CancelCourseForm(answers).is_valid() is is_fine


@pytest.mark.parametrize(("q", "is_fine"), [("", True), ("k", True), ("x" * 101, False)])
def test_a_search_takes_any_short_text(q, is_fine):
    assert PersonSearchForm({"q": q}).is_valid() is is_fine


@pytest.mark.parametrize(("people", "is_fine"), [(["a"], True), (["a", "b"], True), ([], False), (["c"], False)])
def test_those_who_took_part_are_among_those_shown(people, is_fine):
    assert AttendanceForm({"people": people}, choices={"people": [("a", "A"), ("b", "B")]}).is_valid() is is_fine
