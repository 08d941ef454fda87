"""The totals of a base year: the page with its tables, each table as a spreadsheet, and what the year is worth."""

from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from forms.fields import format_number
from forms.worth import AmountForm, WorthForm
from portal import clock, kept_counts, organisation, permissions
from portal.reports.totals import queries, services, small
from portal.reports.totals.estimates import WEIGHTS, Estimate, worth_of
from portal.reports.totals.queries import CHAPTERS, COUNTIES, KINDS, MONTHS_OF_YEAR, TOPICS
from portal.reports.years import queries as year_queries
from portal.reports.years.files import InNorwegian, file_of
from portal.views import PortalView

ROWS_ON_A_PAGE = 25
NUMBERS = {
    "count": gettext_lazy("Activities"),
    "counting": gettext_lazy("Count for the grant"),
    "days": gettext_lazy("Activity days"),
    "participants": gettext_lazy("Participants"),
}
NOT_TOLD = gettext_lazy("not told")


def head_of(code):
    """What the lines of a table are, in the active language."""
    heads = {
        COUNTIES: _("County"), CHAPTERS: organisation.words()["chapter"]["one"].capitalize(),
        KINDS: _("Kind of activity"), TOPICS: _("Theme"), MONTHS_OF_YEAR: _("Month"),
    }  # fmt: skip
    return heads[code]


def title_of(code, table, found):
    """What a table shows, in one short sentence: which of its lines has most."""
    most = max((line for line in table.lines if line.count), key=lambda line: line.count, default=None)
    if most is None or len([line for line in table.lines if line.count == most.count]) > 1:
        return _("Activities, by %(what)s") % {"what": head_of(code).lower()}
    titles = {
        KINDS: _("%(name)s was the most usual"),
        TOPICS: _("%(name)s was the most usual theme"),
    }
    return titles.get(code, _("%(name)s had the most activities")) % {"name": found.name_of(code, most.key)}


class TotalsPage(PortalView):
    """Base class: the totals of one base year, of all the country or of the county in the address (``fylke``)."""

    rule = "reports.view_totals"

    def get_case(self):
        if not queries.FIRST_YEAR <= self.kwargs["year"] <= clock.today().year:
            raise Http404

    def totals(self, *, exact):
        return queries.totals(self.kwargs["year"], county=self.request.GET.get("fylke", ""), exact=exact)


class YearTotals(TotalsPage):
    """Activities, those that count, activity days and participants, by county, chapter, kind, theme and month."""

    def get(self, request, year):
        exact = permissions.allows(request.user, "reports.view_exact_totals")
        found = self.totals(exact=exact)
        codes = [CHAPTERS if found.county else COUNTIES, KINDS, TOPICS, MONTHS_OF_YEAR]
        tables = [self.shown(code, found) for code in codes]
        may_read = permissions.allows(request.user, "reports.view_for_answer")
        return self.render(
            "reports/totals/year",
            year=year,
            has_reports=year_queries.reporting_year(year) is not None,
            years=[one for one in (year + 1, year - 1) if queries.FIRST_YEAR <= one <= clock.today().year],
            county=found.county,
            counties=found.counties,
            counted_at=kept_counts.in_words(found.counted_at),
            exact=exact,
            small=small.SMALL,
            total=found.total,
            corrected=queries.corrected(year, found.county) if may_read else [],
            numbers=numbers_of(found.total),
            tables=[table for table in tables if table["rows"]],
        )

    def shown(self, code, found):
        """A table as the template needs it. The chapters of a county are shown page by page."""
        table, year = found.table(code), self.kwargs["year"]
        longest = max((line.count or 0 for line in table.lines), default=0) or 1
        page = Paginator(table.lines, ROWS_ON_A_PAGE).get_page(self.request.GET.get("page") if code == CHAPTERS else 1)
        query = urlencode({"fylke": found.county}) if found.county else ""
        address = reverse("portal:totals_file", args=[year, code])
        return {
            "code": code,
            "title": title_of(code, table, found),
            "head": head_of(code),
            "page": page if code == CHAPTERS else None,
            "rows": [
                {
                    "name": found.name_of(code, line.key),
                    "href": f"?{urlencode({'fylke': line.key})}" if code == COUNTIES and line.key else "",
                    "numbers": numbers_of(line),
                    "percent": 100 * (line.count or 0) / longest,
                }
                for line in page
            ],
            "total": numbers_of(table.total) if table.total else None,
            "file": f"{address}?{query}" if query else address,
            "query": query,
        }


def value_of(line, code):
    number = getattr(line, code)
    return NOT_TOLD if number is None else number


