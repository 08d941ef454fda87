"""Pictures have titles that say what they show, and files that say no more than the picture."""

import io
import struct
import zlib

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image, ImageFile
from PIL.EpsImagePlugin import EpsImageFile
from wagtail.images import get_image_model

from home.editing import pictures
from home.editing.pictures import without_metadata
from tests.home.chapter_forms import picture
from tests.home.uploads import add
from tests.portal.frame.uploaded_files import picture_in_rounds

ROTATED, GPS, MAKER = 0x0112, 0x8825, 0x010F


def photo(name="kaffe.jpg", kind="JPEG", size=(60, 40), **others):
    """A picture from a phone that was held upright, with the place where it was taken."""
    exif = Image.Exif()
    exif[ROTATED] = 6
    exif[MAKER] = "Telefon"
    exif.get_ifd(GPS).update({1: "N", 2: (59.0, 54.0, 0.0)})
    file = io.BytesIO()
    Image.new("RGB", size, "white").save(file, kind, exif=exif, **others)
    return SimpleUploadedFile(name, file.getvalue(), content_type=f"image/{kind.lower()}")


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


@pytest.mark.parametrize(
    ("title", "is_file"),
    [
        ("IMG_1234", True),
        ("kaffe.jpg", True),
        ("DSC 0042", True),
        ("To kvinner drikker kaffe", False),
        ("Årsmøtet 2027", False),
    ],
)
def test_the_name_of_a_file_is_no_title(title, is_file):
    assert pictures.looks_like_file_name(title) is is_file


@pytest.mark.slow
@pytest.mark.django_db
def test_a_picture_must_get_a_title_when_it_is_edited(egil, client_of):
    one = picture(title="IMG_1234")
    address = reverse("wagtailimages:edit", args=[one.pk])
    client = client_of(egil)

    refused = client.post(address, {"title": "IMG_1234", "collection": one.collection_id, "tags": ""})
    client.post(address, {"title": "To kvinner drikker kaffe", "collection": one.collection_id, "tags": ""})

    one.refresh_from_db()
    assert "Skriv hva bildet viser" in refused.content.decode()
    assert one.title == "To kvinner drikker kaffe"


def cut_off(kind):
    """A picture whose file ends in the middle, as when a phone loses the network."""
    file = io.BytesIO()
    Image.effect_noise((300, 300), 90).convert("RGB").save(file, kind)
    content = file.getvalue()
    return SimpleUploadedFile(
        f"kaffe.{kind.lower()}", content[: len(content) // 2], content_type=f"image/{kind.lower()}"
    )


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF"])
@pytest.mark.parametrize("address", ["wagtailimages:add", "wagtailimages:add_multiple", "wagtailimages_chooser:create"])
def test_a_picture_that_is_damaged_is_refused_with_a_sentence(kind, address, editor):
    values = {"title": "Kaffe", "image-chooser-upload-title": "Kaffe"}
    files = {name: cut_off(kind) for name in ("file", "files[]", "image-chooser-upload-file")}

    answer = editor.post(reverse(address), values | files, headers={"x-requested-with": "XMLHttpRequest"})

    assert answer.status_code == 200
    assert not get_image_model().objects.exists()


@pytest.mark.django_db
def test_what_is_wrong_with_a_damaged_picture_is_said(editor):
    assert "Filen er skadet" in add(editor, "wagtailimages", cut_off("JPEG")).content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "content", [picture_in_rounds(100), b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n%%EOF\n"]
)
def test_what_takes_long_to_draw_or_is_drawn_by_a_program_is_refused(content, editor, monkeypatch):
    drawn = []
    monkeypatch.setattr(ImageFile.ImageFile, "load", lambda picture: drawn.append(picture))
    monkeypatch.setattr(EpsImageFile, "load", lambda picture: drawn.append(picture))

    answer = add(editor, "wagtailimages", SimpleUploadedFile("kaffe.jpg", content, content_type="image/jpeg"))

    assert list(answer.context["form"].errors) == ["file"]
    assert (drawn, get_image_model().objects.exists()) == ([], False)


def head_of_picture(side):
    """The head of a PNG that says how large the picture is, and a file that holds no such picture."""
    file = io.BytesIO()
    Image.new("RGBA", (1, 1)).save(file, "PNG")
    content = bytearray(file.getvalue())
    content[16:24] = struct.pack(">II", side, side)
    content[29:33] = struct.pack(">I", zlib.crc32(content[12:29]))
    return SimpleUploadedFile("kaffe.png", bytes(content), content_type="image/png")


@pytest.mark.django_db
@pytest.mark.filterwarnings("ignore::PIL.Image.DecompressionBombWarning")
@pytest.mark.parametrize("side", [13_300, 20_000])
def test_a_picture_with_too_many_pixels_is_refused_before_it_is_read(side, editor):
    said = add(editor, "wagtailimages", head_of_picture(side)).context["form"].errors.as_data()["file"]

    assert [error.code for error in said] == ["file_too_many_pixels"]
    assert not get_image_model().objects.exists()
