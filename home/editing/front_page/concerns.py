"""What needs an editor's attention. Each concern is a heading and the pages, lines and pictures that it is about."""

import datetime
import json
from dataclasses import dataclass

from django.db.models import Count
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.fields import StreamField
from wagtail.images import get_image_model
from wagtail.models import Page
from wagtail_localize.models import TranslationSource
from wagtail_localize.views.report import TranslationsReportView

from home.editing import pictures
from home.editing.review import rights
from home.editing.translating.languages import language_name
from home.figures.references import pages_by_figure
from home.figures.substitution import all_figures
from home.first_content import changes
from home.helplines import lookup as helplines
from home.helplines.words import holiday_names
from home.links.locations import links_by_address
from home.models import AdvisoryPage, ChapterPage, Helpline, LinkCheck
from home.texts import authored_content
from home.texts.checks import faults_of
from home.texts.pieces import pieces_in, pieces_of, text_fields_of
from portal import clock
from portal.operations.safety import queries as safety_queries

CHECK_IS_OLD = datetime.timedelta(days=365)  # of a chapter or an advice service
MAX_SHOWN = 5


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
        return self.items[:MAX_SHOWN]


def concerns():
    """What an editor ought to look at, the most urgent first. The number of queries does not grow with the pages."""
    pages, snippets = authored_content.published_pages(), authored_content.snippets()
    originals = authored_content.originals(pages + snippets)
    found = [
        Concern(
            "review",
            _("Texts that somebody with professional knowledge must approve before the site is opened"),
            list(unapproved_texts(pages)),
        ),
        Concern("lines", _("Helplines that nobody has checked lately"), list(unchecked_lines(originals))),
        Concern("days", _("Coming days for which nobody has said what holds"), list(undecided_holidays())),
        Concern("figures", _("Texts that name a figure that does not exist"), list(unknown_figures(pages))),
        Concern("links", _("Links that lead nowhere"), list(dead_links(pages + snippets))),
        Concern("services", _("Advice services that nobody has checked for a year"), list(old_services(originals))),
        Concern("chapters", _("Chapters that nobody has checked for a year"), list(old_chapters(originals))),
        Concern("new-version", _("Changed in a new version"), list(changed_in_new_version())),
        Concern("translations", _("Translations"), list(translation_gaps(pages, originals))),
        Concern("texts", _("Texts that can be easier to read"), list(faults_in_texts(pages + snippets))),
        Concern("pictures", _("Pictures that are called after their file"), list(unnamed_pictures())),
    ]
    return [concern for concern in found if concern.items]


def date_in_words(day):
    return date_format(day, "j. F Y")


def last_checked_in_words(day):
    if day:
        return _("Last checked %(day)s.") % {"day": date_in_words(day)}
    return _("Never checked. Do it before readers rely on it.")


def is_old_check(day):
    """Whether nobody has checked it for a year, or ever."""
    return day is None or clock.today() - day > CHECK_IS_OLD


def unapproved_texts(pages):
    for page in rights.unapproved(pages):
        yield Item(page.title, _("Nobody has approved the text as it is now."), authored_content.edit_url(page))
    for text in safety_queries.unapproved():
        title = f"{text.name} ({language_name(text.language)})"
        url = f"{reverse('cms:safety')}#{text.ref}"
        yield Item(title, _("Nobody has approved the text as it is now."), url)


def unchecked_lines(rows):
    for line in helplines.unchecked_lines([row for row in rows if isinstance(row, Helpline)], clock.today()):
        yield Item(str(line), last_checked_in_words(line.checked), authored_content.edit_url(line))


def undecided_holidays():
    for line, day in helplines.undecided_holidays(helplines.read_lines(), clock.today()):
        sentence = f"{capfirst(date_in_words(day.date))}: {holiday_names(day.holidays)}"
        yield Item(line.name, sentence, reverse("wagtailsnippets_home_helpline:coming_days"))


def old_services(rows):
    """The advice services, each with the page that they stand on."""
    for page in rows:
        if isinstance(page, AdvisoryPage):
            for service in (service for group in page.groups for service in group.value["services"]):
                if is_old_check(service["checked"]):
                    sentence = last_checked_in_words(service["checked"])
                    yield Item(service["name"], sentence, authored_content.edit_url(page))


