"""What our own pages in the CMS share."""

from django.views.generic import TemplateView
from wagtail.admin.views.generic import WagtailAdminTemplateMixin


class CmsPage(WagtailAdminTemplateMixin, TemplateView):
    """A page of ours in the CMS. ``page_title`` names it."""

    def get_breadcrumbs_items(self):
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]
