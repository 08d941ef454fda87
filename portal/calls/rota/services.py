"""Making shifts from the opening hours; taking, giving back, handing over, assigning; closing what nobody answers."""

import datetime

from django.db import transaction

from portal import clock, events, fragments
from portal.accounts.models import User
from portal.calls import queries as call_queries
from portal.calls.models import Shift, Volunteer
from portal.calls.rota import mails, queries
from portal.calls.verbs import Verb
from portal.types import Person
from portal.unreadable import found


class Taken(Exception):
    """Somebody else has the shift, it is not offered any more, or it is not on a line that the person answers."""


class TooLate(Exception):
    """The shift has begun, or is over."""


@transaction.atomic
def plan_shifts() -> int:
    """Make the shifts of the coming weeks from the opening hours of the lines, and return how many are new.

    What has begun stays as it is. Shifts in which the line is no longer open are deleted, and whoever had one is told.
    A line that is paused keeps the shifts that it has.
    """
    lines = {line.code: line for line in call_queries.lines()}
    today = clock.today()
    days = [today + datetime.timedelta(days=number) for number in range(7 * queries.WEEKS_AHEAD)]
    planned = {
        (code, day, opens): closes
        for code, line in lines.items()
        if not line.is_paused
        for day in days
        for opens, closes in line.times(day)
    }
    for shift in found(Shift.objects.select_for_update(of=("self",)).select_related("person").filter(day__gte=today)):
        closes = planned.pop((shift.line, shift.day, shift.opens), None)
        is_paused = shift.line in lines and lines[shift.line].is_paused
        if shift.has_begun or is_paused or closes == shift.closes:
            continue
        if closes:
            shift.closes = closes
            shift.save(update_fields=["closes"])
        else:
            _cancel(shift)
    rows = [Shift(line=code, day=day, opens=opens, closes=closes) for (code, day, opens), closes in planned.items()]
    now = clock.now()
    rows = [shift for shift in rows if shift.starts_at > now]
    Shift.objects.bulk_create(rows, ignore_conflicts=True)  # two workers may make them at once
    return len(rows)


def _cancel(shift: Shift) -> None:
    if shift.person:
        events.record(Verb.SHIFT_CANCEL, subject=shift, by=None, details=_details(shift))
        mails.notify_of_cancellation(shift.person, shift)
    shift.delete()


@transaction.atomic
def take(shift: Shift, *, by: User) -> Shift:
    """Take a shift that nobody has; one that was closed is open again. Taking one's own changes nothing.

    Raises ``Taken`` where somebody else was first, and ``TooLate`` when it is over.
    """
    shift = _locked(shift)
    if shift.person_id == by.pk:
        return shift
    if shift.person_id or not _answers(by, shift):
        raise Taken
    if shift.is_over:
        raise TooLate
    _give(shift, by)
    events.record(Verb.SHIFT_TAKE, subject=shift, by=by, details=_details(shift))
    return shift


@transaction.atomic
def give_back(shift: Shift, *, by: User) -> Shift:
    """Give back one's shift, so that it is free; whoever has assigned it is told.

    Where it begins soon, the coordinators and the others who answer the line are told at once. Raises ``TooLate`` when
    it has begun.
    """
    shift = _locked(shift)
    if shift.has_begun:
        raise TooLate
    if shift.person_id == by.pk:
        assigned_by = shift.assigned_by
        _give_back(shift, by=by)
        if assigned_by:
            mails.notify_of_refusal(assigned_by, shift)
        _tell_of_gaps([shift], by=by, told=assigned_by)
    return shift


