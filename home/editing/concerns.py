"""What ought an editor to look at? Each concern is a heading and the pages, lines and pictures that it is about."""

import datetime
import json
from dataclasses import dataclass

from django.db.models import Count
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import get_language_info, ngettext
from django.utils.translation import gettext as _
from wagtail.fields import StreamField
from wagtail.images import get_image_model
from wagtail.models import Page
from wagtail_localize.models import TranslationSource
from wagtail_localize.views.report import TranslationsReportView

from home import figures, helplines, status_words
from home.editing import checking, links, pictures, texts, written
from home.models import ChapterPage, Helpline, LinkCheck
from portal import clock

CHAPTER_IS_OLD = datetime.timedelta(days=365)
SHOWN = 5


@dataclass(frozen=True)
class Item:
    title: str
    sentence: str
    url: str


@dataclass(frozen=True)
class Concern:
    name: str
    heading: str
    items: list

    @property
    def first(self):
        return self.items[:SHOWN]


def concerns():
    """What an editor ought to look at, the most urgent first. The number of queries does not grow with the pages."""
    pages, snippets = written.pages(), written.snippets()
    originals = written.originals(pages + snippets)
    found = [
        Concern("lines", _("Helplines that nobody has checked lately"), list(unchecked_lines(originals))),
        Concern("days", _("Coming days for which nobody has said what holds"), list(undecided_days())),
        Concern("figures", _("Texts that name a figure that does not exist"), list(unknown_figures(pages))),
        Concern("links", _("Links that lead nowhere"), list(dead_links(pages + snippets))),
        Concern("chapters", _("Chapters that nobody has checked for a year"), list(old_chapters(originals))),
        Concern("translations", _("Translations"), list(translations(pages, originals))),
        Concern("texts", _("Texts that can be easier to read"), list(faults(pages + snippets))),
        Concern("pictures", _("Pictures that are called after their file"), list(unnamed_pictures())),
    ]
    return [concern for concern in found if concern.items]


def in_words(day):
    return date_format(day, "j. F Y")


def last_checked(day):
    return _("Last checked %(day)s.") % {"day": in_words(day)} if day else _("Never checked.")


def unchecked_lines(rows):
    for line in helplines.unchecked([row for row in rows if isinstance(row, Helpline)], clock.today()):
        yield Item(str(line), last_checked(line.checked), written.edit_address(line))


def undecided_days():
    for line, day in helplines.undecided(helplines.read_lines(), clock.today()):
        sentence = f"{capfirst(in_words(day.date))}: {status_words.days_in_words(day.named)}"
        yield Item(line.name, sentence, reverse("wagtailsnippets_home_helpline:coming_days"))


def old_chapters(rows):
    for page in rows:
        if isinstance(page, ChapterPage) and clock.today() - page.checked > CHAPTER_IS_OLD:
            yield Item(page.title, last_checked(page.checked), written.edit_address(page))


def unknown_figures(pages):
    for code, using in figures.named(pages).items():
        if code not in figures.all_figures():
            for page in using:
                sentence = _("Readers see {%(code)s}: no figure is called that.")
                yield Item(page.title, sentence % {"code": code}, written.edit_address(page))


def dead_links(rows):
    places = links.collect(rows)
    for check in LinkCheck.objects.filter(fault__in=LinkCheck.DEAD, url__in=places).order_by("url"):
        first = places[check.url][0]  # the others, translations mostly, are in the report
        yield Item(first.title, f"{check.url}: {check.get_fault_display()}", first.edit)


def faults(rows):
    for row in rows:
        for fault in checking.faults_of(row):
            yield Item(str(row), fault.sentence, written.edit_address(row))


def unnamed_pictures():
    for pk, title in get_image_model().objects.order_by("title").values_list("pk", "title"):
        if pictures.names_a_file(title):
            sentence = _("Write what the picture shows.")
            yield Item(title, sentence, reverse("wagtailimages:edit", args=[pk]))


def translations(pages, originals):
    """Pages that changed after they were translated, translations with gaps, and languages with pages to go."""
    sources = {page.translation_key: page for page in originals if isinstance(page, Page)}
    translated = {(page.translation_key, page.locale_id): page for page in pages}
    for given in TranslationSource.objects.filter(translations__enabled=True, object_id__in=sources).distinct():
        page = sources[given.object_id]
        if words_of(page) != words_given(given, page):
            sentence = _("The original has changed since it was translated. Bring the change over.")
            yield Item(page.title, sentence, reverse("wagtail_localize:update_translations", args=[given.pk]))
    with_gaps = TranslationsReportView().get_queryset().filter(waiting_for_translation=True, enabled=True)
    for translation in with_gaps.select_related("source", "target_locale"):
        page = translated.get((translation.source.object_id, translation.target_locale_id))
        url = written.edit_address(page) if page else reverse("wagtail_localize:translations_report")
        sentence = _("The translation to %(language)s lacks some of the text.")
        yield Item(
            translation.source.object_repr,
            sentence % {"language": language(translation.target_locale.language_code)},
            url,
        )
    front_pages = dict(Page.objects.filter(depth=2).values_list("locale__language_code", "pk"))
    borrowed = Page.objects.live().filter(alias_of__isnull=False, depth__gt=1).values_list("locale__language_code")
    for code, count in borrowed.annotate(Count("pk")).order_by("locale__language_code"):
        sentence = ngettext("%(count)d page is not translated yet.", "%(count)d pages are not translated yet.", count)
        url = reverse("wagtailadmin_explore", args=[front_pages[code]])
        yield Item(capfirst(language(code)), sentence % {"count": count}, url)


def language(code):
    """``nynorsk``, where Django says «norsk (nynorsk)»."""
    return get_language_info(code)["name_translated"].lower().split("(")[-1].rstrip(")")


def words_of(page):
    return [piece.text for piece in texts.pieces_of(page)]


def words_given(source, page):
    """The words that the translators were given."""
    given = json.loads(source.content_json)
    words = []
    for field in texts.fields_of(type(page)):
        value = given.get(field.name) or ""
        value = json.loads(value or "[]") if isinstance(field, StreamField) else value
        words += [piece.text for piece in texts.pieces(field, value)]
    return words
