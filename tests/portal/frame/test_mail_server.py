"""Mail through a real server, by two workers at once: none is lost, and none goes out twice that need not."""

import collections
import datetime
import threading

import pytest
from django.db import connections

from portal import clock, mail, organisation
from portal.models import Organisation, OutboxMail
from tests.conftest import moment
from tests.portal.frame.smtp_server import SmtpServer

pytestmark = pytest.mark.django_db(transaction=True)
START = moment("2030-06-01 12:00")
MINUTE = datetime.timedelta(minutes=1)
FAULTS = ["refuse", "later", "never", "busy", "spam", "full", "hang", "hang_text", "drop", "drop_taken"]


@pytest.fixture
def server_of(settings):
    """``server_of(faults, pause)``: the mail server that the site uses, to be entered."""
    if not Organisation.objects.exists():
        organisation.install("ms")
    OutboxMail.objects.all().delete()
    settings.DELIVERY_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_USE_TLS, settings.EMAIL_TIMEOUT = "127.0.0.1", False, 1

    class Used(SmtpServer):
        def __enter__(self):
            super().__enter__()
            settings.EMAIL_PORT = self.port
            return self

    return Used


def promise(number):
    with clock.at(START):
        for one in range(number):
            mail.queue_to_address(f"{one}@example.org", "Hei", "Vi har fått søknaden din.\n")


class TickingClock:
    """The machine's own, moved to ``START``: also the thread that renews a lease reads it."""

    def __init__(self):
        self.moved = START - clock.now()

    def __call__(self):
        return datetime.datetime.now(datetime.UTC) + self.moved


def sent_twice(server):
    return [one for one, times in collections.Counter(server.taken).items() if times > 1]


def slow_mails(server_of, monkeypatch, number, pause):
    monkeypatch.setattr(mail, "LEASE_TIME", datetime.timedelta(seconds=pause * 2))  # a mail takes some five pauses
    promise(number)
    monkeypatch.setattr(clock, "now", TickingClock())
    with server_of(lambda number: "slow", pause) as server:
        workers = [threading.Thread(target=in_own_connection, args=(mail.send_due,)) for _worker in range(2)]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()
    return server


def in_own_connection(function):
    try:
        function(1000)
    finally:
        connections.close_all()


@pytest.mark.slow
def test_what_a_slow_server_takes_from_two_workers_goes_out_once(server_of, monkeypatch):
    server = slow_mails(server_of, monkeypatch, 6, 0.3)

    assert (sent_twice(server), len(server.taken)) == ([], 6)
    assert set(OutboxMail.objects.values_list("state", "leased_by")) == {("sent", "")}
    assert server.connections == 2  # one for each worker


@pytest.mark.proof
def test_sixty_mails_to_a_slow_server_by_two_workers(server_of, monkeypatch):
    server = slow_mails(server_of, monkeypatch, 60, 0.3)

    print(f"60 mails, 2 workers, a slow server: {len(sent_twice(server))} doubled, {60 - len(server.taken)} lost")
    assert (sent_twice(server), len(server.taken)) == ([], 60)


def test_whoever_has_lost_the_lease_saves_nothing(server_of):
    promise(1)
    with clock.at(START), server_of():
        ours = mail._next_due(clock.now())  # noqa: SLF001  nothing public does
        OutboxMail.objects.update(leased_by="another", tries=3)
        mail._save_result(ours, state="sent")  # noqa: SLF001  nothing public does

    row = OutboxMail.objects.get()
    assert (row.state, row.tries, row.leased_by) == ("waiting", 3, "another")


def test_a_lease_from_before_the_clock_was_set_back_holds_nothing_up(server_of):
    promise(1)
    OutboxMail.objects.update(leased_by="gone", leased_until=START + 60 * MINUTE)

    with clock.at(START), server_of() as server:
        assert mail.send_due() == 1
    assert len(server.taken) == 1


def test_a_mail_that_was_queued_while_the_clock_was_ahead_goes_out_when_it_is_right(server_of):
    promise(1)
    OutboxMail.objects.update(tries=6, due_at=START + 720 * MINUTE)  # as after a sixth fault
    with clock.at(START + 10_000 * 60 * MINUTE):
        mail.queue_to_address("ahead@example.org", "Hei", "Vi har fått søknaden din.\n")
    with clock.at(START), server_of() as server:
        assert (mail.send_due(), mail.free_those_of_another_clock(), mail.send_due()) == (0, 1, 1)
    assert [to for to, _id in server.taken] == ["ahead@example.org"]


def test_while_no_server_answers_all_mail_waits_and_none_is_tried(server_of):
    promise(5)
    with server_of():
        pass  # nobody listens there any more

    for hour in range(30):
        with clock.at(START + hour * 60 * MINUTE):
            assert mail.send_due() == 0
    with clock.at(START + 1800 * MINUTE), server_of() as server:
        assert mail.send_due() == 5

    assert set(OutboxMail.objects.values_list("state", "tries")) == {("sent", 0)}
    assert (len(server.taken), server.connections) == (5, 1)


def through_faults(server_of, number):
    """The first ``number`` attempts meet a fault each; from then on the server is well. ``(server, minutes)``."""
    promise(number)
    with server_of(lambda turn: FAULTS[turn % len(FAULTS)] if turn <= number else "") as server:
        for minutes in range(30):
            with clock.at(START + minutes * MINUTE):
                while mail.send_due(50):
                    pass
            if not OutboxMail.objects.filter(state="waiting").exists():
                break
    return server, minutes


def judged(server, number):
    addresses = {address for address, _id in server.taken}
    return number - len(addresses), len(sent_twice(server)), len(set(server.taken))


@pytest.mark.slow
def test_each_fault_of_a_mail_server_loses_nothing(server_of):
    server, minutes = through_faults(server_of, 20)

    lost, doubled, different = judged(server, 20)
    assert (lost, different) == (0, 20)  # what came twice had the same Message-ID
    assert doubled == 2  # in the moment between taking and saying so
    assert minutes <= 10


@pytest.mark.proof
def test_five_hundred_mails_through_ten_faults(server_of):
    server, minutes = through_faults(server_of, 500)

    lost, doubled, different = judged(server, 500)
    print(f"500 mails, {len(FAULTS)} faults: {lost} lost, {doubled} twice after the text, out after {minutes} minutes")
    assert (lost, different) == (0, 500)
    assert doubled <= 500 / len(FAULTS)
