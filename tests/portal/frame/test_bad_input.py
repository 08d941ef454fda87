"""What nobody should send, and what was once a fault: each gets an ordinary answer."""

import re

import pytest
from django.test import Client

from forms.application import ABOUT_YOU, CONFIRM, MOTIVATION
from portal import clock, context, interrupted_forms
from portal import urls as portal_urls
from portal.chapters import queries as chapter_queries
from portal.chapters import services as chapters
from portal.models import OutboxMail
from portal.onboarding import queries as onboarding_queries
from portal.onboarding.review import services as review_services
from portal.permissions import Role
from portal.supporters import services as supporters
from tests.conftest import fill_in, moment, raw_answers
from tests.portal.onboarding.applying.test_views import post_step

pytestmark = pytest.mark.django_db


@pytest.mark.slow
def test_the_front_page_opens_on_a_leap_day(client):
    with clock.at(moment("2028-02-29 12:00")):
        assert client.get("/").status_code == 200
        assert client.get("/sok/?q=zzzz").status_code == 200


def test_an_office_that_was_given_and_ended_today_gives_no_right(siri, kari):
    office = chapters.give_office(kari, "secretariat", by=siri)
    assert [row.role for row in chapter_queries.roles_by_office(kari, clock.today())] == [Role.SECRETARIAT]

    chapters.end_office(office, by=siri)

    assert list(chapter_queries.roles_by_office(kari, clock.today())) == []


def test_capitals_outside_a_to_z_in_an_address_mean_the_same_account():
    for address in ("kari@åsen.no", "Kari@ÅSEN.no"):
        assert Client().post("/logg-inn/", {"email": address}).status_code == 302


def test_a_closed_account_gets_the_same_answer_and_no_mail(kari):
    kari.is_active = False
    kari.save()

    response = Client().post("/logg-inn/", {"email": kari.email})

    assert (response.status_code, response.url) == (302, "/logg-inn/kode/")
    assert OutboxMail.objects.count() == 0


@pytest.mark.slow
def test_fresh_codes_have_a_limit(kari, client_of):
    answers = [client_of(kari).post("/logg-inn/ny-kode/", {"action": "resend"}).status_code for _press in range(20)]

    assert OutboxMail.objects.filter(to=kari.email).count() == 12
    assert answers == [302] * 12 + [429] * 8


def test_five_wrong_fresh_codes_end_it(kari, client_of):
    client = client_of(kari, code_age=3600)
    client.get("/logg-inn/ny-kode/")

    answers = [client.post("/logg-inn/ny-kode/", {"code": "000000"}).status_code for _try in range(5)]

    assert answers == [200, 200, 200, 200, 429]


@pytest.mark.parametrize("version", ["²", "٣", "9" * 5000, "-1", "1e3", "\x00"])
def test_a_strange_version_is_no_fault(kari, bergen, submitted, rolf, client_of, version):
    client = client_of(rolf)

    response = client.post(f"/sekretariat/soknad/{submitted.ref}/svar/", {"verdict": "decline", "version": version})

    assert (response.status_code, response.context["version"]) == (200, 0)


def test_a_null_character_is_never_stored(kari, bergen, client_of):
    client = client_of(kari)
    client.post("/soknad/start/")

    response = post_step(client, ABOUT_YOU, {"given_name": ["Ka\x00ri"]}, action="later")

    assert response.url == "/soknad/lagret/"


def test_whoever_confirms_has_seen_what_is_confirmed(kari, bergen, rolf, client_of):
    client = client_of(kari)
    draft = fill_in(kari)
    shown = draft.version
    post_step(client, MOTIVATION, {"why": ["Noe helt annet."]}, version=shown)

    response = post_step(client, CONFIRM, {"consent": ["on"]}, version=shown)

    assert response.status_code == 200
    assert len(response.context["form"].non_field_errors()) == 1
    assert client.get("/soknad/sendt/").status_code == 302


class TestTheTextThatWaits:
    def test_it_is_gone_when_it_has_arrived(self, kari, client_of):
        client = client_of(kari)
        session = client.session
        kept = {"path": "/mine-opplysninger/", "fields": [["given_name", "Karoline"]], "writer": ""}
        session[interrupted_forms.SESSION_KEY] = {**kept, "at": clock.now().isoformat()}
        session.save()

        client.post("/mine-opplysninger/", {"given_name": "Karoline", "family_name": "Krogh", "phone": ""})

        assert interrupted_forms.SESSION_KEY not in client.session

    def test_a_visitor_s_session_lives_for_a_day(self):
        client = Client()
        client.post("/mine-opplysninger/", {"given_name": "Karoline"})

        assert client.session.get_expiry_age() == 24 * 60 * 60

    def test_more_than_a_form_can_hold_is_not_kept(self):
        client = Client()
        client.post("/mine-opplysninger/", {"given_name": "x" * 200_000})

        assert interrupted_forms.SESSION_KEY not in client.session

    @pytest.mark.parametrize("path", ["/logg-ut/", "/logg-inn/ny-kode/", "/sikkerhet/app/"])
    def test_a_code_is_not_kept(self, path):
        client = Client()
        client.post(path, {"code": "123456"})

        assert interrupted_forms.SESSION_KEY not in client.session

    def test_a_strange_digest_is_no_fault(self, kari, client_of):
        client = client_of(kari)
        session = client.session
        session[interrupted_forms.SESSION_KEY] = {
            "path": "/",
            "fields": [],
            "writer": "é",
            "at": clock.now().isoformat(),
        }
        session.save()

        assert client.get("/fortsett/").url == "/min-side/"


