"""The outbox: promised with the action, sent by the worker, tried again, never lost."""

import datetime
import email
import email.policy
import re
from email.utils import parseaddr

import pytest
from django.core import mail as django_mail
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.backends.smtp import EmailBackend as SmtpBackend
from django.utils.html import strip_tags

from portal import clock, mail
from portal.models import Organisation, OutboxMail
from tests.conftest import moment

pytestmark = pytest.mark.django_db


@pytest.fixture
def promised(kari):
    return mail.queue("onboarding/received", to=kari, chapter=None, weeks=3)


class Down(BaseEmailBackend):
    """A mail server that takes no mail."""

    def send_messages(self, messages):
        raise ConnectionRefusedError


@pytest.fixture
def server_down(monkeypatch):
    monkeypatch.setattr(mail, "get_connection", Down)
    yield
    monkeypatch.undo()


def test_it_is_sent_once(promised):
    OutboxMail.objects.exclude(pk=promised.pk).delete()

    assert (mail.send_due(), mail.send_due()) == (1, 0)
    assert [sent.to for sent in django_mail.outbox] == [["kari@example.org"]]


def test_both_parts_say_the_same_and_are_small(promised):
    mail.send_due()

    message = email.message_from_bytes(django_mail.outbox[-1].message().as_bytes(), policy=email.policy.default)
    text = message.get_body(("plain",)).get_content()
    html = message.get_body(("html",)).get_content()
    assert all(
        line in html.replace("&#x27;", "'")
        for line in text.splitlines()
        if line and "http" not in line and "@" not in line
    )
    assert len(message.as_bytes()) < 20_000
    mark = next(part for part in message.walk() if part.get_content_type() == "image/png")
    assert (message.get_content_type(), mark.get_content_disposition()) == ("multipart/related", "inline")
    assert f"cid:{mark['Content-ID'].strip('<>')}" in html
    assert "src=" not in html.replace('src="cid:', "")


def test_a_server_that_is_down_loses_nothing(promised, server_down):
    assert mail.send_due() == 0

    promised.refresh_from_db()
    assert (promised.state, promised.tries, promised.last_fault) == ("waiting", 1, "ConnectionRefusedError")
    assert promised.leased_until is None


def test_it_is_tried_again_later_and_given_up_in_the_end(promised, server_down):
    at = moment("2030-06-01 12:00")
    for _try in range(len(mail.RETRY_DELAYS) + 1):
        with clock.at(at):
            mail.send_due()
        at += datetime.timedelta(days=1)

    promised.refresh_from_db()
    assert promised.state == "given_up"


def test_a_mail_that_a_killed_worker_had_taken_is_taken_again(promised):
    OutboxMail.objects.exclude(pk=promised.pk).delete()
    with clock.at(moment("2030-06-01 12:00")):
        OutboxMail.objects.update(leased_until=clock.now() + mail.LEASE_TIME)
        assert mail.send_due() == 0
    with clock.at(moment("2030-06-01 12:03")):
        assert mail.send_due() == 1


def test_a_code_is_wiped_when_it_is_sent(kari):
    code = mail.queue("accounts/code", to=kari, secret=True, code="123 456", minutes=15, staff=False)
    mail.send_due()

    code.refresh_from_db()
    assert (code.state, code.text, code.subject) == ("sent", "", "")


def test_a_name_cannot_add_a_header_or_markup(kari):
    kari.given_name = "Kari\r\nBcc: x@example.org <b>"
    kari.save()
    mail.queue("onboarding/received", to=kari, chapter=None, weeks=3)
    mail.send_due()

    message = email.message_from_bytes(django_mail.outbox[-1].message().as_bytes(), policy=email.policy.default)
    assert message["Bcc"] is None
    assert "<b>" not in message.get_body(("html",)).get_content()


def test_what_the_cms_tells_its_editors_waits_in_the_outbox_too(kari, settings):
    settings.EMAIL_BACKEND = "portal.mail.OutboxBackend"
    OutboxMail.objects.all().delete()

    django_mail.send_mail("En side venter\npå deg", "Gå inn og se.", None, [kari.email, "guro@example.org"])

    assert len(django_mail.outbox) == 0
    assert mail.send_due() == 2
    assert [(sent.to, sent.subject) for sent in django_mail.outbox] == [
        (["kari@example.org"], "En side venter på deg"),
        (["guro@example.org"], "En side venter på deg"),
    ]


