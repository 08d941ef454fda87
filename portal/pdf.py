"""Makes PDF files of templates. The only module that imports xhtml2pdf.

Each PDF is a copy of a web page. xhtml2pdf cannot make tagged PDFs, so the web page is the accessible version.
"""

import functools
import io
import re
import unicodedata
from collections.abc import Mapping

import font_source_sans_pro
from django.template.loader import render_to_string

from portal import mark

# The built-in fonts lose č đ ŋ š ŧ ž. This one has every letter of Norwegian, Northern, Lule and South Sámi, and for
# those of other languages one that is near (``_nearest``).
FONT_DIR = font_source_sans_pro.font_directory
LOOKS_LIKE = {"ǝ": "ə", "Ǝ": "Ə"}  # the same letter under another number, which Unicode does not say
LETTER_WITH_MARKS = re.compile("[^\\W_][\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff]+")
REPLACEMENT = "☐"  # for characters that the font does not have: emoji, letters of other scripts


class CannotRender(Exception):
    """No PDF could be made of the template."""


def render(template: str, context: Mapping[str, object]) -> bytes:
    """The bytes of a PDF of ``pdf/<template>.html``. Raises ``CannotRender``.

    The template escapes the values. Only files in the font folder are read; nothing is fetched from the network.
    """
    # It takes a second to load, and most processes never make a PDF.
    from xhtml2pdf import pisa  # noqa: PLC0415  slow, see above
    from xhtml2pdf.config.resources import ResourceAccessPolicy  # noqa: PLC0415  slow, see above

    values = {**context, "font_dir": FONT_DIR, "mark": mark.data_uri()}
    html = drawable(render_to_string(f"pdf/{template}.html", values))
    out = io.BytesIO()
    policy = ResourceAccessPolicy.server(FONT_DIR, allow_remote=False)
    try:
        result = pisa.CreatePDF(html, dest=out, encoding="utf-8", resource_policy=policy)
    except Exception as fault:  # the library raises whatever it meets; one bad text must not stop the others
        raise CannotRender(f"{template}: {type(fault).__name__}") from None
    if result.err:
        raise CannotRender(template)
    return out.getvalue()


def drawable(html: str) -> str:
    """The text as the font can draw it: a letter that the font does not have becomes the nearest one that it has.

    What has none becomes ``REPLACEMENT``; left alone it would be a blank and a null character.
    """
    # A letter and its accents, typed one by one, become one letter. Not the whole text: a mark that somebody typed
    # first would join the end of the tag before it.
    html = LETTER_WITH_MARKS.sub(lambda match: unicodedata.normalize("NFC", match[0]), html)
    missing = set(html) - characters_in_font()
    nearest = {ord(character): _nearest(character) for character in missing}
    html = html.translate({number: letters for number, letters in nearest.items() if letters})
    left = {chr(number) for number, letters in nearest.items() if not letters}
    return re.sub(f"[{re.escape(''.join(sorted(left)))}]+", _replacement, html) if left else html


def _nearest(character: str) -> str:
    """The letters of the font that are nearest to a letter, digit or hyphen that it does not have; else nothing.

    In this order: the same sign under another number, without its accents, without what its name says that it is
    written with (ǥ is a G with stroke), as a small or a capital letter.
    """
    if character in LOOKS_LIKE:
        return LOOKS_LIKE[character]
    kind = unicodedata.category(character)
    if kind == "Pd":
        return "-"
    if kind[0] not in "LN":
        return ""
    apart = unicodedata.normalize("NFKD", character)
    plain = "".join(part for part in apart if unicodedata.category(part)[0] != "M")
    try:
        without = unicodedata.lookup(unicodedata.name(character).split(" WITH ")[0])
    except (KeyError, ValueError):  # no such name, or none at all
        without = ""
    for letters in (unicodedata.normalize("NFKC", character), plain, without):
        for cased in (letters, letters.lower(), letters.upper()):
            # Letters and digits alone: the text is HTML already, and there are signs that are « < » elsewhere.
            if cased and cased.isalnum() and characters_in_font().issuperset(cased):
                return cased
    return ""


def _replacement(match: re.Match[str]) -> str:
    """One replacement for an emoji of several characters; a space for a space, nothing for invisible characters."""
    classes = {unicodedata.category(character)[0] for character in match[0]}
    if classes - set("CMZ"):
        return REPLACEMENT
    return " " if "Z" in classes else ""


@functools.cache
def characters_in_font() -> set[str]:
    """The characters that the font has (regular and bold have the same), and line breaks and tabs."""
    from reportlab.pdfbase.ttfonts import TTFontFile  # noqa: PLC0415  slow, and most processes never make a PDF

    return {*map(chr, TTFontFile(f"{FONT_DIR}/SourceSansPro-Regular.ttf").charToGlyph), "\n", "\r", "\t"}
