"""What do editors find in their menu?"""

from django.urls import path
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from home.helpline_editing import ComingDays, HelplineEditView, HelplineIndexView
from home.models import Helpline


@register_snippet
class HelplineViewSet(SnippetViewSet):
    model = Helpline
    icon = "mobile-alt"
    menu_label = _("Helplines")
    menu_order = 150
    add_to_admin_menu = True
    list_display = ["name", Column("phone_in_words", label=_("Phone number")), "kind", "checked"]
    ordering = ["order", "name"]
    index_view_class = HelplineIndexView
    edit_view_class = HelplineEditView
    copy_view_enabled = False

    def get_urlpatterns(self):
        view = ComingDays.as_view(permission_policy=self.permission_policy)
        return [*super().get_urlpatterns(), path("coming-days/", view, name="coming_days")]
