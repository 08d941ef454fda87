"""The directory: filters in the address, what they do with what they do not know, and who is in the list at all."""

import datetime
import re

import pytest
from django.db import connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from home.models.directory import FILTER_LIMIT, PER_PAGE, DirectoryFilters, DirectoryPage
from portal import fragments, limits
from portal.accounts import services as accounts
from portal.chapters import services as chapters
from portal.chapters.models import Membership
from portal.models import Organisation
from portal.supporters import services as supporters
from portal.supporters.directory import queries as directory_queries
from portal.supporters.directory import services as directory_services
from portal.supporters.models import Listing
from tests.conftest import make_supporter, person
from tests.situations import situation

pytestmark = pytest.mark.django_db
DIRECTORY = "/finn-likeperson/"


@pytest.fixture
def show(siri):
    """``show(name, chapter, **what is shown)``: a new active supporter in the list."""

    def new(name, chapter, **shown):
        someone = person(f"{name.lower()}@example.org", name, "Hemmelig")
        accounts.change_details(someone, by=someone, phone="+4723009999", postcode="5003")
        supporter = make_supporter(someone, chapter, by=siri)
        directory_services.consent_to_listing(supporter, by=someone, text="Ja.", shown_name=name, **shown)
        return Listing.objects.get(supporter=supporter)

    return new


@situation
def three(show, bergen, oslo):
    return [
        show("Anna", bergen, experience="own", age_band="under-30", topics=["work"], languages=["no", "se"]),
        show("Britt", bergen, experience="both", topics=["work", "new"], languages=["no"]),
        show("Cato", oslo, experience="relative", topics=["new"], languages=["en"], for_young=True),
    ]


def names(client, query=""):
    return [entry.shown_name for entry in client.get(DIRECTORY + query).context["entries"]]


class TestFilters:
    @pytest.mark.slow
    @pytest.mark.parametrize(
        ("query", "found"),
        [
            ("", ["Anna", "Britt", "Cato"]),
            ("?experience=own", ["Anna", "Britt"]),
            ("?experience=relative", ["Britt", "Cato"]),
            ("?place=county.Vestland", ["Anna", "Britt"]),
            ("?place=chapter.oslo", ["Cato"]),
            ("?topic=new", ["Britt", "Cato"]),
            ("?language=se", ["Anna"]),
            ("?young=on", ["Anna", "Cato"]),
            ("?place=county.Vestland&topic=new", ["Britt"]),
            ("?place=chapter.oslo&topic=work", []),
            ("?place=county.Atlantis&topic=%00&language=zz&young=2", ["Anna", "Britt", "Cato"]),
            ("?place=" + "x" * 10_000, ["Anna", "Britt", "Cato"]),
        ],
    )
    def test_narrow_the_list_down(self, three, client, query, found):
        assert names(client, query) == found

    def test_what_is_unknown_counts_as_not_chosen_and_is_said(self, bergen, client):
        filters = DirectoryFilters.from_query(
            {"experience": "own", "place": "chapter.bergen", "topic": "nonsense", "language": "\x00", "other": "1"}
        )

        assert filters.chosen == {"experience": "own", "place": "chapter.bergen"}
        said = "Vi kjente ikke igjen alt i nettadressen og har sett bort fra det ukjente."
        assert said in client.get(f"{DIRECTORY}?topic=nonsense").content.decode()
        assert said not in client.get(f"{DIRECTORY}?topic=work").content.decode()

    def test_each_can_be_taken_away(self, bergen):
        filters = DirectoryFilters.from_query({"experience": "own", "place": "chapter.bergen", "young": "on"})

        assert [choice["url"] for choice in filters.removable()] == [
            "?place=chapter.bergen&young=on",
            "?experience=own&young=on",
            "?experience=own&place=chapter.bergen",
        ]

    def test_the_form_shows_what_was_chosen(self, bergen, client):
        text = client.get(f"{DIRECTORY}?place=chapter.bergen&young=on").content.decode()

        assert '<option value="chapter.bergen" selected>' in text
        assert re.search(r'<input type="checkbox" name="young" value="on"[^>]* checked', text)
        assert text.count("<select") == 4

    @pytest.mark.slow
    def test_nobody_fits_and_here_is_how_to_find_more(self, three, show, bergen, siri, client):
        voss = chapters.create_chapter(
            "Voss", "voss", county="Vestland", municipality="Voss", postcodes=["57"], by=siri
        )
        response = client.get(f"{DIRECTORY}?place=chapter.{voss.short_name}&topic=new&language=en")

        wider = [
            (offer["within"] or offer["without"], offer["number"], offer["url"]) for offer in response.context["wider"]
        ]
        text = response.content.decode()
        assert wider == [("Voss", 1, "?topic=new&language=en")]
        assert DirectoryPage.objects.get(locale__language_code="nb").empty in text
        assert 'href="/finn-likeperson/bli-ringt-opp/"' in text
        assert "22\xa042\xa045\xa045" in text  # the national line

    def test_the_county_is_wider_than_the_chapter(self, three, siri):
        chapters.create_chapter("Voss", "voss", county="Vestland", municipality="Voss", postcodes=["57"], by=siri)

        [first, second] = DirectoryFilters.from_query({"place": "chapter.voss"}).wider_lists(directory_queries.listed())

        assert (first["within"], first["number"], first["url"]) == ("Vestland", 2, "?place=county.Vestland")
        assert (second["without"], second["number"], second["url"]) == ("Voss", 3, "")

    @pytest.mark.parametrize(
        ("query", "hidden"), [("", False), ("?page=2", False), ("?topic=work", True), ("?x=1", True)]
    )
    def test_only_the_whole_list_is_for_search_engines(self, three, client, query, hidden):
        response = client.get(DIRECTORY + query)

        assert (response.headers.get("X-Robots-Tag") == "noindex") is hidden
        assert ('<meta name="robots" content="noindex">' in response.content.decode()) is hidden


