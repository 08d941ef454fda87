"""What do editors find in their menu?"""

from django.utils.translation import gettext_lazy as _
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from home.models import Helpline


@register_snippet
class HelplineViewSet(SnippetViewSet):
    model = Helpline
    icon = "mobile-alt"
    menu_label = _("Helplines")
    menu_order = 150
    add_to_admin_menu = True
    list_display = ["name", "phone_in_words", "kind", "checked"]
    ordering = ["order", "name"]
