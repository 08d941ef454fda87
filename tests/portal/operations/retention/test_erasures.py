"""People who are erased: what is kept and until when, what ends, and repeating it (nothing left: test_no_trace)."""

import uuid

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.management import call_command

from portal import clock, events
from portal.accounts import services as accounts
from portal.accounts.models import Reading, User
from portal.activities import services as activities
from portal.models import OutboxMail
from portal.onboarding.models import Application
from portal.onboarding.review import services as review_services
from portal.operations.retention import erased_list, erasures
from portal.supporters.models import Supporter
from tests.conftest import attend_course, moment, pass_test, send_in

db = pytest.mark.django_db
PAGE = "/mine-opplysninger/slett/"


@pytest.fixture(autouse=True)
def own_list(settings, tmp_path):
    settings.PRIVATE_DIR = tmp_path / "private"
    settings.PRIVATE_DIR.mkdir()
    settings.MAIL_DIR = tmp_path / "mail"
    settings.MAIL_DIR.mkdir()


@pytest.mark.slow
@db
def test_an_applicant_goes_whole(client_of, kari, rolf, siri, django_capture_on_commit_callbacks):
    attend_course(kari, siri)
    pass_test(kari)
    application = send_in(kari)
    review_services.write_note(application, "Ring Kari Krogh.", by=rolf)
    client_of(rolf).get(f"/sekretariat/soknad/{application.ref}/")
    client = client_of(kari)

    with django_capture_on_commit_callbacks(execute=True):
        response = client.post(PAGE, {"sure": "on"})

    assert response.headers["Location"] == "/slettet/"
    assert client.get("/slettet/").status_code == 200
    assert client.get("/min-side/").status_code == 302
    assert not User.objects.filter(pk=kari.pk).exists()
    assert (Application.objects.count(), Reading.objects.count()) == (0, 0)
    assert not OutboxMail.objects.filter(text__contains="Krogh").exists()
    events.seal_pending()
    assert events.verify().faults == []
    assert erased_list.listed() == {kari.ref}


@pytest.mark.slow
@db
def test_a_supporter_keeps_a_name_and_what_proves_something_with_a_date(client_of, guro, bergen, siri):
    with clock.at(moment("2026-06-10 12:00")):
        values = {"kind": "conversation_group", "participants": 5, "minutes": 60, "chapter": bergen}
        activities.log(token=uuid.uuid4(), day=clock.today(), by=guro, **values)
        accounts.change_details(guro, by=guro, phone="+4722424545", postcode="5003")
        page = client_of(guro).get(PAGE).content.decode()
        assert "31. desember 2030" in page
        erasures.erase(guro, by=guro)

    left = User.objects.get(pk=guro.pk)
    assert (left.get_full_name(), left.phone, left.postcode, left.is_active) == (guro.get_full_name(), "", "", False)
    assert left.email == f"{guro.ref}@slettet.invalid"
    assert Supporter.objects.get(person=guro).state == "ended"
    assert (left.consents.count(), left.checks.count()) == (0, 0)
    assert left.signatures.count() == 1
    call_command("verify_events", verbosity=0)


@pytest.mark.slow
@db
def test_an_office_ends_and_staff_hand_over_first(client_of, rolf, siri):
    erasures.erase(rolf, by=rolf)
    assert not rolf.offices.filter(ends=None).exists()

    refused = client_of(siri).post(PAGE, {"sure": "on"})
    assert refused.status_code == 409
    assert "La en annen overta først" in refused.content.decode()
    assert User.objects.get(pk=siri.pk).is_active


@db
def test_it_takes_a_tick_and_a_fresh_code(client_of, kari, client):
    assert client_of(kari).post(PAGE, {}).status_code == 200
    assert "/logg-inn/ny-kode/" in client_of(kari, code_age=700).post(PAGE, {"sure": "on"}).headers["Location"]
    assert "/logg-inn/" in client.post(PAGE, {"sure": "on"}).headers["Location"]
    assert User.objects.filter(pk=kari.pk).exists()


@pytest.mark.slow
@db
def test_other_sessions_end_and_the_mail_files_go(client_of, client, kari, ola, django_capture_on_commit_callbacks):
    client_of(kari), client_of(ola)
    client.post("/logg-inn/", {"email": kari.email})
    (settings.MAIL_DIR / f"20260101T000000-{kari.email}.eml").write_text("Kode")
    (settings.MAIL_DIR / f"20260101T000000-{ola.email}.eml").write_text("Kode")

    with django_capture_on_commit_callbacks(execute=True):
        erasures.erase(kari, by=kari)

    held = [row.get_decoded() for row in Session.objects.all()]
    assert [one.get("_auth_user_id") for one in held] == [str(ola.pk)]
    assert [path.name for path in settings.MAIL_DIR.iterdir()] == [f"20260101T000000-{ola.email}.eml"]


@pytest.mark.slow
@db
def test_an_erasure_is_repeated_after_a_restore_and_twice_is_once(kari, ola, bergen, capsys):
    send_in(kari)
    erased_list.path().write_text(f"2026-06-10T12:00:00+02:00 {kari.ref}\nnonsense\n\n{uuid.uuid4()}\n")

    call_command("forget", replay=True)
    assert "people erased again: 1" in capsys.readouterr().out
    assert set(User.objects.filter(pk__in=[kari.pk, ola.pk])) == {ola}
    assert erasures.replay() == 0


@pytest.mark.slow
@db
def test_the_list_holds_each_once_and_nothing_personal(kari, ola):
    for one in (kari, ola):
        erasures.erase(one, by=one)
    assert (erased_list.export(), erased_list.export()) == (2, 0)
    text = erased_list.path().read_text()
    assert len(text.splitlines()) == 2
    assert [word for word in ("kari", "ola", "@") if word in text.lower()] == []
    assert erased_list.path().stat().st_mode & 0o077 == 0
