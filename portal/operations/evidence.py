"""What has to be kept of a person because it proves something, and for which base years.

It is kept for five years, counted from and including 1 January of the last base year (law: paragraph 27), and longer
where a year is on hold.
"""

from enum import StrEnum

from django.db.models import F, Max, Q

from portal import clock
from portal.accounts.models import User
from portal.activities.models import Activity, Presence, Statement
from portal.calls.models import Tally
from portal.chapters.models import Office
from portal.declarations.models import RecordedSignature, Signature
from portal.reports.keeping import YEARS_KEPT
from portal.reports.models import ChapterReport, EarlierSending, GrantContact
from portal.supporters.models import ActivePeriod, Appointment, Supporter
from portal.supporters.workflow import State

__all__ = ["YEARS_KEPT", "Kind", "last_years", "was_appointed"]


class Kind(StrEnum):
    ROLE = "role"
    ACTIVITIES = "activities"
    DECLARATION = "declaration"
    OFFICE = "office"


def was_appointed(person: User) -> bool:
    return Appointment.objects.filter(supporter__person=person).exists()


def last_years(person: User) -> dict[Kind, int]:
    """The last base year of each kind of evidence that there is of a person. What goes on has the present year."""
    role = _role(person)
    found = {
        Kind.ROLE: role,
        Kind.ACTIVITIES: _activities(person),
        Kind.DECLARATION: _declaration(person, role),
        Kind.OFFICE: _office(person),
    }
    return {kind: year for kind, year in found.items() if year}


def _role(person: User) -> int:
    """The last year in which the person was or could be on the list of supporters."""
    rows = Appointment.objects.filter(supporter__person=person)
    if not rows.exists():
        return 0
    if Supporter.objects.filter(person=person).exclude(state=State.ENDED).exists():
        return clock.today().year
    ends = [
        rows.aggregate(last=Max("ended_on"))["last"],
        ActivePeriod.objects.filter(supporter__person=person).aggregate(last=Max("ends"))["last"],
    ]
    listed = GrantContact.objects.filter(supporter__person=person).aggregate(last=Max("base_year"))["last"]
    return max([listed or 0, *(day.year for day in ends if day)], default=0) or clock.today().year


def _activities(person: User) -> int:
    mine = Q(logged_by=person) | Q(led_by__person=person)
    days = [
        Activity.objects.filter(mine).aggregate(last=Max("day"))["last"],
        Presence.objects.filter(supporter__person=person).aggregate(last=Max("activity__day"))["last"],
        Tally.objects.filter(person=person).aggregate(last=Max("month"))["last"],
    ]
    said = Statement.objects.filter(person=person).aggregate(last=Max("base_year"))["last"]
    return max([said or 0, *(day.year for day in days if day)])


def _declaration(person: User, role: int) -> int:
    """The year of the role where there was one; else that of the signature."""
    signed = Signature.objects.filter(person=person).aggregate(last=Max("signed_at"))["last"]
    recorded = RecordedSignature.objects.filter(person=person).aggregate(last=Max("recorded_at"))["last"]
    years = [clock.local(moment).year for moment in (signed, recorded) if moment]
    return max([role, *years]) if years else 0


def _office(person: User) -> int:
    """The last year in which the person held an office, or signed a report for."""
    held = Office.objects.filter(person=person, starts__lte=clock.today()).exclude(ends__lt=F("starts"))
    ends = [office.ends or clock.today() for office in held]
    signed = Q(attested_by=person) | Q(first_signed_by=person)
    last = [
        ChapterReport.objects.filter(signed).aggregate(last=Max("year__base_year"))["last"],
        EarlierSending.objects.filter(signed).aggregate(last=Max("report__year__base_year"))["last"],
    ]
    return max([0, *(day.year for day in ends), *(year for year in last if year)])
