"""The feed of changes in the guide."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from home.feeds import MAX_ITEMS, PagesFeed
from home.models import ChapterPage, GuidePage
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
        return ChapterPage.objects.child_of(guide).live().order_by("-last_published_at")[:MAX_ITEMS]

    def item_description(self, chapter):
        return chapter.description

    def item_guid(self, chapter):
        return f"urn:uuid:{chapter.translation_key}#{chapter.language}-{chapter.last_published_at.isoformat()}"

    def item_pubdate(self, chapter):
        return chapter.last_published_at

    def item_updateddate(self, chapter):
        return chapter.last_published_at
