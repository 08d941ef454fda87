"""How a mail looks: the page of ours is a button, a code is large, and no word is lost."""

import pytest

from portal import mail_look

PAGE = "http://localhost:8000/min-side/"
LETTER = f"Hei Kari.\n\nVi har svart på søknaden din.\n\nHer er Min side:\n{PAGE}\n\nSpør oss: kontor@example.org\n"


@pytest.fixture(autouse=True)
def our_address(settings):
    settings.SITE_ADDRESS = "http://localhost:8000"


def test_the_page_of_ours_is_one_button_and_is_written_out():
    html = mail_look.html(LETTER, subject="Svar", language="nb", sender="Tjenesten")

    assert [part.page for part in mail_look.parts(LETTER)] == ["", "", PAGE, ""]
    assert html.count(f'href="{PAGE}"') == 2
    assert "Åpne siden" in html
    for line in LETTER.split():
        assert line in html, line


def test_a_second_page_is_a_link_and_no_button():
    text = f"Se siden her: {PAGE}\n\nMer:\n{PAGE}valg/"

    assert mail_look.parts(text) == [mail_look.Part("Se siden her:", page=PAGE), mail_look.Part(f"Mer:\n{PAGE}valg/")]


def test_why_somebody_gets_it_stands_below_the_letter():
    text = "Hei.\n\nDu får denne e-posten fordi\ndu har en konto."
    foot = "Du får denne e-posten fordi du har en konto."

    assert mail_look.parts(text, foot) == [mail_look.Part("Hei."), mail_look.Part(foot, is_foot=True)]
    assert mail_look.parts(text, "Noe annet.")[-1].is_foot is False


def test_an_address_elsewhere_is_no_button():
    for address in ("http://localhost:8000.example.org/x", "https://example.org/min-side/"):
        assert mail_look.parts(f"Se her:\n{address}") == [mail_look.Part(f"Se her:\n{address}")]


def test_a_code_is_shown_large_and_once():
    text = "Koden din er 123 456\n\nSkriv den på siden du kom fra."

    assert mail_look.parts(text)[0] == mail_look.Part("Koden din er", code="123 456")
    assert mail_look.html(text, subject="", language="en", sender="Us").count("123 456") == 1


def test_what_somebody_wrote_is_escaped():
    assert "<b>" not in mail_look.html("Hei <b>du</b>.", subject="<b>", language="nb", sender="<b>")
