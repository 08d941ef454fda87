"""Every address that stands on a page or in a snippet, and where it stands."""

import html as entities
import re
from dataclasses import dataclass

from django.utils.html import strip_tags

from home.texts import authored_content
from home.texts.pieces import pieces_of

ANCHOR = re.compile(r"<a\b([^>]*)>(.*?)</a>", re.DOTALL)
ATTRIBUTE = re.compile(r'([\w-]+)="([^"]*)"')
ADDRESS = re.compile(r"(?:https?://|/)\S*")


@dataclass(frozen=True)
class LinkLocation:
    """Where a link stands: on which page or snippet, in which field, and the words of the link."""

    title: str
    field: str
    words: str
    edit: str


def links_by_address(rows=None):
    """``{address: [LinkLocation]}`` of these pages and snippets, or of all that are published."""
    found = {}
    for row in rows if rows is not None else authored_content.published_pages() + authored_content.snippets():
        for piece in pieces_of(row):
            for address, words in links_in(piece.text):
                location = LinkLocation(str(row), str(piece.field.verbose_name), words, authored_content.edit_url(row))
                found.setdefault(address, []).append(location)
    return found


def links_in(text):
    """``(address, words of the link)``; a page or a document that was chosen is ``page:12`` or ``document:3``."""
    if ADDRESS.fullmatch(text.strip()):
        yield text.strip(), ""
    for attributes, inner in ANCHOR.findall(text):
        values = {name: entities.unescape(value) for name, value in ATTRIBUTE.findall(attributes)}
        words = " ".join(entities.unescape(strip_tags(inner)).split())
        if values.get("linktype") in ("page", "document"):
            yield f"{values['linktype']}:{values.get('id', '')}", words
        elif ADDRESS.fullmatch(values.get("href", "")):
            yield values["href"], words
