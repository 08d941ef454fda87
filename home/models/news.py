"""News of the organisation, and the newest of them on the front page."""

import datetime

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel

from home.models.base import ReadingPage
from home.models.entries import EntriesPage, EntryPage, newest
from portal import clock

MOST_ON_FRONT_PAGE = 3
FRESH = datetime.timedelta(days=92)  # older news is found under News, not on the front page


class NewsIndexPage(EntriesPage):
    content_panels = ReadingPage.content_panels + [
        FieldPanel("lead", help_text=_("What readers find here, for example: Nytt fra forbundet."))
    ]
    subpage_types = ["home.NewsPage"]

    class Meta:
        verbose_name = _("Page of news")

    def get_context(self, request, *args, **kwargs):
        return super().get_context(request, *args, **kwargs) | {"feed": reverse("news_feed")}


class NewsPage(EntryPage):
    content_panels = [*ReadingPage.content_panels, *EntryPage.text_panels, EntryPage.date_panel]
    parent_page_types = ["home.NewsIndexPage"]

    class Meta:
        verbose_name = _("Piece of news")


def for_front_page(locale_id):
    """The newest news of a language that are not older than ``FRESH``. At most three."""
    rows = NewsPage.objects.filter(locale_id=locale_id, date__gte=clock.today() - FRESH)
    return list(newest(rows)[:MOST_ON_FRONT_PAGE])
