"""The page of one case: who and what first, the application, then the answer; what cannot begin yet is folded."""

import re

import pytest

from portal import clock, requirements
from portal.chapters import queries as chapter_queries
from portal.chapters import services as chapters
from portal.onboarding.review import services as review_services
from portal.supporters import queries as supporter_queries
from portal.supporters.models import Category
from portal.supporters.pathway import checklist
from tests.conftest import attend_course, moment, pass_test, person, send_in, sign, take_on

pytestmark = pytest.mark.django_db


@pytest.fixture
def application(kari, rolf, bergen):
    with clock.at(moment("2026-05-04 12:00")):
        return send_in(kari)


def path(application, part=""):
    return f"/sekretariat/soknad/{application.ref}/{part}"


def main(response):
    return response.content.decode().split("<main")[1].split("</main")[0]


def in_order(page, *texts):
    places = [page.index(text) for text in texts]
    return places == sorted(places)


def folded(page):
    return " ".join(re.findall(r"<details.*?</details>", page, re.DOTALL))


def candidate(user, rolf, siri):
    """Somebody who has done everything but the appointment."""
    application = send_in(user)
    category = application.category
    requires = [[kind, after] for kind, after in category.requires if kind != "talk"]
    type(category).objects.filter(pk=category.pk).update(requires=requires)
    review_services.assess(application, "approve", by=siri, member=True, chapter=application.chapter)
    take_on(user, category)
    attend_course(user, siri)
    pass_test(user)
    sign(user)
    return application


@pytest.mark.slow
def test_who_and_what_comes_first_then_the_application_then_the_answer_then_the_rest(application, rolf, client_of):
    with clock.at(moment("2026-05-05 12:00")):
        page = main(client_of(rolf).get(path(application)))

    assert in_order(
        page, "<h1>Kari", "Les søknaden, og svar innen", "kari@example.org", "Søker som", "Jeg er inhabil",
        "Jeg vil gi videre det jeg selv fikk", 'id="answer"', 'name="verdict"', 'name="note"',
        ">Opptaket<", "Dette har skjedd",
    )  # fmt: skip


@pytest.mark.slow
def test_an_answer_that_is_late_says_when_it_was_promised(application, rolf, client_of):
    with clock.at(moment("2026-09-01 12:00")):
        page = main(client_of(rolf).get(path(application)))

    assert "Svaret skulle ha vært gitt innen" in page
    assert "Les søknaden, og svar innen" not in page


@pytest.mark.slow
def test_what_cannot_begin_yet_is_folded_and_what_can_is_not(application, rolf, client_of):
    page = main(client_of(rolf).get(path(application)))

    assert "Kan ikke starte ennå" in folded(page)
    assert "Oppnevning" in folded(page)
    assert "Svar på søknaden" not in folded(page)
    assert page.count("Oppnevning") == 1


@pytest.mark.slow
def test_what_was_done_before_the_answer_is_done_and_not_among_what_cannot_begin(
    application, kari, rolf, siri, client_of
):
    attend_course(kari, siri)
    page = main(client_of(rolf).get(path(application)))

    course = str(requirements.get("course").name)
    assert course not in folded(page)
    assert re.search(rf"{course}</span></span>\s*<span>\s*Ferdig", page)


@pytest.mark.slow
def test_each_reason_stands_with_the_answer_that_it_belongs_to(application, rolf, client_of):
    """The style sheet shows them for the answer that is chosen: see tests/journeys/test_on_a_phone.py."""
    page = main(client_of(rolf).get(path(application)))

    assert re.search(r'<div class="if-missing">\s*<fieldset.*?name="missing"', page, re.DOTALL)
    assert re.search(r'<div class="if-grounds">\s*<fieldset.*?name="grounds"', page, re.DOTALL)
    assert in_order(page, 'class="by-verdict"', 'name="verdict"', 'class="if-missing"', 'class="if-grounds"')


