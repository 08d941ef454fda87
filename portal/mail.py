"""The outbox: the only module that sends e-mail.

Rooms call ``queue`` inside their transaction; the worker calls ``send_due``. A mail is sent at least once: if the
process stops after the mail server took it and before we have saved that, it is sent again with the same Message-ID.
"""

import contextlib
import contextvars
import datetime
import logging
import secrets
from collections.abc import Iterator, Sequence
from email.errors import MessageError
from email.headerregistry import Address
from email.utils import format_datetime
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage, EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import Max, Q, QuerySet
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from portal import clock, leases, mail_look, mark, organisation, stopping
from portal.models import OutboxMail
from portal.types import Person

log = logging.getLogger(__name__)
LEASE_TIME = datetime.timedelta(minutes=2)
CODE_LIFETIME = datetime.timedelta(seconds=settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT)
LATE_AFTER, GIVEN_UP_LATELY = datetime.timedelta(minutes=10), datetime.timedelta(days=7)
RETRY_DELAYS = [datetime.timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240, 720)]
OUTAGE_PAUSE, AFTER_OUTAGE = datetime.timedelta(minutes=1), datetime.timedelta(minutes=2)
TRIES_IN_OUTAGE = 5
# What the server does to whatever mail comes, as the fault is named in a row.
SERVER_FAULTS = [
    "ConnectionAbortedError", "ConnectionRefusedError", "ConnectionResetError", "BrokenPipeError", "TimeoutError",
    "SMTPServerDisconnected", "SMTPSenderRefused", "SMTPConnectError", "SMTPHeloError", "SMTPNotSupportedError",
]  # fmt: skip


# Whether what happens now is told to nobody.
_is_silent: contextvars.ContextVar[bool] = contextvars.ContextVar("is_silent", default=False)


@contextlib.contextmanager
def silence() -> Iterator[None]:
    """While this lasts, ``queue`` neither writes nor saves a mail: what happens is no news to those whom it is about.

    For what has long been so, and is only written down here now.
    """
    token = _is_silent.set(True)
    try:
        yield
    finally:
        _is_silent.reset(token)


def address(page: str, *args: object) -> str:
    """The absolute URL of a page (its URL name and arguments) in the active language, for mails and PDFs."""
    return settings.SITE_ADDRESS + reverse(page, args=args)


def queue(
    template: str,
    *,
    to: Person,
    page: str = "portal:my_page",
    args: Sequence[object] = (),
    secret: bool = False,
    email: str | None = None,
    **context: object,
) -> OutboxMail:
    """Put one mail to one user in the outbox, in that user's language. Write nothing about health in it.

    It goes to the account's address, or to ``email``: one that the person is about to get, or had until now.

    ``mails/<template>.txt`` is the template: its first line is the subject, the rest the text. ``address`` in it is the
    URL of ``page``. The text of a ``secret`` mail (a sign-in code) is deleted once it is sent.
    """
    if _is_silent.get():
        return OutboxMail(to=to.email, person=to.ref, language=to.language, secret=secret, message_id=_message_id())
    subject, text = compose(template, to=to, page=page, args=args, **context)
    return OutboxMail.objects.create(
        to=email or to.email,
        person=to.ref,
        subject=subject,
        text=text,
        language=to.language,
        secret=secret,
        message_id=_message_id(),
    )


def queue_to_address(to: str, subject: str, text: str) -> OutboxMail:
    """Put one mail in the outbox to an address without an account, such as that of whoever runs the site."""
    return OutboxMail.objects.create(
        to=to, subject=subject, text=text, language=settings.LANGUAGE_CODE, message_id=_message_id()
    )


def compose(
    template: str, *, to: Person, page: str = "portal:my_page", args: Sequence[object] = (), **context: object
) -> tuple[str, str]:
    """``(subject, text)`` of a mail, as ``queue`` would write it."""
    with translation.override(to.language):
        context |= {"person": to, "organisation": organisation.current(), "words": organisation.words()}
        context["address"] = address(page, *args)
        subject, text = render_to_string(f"mails/{template}.txt", context).strip().split("\n", 1)
    return " ".join(subject.split()), text.strip() + "\n"


def _message_id() -> str:
    return f"<{secrets.token_hex(16)}@{settings.SITE_ADDRESS.split('//')[1].split(':')[0]}>"


def send_due(limit: int = 50) -> int:
    """Send the mails that are due, at most ``limit``; called by the worker. Returns how many were sent.

    Codes go first, also those that are asked for while others are sent: somebody waits for them. A code that does not
    work any more is given up. Two processes may call it at the same time: each mail is leased to one of them.

    All of them go through one connection, which is opened anew after a fault. Where none can be opened, no mail is at
    fault: all wait for ``OUTAGE_PAUSE``, and none of them has been tried.
    """
    sent = 0
    with _Server() as server:
        for _turn in range(limit):
            if stopping.is_asked() or not _due(clock.now()).exists():
                break
            try:
                server.open()
            except Exception as fault:  # whatever the mail server, or the way to it, does
                _wait_for_server(fault)
                break
            mail = _next_due(clock.now())
            if mail:
                sent += _send(mail, server)
    if sent:
        _try_again_soon()
    return sent


