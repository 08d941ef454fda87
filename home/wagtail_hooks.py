"""The editors' menu and front page in the CMS.

A group in the menu is empty until something joins it: a viewset says `menu_hook = "register_texts_menu_item"`.
"""

from django.contrib import messages
from django.shortcuts import redirect
from django.templatetags.static import static
from django.urls import include, path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import Menu, MenuItem, SubmenuMenuItem
from wagtail.admin.ui.tables import Column
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import CreateView, EditView, SnippetViewSet

from home.editing.conflicts import EditConflictCheck, NoAutosave
from home.editing.front_page import views as front_page_views
from home.editing.review import rights
from home.editing.review.safety import SafetyTextsView
from home.first_content import changes
from home.first_content.cms_views import NewVersionView
from home.helplines.cms_views import (
    HelplineCreateView,
    HelplineEditView,
    HelplineIndexView,
    HelplineRevertView,
    HelplineUnpublishView,
    UpcomingHolidaysView,
    line_buttons,
    refuse_to_take_down,
)
from home.links.cms_views import LinksReportView
from home.models import Figure, Helpline


class SnippetCreateView(NoAutosave, CreateView):
    pass


@register_snippet
class HelplineViewSet(SnippetViewSet):
    model = Helpline
    icon = "mobile-alt"
    menu_label = _("Helplines")
    menu_hook = "register_contact_menu_item"
    menu_order = 10
    list_display = ["name", Column("phone_in_words", label=_("Phone number")), "kind", "checked"]
    ordering = ["others", "order", "name"]
    index_view_class = HelplineIndexView
    add_view_class = HelplineCreateView
    edit_view_class = HelplineEditView
    unpublish_view_class = HelplineUnpublishView
    revisions_revert_view_class = HelplineRevertView
    copy_view_enabled = False

    def get_urlpatterns(self):
        view = UpcomingHolidaysView.as_view(permission_policy=self.permission_policy)
        return [*super().get_urlpatterns(), path("coming-days/", view, name="coming_days")]


class FigureEditView(EditConflictCheck, EditView):
    pass


@register_snippet
class FigureViewSet(SnippetViewSet):
    model = Figure
    icon = "order"
    menu_label = _("Figures")
    menu_hook = "register_texts_menu_item"
    list_display = ["what", Column("in_words", label=_("Number")), "year", "source"]
    add_view_class = SnippetCreateView
    edit_view_class = FigureEditView
    copy_view_enabled = False


# THE MENU


def shortcut(label, name, icon, order):
    """An item that leads straight to one of front_page.DESTINATIONS."""
    return MenuItem(label, reverse("cms:go", args=[name]), name=name, icon_name=icon, order=order)


@hooks.register("register_admin_menu_item")
def contact_menu():
    menu = Menu(register_hook_name="register_contact_menu_item")
    return SubmenuMenuItem(_("Help and contact"), menu, name="contact", icon_name="mobile-alt", order=110)


@hooks.register("register_contact_menu_item")
def advice_item():
    return shortcut(_("Advice services"), "advice", "link", 20)


@hooks.register("register_admin_menu_item")
def guide_item():
    return shortcut(_("The guide"), "guide", "doc-full", 120)


@hooks.register("register_admin_menu_item")
def training_menu():
    menu = Menu(register_hook_name="register_training_menu_item")
    return SubmenuMenuItem(_("Training"), menu, name="training", icon_name="help", order=130)


@hooks.register("register_admin_menu_item")
def texts_menu():
    menu = Menu(register_hook_name="register_texts_menu_item")
    return SubmenuMenuItem(_("Texts"), menu, name="texts", icon_name="order", order=140)


@hooks.register("construct_help_menu")
def help_menu(request, items):
    """Keep the keyboard shortcuts alone: Wagtail's news and guides are in English."""
    items[:] = [item for item in items if item.name == "keyboard-shortcuts-trigger"]


@hooks.register("register_reports_menu_item")
def links_item():
    return MenuItem(_("Links"), reverse("cms:links"), name="links", icon_name="link", order=10)


@hooks.register("register_reports_menu_item")
def safety_item():
    return MenuItem(_("Safety texts"), reverse("cms:safety"), name="safety", icon_name="warning", order=5)


