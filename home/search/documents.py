"""Every text that the public can find: one document for each page, helpline, advice service, chapter and gathering."""

from collections import Counter
from dataclasses import dataclass, field

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from wagtail.models import Page

from forms import names
from home import article
from home.helplines.lines import Kind
from home.helplines.lookup import EMERGENCY_NUMBERS, all_lines
from home.models import (
    AdvisoryPage,
    BecomePage,
    ChapterPage,
    ChaptersPage,
    DirectoryPage,
    GatheringsPage,
    GuidePage,
    HelplinesPage,
    NewsIndexPage,
    NewsPage,
    StoriesPage,
    StoryPage,
    TextPage,
)
from home.models.base import specific_pages
from home.models.chapters_page import all_chapters
from home.search.places import Phrase, other_places, phrases_by_place
from home.search.vocabulary import WORD, stems_of, words_that_count
from portal import organisation
from portal.activities.gatherings.queries import public_gatherings
from portal.experts import queries as expert_queries
from portal.experts.publishing import queries as publishing_queries
from portal.fragments import cached_one_minute
from portal.unreadable import found
from portal.wording import translated

# Where on the page of helplines the numbers for danger are, and those of who talks with anybody.
CRISIS_PLACES = {True: "danger-title", False: "day-and-night"}


@dataclass
class Document:
    """What search knows of one text: its title, where it is, and how often each stem stands in it."""

    title: str
    kind: str
    url: str
    passages: list  # the first is what the page says of itself
    is_bokmal: bool = True
    is_about_crisis: bool = False  # it shows the crisis lines
    is_guide: bool = False  # it is a chapter of the guide
    name: str = ""  # by which content/places.toml names it
    key: tuple = ()  # the same in every language
    may_name_people: bool = False  # somebody else than an editor wrote it: names are left out of the words
    phrases: list = field(default_factory=list)  # what people type who want this
    in_title: set = field(init=False)
    title_that_counts: set = field(init=False)  # without «what is»
    in_lead: set = field(init=False)
    words: Counter = field(init=False)
    title_elsewhere: set = field(default_factory=set)  # the stems in its other languages
    words_elsewhere: set = field(default_factory=set)

    def __post_init__(self):
        texts = [_without_names(text) if self.may_name_people else text for text in (self.title, *self.passages)]
        self.in_title = set(stems_of(texts[0]))
        self.title_that_counts = set(stems_of(" ".join(words_that_count(texts[0]))))
        self.in_lead = set(stems_of(texts[1])) if texts[1:] else set()
        self.words = Counter(stem for text in texts for stem in stems_of(text))


def _without_names(text):
    for name in names.find_names(text):
        text = text.replace(name, " ")
    return WORD.sub(lambda word: "" if word[0].casefold() in names.GIVEN else word[0], text)


def all_documents():
    """Every text in the tree of the active language, as it was within the last minute."""
    return cached_one_minute(f"documents-{get_language()}", _read_documents)


def _read_documents():
    here, documents, elsewhere = get_language(), [], {}
    pages = list(specific_pages(Page.objects.live().filter(depth__gt=2).order_by("path")))
    for page in pages:
        if page.language == here:
            documents += [*_documents_of(page), *ROWS_OF.get(type(page), lambda page: [])(page)]
        elif not page.alias_of_id:
            with translation.override(page.language):
                for document in _documents_of(page):
                    elsewhere.setdefault(document.key, []).append(document)
    documents += [
        Document(title, _("Information page"), url, [text], name=name) for name, title, url, text in other_places()
    ]
    documents += _expert_documents()
    phrases = phrases_by_place({document.name for document in documents if document.name})
    for document in documents:
        document.phrases += phrases.get(document.name, [])
        for same in elsewhere.get(document.key, []) if document.key else []:
            document.title_elsewhere |= same.in_title
            document.words_elsewhere |= same.words.keys()
    return documents


def _documents_of(page):
    """The page's own documents, each with the key by which those of the same page in other languages are known."""
    for place, document in enumerate(DOCUMENTS_OF.get(type(page), lambda page: [])(page)):
        document.key = (page.translation_key, place)
        yield document


def _document(page, kind, passages):
    return Document(page.title, kind, page.address, passages, _is_bokmal(page), name=page.slug)


def _is_bokmal(page):
    return bool(page.alias_of_id) or get_language() == settings.LANGUAGE_CODE


def _guide_documents(page):
    return [_document(page, _("The guide"), [page.lead, *article.passages(page.summary)])]


