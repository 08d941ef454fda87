"""What was typed is saved by the links of a wizard's page, and given back whatever the answer is."""

import datetime
import re

import pytest
from django.test import Client
from django.urls import reverse

from forms.application import MOTIVATION
from forms.models import Draft
from portal import clock, interrupted_forms, limits
from portal.chapters.models import Office
from portal.onboarding import queries as onboarding_queries
from portal.reports import services as reports
from portal.reports.years import services as year_services
from tests.conftest import fill_in, moment

pytestmark = pytest.mark.django_db
TEXT = "Vi har hatt et godt år."
OURS = {"origin": "http://testserver"}
REPORT = "/lokalforening/bergen/rapport/2026/"


def writer(person):
    return interrupted_forms.writer_digest(person)


def form_of_saving(page):
    """The id of the form that the links post, and where they lead: ``(id, [go_to])``."""
    buttons = re.findall(r'<button\s[^>]*\sform="([^"]+)"\s[^>]*name="go_to"\s[^>]*value="([^"]+)"', page)
    assert len({form for form, _address in buttons}) == 1
    assert f'id="{buttons[0][0]}"' in page
    return [address for _form, address in buttons]


@pytest.fixture
def in_may():
    with clock.at(moment("2027-05-10 12:00")):
        yield


@pytest.fixture
def year(in_may, siri):
    return year_services.open_year(2026, by=siri)


@pytest.fixture
def begun(year, bergen, rolf):
    return reports.prepare(bergen, year, by=rolf)


@pytest.mark.slow
def test_the_links_of_a_step_of_the_application_save_it(kari, bergen, client_of):
    fill_in(kari)
    client, path = client_of(kari), "/soknad/hvorfor/"
    page = client.get(path).content.decode()
    addresses = form_of_saving(page)

    assert {"/nn/soknad/hvorfor/", "/en/soknad/hvorfor/", "/visning/", "/soknad/om-deg/"} <= set(addresses)
    first = re.search(r'<button[^>]*form="step-form"[^>]*>', page)[0]
    assert "go_to" not in first  # the Enter key presses the first button of a form
    for number, address in enumerate(addresses):
        version = onboarding_queries.draft_of(kari).version
        fields = {f"{MOTIVATION}-why": f"Tekst {number}", "version": version, "go_to": address}
        assert client.post(path, fields).url == address
        assert onboarding_queries.draft_of(kari).answers[MOTIVATION]["why"] == [f"Tekst {number}"]
        assert f"Tekst {number}" in client.get(f"/nn{path}").content.decode()


def test_the_last_page_has_ordinary_links(kari, bergen, client_of):
    fill_in(kari)
    page = client_of(kari).get("/soknad/se-over/").content.decode()

    assert 'name="go_to"' not in page
    assert 'href="/nn/soknad/se-over/"' in page


@pytest.mark.slow
def test_the_links_of_a_step_of_the_report_save_it(begun, rolf, client_of):
    client, path = client_of(rolf), f"{REPORT}tallene/"
    addresses = form_of_saving(client.get(path).content.decode())

    assert {f"/nn{path}", "/visning/", REPORT, f"{reverse('portal:log_activity')}?aar=2026"} <= set(addresses)
    draft = Draft.objects.get(kind="report")
    assert (
        client.post(path, {"tallene-correction": TEXT, "version": draft.version, "go_to": "/visning/"}).url
        == "/visning/"
    )
    assert TEXT in client.get(path).content.decode()