NAMES = [
    "Støtte, MS", "Støtte; MS", 'Foreningen "Støtte"', "Støtte (MS)", "Støtte: MS", "Støtte <ms@example.com>",
    "ms@example.com", "Støtte \\ MS", "Støtte, " + "ø" * 92, ",", "Støtte 🎉",
]  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_whatever_the_service_is_called_its_mail_is_sent_from_our_address(name, promised, settings, monkeypatch):
    sent = []

    class Server:
        def sendmail(self, sender, recipients, message):
            sent.append((parseaddr(sender)[1], recipients, message))

    backend = SmtpBackend()
    backend.connection = Server()
    monkeypatch.setattr(mail, "get_connection", lambda _path: backend)
    monkeypatch.setattr(backend, "open", lambda: False)
    Organisation.objects.update(service_name=name)

    mail.send_due()

    promised.refresh_from_db()
    assert (promised.state, len(sent)) == ("sent", OutboxMail.objects.count())
    [(sender, to, message)] = [row for row in sent if row[1] == ["kari@example.org"]]
    read = email.message_from_bytes(message, policy=email.policy.default)
    assert (sender, to) == (settings.DEFAULT_FROM_EMAIL, ["kari@example.org"])
    [told] = read["From"].addresses
    assert told.addr_spec == settings.DEFAULT_FROM_EMAIL
    # Python reads a space between the parts of a long name that is not in ASCII.
    assert "".join(told.display_name.split()) == "".join(name.split())


@pytest.mark.parametrize("values", [{"service_name": "Støtte\r\nBcc: x@example.com"}, {"email": "ingen, ingen\n"}])
def test_an_organisation_that_cannot_be_written_in_a_header_stops_no_mail(values, promised, settings):
    Organisation.objects.update(**values)

    mail.send_due()

    promised.refresh_from_db()
    message = django_mail.outbox[-1].message()
    assert promised.state == "sent"
    assert settings.DEFAULT_FROM_EMAIL in message["From"]
    assert message["Bcc"] is None


def test_a_mail_that_cannot_be_sent_does_not_stop_the_next(kari, ola):
    OutboxMail.objects.all().delete()
    mail.queue("onboarding/received", to=ola, chapter=None, weeks=3)
    OutboxMail.objects.update(to="ola, nobody\n", subject="To\nlines")
    mail.queue("onboarding/received", to=kari, chapter=None, weeks=3)

    assert mail.send_due() == 1
    assert list(OutboxMail.objects.order_by("pk").values_list("state", flat=True)) == ["waiting", "sent"]


def mail_works(at):
    with clock.at(at):
        return mail.health(clock.now())["mail"]


START = moment("2030-06-01 12:00")
MINUTE = datetime.timedelta(minutes=1)


@pytest.mark.slow
def test_the_mail_is_told_to_fail_for_as_long_as_nothing_goes_out(promised, kari, server_down):
    OutboxMail.objects.exclude(pk=promised.pk).update(state="sent", sent_at=START - MINUTE)
    OutboxMail.objects.filter(pk=promised.pk).update(created_at=START)

    judged = {}
    for minutes in range(0, 20 * 60, 5):
        with clock.at(START + minutes * MINUTE):
            mail.send_due()
        judged[minutes] = mail_works(START + minutes * MINUTE)

    promised.refresh_from_db()
    assert promised.state == "given_up"
    assert {minutes for minutes, works in judged.items() if works} == {0, 5, 10}


def test_the_mail_works_again_when_one_has_gone_out_whatever_one_address_does(promised, kari):
    OutboxMail.objects.update(created_at=START, tries=3, due_at=START + 600 * MINUTE)
    assert mail_works(START + 30 * MINUTE) is False

    later = mail.queue("onboarding/received", to=kari, chapter=None, weeks=3)
    OutboxMail.objects.filter(pk=later.pk).update(state="sent", sent_at=START + 31 * MINUTE)

    assert mail_works(START + 32 * MINUTE) is True


