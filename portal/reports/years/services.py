"""Opening reporting years."""

from django.db import transaction

from portal import events
from portal.accounts.models import User
from portal.reports.models import ReportingYear
from portal.reports.verbs import Verb
from portal.reports.years import deadline


@transaction.atomic
def open_year(base_year: int, *, by: User | None) -> ReportingYear:
    """The saved reporting year of a base year, created with the default dates if it does not exist."""
    opens, last_day = deadline.default_dates(base_year)
    days = {"opens": opens, "deadline": last_day}
    year, is_new = ReportingYear.objects.get_or_create(base_year=base_year, defaults=days)
    if is_new:
        events.record(Verb.REPORTING_YEAR_OPEN, subject=year, by=by, details={"base_year": base_year, **days})
    return year
