"""Openings in which nobody answers, as the coordinator has confirmed in the portal: the line is closed then."""

from dataclasses import replace

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from home.helplines.hours import DayException, day_plan
from portal.calls.rota import queries as rota_queries


def with_closures(lines):
    """These lines, closed in the openings in which nobody answers. One query."""
    closed = {}
    for code, day, opens in rota_queries.closed_openings():
        closed.setdefault(code, {}).setdefault(day, set()).add(opens)
    return [
        replace(line, hours=without_openings(line.hours, closed[line.code])) if line.code in closed else line
        for line in lines
    ]


def without_openings(timetable, closed):
    """A timetable without certain openings: ``{day: {when it would open}}``. Openings that it does not have change
    nothing."""
    exceptions = list(timetable.exceptions)
    for day, openings in closed.items():
        times = day_plan(timetable, day).times
        left = [pair for pair in times if pair[0] not in openings]
        if len(left) < len(times):
            exceptions = [exception for exception in exceptions if exception.date != day]
            exceptions += [DayException(day, False, *pair) for pair in left] or [
                DayException(day, True, note=_nobody_answers())
            ]
    return replace(timetable, exceptions=tuple(exceptions))


def _nobody_answers():
    """In bokmål, as all that is written about a single day of a line (``Card.lang_of_notes``)."""
    with translation.override(settings.LANGUAGE_CODE):
        return _("We are sorry: nobody can answer on this day.")
