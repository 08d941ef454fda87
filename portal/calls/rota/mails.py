"""Mails about shifts. Their text says which line and when, so that nobody has to sign in for it."""

from collections.abc import Callable, Iterable

from portal import mail
from portal.accounts.models import User
from portal.calls import queries as call_queries
from portal.calls.models import Shift
from portal.calls.rota import queries
from portal.chapters import queries as chapter_queries
from portal.chapters.models import Office
from portal.types import Person


def coordinators() -> list[User]:
    """Who is told of shifts that nobody has: the coordinators; the secretariat where there is no coordinator."""
    people = chapter_queries.central_staff(Office.Kind.COORDINATOR)
    return list(people or chapter_queries.central_staff(Office.Kind.SECRETARIAT))


def notify_of_gaps(shifts: list[Shift], *, without: User | None = None) -> None:
    """Mail the coordinators that nobody has taken these shifts."""
    for person in coordinators():
        if person != without:
            _queue("gaps", person, shifts)


def notify_of_free_shift(shift: Shift, *, without: Person | None) -> None:
    """Mail the others who answer the line that a shift has become free shortly before it begins."""
    for person in queries.can_be_given(shift.line):
        if person != without:
            _queue("shift_free", person, [shift])


def notify_of_offer(shift: Shift) -> None:
    """Mail the others who answer the line that somebody asks whether one of them can take a shift."""
    for person in queries.can_be_given(shift.line):
        if person != shift.person:
            _queue("shift_offered", person, [shift])


def notify_of_relief(person: User, shift: Shift) -> None:
    """Mail a volunteer that another volunteer has taken over their shift."""
    _queue("shift_taken_over", person, [shift])


def notify_of_assignment(person: User, shift: Shift) -> None:
    """Mail somebody that the office has given them a shift, and that they can say no."""
    _queue("shift_assigned", person, [shift])


def notify_of_withdrawal(person: User, shift: Shift) -> None:
    """Mail a volunteer that the office has taken back their shift."""
    _queue("shift_taken_back", person, [shift])


def notify_of_refusal(person: User, shift: Shift) -> None:
    """Mail the person who assigned a shift that the volunteer cannot take it."""
    _queue("shift_refused", person, [shift])


def notify_of_shifts(person: User, shifts: list[Shift]) -> None:
    """Mail somebody, on the day before, that they have these shifts."""
    _queue("shift_tomorrow", person, shifts)


def notify_of_cancellation(person: User, shift: Shift) -> None:
    """Mail a volunteer that their shift is cancelled, because the line is not open then."""
    _queue("shift_cancelled", person, [shift])


def _queue(template: str, person: User, shifts: Iterable[Shift]) -> None:
    mail.queue(f"calls/{template}", to=person, page="portal:rota", shifts=_in_words(shifts))


def _in_words(shifts: Iterable[Shift]) -> Callable[[], list[str]]:
    """What the template calls, so that the names and days are in the language of whoever gets the mail."""
    return lambda: [f"{call_queries.name_of_line(shift.line)}, {shift.when}" for shift in shifts]
