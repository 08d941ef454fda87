"""Who edits the pages is said on the command line; the CMS's own pages about people are closed."""

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.management import CommandError, call_command

from portal.accounts.models import User
from portal.permissions import ADMINS, Role, access_of

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


def test_taking_away_takes_everything_whoever_gave_it():
    call_command("editor", EVA, "--reviewer")
    eva = User.objects.get(email=EVA)
    eva.groups.add(Group.objects.get(name=ADMINS), Group.objects.create(name="Andre"))
    eva.user_permissions.add(Permission.objects.get(codename="access_admin"))
    eva.is_superuser = True
    eva.save()

    call_command("editor", EVA, "--remove")

    eva = User.objects.get(email=EVA)
    assert (groups(), list(eva.user_permissions.all()), eva.is_superuser) == ([], [], False)


def test_the_groups_that_wagtail_comes_with_are_gone():
    assert sorted(Group.objects.values_list("name", flat=True)) == [
        "Administratorer",
        "Faglige kontrollører",
        "Redaktører",
    ]


def test_something_that_is_no_address_is_refused():
    with pytest.raises(CommandError, match="not an e-mail address"):
        call_command("editor", "eva")