def old_chapters(rows):
    for page in rows:
        if isinstance(page, ChapterPage) and is_old_check(page.checked):
            yield _chapter_item(page)


def chapters_by_age():
    """Every chapter by its last check, the longest ago first: ``(those that are old, the others)``."""
    rows = authored_content.originals(authored_content.published_pages())
    chapters = [page for page in rows if isinstance(page, ChapterPage)]
    chapters.sort(key=lambda page: page.checked or datetime.date.min)
    return list(old_chapters(chapters)), [_chapter_item(page) for page in chapters if not is_old_check(page.checked)]


def _chapter_item(page):
    return Item(page.title, last_checked_in_words(page.checked), authored_content.edit_url(page))


def unknown_figures(pages):
    for code, using in pages_by_figure(pages).items():
        if code not in all_figures():
            for page in using:
                sentence = _("Readers see {%(code)s}: no figure is called that.")
                yield Item(page.title, sentence % {"code": code}, authored_content.edit_url(page))


def dead_links(rows):
    found = links_by_address(rows)
    for check in LinkCheck.objects.filter(fault__in=LinkCheck.DEAD, url__in=found).order_by("url"):
        first = found[check.url][0]  # the others, translations mostly, are in the report
        yield Item(first.title, f"{check.url}: {check.get_fault_display()}", first.edit)


def faults_in_texts(rows):
    for row in rows:
        for fault in faults_of(row):
            yield Item(str(row), fault.sentence, authored_content.edit_url(row))


def unnamed_pictures():
    for pk, title in get_image_model().objects.order_by("title").values_list("pk", "title"):
        if pictures.looks_like_file_name(title):
            sentence = _("Write what the picture shows.")
            yield Item(title, sentence, reverse("wagtailimages:edit", args=[pk]))


def changed_in_new_version():
    for change in changes.waiting():
        title = f"{change.instance} ({language_name(change.instance.locale.language_code)})"
        yield Item(title, _("The program has new words for this. Compare."), reverse("cms:new_version"))


def translation_gaps(pages, originals):
    """Pages that changed after they were translated, translations with gaps, and languages with pages to go."""
    originals_by_key = {page.translation_key: page for page in originals if isinstance(page, Page)}
    pages_by_locale = {(page.translation_key, page.locale_id): page for page in pages}
    for source in TranslationSource.objects.filter(
        translations__enabled=True, object_id__in=originals_by_key
    ).distinct():
        page = originals_by_key[source.object_id]
        if texts_of(page) != texts_when_translated(source, page):
            sentence = _("The original has changed since it was translated. Bring the change over.")
            yield Item(page.title, sentence, reverse("wagtail_localize:update_translations", args=[source.pk]))
    with_gaps = TranslationsReportView().get_queryset().filter(waiting_for_translation=True, enabled=True)
    for translation in with_gaps.select_related("source", "target_locale"):
        page = pages_by_locale.get((translation.source.object_id, translation.target_locale_id))
        url = authored_content.edit_url(page) if page else reverse("wagtail_localize:translations_report")
        sentence = _("The translation to %(language)s lacks some of the text.")
        yield Item(
            translation.source.object_repr,
            sentence % {"language": language_name(translation.target_locale.language_code)},
            url,
        )
    front_pages = dict(Page.objects.filter(depth=2).values_list("locale__language_code", "pk"))
    untranslated = Page.objects.live().filter(alias_of__isnull=False, depth__gt=1).values_list("locale__language_code")
    for code, count in untranslated.annotate(Count("pk")).order_by("locale__language_code"):
        sentence = ngettext("%(count)d page is not translated yet.", "%(count)d pages are not translated yet.", count)
        url = reverse("wagtailadmin_explore", args=[front_pages[code]])
        yield Item(capfirst(language_name(code)), sentence % {"count": count}, url)


def texts_of(page):
    return [piece.text for piece in pieces_of(page)]


def texts_when_translated(source, page):
    """The texts of the page as the translation tool got them last."""
    given = json.loads(source.content_json)
    found = []
    for field in text_fields_of(type(page)):
        value = given.get(field.name) or ""
        value = json.loads(value or "[]") if isinstance(field, StreamField) else value
        found += [piece.text for piece in pieces_in(field, value)]
    return found
