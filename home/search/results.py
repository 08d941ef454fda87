"""Search: every text is read through for each query. About forty short texts need no index."""

import re
import unicodedata
from dataclasses import dataclass

from django.conf import settings
from django.utils.html import format_html, format_html_join
from django.utils.translation import get_language

from home.search.crisis import is_about_crisis
from home.search.documents import all_documents
from home.search.vocabulary import NUMBER, WORD, asked_words, matching_stems, stems_of
from portal.context import interface_language

SENTENCE = re.compile(r"(?<=[.!?])\s+")
MAX_SENTENCE_LENGTH = 220
MIN_SENTENCE_LENGTH = 30  # a shorter one says little about the page


@dataclass(frozen=True)
class Result:
    title: str
    kind: str
    url: str
    sentence: str
    lang: str


def clean_query(query):
    """The query without invisible characters and superfluous spaces."""
    kept = "".join(
        character if unicodedata.category(character)[0] != "C" else " "
        for character in unicodedata.normalize("NFC", query)
    )
    return " ".join(kept.split())


def search(query):
    """The results for a clean query, best first: with most of its words, in the title, most often.

    Where somebody asks about not wanting to live, what the guide says of that comes before all else.
    """
    asked = asked_words(query)
    if not asked:
        return []
    documents = all_documents()
    urgent = [document for document in documents if document.is_about_crisis] if is_about_crisis(query) else []
    vocabulary = set().union(*(document.words for document in documents))
    stems_asked = [matching_stems(word, vocabulary) for word in asked]
    scored = []
    for document in documents:
        found = [sum(document.words[word] for word in words) for words in stems_asked]
        matched = sum(1 for count in found if count)
        if matched:
            in_title = sum(1 for words in stems_asked if words & document.in_title)
            scored.append(((matched, in_title, sum(found)), document))
    most = max((score[0] for score, _document in scored), default=0)
    best = sorted((row for row in scored if row[0][0] == most), key=lambda row: row[0], reverse=True)
    matched_stems = set().union(*stems_asked)
    rest = [document for _score, document in best if document not in urgent]
    return [_result(document, matched_stems) for document in urgent + rest]


def _result(document, matched_stems):
    sentences = [sentence for passage in document.passages for sentence in SENTENCE.split(passage)]
    fitting = max(
        sentences,
        key=lambda text: (len(matched_stems.intersection(stems_of(text))), len(text) >= MIN_SENTENCE_LENGTH),
        default="",
    )
    here = settings.LANGUAGE_CODE if document.is_bokmal else get_language()
    lang = "" if here == interface_language() else here
    return Result(document.title, document.kind, document.url, _highlighted(fitting, matched_stems), lang)


def _highlighted(sentence, matched_stems):
    if len(sentence) > MAX_SENTENCE_LENGTH:
        sentence = sentence[:MAX_SENTENCE_LENGTH].rsplit(" ", 1)[0] + " …"
    pieces = re.split(rf"({NUMBER.pattern}|{WORD.pattern})", sentence)
    shown = (format_html("<mark>{}</mark>", p) if matched_stems.intersection(stems_of(p)) else p for p in pieces)
    return format_html_join("", "{}", ((piece,) for piece in shown))
