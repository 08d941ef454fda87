"""The editors' front page: tasks to choose from, what needs attention, and one's own drafts."""

from dataclasses import dataclass

from django.conf import settings
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy
from django.views.generic import View
from wagtail.admin.ui.components import Component
from wagtail.models import Page
from wagtail.snippets.models import get_snippet_models

from home.editing.front_page.concerns import MAX_SHOWN, chapters_by_age, concerns
from home.editing.views import CmsPage
from home.helplines.lines import Kind
from home.models import Helpline
from home.texts import authored_content

# TASKS


@dataclass(frozen=True)
class Task:
    text: str
    icon: str
    destination: str  # one of DESTINATIONS; empty for the public site
    permission: str = ""

    @property
    def url(self):
        return reverse("cms:go", args=[self.destination]) if self.destination else "/"


TASKS = [
    Task(gettext_lazy("Change an opening hour"), "time", "opening-hours", "home.change_helpline"),
    Task(gettext_lazy("Tell about a day on which we are closed"), "date", "closed-day", "home.change_helpline"),
    Task(gettext_lazy("Correct a text in the guide"), "edit", "guide"),
    Task(gettext_lazy("Write a piece of news"), "edit", "news"),
    Task(gettext_lazy("Publish somebody's story"), "openquote", "story"),
    Task(gettext_lazy("Change a key figure"), "order", "figures", "home.change_figure"),
    Task(gettext_lazy("Add a link to the advice services"), "link", "advice"),
    Task(gettext_lazy("See the site"), "view", ""),
]

# Tasks that are done on the page of a helpline, and where on it.
HELPLINE_ANCHORS = {"opening-hours": "", "closed-day": "#panel-exceptions-section"}


def our_helplines():
    return authored_content.originals(Helpline.objects.filter(kind=Kind.PEER, live=True))


def our_helpline_url(destination):
    """The page of our helpline where there is one, else the list to choose from."""
    ours = our_helplines()
    return (
        authored_content.edit_url(ours[0]) + HELPLINE_ANCHORS[destination]
        if len(ours) == 1
        else snippet_list_url("helpline")
    )


def task_buttons(tasks):
    """``{icon, text, url}`` of each task. A task on a helpline has one button for each of ours, with its name."""
    ours = our_helplines()
    for task in tasks:
        if task.destination in HELPLINE_ANCHORS and len(ours) > 1:
            for line in ours:
                url = authored_content.edit_url(line) + HELPLINE_ANCHORS[task.destination]
                yield {"icon": task.icon, "text": f"{task.text}: {line.name}", "url": url}
        else:
            yield {"icon": task.icon, "text": task.text, "url": task.url}


def snippet_list_url(kind):
    """The list of snippets of a kind, such as ``figure``. Raises Http404 where there is no such kind."""
    for model in get_snippet_models():
        if model._meta.label_lower == f"home.{kind}":
            return reverse(model.snippet_viewset.get_url_name("list"))
    raise Http404


def page_url(slug, view):
    """A view of the CMS for the page with this slug, in bokmål. Raises Http404 where there is no such page."""
    page = Page.objects.filter(slug=slug, locale__language_code=settings.LANGUAGE_CODE).first()
    if page is None:
        raise Http404
    return reverse(view, args=[page.pk])


def new_page_url(slug, kind):
    """The form of a new page of this kind, under the page of bokmål with this slug. Raises Http404 without it."""
    above = Page.objects.filter(slug=slug, depth=3, locale__language_code=settings.LANGUAGE_CODE).first()
    if above is None:
        raise Http404
    return reverse("wagtailadmin_pages:add", args=["home", kind, above.pk])


DESTINATIONS = {
    "opening-hours": lambda: our_helpline_url("opening-hours"),
    "closed-day": lambda: our_helpline_url("closed-day"),
    "guide": lambda: page_url("veileder", "wagtailadmin_explore"),
    "advice": lambda: page_url("raadgivning", "wagtailadmin_pages:edit"),
    "news": lambda: new_page_url("aktuelt", "newspage"),
    "story": lambda: new_page_url("historier", "storypage"),
    "figures": lambda: snippet_list_url("figure"),
}


class GoToView(View):
    """Redirects to where something is changed: the menu need not look that up for every page."""

    def get(self, request, place):
        if place not in DESTINATIONS:
            raise Http404
        return redirect(DESTINATIONS[place]())


class TasksPanel(Component):
    name = "tasks"
    order = 10
    template_name = "home/cms/tasks.html"

    def get_context_data(self, parent_context):
        user = parent_context["request"].user
        return {
            "tasks": list(task_buttons(task for task in TASKS if not task.permission or user.has_perm(task.permission)))
        }


# WHAT NEEDS ATTENTION


class AttentionPanel(Component):
    name = "attention"
    order = 20
    template_name = "home/cms/attention.html"

    def get_context_data(self, parent_context):
        return {"concerns": concerns(), "shown": MAX_SHOWN}


class AllConcernsView(CmsPage):
    """What the panel shows, without a limit."""

    template_name = "home/cms/all_concerns.html"
    page_title = gettext_lazy("What must be looked at")
    header_icon = "warning"

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {"concerns": concerns()}


class ChaptersByAgeView(CmsPage):
    """The guide by its last check. What is old here is what the front page says is old."""

    template_name = "home/cms/chapters_by_age.html"
    page_title = gettext_lazy("The guide by age")
    header_icon = "time"

    def get_context_data(self, **kwargs):
        old, checked = chapters_by_age()
        return super().get_context_data(**kwargs) | {"old": old, "checked": checked}


# ONE'S OWN DRAFTS


class MyDraftsPanel(Component):
    name = "my_drafts"
    order = 40
    template_name = "home/cms/my_drafts.html"

    def get_context_data(self, parent_context):
        user = parent_context["request"].user
        return {"drafts": drafts_of(user)[:MAX_SHOWN], "count": drafts_of(user).count(), "shown": MAX_SHOWN}


class AllDraftsView(CmsPage):
    template_name = "home/cms/all_drafts.html"
    page_title = gettext_lazy("My drafts")
    header_icon = "draft"

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {"drafts": drafts_of(self.request.user)}


def drafts_of(user):
    """Pages whose latest text is this person's and is not published."""
    drafts = Page.objects.filter(has_unpublished_changes=True, latest_revision__user=user)
    return drafts.order_by("-latest_revision_created_at")
