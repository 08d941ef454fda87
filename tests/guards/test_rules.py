"""Deny by default: every view names a rule, every move has one, one door to sign in."""

import django.contrib.auth.views as django_views
import pytest
import wagtail.admin.views.account as wagtail_views
from django.apps import apps
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from portal import permissions
from portal.models import Case
from portal.permissions import rules
from portal.views import PortalView


def patterns(resolver=None, prefix="", namespaces=()):
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            yield from patterns(entry, prefix + str(entry.pattern), (*namespaces, entry.namespace))
        elif isinstance(entry, URLPattern):
            yield prefix + str(entry.pattern), namespaces, entry


def portal_views():
    return {entry.name: entry.callback for _address, spaces, entry in patterns() if "portal" in spaces}


def test_every_portal_view_names_a_rule():
    unnamed = {
        name
        for name, view in portal_views().items()
        if not issubclass(view.view_class, PortalView) or view.view_class.rule not in rules()
    }

    assert unnamed == set()


def test_every_move_of_every_case_has_a_rule():
    missing = set()
    for model in apps.get_models():
        if issubclass(model, Case):
            for name in model.MOVES:
                rule = f"{model._meta.app_label}.{name.rstrip('_')}_{model.KIND}"
                if rule not in rules():
                    missing.add(rule)

    assert missing == set()


def test_every_rule_is_named_after_its_room():
    assert {name for name in rules() if name.split(".")[0] not in apps.app_configs} == set()


def test_no_rule_opens_what_the_libraries_guard():
    """Wagtail asks by the same names: a rule called like one of its permissions would answer for it."""
    guarded = {
        f"{model._meta.app_label}.{act}_{model._meta.model_name}"
        for model in apps.get_models()
        for act in ("add", "change", "delete", "view")
        if model._meta.app_label in ("accounts", "home", "portal")
    }

    assert guarded & set(rules()) == set()


@pytest.mark.slow
@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/cms/users/", "/cms/groups/", "/cms/users/edit/1/", "/cms/users/new/"])
@pytest.mark.parametrize("who", ["editor", "superuser"])
def test_nobody_handles_people_in_the_cms(path, who, kari, client_of):
    kari.groups.add(Group.objects.get(name=permissions.EDITORS if who == "editor" else permissions.ADMINS))
    kari.is_superuser = who == "superuser"
    kari.save()
    client = client_of(kari)

    assert client.get("/cms/").status_code == 200
    assert client.get(path).status_code == 404
    assert client.post(path, {"email": "x@example.org"}).status_code == 404


DOORS = ["/cms/login/", "/_util/login/", "/nn/_util/login/", "/en/_util/login/", "/cms/password_reset/"]


@pytest.mark.django_db
@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("method", ["get", "post"])
def test_every_other_door_leads_to_the_one(door, method):
    response = getattr(Client(), method)(door, {"username": "x", "password": "y"})

    assert response.status_code == 302
    assert response.url.split("?")[0].removeprefix("/nn").removeprefix("/en") == "/logg-inn/"


def test_no_view_of_the_site_takes_a_password():
    """Whatever the libraries bring: no address leads to a view that signs in by password."""
    closed = {"cms/login/", "cms/password_reset/", "_util/login/"}
    doors = set()
    for address, _spaces, entry in patterns():
        view = getattr(entry.callback, "view_class", None)
        if view and issubclass(view, (django_views.LoginView, django_views.PasswordResetView, wagtail_views.LoginView)):
            doors.add(address.lstrip("^"))

    assert {door for door in doors if not any(door.endswith(one) for one in closed)} == set()


@pytest.mark.slow
@pytest.mark.django_db
def test_a_superuser_without_an_office_opens_no_room(kari):
    kari.is_superuser = True
    kari.save()

    assert {name for name, rule in rules().items() if kari.has_perm(name)} == {
        name for name, rule in rules().items() if {"anyone", "person"} & set(rule.roles)
    }
