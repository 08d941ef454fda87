"""All public gatherings on one page: by month, narrowed down by an address, each with a page and calendar files."""

from urllib.parse import quote

import pytest
from django.test import Client
from icalendar import Calendar

from portal import clock, fragments, reading_pages
from portal.activities.gatherings import services as gathering_services
from portal.chapters.register import services as register_services
from tests.conftest import moment
from tests.home.gatherings import plan

pytestmark = pytest.mark.django_db

QUERIES = 5


@pytest.fixture(autouse=True)
def _at_noon():
    with clock.at(moment("2026-06-10 12:00")):
        yield


@pytest.fixture
def planned(bergen, oslo, rolf, turid):
    """Three in two counties and two months, and one that only supporters see."""
    return [
        plan(bergen, rolf, "Kafé for nye", target_groups=["new", "relatives"], takes_sign_ups=True, places=4),
        plan(oslo, turid, "Nettprat", kind="digital", target_groups=["young"], starts=moment("2026-06-20 19:00")),
        plan(oslo, turid, "Tur", kind="activity_group", starts=moment("2027-01-15 11:00"), is_on_screen=False),
        plan(bergen, rolf, "Hemmelig samling", audience="supporters"),
    ]


def page(address=""):
    return Client().get(f"/treff/{address}")


def titles(response):
    return [one.title for month in response.context["months"] for one in month["gatherings"]]


@pytest.mark.slow
def test_all_are_listed_by_month_in_each_language(planned):
    found = page()

    months = [(month["name"], [one.title for one in month["gatherings"]]) for month in found.context["months"]]
    assert months == [("Juni", ["Kafé for nye", "Nettprat"]), ("Januar 2027", ["Tur"])]
    text = found.content.decode()
    assert "Hemmelig" not in text
    assert "<p>Særlig for: de som er nye, pårørende</p>" in text
    assert text.count(">På nett<") == 1
    assert '<a href="/treff/">Treff</a>' in Client().get("/").content.decode()
    assert "/treff/</loc>" in Client().get("/sitemap.xml").content.decode()
    for prefix, words in (("/nn", "Særleg for: dei som er nye"), ("/en", "Especially for: people who are new to this")):
        assert words in Client().get(f"{prefix}/treff/").content.decode()


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        (f"?fylke={quote('Vestland')}", ["Kafé for nye"]),
        ("?fylke=Oslo", ["Nettprat", "Tur"]),
        ("?fylke=Oslo&type=activity_group", ["Tur"]),
        ("?gruppe=relatives", ["Kafé for nye"]),
        ("?nett=on", ["Nettprat"]),
        ("?page=0", ["Kafé for nye", "Nettprat", "Tur"]),
        ("?page=999", ["Kafé for nye", "Nettprat", "Tur"]),
        ("?page=to", ["Kafé for nye", "Nettprat", "Tur"]),
    ],
)
def test_an_address_narrows_the_list_down(planned, query, expected):
    found = page(query)

    assert titles(found) == expected
    assert found.headers["X-Robots-Tag"] == "noindex"
    assert "utelatt" not in found.content.decode()


def test_unknown_choices_are_left_out_and_no_address_with_a_query_is_remembered(planned):
    for query in ("?fylke=Atlantis", "?fylke=<script>&type=%00&gruppe=new'--&nett=2"):
        found = page(query)
        assert titles(found) == ["Kafé for nye", "Nettprat", "Tur"]
        assert found.context["filters"].has_unknown
        assert b"<script>&" not in found.content
    many = page("?" + "&".join(f"k{number}=1" for number in range(10_000)))

    assert many.status_code == 400
    assert len(reading_pages.memory) == 0


@pytest.mark.slow
def test_where_nothing_fits_the_page_says_what_to_do(planned):
    text = page("?fylke=Vestland&nett=on").content.decode()

    assert "0 treff" in text
    assert '<a href="/treff/?fylke=Vestland">Uten «Bare treff på nett»: 1 treff</a>' in text
    assert '<a href="/treff/?nett=on">Uten «Vestland»: 1 treff</a>' in text
    assert 'href="/lokalforeninger/"' in text
    for one in planned:
        gathering_services.cancel_gathering(one, version=1, because="", by=None)
    with clock.at(moment("2027-06-10 12:00")):
        assert "Det er ingen treff i kalenderen akkurat nå." in page().content.decode()


@pytest.mark.slow
@pytest.mark.parametrize("query", ["", "?fylke=Oslo&page=1"])
def test_the_page_costs_the_same_whether_few_or_many(planned, rolf, bergen, query, django_assert_num_queries):
    page(query)  # what is read once a minute
    with django_assert_num_queries(QUERIES):
        page(query)
    for number in range(35):
        plan(bergen, rolf, f"Treff {number}")
    with django_assert_num_queries(QUERIES):
        found = page(query)

    assert found.status_code == 200
    if not query:
        assert (len(titles(found)), len(titles(page("?page=2")))) == (30, 8)


@pytest.mark.slow
def test_each_has_a_page_of_its_own_until_some_time_after_it_is_over(planned, siri, bergen, oslo):
    cafe = planned[0]
    address = f"/lokalforeninger/bergen/treff/{cafe.ref}/"
    assert f'href="{address}"' in page().content.decode()

    for prefix, sign_up in (("", "Meld deg på"), ("/nn", "Meld deg på"), ("/en", "Sign up")):
        text = Client().get(prefix + address).content.decode()
        assert '<h1 lang="nb">Kafé for nye</h1>' in text
        assert sign_up in text
        assert f"{cafe.ref}.ics" in text
    gathering_services.cancel_gathering(cafe, version=1, because="Lokalet er stengt.", by=None)
    called_off = Client().get(address).content.decode()
    assert "Avlyst" in called_off
    assert "Lokalet er stengt." in called_off
    assert "/pamelding/" not in called_off
    answers = []
    for at in ("2026-06-17 20:01", "2026-09-16 12:00"):
        with clock.at(moment(at)):
            over = Client().get(address)
            answers.append((over.status_code, "Dette treffet er over." in over.content.decode()))
    assert answers == [(200, True), (404, False)]
    hidden = planned[3].ref
    for wrong in (f"bergen/treff/{hidden}/", f"oslo/treff/{cafe.ref}/", "bergen/treff/1/", f"bergen/tur/{cafe.ref}/"):
        assert Client().get(f"/lokalforeninger/{wrong}").status_code == 404
    register_services.merge(bergen, oslo, from_day=clock.today(), by=siri)
    fragments.forget_cached()  # a minute goes by
    moved = Client().get(address)
    assert (moved.status_code, moved.headers["Location"]) == (301, address.replace("bergen", "oslo"))


def test_a_calendar_holds_what_was_chosen(planned):
    gathering_services.cancel_gathering(planned[2], version=1, because="", by=None)
    answer = Client().get("/treff/treff.ics?fylke=Oslo&ukjent=1")
    read = Calendar.from_ical(answer.content)

    assert str(read["x-wr-calname"]) == "Treff, Oslo"
    assert [(str(one["summary"]), str(one["status"])) for one in read.walk("VEVENT")] == [
        ("Nettprat", "CONFIRMED"),
        ("Avlyst: Tur", "CANCELLED"),
    ]
    assert [str(one["url"]) for one in read.walk("VEVENT")][0] == (
        f"http://localhost:8000/lokalforeninger/oslo/treff/{planned[1].ref}/"
    )
    assert len(Calendar.from_ical(Client().get("/en/treff/treff.ics").content).walk("VEVENT")) == 3
