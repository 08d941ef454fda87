"""Which pages say something about this? Forty short texts need no index: they are read through, every time.

Case, endings and small misspellings do not matter; «likemann» finds «likeperson» and the other way round.
"""

import difflib
import re
import unicodedata
from dataclasses import dataclass, field

from django.conf import settings
from django.utils.html import format_html, format_html_join
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from wagtail.models import Page

from home import article
from home.helplines import all_lines
from home.models import AdvisoryPage, ChapterPage, ChaptersPage, DirectoryPage, GuidePage, HelplinesPage, TextPage
from home.models.base import whole
from home.models.chapter import all_chapters
from portal.activities.queries import public_gatherings
from portal.fragments import remembered
from portal.wording import say

WORD = re.compile(r"\w+")
SENTENCE = re.compile(r"(?<=[.!?])\s+")
MOST_WORDS = 10
LONGEST_SENTENCE = 220
SHORTEST_SENTENCE = 30  # a shorter one says little about the page
# Beginnings of words for the same thing: old and new, nynorsk and bokmål, English.
SAME = [
    ("likeperson", "likemann", "likemenn", "likekvinne", "supporter"),
    ("taushets", "teie"),
    ("taushet", "teie"),
    ("lokalforening", "lokalforeining"),
    ("veileder", "rettleiar"),
    ("selvmord", "sjølvmord"),
    ("syk", "sjuk"),
    ("ensom", "einsam"),
]
ENDINGS = ("ene", "ane", "er", "en", "et", "ar", "a", "e", "s")
SHORTEST_STEM = 4
FROM_TITLE = 10  # a hit in a title outweighs some hits in the text


@dataclass
class Document:
    title: str
    kind: str
    url: str
    passages: list
    is_bokmal: bool = True
    words: dict = field(default_factory=dict)  # stem → how often

    def __post_init__(self):
        for passage in [*[self.title] * FROM_TITLE, *self.passages]:
            for word in WORD.findall(fold(passage)):
                self.words[stem(word)] = self.words.get(stem(word), 0) + 1


@dataclass(frozen=True)
class Result:
    title: str
    kind: str
    url: str
    sentence: str
    lang: str


def tidy(query):
    """What was asked, without signs that nobody can type or see."""
    kept = "".join(
        sign if unicodedata.category(sign)[0] != "C" else " " for sign in unicodedata.normalize("NFC", query)
    )
    return " ".join(kept.split())


def fold(text):
    return unicodedata.normalize("NFC", text).casefold()


def stem(word):
    """The word without its ending. Cautious: a short word stays as it is."""
    for ending in ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= SHORTEST_STEM:
            return word[: -len(ending)]
    return word


def search(query):
    """The results for a tidy query, best first: those that hold most of its words, then most often."""
    asked = [stem(word) for word in WORD.findall(fold(query)) if len(word) > 1 or word.isdigit()][:MOST_WORDS]
    if not asked:
        return []
    documents = everything()
    vocabulary = {word for document in documents for word in document.words}
    meant = [_meanings(word, vocabulary) for word in asked]
    scored = []
    for document in documents:
        found = [sum(document.words.get(word, 0) for word in words) for words in meant]
        matched = sum(1 for count in found if count)
        if matched:
            scored.append((matched, sum(found), document))
    most = max((matched for matched, _score, _document in scored), default=0)
    best = sorted((row for row in scored if row[0] == most), key=lambda row: -row[1])
    hits = set().union(*meant)
    return [_result(document, hits) for _matched, _score, document in best]


def _alternatives(asked):
    """The word and what others call the same."""
    found = {asked}
    for beginnings in SAME:
        for beginning in beginnings:
            if asked.startswith(beginning):
                found |= {stem(other + asked[len(beginning) :]) for other in beginnings}
    return found


def _meanings(asked, vocabulary):
    """The stems that a word may stand for: those that contain it or a word for the same, else those that are spelled
    almost like it."""
    same = {
        word
        for one in _alternatives(asked)
        for word in vocabulary
        if (word.startswith(one) if len(one) < SHORTEST_STEM else one in word)
    }
    if same or len(asked) < SHORTEST_STEM:
        return same
    return set(difflib.get_close_matches(asked, vocabulary, n=3, cutoff=0.75))


