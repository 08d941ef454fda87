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

from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage, EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.core.validators import validate_email
from django.db.models import Max, Q, QuerySet
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from portal import clock, organisation
from portal.models import OutboxMail
from portal.types import Person

log = logging.getLogger(__name__)
LEASE_TIME = datetime.timedelta(minutes=2)
LEASE_CANDIDATES = 20  # how many mails are looked at to find one that no other process has taken
CODE_LIFETIME = datetime.timedelta(seconds=settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT)
LATE_AFTER, GIVEN_UP_LATELY = datetime.timedelta(minutes=10), datetime.timedelta(days=7)
RETRY_DELAYS = [datetime.timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240, 720)]


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
    **context: object,
) -> OutboxMail:
    """Put one mail to one user in the outbox, in that user's language. Write nothing about health in it.

    ``mails/<template>.txt`` is the template: its first line is the subject, the rest the text. ``address`` in it is the
    URL of ``page``. The text of a ``secret`` mail (a sign-in code) is deleted once it is sent.
    """
    if _is_silent.get():
        return OutboxMail(to=to.email, person=to.ref, language=to.language, secret=secret, message_id=_message_id())
    subject, text = compose(template, to=to, page=page, args=args, **context)
    return OutboxMail.objects.create(
        to=to.email,
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
    """
    sent = 0
    for _turn in range(limit):
        mail = _next_due(clock.now())
        if mail is None:
            break
        sent += _send(mail)
    return sent


def _next_due(now: datetime.datetime) -> OutboxMail | None:
    """The next mail to send, leased to this process; None where no mail is due."""
    free = Q(leased_until__isnull=True) | Q(leased_until__lt=now)
    due = OutboxMail.objects.filter(free, state=OutboxMail.State.WAITING, due_at__lte=now)
    for mail in due.order_by("-secret", "pk")[:LEASE_CANDIDATES]:
        if not due.filter(pk=mail.pk).update(leased_until=now + LEASE_TIME):
            continue  # another process was first
        if mail.secret and mail.created_at + CODE_LIFETIME <= now:
            mail.state, mail.leased_until, mail.last_fault = OutboxMail.State.GIVEN_UP, None, "TooOld"
            _wipe(mail)
            mail.save()
        else:
            return mail
    return None


def _send(mail: OutboxMail) -> int:
    try:
        _deliver(mail)
    except Exception as fault:  # any fault of the mail server: keep the mail and try again later
        mail.tries += 1
        mail.last_fault = type(fault).__name__
        if mail.tries > len(RETRY_DELAYS):
            mail.state = OutboxMail.State.GIVEN_UP
            _wipe(mail)
        else:
            mail.due_at = clock.now() + RETRY_DELAYS[mail.tries - 1]
        mail.leased_until = None
        mail.save()
        log.warning("mail %s was not sent (%s), try %s", mail.pk, mail.last_fault, mail.tries)
        return 0
    mail.state, mail.sent_at, mail.leased_until = OutboxMail.State.SENT, clock.now(), None
    _wipe(mail)
    mail.save()
    return 1


def _wipe(mail: OutboxMail) -> None:
    """Delete the text of a secret mail: a sign-in code is not kept after it was sent."""
    if mail.secret:
        mail.text = mail.subject = ""


def _deliver(mail: OutboxMail) -> None:
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
        connection=get_connection(settings.DELIVERY_BACKEND),
    )
    html = render_to_string("mails/frame.html", {"text": mail.text, "language": mail.language, "subject": mail.subject})
    message.attach_alternative(html, "text/html")
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


HEARTBEAT_KEY = "worker.beat"


def record_heartbeat() -> None:
    """Note in the cache that the worker is running."""
    cache.set(HEARTBEAT_KEY, clock.now(), 3600)


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
    seen = cache.get(HEARTBEAT_KEY)
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