@transaction.atomic
def assign(shift: Shift, person: User, *, by: User) -> Shift:
    """Give a free shift to somebody who answers the line; one that was closed is open again. They are told.

    Giving it to whoever has it changes nothing. Raises ``Taken`` where somebody else has it, and ``TooLate`` when it
    has begun.
    """
    shift = _locked(shift)
    if shift.person_id == person.pk:
        return shift
    if shift.person_id or person not in queries.can_be_given(shift.line) or not _answers(person, shift):
        raise Taken
    if shift.has_begun:
        raise TooLate
    _give(shift, person, assigned_by=by)
    events.record(Verb.SHIFT_ASSIGN, subject=shift, by=by, details=_details(shift))
    mails.notify_of_assignment(person, shift)
    return shift


@transaction.atomic
def take_back(shift: Shift, *, person: User, by: User) -> Shift:
    """Take a shift back from this person, so that it is free; they are told. A second time changes nothing.

    Raises ``Taken`` where somebody else has it by now, and ``TooLate`` when it has begun.
    """
    shift = _locked(shift)
    if not shift.person_id:
        return shift
    if shift.person_id != person.pk:
        raise Taken
    if shift.has_begun:
        raise TooLate
    details = _free(shift)
    events.record(Verb.SHIFT_TAKE_BACK, subject=shift, by=by, details=details)
    mails.notify_of_withdrawal(person, shift)
    return shift


@transaction.atomic
def offer(shift: Shift, *, by: User) -> Shift:
    """Ask the others who answer the line whether one of them can take one's shift; until one does, it stays one's own.

    Raises ``TooLate`` when it has begun.
    """
    shift = _locked(shift)
    if shift.has_begun:
        raise TooLate
    if shift.person_id == by.pk and not shift.offered_at:
        _save(shift, offered_at=clock.now())
        events.record(Verb.SHIFT_OFFER, subject=shift, by=by, details=_details(shift))
        mails.notify_of_offer(shift)
    return shift


@transaction.atomic
def keep(shift: Shift, *, by: User) -> Shift:
    """Withdraw an ``offer``: the person keeps the shift."""
    shift = _locked(shift)
    if shift.person_id == by.pk and shift.offered_at:
        _save(shift, offered_at=None)
        events.record(Verb.SHIFT_KEEP, subject=shift, by=by, details=_details(shift))
    return shift


@transaction.atomic
def take_over(shift: Shift, *, by: User) -> Shift:
    """Take a shift that somebody offers; they are told. Raises ``Taken`` where it is not offered any more, and
    ``TooLate`` when it is over.
    """
    shift = _locked(shift)
    if shift.person_id == by.pk:
        return shift
    if not shift.person or not shift.offered_at or not _answers(by, shift):
        raise Taken
    if shift.is_over:
        raise TooLate
    relieved = shift.person
    _give(shift, by)
    details = {**_details(shift), "from": relieved.ref}
    events.record(Verb.SHIFT_TAKE_OVER, subject=shift, by=by, details=details)
    mails.notify_of_relief(relieved, shift)
    return shift


@transaction.atomic
def close(shift: Shift, *, by: User) -> Shift:
    """Confirm that nobody answers in a shift: the public page says that the line is closed then.

    Raises ``Taken`` where somebody has taken it, and ``TooLate`` when it is over.
    """
    shift = _locked(shift)
    if shift.person_id:
        raise Taken
    if shift.is_over:
        raise TooLate
    if not shift.closed_at:
        _save(shift, closed_at=clock.now())
        events.record(Verb.SHIFT_CLOSE, subject=shift, by=by, details=_details(shift))
    return shift


@transaction.atomic
def reopen(shift: Shift, *, by: User) -> Shift:
    """Undo ``close``: the shift can be taken again."""
    shift = _locked(shift)
    if shift.closed_at:
        _save(shift, closed_at=None)
        events.record(Verb.SHIFT_OPEN, subject=shift, by=by, details=_details(shift))
    return shift


