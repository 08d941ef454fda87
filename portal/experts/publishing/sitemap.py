"""The published answers, and the page of all of them, for ``/sitemap.xml``."""

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.urls import reverse
from django.utils.translation import override

from portal.experts import queries as expert_queries
from portal.experts.publishing import queries
from portal.unreadable import found


class PublishedAnswers(Sitemap):
    """None of them while the service is closed. An answer is named in the language that it is written in, and alone."""

    def items(self):
        if not expert_queries.is_open():
            return []
        lists = [(code, "portal:expert_answers", [], None) for code, _name in settings.INTERFACE_LANGUAGES]
        answers = found(queries.public())
        return lists + [(row.language, "portal:expert_answer", [row.ref], _changed_at(row)) for row in answers]

    def get_urls(self, page=1, site=None, protocol=None):
        """With the site's own address, whatever the request says it is."""
        return [_entry(*item) for item in self.paginator.page(page).object_list]


def _changed_at(row):
    return max(filter(None, [row.published_at.date(), row.corrected_on]))


def _entry(language, name, args, changed):
    with override(language):
        return {"location": f"{settings.SITE_ADDRESS}{reverse(name, args=args)}", "lastmod": changed}
