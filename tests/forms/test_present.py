"""Who took part: the names that are written, and the ticks."""

import pytest

from forms.present import PresentForm

OFFERED = [("liv", "Liv Likeperson"), ("per", "Per Pil")]


def filled_in(**answers):
    form = PresentForm(answers, choices={"present": OFFERED})
    form.is_valid()
    return form


@pytest.mark.parametrize(
    ("written", "names"),
    [
        ("", []),
        ("Odd Ås", ["Odd Ås"]),
        (" Odd   Ås \r\n\r\nPer Pil\n", ["Odd Ås", "Per Pil"]),
        ("Odd Ås, Per Pil og Eva Moe", ["Odd Ås", "Per Pil", "Eva Moe"]),
        ("Odd Ås; Per Pil & Odd Ås", ["Odd Ås", "Per Pil"]),
        ("Hans Georg Moe", ["Hans Georg Moe"]),
    ],
)
def test_names_are_read_as_people_write_them(written, names):
    assert filled_in(present_elsewhere=written).names_elsewhere == names


def test_a_tick_that_was_not_offered_is_refused_with_a_sentence():
    form = filled_in(present=["per", "nobody"])
    assert form.errors == {"present": ["Velg blant svarene i listen"]}


def test_where_nobody_can_be_ticked_names_alone_are_asked_for():
    assert list(PresentForm().fields) == ["present_elsewhere"]
    assert list(PresentForm(choices={"present": OFFERED}).fields) == ["present", "present_elsewhere"]