@transaction.atomic
def release(person: User, *, by: Person | None, line: str = "", until: datetime.date | None = None) -> None:
    """Give back the shifts of a person that have not begun: on one line, or up to a day, or all.

    Of those that begin soon the coordinators and the others who answer are told at once.
    """
    rows = Shift.objects.select_for_update().filter(person=person, day__gte=clock.today())
    if line:
        rows = rows.filter(line=line)
    if until:
        rows = rows.filter(day__lte=until)
    free = [shift for shift in found(rows) if not shift.has_begun]
    for shift in free:
        _give_back(shift, by=by)
    _tell_of_gaps(free, by=by)


@transaction.atomic
def remind_of_gaps() -> int:
    """Mail the coordinators, once for each shift that begins soon and that nobody has taken. Returns how many."""
    paused = {line.code for line in call_queries.lines() if line.is_paused}
    missing = [shift.pk for shift in queries.gaps() if shift.line not in paused]
    new = list(Shift.objects.select_for_update().filter(pk__in=missing, warned_at=None))
    if new:
        Shift.objects.filter(pk__in=[shift.pk for shift in new]).update(warned_at=clock.now())
        mails.notify_of_gaps(new)
    return len(new)


def remind_of_shifts() -> int:
    """Mail those who have a shift tomorrow (or today, if none was sent yesterday), once. Returns how many had a mail.

    Two processes may call it at once.
    """
    found: dict[User, list[Shift]] = {}
    with transaction.atomic():
        for shift in queries.to_remind():
            same = Shift.objects.filter(pk=shift.pk, person=shift.person, reminded_at=None)
            if same.update(reminded_at=clock.now()):
                found.setdefault(shift.person, []).append(shift)
        for person, shifts in found.items():
            mails.notify_of_shifts(person, shifts)
    return len(found)


def _answers(person: User, shift: Shift) -> bool:
    """Whether a person answers the line. Whoever takes them off its list waits until the shift is theirs."""
    return Volunteer.objects.select_for_update().filter(line=shift.line, person=person).first() is not None


def _locked(shift: Shift) -> Shift:
    rows = Shift.objects.select_for_update(of=("self",)).select_related("person", "assigned_by")
    return rows.get(pk=shift.pk)


def _give(shift: Shift, person: User, *, assigned_by: User | None = None) -> None:
    """Let somebody have a shift. Whoever gets it so late that the reminder is due knows of it."""
    is_soon = shift.day <= clock.today() + queries.DAY
    _save(
        shift,
        person=person,
        assigned_by=assigned_by,
        offered_at=None,
        closed_at=None,
        reminded_at=clock.now() if is_soon else None,
    )


def _give_back(shift: Shift, *, by: Person | None) -> None:
    details = _free(shift)
    events.record(Verb.SHIFT_GIVE_BACK, subject=shift, by=by, details=details)


def _free(shift: Shift) -> dict[str, object]:
    """Let nobody have the shift, and return what its event says: who had it."""
    details = _details(shift)
    _save(shift, person=None, assigned_by=None, offered_at=None, warned_at=None, reminded_at=None)
    return details


def _tell_of_gaps(shifts: list[Shift], *, by: Person | None, told: User | None = None) -> None:
    """Tell at once of those that begin soon: the coordinators, save whoever is ``told`` already, and the others who
    answer the line, save ``by``. An hourly mail would come too late for some of them.
    """
    paused = {line.code for line in call_queries.lines() if line.is_paused}
    soon = [shift for shift in shifts if queries.begins_soon(shift) and shift.line not in paused]
    for shift in soon:
        _save(shift, warned_at=clock.now())
        mails.notify_of_free_shift(shift, without=by)
    if soon:
        mails.notify_of_gaps(soon, without=told)


def _save(shift: Shift, **values: object) -> None:
    for name, value in values.items():
        setattr(shift, name, value)
    shift.save(update_fields=list(values))
    transaction.on_commit(fragments.forget_cached)  # the public page and my page tell of it


def _details(shift: Shift) -> dict[str, object]:
    person = shift.person.ref if shift.person else None
    return {"line": shift.line, "day": shift.day, "opens": shift.opens, "person": person}
