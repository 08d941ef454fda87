"""The chapters as the public meets them: a page each, what is planned, the calendar; never what is for supporters."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from icalendar import Calendar

from home.search.results import search
from portal import clock, fragments
from portal.activities.gatherings import services as gathering_services
from portal.chapters import services as chapters
from portal.chapters.models import Chapter
from portal.chapters.register import services as register_services
from portal.supporters.directory import services as directory_services
from portal.supporters.queries import supporter_of
from tests.conftest import moment
from tests.home.gatherings import plan

pytestmark = pytest.mark.django_db
NOON = moment("2026-06-10 12:00")
PAGES = ["/lokalforeninger/", "/lokalforeninger/bergen/"]


@pytest.fixture(autouse=True)
def _at_noon():
    with clock.at(NOON):
        yield


def text_of(address):
    response = Client().get(address)
    assert response.status_code == 200
    return response.content.decode()


def events_in(address):
    return Calendar.from_ical(Client().get(address).content).walk("VEVENT")


@pytest.mark.slow
@pytest.mark.parametrize("prefix", ["", "/nn", "/en"])
def test_a_chapter_has_a_page_in_each_language(prefix, bergen, rolf):
    about = {"nb": "Vi møtes ofte.", "en": "We meet often."}
    chapters.describe(bergen, about=about, website="https://bergen.example.org", version=1, by=rolf)
    text = text_of(f"{prefix}/lokalforeninger/bergen/")

    assert '<h1 lang="nb">Bergen</h1>' in text
    assert {"": "<div><p>Vi møtes", "/nn": '<div lang="nb"><p>Vi møtes', "/en": "<div><p>We meet"}[prefix] in text
    assert f'<link rel="canonical" href="http://localhost:8000{prefix}/lokalforeninger/bergen/">' in text
    for link in ("finn-likeperson/", "bli-likeperson/", "lokalforeninger/", "hjelpetelefoner/"):
        assert f'href="{prefix}/{link}"' in text
    assert 'href="https://bergen.example.org"' in text


@pytest.mark.parametrize("address", ["nix/", "bergen/nix/", "Bergen/", "stengt/", "stengt/treff.ics", "nix/treff.ics"])
def test_what_is_no_chapter_is_the_page_that_helps(address, bergen, siri):
    chapters.create_chapter("Stengt", "stengt", county="Oslo", municipality="Oslo", by=siri)
    Chapter.objects.filter(short_name="stengt").update(is_active=False)

    response = Client().get(f"/lokalforeninger/{address}")

    assert response.status_code == 404
    assert b'href="/lokalforeninger/"' in response.content


@pytest.mark.slow
def test_the_supporters_who_are_listed_are_a_link_with_their_number(bergen, guro):
    assert "?place=chapter.bergen" not in text_of("/lokalforeninger/bergen/")
    directory_services.consent_to_listing(
        supporter_of(guro), by=guro, shown_name="Guro", experience="own", age_band="", topics=[], languages=["no"],
        text="Ja.",
    )  # fmt: skip
    fragments.forget_cached()  # a minute goes by

    text = text_of("/lokalforeninger/bergen/")

    assert '<a href="/finn-likeperson/?place=chapter.bergen">Se 1 likeperson' in text
    assert "Guro" not in text


@pytest.mark.slow
def test_what_is_planned_is_shown_by_date_until_it_is_over(bergen, oslo, rolf, turid):
    plan(bergen, rolf, "Sen", starts=moment("2026-06-20 18:00"))
    plan(oslo, turid, "Tidlig", starts=moment("2026-06-12 18:00"))

    found = {}
    for at in ("2026-06-10 12:00", "2026-06-12 19:59", "2026-06-12 20:00", "2026-06-20 20:00"):
        with clock.at(moment(at)):
            page = Client().get("/lokalforeninger/")
        found[at] = [gathering.title for gathering in page.context["gatherings"]]

    assert list(found.values()) == [["Tidlig", "Sen"], ["Tidlig", "Sen"], ["Sen"], []]
    assert [g.title for g in Client().get("/lokalforeninger/bergen/").context["gatherings"]] == ["Sen"]


@pytest.mark.slow
def test_what_is_called_off_says_so_everywhere(bergen, rolf):
    cafe = plan(bergen, rolf, takes_sign_ups=True)
    gathering_services.cancel_gathering(cafe, version=1, because="Lokalet er stengt.", by=rolf)

    for address in PAGES:
        text = text_of(address)
        assert "Avlyst" in text
        assert "Lokalet er stengt." in text
        assert "/pamelding/" not in text
    for address in ("treff.ics", f"treff/{cafe.ref}.ics"):
        [event] = events_in(f"/lokalforeninger/bergen/{address}")
        assert (str(event["status"]), event["sequence"], str(event["summary"])) == (
            "CANCELLED", 2, "Avlyst: Kafé for nye",
        )  # fmt: skip


@pytest.mark.slow
def test_what_is_for_supporters_is_nowhere_in_public(bergen, rolf):
    inner = plan(bergen, rolf, "Hemmelig samling", audience="supporters", takes_sign_ups=True)
    places = [*PAGES, "/en/lokalforeninger/bergen/", "/lokalforeninger/bergen/treff.ics", "/sitemap.xml"]

    for address in [*places, "/sok/?q=hemmelig", "/"]:
        response = Client().get(address)
        text = response.content.decode().replace("&quot;", '"')
        assert response.status_code == 200
        assert str(inner.ref) not in text
        assert "Hemmelig samling" not in text
    assert Client().get(f"/lokalforeninger/bergen/treff/{inner.ref}.ics").status_code == 404
    assert [result.title for result in search("hemmelig")] == ["Taushetsplikt"]


@pytest.mark.slow
def test_the_feed_of_a_chapter_holds_its_own_public_gatherings(bergen, oslo, rolf, turid):
    cafe = plan(bergen, rolf, about="Ta med kopp", access=["toilet"])
    other = plan(oslo, turid, "I Oslo")

    answer = Client().get("/lokalforeninger/bergen/treff.ics")

    read = Calendar.from_ical(answer.content)
    [event] = read.walk("VEVENT")
    assert str(read["x-wr-calname"]) == "Treff i Bergen"
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert dict(answer.cookies) == {}
    assert str(event["uid"]) == f"{cafe.ref}@localhost"
    assert event["dtstart"].dt == moment("2026-06-17 18:00")
    assert str(event["url"]) == f"http://localhost:8000/lokalforeninger/bergen/treff/{cafe.ref}/"
    assert str(event["description"]) == "Ta med kopp\n\nTilgjengelig toalett"
    assert f'id="treff-{cafe.ref}"' in text_of("/lokalforeninger/bergen/")
    assert Client().get(f"/lokalforeninger/bergen/treff/{other.ref}.ics").status_code == 404
    [alone] = events_in(f"/lokalforeninger/bergen/treff/{cafe.ref}.ics")
    assert str(alone["uid"]) == str(event["uid"])


def test_a_calendar_that_asks_again_hears_that_nothing_has_changed(bergen, rolf):
    cafe = plan(bergen, rolf)
    first = Client().get("/lokalforeninger/bergen/treff.ics")

    again = Client().get("/lokalforeninger/bergen/treff.ics", headers={"if-none-match": first.headers["ETag"]})
    gathering_services.change_gathering(cafe, version=1, by=rolf, place="Kafeen")
    changed = Client().get("/lokalforeninger/bergen/treff.ics", headers={"if-none-match": first.headers["ETag"]})

    assert (again.status_code, again.content) == (304, b"")
    kept = {answer.headers["Cache-Control"] for answer in (first, again)}  # asked for again each time
    assert kept == {"public, no-cache"}
    assert changed.status_code == 200
    assert Client().post("/lokalforeninger/bergen/treff.ics").status_code == 405


def test_the_sitemap_names_each_active_chapter(bergen, oslo):
    Chapter.objects.filter(pk=oslo.pk).update(is_active=False)
    text = text_of("/sitemap.xml")

    assert "/lokalforeninger/bergen/</loc>" in text
    assert "/lokalforeninger/oslo/" not in text


@pytest.mark.slow
def test_search_finds_chapters_by_what_they_tell_and_gatherings(bergen, rolf):
    chapters.describe(bergen, about={"nb": "Vi padler kajakk."}, website="", version=1, by=rolf)
    cafe = plan(bergen, rolf, "Strikkekveld")

    assert [result.url for result in search("kajakk")] == ["/lokalforeninger/bergen/"]
    assert [result.url for result in search("strikkekveld")] == [f"/lokalforeninger/bergen/treff/{cafe.ref}/"]


@pytest.mark.slow
@pytest.mark.parametrize("address", [*PAGES, "/lokalforeninger/bergen/treff.ics"])
def test_chapters_and_gatherings_cost_the_same_whether_few_or_many(address, bergen, rolf, siri):
    found = []
    for number in range(3):
        more = chapters.create_chapter(f"Sted {number}", f"sted-{number}", county="Oslo", municipality="Oslo", by=siri)
        for chapter in (bergen, more):
            plan(chapter, rolf, takes_sign_ups=True, places=3)
        Client().get(address)
        with CaptureQueriesContext(connection) as captured:
            response = Client().get(address)
        assert dict(response.cookies) == {}
        found.append(len(captured))

    assert found[0] == found[2]
    assert found[0] <= 11


def test_a_link_to_a_chapter_leads_to_its_page_from_the_list(bergen):
    text = text_of("/lokalforeninger/")

    assert 'href="/lokalforeninger/bergen/"' in text
    assert 'id="bergen"' in text  # older links lead here


def test_a_merged_chapters_addresses_lead_to_the_new_one(siri, bergen, oslo, client):
    register_services.merge(bergen, oslo, from_day=clock.today(), by=siri)

    for page in ("/lokalforeninger/bergen/", "/nn/lokalforeninger/bergen/", "/lokalforeninger/bergen/treff.ics"):
        led = client.get(page)
        assert (led.status_code, led.headers["Location"]) == (301, page.replace("bergen", "oslo"))
    assert client.get("/lokalforeninger/ingen/").status_code == 404
