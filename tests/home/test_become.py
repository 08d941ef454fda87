"""The page about becoming a supporter: what it takes as the kinds of supporter say it, and the chapter near you."""

import importlib
import json
import re

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.html import strip_tags
from wagtail.models import Page
from wagtail_localize.models import TranslationSource

from home import article, pathways
from home.models import BecomePage, HomePage, TextPage
from portal import fragments
from portal.chapters import services as chapters
from portal.chapters.models import Chapter
from portal.knowledge.course import queries as course_queries
from portal.supporters import queries as supporter_queries
from portal.supporters.models import Category
from portal.supporters.pathway import checklist
from tests.home.test_pathways import pathways_in_words

pytestmark = pytest.mark.django_db
ADDRESS = "/bli-likeperson/"
PRESETS = ["ms", "pef", "nff", "uf"]
MOST_QUERIES = 6


def main_of(address=ADDRESS):
    response = Client().get(address)
    assert response.status_code == 200
    text = response.content.decode()
    return text[text.index("<main") : text.index("</main>")]


def words_of(address=ADDRESS):
    return " ".join(strip_tags(main_of(address)).split())


@pytest.mark.parametrize(
    ("prefix", "sentences"),
    [
        ("", ["Søknaden tar cirka 8 minutter.", "Du får svar innen 3 uker.", "Du må være 18 år eller eldre."]),
        ("/nn", ["Søknaden tek cirka 8 minutt.", "Du får svar innan 3 veker.", "Du må vere 18 år eller eldre."]),
        ("/en", ["The application takes about 8 minutes.", "You will get an answer within 3 weeks."]),
    ],
)
def test_the_page_says_what_it_takes_in_each_language(prefix, sentences):
    main, words = main_of(prefix + ADDRESS), words_of(prefix + ADDRESS)

    assert [sentence for sentence in sentences if sentence not in words] == []
    assert main.count(f'href="{prefix}/soknad/"') == 2  # at the top, and where one has read it all
    assert main.count(f'href="{prefix}/soknad/#sporsmal"') == 1
    assert f'href="{prefix}/bli-likeperson/passer-det/"' in main
    assert 'lang="nb"' not in main
    assert all(number in main for number in ("tel:113", "tel:116117", "tel:116123"))


def test_the_page_tells_once_what_is_the_same_for_all_and_then_what_is_not():
    page = Client().get(ADDRESS).context
    course = ("Rollen og oppgavene", ["Introduksjonskurs", "Kunnskapstest"])
    appointment = ("Taushetserklæring", ["Oppnevning"])

    assert [step.title for step in page["common_steps"]] == [
        "Søknad", "Svar på søknaden", "Medlemskap", "Rollen og oppgavene", "Taushetserklæring",
    ]  # fmt: skip
    assert {
        ", ".join(kind["name"] for kind in pathway.kinds): (
            [step.title for step in pathway.in_other_words],
            [(after and after.title, [step.title for step in steps]) for after, steps in pathway.added],
        )
        for pathway in page["pathways"]
    } == {
        "Samtalelikeperson": ([], [course, appointment]),
        "Aktivitetslikeperson": ([], [appointment]),
        "Ungkontakt": ([], [("Medlemskap", ["Oppnevning"]), course]),
        "Sentral likeperson, Kontaktlikeperson": (["Svar på søknaden", "Medlemskap"], [course, appointment]),
    }
    words = words_of()
    assert words.count("Styret i lokalforeningen leser søknaden.") == 1
    assert "Annerledes her: Svar på søknaden. Sekretariatet leser søknaden." in words
    assert "Etter «Medlemskap» kommer: Oppnevning. Årsmøtet i lokalforeningen velger deg." in words


