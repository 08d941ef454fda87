"""The page of all public gatherings, by month, and the filters of its list."""

from itertools import groupby

from django import forms
from django.core.paginator import Paginator
from django.db import models
from django.utils.dates import MONTHS
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel

from forms.choices import GATHERING_KINDS, TARGET_GROUPS
from forms.filters import Filters
from home.helplines import lookup as helplines
from home.models.base import ReadingPage
from home.models.chapters_page import all_chapters
from home.models.entries import page_of
from portal import clock, organisation
from portal.activities.gatherings.queries import public_gatherings
from portal.context import language_prefix
from portal.unreadable import found

PER_PAGE = 30


class GatheringFilters(Filters):
    fylke = forms.ChoiceField(label=_("County"))
    type = forms.ChoiceField(label=_("What kind of activity?"))
    gruppe = forms.ChoiceField(label=_("Whom it is for in particular"))
    nett = forms.BooleanField(label=_("Only what takes place online"))

    @classmethod
    def from_query(cls, query):
        counties = dict.fromkeys(chapter.county for chapter in all_chapters())
        kinds = [(code, organisation.fill_in_words(name)) for code, name in GATHERING_KINDS]
        choices = {
            "fylke": [("", _("The whole country")), *((county, county) for county in counties)],
            "type": [("", _("All kinds")), *kinds],
            "gruppe": [("", _("Everybody")), *TARGET_GROUPS],
        }
        return super().from_query(query, choices)

    def fitting(self, gatherings, **changes):
        """Those of the gatherings that fit what is chosen, with these changes."""
        chosen = self.chosen | changes
        county, kind, group = (chosen.get(name) for name in ("fylke", "type", "gruppe"))
        return [
            one
            for one in gatherings
            if (not county or one.chapter.county == county)
            and (not kind or one.kind == kind)
            and (not group or group in one.target_groups)
            and (not chosen.get("nett") or one.is_online)
        ]

    def wider_lists(self, gatherings):
        """Ways to find more where nothing fits: what to leave out, how many fit then, and the address of that list."""
        for name, value in self.chosen.items():
            number = len(self.fitting(gatherings, **{name: ""}))
            if number:
                yield {"without": self.choices_of(name)[value], "number": number, "url": self.address(**{name: ""})}


class GatheringsPage(ReadingPage):
    lead = models.TextField(_("Two sentences under the title"))

    content_panels = ReadingPage.content_panels + [
        FieldPanel("lead", help_text=_("Say that all are welcome, for example: Her finner du treff over hele landet."))
    ]
    changes_by_the_minute = True  # what is over is gone

    class Meta:
        verbose_name = _("Page of gatherings")

    def get_context(self, request, *args, **kwargs):
        filters = GatheringFilters.from_query(request.GET)
        coming = found(public_gatherings())
        fitting = filters.fitting(coming)
        shown = page_of(Paginator(fitting, PER_PAGE), request.GET.get("page", ""))
        context = {
            "filters": filters,
            "gatherings": shown,
            "months": list(by_month(shown)),
            "wider": [] if fitting else list(filters.wider_lists(coming)),
            "chapters_address": f"{language_prefix()}lokalforeninger/",
            "card": None if fitting else helplines.our_next_card(),
        }
        return super().get_context(request, *args, **kwargs) | context

    def serve(self, request, *args, **kwargs):
        """Let search engines index the whole list alone."""
        response = super().serve(request, *args, **kwargs)
        if request.GET:
            response.headers["X-Robots-Tag"] = "noindex"
        return response


def by_month(gatherings):
    """``{name, gatherings}`` for each month in which one begins, by the Norwegian clock."""
    this_year = clock.today().year
    months = groupby(gatherings, key=lambda one: clock.local(one.starts_at).date().replace(day=1))
    for first, of_month in months:
        name = capfirst(str(MONTHS[first.month]))
        yield {"name": name if first.year == this_year else f"{name} {first.year}", "gatherings": list(of_month)}