@pytest.mark.parametrize(
    ("came_from", "leads_to"),
    [
        ("http://testserver/soknad/hvorfor/?a=1", "/soknad/hvorfor/?a=1"),
        ("http://testserver/visning/", "/visning/"),
        ("http://testserver//evil.example/", "/visning/"),
        ("https://evil.example/soknad/", "/visning/"),
        ("http://[", "/visning/"),
        ("", "/visning/"),
    ],
)
def test_whoever_chose_a_display_comes_back_to_where_they_were(kari, client_of, came_from, leads_to):
    choices = {"size": "130", "spacing": "airy", "mode": "light", "motion": "off"}
    for client, is_told in ((client_of(kari), True), (Client(headers=OURS), False)):
        shown = client.get("/visning/", headers={"referer": came_from}).context["next"]
        response = client.post("/visning/", {**choices, "next": shown})

        assert response.url == leads_to
        assert ("sessionid" in client.cookies) == is_told  # a message begins no session
        assert ("Valgene dine er i bruk." in client.get("/visning/").content.decode()) == is_told


def replaced(person):
    Office.objects.filter(person=person).update(ends=clock.today() - datetime.timedelta(days=1))


def test_a_leader_who_is_replaced_gets_the_text_back(begun, rolf, client_of):
    client = client_of(rolf)
    replaced(rolf)
    response = client.post(f"{REPORT}om-aret/", {"om-aret-about": TEXT, "writer": writer(rolf)}, headers=OURS)

    assert response.status_code == 404
    assert TEXT in response.content.decode()


def test_a_text_that_waited_is_kept_until_it_has_arrived(begun, rolf, client_of):
    client = client_of(rolf)
    session = client.session
    kept = {"path": f"{REPORT}om-aret/", "fields": [["om-aret-about", TEXT]], "writer": writer(rolf)}
    session[interrupted_forms.SESSION_KEY] = {**kept, "at": clock.now().isoformat()}
    session.save()
    replaced(rolf)

    assert client.post(f"{REPORT}om-aret/", {"om-aret-about": TEXT}).status_code == 404
    assert TEXT in client.get("/fortsett/").content.decode()


def test_a_report_that_another_has_sent_gives_the_text_back(begun, rolf, client_of):
    Draft.objects.filter(kind="report").delete()
    response = client_of(rolf).post(f"{REPORT}om-aret/", {"om-aret-about": TEXT, "writer": writer(rolf)})

    assert response.status_code == 409
    assert TEXT in response.content.decode()


@pytest.mark.parametrize(
    ("path", "status", "of_others"),
    [("/finnes-ikke/", 404, 404), ("/sekretariat/kunnskapstest/", 403, 409), ("/soknad/hvorfor/", 409, 409)],
)
def test_text_is_given_back_to_whoever_wrote_it_alone(kari, ola, client_of, path, status, of_others):
    """A page of the portal takes nothing from a tab that another person left open."""
    client = client_of(kari)
    mine, others = (client.post(path, {"note": TEXT, "writer": writer(person)}, headers=OURS) for person in (kari, ola))

    assert (mine.status_code, others.status_code) == (status, of_others)
    assert TEXT in mine.content.decode()
    assert TEXT not in others.content.decode()


@pytest.mark.parametrize("headers", [{}, {"origin": "https://evil.example"}, {"origin": "null"}])
def test_a_stranger_s_site_puts_no_text_on_ours(headers):
    response = Client().post("/finnes-ikke/", {"note": TEXT, "writer": ""}, headers=headers)

    assert response.status_code == 404
    assert TEXT not in response.content.decode()


@pytest.mark.slow
@pytest.mark.parametrize("what", ["too many fields", "no end"])
def test_a_post_that_cannot_be_read_is_no_fault(what):
    if what == "too many fields":
        response = Client().post("/finnes-ikke/", {f"a{number}": "1" for number in range(20_000)}, headers=OURS)
    else:
        kind = "multipart/form-data; boundary="
        response = Client().generic("POST", "/finnes-ikke/", "x", content_type=kind, headers=OURS)

    assert response.status_code == 404


def test_too_many_posts_give_the_text_back(rf, kari):
    request = rf.post("/", {"note": TEXT, "writer": writer(kari)})
    request.user = kari

    response = limits.too_many_requests(request)

    assert response.status_code == 429
    assert TEXT in response.content.decode()
