"""A test e-mail, which shows that the mail server takes what the site sends."""

from django.db import transaction

from portal import events, mail
from portal.accounts.models import User
from portal.accounts.services import lock_people
from portal.models import OutboxMail
from portal.operations.first_days import queries
from portal.operations.verbs import Verb


@transaction.atomic
def send_test(*, by: User) -> OutboxMail:
    """Put a test e-mail to ``by`` in the outbox; while the last one waits, no other. Returns the one that counts."""
    lock_people(by)
    last = queries.last_test(by)
    if last is not None and last.state == OutboxMail.State.WAITING:
        return last
    row = mail.queue("operations/test", to=by, page="portal:first_days")
    events.record(Verb.MAIL_TEST, subject=by, by=by, details={"mail": row.message_id})
    return row
