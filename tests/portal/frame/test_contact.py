"""How the office is reached, with a phone or without: in every mail, on every page, never by a helpline’s number."""

import importlib
import re

import polib
import pytest
from django.apps import apps
from django.conf import settings
from django.test import Client
from django.utils import translation
from django.utils.html import strip_tags

from portal import fragments, mail, organisation
from portal.models import Organisation
from portal.onboarding.letters import wording as letter_wording
from portal.onboarding.models import Letter
from tests.conftest import raw_answers, send_in

pytestmark = pytest.mark.django_db

LANGUAGES = [code for code, _name in settings.INTERFACE_LANGUAGES]
PIECES = {"knowledge/course", "onboarding/when_answered"}  # what several mails include
MAILS = sorted(
    {f"{path.parent.name}/{path.stem}" for path in (settings.BASE_DIR / "templates" / "mails").glob("*/*.txt")} - PIECES
)
HELPLINE = re.compile(r"22[\s\xa0]?42[\s\xa0]?45[\s\xa0]?45")
GET_IN_TOUCH = re.compile(r"(?:kontakt|contact us|in touch|spør oss)\b[^:.?<>\n]{0,70}:\s*", re.IGNORECASE)
# The pages that are about the helplines themselves.
ABOUT_HELPLINES = re.compile(
    r"^(/nn|/en)?/(hjelpetelefoner/.*|sok/.*|veileder/.*|finn-likeperson/.*|raadgivning/|lokalforeninger/.+/|treff/)?$"
)
PHONES = {"": "{email}", "+4723376240": "23\xa037\xa062\xa040 {word} {email}"}
OR = {"nb": "eller", "nn": "eller", "en": "or"}


@pytest.fixture(params=PHONES, ids=["no phone", "phone"])
def office(request, siri):
    """The office's contact, as each language says it: ``{language: text}``."""
    Organisation.objects.update(phone=request.param, email="kontor@example.org")
    fragments.forget_cached()
    said = PHONES[request.param]
    return {code: said.format(email="kontor@example.org", word=word) for code, word in OR.items()}


def invitations(text):
    """What stands after each "get in touch with us:" in a text without markup."""
    return [" ".join(text[found.end() :][:200].split()) for found in GET_IN_TOUCH.finditer(text)]


@pytest.mark.slow
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_mail_says_how_the_office_is_reached(language, office, kari):
    kari.language = language
    contact, wrong = " ".join(office[language].split()), {}
    for template in MAILS:
        subject, text = mail.compose(
            template, to=kari, count=2, minutes=15, days=2, weeks=2, time="to uker", names=["Samtale"]
        )
        said = invitations(text)
        faults = [found for found in said if not found.startswith(contact)]
        if not said and "mails/closing.txt" in (settings.BASE_DIR / f"templates/mails/{template}.txt").read_text():
            faults.append("does not say it")
        if HELPLINE.search(subject + text):
            faults.append("the helpline's number")
        if faults:
            wrong[template] = faults

    assert wrong == {}


def crawl(client, *starts):
    """Every page that can be reached by links from these: ``{address: HTML}``."""
    found, waiting = {}, list(starts)
    while waiting:
        address = waiting.pop()
        if address in found or address.startswith(("/cms/", "/static/", "/media/", "/admin/")):
            continue
        response = client.get(address)
        is_page = response.headers.get("Content-Type", "").startswith("text/html")
        found[address] = response.content.decode() if is_page and not response.streaming else ""
        links = {link.split("#")[0] for link in re.findall(r'href="(/[^"/?][^"?]*|/)"', found[address])}
        waiting += [response.url.split("?")[0]] if response.status_code == 302 else []
        waiting += links - found.keys()
    return {address: html for address, html in found.items() if html}


def body(html):
    return strip_tags(
        re.sub(
            r"<(script|style|textarea)\b.*?</\1>|<svg.*?</svg>|<span class=\"visually-hidden\">.*?</span>",
            "",
            html,
            flags=re.DOTALL,
        )
    )


