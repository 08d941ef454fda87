"""What do editors of the helplines see and do, beside the form itself?"""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.admin.widgets.button import HeaderButton
from wagtail.snippets.views.snippets import EditView, IndexView
from wagtail_localize.models import TranslationSource

from home import helplines, status_words
from portal import clock

A_YEAR = 366


class HelplineIndexView(IndexView):
    @property
    def header_buttons(self):
        address = reverse("wagtailsnippets_home_helpline:coming_days")
        return [*super().header_buttons, HeaderButton(_("Coming public holidays"), address, icon_name="calendar")]


class HelplineEditView(EditView):
    def save_instance(self):
        """Changed words are bokmål in the translations until somebody translates them: old words could be untrue."""
        line = super().save_instance()
        source = TranslationSource.objects.get_for_instance_or_none(line)
        if source:
            source.update_from_db()
            for translation in source.translations.filter(enabled=True):
                translation.save_target(user=self.request.user)
        return line


class ComingDays(PermissionCheckedMixin, WagtailAdminTemplateMixin, TemplateView):
    """For those who may change a helpline."""

    permission_policy = None
    any_permission_required = ["add", "change"]
    template_name = "home/cms/coming_days.html"
    page_title = _("Coming public holidays")
    header_icon = "calendar"

    def get_breadcrumbs_items(self):
        return [
            *self.breadcrumbs_items,
            {"url": reverse("wagtailsnippets_home_helpline:list"), "label": _("Helplines")},
            {"url": "", "label": self.page_title},
        ]

    def get_context_data(self, **kwargs):
        found = helplines.coming_days(helplines.read_lines(), clock.today(), A_YEAR)
        days = [
            {
                "date": day.date,
                "name": status_words.days_in_words(day.named),
                "line": line.name,
                "hours": status_words.times_in_words(day.times),
                "decided": day.decided,
                "url": reverse("wagtailsnippets_home_helpline:edit", args=[line.pk]),
            }
            for line, day in found
        ]
        return super().get_context_data(**kwargs) | {"days": days}
