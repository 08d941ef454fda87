"""Logging a call, correcting it and taking it back, and noting who answers a helpline."""

import datetime
import uuid
from collections.abc import Iterable

from django.db import transaction

from portal import clock, events
from portal.accounts.models import User
from portal.activities.base_years import queries as base_year_queries
from portal.activities.base_years.services import YearNotOpen
from portal.calls import queries
from portal.calls.models import Call, CallTheme, Volunteer
from portal.calls.rota import services as rota_services
from portal.calls.verbs import Verb
from portal.moves import IllegalMove
from portal.types import Person
from portal.unreadable import found

UNDO_WITHIN = datetime.timedelta(minutes=10)


class InTheFuture(Exception):
    """The call has not taken place yet."""


class TooLate(Exception):
    """The month of the call is closed."""


@transaction.atomic
def log_call(
    *,
    token: uuid.UUID,
    line: str,
    day: datetime.date,
    by: User,
    minutes: str = "",
    caller: str = "",
    themes: Iterable[str] = (),
) -> Call:
    """Log one call on a line (its code) and return it. A second call with the same ``token`` returns the first one.

    No event is recorded: it would keep the time of day, and a call is a number. Raises ``InTheFuture`` for a day after
    today, ``YearNotOpen`` for one before the first open base year, and ``IllegalMove`` where somebody else has logged a
    call with the ``token``.
    """
    if day > clock.today():
        raise InTheFuture(day)
    if day.year < base_year_queries.first_open_year():
        raise YearNotOpen(day)
    month = day.replace(day=1)
    call, is_new = Call.objects.get_or_create(
        token=token,
        defaults={
            "line": line,
            "day": day,
            "month": month,
            "minutes": minutes,
            "caller": caller,
            "logged_by": by,
            "undo_until": clock.now() + UNDO_WITHIN,
        },
    )
    if call.logged_by != by:
        raise IllegalMove("log what somebody else has logged")
    if is_new:
        _note_themes(call, themes)
    return call


@transaction.atomic
def correct_call(
    call: Call, *, line: str, day: datetime.date, by: User, minutes: str, caller: str, themes: Iterable[str]
) -> Call:
    """Correct a call that one has logged. What it was before is not kept, and no event is recorded.

    Raises ``TooLate`` when its month is closed, and ``InTheFuture`` for a day after today.
    """
    call = Call.objects.select_for_update().get(pk=call.pk)
    if not queries.can_be_corrected(call):
        raise TooLate
    if day > clock.today():
        raise InTheFuture(day)
    call.line, call.day, call.month, call.minutes, call.caller = line, day, day.replace(day=1), minutes, caller
    call.save(update_fields=["line", "day", "month", "minutes", "caller"])
    call.themes.all().delete()
    _note_themes(call, themes)
    return call


def _note_themes(call: Call, themes: Iterable[str]) -> None:
    CallTheme.objects.bulk_create(
        CallTheme(call=call, theme=theme, line=call.line, month=call.month) for theme in dict.fromkeys(themes)
    )


def undo_call(call: Call, *, by: Person | None) -> None:
    """Delete a call that was logged. A second time changes nothing. Raises ``TooLate`` when its month is closed."""
    stored = Call.objects.select_for_update().filter(pk=call.pk).first()
    if stored is None:  # a second click was as quick
        return
    if not queries.can_be_corrected(stored):
        raise TooLate
    stored.delete()


@transaction.atomic
def add_volunteer(person: User, line: str, *, by: User) -> Volunteer:
    """Note that a supporter answers a line (its code). Noting it again changes nothing."""
    row, is_new = Volunteer.objects.get_or_create(line=line, person=person)
    if is_new:
        events.record(Verb.VOLUNTEER_ADD, subject=row, by=by, details={"line": line, "person": person.ref})
    return row


@transaction.atomic
def remove_volunteer(volunteer: Volunteer, *, by: Person | None) -> None:
    """Note that a supporter does not answer this line any more. Their coming shifts there are free again.

    A second time changes nothing.
    """
    stored = Volunteer.objects.select_for_update().filter(pk=volunteer.pk).first()  # nobody takes a shift meanwhile
    if stored is None:
        return
    rota_services.release(volunteer.person, line=volunteer.line, by=by)
    details = {"line": volunteer.line, "person": volunteer.person.ref}
    events.record(Verb.VOLUNTEER_REMOVE, subject=volunteer, by=by, details=details)
    volunteer.delete()


def remove_everywhere(person: User, *, by: Person | None) -> None:
    """The same on every line that a person answers: their role has ended."""
    for volunteer in found(Volunteer.objects.filter(person=person).select_related("person")):
        remove_volunteer(volunteer, by=by)
