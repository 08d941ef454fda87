"""How does a mail leave the house? The only module that sends.

Rooms call ``queue`` inside their transaction; the worker calls ``send_due``. A mail is sent at least once: a crash
between the mail server's yes and our own note can double it, with the same Message-ID.
"""

import datetime
import logging
import secrets
from email.utils import format_datetime

from django.conf import settings
from django.core.cache import cache
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db.models import Q
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from portal import clock, organisation
from portal.models import OutboxMail

log = logging.getLogger(__name__)
LEASE = datetime.timedelta(minutes=2)
PAUSES = [datetime.timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240, 720)]


def address(page, *args):
    """The full address of a page, for mails and PDFs, in the language that is active."""
    return settings.SITE_ADDRESS + reverse(page, args=args)


def queue(template, *, to, page="portal:my_page", args=(), secret=False, **context):
    """Promise one mail to one user, in that person's language. Nothing about health belongs in it.

    ``mails/<template>.txt`` is the master: its first line is the subject, the rest the text. ``address`` in it is the
    page that the mail leads to.
    """
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


def compose(template, *, to, page="portal:my_page", args=(), **context):
    """``(subject, text)`` of such a mail, as ``queue`` would send it."""
    with translation.override(to.language):
        context |= {"person": to, "organisation": organisation.current(), "words": organisation.words()}
        context["address"] = address(page, *args)
        subject, text = render_to_string(f"mails/{template}.txt", context).strip().split("\n", 1)
    return " ".join(subject.split()), text.strip() + "\n"


def _message_id():
    return f"<{secrets.token_hex(16)}@{settings.SITE_ADDRESS.split('//')[1].split(':')[0]}>"


def send_due(limit=50):
    """Send what is waiting; called by the worker, harmless when two run at once. Returns how many were sent."""
    now = clock.now()
    waiting = OutboxMail.objects.filter(state=OutboxMail.State.WAITING, due_at__lte=now)
    free = Q(leased_until__isnull=True) | Q(leased_until__lt=now)
    sent = 0
    for mail in waiting.filter(free).order_by("pk")[:limit]:
        if waiting.filter(free, pk=mail.pk).update(leased_until=now + LEASE):
            sent += _send(mail)
    return sent


def _send(mail):
    try:
        _deliver(mail)
    except Exception as fault:  # any fault of the mail server: keep the mail and try again later
        mail.tries += 1
        mail.last_fault = type(fault).__name__
        if mail.tries > len(PAUSES):
            mail.state = OutboxMail.State.GIVEN_UP
            _wipe(mail)
        else:
            mail.due_at = clock.now() + PAUSES[mail.tries - 1]
        mail.leased_until = None
        mail.save()
        log.warning("mail %s was not sent (%s), try %s", mail.pk, mail.last_fault, mail.tries)
        return 0
    mail.state, mail.sent_at, mail.leased_until = OutboxMail.State.SENT, clock.now(), None
    _wipe(mail)
    mail.save()
    return 1


def _wipe(mail):
    """A code is kept no longer than it takes to send it."""
    if mail.secret:
        mail.text = mail.subject = ""


def _deliver(mail):
    who = organisation.current()
    message = EmailMultiAlternatives(
        mail.subject,
        mail.text,
        f"{who.service_name} <{settings.DEFAULT_FROM_EMAIL}>",
        [mail.to],
        reply_to=[who.email],
        headers={"Message-ID": mail.message_id, "Content-Language": mail.language, "Auto-Submitted": "auto-generated"},
        connection=get_connection(settings.DELIVERY_BACKEND),
    )
    html = render_to_string("mails/frame.html", {"text": mail.text, "language": mail.language, "subject": mail.subject})
    message.attach_alternative(html, "text/html")
    message.send()


BEAT = "worker.beat"


def beat():
    """The worker's sign of life."""
    cache.set(BEAT, clock.now(), 3600)


def health(now):
    """For /readyz: is the worker alive, and does mail flow?"""
    seen = cache.get(BEAT)
    stuck = OutboxMail.objects.filter(state=OutboxMail.State.WAITING, due_at__lt=now - datetime.timedelta(minutes=10))
    return {"worker": bool(seen and now - seen < datetime.timedelta(minutes=1)), "mail": not stuck.exists()}


class OutboxBackend(BaseEmailBackend):
    """What a library would send by itself (the CMS tells its editors) waits in the outbox like every other mail."""

    def send_messages(self, messages):
        for message in messages:
            for recipient in message.recipients():
                OutboxMail.objects.create(
                    to=recipient,
                    subject=" ".join(message.subject.split())[:200],
                    text=message.body,
                    language=settings.LANGUAGE_CODE,
                    message_id=_message_id(),
                )
        return len(messages)


class FileBackend(BaseEmailBackend):
    """Demo and development: each sent mail becomes ``var/mail/<time>-<recipient>.eml``."""

    def send_messages(self, messages):
        settings.MAIL_DIR.mkdir(parents=True, exist_ok=True)
        for message in messages:
            sent = clock.now()
            message.extra_headers.setdefault("Date", format_datetime(sent))
            name = f"{sent:%Y%m%dT%H%M%S%f}-{message.to[0].replace('/', '_')}.eml"
            (settings.MAIL_DIR / name).write_bytes(message.message().as_bytes())
            print(f"Mail to {message.to[0]}: {message.subject}", flush=True)
        return len(messages)
