"""What all pages that the public reads have in common."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef
from django.http import Http404
from django.utils.cache import patch_cache_control
from django.utils.html import format_html
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import TitleFieldPanel
from wagtail.models import Page, PageViewRestriction, get_page_models
from wagtail_localize.fields import SynchronizedField
from wagtail_localize.models import StringTranslation, Translation

from home.editing import review, second_person
from home.texts import checks
from portal import reading_pages
from portal.context import interface_language, language_codes, language_prefix
from portal.fragments import cached_one_minute

MOST_PARTS_BELOW_A_PAGE = 3  # bergen/treff/<ref>/ below the page of chapters


class ReadingPage(second_person.NeedsSecondPerson, Page):
    """A page under the front page. Others link to its address, so its slug stays."""

    parent_page_types = ["home.HomePage"]
    subpage_types = []
    max_count_per_parent = 1

    # Slugs are the same in every language: an address found in one works in the others.
    override_translatable_fields = [SynchronizedField("slug", overridable=False)]
    base_form_class = checks.ReadingPageForm
    private_page_options = []  # what is published here is for everyone
    is_draft = False  # whether what is checked now may be unfinished; the form says so
    changes_by_the_minute = False  # whether the page says something about this very moment

    content_panels = [
        TitleFieldPanel(
            "title", help_text=_("What the page is about, in the reader's words, for example: Den gode samtalen")
        )
    ]

    class Meta:
        abstract = True

    def permissions_for_user(self, user):
        return review.FixedPagePermissions(user, self)

    def clean(self):
        """Raises ValidationError for texts that may not be published, by the form or by the translation tool."""
        super().clean()
        faults = {} if self.is_draft else checks.blocking_faults(self)
        if faults:
            raise ValidationError(faults)

    def get_view_restrictions(self):
        """Always none: pages cannot be private here, and Wagtail would look for restrictions in up to four queries."""
        return PageViewRestriction.objects.none()

    @property
    def language(self):
        """The code of the language that the page is for."""
        return language_codes().get(self.locale_id) or self.locale.language_code

    @property
    def address(self):
        return address_of(self)

    def route(self, request, path_components):
        """Find the page below in one query, where Wagtail takes two for each level.

        Where the whole address is no page, the nearest page above it is asked for the rest: up to three parts.
        Raises Http404 where there is neither.
        """
        if self.language != get_language():
            raise Http404  # a language that no editor has added
        if not path_components:
            return super().route(request, path_components)
        parts = len(path_components)
        rest_of = {
            f"{self.url_path}{'/'.join(path_components[:number])}/": path_components[number:]
            for number in range(parts, max(parts - MOST_PARTS_BELOW_A_PAGE - 1, 0), -1)
        }
        below = Page.objects.filter(path__startswith=self.path, url_path__in=list(rest_of))
        found = max(specific_pages(below), key=lambda page: len(page.url_path), default=None)
        if not found:
            raise Http404
        return found.route(request, rest_of[found.url_path])

    def get_context(self, request, *args, **kwargs):
        return (
            super().get_context(request, *args, **kwargs)
            | self.language_of_text()
            | {
                "breadcrumb": self.breadcrumb(),
                "versions": self.versions(),
                "site_address": settings.SITE_ADDRESS,
            }
        )

    def language_of_text(self):
        """For templates: a page that is not translated borrows the text of bokmål, and says so to people and to
        screen readers. ``lang`` is the attribute for text that is not in the language of the page around it."""
        borrowed = bool(self.alias_of_id) or (self.translation_key, self.locale_id) in cached_one_minute(
            "untranslated", untranslated_pages
        )
        written_in = settings.LANGUAGE_CODE if borrowed else self.language
        differs = written_in != interface_language()
        return {
            "borrowed": borrowed,
            "borrowed_code": written_in,
            "borrowed_name": dict(settings.LANGUAGES)[written_in].lower(),
            "text_language": written_in if differs else "",
            "lang": format_html(' lang="{}"', written_in) if differs else "",
        }

    def breadcrumb(self):
        """The pages above, from the front page down: what the template component asks for."""
        return [{"title": gettext("Front page"), "url": language_prefix()}]

    def versions(self):
        """The languages in which the text itself exists, each with its full address: bokmål first."""
        codes = cached_one_minute("languages-of-pages", languages_of_pages).get(self.translation_key, [])
        path = self.url_path.split("/", 2)[2]
        order = [code for code, _name in settings.LANGUAGES if code in codes]
        return [
            {"lang_code": code, "location": f"{settings.SITE_ADDRESS}{language_prefix(code)}{path}"} for code in order
        ]

    def get_sitemap_urls(self, request=None):
        """One entry for each language of the page; a page that borrows another's text has none."""
        versions = self.versions()
        return [
            {"location": version["location"], "lastmod": self.last_published_at, "alternates": versions}
            for version in versions
        ]

    def serve(self, request, *args, **kwargs):
        response = super().serve(request, *args, **kwargs)
        if self.changes_by_the_minute:
            patch_cache_control(response, no_cache=True)
        reading_pages.remember(response)
        return response


def languages_of_pages():
    """``{translation key: [language]}`` of the pages that have words of their own."""
    found = {}
    without = cached_one_minute("untranslated", untranslated_pages)
    pages = Page.objects.live().filter(alias_of__isnull=True, depth__gt=1)
    for key, locale, code in pages.values_list("translation_key", "locale_id", "locale__language_code"):
        if (key, locale) not in without:
            found.setdefault(key, []).append(code)
    return found


def untranslated_pages():
    """``{(translation key, locale)}`` of what is to be translated but has not one translated sentence yet: the tool
    publishes it at once, with the words of bokmål."""
    sentences = StringTranslation.objects.filter(
        locale=OuterRef("target_locale"), context__object=OuterRef("source__object")
    )
    waiting = Translation.objects.filter(~Exists(sentences), enabled=True)
    return set(waiting.values_list("source__object_id", "target_locale_id"))


def address_of(page):
    """Where a page of the active language is: its path in the tree without the front page's own slug. No query."""
    return language_prefix() + page.url_path.split("/", 2)[2]


def specific_pages(pages):
    """The same as Wagtail's ``pages.specific()``, in one query rather than one for each kind of page."""
    kinds = [kind._meta.model_name for kind in get_page_models() if issubclass(kind, ReadingPage)]
    for page in pages.select_related(*kinds):
        yield getattr(page, page.cached_content_type.model, page)
