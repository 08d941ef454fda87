"""Which published pages use which figure."""

import re

from home.texts import authored_content, pieces

REFERENCE = re.compile(r"\{([a-z0-9-]+)\}")  # how a text names a figure: ``{antall-med-ms}``


def pages_by_figure(pages=None):
    """``{code: [pages]}`` of the published pages, or of those that are given. Also codes that no figure has."""
    found = {}
    for page in authored_content.published_pages() if pages is None else pages:
        for code in dict.fromkeys(code for piece in pieces.pieces_of(page) for code in REFERENCE.findall(piece.text)):
            found.setdefault(code, []).append(page)
    return found
