"""A page as a browser shows it: without the white space that does not show.

Templates are broken into lines and indented for those who write them. Tests look at what a reader meets: the first word
follows `<p>` however the template is laid out.
"""

import re

TOKEN = re.compile(
    r"""<(?P<verbatim>pre|textarea|script|style)\b.*?</(?P=verbatim)>|<!--.*?-->
    |</?(?P<tag>[a-z][\w:-]*)(?:"[^"]*"|'[^']*'|[^<>"'])*>|(?P<space>[ \t\r\n\f]+)|<|[^<\s]+|\s""",
    re.DOTALL | re.IGNORECASE | re.VERBOSE,
)
IN_A_LINE = {
    "a", "abbr", "b", "bdi", "bdo", "cite", "code", "del", "dfn", "em", "i", "img", "input", "ins", "kbd", "label",
    "mark", "output", "q", "s", "samp", "select", "small", "span", "strong", "sub", "sup", "time",
}  # fmt: skip
BOXES = ["button", "svg"]  # stand in a line, and have edges of their own within
SHOWN = ["img", "input", "select"]  # stand in a line as a word does


def as_shown(html):
    """The same page, with one space where white space shows, and none between the tag of a block and its text.

    Between the tags of two blocks a line break stays, so words of different blocks stay apart without their tags.
    """
    kept = []
    at_edge = True  # nothing has shown since the tag of a block, or since a space
    after_block = False
    space = None  # the place in `kept` of white space that nothing shown follows yet
    for found in TOKEN.finditer(html):
        text, tag = found[0], (found["tag"] or "").lower()
        closes = text.startswith("</")
        is_block = tag and tag not in IN_A_LINE and (closes or tag not in BOXES)
        if found["space"]:
            if space is None:
                space = len(kept)
                kept.append("" if at_edge else " ")
            at_edge = True
            continue
        if is_block:
            if space is not None:
                kept[space] = "\n" if after_block and space == len(kept) - 1 else ""
            space, at_edge = None, True
        if not tag or tag in BOXES or tag in SHOWN:
            space, at_edge = None, tag in BOXES and not closes
        after_block = is_block
        kept.append(_tidy(text) if tag else text)
    return "".join(kept)


def _tidy(tag):
    """The tag on one line; what stands in quotes stays."""
    if not ("\n" in tag or "\t" in tag or "  " in tag or tag.endswith((" >", " />"))):
        return tag  # as most are: to look costs a twentieth of taking it apart
    parts = re.split(r"""("[^"]*"|'[^']*')""", tag)
    parts[::2] = [re.sub(r"\s*(/?>)$", r"\1", re.sub(r"\s+", " ", part)) for part in parts[::2]]
    return "".join(parts)
