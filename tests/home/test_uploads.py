"""What editors upload runs nowhere, says no more than it should, and is found only where it is meant to be."""

import io

import pytest
from django.conf import settings
from django.contrib.auth.models import Group
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Collection

from home.editing.pictures import without_metadata
from portal.desk import setting_up

ROTATED, GPS, MAKER = 0x0112, 0x8825, 0x010F


@pytest.fixture
def editor(kari, client_of):
    kari.groups.add(Group.objects.get(name=setting_up.EDITORS))
    return client_of(kari)


def photo(name="kaffe.jpg", kind="JPEG", size=(60, 40), **others):
    """A picture from a phone that was held upright, with the place where it was taken."""
    exif = Image.Exif()
    exif[ROTATED] = 6
    exif[MAKER] = "Telefon"
    exif.get_ifd(GPS).update({1: "N", 2: (59.0, 54.0, 0.0)})
    file = io.BytesIO()
    Image.new("RGB", size, "white").save(file, kind, exif=exif, **others)
    return SimpleUploadedFile(name, file.getvalue(), content_type=f"image/{kind.lower()}")


def add(editor, kind, file):
    values = {"title": "Et navn", "file": file, "collection": Collection.get_first_root_node().pk, "tags": ""}
    return editor.post(reverse(f"{kind}:add"), values)


# DOCUMENTS


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


# PICTURES


@pytest.mark.django_db
def test_a_picture_on_a_page_is_served_as_a_picture_and_its_original_is_not(editor):
    add(editor, "wagtailimages", photo())
    picture = get_image_model().objects.get()

    shown = Client().get(picture.get_rendition("max-20x20").url)

    assert shown.status_code == 200
    assert shown.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert shown.headers["X-Content-Type-Options"] == "nosniff"
    assert (settings.MEDIA_ROOT / picture.file.name).exists()
    assert Client().get(picture.file.url).status_code == 404
    assert Client().get(f"/media/images/../{picture.file.name}").status_code == 400


@pytest.mark.django_db
def test_a_picture_that_is_uploaded_says_nothing_of_where_it_was_taken(editor):
    add(editor, "wagtailimages", photo(comment=b"Hos Kari"))
    picture = get_image_model().objects.get()

    with Image.open(picture.file.path) as kept:
        assert dict(kept.getexif()) == {}
        assert "comment" not in kept.info
        assert kept.size == (picture.width, picture.height) == (40, 60)  # upright


@pytest.mark.parametrize(("kind", "name"), [("JPEG", "a.jpg"), ("PNG", "a.png"), ("WEBP", "a.webp")])
def test_every_kind_of_picture_keeps_its_kind_and_loses_the_rest(kind, name):
    with Image.open(photo(name, kind)) as before:
        assert before.getexif().get_ifd(GPS)

    with Image.open(without_metadata(photo(name, kind))) as after:
        assert (after.format, after.size) == (kind, (40, 60))
        assert dict(after.getexif()) == {}


def test_a_picture_is_kept_no_larger_than_a_page_shows():
    with Image.open(without_metadata(photo(size=(3000, 1500)))) as kept:
        assert kept.size == (1000, 2000)


@pytest.mark.django_db
def test_what_is_no_picture_is_refused_with_a_sentence(editor):
    answer = add(editor, "wagtailimages", SimpleUploadedFile("kaffe.jpg", b"Noe"))

    assert answer.status_code == 200
    assert not get_image_model().objects.exists()
