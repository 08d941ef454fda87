"""What the organisation calls things is said in its own words, whichever organisation it is."""

import re
from types import SimpleNamespace

import polib
import pytest
from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from wagtail.models import Page
from wagtail_localize.models import LocaleSynchronization, TranslationSource

from forms.application import STEPS
from home.first_content.loading import load
from home.models import ChapterPage, Figure, Helpline
from portal import fragments, organisation
from portal.models import Organisation
from tests.conftest import fill_in, send_in

ROOT = settings.BASE_DIR
LANGUAGES = [code for code, _name in settings.INTERFACE_LANGUAGES]
WORDS = r"(supporter|chapter|board)s?"
# Help for editors in the CMS names examples in Norwegian, and is read by the organisation's own editors alone.
CMS = [
    "Directory of supporters",
    "Page of local chapters",
    "Local chapter",
    "One list for each kind of reader, with the chapters in the order in which to read them.",
    "Say what a chapter can offer, for example: Her møter du andre i samme båt.",
    "Say who it is for in two sentences, for example: For deg som er likeperson.",
    "Say who the supporters are and that it is free, for example: De har MS selv, eller lever tett på.",
    "What the reader can do when the list is empty, for example call the helpline.",
]


def contact_of(preset):
    known = organisation.preset(preset)
    return {"phone": known["phone"] or "+4723376240", "email": known["email"] or "post@example.org"}


def row_of(preset):
    return Organisation(pk=1, **organisation.preset_values(preset) | contact_of(preset))


def forms_of(preset, language):
    return {
        form
        for word in row_of(preset).words[language].values()
        for name, form in word.items()
        if name != "gender" and form
    }


def messages(language):
    for entry in polib.pofile(str(ROOT / "site" / "locale" / language / "LC_MESSAGES" / "django.po")):
        for text in entry.msgstr_plural.values() if entry.msgid_plural else [entry.msgstr]:
            yield entry.msgid, text


def found_in(text, words):
    return sorted({word for word in words if re.search(rf"\b{re.escape(word)}\b", text, re.IGNORECASE)})


@pytest.mark.slow
@pytest.mark.parametrize("language", LANGUAGES)
def test_no_message_says_a_word_that_is_the_organisations(language):
    words = set().union(*(forms_of(preset, language) for preset in organisation.PRESETS))

    said = {
        msgid: bad
        for msgid, text in messages(language)
        if msgid not in CMS and (bad := found_in(re.sub(r"%\(\w+\)", "", text), words))
    }

    assert said == {}


@pytest.mark.slow
@pytest.mark.parametrize("language", LANGUAGES)
def test_no_message_writes_an_article_before_a_word_of_the_organisation(language):
    """«en %(chapter)s» is wrong where it is «et lokallag»: the word knows its own article."""
    articles = "en|ei|et|ein|eit|an?|the|den|det|denne|dette|disse|desse|this|these"
    others = r"(hver|hvert|kvar|kvart|hvilken|hvilket) %\((chapter|board)\)s"
    article = rf"\b({articles}) %\({WORDS}\)s|\b{others}"

    assert [text for _msgid, text in messages(language) if re.search(article, text, re.IGNORECASE)] == []


@pytest.mark.slow
@pytest.mark.parametrize("language", ["nb", "nn"])
def test_what_somebody_becomes_has_no_article_in_norwegian(language):
    """«Bli likeperson», as one says «bli lærer»."""
    role = r"\b(bli|blir|ble|blei|være|vere|er|var|som) %\(a_supporter\)s"

    assert [text for _msgid, text in messages(language) if re.search(role, text, re.IGNORECASE)] == []


