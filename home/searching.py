"""Which pages say something about this? Forty short texts need no index: they are read through, every time.

Case, endings, small misspellings and the words of a question do not matter; «likemann» finds «likeperson» and the
other way round, and a phone number is found however it is typed.
"""

import difflib
import re
import unicodedata
from collections import Counter
from dataclasses import dataclass, field

from django.conf import settings
from django.utils.html import format_html, format_html_join
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from wagtail.models import Page

from home import article
from home.helplines import all_lines
from home.models import (
    AdvisoryPage,
    BecomePage,
    ChapterPage,
    ChaptersPage,
    DirectoryPage,
    GuidePage,
    HelplinesPage,
    TextPage,
)
from home.models.base import whole
from home.models.chapter import all_chapters
from portal import organisation
from portal.activities.gatherings.queries import public_gatherings
from portal.context import interface_language
from portal.fragments import cached_one_minute
from portal.wording import say

WORD = re.compile(r"\w+")
NUMBER = re.compile(r"\d+(?:\s\d+)+")  # in groups of digits
# What is left out of a phone number that is asked for: the spaces, and 47 or 0047 in front of eight digits.
NOT_OF_NUMBER = re.compile(r"\b(?:00)?47(?=(?:\s?\d){8}\b)|(?<=\d)\s(?=\d)")
SENTENCE = re.compile(r"(?<=[.!?])\s+")
MOST_WORDS = 10
LONGEST_SENTENCE = 220
SHORTEST_SENTENCE = 30  # a shorter one says little about the page
# Beginnings of words for the same thing: old and new, nynorsk and bokmål, English. What follows them is kept.
SAME = [
    ("likeperson", "likemann", "likemenn", "likekvinne", "supporter"),
    ("taushets", "teie"),
    ("taushet", "teie"),
    ("lokalforening", "lokalforeining"),
    ("veileder", "rettleiar"),
    ("syk", "sjuk"),
    ("bli", "blir"),
]
# Beginnings of the words in which people say how they are, and of those that the pages have for it. What follows them
# says nothing more.
NEAR = [
    ("ensom", "einsam", "einsem", "alene", "åleine", "lonel", "alone"),
    ("selvmord", "sjølvmord", "suicid", "selvskad", "sjølvskad"),
    ("angst", "engst", "depr", "anxi", "psykisk", "mental"),
    ("slit", "utslit", "trøtt", "trøytt", "utmatt", "fatigue", "tired", "exhaust", "energi", "energy"),
    ("vold", "valdtekt", "overgrep", "violen", "abuse"),
]
# The words that make it a question. They count only where there are no others.
ASKING = frozenset(
    WORD.findall(
        "hva hvor hvordan hvem når hvorfor jeg meg du deg er en et å og i på til for med har kan skal vil min mitt mine"
        " som om det den de være seg"
        " kva kvar korleis kven kvifor eg ein eit vere"
        " how what who where when why do does can i is am are a an the to of my me in and"
    )
)
ENDINGS = ("ene", "ane", "er", "en", "et", "ar", "a", "e", "s")
SHORTEST_STEM = 4
SHORTEST_MISSPELLED = 6  # a shorter word is like too many others
LIKENESS = 0.75
PLAIN = str.maketrans("åøæéèêö", "aoaeeeo")  # as typed where a keyboard lacks the letters


@dataclass
class Document:
    title: str
    kind: str
    url: str
    passages: list
    is_bokmal: bool = True
    in_title: set = field(init=False)
    words: Counter = field(init=False)

    def __post_init__(self):
        self.in_title = set(_stems(self.title))
        self.words = Counter(stem for text in [self.title, *self.passages] for stem in _stems(text))


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
    """The results for a tidy query, best first: with most of its words, in the title, most often."""
    typed = [word for word in WORD.findall(NOT_OF_NUMBER.sub("", fold(query))) if len(word) > 1 or word.isdigit()]
    asked = ([word for word in typed if word not in ASKING] or typed)[:MOST_WORDS]
    if not asked:
        return []
    documents = everything()
    vocabulary = set().union(*(document.words for document in documents))
    meant = [_meanings(word, vocabulary) for word in asked]
    scored = []
    for document in documents:
        found = [sum(document.words[word] for word in words) for words in meant]
        matched = sum(1 for count in found if count)
        if matched:
            in_title = sum(1 for words in meant if words & document.in_title)
            scored.append(((matched, in_title, sum(found)), document))
    most = max((score[0] for score, _document in scored), default=0)
    best = sorted((row for row in scored if row[0][0] == most), key=lambda row: row[0], reverse=True)
    hits = set().union(*meant)
    return [_result(document, hits) for _score, document in best]


