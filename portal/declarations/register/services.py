"""Reminding people to sign: those whom the office chooses, and those whose signature lapses."""

from collections.abc import Collection
from uuid import UUID

from django.db import transaction

from portal import clock, events
from portal.accounts import services as accounts
from portal.accounts.models import User
from portal.declarations import mails
from portal.declarations.models import DeclarationText, Reminder
from portal.declarations.proof import witness
from portal.declarations.register import queries
from portal.declarations.register.queries import Line
from portal.declarations.verbs import Verb
from portal.models import Ref
from portal.witness import values_of

AT_ONCE = 200  # mails in one press, and in one run of the worker


@transaction.atomic
def send_reminders(people: Collection[User], *, by: User, rule: str) -> int:
    """Send a reminder to each of these people who still has to sign, and return how many were sent.

    Left out are those whom ``by`` may not see by ``rule``, and those who have been reminded lately
    (``lapsing.REMIND_AGAIN_AFTER``): so a second press sends nothing.
    """
    accounts.lock_people(*people)
    due = [line for line in queries.lines(by, rule) if line.person in people and line.is_due][:AT_ONCE]
    for line in due:
        reminder = Reminder.objects.create(
            person=line.person, reason=Reminder.Reason.OFFICE, by=by, sent_at=clock.now()
        )
        _send(reminder, line, by=by)
    return len(due)


@transaction.atomic
def tell_of_new_version(people: Collection[User], text: DeclarationText, *, by: User | None) -> None:
    """Tell these people that this version, just published, is to be signed, and what has changed in it.

    It counts as a reminder: the office does not send another one at once.
    """
    for line in queries.lines(None) if people else []:
        if line.person in people:
            values = {"person": line.person, "about": text.ref, "reason": Reminder.Reason.PUBLISHED}
            defaults = {"by": by, "sent_at": clock.now()}
            reminder, is_new = Reminder.objects.get_or_create(**values, defaults=defaults)
            if is_new:
                mails.new_version(line, text)
                _note(reminder, line, by=by)


def remind_of_lapsing() -> int:
    """Tell people that their signature lapses soon, once more shortly before, and when it has. Returns how many.

    Called by the worker and by ``manage.py remind``. Each is told once of each signature, and in a transaction of
    their own: whoever signs at the same time is not told that they lack it.
    """
    untold = queries.untold()
    if not untold:
        return 0
    reasons: dict[UUID | None, str] = {row.promise: row.reason for row in untold}
    due = [line for line in queries.lapsing_lines({row.person for row in untold}) if line.reference in reasons]
    sent = 0
    for person in dict.fromkeys(line.person for line in due):
        if sent >= AT_ONCE:
            break
        sent += _remind_of_lapsing(person, reasons)
    return sent


@transaction.atomic
def _remind_of_lapsing(person: User, reasons: dict[UUID | None, str]) -> int:
    accounts.lock_people(person)
    sent = 0
    for line in queries.lapsing_lines([person.pk]):
        if line.reference not in reasons:
            continue
        values = {"about": line.reference, "reason": reasons[line.reference]}
        if not Reminder.objects.filter(**values).exists():
            _send(Reminder.objects.create(person=person, sent_at=clock.now(), **values), line, by=None)
            sent += 1
    return sent


def note_left_list(person: User, about: UUID) -> None:
    """Note that somebody is told that they have left the public list. ``about`` is the ``ref`` of what they signed."""
    reminder = Reminder.objects.create(
        person=person, about=about, reason=Reminder.Reason.LEFT_LIST, sent_at=clock.now()
    )
    details = {"reason": reminder.reason, "about": str(about)}
    events.record(Verb.DECLARATION_REMIND, subject=reminder, by=None, details=details)


def _send(reminder: Reminder, line: Line, *, by: User | None) -> None:
    mails.reminder(line)
    _note(reminder, line, by=by)


def _note(reminder: Reminder, line: Line, *, by: User | None) -> None:
    details = {"reason": reminder.reason, "status": line.status}
    if line.reference:
        details["about"] = str(line.reference)
    columns = values_of(reminder, witness.REMINDER)
    events.record(Verb.DECLARATION_REMIND, subject=reminder, by=by, details=details, columns=columns)


def note_export(where: Ref, *, number: int, filters: dict[str, str], by: User) -> None:
    """Somebody took the register with them as a spreadsheet: of a chapter or, of all, the organisation."""
    details = {"number": number, **filters}
    events.record(Verb.DECLARATION_EXPORT_REGISTER, subject=where, by=by, details=details)
