"""Which dates a reporting year can have, and what can be decided for one chapter."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal import clock
from portal.reports.models import ChapterDecision


class Refused(Exception):
    """These dates are not possible. ``errors`` is ``{field of the form: sentence}``."""

    def __init__(self, errors):
        super().__init__(errors)
        self.errors = errors


def check_dates(year, opens, last_day, begun):
    """Raise ``Refused`` if a ``ReportingYear`` cannot have these dates. ``begun`` is how many reports are begun.

    A date that stays as it is may have passed.
    """
    errors = {}
    after, today = year.base_year + 1, clock.today()
    for name, new, old in (("opens", opens, year.opens), ("deadline", last_day, year.deadline)):
        if new.year != after:
            text = _("The reports on %(base_year)s come in %(year)s. Choose a day in that year")
            errors[name] = text % {"base_year": year.base_year, "year": after}
        elif new != old and new < today:
            errors[name] = _("That day has passed. Choose today or a later day")
    if not errors and last_day < opens:
        errors["deadline"] = _("The last day comes before the day on which the reports open. Choose a later day")
    if not errors and opens > today and begun:
        text = ngettext(
            "%(count)d report is begun already, so they cannot open later than today",
            "%(count)d reports are begun already, so they cannot open later than today",
            begun,
        )
        errors["opens"] = text % {"count": begun}
    if errors:
        raise Refused(errors)


def check_decision(year, kind, last_day):
    """Raise ``Refused`` if this cannot be decided for a chapter: an extension has a day that gives more time."""
    if kind != ChapterDecision.Kind.EXTENSION:
        return
    if last_day < clock.today():
        raise Refused({"last_day": _("That day has passed. Choose today or a later day")})
    if last_day <= year.deadline:
        text = _("That is not later than the deadline of all the others. Choose a later day, or move the deadline")
        raise Refused({"last_day": text})
    if last_day.year != year.base_year + 1:
        text = _("The reports on %(base_year)s come in %(year)s. Choose a day in that year")
        raise Refused({"last_day": text % {"base_year": year.base_year, "year": year.base_year + 1}})