def wrong_on(pages, office):
    """What is wrong about the office on these pages: ``{address: faults}``."""
    contacts = tuple(" ".join(contact.split()) for contact in office.values())  # a letter may have another language
    found = {}
    for address, html in pages.items():
        text, foot = body(html), body(footer(html))
        faults = [said for said in invitations(text) if not said.startswith(contacts)]
        faults += [] if invitations(foot) else ["the footer does not say it"]
        if HELPLINE.search(foot) or (HELPLINE.search(text) and not ABOUT_HELPLINES.match(address)):
            faults.append("the helpline's number")
        if faults:
            found[address] = faults
    return found


def footer(html):
    return html.rpartition('<footer class="site-footer">')[2]


WITHOUT_A_PHONE = pytest.mark.parametrize("office", ["", "+4723376240"], indirect=True, ids=["no phone", "phone"])


@pytest.mark.proof
@pytest.mark.crawl
@WITHOUT_A_PHONE
def test_every_page_for_everybody_says_how_the_office_is_reached(office, rolf):
    pages = crawl(Client(), "/", "/nn/", "/en/", "/logg-inn/", "/ring-meg/")
    assert len(pages) > 100
    assert wrong_on(pages, office) == {}


@pytest.mark.parametrize("who", ["rolf", "kari", "siri"])
@pytest.mark.proof
@pytest.mark.crawl
@WITHOUT_A_PHONE
def test_every_page_of_somebody_signed_in_says_how_the_office_is_reached(who, office, kari, rolf, client_of, request):
    send_in(kari, raw_answers(kari, phone=["23 00 00 11"]))
    pages = crawl(client_of(request.getfixturevalue(who)), "/min-side/", "/nn/min-side/")
    assert len(pages) > 100
    assert wrong_on(pages, office) == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_message_asks_people_to_call_an_office_that_may_have_no_phone(language):
    book = polib.pofile(str(settings.BASE_DIR / "site" / "locale" / language / "LC_MESSAGES" / "django.po"))
    call_us = re.compile(r"\b(ring|ringe|ringje) oss\b|\bcall us\b", re.IGNORECASE)

    assert [entry.msgid for entry in book if call_us.search(entry.msgid + entry.msgstr)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_first_letters_say_how_the_office_is_reached(language, office):
    with translation.override(language):
        values = letter_wording.values_for(name="Kari", chapter=None, reasons=[], contact="Rolf Rygg")

    for letter in Letter.objects.all():
        said = invitations(letter_wording.fill(letter.text[language], values))
        assert [found.startswith(" ".join(office[language].split())) for found in said] == [True]


def test_the_helplines_number_is_taken_away_from_the_office_of_a_site_that_has_it(siri):
    forget = importlib.import_module("portal.migrations.0005_office_contact").forget_the_helpline
    kept = [("ms", "+4722424545", ""), ("ms", "+4723376240", "+4723376240"), ("pef", "+4722424545", "+4722424545")]
    for preset, before, after in kept:
        Organisation.objects.update(preset=preset, phone=before)
        forget(apps, None)
        assert organisation.current().phone == after


def test_letters_that_ask_people_to_call_are_reworded_and_keep_the_rest(siri):
    reword = importlib.import_module("portal.onboarding.migrations.0013_office").say_how_the_office_is_reached
    texts = {"nb": "Hei {name}. Lurer du på noe? Ring {phone}.", "nn": "Vårt eige: {phone}", "en": "Nothing of it."}
    Letter.objects.filter(code="approve").update(text=texts)

    reword(apps, None)

    assert Letter.objects.get(code="approve").text == {
        "nb": "Hei {name}. Lurer du på noe? Ta kontakt med oss: {office}",
        "nn": "Vårt eige: {office}",
        "en": "Nothing of it.",
    }