@pytest.mark.slow
@pytest.mark.parametrize("name", PRESETS)
def test_every_kind_that_one_can_apply_for_is_told_with_what_comes_first_before(organise, name):
    organise(name)
    main = main_of()

    assert [kind.name["nb"] for kind in supporter_queries.offered() if kind.name["nb"] not in main] == []
    for route in checklist.routes(supporter_queries.offered()):
        codes = [step.code for step in route.steps]
        assert sorted(codes) == sorted(kind for kind, _after in route.categories[0].steps)
        for step in route.steps:
            assert set(step.waits_for) <= set(codes[: codes.index(step.code)])


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "who"),
    [
        ("ms", {"Styret i lokalforeningen oppnevner deg.", "Sekretariatet oppnevner deg."}),
        ("pef", {"Når lagsstyret i lokallaget godkjenner deg"}),
        ("nff", {"Når fylkesstyret i fylkesforeningen godkjenner deg"}),
        ("uf", {"Sekretariatet oppnevner deg."}),
    ],
)
def test_it_says_who_appoints_in_the_words_of_the_organisation(organise, name, who):
    organise(name)
    words = words_of()

    with_the_yes = r"Når [a-zæøå ]+ godkjenner deg(?=, er du samtidig oppnevnt\. Du begynner når alt er på plass\.)"
    assert set(re.findall(rf"{with_the_yes}|[A-ZÅ][a-zæøå ]+ oppnevner deg\.", words)) == who
    assert ("Årsmøtet i lokalforeningen velger deg." in words) is (name == "ms")
    assert ("lokalforening" in words) is (name == "ms")
    assert ("Sekretariatet leser svarene dine." in words) is (name == "uf")


def test_an_answer_that_other_steps_come_before_is_promised_after_them(organise):
    organise("nff")
    steps = {
        str(step.title): step.text
        for step in pathways.pathways_in_words([supporter_queries.category("national_supporter")])[0][1]
    }

    assert steps["Svar på søknaden"] == (
        "Fylkesstyret i fylkesforeningen svarer innen 3 uker etter at du har kommet så langt."
    )
    assert list(steps)[:4] == ["Søknad", "Medlemskap", "En samtale med oss", "Lese kurset"]


@pytest.mark.slow
@pytest.mark.parametrize("name", PRESETS)
def test_every_step_of_every_kind_is_told_in_a_whole_sentence(organise, name):
    organise(name)
    steps = re.findall(r"<li><strong>(.+?)\.</strong>(.*?)</li>", main_of())
    told = {step for _kinds, steps in pathways.pathways_in_words(supporter_queries.offered()) for step in steps}

    assert {title for title, _text in steps} == {step.title for step in told}
    assert [title for title, text in steps if not re.fullmatch(r" [A-ZÆØÅ].{15,}\.", text)] == []


def test_kinds_that_stand_together_say_which_is_which():
    words = words_of()

    assert "Sentral likeperson: Svarer på likepersonstelefonen for hele landet." in words
    assert "Kontaktlikeperson: Holder kontakt med nevrologisk poliklinikk og sykepleierne der." in words
    assert "Ungkontakt: " not in words  # stands alone, under its name


def test_an_age_that_one_kind_alone_asks_for_stands_in_its_own_steps():
    Category.objects.filter(code="central_supporter").update(minimum_age=25)
    assert pathways_in_words()["Sentral likeperson"][1] == "Alder"
    assert "Du må være 18 år eller eldre." in words_of()

    Category.objects.exclude(code="central_supporter").update(minimum_age=0)
    fragments.forget_cached()
    words = words_of()
    assert "Du må være" not in words
    assert words.count("Du er 25 år eller eldre.") == 1


def test_where_nobody_can_apply_the_page_says_so():
    Category.objects.update(offer={})
    words = words_of()

    assert "Akkurat nå tar vi ikke imot søknader." in words
    assert "Start søknaden" not in words


