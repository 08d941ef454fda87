"""Editors: Egil edits, Frida also reviews what others write."""

import pytest
from django.contrib.auth.models import Group

from portal.operations.setting_up import services as setting_up_services
from tests.conftest import person


@pytest.fixture
def egil(db):
    """An editor."""
    egil = person("egil@example.org", "Egil", "Editor")
    egil.groups.add(Group.objects.get(name=setting_up_services.EDITORS))
    return egil


@pytest.fixture
def frida(egil):
    """An editor who reads for others."""
    frida = person("frida@example.org", "Frida", "Fagperson")
    frida.groups.add(*Group.objects.filter(name__in=[setting_up_services.EDITORS, setting_up_services.REVIEWERS]))
    return frida


@pytest.fixture
def gro(frida):
    """Another editor who reads for others."""
    gro = person("gro@example.org", "Gro", "Fagperson")
    gro.groups.add(*frida.groups.all())
    return gro


@pytest.fixture
def editor(egil, client_of):
    """Egil, signed in."""
    return client_of(egil)
