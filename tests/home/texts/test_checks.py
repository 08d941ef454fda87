"""What a text may not be published with, and what is a reminder."""

import html as html_entities

import pytest
from wagtail.models import Revision

from home.models import ChapterPage
from home.texts import authored_content, checks, pieces
from tests.home.chapter_forms import body_of, chapter, edit, form_of


def sentences(html, name="text"):
    piece = pieces.Piece(ChapterPage._meta.get_field("body"), name, html)
    return [(fault.sentence, fault.blocks_publishing) for fault in checks.faults_in(piece)]


@pytest.mark.parametrize(
    "words", ["Les mer", "les mer.", "klikk her", "Trykk her", "<b>her</b>", "Les meir", "read more"]
)
def test_a_link_that_says_nothing_is_refused(words):
    [(sentence, refused)] = sentences(f'<p>Om kurs: <a href="/bli-likeperson/">{words}</a></p>')

    assert refused
    assert sentence.endswith("sier ikke hvor den fører. Skriv navnet på siden eller tjenesten.")


@pytest.mark.parametrize(
    "html",
    ['<a href="/veileder/">Les mer om kurs</a>', '<a href="/veileder/">Veilederen</a>', "<p>Her kan du lese mer.</p>"],
)
def test_a_link_that_says_where_it_leads_passes(html):
    assert sentences(html) == []


def test_an_empty_link_is_refused():
    assert sentences('<a href="/veileder/"> </a>') == [("En lenke har ingen tekst. Skriv hvor lenken fører.", True)]


@pytest.mark.parametrize("text", ["Ring kl. 11.", "kl 9", "Åpent 11–15", "11 – 15"])
def test_times_that_are_hard_to_hear_are_a_reminder(text):
    [(sentence, refused)] = sentences(f"<p>{text}</p>")

    assert not refused
    assert sentence.startswith("Klokkeslett er lettere å lese og høre som «klokka 11 til 15».")


@pytest.mark.parametrize("text", ["klokka 11 til 15", "Likeperson – en som lytter", "+47 22 42 45 45", "116 117"])
def test_ordinary_text_passes(text):
    assert sentences(f"<p>{text}</p>") == []


def test_a_time_is_told_once_and_its_words_are_whole():
    html = "<p>Telefonen er åpen hver eneste dag unntatt lørdag kl. 11–15, og ellers etter avtale med oss.</p>"

    [(sentence, _refused)] = sentences(html)

    assert sentence.endswith("Se på «unntatt lørdag kl. 11–15, og ellers…».")


@pytest.mark.parametrize(
    "address",
    ["javascript:alert(1)", " JavaScript:alert(1)", "data:text/html,x", "www.ffo.no", "", "java&#x73;cript:x"],
)
def test_an_address_that_leads_nowhere_is_refused(address):
    [(sentence, refused)] = sentences(f'<p><a href="{address}">Rettighetssenteret</a></p>')

    assert refused
    assert "https://www.ffo.no/" in sentence


@pytest.mark.parametrize(
    "attribute",
    [
        'href="https://www.ffo.no/"', 'href="mailto:post@ffo.no"', 'href="tel:+4723905155"', 'href="/veileder/"',
        'href="#del"', 'linktype="page" id="12"',
    ],
)  # fmt: skip
def test_an_address_that_leads_somewhere_passes(attribute):
    assert sentences(f"<p><a {attribute}>Rettighetssenteret</a></p>") == []


def test_the_link_text_of_a_service_is_checked_too():
    assert sentences("Les mer", name="link_text")[0][1]


@pytest.mark.django_db
def test_the_first_content_has_nothing_that_may_not_be_published():
    refused = [
        (str(row), fault.sentence)
        for row in authored_content.published_pages() + authored_content.snippets()
        for fault in checks.faults_of(row)
        if fault.blocks_publishing
    ]

    assert refused == []


@pytest.mark.slow
@pytest.mark.django_db
def test_publishing_is_refused_at_the_field_and_keeps_what_was_typed(egil, client_of):
    page, before = chapter(), body_of("roller")
    html = '<p>Mye <a href="/bli-likeperson/">les mer</a></p>'

    answer = client_of(egil).post(edit(page), form_of(page, html) | {"action-publish": "1"})

    text = html_entities.unescape(answer.content.decode())
    assert answer.status_code == 200
    assert "Lenken \\u00ables mer\\u00bb sier ikke hvor den f\\u00f8rer." in text
    assert "Mye " in text
    assert body_of("roller") == before


@pytest.mark.django_db
def test_a_draft_may_be_as_it_is(egil, client_of):
    page, before = chapter(), body_of("roller")

    answer = client_of(egil).post(edit(page), form_of(page, '<p><a href="/bli-likeperson/">les mer</a></p>'))

    assert answer.status_code == 302
    assert body_of("roller") == before
    assert "les mer" in Revision.objects.for_instance(page).latest("created_at").content["body"]
