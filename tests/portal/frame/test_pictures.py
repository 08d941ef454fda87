"""Pictures that people upload: what is taken in, what is refused with which sentence, and what is left of them."""

import io
import random

import pytest
from PIL import Image

from portal import pictures, uploads
from portal.pictures import Part
from tests.portal.frame.small_pdf import small_pdf
from tests.portal.frame.uploaded_files import picture, picture_in_rounds, picture_that_claims, uploaded

SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
GPS, TURN = 0x8825, 0x0112


def opened(content):
    return Image.open(io.BytesIO(content))


def of_a_camera(kind="JPEG", size=(400, 300), **options):
    """As a phone saves it: to be turned, and with a place and a name in it."""
    exif = Image.Exif()
    exif[0x010E] = "Kari Krogh"  # the description
    exif[TURN] = 6
    exif.get_ifd(GPS)[1] = "N"
    return picture(kind, size, exif=exif, **options)


def test_a_picture_is_drawn_anew_without_what_its_file_tells():
    content = of_a_camera(size=(40, 30), comment=b"Kari Krogh")

    checked = pictures.check_picture(uploaded(content, "IMG_1.jpg"))

    drawn = opened(checked.content)
    assert (checked.file_type, drawn.size, dict(drawn.getexif())) == ("jpg", (30, 40), {})
    assert (b"Kari" in content, b"Kari" in checked.content) == (True, False)


def test_what_is_put_behind_a_picture_is_left_out():
    checked = pictures.check_picture(uploaded(picture() + b"<script>alert(1)</script>", "x.png"))

    assert (checked.file_type, b"script" in checked.content) == ("png", False)


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_a_large_picture_is_made_smaller(kind):
    checked = pictures.check_picture(uploaded(picture(kind, (4400, 1100)), "x"))

    assert opened(checked.content).size == (4000, 1000)


@pytest.mark.parametrize(
    "options", [{"mode": "CMYK", "kind": "JPEG"}, {"mode": "P"}, {"mode": "LA"}, {"mode": "I;16"}, {"mode": "1"}]
)
def test_pictures_of_every_kind_of_colour_are_taken_in(options):
    content = picture(**{"kind": "PNG", "color": 0, **options})

    assert opened(pictures.check_picture(uploaded(content, "x")).content).mode in ("RGB", "RGBA")


NO_PICTURES = {
    "nothing": (b"", uploads.EMPTY),
    "a PDF": (small_pdf(), pictures.NO_PICTURE),
    "a drawing": (SVG, pictures.NO_PICTURE),
    "a picture of another type": (picture("GIF"), pictures.NO_PICTURE),
    "half a picture": (picture("PNG", (400, 300))[:-40], pictures.NO_PICTURE),
    "half a photo": (picture("JPEG", (400, 300))[:-400], pictures.NO_PICTURE),
    "a photo that takes hours to draw": (picture_in_rounds(100), pictures.NO_PICTURE),
    "a photo of very many parts": (b"\xff\xd8" + b"\xff\xfe\0\2" * 2000 + picture("JPEG")[2:], pictures.NO_PICTURE),
    "very many pixels": (picture_that_claims(9000, 9000), pictures.HUGE_PICTURE),
    "more than Pillow opens": (picture_that_claims(60000, 60000), pictures.HUGE_PICTURE),
}


@pytest.mark.parametrize("what", NO_PICTURES)
@pytest.mark.parametrize("check", [pictures.check_picture, pictures.check_portrait])
def test_what_is_no_picture_that_can_be_read_is_refused(what, check):
    content, sentence = NO_PICTURES[what]

    with pytest.raises(uploads.Refused) as refusal:
        check(uploaded(content))

    assert refusal.value.sentence == sentence


def test_a_photo_that_is_saved_in_rounds_is_taken_in():
    assert pictures.check_picture(uploaded(picture_in_rounds(5))).file_type == "jpg"
    assert pictures.check_picture(uploaded(picture() + picture_in_rounds(100))).file_type == "png"


@pytest.mark.slow
def test_a_portrait_is_upright_on_white_and_says_nothing_of_its_file():
    found = {
        "of a camera": of_a_camera(),
        "of a phone": picture("HEIF", (400, 300)),
        "in the colours of print": picture("JPEG", (400, 300), mode="CMYK", color=0),
        "that one sees through": picture("PNG", (400, 300), mode="RGBA", color=(0, 0, 0, 0)),
        "that moves": picture("WEBP", (400, 300), save_all=True, append_images=[Image.new("RGB", (400, 300), "red")]),
        "large": picture("JPEG", (3000, 2400)),
    }

    made = {name: pictures.check_portrait(uploaded(content, "Kari Krogh.jpg")) for name, content in found.items()}

    sizes = {"of a camera": (300, 400), "large": (1200, 960)}
    for name, checked in made.items():
        drawn = opened(checked.content)
        said = (checked.name, checked.file_type, drawn.format, drawn.mode, drawn.size, dict(drawn.getexif()))
        assert said == ("portrait", "jpg", "JPEG", "RGB", sizes.get(name, (400, 300)), {}), name
        assert drawn.getpixel((0, 0)) == (255, 255, 255), name
    with pytest.raises(uploads.Refused) as refusal:
        pictures.check_portrait(uploaded(picture("PNG", (4000, 150))))
    assert refusal.value.sentence == pictures.SMALL_PICTURE


def three_colours(size):
    """Red, green and blue, one after the other along its longer side."""
    drawn = Image.new("RGB", (3, 1) if size[0] > size[1] else (1, 3))
    drawn.putdata([(255, 0, 0), (0, 128, 0), (0, 0, 255)])
    content = io.BytesIO()
    drawn.resize(size, Image.Resampling.NEAREST).save(content, "PNG")
    return content.getvalue()


@pytest.mark.parametrize("size", [(600, 200), (200, 600)])
def test_a_square_is_one_part_of_the_picture(size):
    content = three_colours(size)

    made = {part: opened(pictures.square(content, part, side=100, largest=8000)) for part in Part}

    assert pictures.parts_of(content) == (list(Part), size[0] > size[1])
    assert {drawn.size for drawn in made.values()} == {(100, 100)}
    strongest = {part: max(range(3), key=drawn.getpixel((50, 50)).__getitem__) for part, drawn in made.items()}
    assert strongest == {Part.FIRST: 0, Part.MIDDLE: 1, Part.LAST: 2}
    assert pictures.parts_of(picture("JPEG", (210, 200))) == ([Part.MIDDLE], True)


def test_a_square_is_small_however_hard_it_is_to_draw():
    noise = Image.frombytes("RGB", (400, 400), random.Random(1).randbytes(480_000))
    content = io.BytesIO()
    noise.save(content, "PNG")

    assert len(pictures.square(content.getvalue(), Part.MIDDLE, side=144, largest=8000)) <= 8000
