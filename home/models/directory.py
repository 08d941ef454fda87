"""The public directory of supporters, and the filters of its list."""

import datetime

from django import forms
from django.core.paginator import Paginator
from django.db import models
from django.template.loader import render_to_string
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel

from forms.choices import LANGUAGES
from forms.filters import Filters
from home.helplines import lookup as helplines
from home.models.base import ReadingPage
from home.models.chapters_page import all_chapters
from portal import limits, organisation, reading_pages
from portal.fragments import cached_one_minute
from portal.supporters.contact.queries import ANSWER_DAYS
from portal.supporters.directory.queries import (
    chapter_place,
    county_place,
    experience_choices,
    listed,
    places,
    what_happened_last,
)

PER_PAGE = 20
# How often one visitor can narrow the list down or turn a page of it.
FILTER_LIMIT = limits.Limit("narrow_directory", 120, datetime.timedelta(hours=1))


class DirectoryFilters(Filters):
    experience = forms.ChoiceField(label=_("Their experience"))
    place = forms.ChoiceField(label=_("Where they belong"))
    topic = forms.ChoiceField(label=_("What you would like to talk about"))
    language = forms.ChoiceField(label=_("Which language they speak"), choices=[("", _("Any language")), *LANGUAGES])
    young = forms.BooleanField(label=_("Would like to talk with young people"))

    @classmethod
    def from_query(cls, query):
        chapters = all_chapters()
        choices = {
            "experience": [("", _("Any experience")), *experience_choices()],
            "place": [("", _("The whole country")), *places(chapters)],
            "topic": [("", _("Anything")), *organisation.topics()],
        }
        form = super().from_query(query, choices)
        form.counties = {chapter_place(chapter.short_name): chapter.county for chapter in chapters}
        return form

    def wider_lists(self, entries):
        """Ways to find more where nobody fits: what to change, how many fit then, and the address of that list."""
        wider = [{name: ""} for name in self.chosen]
        county = self.counties.get(self.chosen.get("place"), "")
        if county:
            wider.insert(0, {"place": county_place(county)})
        for change in wider:
            number = sum(entry.matches(**(self.chosen | change)) for entry in entries)
            if number:
                [(name, value)] = change.items()
                yield {
                    "without": "" if value else self.choices_of(name)[self.chosen[name]],
                    "within": county if value else "",
                    "number": number,
                    "url": self.address(**change),
                }


def card_of(entry):
    """The card of an entry in the active language, made once a minute: it is the same for every reader."""
    return cached_one_minute(
        f"card-{get_language()}-{entry.ref}",
        lambda: render_to_string("home/directory_card.html", {"entry": entry, "answer_days": ANSWER_DAYS}),
        stamp=entry,
    )


def is_filtered(request):
    return bool(request.GET.keys() - {"page"})


class DirectoryPage(ReadingPage):
    lead = models.TextField(_("Two sentences under the title"))
    how_heading = models.CharField(_("Heading of how it works"), max_length=100)
    how = models.TextField(_("How it works"))
    empty = models.TextField(_("When nobody fits"))
    crisis = models.TextField(_("When it is urgent"))

    content_panels = ReadingPage.content_panels + [
        FieldPanel(
            "lead",
            help_text=_(
                "Say who the supporters are and that it is free, for example: De har MS selv, eller lever tett på."
            ),
        ),
        FieldPanel("how_heading", help_text=_("For example: Slik fungerer det")),
        FieldPanel(
            "how",
            help_text=_("What happens from the moment somebody asks until they are called, in at most five sentences."),
        ),
        FieldPanel(
            "empty", help_text=_("What the reader can do when the list is empty, for example call the helpline.")
        ),
        FieldPanel("crisis", help_text=_("Where to turn when it cannot wait, with the numbers, for example 113.")),
    ]
    changes_by_the_minute = True  # whoever takes a break is gone at once

    class Meta:
        verbose_name = _("Directory of supporters")

    def get_context(self, request, *args, seen=None, **kwargs):
        filters = DirectoryFilters.from_query(request.GET)
        entries = listed(seen)
        fitting = [entry for entry in entries if entry.matches(**filters.chosen)]
        shown = Paginator(fitting, PER_PAGE).get_page(request.GET.get("page"))
        context = {
            "filters": filters,
            "entries": shown,
            "cards": [card_of(entry) for entry in shown],
            "narrowed": is_filtered(request),
            "is_crisis": filters.chosen.get("topic") in organisation.crisis_topics(),
        }
        if filters.chosen and not fitting:
            context |= {"wider": list(filters.wider_lists(entries)), "card": helplines.our_next_card()}
        return super().get_context(request, *args, **kwargs) | context

    def serve(self, request, *args, **kwargs):
        """Let search engines index the list, but not filtered lists, which may tell something about the reader.

        The first page is the same for everybody and is not counted against the limit.
        """
        if request.GET:
            try:
                limits.use(limits.Use(FILTER_LIMIT, limits.network_of(request)))
            except limits.LimitReached:
                return limits.too_many_requests(request)
        seen = what_happened_last()
        response = super().serve(request, *args, seen=seen, **kwargs)
        reading_pages.remember(response, stamp=what_happened_last, stamped=seen)
        if is_filtered(request):
            response.headers["X-Robots-Tag"] = "noindex"
        return response
