"""Counting the years, writing to supporters, and noting that somebody has taken numbers or names out of the site."""

from collections.abc import Collection
from uuid import UUID

from django.db import transaction

from portal import clock, events, kept_counts, mail, organisation
from portal.accounts.models import User
from portal.reports.models import CountedYear, YearWorth
from portal.reports.totals import groups, inactive, keeping
from portal.reports.verbs import Verb
from portal.supporters.models import Supporter


def count_due() -> int | None:
    """Count the year that has waited longest, and keep what was found; called by the worker. Returns the year, if any.

    This year and the last are counted anew within a minute after something has happened, and each year that is kept
    every five minutes: also what somebody changed past the event log is seen.
    """
    years = keeping.years()
    return kept_counts.count_due(
        CountedYear, years, lambda year: keeping.as_json(groups.read(year)), changing=years[:2]
    )


@transaction.atomic
def write_to(refs: Collection[UUID], text: str, year: int, *, by: User) -> int:
    """Send this text by e-mail to the supporters with these refs. Returns how many got it.

    Each gets at most one such message in a day, however often it is sent and by whom. The event says who wrote to whom
    about which year; the text itself is kept nowhere but in the mail.
    """
    rows = Supporter.objects.select_for_update(of=("self",)).filter(ref__in=refs, person__is_active=True)
    supporters = list(rows.select_related("person").order_by("pk"))
    written, sent = inactive.written_to(supporters), 0
    for one in supporters:
        if written.get(one.ref) == clock.today():
            continue
        mail.queue("reports/no_activity", to=one.person, page="portal:activities", message=text, year=year)
        events.record(Verb.SUPPORTER_WRITE_TO, subject=one, by=by, details={"year": year})
        sent += 1
    return sent


@transaction.atomic
def set_worth(base_year: int, *, by: User, **values: int | None) -> YearWorth:
    """Save what the secretariat says of a year (the columns of ``YearWorth``), and return it."""
    row, _is_new = YearWorth.objects.update_or_create(base_year=base_year, defaults=values)
    events.record(Verb.REPORTING_YEAR_SET_WORTH, subject=row, by=by, details={"base_year": base_year, **values})
    return row


@transaction.atomic
def note_names_export(what: str, year: int, number: int, *, by: User) -> None:
    """Record that somebody has taken a spreadsheet with so many lines of names."""
    details = {"what": what, "year": year, "number": number}
    events.record(Verb.NAMES_EXPORT, subject=organisation.current(), by=by, details=details)


@transaction.atomic
def note_shares_export(year: int, amount: int, *, by: User) -> None:
    """Record that somebody has taken the shares of an amount as a file."""
    details = {"year": year, "amount": amount}
    events.record(Verb.SHARES_EXPORT, subject=organisation.current(), by=by, details=details)


@transaction.atomic
def note_totals_export(year: int, code: str, county: str, *, by: User) -> None:
    """Record that somebody has taken one table of the totals of a year as a file."""
    details = {"year": year, "table": code, "county": county}
    events.record(Verb.TOTALS_EXPORT, subject=organisation.current(), by=by, details=details)
