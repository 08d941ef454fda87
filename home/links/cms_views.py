"""The report of links in the CMS."""

from django.shortcuts import redirect
from django.utils.translation import gettext_lazy

from home.editing.views import CmsPage
from home.links.checker import mark_all_due
from home.links.locations import links_by_address
from home.models.link_check import LinkCheck


class LinksReportView(CmsPage):
    """The links that lead nowhere, and where they are. The button asks the worker to check all links."""

    template_name = "home/cms/links.html"
    page_title = gettext_lazy("Links")
    header_icon = "link"

    def get_context_data(self, **kwargs):
        found = links_by_address()
        checks = list(LinkCheck.objects.filter(url__in=found).order_by("url"))
        return super().get_context_data(**kwargs) | {
            "dead": _with_locations(checks, found, LinkCheck.DEAD),
            "doubtful": _with_locations(checks, found, [LinkCheck.Fault.TURNED_AWAY]),
            "count": len(found),
            "waiting": sum(check.due for check in checks),
            "never_asked": not checks,
            "checked_at": max((check.checked_at for check in checks if check.checked_at), default=None),
        }

    def post(self, request):
        mark_all_due()
        return redirect("cms:links")


def _with_locations(checks, found, faults):
    return [{"check": check, "places": found[check.url]} for check in checks if check.fault in faults]
