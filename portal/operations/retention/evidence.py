"""What has to be kept of a person because it proves something, and for which base years.

It is kept for five years, counted from and including 1 January of the last base year (law: paragraph 27), and longer
where a year is on hold.
"""

import datetime
from enum import StrEnum
from typing import Any

from django.db import transaction
from django.db.models import F, Max, Model, Q, QuerySet

from portal import clock, files
from portal.accounts.models import User
from portal.activities.models import Activity, Presence, Statement
from portal.calls.models import Tally
from portal.chapters.models import Office
from portal.declarations import services as declarations
from portal.declarations.models import RecordedSignature, Signature
from portal.knowledge.models import Attempt, Attendance, Certificate, CourseRead, TestException
from portal.onboarding.models import Application
from portal.onboarding.workflow import OPEN
from portal.reports.grant_rules.keeping import last_year_over
from portal.reports.grants import forgetting as grant_forgetting
from portal.reports.grants import queries as grant_queries
from portal.reports.models import ChapterReport, EarlierSending, GrantContact
from portal.supporters.models import ActivePeriod, Appointment, Candidacy, LeaderAssessment, Supporter
from portal.supporters.workflow import State


class Kind(StrEnum):
    ROLE = "role"
    ACTIVITIES = "activities"
    DECLARATION = "declaration"
    OFFICE = "office"


def was_appointed(person: User) -> bool:
    return Appointment.objects.filter(supporter__person=person).exists()


def last_years(person: User) -> dict[Kind, int]:
    """The last base year of each kind of evidence that there is of a person: this year for what has not ended."""
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


# Models whose rows have a ``ref`` and nothing elsewhere.
WITH_REF: list[type[Model]] = [RecordedSignature, Appointment, LeaderAssessment, Supporter, Office]


def rows_to_delete() -> list[tuple[str, QuerySet[Any]]]:
    """``[(description, rows)]`` of evidence that no longer has to be kept, in this order."""
    people, begins = _over(), clock.start_of(datetime.date(last_year_over() + 1, 1, 1))
    training = [
        ("results of the test", Attempt),
        ("exceptions from the test", TestException),
        ("courses that were taken", Attendance),
        ("courses that were read", CourseRead),
        ("course certificates", Certificate),
    ]
    appointed = Appointment.objects.values("supporter__person")
    return [
        *(
            (f"{what} of former supporters", model.objects.filter(person__in=people).filter(person__in=appointed))
            for what, model in training
        ),
        ("talks that former supporters counted", Tally.objects.filter(person__in=people)),
        ("signed declarations", Signature.objects.filter(person__in=people)),
        ("declarations signed elsewhere", RecordedSignature.objects.filter(person__in=people)),
        ("assessments of former supporters", LeaderAssessment.objects.filter(supporter__person__in=people)),
        ("former appointments", Appointment.objects.filter(supporter__person__in=people)),
        ("former supporters", Supporter.objects.filter(person__in=people, appointments=None, created_at__lt=begins)),
        ("former offices", _offices_over()),
    ]


def _offices_over() -> QuerySet[Office]:
    rows = Office.objects.filter(ends__year__lte=last_year_over())
    for year in grant_queries.years_on_hold():
        rows = rows.exclude(starts__year__lte=year, ends__year__gte=year)
    return rows


def _over() -> QuerySet[User, Any]:
    """The ids of people without a role and without evidence of any year that still has to be kept."""
    last = last_year_over()
    after = datetime.date(last, 12, 31)
    moment = clock.start_of(datetime.date(last + 1, 1, 1))
    still = [
        Supporter.objects.exclude(state=State.ENDED).values("person"),
        Appointment.objects.filter(Q(ended_on__isnull=True) | Q(ended_on__gt=after)).values("supporter__person"),
        ActivePeriod.objects.filter(Q(ends__isnull=True) | Q(ends__gt=after)).values("supporter__person"),
        Activity.objects.filter(led_by__isnull=False).values("led_by__person"),  # those of years that are over are gone
        Activity.objects.values("logged_by"),
        Presence.objects.values("supporter__person"),
        Statement.objects.values("person"),
        GrantContact.objects.values("supporter__person"),
        Tally.objects.filter(month__gt=after).values("person"),
        Signature.objects.filter(signed_at__gte=moment).values("person"),
        RecordedSignature.objects.filter(recorded_at__gte=moment).values("person"),
        Candidacy.objects.filter(ended_at__isnull=True).values("person"),
        Application.objects.filter(state__in=OPEN).values("person"),
        grant_queries.people_on_hold(),
    ]
    people = User.objects.all()
    for rows in still:
        people = people.exclude(pk__in=rows)
    return people.values("pk")


@transaction.atomic
def forget_signatures(rows: QuerySet[Signature]) -> None:
    """Delete signatures, and their PDF files."""
    names = [f"{ref}.pdf" for ref in rows.values_list("ref", flat=True)]  # never by a name that somebody wrote
    grant_forgetting.forget_rows(rows)

    def delete_files() -> None:
        for name in names:
            files.delete(declarations.pdf_path(name))

    transaction.on_commit(delete_files)