@pytest.mark.parametrize("path", ["//evil.example/x/", "/%0d%0aX: y/", "/nn//evil.example/"])
def test_the_language_links_stay_on_the_site(path, rf):
    request = rf.get("/")
    request.path_info = path

    assert [link["url"] for link in context.language_links(request) if link["url"].startswith("//")] == []


def test_a_person_who_ended_as_supporter_can_apply_again(approved, kari, rolf, siri, client_of):
    client = client_of(kari)
    assert client.post("/soknad/start/").url == "/soknad/sendt/"

    supporters.end(approved.person.supporter, by=kari)

    assert client.post("/soknad/start/").url == "/soknad/om-deg/"
    assert onboarding_queries.draft_of(kari) is not None


def test_answers_of_somebody_who_got_a_no_are_not_read_on(submitted, rolf, client_of):
    review_services.assess(submitted, "decline", by=rolf, message="Ikke nå.")

    page = client_of(rolf).get(f"/sekretariat/soknad/{submitted.ref}/")

    assert page.context["sections"] == []


def test_asked_for_more_and_begun_anew_the_answers_are_still_there(submitted, kari, rolf, client_of):
    review_services.assess(submitted, "ask_for_more", by=rolf, reasons=["motivation"])
    client = client_of(kari)

    client.post("/soknad/start/", {"action": "restart"})

    assert client.get("/soknad/hvorfor/").context["form"]["why"].value() == raw_answers(kari)[MOTIVATION]["why"][0]


@pytest.mark.parametrize("day", ["0001-01-01", "1.1.1900", "9999-12-31", "31.12.2099"])
@pytest.mark.parametrize("path", ["/sekretariat/kurs/nytt/", "/en/sekretariat/kurs/nytt/"])
def test_a_day_outside_living_memory_gets_a_sentence(siri, client_of, day, path):
    values = {"title_nb": "Kurs", "title_0": "Kurs", "day": day, "begins": "00:00", "ends": "02:00", "place": "Her"}

    response = client_of(siri).post(path, values)

    assert "day" in response.context["form"].errors


def test_more_text_than_can_be_kept_is_shown_again(kari, bergen, client_of):
    client = client_of(kari)
    client.post("/soknad/start/")

    response = post_step(client, ABOUT_YOU, {"given_name": ["x" * 60_000]}, action="later")

    assert len(response.context["form"].non_field_errors()) == 1
    assert response.context["form"]["given_name"].value() == "x" * 60_000


@pytest.mark.parametrize("path", ["/soknad/om-deg/", "/en/soknad/om-deg/"])
def test_a_megabyte_gets_a_page_of_ours(kari, bergen, client_of, path):
    client = client_of(kari)
    client.post("/soknad/start/")

    response = client.post(path, {"om-deg-given_name": "x" * 1_100_000})

    assert response.status_code == 413
    assert b'id="main"' in response.content


def test_an_answer_that_came_second_shows_what_was_written(submitted, rolf, siri, client_of):
    review_services.assess(submitted, "approve", by=rolf, member=True)

    response = client_of(siri).post(
        f"/sekretariat/soknad/{submitted.ref}/svar/",
        {"verdict": "decline", "message": "En lang begrunnelse.", "version": "1"},
    )

    assert response.status_code == 409
    assert "En lang begrunnelse." in response.content.decode()


WITH_A_NUMBER = sorted({str(found.pattern) for found in portal_urls.urlpatterns if "<int:" in str(found.pattern)})


NUMBERS = ["0", "9999", "99999999999", "9" * 20, "9" * 5000]  # no calendar and no column holds them


@pytest.mark.slow
@pytest.mark.parametrize("address", WITH_A_NUMBER)
@pytest.mark.parametrize("who", ["siri", "rolf"])
def test_a_number_in_an_address_that_is_much_too_large_breaks_nothing(request, client_of, organise, address, who):
    """Two of the numbers for each address, in turn, so that each is tried at many; `make proof` tries all at all."""
    first = WITH_A_NUMBER.index(address)
    numbers = {NUMBERS[first % len(NUMBERS)], NUMBERS[(first + 2) % len(NUMBERS)]}
    no_number_breaks_it(request, client_of, organise, address, who, numbers)


@pytest.mark.proof
@pytest.mark.parametrize("address", WITH_A_NUMBER)
@pytest.mark.parametrize("who", ["siri", "rolf"])
def test_no_number_in_an_address_breaks_anything(request, client_of, organise, address, who):
    no_number_breaks_it(request, client_of, organise, address, who, NUMBERS)


def no_number_breaks_it(request, client_of, organise, address, who, numbers):
    """Each number of the address in turn, where the others are ordinary ones."""
    organise("nff")
    client = client_of(request.getfixturevalue(who))
    others = re.sub(r"<slug:\w+>", "bergen", address)
    for place in re.findall(r"<int:\w+>", others):
        for number in numbers:
            asked = others.replace(place, number, 1).replace("<int:year>", "2026")
            asked = re.sub(r"<int:\w+>", "1", asked)
            assert client.get(f"/{asked}").status_code < 500, asked
            assert client.post(f"/{asked}").status_code < 500, asked