def test_a_mail_that_nobody_has_tried_to_send_is_late_after_ten_minutes(promised):
    OutboxMail.objects.exclude(pk=promised.pk).update(state="sent", sent_at=START + 30 * MINUTE)
    OutboxMail.objects.filter(pk=promised.pk).update(created_at=START)

    assert [mail_works(START + minutes * MINUTE) for minutes in (9, 11, 40)] == [True, False, False]


@pytest.mark.parametrize("address", ["/sekretariat/", "/sekretariat/oversikt/"])
def test_the_office_sees_what_has_not_gone_out(address, kari, siri, client_of):
    OutboxMail.objects.all().delete()
    assert client_of(siri).get(address).context["undelivered_count"] == 0
    for state, tries in (("waiting", 3), ("given_up", 7), ("sent", 0), ("waiting", 0)):
        made = mail.queue("onboarding/received", to=kari, chapter=None, weeks=3)
        age = 1 if (state, tries) == ("waiting", 0) else 60
        OutboxMail.objects.filter(pk=made.pk).update(
            state=state, tries=tries, sent_at=clock.now(), created_at=clock.now() - age * MINUTE
        )

    page = client_of(siri).get(address)

    assert page.context["undelivered_count"] == 2
    text = " ".join(page.content.decode().split())
    assert "2 e-poster er ikke sendt" in text
    assert [found in text for found in (": venter, prøvd 3 ganger", ": gitt opp")] == [True, True]
    assert text.count(f"<li>{kari.email}, ") == 2


def test_my_page_says_what_was_sent_what_waits_and_what_failed(kari, client_of):
    for state in ("sent", "waiting", "given_up"):
        made = mail.queue("onboarding/received", to=kari, chapter=None, weeks=3)
        OutboxMail.objects.filter(pk=made.pk).update(state=state, sent_at=moment("2026-06-03 14:32"))

    text = client_of(kari).get("/min-side/").content.decode()

    summaries = [" ".join(strip_tags(found).split()) for found in re.findall(r"<summary>(.*?)</summary>", text)]
    told = [summary.split("søknaden din ")[1] for summary in summaries if "søknaden din" in summary]
    assert told == ["Kunne ikke sendes", "Venter på å bli sendt", "(sendt 3. juni 2026)"]


def code_for(someone):
    return mail.queue("accounts/code", to=someone, secret=True, code="123 456", minutes=15, staff=False)


@pytest.mark.slow
def test_a_code_waits_behind_no_other_mail(kari, ola):
    OutboxMail.objects.all().delete()
    for _time in range(300):
        mail.queue("onboarding/received", to=ola, chapter=None, weeks=3)
    code_for(kari)

    mail.send_due(limit=2)

    assert [sent.to for sent in django_mail.outbox] == [[kari.email], [ola.email]]


def test_a_code_that_is_asked_for_while_others_are_sent_is_the_next(kari, ola, monkeypatch):
    OutboxMail.objects.all().delete()
    for _time in range(3):
        mail.queue("onboarding/received", to=ola, chapter=None, weeks=3)

    class Server(Down):
        def send_messages(self, messages):
            django_mail.outbox.extend(messages)
            if len(django_mail.outbox) == 1:
                code_for(kari)

    monkeypatch.setattr(mail, "get_connection", Server)

    assert mail.send_due() == 4
    assert [sent.to[0] for sent in django_mail.outbox] == [ola.email, kari.email, ola.email, ola.email]


@pytest.mark.parametrize(("minutes", "state"), [(14, "sent"), (15, "given_up")])
def test_a_code_that_works_no_more_is_dropped(minutes, state, kari):
    OutboxMail.objects.all().delete()
    code = code_for(kari)
    OutboxMail.objects.update(created_at=START)

    with clock.at(START + minutes * MINUTE):
        sent = mail.send_due()

    code.refresh_from_db()
    assert (sent, len(django_mail.outbox)) == ((1, 1) if state == "sent" else (0, 0))
    assert (code.state, code.text, code.subject, code.leased_until) == (state, "", "", None)
    assert mail_works(START + 30 * MINUTE)


def test_no_machine_answers_our_mail(promised):
    mail.send_due()

    message = django_mail.outbox[-1].message()
    assert (message["Auto-Submitted"], message["X-Auto-Response-Suppress"]) == ("auto-generated", "All")
