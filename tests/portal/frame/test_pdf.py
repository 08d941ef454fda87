"""What is in a PDF can be read in it, and nowhere else."""

import io

import pypdf
import pytest
from django.urls import reverse

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
    ],
)
def test_what_the_font_lacks_is_a_sign_that_is_seen(wrote, kari, client_of, typed, shown):
    wrote(typed)

    text = text_of(client_of(kari).get(reverse("portal:application_pdf")))

    assert shown in text
    assert "\x00" not in text


def test_what_somebody_wrote_is_in_no_log(wrote, kari, client_of, caplog, capfd, monkeypatch):
    monkeypatch.setattr(pdf, "REPLACEMENT", "😀")  # the library meets what it cannot draw, and would quote the cell
    wrote(f"{CANARY} 😀 <b>{CANARY}</b>")

    with caplog.at_level("DEBUG"):
        response = client_of(kari).get(reverse("portal:application_pdf"))

    assert CANARY in text_of(response)
    assert CANARY not in caplog.text + "".join(capfd.readouterr())
