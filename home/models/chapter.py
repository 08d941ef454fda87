"""Which local chapters are there?"""

from itertools import groupby

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel

from home.models.base import ReadingPage
from portal.chapters.queries import public_chapters


class ChaptersPage(ReadingPage):
    lead = models.TextField(_("Two sentences under the title"))

    content_panels = ReadingPage.content_panels + [FieldPanel("lead")]

    class Meta:
        verbose_name = _("Page of local chapters")

    def get_context(self, request, *args, **kwargs):
        counties = [
            {"name": county, "chapters": list(chapters)}
            for county, chapters in groupby(public_chapters(), key=lambda chapter: chapter.county)
        ]
        return super().get_context(request, *args, **kwargs) | {"counties": counties}