class _Server:
    """One connection to the mail server, for a batch of mails."""

    def __enter__(self) -> "_Server":
        self.connection = get_connection(settings.DELIVERY_BACKEND)
        self.is_open = False
        return self

    def __exit__(self, *_fault: object) -> None:
        self.close()

    def open(self) -> None:
        if not self.is_open:
            self.connection.open()
            self.is_open = True

    def close(self) -> None:
        if self.is_open:
            self.is_open = False
            with contextlib.suppress(Exception):  # it is given up in any case
                self.connection.close()


def _due(now: datetime.datetime) -> QuerySet[OutboxMail]:
    free = leases.is_free("leased_until", now, LEASE_TIME)
    return OutboxMail.objects.filter(free, state=OutboxMail.State.WAITING, due_at__lte=now)


def _next_due(now: datetime.datetime) -> OutboxMail | None:
    """The next mail to send, leased to this process from now on; None where another took it, or it was too old."""
    due = _due(now)
    with transaction.atomic():
        mail = due.select_for_update(skip_locked=True).order_by("-secret", "pk").first()
        if mail is None:
            return None
        mail.leased_by, mail.leased_until = secrets.token_hex(16), now + LEASE_TIME
        if not due.filter(pk=mail.pk).update(leased_by=mail.leased_by, leased_until=mail.leased_until):
            return None
    if mail.secret and mail.created_at + CODE_LIFETIME <= now:
        _save_result(mail, state=OutboxMail.State.GIVEN_UP, last_fault="TooOld")
        return None
    return mail


def _send(mail: OutboxMail, server: _Server) -> int:
    try:
        with leases.renewed(lambda: _renew(mail), LEASE_TIME):
            _deliver(mail, server.connection)
    except Exception as fault:  # any fault of the mail server: keep the mail and try again later
        server.close()
        tries, name = mail.tries + 1, type(fault).__name__
        if tries > len(RETRY_DELAYS):
            _save_result(mail, state=OutboxMail.State.GIVEN_UP, tries=tries, last_fault=name)
        else:
            _save_result(mail, tries=tries, last_fault=name, due_at=clock.now() + RETRY_DELAYS[tries - 1])
        log.warning("mail %s was not sent (%s), try %s", mail.pk, name, tries)
        return 0
    _save_result(mail, state=OutboxMail.State.SENT, sent_at=clock.now())
    return 1


def _held(mail: OutboxMail) -> QuerySet[OutboxMail]:
    """The mail's row, if its lease is still ours. Whoever took it over after us says what became of it."""
    return OutboxMail.objects.filter(pk=mail.pk, leased_by=mail.leased_by, state=OutboxMail.State.WAITING)


def _renew(mail: OutboxMail) -> None:
    _held(mail).update(leased_until=clock.now() + LEASE_TIME)


def _save_result(mail: OutboxMail, **values: Any) -> None:
    """Save what became of the mail, and give the lease back. The text of a secret mail is not kept after the end."""
    if mail.secret and "state" in values:
        values |= {"text": "", "subject": ""}
    if not _held(mail).update(leased_by="", leased_until=None, **values):
        log.warning("mail %s was taken over by another process while it was sent", mail.pk)


def _wait_for_server(fault: Exception) -> None:
    """Let all mails wait a little: the mail server cannot be reached."""
    now = clock.now()
    waiting = _due(now).update(due_at=now + OUTAGE_PAUSE, last_fault=type(fault).__name__)
    log.warning("the mail server cannot be reached (%s): %s mails wait", type(fault).__name__, waiting)


def _try_again_soon() -> None:
    """A mail has gone out: those that could not because of the server, not of their own address, shall not wait long.

    Those that were tried more often are left alone: it may be one of them that the server does not bear.
    """
    soon = clock.now() + AFTER_OUTAGE
    rows = OutboxMail.objects.filter(state=OutboxMail.State.WAITING, due_at__gt=soon, tries__lte=TRIES_IN_OUTAGE)
    rows.filter(last_fault__in=SERVER_FAULTS).update(due_at=soon)


def free_those_of_another_clock() -> int:
    """Let mails go out now that wait for longer than any mail does: they were queued while the clock was ahead.

    Called by the worker. Returns how many.
    """
    now = clock.now()
    never_tried = Q(tries=0, due_at__gt=now + 2 * OUTAGE_PAUSE)
    rows = OutboxMail.objects.filter(never_tried | Q(due_at__gt=now + 2 * RETRY_DELAYS[-1]))
    return rows.filter(state=OutboxMail.State.WAITING).update(due_at=now)


