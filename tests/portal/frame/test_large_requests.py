"""A request that is larger than anything our pages send gets a page that says so, and is neither parsed nor kept."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

pytestmark = pytest.mark.django_db
MB = 1_000_000
TITLES = {"": "Det du sendte, er for stort", "/nn": "Det du sende, er for stort", "/en": "What you sent is too large"}


@pytest.fixture
def parsed(monkeypatch):
    parsed = []
    monkeypatch.setattr("django.http.multipartparser.MultiPartParser.parse", lambda self: parsed.append(self))
    return parsed


def a_file(size):
    return SimpleUploadedFile("stor.pdf", b"%PDF" + b" " * size)


@pytest.mark.slow
@pytest.mark.parametrize("language", TITLES)
def test_a_file_of_50_mb_is_told_on_the_page_that_checks_files(client, parsed, language):
    page = client.post(language + reverse("portal:verify_file"), {"file": a_file(50 * MB)})

    assert (page.status_code, parsed) == (413, [])
    told = {"": "større enn 10 MB", "/nn": "større enn 10 MB", "/en": "larger than 10 MB"}[language]
    assert told in page.content.decode()


@pytest.mark.parametrize("language", TITLES)
@pytest.mark.parametrize("place", ["/logg-inn/", "/verifiser/", "/taushetserklaering/signer/", "/finnes-ikke/"])
def test_every_other_page_refuses_it_before_it_is_parsed(client, parsed, language, place):
    page = client.post(language + place, {"file": a_file(11 * MB)})

    assert (page.status_code, parsed) == (413, [])
    assert TITLES[language] in page.content.decode()


@pytest.mark.slow
@pytest.mark.parametrize("language", TITLES)
def test_a_text_that_is_too_long_gets_the_same_answer(client, language):
    page = client.post(f"{language}/logg-inn/", {"email": "x" * 2 * MB})

    assert page.status_code == 413
    assert TITLES[language] in page.content.decode()


def test_editors_may_send_larger_files(client, settings):
    assert client.post("/cms/", {"file": a_file(11 * MB)}).status_code == 302
    settings.LARGEST_CMS_REQUEST = 11 * MB
    assert client.post("/cms/", {"file": a_file(11 * MB)}).status_code == 413
