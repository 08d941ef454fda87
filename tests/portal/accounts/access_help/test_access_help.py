"""What the secretariat does without a shell: a lost second factor, editors and reviewers. Never for themselves."""

import datetime
import json

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.contrib.auth.models import Group
from django.contrib.sessions.models import Session

from portal import permissions
from portal.accounts import services as accounts
from portal.accounts.access_help import services as access_help_services
from portal.accounts.models import User
from portal.chapters import services as chapters
from portal.models import Event, OutboxMail
from portal.permissions import ADMINS, EDITORS, Role
from tests.conftest import person
from tests.situations import situation

pytestmark = pytest.mark.django_db
REASON = {"reason": "Jeg ringte nummeret vi har."}


@situation
def synne(siri):
    someone = person("synne@example.org", "Synne", "Sol")
    chapters.give_office(someone, "secretariat", by=siri, starts=datetime.date(2020, 1, 1))
    return someone


def lost(someone):
    return f"/sekretariat/register/to-trinn/{someone.ref}/"


def editing(someone):
    return f"/sekretariat/register/redaktor/{someone.ref}/"


def test_another_of_the_secretariat_takes_a_lost_factor_away(client_of, siri, synne):
    TOTP.activate(synne, generate_totp_secret())
    client_of(synne)
    client = client_of(siri)
    assert client.post(lost(synne), {"reason": ""}).status_code == 200
    assert Authenticator.objects.filter(user=synne).exists()

    answer = client.post(lost(synne), REASON)
    assert answer.status_code == 302
    assert not Authenticator.objects.filter(user=synne).exists()
    event = Event.objects.get(verb="person.reset_second_factor")
    assert (event.subject, event.actor) == (synne.ref, siri.ref)
    assert json.loads(event.details.text) == REASON
    assert "mistet kodeappen" in OutboxMail.objects.get(to=synne.email).text
    held = {row.get_decoded().get("_auth_user_id") for row in Session.objects.all()}
    assert (str(synne.pk) in held, str(siri.pk) in held) == (False, True)

    assert "ingenting å fjerne" in client.post(lost(synne), REASON).content.decode()
    assert Event.objects.filter(verb="person.reset_second_factor").count() == 1


def test_it_needs_a_fresh_code(client_of, siri, synne):
    TOTP.activate(synne, generate_totp_secret())
    for address, posted in ((lost(synne), REASON), (editing(synne), {"role": "editor"})):
        assert "/logg-inn/ny-kode/" in client_of(siri, code_age=3600).post(address, posted).url
    assert (Authenticator.objects.count(), synne.groups.count()) == (1, 0)


@pytest.mark.slow
def test_never_for_oneself_nor_for_somebody_close_nor_without_the_office(client_of, siri, synne, kari, rolf):
    TOTP.activate(siri, generate_totp_secret())
    accounts.declare_tie(siri, synne, by=siri)
    for address in (lost, editing):
        assert [client_of(siri).post(address(one), REASON).status_code for one in (siri, synne)] == [404, 404]
        assert [client_of(one).post(address(siri), REASON).status_code for one in (kari, rolf)] == [404, 404]
    assert [client_of(one).get("/sekretariat/register/redaktor/").status_code for one in (kari, rolf)] == [403, 403]
    with pytest.raises(access_help_services.OwnAccount):
        access_help_services.reset_second_factor(siri, reason="x", by=siri)
    with pytest.raises(access_help_services.OwnAccount):
        access_help_services.change_editing(siri, "editor", by=siri)
    assert Authenticator.objects.count() == 1
    assert "to-trinn" not in client_of(siri).get(f"/sekretariat/register/folk/{siri.ref}/").content.decode()


def test_an_editor_is_made_a_reviewer_and_neither(client_of, siri, kari):
    client = client_of(siri)
    for role, holds in (("editor", 1), ("reviewer", 2), ("reviewer", 2), ("editor", 1), ("none", 0)):
        client.post(editing(kari), {"role": role})
        assert (access_help_services.editing_of(kari), kari.groups.count()) == (role, holds)
    assert Role.EDITOR not in permissions.access_of(User.objects.get(pk=kari.pk)).roles
    assert Event.objects.filter(subject=kari.ref, verb__contains="editing").count() == 4
    assert OutboxMail.objects.filter(to=kari.email).count() == 4
    assert OutboxMail.objects.filter(to=kari.email).first().subject == "Nå kan du redigere sidene våre"
    assert client.post(editing(kari), {"role": "admin"}).context["form"].errors


def test_what_an_administrator_may_is_left(siri, kari):
    kari.groups.add(Group.objects.get(name=ADMINS), Group.objects.get(name=EDITORS))
    access_help_services.change_editing(kari, "none", by=siri)
    assert list(kari.groups.values_list("name", flat=True)) == [ADMINS]


def test_somebody_without_an_account_becomes_an_editor(client_of, siri, kari):
    client, page = client_of(siri), "/sekretariat/register/redaktor/"
    posted = {"email": "Eva@example.org", "given_name": "Eva", "family_name": "Eng", "role": "reviewer"}
    client.post(page, posted)
    eva = User.objects.get(email="eva@example.org")
    assert (access_help_services.editing_of(eva), eva.get_full_name()) == ("reviewer", "Eva Eng")

    answer = client.post(page, posted | {"email": kari.email})
    assert answer.url == f"/sekretariat/register/folk/{kari.ref}/"
    kari.refresh_from_db()
    assert (access_help_services.editing_of(kari), kari.given_name) == ("none", "Kari")
    assert client.post(page, posted | {"email": "x"}).context["form"].errors
