"""What differs between two versions of the text, paragraph by paragraph and word by word."""

import difflib
import re
from dataclasses import dataclass

WORD = re.compile(r"\s+|[^\s]+")
ALIKE = 0.4  # two paragraphs that have less in common are one that was removed and one that is new


@dataclass(frozen=True)
class Piece:
    """A run of words, and whether it is only in this version."""

    text: str
    is_changed: bool


@dataclass(frozen=True)
class Paragraph:
    """A paragraph before and now, as ``[Piece]``; None where it was not there. ``lang`` is that of its text."""

    before: list | None
    now: list | None
    lang: str

    @property
    def is_changed(self):
        return self.before is None or self.now is None or any(piece.is_changed for piece in [*self.before, *self.now])


@dataclass(frozen=True)
class Part:
    """A part of the text with its paragraphs, among them the heading.

    ``key`` is ``introduction``, ``ending``, or the heading of a section as it is now (as it was, where it is removed).
    """

    key: str
    paragraphs: list

    @property
    def is_changed(self):
        return any(paragraph.is_changed for paragraph in self.paragraphs)


def compare(before, now):
    """The parts of two contents in one language (``queries.in_language``), as ``[Part]`` in the order of the new one.

    A section that was removed stands where it was. ``before`` is None for the first text.
    """
    old, new = parts_of(before) if before else [], parts_of(now)
    found = []
    for tag, first, last, start, end in _matched([key for key, _texts in old], [key for key, _texts in new]):
        removed, added = old[first:last], new[start:end]
        pairs = zip(removed, added, strict=True) if tag == "equal" else _side_by_side(removed, added)
        for left, right in pairs:
            found.append(Part(str((right or left)[0]), _paragraphs(left[1] if left else [], right[1] if right else [])))
    return found


def parts_of(content):
    """The parts of a content in one language: ``[(key of Part, [texts])]``."""
    sections = [
        (section["heading"], [section["heading"], *filter(None, [section.get("short")]), *section["paragraphs"]])
        for section in content["section"]
    ]
    questions = [text for row in content["understanding"] for text in (row["question"], row["answer"])]
    promises = [row["text"] for row in content["promise"]]
    beginning, end = [content["title"], *content["summary"]], [*questions, *promises]
    return [("introduction", beginning), *sections, ("ending", end)]


def _matched(old, new):
    return difflib.SequenceMatcher(None, [str(one) for one in old], [str(one) for one in new], False).get_opcodes()


def _side_by_side(removed, added):
    """Pairs of what was replaced, in order; what is left over has None on the other side."""
    number = min(len(removed), len(added))
    pairs = list(zip(removed[:number], added[:number], strict=True))
    return pairs + [(one, None) for one in removed[number:]] + [(None, one) for one in added[number:]]


def _paragraphs(old, new):
    found = []
    for tag, first, last, start, end in _matched(old, new):
        if tag == "equal":
            found += [_paragraph(text, text) for text in new[start:end]]
        else:
            for left, right in _side_by_side(old[first:last], new[start:end]):
                is_alike = left is None or right is None or _is_alike(left, right)
                found += [_paragraph(left, right)] if is_alike else [_paragraph(left, None), _paragraph(None, right)]
    return found


def _is_alike(left, right):
    return difflib.SequenceMatcher(None, WORD.findall(left), WORD.findall(right), False).ratio() >= ALIKE


def _paragraph(left, right):
    language = getattr(right if right is not None else left, "language", "")
    if left is None or right is None:
        whole = [Piece(str(left if right is None else right), True)]
        return Paragraph(whole if right is None else None, whole if left is None else None, language)
    old, new = WORD.findall(left), WORD.findall(right)
    before, now = [], []
    for tag, first, last, start, end in difflib.SequenceMatcher(None, old, new, False).get_opcodes():
        if last > first:
            before.append(Piece("".join(old[first:last]), tag != "equal"))
        if end > start:
            now.append(Piece("".join(new[start:end]), tag != "equal"))
    return Paragraph(before, now, language)