class TestFindingTheChapter:
    @pytest.fixture(autouse=True)
    def _chapters(self, bergen, oslo, siri):
        chapters.create_chapter("Voss", "voss", county="Vestland", municipality="Voss", postcodes=["57"], by=siri)
        chapters.create_chapter("Stengt", "stengt", county="Vestland", municipality="Os", postcodes=["50"], by=siri)
        Chapter.objects.filter(short_name="stengt").update(is_active=False)

    @pytest.mark.parametrize(
        ("query", "place", "found"),
        [
            ("postnummer=5003", "5003", ["Bergen"]),
            ("postnummer=+50+03+", "5003", ["Bergen"]),
            ("postnummer=N-5003", "5003", ["Bergen"]),
            ("fylke=Vestland", "Vestland", ["Bergen", "Voss"]),
            ("postnummer=5003&fylke=Oslo", "5003", ["Bergen"]),
            ("postnummer=9990&fylke=Oslo", "Oslo", ["Oslo"]),
            ("postnummer=9990", "9990", []),
            ("postnummer=0000", "0000", []),
        ],
    )
    def test_by_postcode_or_county(self, query, place, found):
        page = Client().get(f"{ADDRESS}?{query}")

        assert page.context["place"] == place
        assert [chapter.name for chapter in page.context["found"]] == found
        assert [name for name in found if f'href="/lokalforeninger/{name.lower()}/"' not in page.content.decode()] == []

    def test_one_chapter_is_where_the_application_goes(self):
        words = words_of(f"{ADDRESS}?postnummer=5003")

        assert "Vi fant 1 lokalforening for 5003" in words
        assert "Søknaden din går til styret i Bergen." in words
        assert "Sekretariatet leser søknader om å bli: Sentral likeperson Kontaktlikeperson" in words

    def test_among_several_one_chooses(self):
        words = words_of(f"{ADDRESS}?fylke=Vestland")

        assert "Vi fant 2 lokalforeninger for Vestland" in words
        assert "Søknaden din går til styret i lokalforeningen du velger." in words

    def test_where_none_is_near_the_secretariat_reads(self):
        words = words_of(f"{ADDRESS}?postnummer=9990")

        assert "Vi fant ingen lokalforeninger for 9990 Det gjør ingenting." in words
        assert "da er det sekretariatet som leser søknaden din." in words
        assert 'href="/lokalforeninger/"' in main_of(f"{ADDRESS}?postnummer=9990")

    @pytest.mark.slow
    def test_where_the_secretariat_reads_all_the_chapter_is_not_said_to(self, organise):
        organise("uf")
        words = words_of(f"{ADDRESS}?postnummer=5003")

        assert "Vi fant 1 lokallag for 5003 Bergen, Bergen Sekretariatet leser søknaden din." in words
        assert "Søknaden din går til" not in words

    @pytest.mark.parametrize(
        ("query", "sentence"),
        [
            ("postnummer=&fylke=", "Skriv postnummeret ditt, eller velg et fylke"),
            ("postnummer=50", "Postnummeret må ha 4 siffer"),
            ("postnummer=Bergen", "Postnummeret må ha 4 siffer"),
            ("postnummer=%00", "Postnummeret må ha 4 siffer"),
            ("postnummer=" + "9" * 10_000, "Postnummeret må ha 4 siffer"),
            ("fylke=Atlantis", "Velg et fylke fra listen"),
            ("fylke=%00", "Velg et fylke fra listen"),
            ("fylke=<script>", "Velg et fylke fra listen"),
        ],
    )
    def test_what_cannot_be_used_gets_a_sentence(self, query, sentence):
        page = Client().get(f"{ADDRESS}?{query}")
        text = page.content.decode()

        assert page.status_code == 200
        assert text.count(sentence) >= 2  # in the summary and at the field
        assert "<title>Feil: Bli likeperson" in text
        assert "Vi fant" not in text
        assert "<script>" not in text[text.index("<main") : text.index("</main>")]

    def test_what_was_typed_is_kept(self):
        assert 'value="50x"' in main_of(f"{ADDRESS}?postnummer=50x")

    def test_other_things_in_the_address_ask_nothing(self):
        main = main_of(f"{ADDRESS}?utm_source=brev")

        assert "error-summary" not in main
        assert "Vi fant" not in main

    def test_search_engines_keep_the_page_and_not_the_question(self):
        asked, page = Client().get(f"{ADDRESS}?postnummer=5003"), Client().get(ADDRESS)

        assert asked.headers["X-Robots-Tag"] == "noindex"
        assert "X-Robots-Tag" not in page.headers
        assert asked.headers["Referrer-Policy"] == "same-origin"

    def test_nothing_is_carried_on(self):
        page = Client().get(f"{ADDRESS}?postnummer=5003")

        assert dict(page.cookies) == {}
        assert "postnummer" not in "".join(re.findall(r'href="([^"]+)"', main_of(f"{ADDRESS}?postnummer=5003")))

    @pytest.mark.slow
    @pytest.mark.parametrize("prefix", ["", "/nn", "/en"])
    def test_a_search_costs_no_more_queries_than_the_page(self, prefix, siri):
        found = []
        for number in range(3):
            chapters.create_chapter(
                f"Sted {number}", f"s{number}", county="Oslo", municipality="Oslo", postcodes=["50"], by=siri
            )
            fragments.forget_cached()
            Client().get(f"{prefix}{ADDRESS}?postnummer=5003")
            with CaptureQueriesContext(connection) as captured:
                Client().get(f"{prefix}{ADDRESS}?postnummer=5003")
            found.append(len(captured))

        assert found[0] == found[2] <= MOST_QUERIES


