"""The editors' front page: what do you want to do, what must be looked at, what waits for you?"""

import datetime
import json
from dataclasses import dataclass

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db.models import Count
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import get_language_info, gettext_lazy, ngettext
from django.utils.translation import gettext as _
from django.views.generic import TemplateView, View
from wagtail.admin.ui.components import Component
from wagtail.admin.views.generic import WagtailAdminTemplateMixin
from wagtail.fields import StreamField
from wagtail.images import get_image_model
from wagtail.models import Page
from wagtail.snippets.models import get_snippet_models
from wagtail_localize.models import TranslationSource
from wagtail_localize.views.report import TranslationsReportView

from home import checking, helplines, links, pictures, status_words, texts, written
from home.models import ChapterPage, Helpline, LinkCheck
from portal import clock

CHAPTER_IS_OLD = datetime.timedelta(days=365)
SHOWN = 5


# WHAT DO YOU WANT TO DO?


@dataclass(frozen=True)
class Task:
    text: str
    icon: str
    place: str  # of PLACES; the public site has none
    permission: str = ""

    @property
    def url(self):
        return reverse("cms:go", args=[self.place]) if self.place else "/"


TASKS = [
    Task(gettext_lazy("Change an opening hour"), "time", "opening-hours", "home.change_helpline"),
    Task(gettext_lazy("Tell about a day on which we are closed"), "date", "closed-day", "home.change_helpline"),
    Task(gettext_lazy("Correct a text in the guide"), "edit", "guide"),
    Task(gettext_lazy("Change a key figure"), "order", "figures", "home.change_figure"),
    Task(gettext_lazy("Add a link to the advice services"), "link", "advice"),
    Task(gettext_lazy("See the site"), "view", ""),
]


def our_line(anchor=""):
    """The line itself where there is one of ours, else the list to choose from."""
    ours = written.originals(Helpline.objects.filter(kind=Helpline.Kind.PEER))
    return written.edit_address(ours[0]) + anchor if len(ours) == 1 else list_of("helpline")


def list_of(kind):
    for model in get_snippet_models():
        if model._meta.label_lower == f"home.{kind}":
            return reverse(model.snippet_viewset.get_url_name("list"))
    raise Http404


def page_called(slug, view):
    page = Page.objects.filter(slug=slug, locale__language_code=settings.LANGUAGE_CODE).first()
    if page is None:
        raise Http404
    return reverse(view, args=[page.pk])


def chapters_by_age():
    kind = ContentType.objects.get_for_model(ChapterPage)
    return f"{reverse('wagtailadmin_reports:aging_pages')}?content_type={kind.pk}"


PLACES = {
    "opening-hours": our_line,
    "closed-day": lambda: our_line("#panel-child-exceptions-section"),
    "guide": lambda: page_called("veileder", "wagtailadmin_explore"),
    "advice": lambda: page_called("raadgivning", "wagtailadmin_pages:edit"),
    "figures": lambda: list_of("figure"),
    "chapters-by-age": chapters_by_age,
}


class Go(View):
    """Straight to where something is changed. Where that is, is looked up when it is asked for."""

    def get(self, request, place):
        if place not in PLACES:
            raise Http404
        return redirect(PLACES[place]())


class Tasks(Component):
    name = "tasks"
    order = 10
    template_name = "home/cms/tasks.html"

    def get_context_data(self, parent_context):
        user = parent_context["request"].user
        return {"tasks": [task for task in TASKS if not task.permission or user.has_perm(task.permission)]}


# WHAT MUST BE LOOKED AT?


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


class Attention(Component):
    name = "attention"
    order = 20
    template_name = "home/cms/attention.html"

    def get_context_data(self, parent_context):
        return {"concerns": concerns(), "shown": SHOWN}


class CmsPage(WagtailAdminTemplateMixin, TemplateView):
    """A page of ours among the editors' pages."""

    def get_breadcrumbs_items(self):
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]


class AllConcerns(CmsPage):
    """The same without a limit."""

    template_name = "home/cms/all_concerns.html"
    page_title = gettext_lazy("What must be looked at")
    header_icon = "warning"

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {"concerns": concerns()}


# WHAT HAVE I BEGUN?


class MyDrafts(Component):
    name = "my_drafts"
    order = 40
    template_name = "home/cms/my_drafts.html"

    def get_context_data(self, parent_context):
        user = parent_context["request"].user
        return {"drafts": drafts_of(user)[:SHOWN], "count": drafts_of(user).count(), "shown": SHOWN}


class AllDrafts(CmsPage):
    template_name = "home/cms/all_drafts.html"
    page_title = gettext_lazy("My drafts")
    header_icon = "draft"

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {"drafts": drafts_of(self.request.user)}


def drafts_of(user):
    """Pages whose latest text is this person's and is not published."""
    drafts = Page.objects.filter(has_unpublished_changes=True, latest_revision__user=user)
    return drafts.order_by("-latest_revision_created_at")


# THE REPORT OF LINKS


class Links(CmsPage):
    """Which links lead nowhere, and where do they stand? The button asks the worker to look at them all."""

    template_name = "home/cms/links.html"
    page_title = gettext_lazy("Links")
    header_icon = "link"

    def get_context_data(self, **kwargs):
        found = links.collect()
        checks = list(LinkCheck.objects.filter(url__in=found).order_by("url"))
        return super().get_context_data(**kwargs) | {
            "dead": with_places(checks, found, LinkCheck.DEAD),
            "doubtful": with_places(checks, found, [LinkCheck.Fault.TURNED_AWAY]),
            "count": len(found),
            "waiting": sum(check.due for check in checks),
            "never_asked": not checks,
            "checked_at": max((check.checked_at for check in checks if check.checked_at), default=None),
        }

    def post(self, request):
        links.ask_all()
        return redirect("cms:links")


def with_places(checks, found, kinds):
    return [{"check": check, "places": found[check.url]} for check in checks if check.fault in kinds]
