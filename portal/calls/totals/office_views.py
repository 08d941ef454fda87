"""The totals of the helplines, as a page and as a spreadsheet."""

from django.http import Http404
from django.utils.translation import gettext as _

from forms.calls import LENGTHS
from portal import organisation, permissions
from portal.calls import queries as call_queries
from portal.calls.tables import file_of, month_name, months_of, named
from portal.calls.totals import queries, services
from portal.views import PortalView


class CallTotals(PortalView):
    """The calls of a year by line: each month, each theme, and for the secretariat how long and who."""

    rule = "calls.view_totals"

    def get(self, request):
        years, asked = queries.years(), request.GET.get("aar", "")
        year = int(asked) if asked in map(str, years) else years[0]
        exact = permissions.allows(request.user, "calls.view_exact_totals")
        found = queries.totals(year, exact=exact)
        names = names_of_lines(found)
        not_said = [("", _("Not said"))]
        return self.render(
            "calls/totals",
            year=year,
            years=years,
            is_empty=not found.months,
            exact=exact,
            small=queries.SMALL,
            lines=names.values(),
            months=[
                *rows(found.months, [(month, month_name(month)) for month in months_of(year)], names),
                row(_("All the year"), found.year, names),
            ],
            themes=rows(found.themes, named(organisation.topics(), found.themes, organisation.topic_names), names),
            lengths=rows(found.lengths, [*LENGTHS, *not_said], names),
            callers=rows(
                found.callers,
                [*named(organisation.experiences("theirs"), found.callers, experience_names), *not_said],
                names,
            ),
        )


class CallTotalsFile(PortalView):
    """The calls of a year by line, month and theme, as a spreadsheet. Small numbers are not told in it."""

    rule = "calls.view_totals"
    needs_fresh_code = True

    def get(self, request, year):
        if year not in queries.years():
            raise Http404
        found = queries.totals(year, exact=False)
        names = names_of_lines(found)
        heads = [_("Helpline"), _("Month"), _("Theme"), _("Calls")]
        themes = named(organisation.topics(), found.themes, organisation.topic_names)
        lines = []
        for code, name in names.items():
            for month in months_of(year):
                lines.append([name, month_name(month), _("All calls"), found.months[month][code].value])
                for theme, text in themes:
                    count = found.themes_of_month[month, theme][code]
                    if count != queries.Number():
                        lines.append([name, month_name(month), str(text), count.value])
        title = _("Calls on the helplines %(year)s") % {"year": year}
        response = file_of(title, heads, lines)
        if request.method == "GET":  # a HEAD gives nothing away
            services.note_export(year, by=request.user)
        return response


def names_of_lines(found):
    """``{code: name}`` of the lines that there are, and of those that have calls in the year."""
    names = {line.code: line.name for line in call_queries.lines()}
    return names | {code: code for code in sorted(found.year) if code not in names}


def experience_names(codes):
    return [name for code in codes if (name := organisation.experience_name(code))]


def rows(table, what, names):
    """``[(name, [(name of the line, number)])]``, with a row for each of ``[(code, name)]``."""
    return [row(name, table[code], names) for code, name in what]


def row(name, by_line, names):
    return name, [(line, by_line[code]) for code, line in names.items()]