@pytest.mark.slow
@pytest.mark.parametrize("preset", organisation.PRESETS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_message_with_words_in_it_is_a_whole_sentence(preset, language):
    words = organisation.message_words(language, row_of(preset))
    others = {name: "7" for _msgid, text in messages(language) for name in re.findall(r"%\((\w+)\)[sd]", text)}
    spoken = [text for _msgid, text in messages(language) if re.search(rf"%\((a_|the_)?{WORDS}\)s", text)]

    said = [text.replace(")d", ")s") % (others | words) for text in spoken]

    assert len(said) > 30
    assert [text for text in said if "%" in text or "  " in text or "None" in text] == []


@pytest.mark.parametrize(
    ("preset", "language", "name", "expected"),
    [
        ("ms", "nb", "a_chapter", "en lokalforening"),
        ("ms", "nn", "a_chapter", "ei lokalforeining"),
        ("ms", "en", "a_chapter", "a local chapter"),
        ("nff", "nn", "a_chapter", "ei fylkesforeining"),
        ("nff", "en", "the_boards", "the county boards"),
        ("pef", "nb", "a_chapter", "et lokallag"),
        ("pef", "nn", "a_board", "eit lagsstyre"),
        ("uf", "nb", "chapters", "lokallag"),
        ("uf", "nn", "the_chapters", "lokallaga"),
        ("ms", "nb", "role_supporter", "likeperson"),
        ("ms", "nn", "role_supporter", "likeperson"),
        ("ms", "en", "role_supporter", "a likeperson"),
        ("pef", "nb", "lived", "levd med dette"),
        ("nff", "nn", "lived", "vore fosterforelder"),
        ("nff", "en", "private", "private matters"),
    ],
)
def test_a_word_has_its_own_article_and_forms(preset, language, name, expected):
    assert organisation.message_words(language, row_of(preset))[name] == expected


def test_every_preset_has_the_same_parts():
    parts = {preset: set(organisation.preset(preset)) for preset in organisation.PRESETS}
    codes = [one["code"] for preset in organisation.PRESETS for one in organisation.preset(preset)["topics"]]
    codes += [one["code"] for preset in organisation.PRESETS for one in organisation.preset(preset)["experiences"]]

    phrases = {frozenset(organisation.preset(one)["phrases"][code]) for one in parts for code in LANGUAGES}

    assert len({frozenset(found) for found in parts.values()}) == 1
    assert len(phrases) == 1
    assert [code for code in codes if len(code) > 10 or code in ("ny", "unsaid")] == []


ONE_IS_ENOUGH = [  # of the others, but for `make proof`
    pytest.param(preset, marks=[] if preset == "nff" else [pytest.mark.proof])
    for preset in organisation.PRESETS
    if preset != "ms"
]


@pytest.fixture(params=ONE_IS_ENOUGH)
def other(request, db, siri, bergen):
    """The site as it is for another organisation."""
    call_preset(request.param)
    return request.param


def call_preset(preset):
    Organisation.objects.update(**organisation.preset_values(preset) | contact_of(preset))
    TranslationSource.objects.all().delete()
    Helpline.objects.all().delete()
    Figure.objects.all().delete()
    LocaleSynchronization.objects.all().delete()
    while home := Page.objects.filter(depth=2).first():  # its other languages go with it
        home.delete()
    fragments.forget_cached()
    load()
    fragments.forget_cached()


def foreign(preset, language="nb"):
    """What no page of this organisation says: the others' words and names."""
    mine = forms_of(preset, language)
    theirs = set().union(*(forms_of(one, language) for one in organisation.PRESETS)) - mine
    plain = {"styre", "styret", "styrer", "styrene", "styra", "board", "the board", "boards", "the boards"}
    return theirs - plain | ({"MS", "MS-forbundet", "MS-telefonen"} if preset != "ms" else set())


def text_of(html):
    """What a page says, without its addresses."""
    return re.sub(r"<(script|style).*?</\1>|<[^>]+>", " ", html, flags=re.DOTALL)


def the_public_pages_speak_of_this_organisation_alone(other, client):
    """Returns the pages of bokmål: ``{address: html}``."""
    read = {}
    for language, prefix in (("nb", ""), ("nn", "/nn"), ("en", "/en")):
        pages = Page.objects.live().filter(locale__language_code=language, depth__gt=1)
        addresses = [page.specific.get_url() for page in pages if page.depth > 1]
        chapters = f"{prefix}/lokalforeninger/bergen/", f"{prefix}/finn-likeperson/bli-ringt-opp/"
        said, theirs = {}, foreign(other, language)
        for address in {*addresses, *chapters} - {None}:
            answer = client.get(address)
            if address in {f"{prefix}/aktuelt/", f"{prefix}/historier/"}:
                assert answer.status_code == 404, address  # nothing is published there yet
                continue
            assert answer.status_code == 200, address
            html = answer.content.decode()
            said[address] = found_in(text_of(html), theirs)
            assert not re.search(r"\{\w+\}|%\(", text_of(html)), address
            if language == "nb":
                read[address] = html
        assert {address: words for address, words in said.items() if words} == {}
        assert len(said) > 25
    return read


def the_guide_is_complete(other, read):
    chapters = ChapterPage.objects.filter(locale__language_code="nb")
    roles = chapters.get(slug="roller")

    assert chapters.count() == len(list((ROOT / "home" / "content" / "nb" / "guide").glob("*.toml")))
    said = read[roles.get_url()]
    assert [
        one["name"]["nb"] for one in organisation.preset(other)["categories"] if one["name"]["nb"] not in said
    ] == []


def no_link_leads_nowhere(client, read):
    links = {address for html in read.values() for address in re.findall(r'href="(/[^"#?]*)', html)}
    other_pages = {address for address in links - set(read) if not address.startswith(("/static/", "/media/"))}

    assert {address for address in other_pages if client.get(address).status_code == 404} == set()


def the_portals_pages_speak_of_this_organisation_alone(other, siri, rolf, kari, client_of):
    send_in(kari)
    seen = {
        siri: ["/sekretariat/", "/sekretariat/oversikt/", "/sekretariat/register/", "/sekretariat/register/verv/",
               "/sekretariat/register/lokalforeninger/", "/sekretariat/register/lokalforeninger/bergen/",
               "/sekretariat/register/lokalforeninger/ny/", "/sekretariat/register/lokalforeninger/bergen/sla-sammen/",
               "/sekretariat/organisasjon/"],
        rolf: ["/min-side/", "/lokalforening/bergen/", "/lokalforening/bergen/treff/ny/"],
        kari: ["/min-side/", "/mine-opplysninger/", "/finnes-ikke/", "/sekretariat/"],
    }  # fmt: skip
    said = {}
    for person, addresses in seen.items():
        for address in addresses:
            html = client_of(person).get(address).content.decode()
            said[address] = found_in(text_of(html), foreign(other))

    assert {address: words for address, words in said.items() if words} == {}


HEALTH = r"helse|helsa|sykdom|sjukdom|diagnos|levd med|health|illness|lived with"


def foster_parents_are_not_asked_about_health(client, kari):
    draft = fill_in(kari)
    asking = [f"/soknad/{step.key}/" for step in STEPS if step.condition is None]

    for prefix in ("", "/nn", "/en"):
        pages = {address: client.get(prefix + address) for address in [*asking, "/bli-likeperson/", "/personvern/"]}
        said = {address: text_of(page.content.decode()).replace("Mental Helse", "") for address, page in pages.items()}

        assert {page.status_code for page in pages.values()} == {200}
        assert {address: text for address, text in said.items() if re.search(HEALTH, text, re.IGNORECASE)} == {}
        assert re.search("fosterforelder|foster parent", said["/soknad/erfaring/"])
    draft.delete()


@pytest.mark.proof
def test_a_site_of_another_organisation(other, client, siri, rolf, kari, client_of):
    """In one test, for the site is made anew for each organisation."""
    read = the_public_pages_speak_of_this_organisation_alone(other, client)
    the_guide_is_complete(other, read)
    no_link_leads_nowhere(client, read)
    if other == "nff":
        foster_parents_are_not_asked_about_health(client_of(kari), kari)
    the_portals_pages_speak_of_this_organisation_alone(other, siri, rolf, kari, client_of)


@pytest.mark.slow
@pytest.mark.parametrize("preset", organisation.PRESETS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_mail_speaks_of_this_organisation_alone(preset, language):
    row = row_of(preset)
    folder = ROOT / "templates"
    templates = sorted(str(path.relative_to(folder)) for path in (folder / "mails").rglob("*.txt"))
    chapter = SimpleNamespace(name="Bergen")
    with translation.override(language):
        counted = re.findall(r"count \w+=(\w+)(?![\w|])", "".join((folder / name).read_text() for name in templates))
        context = dict.fromkeys(counted, 2) | {
            "organisation": row,
            "words": organisation.words(language, row),
            "chapter": chapter,
            "address": "https://example.org/",
            "course": SimpleNamespace(name="Kurs", when="i dag", place="Bergen", is_digital=False, reason=""),
            "names": ["En ting", "En annen ting"],
            "reasons": ["En grunn."],
            "message": "Takk for det du gjør.",
            "missing": ["En ting"],
            "shift": "Telefonen, onsdag 3. juni",
            "shifts": ["Telefonen, onsdag 3. juni"],
        }
        said = {name: render_to_string(name, context) for name in templates}

    wrong = {name: found_in(text, foreign(preset, language)) for name, text in said.items()}
    assert {name: words for name, words in wrong.items() if words} == {}
    assert {name for name, text in said.items() if "%(" in text} == set()
    whole = {name: text.strip() for name, text in said.items() if name.count("/") > 1}
    assert {name for name, text in whole.items() if "\n\n\n" in text} == set()
