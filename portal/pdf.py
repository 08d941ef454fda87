"""How does a page become a PDF? The only module that names xhtml2pdf.

The PDF is a copy of a page that exists: xhtml2pdf cannot tag, so the page is the accessible original.
"""

import functools
import io
import os
import re
import secrets
import unicodedata

import font_source_sans_pro
from django.template.loader import render_to_string

# The built-in fonts lose č đ ŋ š ŧ ž; this one has every Norwegian and Sámi letter.
FONT_DIR = font_source_sans_pro.font_directory
MISSING = "☐"  # stands where the text has what the font cannot draw: an emoji, letters of other scripts


class CannotRender(Exception):
    """The template did not become a PDF."""


def render(template, context):
    """The bytes of a PDF. Values are escaped by the template; nothing is fetched but the font folder's files."""
    # Loaded here: it takes a second, and most processes never make a PDF.
    from xhtml2pdf import pisa
    from xhtml2pdf.config.resources import ResourceAccessPolicy

    html = _drawable(render_to_string(f"pdf/{template}.html", {**context, "font_dir": FONT_DIR}))
    out = io.BytesIO()
    policy = ResourceAccessPolicy.server(FONT_DIR, allow_remote=False)
    try:
        result = pisa.CreatePDF(html, dest=out, encoding="utf-8", resource_policy=policy)
    except Exception as fault:  # the library raises whatever it meets; one bad text must not stop the others
        raise CannotRender(f"{template}: {type(fault).__name__}") from None
    if result.err:
        raise CannotRender(template)
    return out.getvalue()


def _drawable(html):
    """The same with a sign in place of what the font lacks, which would be a blank and a null character."""
    lacking = set(html) - _characters()
    return re.sub(f"[{re.escape(''.join(sorted(lacking)))}]+", _stand_in, html) if lacking else html


def _stand_in(found):
    """One sign for an emoji of several characters; a space for a space, and nothing for what nobody sees."""
    classes = {unicodedata.category(character)[0] for character in found[0]}
    if classes - set("CMZ"):
        return MISSING
    return " " if "Z" in classes else ""


@functools.cache
def _characters():
    """What the font can draw, bold or not, and the white space of a page."""
    from reportlab.pdfbase.ttfonts import TTFontFile

    return {*map(chr, TTFontFile(f"{FONT_DIR}/SourceSansPro-Regular.ttf").charToGlyph), "\n", "\r", "\t"}


def keep(path, make, *values):
    """The path, with the bytes of ``make(*values)`` unless a file is there. The file appears whole or not at all.

    Safe when two do it at once: the file that is in place first stays.
    """
    if path.exists():
        return path
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    content = make(*values)
    half = path.with_suffix(f".{secrets.token_hex(8)}")
    with open(os.open(half, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(half, path)
    except FileExistsError:  # another process was first: its copy stands
        pass
    finally:
        half.unlink()
    return path
