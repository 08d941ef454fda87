"""Search: every text is read through for each query. About forty short texts need no index."""

import re
import unicodedata
from dataclasses import dataclass
from typing import NamedTuple

from django.conf import settings
from django.utils.html import format_html, format_html_join
from django.utils.translation import get_language

from home.search.crisis import is_about_crisis
from home.search.documents import all_documents
from home.search.vocabulary import NUMBER, WORD, asked_words, matching_stems, stems_of, typed_words
from portal.context import interface_language

SENTENCE = re.compile(r"(?<=[.!?])\s+")
MAX_SENTENCE_LENGTH = 220
MIN_SENTENCE_LENGTH = 30  # a shorter one says little about the page
MOST_TIMES = 9  # how often a word counts in one text


@dataclass(frozen=True)
class Result:
    title: str
    kind: str
    url: str
    sentence: str
    lang: str
    is_guide: bool  # it is a chapter of the guide


def clean_query(query):
    """The query without invisible characters and superfluous spaces."""
    kept = "".join(
        character if unicodedata.category(character)[0] != "C" else " "
        for character in unicodedata.normalize("NFC", query)
    )
    return " ".join(kept.split())


def search(query):
    """The results for a clean query, best first: with most of its words, and with those that say most of the text.

    Where somebody asks about not wanting to live, what the guide says of that comes before all else. Then comes what
    the query names in full: by its title, or by a phrase in which people ask for it.
    """
    asked = asked_words(query)
    if not asked:
        return []
    documents = all_documents()
    urgent = [document for document in documents if document.is_about_crisis] if is_about_crisis(query) else []
    matches = _matches(asked, documents)
    typed = set(typed_words(query))
    scored = [(_score(document, matches, typed), document) for document in documents]
    most = max((score.words for score, _document in scored), default=0)
    best = [row for row in scored if row[0].words == most] if most else []
    best.sort(key=lambda row: row[0], reverse=True)  # of two that are alike, the first in the order of the pages
    stems = set().union(*(match.own for match in matches))
    rest = [document for _score, document in best if document not in urgent]
    return [_result(document, stems) for document in urgent + rest]


class Score(NamedTuple):
    """The better of two is the greater."""

    is_title: bool  # the query is its title
    phrase: int  # how many words the phrase has that the query is, in which people ask for it
    words: int  # how many of the query's words it has
    points: int


def _matches(asked, documents):
    """For each word of the query, what it may stand for in the pages of this language and of the others."""
    phrases = set().union(*(phrase.stems for document in documents for phrase in document.phrases))
    own = phrases.union(*(document.words for document in documents))
    titles = set().union(*(document.title_elsewhere for document in documents))
    texts = set().union(*(document.words_elsewhere for document in documents))
    return [matching_stems(word, own, titles, texts) for word in asked]


def _score(document, matches, typed):
    asked = [match.whole for match in matches]
    phrases = [each for each in document.phrases if _has_all(each.stems, asked) and each.small <= typed]
    title = document.title_that_counts
    points = [_points(document, match, set().union(*(phrase.stems for phrase in phrases))) for match in matches]
    return Score(
        is_title=_has_all(title, asked) and _is_all_in(asked, title),
        phrase=max((each.words for each in phrases if _is_all_in(asked, each.stems)), default=0),
        words=sum(map(bool, points)),
        points=sum(points),
    )


def _has_all(stems, asked):
    return bool(stems) and all(any(stem in word for word in asked) for stem in stems)


def _is_all_in(asked, stems):
    return all(word & stems for word in asked)


def _points(document, match, asked_for):
    """How much a text says about a word: a whole word counts before a part of one, a title before what is below it.
    Within each of these, what stands there often counts before what stands there once."""
    often = min(sum(document.words[stem] for stem in match.own), MOST_TIMES)
    return next((points + often for points, found in (
        (100, match.whole & (document.in_title | asked_for)),
        (80, match.elsewhere & document.title_elsewhere),
        (60, match.part & document.in_title),
        (40, match.whole & document.in_lead),
        (30, match.whole & document.words.keys()),
        (10, match.part & document.words.keys()),
        (1, match.elsewhere & document.words_elsewhere),
    ) if found), 0)  # fmt: skip


def _result(document, matched_stems):
    sentences = [sentence for passage in document.passages for sentence in SENTENCE.split(passage)]
    fitting = max(
        sentences,
        key=lambda text: (len(matched_stems.intersection(stems_of(text))), len(text) >= MIN_SENTENCE_LENGTH),
        default="",
    )
    here = settings.LANGUAGE_CODE if document.is_bokmal else get_language()
    lang = "" if here == interface_language() else here
    return Result(
        document.title, document.kind, document.url, _highlighted(fitting, matched_stems), lang, document.is_guide
    )


def _highlighted(sentence, matched_stems):
    if len(sentence) > MAX_SENTENCE_LENGTH:
        sentence = sentence[:MAX_SENTENCE_LENGTH].rsplit(" ", 1)[0] + " …"
    pieces = re.split(rf"({NUMBER.pattern}|{WORD.pattern})", sentence)
    shown = (format_html("<mark>{}</mark>", p) if matched_stems.intersection(stems_of(p)) else p for p in pieces)
    return format_html_join("", "{}", ((piece,) for piece in shown))
