"""Reminding people to sign: those whom the office chooses, and those whose signature lapses."""

from collections.abc import Collection

from django.db import transaction

from portal import clock, events
from portal.accounts import services as accounts
from portal.accounts.models import User
from portal.declarations import lapsing, mails
from portal.declarations.models import Reminder
from portal.declarations.register import queries
from portal.declarations.register.queries import Line, Status
from portal.declarations.verbs import Verb
from portal.models import Ref

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
def remind_of_lapsing() -> int:
    """Tell people that their signature lapses soon, once more shortly before, and when it has. Returns how many.

    Called by the worker and by ``manage.py remind``. Each is told once of each signature.
    """
    if not queries.anything_lapses():
        return 0
    told = {(row.about, row.reason) for row in Reminder.objects.exclude(about=None)}
    sent = 0
    for line in queries.lines(None):
        if sent == AT_ONCE:
            break
        if line.promise is None or not line.has_to_act or line.status not in (Status.RUNNING_OUT, Status.LAPSED):
            continue
        about, reason = line.promise.ref, _reason_today(line)
        if (about, reason) in told:
            continue
        accounts.lock_people(line.person)
        defaults = {"person": line.person, "sent_at": clock.now()}
        reminder, is_new = Reminder.objects.get_or_create(about=about, reason=reason, defaults=defaults)
        if is_new:
            _send(reminder, line, by=None)
            sent += 1
    return sent


def _reason_today(line: Line) -> str:
    if line.status is Status.LAPSED:
        return Reminder.Reason.LAPSED
    lapses_on = line.promise.lapses_on if line.promise else None
    is_near = lapses_on is not None and clock.today() >= lapses_on - lapsing.LAST_CALL
    return Reminder.Reason.LAST_CALL if is_near else Reminder.Reason.SOON


def _send(reminder: Reminder, line: Line, *, by: User | None) -> None:
    mails.reminder(line)
    details = {"reason": reminder.reason, "status": line.status}
    if line.promise:
        details["about"] = str(line.promise.ref)
    events.record(Verb.DECLARATION_REMIND, subject=reminder, by=by, details=details)


def note_export(where: Ref, *, number: int, filters: dict[str, str], by: User) -> None:
    """Somebody took the register with them as a spreadsheet: of a chapter or, of all, the organisation."""
    details = {"number": number, **filters}
    events.record(Verb.DECLARATION_EXPORT_REGISTER, subject=where, by=by, details=details)
