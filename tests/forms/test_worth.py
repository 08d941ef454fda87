"""What the secretariat says of a year."""

import pytest

from forms.worth import AmountForm, WorthForm

SOUND = {"kroner_per_point": "", "per_day": "1", "per_supporter": "0", "per_chapter": "0"}


@pytest.mark.parametrize(
    ("changed", "errors"),
    [
        ({}, []),
        ({"kroner_per_point": "120"}, []),
        ({"per_day": ""}, ["per_day"]),
        ({"per_supporter": "en halv"}, ["per_supporter"]),
    ],
)
def test_the_key_is_whole_numbers(changed, errors):
    assert list(WorthForm({**SOUND, **changed}, words={"chapter": "lokalforening"}).errors) == errors


@pytest.mark.parametrize(("amount", "errors"), [("1 000 000", []), ("0", ["belop"]), ("", ["belop"])])
def test_an_amount_is_kroner(amount, errors):
    assert list(AmountForm({"belop": amount}).errors) == errors
