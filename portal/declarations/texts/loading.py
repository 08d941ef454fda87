"""The first declaration of a new site."""

import tomllib
from pathlib import Path

from portal.declarations import queries as declaration_queries
from portal.declarations import services as declarations

FIRST_TEXT = Path(__file__).parent / "content" / "declaration.toml"


def install_declaration(by):
    """Publish the first version where there is none, and return the text in force. ``by`` is a user or None."""
    text = declaration_queries.text_in_force()
    if text:
        return text
    content = tomllib.loads(FIRST_TEXT.read_text(encoding="utf-8"))
    version = content.pop("version")
    return declarations.publish(content, version, by=by)
