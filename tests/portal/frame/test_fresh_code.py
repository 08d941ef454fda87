"""A fresh code is asked for before a form is filled in. Its page says where it went, and nothing typed is lost."""

import itertools
import re
import time
from types import SimpleNamespace

import pytest
from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY
from django.urls import reverse
from django.utils.http import urlencode

from portal import fresh_code, organisation
from portal.knowledge.models import Attendance
from portal.models import OutboxMail
from tests.conftest import attend_course
from tests.guards.test_rules import portal_views

pytestmark = pytest.mark.django_db
CONTACT = "/sekretariat/organisasjon/"
DETAILS = {
    "name": "Foreningen", "service_name": "Tjenesten", "phone": "22 42 45 45", "email": "post@example.org",
    "declaration_years": "0", "confirms_receipt_within_days": "0",
}  # fmt: skip
# Pages that are nothing but a form.
FORMS = [
    "/sekretariat/register/verv/", "/sekretariat/register/lokalforeninger/ny/",
    "/sekretariat/register/lokalforeninger/bergen/endre/", "/sekretariat/kurs/nytt/", "/sekretariat/kunnskapstest/",
    "/sekretariat/sporsmal/nytt/", "/sekretariat/kategorier/ny/", "/sekretariat/organisasjon/ord/chapter/",
    "/sekretariat/organisasjon/temaer/ny/", "/lokalforening/bergen/likeperson/ny/",
    "/sekretariat/regler/nye/",
]  # fmt: skip
# Pages that are read too, or that lead to such a page: these are not closed to whoever only reads.
READ = {
    "Answer", "HandleReport", "ExamExceptionsOf", "RegisterAttendance", "TakeBackAttendance", "Organisation",
    "OneReceipt", "FreezeGrant", "HoldGrant", "Experts",
}  # fmt: skip


def code_for(person):
    return re.search(r"\d{3} \d{3}", OutboxMail.objects.filter(to=person.email).order_by("-pk")[0].text).group()


def let_ten_minutes_pass(client):
    session = client.session
    earlier = session[AUTHENTICATION_METHODS_SESSION_KEY]
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [{**record, "at": time.time() - 601} for record in earlier]
    session.save()


def address_of_code(page):
    return re.search(r'href="(/logg-inn/ny-kode/[^"]*)"', page)[1]


@pytest.mark.parametrize("path", FORMS)
def test_a_page_with_a_form_asks_before_it_is_shown_and_leads_back(path, siri, bergen, client_of):
    client = client_of(siri, code_age=601)

    asked = client.get(path)
    assert asked.url == f"/logg-inn/ny-kode/?{urlencode({'next': path})}"
    page = client.get(asked.url)
    given = client.post(asked.url, {"code": code_for(siri), "next": path})

    assert "s***@example.org" in page.content.decode()
    assert siri.email not in page.content.decode()
    assert given.url == path
    assert "<form" in client.get(path).content.decode()


def test_the_page_says_how_long_a_code_counts(siri, client_of, monkeypatch):
    monkeypatch.setattr(fresh_code, "MAX_AGE_SECONDS", 7 * 60)

    page = client_of(siri).get(fresh_code.address(CONTACT)).content.decode()

    assert "Da har du 7 minutter på deg." in page


@pytest.mark.slow
def test_the_pages_of_one_person_ask_too(rolf, guro, client_of):
    appointment = guro.supporter.appointments.first()
    own, boards = client_of(guro, code_age=601), client_of(rolf, code_age=601)
    pages = [
        (own, reverse("portal:end_mine")),
        (boards, reverse("portal:end_appointment", args=[appointment.ref])),
        (boards, reverse("portal:end_role", args=[guro.supporter.ref])),
    ]

    for client, path in pages:
        assert client.get(path).url == fresh_code.address(path)


def test_somebody_elses_case_is_not_found_before_any_code_is_asked_for(guro, turid, kari, client_of):
    path, mails = reverse("portal:end_role", args=[guro.supporter.ref]), OutboxMail.objects.count()

    assert [client_of(one, code_age=601).get(path).status_code for one in (turid, kari)] == [404, 404]
    assert OutboxMail.objects.count() == mails