def _alternatives(asked):
    """The stem of the word and of what others call the same."""
    found = {stem(asked)}
    for beginnings in SAME:
        for beginning in beginnings:
            if asked.startswith(beginning):
                found |= {stem(other + asked[len(beginning) :]) for other in beginnings}
    return found


def _near(asked, vocabulary):
    """The stems of the words that are near it, if it is one of those in which people say how they are."""
    beginnings = next((beginnings for beginnings in NEAR if asked.startswith(beginnings)), ())
    stems = {stem(beginning) for beginning in beginnings}
    return {word for word in vocabulary if word in stems or word.startswith(beginnings)}


def _meanings(asked, vocabulary):
    """The stems that a word may stand for: those that are near it, else those that contain it or a word for the same,
    else those that are spelled almost like it."""
    return (
        _near(asked, vocabulary)
        or {word for one in _alternatives(asked) for word in vocabulary if _holds(word, one)}
        or _spelled_like(stem(asked), vocabulary)
    )


def _holds(word, one):
    return word.startswith(one) if len(one) < SHORTEST_STEM else one in word


def _spelled_like(asked, vocabulary):
    """Who types «parorende» means «pårørende», but who types «gråt» does not mean «gratis». Few mistake the first
    letter: a word that begins with another one is another word."""
    plain = {word: word.translate(PLAIN) for word in vocabulary}
    asked_plain = asked.translate(PLAIN)
    same = {word for word, spelling in plain.items() if spelling == asked_plain or _holds(spelling, asked)}
    if same or len(asked) < SHORTEST_MISSPELLED:
        return same
    near = {spelling for spelling in plain.values() if spelling[0] == asked_plain[0]}
    close = difflib.get_close_matches(asked_plain, near, cutoff=LIKENESS)
    return {word for word, spelling in plain.items() if spelling in close}


def _result(document, hits):
    sentences = [sentence for passage in document.passages for sentence in SENTENCE.split(passage)]
    fitting = max(
        sentences, key=lambda text: (len(hits.intersection(_stems(text))), len(text) >= SHORTEST_SENTENCE), default=""
    )
    here = settings.LANGUAGE_CODE if document.is_bokmal else get_language()
    lang = "" if here == interface_language() else here
    return Result(document.title, document.kind, document.url, _marked(fitting, hits), lang)


def _stems(text):
    """The stem of every word, and every number in groups of digits as one word too."""
    text = fold(text)
    return [stem(word) for word in WORD.findall(text)] + ["".join(number.split()) for number in NUMBER.findall(text)]


def _marked(sentence, hits):
    if len(sentence) > LONGEST_SENTENCE:
        sentence = sentence[:LONGEST_SENTENCE].rsplit(" ", 1)[0] + " …"
    pieces = re.split(rf"({NUMBER.pattern}|{WORD.pattern})", sentence)
    shown = (format_html("<mark>{}</mark>", p) if hits.intersection(_stems(p)) else p for p in pieces)
    return format_html_join("", "{}", ((piece,) for piece in shown))


def everything():
    """Every text that the public can find, in the tree of the active language."""
    return cached_one_minute(f"documents-{get_language()}", _everything)


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


def _become(page):
    texts = [page.lead, page.fits, *article.passages(page.gains), *article.passages(page.body)]
    return [_document(page, _("Information page"), texts)]


def _directory(page):
    return [_document(page, _("Information page"), [page.lead, page.how])]


def _chapters(page):
    yield _document(page, _("Information page"), [page.lead])
    for chapter in all_chapters():
        place = f"{chapter.name}, {chapter.municipality}, {chapter.county}."
        texts = [place, *say(chapter.about).splitlines()]
        yield Document(
            chapter.name,
            capfirst(organisation.words()["chapter"]["one"]),
            f"{page.address}{chapter.short_name}/",
            texts,
        )
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
    BecomePage: _become,
    ChaptersPage: _chapters,
}
