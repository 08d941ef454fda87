"""Feeds of pages (Atom): the newest first, in the language of the address."""

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.http import Http404
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from home.models import NewsIndexPage
from home.models.base import address_of
from portal import clock, organisation

MAX_ITEMS = 20


class PagesFeed(Feed):
    """Base class: ``page_kind`` is the page that the feed belongs to. Raises Http404 where it is not published."""

    feed_type = Atom1Feed
    item_guid_is_permalink = False
    page_kind = None

    def get_object(self, request):
        page = self.page_kind.objects.live().filter(locale__language_code=get_language()).first()
        if page is None:
            raise Http404
        return page

    def link(self, page):
        return settings.SITE_ADDRESS + address_of(page)

    def author_name(self, page):
        return organisation.current().name

    def item_title(self, item):
        return item.title

    def item_link(self, item):
        return settings.SITE_ADDRESS + address_of(item)


class NewsFeed(PagesFeed):
    title = gettext_lazy("News")
    page_kind = NewsIndexPage

    def subtitle(self, page):
        return _("News from %(organisation)s") % {"organisation": organisation.current().name}

    def items(self, page):
        found = list(page.entries()[:MAX_ITEMS])
        if not found:
            raise Http404
        return found

    def item_description(self, item):
        return item.lead

    def item_guid(self, item):
        return f"urn:uuid:{item.translation_key}#{item.language}"

    def item_pubdate(self, item):
        return clock.start_of(item.date)

    def item_updateddate(self, item):
        return item.last_published_at
