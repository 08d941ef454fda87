"""Where does an editor see which public holidays are coming, and what each line does on them?"""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin

from home import helplines, status_words
from portal import clock

A_YEAR = 366


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
