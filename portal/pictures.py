"""Draws pictures that people upload anew: without what their files say of where, when and with what they were taken.

The only module of the portal that imports Pillow, and pillow-heif for the pictures of phones.
"""

import io
import re
from enum import StrEnum
from typing import Any

from django.core.files.base import File
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageOps

from portal.uploads import Checked, FileType, Refused, content_of, name_for_people

MAX_PIXELS = 50_000_000  # as many as the cameras of phones have
MAX_SIDE = 4000  # pixels of a picture that is kept
PORTRAIT_SIDE = 1200  # of a portrait, until it is known which part of it is shown
SMALLEST_PORTRAIT = 160  # wide and high
ALMOST_SQUARE = 1.1  # so much longer the one side may be, and there is no part to choose
# How often a JPEG goes over all its pixels: some ten times, as cameras and programs save it. One that asks for
# thousands is small, and takes hours to draw.
MOST_ROUNDS = 40
MOST_PARTS = 1000  # of a JPEG: its rounds, tables, and what it tells of itself
MARKER = re.compile(rb"\xff([^\x00\x01\xd0-\xd8\xff])")  # where a part begins, with its length; or the end
JPEG_BEGINS, ROUND, END = b"\xff\xd8", b"\xda", b"\xd9"
# How well a square is drawn: the first that makes it small enough, or the last.
QUALITIES = (85, 78, 70, 60, 50, 40, 30, 20, 10)

NO_PICTURE = _("This is no picture that we can read. Choose a picture of the type PNG or JPEG, such as a screenshot")
HUGE_PICTURE = _("The picture has too many pixels. Make it smaller, or take a screenshot of it, and choose that one")
SMALL_PICTURE = _("The picture is so small that it would be blurred. Choose one that is at least 160 pixels each way")


class Part(StrEnum):
    """The square of a picture that is kept: from its left or upper end, from the middle, or from its other end."""

    FIRST = "first"
    MIDDLE = "middle"
    LAST = "last"


def check_picture(file: "File[Any]") -> Checked:
    """The uploaded picture, drawn anew. Raises ``Refused`` for what is too large or no picture that can be read."""
    picture, file_type = _drawn_anew(content_of(file), MAX_SIDE)
    saved = io.BytesIO()
    picture.save(saved, format="PNG" if file_type is FileType.PNG else "JPEG", quality=90)
    return Checked(saved.getvalue(), file_type, name_for_people(file.name))


def check_portrait(file: "File[Any]") -> Checked:
    """The uploaded portrait, whole and on white, as a JPEG without the name of its file. Raises ``Refused``."""
    picture, _file_type = _drawn_anew(content_of(file), PORTRAIT_SIDE)
    if min(picture.size) < SMALLEST_PORTRAIT:
        raise Refused(SMALL_PICTURE)
    if picture.mode == "RGBA":
        picture = Image.alpha_composite(Image.new("RGBA", picture.size, "white"), picture).convert("RGB")
    saved = io.BytesIO()
    picture.save(saved, format="JPEG", quality=90)
    return Checked(saved.getvalue(), FileType.JPEG, "portrait")


def _drawn_anew(content: bytes, largest_side: int) -> tuple[Image.Image, FileType]:
    """The picture alone, upright, with sides of at most so many pixels; the first one where it moves.

    Raises ``Refused``.
    """
    import pillow_heif.HeifImagePlugin  # noqa: F401, PLC0415  slow, and most requests take in no picture

    try:
        with Image.open(io.BytesIO(content), formats=("PNG", "JPEG", "WEBP", "HEIF")) as opened:
            width, height = opened.size
            if width * height > MAX_PIXELS:
                raise Refused(HUGE_PICTURE)
            if asks_for_many_rounds(content):
                raise Refused(NO_PICTURE)
            file_type = FileType.PNG if opened.format in ("PNG", "WEBP") else FileType.JPEG
            if opened.format == "JPEG":
                opened.draft("RGB", (largest_side, largest_side))  # less memory: it is made smaller while it is read
            picture = ImageOps.exif_transpose(opened)
            picture.thumbnail((largest_side, largest_side))
            is_transparent = file_type is FileType.PNG and picture.has_transparency_data
            plain = picture.convert("RGBA" if is_transparent else "RGB")
            plain.info = {}
    except Refused:
        raise
    except Image.DecompressionBombError as bomb:
        raise Refused(HUGE_PICTURE) from bomb
    except Exception as damaged:  # Pillow raises whatever the reader of that kind of picture raises
        raise Refused(NO_PICTURE) from damaged
    return plain, file_type


def asks_for_many_rounds(content: bytes) -> bool:
    """Whether this is a JPEG that was made to be drawn for very long. To be asked before a picture is drawn."""
    rounds, at = 0, len(JPEG_BEGINS)
    for _part in range(MOST_PARTS if content.startswith(JPEG_BEGINS) else 0):
        marker = MARKER.search(content, at)
        if marker is None or marker[1] == END:
            return False
        rounds += marker[1] == ROUND
        if rounds > MOST_ROUNDS:
            return True
        at = marker.end() + int.from_bytes(content[marker.end() : marker.end() + 2])
    return content.startswith(JPEG_BEGINS)


def parts_of(content: bytes) -> tuple[list[Part], bool]:
    """``(the squares that there are to choose among, whether they lie beside each other)`` of a picture of ours."""
    with Image.open(io.BytesIO(content)) as picture:
        width, height = picture.size
    is_almost_square = max(width, height) <= min(width, height) * ALMOST_SQUARE
    return [Part.MIDDLE] if is_almost_square else list(Part), width > height


def square(content: bytes, part: Part, *, side: int, largest: int) -> bytes:
    """A square of a picture of ours, as a JPEG ``side`` pixels wide and high, of at most ``largest`` bytes.

    A picture that is hard to draw small is drawn less sharp.
    """
    with Image.open(io.BytesIO(content)) as picture:
        width, height = picture.size
        short = min(width, height)
        share = {Part.FIRST: 0.0, Part.MIDDLE: 0.5, Part.LAST: 1.0}[part]
        left, top = round((width - short) * share), round((height - short) * share)
        drawn = picture.crop((left, top, left + short, top + short)).resize((side, side), Image.Resampling.LANCZOS)
    made = b""
    for quality in QUALITIES:
        saved = io.BytesIO()
        drawn.save(saved, format="JPEG", quality=quality, optimize=True, progressive=True)
        made = saved.getvalue()
        if len(made) <= largest:
            break
    return made
