"""What do editors find in their menu, and on their front page?

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

from home.editing import front_page, review
from home.editing.conflicts import NothingUndone, SavedByHand
from home.editing.helplines import ComingDays, HelplineEditView, HelplineIndexView
from home.models import Figure, Helpline


class LiveCreateView(SavedByHand, CreateView):
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
    add_view_class = LiveCreateView
    edit_view_class = HelplineEditView
    copy_view_enabled = False

    def get_urlpatterns(self):
        view = ComingDays.as_view(permission_policy=self.permission_policy)
        return [*super().get_urlpatterns(), path("coming-days/", view, name="coming_days")]


class FigureEditView(NothingUndone, EditView):
    pass


@register_snippet
class FigureViewSet(SnippetViewSet):
    model = Figure
    icon = "order"
    menu_label = _("Figures")
    menu_hook = "register_texts_menu_item"
    list_display = ["what", Column("in_words", label=_("Number")), "year", "source"]
    add_view_class = LiveCreateView
    edit_view_class = FigureEditView
    copy_view_enabled = False


# THE MENU


def place(label, name, icon, order):
    """An item that leads straight to one of front_page.PLACES."""
    return MenuItem(label, reverse("cms:go", args=[name]), name=name, icon_name=icon, order=order)


@hooks.register("register_admin_menu_item")
def contact_menu():
    menu = Menu(register_hook_name="register_contact_menu_item")
    return SubmenuMenuItem(_("Help and contact"), menu, name="contact", icon_name="mobile-alt", order=110)


@hooks.register("register_contact_menu_item")
def advice_item():
    return place(_("Advice services"), "advice", "link", 20)


@hooks.register("register_admin_menu_item")
def guide_item():
    return place(_("The guide"), "guide", "doc-full", 120)


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
    """The keys that save clicks. News and guides of the program are in English."""
    items[:] = [item for item in items if item.name == "keyboard-shortcuts-trigger"]


@hooks.register("register_reports_menu_item")
def links_item():
    return MenuItem(_("Links"), reverse("cms:links"), name="links", icon_name="link", order=10)


@hooks.register("register_reports_menu_item")
def chapters_item():
    return place(_("The guide by age"), "chapters-by-age", "time", 20)


# THE FRONT PAGE

# Of Wagtail's own: what waits for me (third), what I have sent in, what I have locked.
THEIRS = {"workflow_objects_to_moderate": 30, "user_objects_in_workflow_moderation": 35, "locked_pages": 50}


@hooks.register("construct_homepage_panels")
def homepage_panels(request, panels):
    kept = [panel for panel in panels if panel.name in THEIRS]
    for panel in kept:
        panel.order = THEIRS[panel.name]
    panels[:] = [front_page.Tasks(), front_page.Attention(), *kept, front_page.MyDrafts()]


@hooks.register("construct_page_action_menu")
def publish_first(items, request, context):
    """What one nearly always wants is the button; drafts save themselves."""
    wanted = ["action-publish", "action-submit"]
    items.sort(key=lambda item: wanted.index(item.name) if item.name in wanted else len(wanted))


@hooks.register("construct_homepage_summary_items", order=1)
def no_counts(request, items):
    """How many pages and pictures there are helps nobody."""
    items.clear()


@hooks.register("insert_global_admin_css")
def look():
    return format_html('<link rel="stylesheet" href="{}">', static("css/cms.css"))


@hooks.register("register_admin_urls")
def addresses():
    urls = [
        path("ga-til/<slug:place>/", front_page.Go.as_view(), name="go"),
        path("ma-sees-pa/", front_page.AllConcerns.as_view(), name="concerns"),
        path("mine-utkast/", front_page.AllDrafts.as_view(), name="drafts"),
        path("lenker/", front_page.Links.as_view(), name="links"),
    ]
    guarded = path("localize/page/<int:page_id>/convert_to_alias/", review.convert_to_alias)  # before the tool's own
    return [guarded, path("", include((urls, "cms"), namespace="cms"))]


@hooks.register("before_bulk_action")
def publish_what_is_fit(request, action_type, objects, action):
    """A draft may be as it is; a list of drafts is published when each of them may be."""
    if action_type != "publish":
        return None
    pages = list(objects)
    if action.cleaned_form.cleaned_data.get("include_descendants"):
        pages += [below for page in objects for below in page.get_descendants().not_live().specific()]
    unfit = list(review.unfit(pages))
    for page in unfit:
        text = gettext("«%(page)s» cannot be published as it is. Open it to see why.")
        messages.error(request, text % {"page": page.get_admin_display_title()})
    return redirect(action.next_url) if unfit else None
