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

# The built-in fonts lose č đ ŋ š ŧ ž; this one has every Norwegian and Sámi letter.
FONT_DIR = font_source_sans_pro.font_directory
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

    html = _replace_missing_characters(render_to_string(f"pdf/{template}.html", {**context, "font_dir": FONT_DIR}))
    out = io.BytesIO()
    policy = ResourceAccessPolicy.server(FONT_DIR, allow_remote=False)
    try:
        result = pisa.CreatePDF(html, dest=out, encoding="utf-8", resource_policy=policy)
    except Exception as fault:  # the library raises whatever it meets; one bad text must not stop the others
        raise CannotRender(f"{template}: {type(fault).__name__}") from None
    if result.err:
        raise CannotRender(template)
    return out.getvalue()


def _replace_missing_characters(html: str) -> str:
    """The text with a replacement for what the font does not have, which would become a blank and a null character."""
    missing = set(html) - _characters_in_font()
    return re.sub(f"[{re.escape(''.join(sorted(missing)))}]+", _replacement, html) if missing else html


def _replacement(match: re.Match[str]) -> str:
    """One replacement for an emoji of several characters; a space for a space, nothing for invisible characters."""
    classes = {unicodedata.category(character)[0] for character in match[0]}
    if classes - set("CMZ"):
        return REPLACEMENT
    return " " if "Z" in classes else ""


@functools.cache
def _characters_in_font() -> set[str]:
    """The characters that the font has (regular and bold have the same), and line breaks and tabs."""
    from reportlab.pdfbase.ttfonts import TTFontFile  # noqa: PLC0415  slow, and most processes never make a PDF

    return {*map(chr, TTFontFile(f"{FONT_DIR}/SourceSansPro-Regular.ttf").charToGlyph), "\n", "\r", "\t"}
