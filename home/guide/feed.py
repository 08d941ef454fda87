"""The RSS feed of changes in the guide."""

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from home.models import GuidePage
from home.models.base import address_of
from portal import organisation

MAX_ITEMS = 20


class GuideChangesFeed(Feed):
    """The chapters as RSS, newest change first, in the language of the address."""

    title = gettext_lazy("Changes in the guide")
    item_guid_is_permalink = False

    def get_object(self, request):
        return GuidePage.objects.live().filter(locale__language_code=get_language()).get()

    def link(self, guide):
        return settings.SITE_ADDRESS + address_of(guide)

    def description(self, guide):
        return _("New and changed chapters of the guide from %(organisation)s") % {
            "organisation": organisation.current().name
        }

    def items(self, guide):
        chapters = guide.chapters()
        for number, chapter in enumerate(chapters, 1):
            chapter.number = number
        dated = [chapter for chapter in chapters if chapter.last_published_at]
        return sorted(dated, key=lambda chapter: chapter.last_published_at, reverse=True)[:MAX_ITEMS]

    def item_title(self, chapter):
        return f"{chapter.number}. {chapter.title}"

    def item_description(self, chapter):
        return chapter.description

    def item_link(self, chapter):
        return settings.SITE_ADDRESS + address_of(chapter)

    def item_guid(self, chapter):
        return f"{chapter.translation_key}/{chapter.language}/{chapter.last_published_at.isoformat()}"

    def item_pubdate(self, chapter):
        return chapter.last_published_at
