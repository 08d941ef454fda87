"""The tick before an account is deleted."""

from forms.own_data import EraseForm


def test_nobody_is_deleted_without_the_tick():
    assert list(EraseForm({}).errors) == ["sure"]
    assert EraseForm({"sure": "on"}).is_valid()
