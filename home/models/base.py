"""What do all pages that the public reads have in common?"""

from django.conf import settings
from django.http import Http404
from django.utils.cache import patch_cache_control
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from wagtail.models import Page, PageViewRestriction

from portal.context import prefix

# A page that is not translated shows the text of bokmål, and says so to people and to screen readers.
# Marked as safe because it is these nine characters and nothing else.
IN_BOKMAL = mark_safe(' lang="nb"')


class ReadingPage(Page):
    """A page under the front page. Its place and its address are the contract's, so its slug stays."""

    parent_page_types = ["home.HomePage"]
    subpage_types = []
    max_count_per_parent = 1

    private_page_options = []  # what is published here is for everyone
    changes_by_the_minute = False  # whether the page says something about this very moment

    class Meta:
        abstract = True

    def get_view_restrictions(self):
        """None can be set, so none are looked up; it would take up to four queries."""
        return PageViewRestriction.objects.none()

    @property
    def address(self):
        return address_of(self)

    def route(self, request, path_components):
        """The page below at once, rather than level by level with two queries for each.

        Where the whole address is no page, the page above it may know the last part.
        """
        if not path_components:
            return super().route(request, path_components)
        addresses = [f"{self.url_path}{'/'.join(path_components)}/"]
        if path_components[:-1]:
            addresses.append(f"{self.url_path}{'/'.join(path_components[:-1])}/")
        below = Page.objects.filter(path__startswith=self.path, url_path__in=addresses)
        found = max(whole(below), key=lambda page: len(page.url_path), default=None)
        if not found:
            raise Http404
        return found.route(request, [] if found.url_path == addresses[0] else path_components[-1:])

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        return context | {
            "breadcrumb": self.breadcrumb(),
            "borrowed": bool(self.alias_of_id),
            "lang": IN_BOKMAL if self.alias_of_id else "",
            "text_language": settings.LANGUAGE_CODE if self.alias_of_id else "",
            "borrowed_code": settings.LANGUAGE_CODE,
            "borrowed_name": dict(settings.LANGUAGES)[settings.LANGUAGE_CODE].lower(),
        }

    def breadcrumb(self):
        """The pages above, from the front page down: what the template component asks for."""
        return [{"title": _("Front page"), "url": prefix()}]

    def serve(self, request, *args, **kwargs):
        response = super().serve(request, *args, **kwargs)
        if self.changes_by_the_minute:
            patch_cache_control(response, no_cache=True)
        return response


def address_of(page):
    """Where a page of the active language is: its path in the tree without the front page's own slug. No query."""
    return prefix() + page.url_path.split("/", 2)[2]


def whole(pages):
    """Pages with the fields of their own kind, all in one query. Only kinds of reading pages have any."""
    kinds = [kind._meta.model_name for kind in ReadingPage.__subclasses__()]
    for page in pages.select_related(*kinds):
        yield getattr(page, page.cached_content_type.model, page)