class TestWithoutAFreshCode:
    @pytest.mark.slow
    def test_the_application_can_be_read_and_a_button_stands_in_place_of_the_answer(self, application, rolf, client_of):
        page = main(client_of(rolf, code_age=601).get(path(application)))

        assert "Jeg vil gi videre det jeg selv fikk" in page
        assert "Vi ber om en kode før du fyller ut dette" in page
        assert 'name="verdict"' not in page
        assert 'name="verdict"' in main(client_of(rolf).get(path(application)))

    def test_the_button_leads_to_the_code_and_back_to_the_answer(self, application, rolf, client_of):
        asked = client_of(rolf, code_age=601).post(path(application), {"action": "code", "note": ""})

        assert asked.url.startswith("/logg-inn/ny-kode/?next=")
        assert asked.url.endswith("%23answer")
        assert not application.notes.exists()

    def test_a_note_that_was_begun_is_saved_with_it(self, application, rolf, client_of):
        asked = client_of(rolf, code_age=601).post(path(application), {"action": "code", "note": "Ring henne først."})

        assert asked.url.startswith("/logg-inn/ny-kode/")
        assert [note.text for note in application.notes.all()] == ["Ring henne først."]

    @pytest.mark.slow
    def test_a_note_alone_needs_no_code(self, application, rolf, client_of):
        client_of(rolf, code_age=601).post(path(application), {"note": "Ring henne først."})

        assert [note.text for note in application.notes.all()] == ["Ring henne først."]

    @pytest.mark.slow
    def test_another_boards_case_is_not_found(self, application, turid, client_of):
        client = client_of(turid, code_age=601)

        assert client.get(path(application)).status_code == 404
        assert client.post(path(application), {"action": "code", "note": "Hei"}).status_code == 404
        assert not application.notes.exists()


class TestWhoCanBeAppointed:
    @pytest.mark.slow
    def test_the_board_has_a_button_on_both_pages(self, kari, rolf, siri, client_of):
        application = candidate(kari, rolf, siri)
        found = supporter_queries.candidacies_of(kari).get()

        page = client_of(rolf).get(f"/lokalforening/kandidat/{found.ref}/", follow=True)
        address = page.request["PATH_INFO"] + "oppnevning/"
        button = re.compile(rf'<a\s+class="button"\s+href="{address}"\s*>Oppnevn som: ')

        assert button.search(main(page))
        seen = client_of(rolf).get(path(application))
        appoint = seen.context["appoint_url"]
        assert re.search(rf'<a\s+class="button"\s+href="{appoint}"\s*>Oppnevn som: ', main(seen))
        for place in (address, appoint):
            assert re.search(r"<button[^>]*>\s*Oppnevn\s*</button>", main(client_of(rolf).get(place)))

    @pytest.mark.slow
    def test_only_the_leader_has_one_where_the_members_elect(self, kari, rolf, siri, bergen, client_of):
        application = candidate(kari, rolf, siri)
        berit = person("berit@example.org", "Berit", "Bakke")
        chapters.give_office(berit, "board_member", bergen, by=siri)
        Category.objects.update(method=Category.Method.ELECTION)

        found = [client_of(one).get(path(application)).context["appoint_url"] for one in (rolf, berit)]
        assert [bool(address) for address in found] == [True, False]

    @pytest.mark.slow
    def test_nobody_has_one_before_it_is_time(self, application, rolf, client_of):
        assert client_of(rolf).get(path(application)).context["appoint_url"] == ""


@pytest.mark.slow
def test_somebody_who_is_not_a_member_yet_gets_an_honest_yes(application, kari, rolf, client_of):
    client, answer = client_of(rolf), path(application, "svar/")
    page = client.get(path(application)).content.decode()
    chosen = {"verdict": "approve_not_member", "version": application.version}

    letter = client.post(answer, chosen).context["written"].initial
    client.post(answer, {**chosen, **letter, "action": "send"})

    assert 'value="approve_not_member"' in page
    application.refresh_from_db()
    assert application.state == "approved"
    assert not chapter_queries.is_member(kari)
    [pathway] = checklist.pathways(supporter_queries.cases_of(kari))
    assert "membership" in {step.code for step in pathway.missing}
