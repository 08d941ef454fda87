"""A body of blocks as an article: headings with anchors, links in the reader's language, reading time, readability."""

import html as entities
import math
import re
from dataclasses import dataclass

from django.utils.html import strip_tags
from django.utils.safestring import mark_safe

from home.addresses import links_in_language, slug_of
from home.figures.substitution import substitute

WORDS_PER_MINUTE = 180  # a tired reader of Norwegian
EASY_LIX, MAX_LIX = 35, 40  # below the first a text is easy; above the second it is too heavy for the guide
H2 = re.compile(r"<h2(?: data-block-key=\"\w+\")?>(.*?)</h2>", re.DOTALL)
# Draftail's keys for its own use; readers have none.
BLOCK_KEY = re.compile(r' data-block-key="\w+"')
END_OF_PASSAGE = re.compile(r"</(?:p|li|h2|h3)>|<br/?>")


@dataclass(frozen=True)
class Heading:
    anchor: str
    text: str


@dataclass(frozen=True)
class Article:
    html: str
    headings: list
    figures: list  # the figures that its numbers were taken from


def render(body, *, id_prefix="", context=None):
    """The blocks as HTML with an id on each plain h2, unique within the article.

    With ``id_prefix`` the article is a chapter of a longer page: ids begin with it and headings go down two levels.
    """
    html = "\n".join(str(block.render(context)) for block in body)
    html, used = substitute(links_in_language(BLOCK_KEY.sub("", html)))
    headings, taken = [], set()

    def with_anchor(match):
        text = entities.unescape(strip_tags(match[1])).strip()
        name = first = f"{id_prefix}-{anchor(text)}" if id_prefix else anchor(text)
        number = 1
        while name in taken:
            number += 1
            name = f"{first}-{number}"
        taken.add(name)
        headings.append(Heading(name, text))
        return f'<h2 id="{name}">{match[1]}</h2>'

    html = H2.sub(with_anchor, html)
    if id_prefix:
        html = re.sub(r"<(/?)h([2-4])\b", lambda match: f"<{match[1]}h{int(match[2]) + 2}", html)
    return Article(mark_safe(html), headings, used)  # noqa: S308  editors' rich text, cleaned by Wagtail, and our templates


def anchor(text):
    """The id of a heading, which an address can end in."""
    return slug_of(text)


def passages(body):
    """The text of a body in plain pieces, one for each paragraph, heading and line: for searching and counting."""
    return [passage for text in _texts(body.get_prep_value()) for passage in plain_passages(substitute(text)[0])]


def plain_passages(text):
    """The paragraphs, headings and lines of a piece of HTML as plain text."""
    pieces = (entities.unescape(strip_tags(piece)) for piece in END_OF_PASSAGE.split(text))
    return [" ".join(piece.split()) for piece in pieces if piece.strip()]


def reading_minutes(*bodies):
    """How many minutes it takes to read the bodies, rounded up. At least one."""
    words = sum(len(passage.split()) for body in bodies for passage in passages(body))
    return max(1, math.ceil(words / WORDS_PER_MINUTE))


def lix(passages):
    """Björnsson's readability: words in a sentence, and words of more than six letters in a hundred."""
    sentences = [sentence for passage in passages for sentence in re.split(r"[.!?:]+", passage) if sentence.strip()]
    words = [word for sentence in sentences for word in re.findall(r"\w+", sentence)]
    if not words:
        return 0
    return len(words) / len(sentences) + 100 * sum(len(word) > 6 for word in words) / len(words)


def _texts(value):
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for item in value:
            yield from _texts(item)
    elif isinstance(value, dict):
        for key, item in value.items():
            if key not in ("type", "id"):
                yield from _texts(item)
