"""The links in a text."""

import html as entities
import re

from django.utils.html import strip_tags

ANCHOR = re.compile(r"<a\b([^>]*)>(.*?)</a>", re.DOTALL)
ATTRIBUTE = re.compile(r'([\w-]+)="([^"]*)"')
ADDRESS = re.compile(r"(?:https?://|/)\S*")


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