def test_which_pages_can_be_read_without_a_code():
    pages = {callback.view_class for callback in portal_views().values()}

    assert {page.__name__ for page in pages if page.needs_fresh_code and page.can_be_read_without_code} == READ


def test_a_page_that_is_read_has_a_button_in_place_of_its_form(siri, client_of):
    page = client_of(siri, code_age=601).get(CONTACT).content.decode()

    assert 'name="service_name"' not in page
    assert "kode før du fyller ut" in page
    assert address_of_code(page) == fresh_code.address(f"{CONTACT}#contact")
    assert 'id="contact"' in page
    assert 'name="service_name"' in client_of(siri).get(CONTACT).content.decode()


def test_the_exceptions_of_somebody_can_be_read_before_the_code(siri, kari, client_of):
    client = client_of(siri, code_age=601)
    path = reverse("portal:exam_exceptions_of", args=[kari.ref])

    page = client.get(path).content.decode()
    assert address_of_code(page) == fresh_code.address(f"{path}#exception")
    assert 'name="reason"' not in page
    assert 'name="reason"' in client_of(siri).get(path).content.decode()


def test_what_is_typed_survives_when_the_code_becomes_too_old_meanwhile(siri, client_of):
    client = client_of(siri)
    assert 'name="service_name"' in client.get(CONTACT).content.decode()
    let_ten_minutes_pass(client)
    typed = {**DETAILS, "service_name": "Et navn som tok tid å skrive", "version": organisation.current().version}

    asked = client.post(CONTACT, typed)
    client.get(asked.url)
    again = client.post(asked.url, {"code": code_for(siri), "next": "/fortsett/"})
    page = client.get(again.url).content.decode()

    assert again.url == "/fortsett/"
    assert "Et navn som tok tid å skrive" in page
    assert client.post(CONTACT, typed).status_code == 302
    assert organisation.current().service_name == "Et navn som tok tid å skrive"


def test_a_button_alone_is_pressed_first_and_once_more_after_the_code(siri, kari, bergen, client_of):
    client, attendance = client_of(siri), attend_course(kari, siri)
    path = reverse("portal:take_back_attendance", args=[attendance.course.ref, attendance.ref])
    let_ten_minutes_pass(client)

    asked = client.post(path)
    client.get(asked.url)
    page = client.post(asked.url, {"code": code_for(siri), "next": "/fortsett/"}, follow=True).content.decode()

    assert Attendance.objects.filter(pk=attendance.pk).exists()
    assert "<h1>Bare ett trykk igjen</h1>" in page
    assert "Det du valgte, er tatt vare på." in page
    assert "Dette er det du hadde skrevet" not in page
    assert f'action="{path}"' in page
    assert page.index("Gjør det nå") < page.index("Nei, la det være")
    client.post(path)
    assert not Attendance.objects.filter(pk=attendance.pk).exists()


def test_a_fault_in_the_form_is_shown_although_the_code_became_too_old_on_the_way(siri, client_of, monkeypatch):
    """The code is judged once for each post: the page with the faults shows what was typed, not the button.

    Each time that somebody looks at the clock, a second has passed. At the first look the code is ten minutes old.
    """
    client = client_of(siri)
    given_at = client.session[AUTHENTICATION_METHODS_SESSION_KEY][0]["at"]
    seconds = itertools.count(given_at + fresh_code.MAX_AGE_SECONDS)
    monkeypatch.setattr(fresh_code, "time", SimpleNamespace(time=lambda: next(seconds)))

    page = client.post(CONTACT, {**DETAILS, "email": "ingen"}).content.decode()

    assert 'value="Tjenesten"' in page


@pytest.mark.parametrize(
    ("email", "shown"), [("kari@example.org", "k***@example.org"), ("k@x.no", "k***@x.no"), ("å@b@x.no", "å***@x.no")]
)
def test_the_address_is_masked(email, shown, db):
    assert fresh_code.masked(email) == shown