def _deliver(mail: OutboxMail, connection: Any) -> None:
    who = organisation.current()
    message = EmailMultiAlternatives(
        mail.subject,
        mail.text,
        _sender(who.service_name),
        [mail.to],
        reply_to=[who.email] if _is_address(who.email) else [],
        headers={
            "Message-ID": mail.message_id,
            "Content-Language": mail.language,
            "Auto-Submitted": "auto-generated",
            "X-Auto-Response-Suppress": "All",  # the same for Microsoft's servers: no "out of office" in answer
        },
        connection=connection,
    )
    look = mail_look.html(
        mail.text,
        subject=mail.subject,
        language=mail.language,
        sender=who.service_name,
        mark_id=mark.CONTENT_ID,
    )
    message.attach_alternative(look, "text/html")
    message.attach(mark.mail_part())
    message.mixed_subtype = "related"  # the mark belongs to the text, and is no attachment
    message.send()


def _sender(name: str) -> str:
    """The sender of every mail: the service's name, and our address.

    The address stands alone where the name cannot be written in front of one: no name may stop the mail, since nobody
    can sign in to put it right without a code.
    """
    try:
        return str(Address(name, addr_spec=settings.DEFAULT_FROM_EMAIL))
    except (ValueError, MessageError):
        return settings.DEFAULT_FROM_EMAIL


def _is_address(text: str) -> bool:
    try:
        validate_email(text)
    except ValidationError:
        return False
    return True


def send_now(to: str, subject: str, text: str) -> None:
    """Send one mail at once, past the outbox: for what is to be known although the worker or the database stands still.

    Raises what the mail server's connection raises: ``OSError``.
    """
    connection = get_connection(settings.DELIVERY_BACKEND)
    EmailMessage(subject, text, settings.DEFAULT_FROM_EMAIL, [to], connection=connection).send()


HEARTBEAT_KEY = "worker.beat"


def record_heartbeat() -> None:
    """Note in the cache that the worker is running."""
    cache.set(HEARTBEAT_KEY, clock.now(), 3600)


def last_heartbeat() -> datetime.datetime | None:
    """When the worker was last seen; None where it has not been for an hour."""
    seen: datetime.datetime | None = cache.get(HEARTBEAT_KEY)
    return seen


def undelivered(now: datetime.datetime) -> QuerySet[OutboxMail]:
    """The mails that ought to have gone out, newest first: they wait since over ten minutes, or were given up lately.

    A mail is as old as when it was queued, however often it was tried since.
    """
    lately = Q(state=OutboxMail.State.WAITING) | Q(created_at__gt=now - GIVEN_UP_LATELY)
    rows = OutboxMail.objects.exclude(state=OutboxMail.State.SENT)
    return rows.filter(lately, created_at__lt=now - LATE_AFTER).order_by("-created_at")


def health(now: datetime.datetime) -> dict[str, bool]:
    """For /readyz: ``{"worker": seen within a minute, "mail": it goes out}``.

    Mail does not go out where one that is late was never tried, or where one was tried in vain and none has been sent
    since it was late. An address that takes no mail is not enough: others are sent after it.
    """
    seen = last_heartbeat()
    late = undelivered(now)
    last = OutboxMail.objects.filter(state=OutboxMail.State.SENT).aggregate(at=Max("sent_at"))["at"]
    in_vain = late.filter(tries__gt=0)
    if last:
        in_vain = in_vain.filter(created_at__gt=last - LATE_AFTER)
    stuck = late.filter(state=OutboxMail.State.WAITING, tries=0).exists() or in_vain.exists()
    return {"worker": bool(seen and now - seen < datetime.timedelta(minutes=1)), "mail": not stuck}


class OutboxBackend(BaseEmailBackend):
    """Puts mails that a library sends by itself (Wagtail's to its editors) in the outbox, like all others."""

    def send_messages(self, messages: Sequence[EmailMessage]) -> int:
        for message in messages:
            for recipient in message.recipients():
                OutboxMail.objects.create(
                    to=recipient,
                    subject=" ".join(message.subject.split())[:200],
                    text=str(message.body),
                    language=settings.LANGUAGE_CODE,
                    message_id=_message_id(),
                )
        return len(messages)


class FileBackend(BaseEmailBackend):
    """For demo and development: writes each mail to ``var/mail/<time>-<recipient>.eml``."""

    def send_messages(self, messages: Sequence[EmailMessage]) -> int:
        settings.MAIL_DIR.mkdir(parents=True, exist_ok=True)
        for message in messages:
            sent = clock.now()
            message.extra_headers.setdefault("Date", format_datetime(sent))
            name = f"{sent:%Y%m%dT%H%M%S%f}-{message.to[0].replace('/', '_')}.eml"
            (settings.MAIL_DIR / name).write_bytes(message.message().as_bytes())
            print(f"Mail to {message.to[0]}: {message.subject}", flush=True)
        return len(messages)
