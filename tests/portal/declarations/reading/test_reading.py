"""Reading section by section before signing, once for each version, and asking to have the text explained."""

import datetime

import pytest
from django.urls import reverse

from portal.accounts import services as accounts
from portal.chapters import services as chapters
from portal.declarations import queries as declaration_queries
from portal.declarations import services as declarations
from portal.declarations.models import ExplanationRequest, SectionRead, Signature
from portal.declarations.reading import queries as reading_queries
from portal.declarations.reading import services as reading_services
from portal.declarations.texts import queries as text_queries
from portal.models import Event, OutboxMail
from tests.conftest import person, read_declaration, sign

pytestmark = pytest.mark.django_db


def posted():
    shown = declaration_queries.render_text(declaration_queries.text_in_force(), "nb")
    return {"version": shown.sha256, **{promise["code"]: "on" for promise in shown.promises}}


def section(number):
    return reverse("portal:declaration_section", args=[number])


def new_version(by, **values):
    content = {**declaration_queries.text_in_force().content, "title": {"nb": "Ny erklæring"}}
    return declarations.publish(content, "2.0", by=by, what_changed={"nb": "Tittelen er ny."}, **values)


def test_a_section_is_read_once(kari):
    text = declaration_queries.text_in_force()
    for _time in range(2):
        reading_services.read_section(text, 0, by=kari)
    assert reading_queries.sections_read(kari, text) == {0}
    assert reading_queries.first_unread(kari, text) == 1
    assert Event.objects.filter(verb="declaration.read_section").count() == 1
    with pytest.raises(IndexError):
        reading_services.read_section(text, 99, by=kari)


def test_the_signing_page_opens_after_the_last_section_and_stays_open(kari, client_of):
    client, text = client_of(kari), declaration_queries.text_in_force()
    count = len(text.content["section"])
    overview = client.get(reverse("portal:declaration")).content.decode()
    assert section(1) in overview
    place = section(1)
    for number in range(1, count + 1):
        assert client.get(reverse("portal:sign")).url == section(number)
        assert client.post(reverse("portal:sign"), posted()).url == section(number)
        page = client.get(place).content.decode()
        assert page.count("<h1") == 1
        assert "Kort sagt" in page
        place = client.post(place, {"version": text.version}).url
    assert place == reverse("portal:declaration_understand")
    assert SectionRead.objects.filter(person=kari).count() == count
    other_day = client_of(kari)
    assert other_day.get(reverse("portal:sign")).status_code == 200
    assert other_day.post(reverse("portal:sign"), posted()).url == reverse("portal:signed")


def test_sections_can_be_read_in_any_order(kari, client_of):
    client, text = client_of(kari), declaration_queries.text_in_force()
    count = len(text.content["section"])
    assert client.post(section(count), {"version": text.version}).url == section(1)
    assert client.post(section(3), {"version": text.version}).url == section(4)
    assert client.get(section(count + 1)).status_code == 404


def test_what_was_read_of_another_version_does_not_count(kari, siri, client_of):
    client = client_of(kari)
    read_declaration(kari)
    values = posted()
    new_version(siri)
    assert client.post(reverse("portal:sign"), values).status_code == 409
    assert client.post(section(1), {"version": "1.0"}).status_code == 409
    assert client.get(reverse("portal:sign")).url == section(1)
    assert Signature.objects.count() == 0
    read_declaration(kari)
    assert client.post(reverse("portal:sign"), posted()).url == reverse("portal:signed")


def test_whoever_signed_an_earlier_text_sees_what_has_changed(kari, siri, client_of):
    client = client_of(kari)
    assert client.get(reverse("portal:declaration_changes")).url == reverse("portal:declaration")
    sign(kari)
    new_version(siri)
    assert "Tittelen er ny." in client.get(reverse("portal:declaration")).content.decode()
    page = client.get(reverse("portal:declaration_changes")).content.decode()
    assert "<del>" in page
    assert "Tatt bort:" in page
    assert "Ny erklæring" in page


def test_a_text_from_before_sections_had_a_short_is_read_too(kari, siri, client_of):
    content = declaration_queries.text_in_force().content
    plain = [{name: row[name] for name in ("heading", "paragraphs")} for row in content["section"]]
    declarations.publish({**content, "section": plain}, "2.0", by=siri)
    assert client_of(kari).get(section(1)).status_code == 200


def test_the_whole_text_stands_on_one_page(kari, client_of):
    page = client_of(kari).get(reverse("portal:declaration_whole"))
    assert declaration_queries.text_in_force().content["section"][8]["heading"]["nb"] in page.content.decode()


def test_asking_for_an_explanation_reaches_the_coordinator_once(kari, siri, client_of):
    coordinator = person("kaare@example.org", "Kåre", "Koll")
    chapters.give_office(coordinator, "coordinator", by=siri, starts=datetime.date(2020, 1, 1))
    accounts.change_details(kari, by=kari, phone="+4722424545")
    client, place = client_of(kari), reverse("portal:declaration_explain")
    before = OutboxMail.objects.filter(to=coordinator.email).count()
    assert kari.phone_display in client.get(place).content.decode()
    for _click in range(2):
        assert client.post(place).url == place
    assert "Du spurte" in client.get(place).content.decode()
    [sent] = OutboxMail.objects.filter(to=coordinator.email).order_by("pk")[before:]
    assert "Kari" not in sent.text + sent.subject
    assert Event.objects.filter(verb="declaration.ask_explanation").count() == 1
    page = reverse("portal:explanation_request", args=[ExplanationRequest.objects.get().ref])
    assert page in sent.text
    assert "Kari Krogh" in client_of(coordinator).get(page).content.decode()
    assert client.get(page).status_code == 404


def test_without_a_coordinator_the_secretariat_is_asked(kari, siri):
    reading_services.ask_explanation(declaration_queries.text_in_force(), by=kari)
    assert OutboxMail.objects.filter(to=siri.email, subject="Noen vil snakke med deg").count() == 1


def test_pages_without_a_text_say_so(kari, siri, client_of, monkeypatch):
    monkeypatch.setattr(text_queries, "text_to_sign", lambda _person: None)
    client = client_of(kari)
    for name in ("declaration", "declaration_whole", "declaration_changes", "declaration_explain"):
        assert client.get(reverse(f"portal:{name}")).status_code == 200
    assert client.get(section(1)).status_code == 200
    assert client.post(section(1)).url == reverse("portal:declaration")
    assert client.post(reverse("portal:declaration_explain")).url == reverse("portal:declaration_explain")
    assert ExplanationRequest.objects.count() == 0


def test_reading_pages_ask_the_same_of_the_database_at_every_section(kari, client_of, django_assert_num_queries):
    client = client_of(kari)
    client.get(section(1))
    with django_assert_num_queries(11) as counted:
        client.get(section(1))
    read_declaration(kari)
    with django_assert_num_queries(len(counted)):
        client.get(section(2))