def numbers_of(line):
    """``[(head, number)]`` of a line, as they are shown."""
    values = ((name, value_of(line, code)) for code, name in NUMBERS.items())
    return [(name, format_number(value) if isinstance(value, int) else value) for name, value in values]


class TotalsFile(InNorwegian, TotalsPage):
    """One table of the totals as a spreadsheet. It can be passed on, so small numbers are not told in it."""

    needs_fresh_code = True

    def get(self, request, year, code):
        if code not in (*queries.KEYS, TOPICS):
            raise Http404
        found = self.totals(exact=False)
        table = found.table(code)
        of_county = [_("County")] if code == CHAPTERS else []
        heads = [*of_county, head_of(code), *NUMBERS.values(), _("Logged after the report was sent")]
        lines = [
            [
                *([found.county_of(line.key)] if of_county else []),
                found.name_of(code, line.key),
                *(plain(line, one) for one in (*NUMBERS, "late")),
            ]
            for line in table.lines
        ]
        title = _("Totals %(year)s, by %(what)s") % {"year": year, "what": head_of(code).lower()}
        if request.method == "GET":  # a HEAD gives nothing away
            services.note_totals_export(year, code, found.county, by=request.user)
        return file_of(title, heads, lines)


def plain(line, code):
    """A number, or the words in its place, for a cell of a spreadsheet."""
    value = value_of(line, code)
    return value if isinstance(value, int) else str(value)


class WorthPage(TotalsPage):
    """Base class: the estimate of what a year is worth. The amount to share stands in the address (``belop``)."""

    def shares(self, estimate):
        """``(form, amount or None, shares)``."""
        asked = self.request.GET if "belop" in self.request.GET else None
        form = AmountForm(asked)
        if asked is None or not form.is_valid():
            return form, None, []
        return form, form.cleaned_data["belop"], estimate.shares(form.cleaned_data["belop"])


class Worth(WorthPage):
    """The points of a year as an estimate, and what an amount gives each chapter by the organisation's own key."""

    def get(self, request, year):
        estimate = Estimate(year)
        form, amount, shares = self.shares(estimate)
        called = organisation.words()
        names = {
            "chapters": called["chapter"]["many"],
            "supporters": _("%(supporters)s with an activity that counts") % organisation.message_words(),
            "activity_days": _("Activity days"),
            "measures": _("Phone service and digital exchange"),
        }
        page = Paginator(shares, SHARES_ON_A_PAGE).get_page(request.GET.get("page"))
        return self.render(
            "reports/totals/worth",
            year=year,
            estimate=estimate,
            counted_at=kept_counts.in_words(estimate.counted_at),
            key=estimate.worth,
            lines=[(str(names[what]).capitalize(), number, points) for what, number, points in estimate.lines()],
            may_change=permissions.allows(request.user, "reports.set_worth"),
            form=form,
            form_errors=bool(form.is_bound and form.errors),
            amount=amount,
            page=page,
            query=urlencode({"belop": amount}) if amount else "",
        )


SHARES_ON_A_PAGE = 50


class SetWorth(WorthPage):
    """What the secretariat says of a year: kroner for each point, and the key for sharing."""

    rule = "reports.set_worth"

    def get(self, request, year):
        row = worth_of(year)
        values = {name: getattr(row, name) for name in ("kroner_per_point", *WEIGHTS)}
        return self.page(WorthForm(initial=values, words=organisation.message_words()))

    def post(self, request, year):
        form = WorthForm(request.POST, words=organisation.message_words())
        if not form.is_valid():
            return self.page(form)
        services.set_worth(year, by=request.user, **form.cleaned_data)
        return redirect("portal:year_worth", year=year)

    def page(self, form):
        return self.render(
            "reports/totals/set_worth", year=self.kwargs["year"], form=form, form_errors=bool(form.errors)
        )


class SharesFile(InNorwegian, WorthPage):
    """What an amount gives each chapter, as a spreadsheet."""

    needs_fresh_code = True

    def get(self, request, year):
        _form, amount, shares = self.shares(Estimate(year))
        if amount is None:
            raise Http404
        heads = [head_of(COUNTIES), head_of(CHAPTERS), _("Activity days"), _("With an activity that counts"),
                 _("Weight"), _("Kroner")]  # fmt: skip
        lines = [
            [one.chapter.county, str(one.chapter), one.days, one.supporters, one.weight, one.amount] for one in shares
        ]
        if request.method == "GET":
            services.note_shares_export(year, amount, by=request.user)
        return file_of(_("Shares %(year)s") % {"year": year}, heads, lines)
