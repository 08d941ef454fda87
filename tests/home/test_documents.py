"""Documents that editors upload run nowhere, and are found only where they are meant to be."""

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from wagtail.documents import get_document_model

from tests.home.uploads import add


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["plakat.html", "angrep.js", "bilde.svg", "plakat.xhtml", "uten-endelse"])
def test_what_a_browser_would_run_is_refused(name, editor):
    add(editor, "wagtaildocs", SimpleUploadedFile(name, b"<script>alert(1)</script>"))

    assert not get_document_model().objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["plakat.pdf", "Skjema.DOCX", "liste.xlsx", "notat.txt"])
def test_a_document_goes_through_the_site_alone(name, editor):
    add(editor, "wagtaildocs", SimpleUploadedFile(name, b"Noe"))
    document = get_document_model().objects.get()

    answer = Client().get(document.url)

    assert answer.status_code == 200
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert (settings.MEDIA_ROOT / document.file.name).exists()
    assert Client().get(document.file.url).status_code == 404
