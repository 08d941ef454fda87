"""What is in a PDF can be read in it, and nowhere else."""

import functools
import io
import sys
from types import SimpleNamespace

import pypdf
import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from forms.fields import NameField
from portal import pdf
from portal.onboarding.models import Application

pytestmark = pytest.mark.django_db
CANARY = "KANARIFUGL"


@pytest.fixture
def wrote(submitted, kari):
    """``wrote(text)``: Kari's application says so, in every answer of hers."""

    def say(text):
        copy = submitted.copy
        for _section, rows in copy["sections"]:
            for row in rows:
                row["value"] = text
        Application.objects.filter(pk=submitted.pk).update(copy=copy)

    return say


def text_of(response):
    reader = pypdf.PdfReader(io.BytesIO(response.content))
    return "".join(page.extract_text() for page in reader.pages)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("Jeg har MS 😀 og jobb", "Jeg har MS ☐ og jobb"),
        ("En familie 👩‍👩‍👧‍👦 her", "En familie ☐ her"),
        ("Et hjerte ❤️ her", "Et hjerte ☐ her"),
        ("En tommel 👍🏽 her", "En tommel ☐ her"),
        ("Fra 日本 hit", "Fra ☐ hit"),
        ("Uten\u200bbredde", "Utenbredde"),
        ("Et\u2003mellomrom", "Et mellomrom"),
        ("Áŋŋá Čáhci-O'Connor – «ja»", "Áŋŋá Čáhci-O'Connor – «ja»"),
        ("Anne\u2011Mari", "Anne-Mari"),
        ("Ǩiurâ Ǯõõpi Ǥaar", "Kiurâ ʒõõpi Gaar"),
        ("A\u030asen og Bjo\u0308rn", "Åsen og Björn"),
        ("\u212bsen", "Åsen"),
        ("Nguyễn Đặng", "Nguyễn Đặng"),
        ("Ɓala Ɗan Ƙano ǝ", "ɓala ɗan Kano ə"),
        ("\u0338etter en tagg", "etter en tagg"),
        ("＜b＞ og ﹤i﹥", "☐b☐ og ☐i☐"),
    ],
)
def test_what_the_font_lacks_is_a_sign_that_is_seen(wrote, kari, client_of, typed, shown):
    wrote(typed)

    text = text_of(client_of(kari).get(reverse("portal:application_pdf")))

    assert shown in text
    assert "\x00" not in text


# Of old manuscripts, phonetics and alphabets that are no longer in use: a sign shows that a letter is missing.
NO_NEAREST = set("ƄƅƍƕƖƛƢƣƧƨƪƸƹƻƼƽƾƿǀǁǃǶǷȜȝȢȣȸȹɁɂɊẟỺỻỼỽ")


@functools.cache
def letters_of_names():
    """Every letter that the field of a name lets in, as it is stored."""
    field, found = NameField(), set()
    everything = [character for character in map(chr, range(sys.maxunicode + 1)) if character.isalpha()]
    for start in range(0, len(everything), 80):
        for some in ("".join(everything[start : start + 80]), *everything[start : start + 80]):
            try:
                found.update(field.clean(some))
            except ValidationError:
                continue
            if len(some) > 1:
                break
    return sorted(character for character in found if character.isalpha())


@pytest.mark.proof
def test_every_letter_of_a_name_is_drawn_or_the_nearest_one():
    letters = letters_of_names()
    assert len(letters) > 100_000
    has = pdf.characters_in_font()
    latin = [letter for letter in letters if letter <= "\u024f" or "\u1e00" <= letter <= "\u1eff"]
    names = {letter: pdf.drawable(letter) for letter in letters}

    assert {letter for letter in latin if names[letter] == pdf.REPLACEMENT} == NO_NEAREST
    assert {letter for letter, name in names.items() if not name} == set()
    assert {letter for letter, name in names.items() if set(name) - has} == set()
    assert {letter for letter in names if letter in has and names[letter] != letter} == set()


@pytest.mark.proof
def test_no_letter_of_a_name_becomes_a_blank_in_the_file():
    letters = [letter for letter in letters_of_names() if pdf.drawable(letter) != pdf.REPLACEMENT]
    words = " ".join("".join(letters[start : start + 40]) for start in range(0, len(letters), 40))
    certificate = SimpleNamespace(holder_name=words, kind="read", language="nb", issued_at=None, day=None, minutes=1)
    values = {"certificate": certificate, "language": "nb", "title": "Kursbevis"}

    pages = pypdf.PdfReader(io.BytesIO(pdf.render("certificate", values))).pages

    text = "".join(page.extract_text() for page in pages)
    assert "\x00" not in text
    assert set("ÅåČčŊŋŠšŦŧŽžĐđÁáẞɓΩЖʒ") <= set(text)


def test_what_somebody_wrote_is_in_no_log(wrote, kari, client_of, caplog, capfd, monkeypatch):
    monkeypatch.setattr(pdf, "REPLACEMENT", "😀")  # the library meets what it cannot draw, and would quote the cell
    wrote(f"{CANARY} 😀 <b>{CANARY}</b>")

    with caplog.at_level("DEBUG"):
        response = client_of(kari).get(reverse("portal:application_pdf"))

    assert CANARY in text_of(response)
    assert CANARY not in caplog.text + "".join(capfd.readouterr())