@pytest.mark.slow
@pytest.mark.parametrize("code", ["nb", "nn", "en"])
@pytest.mark.parametrize("name", PRESETS)
def test_the_page_is_easy_to_read(organise, name, code):
    organise(name)
    main = main_of(("" if code == "nb" else f"/{code}") + ADDRESS)

    assert article.lix(article.plain_passages(main)) <= article.MAX_LIX


def test_headings_go_down_one_step_at_a_time_and_links_within_lead_somewhere():
    main = main_of(f"{ADDRESS}?postnummer=x")
    levels = [int(level) for level in re.findall(r"<h([1-6])", main)]
    ids = re.findall(r'id="([^"]+)"', main)

    assert levels.count(1) == 1
    assert all(below <= above + 1 for above, below in zip(levels, levels[1:], strict=False))
    assert len(ids) == len(set(ids))
    assert set(re.findall(r'href="#([^"]+)"', main)) <= set(ids)


class TestConversion:
    """A running site has a page of text there; it becomes this kind of page, and stays the editors'."""

    BODY = [
        {"type": "text", "id": "a", "value": "<p>Våre egne ord.</p>"},
        {"type": "apply", "id": "b", "value": None},
    ]
    SUMMARY = [
        {"type": "point", "id": "c", "value": "Du lytter."},
        {"type": "point", "id": "d", "value": "Du får kurs."},
    ]

    @pytest.fixture
    def before(self):
        """As it was: one page of text in bokmål, with a version and a source of translations."""
        BecomePage.objects.get(locale__language_code="nb").delete()  # its other languages go with it
        home = HomePage.objects.get(locale__language_code="nb")
        page = TextPage(title="Bli likeperson", slug="bli-likeperson", summary=json.dumps(self.SUMMARY))
        page.body = json.dumps(self.BODY)
        home.add_child(instance=page)
        page.save_revision().publish()
        TranslationSource.get_or_create_from_instance(page)
        return page

    @pytest.mark.slow
    def test_keeps_the_words_the_address_and_the_versions(self, before):
        importlib.import_module("home.migrations.0009_become_pages").convert(apps, None)
        page = Page.objects.get(pk=before.pk).specific

        assert type(page) is BecomePage
        assert page.lead == "Du lytter. Du får kurs."
        assert [block.block_type for block in page.body] == ["text"]
        assert page.get_latest_revision_as_object().lead == page.lead
        assert not TextPage.objects.filter(pk=before.pk).exists()
        source = TranslationSource.objects.get_for_instance(page)
        source.update_from_db()
        assert source.as_instance().fits == page.fits
        fragments.forget_cached()
        words = words_of()
        assert "Våre egne ord." in words
        assert "Passer det for meg?" in words

    def test_leaves_a_site_without_such_a_page_alone(self):
        pages = Page.objects.count()

        importlib.import_module("home.migrations.0009_become_pages").convert(apps, None)

        assert Page.objects.count() == pages
        assert BecomePage.objects.count() == 3


@pytest.mark.slow
def test_the_course_takes_as_long_as_its_parts(organise):
    organise("nff")
    minutes = sum(part.minutes for part in course_queries.parts())

    assert f"Cirka {minutes} minutter." in words_of(ADDRESS)
