"""Reading section by section before signing, once for each version, and asking to have the text explained."""

import datetime

import pytest
from django.urls import reverse

from portal import clock
from portal.accounts import services as accounts
from portal.chapters import services as chapters
from portal.declarations import queries as declaration_queries
from portal.declarations import services as declarations
from portal.declarations.models import ExplanationRequest, SectionRead, Signature
from portal.declarations.reading import queries as reading_queries
from portal.declarations.reading import services as reading_services
from portal.declarations.texts import queries as text_queries
from portal.models import Event, OutboxMail
from portal.supporters import services as supporters
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


@pytest.mark.slow
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


@pytest.mark.slow
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
    assert "Fjernet:" in page
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


@pytest.fixture
def coordinator(siri):
    coordinator = person("kaare@example.org", "Kåre", "Koll")
    chapters.give_office(coordinator, "coordinator", by=siri, starts=datetime.date(2020, 1, 1))
    return coordinator


def asked(by):
    return reading_services.ask_explanation(declaration_queries.text_in_force(), by=by)


def text_of(client, address):
    page = client.get(address)
    assert page.status_code == 200
    return " ".join(page.content.decode().split())


@pytest.mark.slow
def test_a_request_waits_with_a_deadline_until_somebody_has_explained_it(kari, coordinator, siri, client_of):
    request = asked(kari)
    page, title = reverse("portal:explanation_request", args=[request.ref]), "1 person vil ha taushetserklæringen"
    day = clock.local(request.asked_at).date() + reading_queries.EXPLAIN_WITHIN
    for user in (coordinator, siri):
        [row] = [row for row in client_of(user).get("/min-side/").context["to_do"] if title in row.title]
        assert (row.href, row.due) == (page, day)
        assert "Kari Krogh" in text_of(client_of(user), reverse("portal:explanation_requests"))
        with clock.at(clock.now() + reading_queries.EXPLAIN_WITHIN + datetime.timedelta(days=1)):
            assert "Fristen var" in text_of(client_of(user), reverse("portal:explanation_requests"))
    client = client_of(coordinator)
    assert "Jeg har forklart erklæringen" in text_of(client, page)
    assert client.post(page).url == page
    request.refresh_from_db()
    assert (request.state, request.done_by) == ("done", coordinator)
    assert Event.objects.filter(verb="explanation.finish", actor=coordinator.ref).count() == 1
    assert client.post(page).status_code == 409
    assert "Kåre Koll har forklart erklæringen" in text_of(client, page)
    assert title not in text_of(client_of(siri), "/min-side/")
    assert "Kari Krogh" not in text_of(client, reverse("portal:explanation_requests"))
    client.post(page, {"reopen": "1"})
    assert title in text_of(client_of(siri), "/min-side/")


def test_my_turn_among_those_on_the_way_names_it_too(kari, coordinator, client_of):
    request, mine = asked(kari), reverse("portal:on_the_way") + "?visning=meg"
    page = text_of(client_of(coordinator), mine)
    assert reverse("portal:explanation_request", args=[request.ref]) in page
    assert "Ingenting venter på deg" not in page
    reading_services.withdraw_explanation(request, by=kari)
    assert "Ingenting venter på deg" in text_of(client_of(coordinator), mine)


@pytest.mark.slow
def test_whoever_asked_sees_until_when_on_their_page_and_takes_it_back(kari, coordinator, client_of):
    request, client, place = asked(kari), client_of(kari), reverse("portal:declaration_explain")
    with clock.at(clock.end_of(reading_queries.explain_by(request))):
        assert "Du har bedt om å få erklæringen forklart. Du hører fra oss innen" in text_of(client, "/min-side/")
        assert "Du hører fra oss innen" in text_of(client, place)
    with clock.at(clock.end_of(reading_queries.explain_by(request)) + datetime.timedelta(days=1)):
        assert "Det beklager vi. Ta gjerne kontakt" in text_of(client, "/min-side/")
        assert "Det beklager vi. Ta gjerne kontakt" in text_of(client, place)
        [row] = [row for row in client_of(coordinator).get("/min-side/").context["to_do"] if "forklart" in row.title]
        assert row.is_late
    assert client.post(place, {"take_back": "1"}).url == place
    assert client.post(place, {"take_back": "1"}).url == place
    request.refresh_from_db()
    assert request.state == "withdrawn"
    assert "forklart. Du hører" not in text_of(client, "/min-side/")
    assert "Trukket" in text_of(client_of(coordinator), reverse("portal:explanation_request", args=[request.ref]))
    client.post(place)
    assert ExplanationRequest.objects.filter(state="waiting").count() == 1


def test_a_request_is_done_of_itself_when_the_person_has_signed(kari, coordinator, client_of):
    request = asked(kari)
    sign(kari)
    request.refresh_from_db()
    assert (request.state, request.done_by) == ("done", None)
    page = text_of(client_of(coordinator), reverse("portal:explanation_request", args=[request.ref]))
    assert "etter å ha spurt" in page
    assert "Ring, og gå gjennom" not in page


def test_a_request_about_an_earlier_version_is_the_same_request(kari, siri, coordinator):
    request = asked(kari)
    new_version(siri)
    assert asked(kari) == request
    sign(kari)
    request.refresh_from_db()
    assert request.state == "done"


def test_nobody_explains_it_to_themselves(coordinator, siri, client_of):
    request = asked(coordinator)
    assert OutboxMail.objects.filter(to=coordinator.email, subject="Noen vil snakke med deg").count() == 0
    assert OutboxMail.objects.filter(to=siri.email, subject="Noen vil snakke med deg").count() == 1
    page = reverse("portal:explanation_request", args=[request.ref])
    assert client_of(coordinator).get(page).status_code == 404


def test_somebody_without_a_phone_is_written_to(kari, coordinator, client_of):
    accounts.change_details(kari, by=kari, phone="")
    client, place = client_of(kari), reverse("portal:declaration_explain")
    assert "Koordinatoren skriver til deg" in text_of(client, place)
    client.post(place)
    assert "Vi har bedt koordinatoren om å skrive til deg" in text_of(client, place)
    page = reverse("portal:explanation_request", args=[ExplanationRequest.objects.get().ref])
    assert "Ta kontakt på e-post" in text_of(client_of(coordinator), page)
    [sent] = OutboxMail.objects.filter(to=coordinator.email, subject="Noen vil snakke med deg")
    assert "ring dem" not in sent.text


def test_the_page_of_a_candidate_leads_to_what_they_asked(kari, bergen, siri, client_of):
    supporter = supporters.take_in(kari, bergen, by=siri)
    page = reverse("portal:supporter", args=[supporter.ref])
    address = reverse("portal:explanation_request", args=[asked(kari).ref])
    assert address in text_of(client_of(siri), page)
    sign(kari)
    assert address not in text_of(client_of(siri), page)


def test_my_page_leads_somebody_without_a_role_to_what_they_read_and_signed(kari, client_of):
    client = client_of(kari)
    assert reverse("portal:declaration") not in text_of(client, "/min-side/")
    reading_services.read_section(declaration_queries.text_in_force(), 0, by=kari)
    page = text_of(client, "/min-side/")
    assert "Du har lest 1 av 9 deler." in page
    assert reverse("portal:declaration") in page
    sign(kari)
    assert reverse("portal:signed") in text_of(client, "/min-side/")


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
