"""Every address that stands on a page or in a snippet, and where it stands."""

from dataclasses import dataclass

from home.links.in_texts import links_in
from home.texts import authored_content
from home.texts.pieces import pieces_of


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
