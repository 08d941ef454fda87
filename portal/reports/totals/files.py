"""Spreadsheets for daily use, in Norwegian: supporters, and the activities of a year.

They hold names, so they are the secretariat's alone, behind a fresh code, and each that is taken leaves an event.
"""

from django.http import Http404
from django.utils.translation import gettext as _

from portal import clock, organisation
from portal.activities import queries as activity_queries
from portal.activities.counting import queries as counting_queries
from portal.activities.counting.words import reasons
from portal.reports.totals import queries, services
from portal.reports.years.files import InNorwegian, file_of
from portal.supporters.models import Supporter
from portal.supporters.workflow import State
from portal.unreadable import found
from portal.views import PortalView


def supporters(_year):
    """``(title, heads, lines)`` of everybody who is a supporter now, or is on the way into the role, by chapter."""
    chapter = organisation.words()["chapter"]["one"].capitalize()
    heads = [_("Family name"), _("Given name"), chapter, _("County"), _("Phone"), _("E-mail"), _("Postcode"),
             _("Where it stands"), _("Since"), _("Appointed as")]  # fmt: skip
    rows = found(
        Supporter.objects.exclude(state=State.ENDED)
        .select_related("person", "chapter")
        .prefetch_related("appointments__category")
        .order_by("chapter__county", "chapter__name", "person__family_name", "person__given_name")
    )
    lines = [
        [
            one.person.family_name, one.person.given_name, str(one.chapter), one.chapter.county, one.person.phone,
            one.person.email, one.person.postcode, str(State(one.state).label), one.since,
            ", ".join(str(row.category) for row in one.appointments.all() if row.ended_on is None),
        ]
        for one in rows
    ]  # fmt: skip
    return organisation.words()["supporter"]["many"].capitalize(), heads, lines


def activities(year):
    """The same of each activity of a year, by day: whether it counts, and why not. The notes stay in the log."""
    heads = [_("Day"), _("Kind of activity"), organisation.words()["chapter"]["one"].capitalize(), _("County"),
             _("Participants"), _("Minutes"), _("Led by"), _("Place"), _("Themes"), _("Counts for the grant"),
             _("Why not")]  # fmt: skip
    rows = activity_queries.logged().filter(day__year=year).defer("note").order_by("day", "pk")
    pairs = counting_queries.with_verdicts(found(rows), counting_queries.rules_for(year))
    lines = [
        [
            row.day, row.kind_name, row.chapter_name, row.chapter.county if row.chapter else "", row.participants,
            row.minutes, str(row.led_by.person) if row.led_by else "", row.place,
            ", ".join(organisation.topic_names(row.topics)), _("Yes") if verdict.counts else _("No"),
            "; ".join(reasons(verdict.reasons)),
        ]
        for row, verdict in pairs
    ]  # fmt: skip
    return _("Activities %(year)s") % {"year": year}, heads, lines


FILES = {"likepersoner": supporters, "aktiviteter": activities}


class DailyFile(InNorwegian, PortalView):
    """One of the spreadsheets with names."""

    rule = "reports.export_names"
    shows_others = True
    needs_fresh_code = True

    def get(self, request, year, what):
        if what not in FILES or not queries.FIRST_YEAR <= year <= clock.today().year:
            raise Http404
        title, heads, lines = FILES[what](year)
        if request.method == "GET":  # a HEAD gives nothing away
            services.note_names_export(what, year, len(lines), by=request.user)
        return file_of(title, heads, lines)
