"""Taking on a role."""

import pytest

from forms.role import TakeRoleForm


def test_age_is_not_asked_for_where_it_does_not_matter():
    assert list(TakeRoleForm(minimum_age=0).fields) == []
    assert TakeRoleForm({}, minimum_age=0).is_valid()


@pytest.mark.parametrize(("of_age", "is_fine"), [("on", True), ("", False)])
def test_whoever_takes_on_a_role_says_that_they_are_old_enough(of_age, is_fine):
    form = TakeRoleForm({"of_age": of_age}, minimum_age=18)

    assert form.is_valid() is is_fine
    assert all("18" in message for messages in form.errors.values() for message in messages)
    assert "18" in form.fields["of_age"].label
