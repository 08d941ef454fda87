"""The editors' front page: what do you want to do, what must be looked at, what waits for you?"""

from dataclasses import dataclass

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView, View
from wagtail.admin.ui.components import Component
from wagtail.admin.views.generic import WagtailAdminTemplateMixin
from wagtail.models import Page
from wagtail.snippets.models import get_snippet_models

from home.editing import links, written
from home.editing.concerns import SHOWN, concerns
from home.models import ChapterPage, Helpline, LinkCheck

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


# Where on a line's page each of the tasks is done.
OF_A_LINE = {"opening-hours": "", "closed-day": "#panel-exceptions-section"}


def our_lines():
    return written.originals(Helpline.objects.filter(kind=Helpline.Kind.PEER))


def our_line(place):
    """The line itself where there is one of ours, else the list to choose from."""
    ours = our_lines()
    return written.edit_address(ours[0]) + OF_A_LINE[place] if len(ours) == 1 else list_of("helpline")


def buttons(tasks):
    """``{icon, text, url}`` of each task. One that is done on a line, for each of ours by its name."""
    ours = our_lines()
    for task in tasks:
        if task.place in OF_A_LINE and len(ours) > 1:
            for line in ours:
                url = written.edit_address(line) + OF_A_LINE[task.place]
                yield {"icon": task.icon, "text": f"{task.text}: {line.name}", "url": url}
        else:
            yield {"icon": task.icon, "text": task.text, "url": task.url}


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
    "opening-hours": lambda: our_line("opening-hours"),
    "closed-day": lambda: our_line("closed-day"),
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
        return {"tasks": list(buttons(task for task in TASKS if not task.permission or user.has_perm(task.permission)))}


# WHAT MUST BE LOOKED AT?


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
