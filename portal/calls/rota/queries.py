"""Who has a helpline when, what nobody has taken, and what the public page has to know of it."""

import datetime

from django.db.models import Q

from portal import clock
from portal.calls import queries as call_queries
from portal.calls.models import Shift, Volunteer
from portal.kept_querysets import kept_queryset
from portal.supporters.workflow import State
from portal.unreadable import Found, found

WEEKS_AHEAD = 8  # for which there are shifts
WARN_BEFORE = datetime.timedelta(days=3)  # a shift: then the coordinators are told that nobody has taken it
ON_DUTY_BEFORE = datetime.timedelta(hours=1)  # and after: calls that are logged then were probably on that line
ON_DUTY_AFTER = datetime.timedelta(hours=3)
DAY = datetime.timedelta(days=1)


def coming():
    """The shifts that are not over, by day; of yesterday's, those that run past midnight."""
    rows = found(Shift.objects.filter(day__gte=clock.today() - DAY).select_related("person"))
    return Found([shift for shift in rows if not shift.is_over], rows.unreadable)


def shifts_to_take(person):
    """The shifts of the lines that this person answers."""
    return Shift.objects.select_related("person").filter(line__in=call_queries.codes_answered_by(person))


def all_of(person):
    """Every shift that is kept of a person, the latest first."""
    return found(Shift.objects.filter(person=person).order_by("-day", "-opens"))


def line_on_duty(person):
    """The code of the line that a person answers now, or answered a moment ago; empty where there is none."""
    now = clock.now()
    rows = Shift.objects.filter(person=person, day__range=(clock.today() - DAY, clock.today()))
    near = [one for one in found(rows) if one.starts_at - ON_DUTY_BEFORE <= now <= one.ends_at + ON_DUTY_AFTER]
    return max(near, key=lambda one: one.starts_at).line if near else ""


def gaps():
    """The shifts that begin soon and that nobody has taken, without those that are closed."""
    return [shift for shift in found(free_shifts()) if begins_soon(shift)]


def free_shifts():
    """The shifts of these days that nobody has taken, without those that are closed, as a queryset.

    Those of a line that somebody is noted to answer: where nobody is, the organisation does not use shifts there.
    """
    return _free_shifts(clock.today(), clock.local(clock.now() + WARN_BEFORE).date())


@kept_queryset
def _free_shifts(first, last):
    answered = Volunteer.objects.values("line")
    return Shift.objects.filter(day__range=(first, last), person=None, closed_at=None, line__in=answered)


def to_remind():
    """The shifts of tomorrow, and those of today that have not begun, whose owners have not been reminded."""
    days = (clock.today(), clock.today() + DAY)
    rows = Shift.objects.filter(day__range=days, person__isnull=False, reminded_at=None).select_related("person")
    return [shift for shift in found(rows) if not shift.has_begun]


def can_be_given(line):
    """Who can be given a shift of a line: those who answer it and are not on a break, by family name."""
    rows = call_queries.volunteers().filter(line=line, person__supporter__state=State.ACTIVE)
    return [row.person for row in found(rows)]


def begins_soon(shift):
    return clock.now() < shift.starts_at <= clock.now() + WARN_BEFORE


def for_my_page(person):
    """The shifts that my page may tell a volunteer of, as a queryset; those that are over are to be left out.

    Their own, and those that others on their lines offer.
    """
    offered = Q(offered_at__isnull=False, line__in=call_queries.answered_by(person))
    return Shift.objects.filter(Q(person=person) | offered, day__gte=clock.today() - DAY)


def is_today_or_tomorrow(shift):
    return shift.day <= clock.today() + DAY


def next_later(person, shifts):
    """The next of these shifts that is this person's and begins after tomorrow; None without one."""
    own = [one for one in found(shifts) if one.person_id == person.pk and not is_today_or_tomorrow(one)]
    return min(own, key=lambda shift: shift.starts_at, default=None)


def closed_openings():
    """``[(code of the line, day, opens)]`` of the openings, from yesterday on, in which nobody answers.

    For the public page: the coordinator has confirmed it.
    """
    rows = Shift.objects.filter(closed_at__isnull=False, day__gte=clock.today() - DAY)
    return [(shift.line, shift.day, shift.opens) for shift in found(rows)]
