"""Which supporters took part: ticked, or written by name."""

import pytest

from forms.present import PresentForm

OFFERED = [("a", "Per Persen"), ("b", "Liv Larsen")]


def filled_in(choices=OFFERED, **answers):
    return PresentForm(answers, choices={"present": choices}, words={})


@pytest.mark.parametrize(
    ("written", "names"),
    [
        ("", []),
        ("Kari Nordmann", ["Kari Nordmann"]),
        ("Kari Nordmann og Áile-Máret O’Ŋ", ["Kari Nordmann", "Áile-Máret O’Ŋ"]),
        ("Kari  Nordmann,\r\n Ola Hansen;Kari Nordmann", ["Kari Nordmann", "Ola Hansen"]),
        ("Georg Ogland & Sigrid Sand", ["Georg Ogland", "Sigrid Sand"]),
    ],
)
def test_names_are_read_as_they_are_written_each_once(written, names):
    form = filled_in(present_elsewhere=written)

    assert form.is_valid()
    assert form.names_elsewhere == names


def test_nobody_can_be_ticked_who_is_not_offered():
    assert list(filled_in(present=["c"]).errors) == ["present"]
    assert filled_in(present=["b"]).is_valid()


def test_where_nobody_can_be_ticked_names_can_be_written_all_the_same():
    assert list(filled_in(choices=[]).fields) == ["present_elsewhere"]