class TestManyPages:
    @pytest.mark.slow
    def test_keep_the_filters_and_cost_the_same(self, show, bergen, client):
        show("Aa", bergen)
        costs = []
        for number in range(PER_PAGE + 1):
            if number in (1, PER_PAGE):
                client.get(DIRECTORY)
                with CaptureQueriesContext(connection) as captured:
                    client.get(DIRECTORY)
                costs.append(len(captured))
            show(f"B{number:02}", bergen, topics=["work"])

        first, second = (client.get(f"{DIRECTORY}?topic=work&page={page}") for page in (1, 2))

        assert costs[0] == costs[1]
        assert 'href="?topic=work&amp;page=2"' in first.content.decode()
        assert len(first.context["entries"]) == PER_PAGE
        assert [entry.shown_name for entry in second.context["entries"]] == [f"B{PER_PAGE}"]

    @pytest.mark.parametrize("page", ["0", "999", "x", "\x00", "-1"])
    def test_a_page_that_is_not_there(self, three, client, page):
        assert client.get(DIRECTORY, {"page": page}).status_code == 200


def narrowed(times):
    """As if the test's visitor had narrowed the list down so often within the hour."""
    limits.use(*[limits.Use(FILTER_LIMIT, limits.network_of(RequestFactory().get("/")))] * times)


class TestHarvesting:
    @pytest.mark.slow
    def test_what_is_narrowed_or_turned_is_counted_for_each_visitor(self, three, client):
        narrowed(117)

        answers = [
            client.get(address)
            for address in (f"{DIRECTORY}?page=1", f"/nn{DIRECTORY}?topic=work", f"{DIRECTORY}?page=2")
        ]
        more = client.get(f"/en{DIRECTORY}?x=1")

        assert (FILTER_LIMIT.times, FILTER_LIMIT.period) == (120, datetime.timedelta(hours=1))
        assert {answer.status_code for answer in answers} == {200}
        assert (more.status_code, list(more.cookies)) == (429, [])
        assert "Anna" not in more.content.decode()
        assert {name for answer in answers for name in answer.cookies} == set()
        assert client.get(f"{DIRECTORY}?page=2", REMOTE_ADDR="203.0.113.77").status_code == 200

    @pytest.mark.slow
    def test_the_first_page_is_not(self, three, client):
        narrowed(120)

        assert client.get(f"{DIRECTORY}?page=1").status_code == 429
        assert names(client) == ["Anna", "Britt", "Cato"]


ADDRESS = re.compile(r"[\w.+-]+@[\w-]+\.[\w.]+")
NUMBER = re.compile(r"tel:([+\d]+)|(?<![\w-])((?:\+47)?[2-9](?:[\s\xa0]?\d){7})(?![\w-])")
REF = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
OURS = {"epost@ms.no", "+4722424545", "22424545", "113", "116117", "116123", "+4722400040", "22400040"}


def crawl():
    """Everything of the directory that a visitor can reach, in all languages: ``{address: text}``."""
    found, waiting = {}, [f"{prefix}{DIRECTORY}" for prefix in ("", "/nn", "/en")]
    while waiting:
        address = waiting.pop()
        if address not in found:
            found[address] = Client().get(address).content.decode()
            links = re.findall(r'href="((?:/nn|/en)?/finn-likeperson/[^"#?]*)', found[address])
            waiting += [link for link in links if link not in found]
    return found


