"""Queries about the helplines, who answers them, and the calls."""

import datetime
from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import BigIntegerField, Value
from django.db.models.functions import Cast
from django.utils.translation import get_language

from portal import clock
from portal.calls.models import Call, Volunteer
from portal.fragments import cached_one_minute
from portal.permissions import Role, access_of
from portal.supporters.models import Supporter
from portal.supporters.workflow import State

MONTH_IS_OPEN_FOR = 7  # days of the next month: until then whoever logged a call of the month can correct it


@dataclass(frozen=True)
class Line:
    """A helpline that volunteers answer, as the public pages tell it.

    ``times(day)`` are the openings of a day, ``[(opens, closes)]`` on the clock in Oslo, as editors have given them.
    One that closes at or before its opening closes on the next day. ``is_paused``: an editor has closed the line.
    """

    code: str
    name: str
    is_paused: bool
    times: Callable[[datetime.date], tuple[tuple[datetime.time, datetime.time], ...]]


_sources = []


def register_lines(source):
    """Let ``source() -> [Line]`` tell which helplines there are. The public pages do: the portal knows none itself."""
    if source not in _sources:
        _sources.append(source)


def lines():
    """Every ``Line``, in the order of the public page, as it was within the last minute."""
    return cached_one_minute(f"answered-lines-{get_language()}", _read_lines)


def _read_lines():
    return [line for source in _sources for line in source()]


def last_opening(line):
    """The latest day of the last two weeks on which a line was open, today included. None where it is always open."""
    days = (clock.today() - datetime.timedelta(days=number) for number in range(15))
    return next((day for day in days if line.times(day)), None)


def name_of_line(code):
    """The name of a line; its code where the line is gone."""
    return next((line.name for line in lines() if line.code == code), code)


def codes_answered_by(person):
    """The codes of the lines that a person answers: none during a break."""
    return set(answered_by(person))


def answered_by(person):
    """The same as a query."""
    rows = Volunteer.objects.filter(person=person, person__supporter__state=State.ACTIVE)
    return rows.order_by().values_list("line", flat=True)


def lines_of(person):
    """The lines on which a person may log calls: those that they answer, and for the secretariat every line."""
    if Role.SECRETARIAT in access_of(person).roles:
        return lines()
    codes = codes_answered_by(person)
    return [line for line in lines() if line.code in codes]


def answers_now(person):
    """Whether a person answers a helpline of ours, and is not on a break."""
    return Role.VOLUNTEER in access_of(person).roles and bool(lines())


def roles_of(user, _day):
    """The role of whoever answers a helpline, while they are an active supporter. For permissions.register_roles."""
    rows = Volunteer.objects.filter(person=user, person__supporter__state=State.ACTIVE)
    nowhere = Cast(Value(None), BigIntegerField())
    return rows.annotate(role=Value(Role.VOLUNTEER.value), of_chapter=nowhere)


def volunteers():
    """Who answers which line: every row, with its person and their ``Supporter``."""
    return Volunteer.objects.select_related("person__supporter__chapter")


def active_supporter(email):
    """The active supporter with this e-mail address, or None."""
    rows = Supporter.objects.filter(person__email__iexact=email, state=State.ACTIVE)
    return rows.select_related("person").first()


def line_used_last(person):
    """The code of the line of the last call that a person logged; empty where there is none."""
    return Call.objects.filter(logged_by=person).order_by("-pk").values_list("line", flat=True).first() or ""


def logged_by(person):
    """The calls that a person has logged, the latest first, with their themes, as a queryset."""
    return Call.objects.filter(logged_by=person).prefetch_related("themes")


def logged_this_month(person):
    """Those of this month, as a queryset without the themes."""
    return Call.objects.filter(logged_by=person, month=clock.today().replace(day=1))


def correct_until(month):
    """The last day on which whoever logged a call of a month (its first day) can correct it."""
    in_next_month = (month + datetime.timedelta(days=31)).replace(day=1)
    return in_next_month + datetime.timedelta(days=MONTH_IS_OPEN_FOR - 1)


def can_be_corrected(call):
    """Whether the month of a call is still open. One of an earlier month can be corrected for ten minutes."""
    was_just_logged = call.undo_until is not None and clock.now() <= call.undo_until
    return was_just_logged or clock.today() <= correct_until(call.month)