def _result(document, hits):
    sentences = [sentence for passage in document.passages for sentence in SENTENCE.split(passage)]
    fitting = max(sentences, key=lambda text: (len(hits & _stems(text)), len(text) >= SHORTEST_SENTENCE), default="")
    here = settings.LANGUAGE_CODE if document.is_bokmal else get_language()
    return Result(
        document.title, document.kind, document.url, _marked(fitting, hits), here if here != get_language() else ""
    )


def _stems(text):
    return {stem(word) for word in WORD.findall(fold(text))}


def _marked(sentence, hits):
    if len(sentence) > LONGEST_SENTENCE:
        sentence = sentence[:LONGEST_SENTENCE].rsplit(" ", 1)[0] + " …"
    pieces = re.split(r"(\w+)", sentence)
    return format_html_join("", "{}", ((format_html("<mark>{}</mark>", p) if _is_hit(p, hits) else p,) for p in pieces))


def _is_hit(piece, hits):
    return bool(WORD.fullmatch(piece)) and stem(fold(piece)) in hits


def everything():
    """Every text that the public can find, in the tree of the active language."""
    return remembered(f"documents-{get_language()}", _everything)


def _everything():
    documents = []
    for page in whole(Page.objects.live().filter(locale__language_code=get_language(), depth__gt=2).order_by("path")):
        documents += READERS.get(type(page), lambda page: [])(page)
    return documents


def _document(page, kind, passages):
    return Document(page.title, kind, page.address, passages, _is_bokmal(page))


def _is_bokmal(page):
    return bool(page.alias_of_id) or get_language() == settings.LANGUAGE_CODE


def _guide(page):
    return [_document(page, _("The guide"), [page.lead, *article.passages(page.summary)])]


def _chapter_of_guide(page):
    texts = [page.description, *article.passages(page.summary), *article.passages(page.body)]
    return [_document(page, _("Chapter of the guide"), texts)]


def _helplines(page):
    yield _document(page, _("Helplines"), [page.description, *article.passages(page.about), page.limits])
    shared = {}
    for line in all_lines():
        first = shared.setdefault(line.phone, line)
        place = "crisis-title" if line.kind == line.Kind.CRISIS else first.code
        number = line.phone_in_words.replace("\N{NO-BREAK SPACE}", " ")
        texts = [line.description, f"{line.name}: {number}."]
        is_bokmal = line.language_of("description") == settings.LANGUAGE_CODE
        yield Document(line.name, _("Helpline"), f"{page.address}#{place}", texts, is_bokmal)


def _advice(page):
    for group in page.groups:
        url = f"{page.address}#{article.anchor(group.value['heading'])}"
        for service in group.value["services"]:
            texts = [service[name] for name in ("how", "who", "answer_time", "cost") if service[name]]
            texts.append(group.value["heading"])
            yield Document(service["name"], _("Advice service"), url, texts, _is_bokmal(page))


def _text(page):
    return [_document(page, _("Information page"), [*article.passages(page.summary), *article.passages(page.body)])]


def _directory(page):
    return [_document(page, _("Information page"), [page.lead, page.how])]


def _chapters(page):
    yield _document(page, _("Information page"), [page.lead])
    for chapter in all_chapters():
        place = f"{chapter.name}, {chapter.municipality}, {chapter.county}."
        texts = [place, *say(chapter.about).splitlines()]
        yield Document(chapter.name, _("Local chapter"), f"{page.address}{chapter.short_name}/", texts)
    for gathering in public_gatherings():
        chapter = gathering.chapter
        texts = [f"{chapter}, {gathering.place}: {gathering.when}.", *gathering.about.splitlines()]
        place = f"{page.address}{chapter.short_name}/#treff-{gathering.ref}"
        yield Document(gathering.title, _("Gathering"), place, texts)


READERS = {
    GuidePage: _guide,
    ChapterPage: _chapter_of_guide,
    HelplinesPage: _helplines,
    AdvisoryPage: _advice,
    DirectoryPage: _directory,
    TextPage: _text,
    ChaptersPage: _chapters,
}