@hooks.register("register_reports_menu_item")
def chapters_item():
    return MenuItem(_("The guide by age"), reverse("cms:chapters_by_age"), name="by-age", icon_name="time", order=20)


@hooks.register("register_reports_menu_item")
def new_version_item():
    return MenuItem(_("Changed in a new version"), reverse("cms:new_version"), name="new-version", order=25)


@hooks.register("register_log_actions")
def log_actions(actions):
    """What the history calls the words that came with a version of the program."""
    actions.register_action(changes.GIVEN, _("Give words"), _("Words of the program"))
    actions.register_action(changes.KEPT, _("Keep ours"), _("Kept what we had"))


@hooks.register("construct_reports_menu")
def reports_menu(request, items):
    """Without those that count something else than the front page does: an age since publishing, kinds of pages."""
    items[:] = [item for item in items if item.name not in ("aging-pages", "page-types-usage")]


# THE FRONT PAGE

# Of Wagtail's own: what waits for me (third), what I have sent in, what I have locked.
WAGTAIL_PANELS = {"workflow_objects_to_moderate": 30, "user_objects_in_workflow_moderation": 35, "locked_pages": 50}


@hooks.register("construct_homepage_panels")
def homepage_panels(request, panels):
    kept = [panel for panel in panels if panel.name in WAGTAIL_PANELS]
    for panel in kept:
        panel.order = WAGTAIL_PANELS[panel.name]
    panels[:] = [
        front_page_views.TasksPanel(),
        front_page_views.AttentionPanel(),
        *kept,
        front_page_views.MyDraftsPanel(),
    ]


@hooks.register("construct_page_action_menu")
def publish_first(items, request, context):
    """The button publishes or sends to review, as editors nearly always want: drafts are saved automatically."""
    wanted = ["action-publish", "action-submit"]
    items.sort(key=lambda item: wanted.index(item.name) if item.name in wanted else len(wanted))


@hooks.register("construct_snippet_action_menu")
def buttons_of_snippet(items, request, context):
    if context["model"] is Helpline:
        line_buttons(items, context.get("instance"))


@hooks.register("before_delete_snippet")
def keep_crisis_lines(request, instances):
    return refuse_to_take_down(request, instances)


@hooks.register("construct_homepage_summary_items", order=1)
def remove_summary(request, items):
    """Editors do not need to know how many pages and pictures there are."""
    items.clear()


@hooks.register("insert_global_admin_css")
def admin_stylesheet():
    return format_html('<link rel="stylesheet" href="{}">', static("css/cms.css"))


@hooks.register("insert_global_admin_js")
def admin_script():
    return format_html('<script src="{}"></script>', static("js/cms.js"))


@hooks.register("register_admin_urls")
def admin_urls():
    urls = [
        path("ga-til/<slug:place>/", front_page_views.GoToView.as_view(), name="go"),
        path("ma-sees-pa/", front_page_views.AllConcernsView.as_view(), name="concerns"),
        path("mine-utkast/", front_page_views.AllDraftsView.as_view(), name="drafts"),
        path("veilederen-etter-alder/", front_page_views.ChaptersByAgeView.as_view(), name="chapters_by_age"),
        path("lenker/", LinksReportView.as_view(), name="links"),
        path("endret-i-ny-versjon/", NewVersionView.as_view(), name="new_version"),
        path("sikkerhetstekster/", SafetyTextsView.as_view(), name="safety"),
    ]
    guarded = path("localize/page/<int:page_id>/convert_to_alias/", rights.convert_to_alias)  # before the tool's own
    return [guarded, path("", include((urls, "cms"), namespace="cms"))]


@hooks.register("before_bulk_action")
def refuse_unpublishable_pages(request, action_type, objects, action):
    """Before several drafts are published at once: refuse all where one of them has faults, and name it."""
    if action_type != "publish":
        return None
    pages = list(objects)
    if action.cleaned_form.cleaned_data.get("include_descendants"):
        pages += [below for page in objects for below in page.get_descendants().not_live().specific()]
    unpublishable = list(rights.unpublishable(pages))
    for page in unpublishable:
        text = gettext("«%(page)s» cannot be published as it is. Open it to see why.")
        messages.error(request, text % {"page": page.get_admin_display_title()})
    return redirect(action.next_url) if unpublishable else None