def _guide_chapter_documents(page):
    texts = [page.description, *article.passages(page.summary), *article.passages(page.body)]
    document = _document(page, _("Chapter of the guide"), texts)
    document.is_guide = True
    document.is_about_crisis = any(block.block_type == "crisis" for block in page.body)
    return [document]


def _helpline_documents(page):
    return [_document(page, _("Helplines"), [page.description, *article.passages(page.about), page.limits])]


def _lines(page):
    shared = {}
    for line in all_lines():
        first = shared.setdefault(line.phone, line)
        place = CRISIS_PLACES[line.phone in EMERGENCY_NUMBERS] if line.kind == Kind.CRISIS else first.code
        number = line.phone_in_words.replace("\N{NO-BREAK SPACE}", " ")
        texts = [line.description, f"{line.name}: {number}."]
        is_bokmal = line.language_of("description") == settings.LANGUAGE_CODE
        document = Document(line.name, _("Helpline"), f"{page.address}#{place}", texts, is_bokmal)
        document.phrases = [Phrase.from_text(number)]
        yield document


def _advice_documents(page):
    yield _document(page, _("Information page"), [page.first])
    for group in page.groups:
        url = f"{page.address}#{article.anchor(group.value['heading'])}"
        for service in group.value["services"]:
            texts = [service[name] for name in ("how", "who", "answer_time", "cost") if service[name]]
            texts.append(group.value["heading"])
            yield Document(service["name"], _("Advice service"), url, texts, _is_bokmal(page))


def _text_documents(page):
    return [_document(page, _("Information page"), [*article.passages(page.summary), *article.passages(page.body)])]


def _become_documents(page):
    texts = [page.lead, page.fits, *article.passages(page.gains), *article.passages(page.body)]
    return [_document(page, _("Information page"), texts)]


def _directory_documents(page):
    return [_document(page, _("Information page"), [page.lead, page.how])]


def _chapter_documents(page):
    return [_document(page, _("Information page"), [page.lead])]


def _chapters_and_gatherings(page):
    for chapter in all_chapters():
        place = f"{chapter.name}, {chapter.municipality}, {chapter.county}."
        texts = [place, *translated(chapter.about).splitlines()]
        yield Document(
            chapter.name,
            capfirst(organisation.words()["chapter"]["one"]),
            f"{page.address}{chapter.short_name}/",
            texts,
            may_name_people=True,
        )
    for gathering in found(public_gatherings()):
        chapter = gathering.chapter
        texts = [f"{chapter}, {gathering.place}: {gathering.when}.", *gathering.about.splitlines()]
        place = f"{page.address}{chapter.short_name}/treff/{gathering.ref}/"
        yield Document(gathering.title, _("Gathering"), place, texts, may_name_people=True)


def _gatherings_documents(page):
    return [_document(page, _("Information page"), [page.lead])]


def _entries_documents(page):
    return [_document(page, _("Information page"), [page.lead])] if page.is_shown else []


def _news_documents(page):
    return [_document(page, _("News"), [page.lead, *article.passages(page.body)])]


def _story_documents(page):
    """Not by the name that it is told under: nobody is found by name."""
    return [_document(page, _("Story"), [page.lead, *article.passages(page.body)])]


def _expert_documents():
    """The questions that the experts have answered, in every language: most are asked in one."""
    if not expert_queries.is_open():
        return
    place = reverse("portal:expert_answers")
    about = _("Here you can ask professionals a question without saying who you are. The answers are general advice.")
    yield Document(_("Ask an expert"), _("Information page"), place, [about], is_bokmal=False)
    for row in found(publishing_queries.public()):
        texts = [*row.question_text.splitlines(), *row.answer_text.splitlines()]
        is_bokmal = row.language == settings.LANGUAGE_CODE
        yield Document(
            row.heading,
            _("Question and answer"),
            reverse("portal:expert_answer", args=[row.ref]),
            texts,
            is_bokmal,
            may_name_people=True,
        )


DOCUMENTS_OF = {
    GuidePage: _guide_documents,
    ChapterPage: _guide_chapter_documents,
    HelplinesPage: _helpline_documents,
    AdvisoryPage: _advice_documents,
    DirectoryPage: _directory_documents,
    TextPage: _text_documents,
    BecomePage: _become_documents,
    ChaptersPage: _chapter_documents,
    GatheringsPage: _gatherings_documents,
    NewsIndexPage: _entries_documents,
    NewsPage: _news_documents,
    StoriesPage: _entries_documents,
    StoryPage: _story_documents,
}
# What stands in rows of the database and is shown by a page. Its words are not read in other languages.
ROWS_OF = {HelplinesPage: _lines, ChaptersPage: _chapters_and_gatherings}