def told(text):
    """The addresses and phone numbers in a page that are not the organisation's own."""
    body = re.sub(r'<input type="hidden"[^>]*>|<svg.*?</svg>|' + REF, "", text, flags=re.DOTALL)
    numbers = {re.sub(r"[\s\xa0]", "", a or b) for a, b in NUMBER.findall(body)}
    return (set(ADDRESS.findall(body)) | numbers) - OURS


class TestWhatTheHtmlTells:
    @pytest.mark.slow
    def test_no_address_and_no_number_of_anybody(self, three):
        pages = crawl()

        assert len(pages) == 3 * (2 + len(three))
        assert {address: told(text) for address, text in pages.items() if told(text)} == {}
        assert [address for address, text in pages.items() if "Hemmelig" in text] == []

    @pytest.mark.slow
    def test_exactly_what_was_consented_to_where_the_organisation_publishes(self, three, show, bergen):
        Organisation.objects.update(publishes_contact=True)
        open_one = show("Dag", bergen, shown_phone="+4723001111", shown_email="dag.viser@example.com")

        pages = crawl()

        shown = {address: told(text) for address, text in pages.items() if told(text)}
        own = [f"{prefix}{DIRECTORY}{open_one.ref}/" for prefix in ("", "/nn", "/en")]
        assert set(shown) == {f"{prefix}{DIRECTORY}" for prefix in ("", "/nn", "/en")} | set(own)
        assert set().union(*shown.values()) == {"+4723001111", "23001111", "dag.viser@example.com"}

    @pytest.mark.slow
    def test_nothing_where_the_organisation_stops_publishing(self, show, bergen):
        show("Dag", bergen, shown_phone="+4723001111", shown_email="dag.viser@example.com")

        assert set().union(*(told(text) for text in crawl().values())) == set()

    def test_a_field_that_the_consent_does_not_name_is_not_shown(self, show, bergen, client):
        listing = show("Dag", bergen, experience="own", about="Turer i fjellet")
        Listing.objects.filter(pk=listing.pk).update(age_band="30-44", topics=["mood"])

        [entry] = directory_queries.listed()

        assert (entry.experience, entry.about, entry.age_band, entry.topics) == ("own", "Turer i fjellet", "", [])


class TestGoneAtOnce:
    LEAVING = {
        "pause": lambda supporter, by: supporters.pause(supporter, until=None, by=supporter.person),
        "end": lambda supporter, by: supporters.end(supporter, by=by),
        "withdraw": lambda supporter, by: directory_services.withdraw_listing(supporter, by=supporter.person),
        "membership": lambda supporter, by: Membership.objects.filter(person=supporter.person).delete(),
        "signature": lambda supporter, by: supporter.person.signatures.all().delete(),
        "appointment": lambda supporter, by: supporter.appointments.update(ended_on="2020-01-01"),
        "account": lambda supporter, by: type(supporter.person).objects.update(is_active=False),
    }

    BEHIND_THE_SERVICES = {"membership", "signature", "appointment", "account"}

    @pytest.mark.slow
    @pytest.mark.parametrize("reason", LEAVING)
    def test_from_every_surface(self, show, bergen, siri, reason):
        listing = show("Dag", bergen, topics=["work"])
        surfaces = [DIRECTORY, "/nn/finn-likeperson/", "/en/finn-likeperson/", f"{DIRECTORY}?topic=work"]
        own = reverse("portal:call_me_person", args=[listing.ref])
        assert [("Dag" in Client().get(one).content.decode()) for one in [*surfaces, own]] == [True] * 5

        self.LEAVING[reason](listing.supporter, siri)
        if reason in self.BEHIND_THE_SERVICES:  # no event tells of it: it is seen when the minute turns
            fragments.forget_cached()

        assert [one for one in surfaces if "Dag" in Client().get(one).content.decode()] == []
        assert {Client().get(prefix + own).status_code for prefix in ("", "/nn", "/en")} == {404}
        for elsewhere in ("/sitemap.xml", "/sok/?q=Dag", "/robots.txt"):
            assert str(listing.ref) not in Client().get(elsewhere).content.decode()

    def test_a_person_s_page_is_not_for_search_engines_nor_kept(self, three, client):
        response = client.get(f"{DIRECTORY}{three[0].ref}/")

        assert response.headers["X-Robots-Tag"] == "noindex"
        assert '<meta name="robots" content="noindex">' in response.content.decode()
        assert "no-cache" in response.headers["Cache-Control"]
