"""Who edits the pages is said on the command line; the CMS's own pages about people are closed."""

import pytest
from django.core.management import CommandError, call_command

from portal.accounts.models import User
from portal.permissions import Role, access_of

pytestmark = pytest.mark.django_db
EVA = "eva@example.org"


def access():
    return access_of(User.objects.get(email=EVA))


def groups():
    return sorted(User.objects.get(email=EVA).groups.values_list("name", flat=True))


def test_an_editor_is_made_and_unmade():
    call_command("editor", EVA)
    assert access().roles >= {Role.EDITOR}
    assert User.objects.get(email=EVA).has_perm("wagtailadmin.access_admin")

    call_command("editor", EVA, "--remove")
    assert Role.EDITOR not in access().roles
    assert not User.objects.get(email=EVA).has_perm("wagtailadmin.access_admin")


def test_a_reviewer_is_an_editor_who_also_approves():
    call_command("editor", EVA, "--reviewer")
    assert groups() == ["Faglige kontrollører", "Redaktører"]

    call_command("editor", EVA, "--remove")
    assert groups() == []


def test_something_that_is_no_address_is_refused():
    with pytest.raises(CommandError, match="not an e-mail address"):
        call_command("editor", "eva")
