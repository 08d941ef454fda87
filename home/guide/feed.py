"""The feed of changes in the guide."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from home.feeds import MAX_ITEMS, PagesFeed
from home.models import GuidePage
from portal import organisation


class GuideChangesFeed(PagesFeed):
    """The chapters, newest change first, in the language of the address."""

    title = gettext_lazy("Changes in the guide")
    page_kind = GuidePage

    def subtitle(self, guide):
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

    def item_guid(self, chapter):
        return f"urn:uuid:{chapter.translation_key}#{chapter.language}-{chapter.last_published_at.isoformat()}"

    def item_pubdate(self, chapter):
        return chapter.last_published_at

    def item_updateddate(self, chapter):
        return chapter.last_published_at
