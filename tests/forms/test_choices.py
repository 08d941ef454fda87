"""The choices that several forms share."""

import pytest

from forms import choices

LISTS = {
    name: value for name, value in vars(choices).items() if name.isupper() and isinstance(value, list)
}  # every list of choices in the module


@pytest.mark.parametrize("name", LISTS)
def test_every_code_and_every_name_is_there_once(name):
    pairs = LISTS[name]

    assert len({code for code, _name in pairs}) == len({str(text) for _code, text in pairs}) == len(pairs)
    assert all(code and str(text).strip() for code, text in pairs)


def test_one_plans_what_several_people_can_come_to():
    left_out = dict(choices.ACTIVITY_KINDS).keys() - dict(choices.GATHERING_KINDS).keys()

    assert left_out == {"visit", "phone"}


def test_the_name_of_a_code_and_an_unknown_code_for_itself():
    assert str(choices.name_of(choices.LANGUAGES, "se")) == "Nordsamisk"
    assert choices.name_of(choices.LANGUAGES, "xx") == "xx"
