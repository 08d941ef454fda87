"""Codes: how often one may guess and ask, who counts for whom, and what is said when one asks again."""

import datetime
import re
import time

import pytest
from allauth.account.internal.stagekit import LOGIN_SESSION_KEY
from allauth.mfa.totp.internal import auth as totp
from django.test import Client

from portal import clock, code_limits, fresh_code, limits
from portal.models import ActionCount, OutboxMail
from tests.conftest import moment

pytestmark = pytest.mark.django_db
KARI = "kari@example.org"
FRESH = "/logg-inn/ny-kode/"


def code_of(address=KARI):
    return re.search(r"\d{3} \d{3}", OutboxMail.objects.filter(to=address).order_by("-pk")[0].text).group()


def wrong_code(address=KARI):
    """Six digits that are not the newest code."""
    return "111111" if code_of(address) != "111 111" else "222222"


def mails(address=KARI):
    return OutboxMail.objects.filter(to=address).count()


def ask(client, address=KARI):
    return client.post("/logg-inn/", {"email": address})


def somewhere(number):
    """A browser in a network of its own."""
    return Client(REMOTE_ADDR=f"203.0.113.{number}")


def guess(client, code, times=1):
    for _time in range(times):
        response = client.post("/logg-inn/kode/", {"code": code})
    return response


def is_signed_in(client):
    return client.get("/min-side/").status_code == 200


def minutes_pass(client, minutes):
    """As if the code that this browser waits for had been sent so long ago."""
    session = client.session
    if login := session.get(LOGIN_SESSION_KEY):
        login["initiated_at"] -= minutes * 60
        login["state"]["stages"]["login_by_code"]["data"]["at"] -= minutes * 60
    if state := session.get(fresh_code.SESSION_KEY):
        state["at"] -= minutes * 60
    session.save()


def said(client, response):
    """What the page that follows says about what was done."""
    return [str(message) for message in client.get(response.url).context["messages"]]


def as_at_once(client, action, times):
    """Do this so often with the session as it was before, as requests do that come at the same instant."""
    before = dict(client.session)
    answers = []
    for _time in range(times):
        session = client.session
        session.clear()
        session.update(before)
        session.save()
        answers.append(action())
    session = client.session
    session.clear()
    session.update(before)
    session.save()
    return answers


class TestGuesses:
    @pytest.mark.slow
    def test_at_once_five_are_compared_and_the_right_code_comes_too_late(self, kari):
        client = Client()
        ask(client)

        answers = as_at_once(client, lambda: guess(client, wrong_code()).status_code, times=20)

        assert answers == [200] * 4 + [302] * 16
        assert guess(client, code_of()).url == "/logg-inn/"
        assert not is_signed_in(client)

    @pytest.mark.slow
    def test_of_a_fresh_code_at_once_five_are_compared(self, kari, client_of):
        client = client_of(kari, code_age=3600)
        client.get(FRESH)

        answers = as_at_once(client, lambda: client.post(FRESH, {"code": wrong_code()}).status_code, times=20)
        client.post(FRESH, {"code": code_of(), "next": "/min-side/"})

        assert answers == [200] * 4 + [429] * 16
        assert mails() == 1
        assert client.session["account_authentication_methods"][-1]["at"] < time.time() - 3000

    @pytest.mark.slow
    def test_of_a_code_from_the_app_at_once_five_are_compared(self, siri):
        secret = totp.generate_totp_secret()
        totp.TOTP.activate(siri, secret)
        client = Client()
        ask(client, siri.email)
        guess(client, code_of(siri.email))
        right = totp.format_hotp_value(totp.hotp_value(secret, int(time.time()) // 30))
        wrong = "111111" if right != "111111" else "222222"

        def give(code):
            return client.post("/logg-inn/to-trinn/", {"code": code})

        assert as_at_once(client, lambda: give(wrong).status_code, times=20) == [200] * 4 + [302] * 16
        assert give(right).url == "/logg-inn/"
        assert not is_signed_in(client)

    @pytest.mark.slow
    def test_thirty_a_day_at_one_address_wherever_they_come_from(self, kari):
        for number in range(8):
            client = somewhere(number)
            ask(client)
            response = guess(client, wrong_code(), times=5)

        ask(somewhere(9))
        late = somewhere(10)
        ask(late)

        assert "mange ganger" in said(client, response)[0]
        assert guess(late, code_of()).url == "/logg-inn/"
        assert not is_signed_in(late)
        with clock.at(clock.now() + datetime.timedelta(days=1, minutes=1)):
            guess(late, code_of())
        assert is_signed_in(late)

    @pytest.mark.slow
    def test_two_hundred_a_day_from_one_network_at_whatever_addresses(self, kari):
        network = limits.Use(code_limits.TRIES_OF_A_NETWORK, "a network")
        for _guess in range(200):
            limits.use(network)

        with pytest.raises(limits.LimitReached):
            limits.use(network)
        assert code_limits.TRIES_OF_A_NETWORK in [
            one.limit for one in code_limits.visitor(Client().get("/").wsgi_request, KARI).tries
        ]

    @pytest.mark.slow
    def test_a_right_code_and_an_empty_field_cost_nothing(self, kari):
        client = Client()
        ask(client)
        counted = ActionCount.objects.filter(number__gt=0).count()

        guess(client, " ", times=7)
        guess(client, code_of())

        assert is_signed_in(client)
        # Only that somebody signed in from here is remembered.
        assert ActionCount.objects.filter(number__gt=0).count() == counted + 1


class TestAStranger:
    @pytest.mark.slow
    def test_cannot_flood_somebody(self, kari):
        for _time in range(50):
            ask(somewhere(1))
        assert mails() == 6

        for network in range(100):
            ask(somewhere(network))
        assert mails() == 30

    @pytest.mark.slow
    def test_cannot_keep_somebody_out(self, kari):
        stranger = somewhere(1)
        for _time in range(20):
            ask(somewhere(1))
        ask(stranger)
        for hour in range(1, 24):
            with clock.at(clock.now() + datetime.timedelta(hours=hour)):
                stranger = somewhere(1)
                ask(stranger)
                guess(stranger, wrong_code(), times=5)
        client = somewhere(2)

        with clock.at(clock.now() + datetime.timedelta(hours=23)):
            assert ask(client).url == "/logg-inn/kode/"
            guess(client, code_of())

        assert is_signed_in(client)

    @pytest.mark.slow
    def test_many_of_them_do_not_keep_out_whoever_has_signed_in_from_there_before(self, kari):
        client = somewhere(200)
        ask(client)
        guess(client, code_of())
        client.post("/logg-ut/")
        for number in range(40):
            stranger = somewhere(number)
            ask(stranger)
            guess(stranger, wrong_code(), times=5)
        elsewhere = somewhere(201)

        assert list(ask(elsewhere).context["form"].errors) == ["email"]
        ask(client)
        guess(client, code_of())

        assert is_signed_in(client)

    @pytest.mark.slow
    def test_does_not_use_up_what_somebody_who_is_signed_in_may_ask_for(self, kari, client_of):
        for number in range(40):
            stranger = somewhere(number)
            ask(stranger)
            guess(stranger, wrong_code(), times=5)
        client = client_of(kari, code_age=3600)
        before = mails()

        assert client.get(FRESH).status_code == 200
        assert mails() == before + 1
        assert client.post(FRESH, {"code": code_of(), "next": "/soknad/"}).url == "/soknad/"

    @pytest.mark.slow
    def test_is_told_the_same_of_addresses_with_and_without_an_account(self, kari):
        def answers(address):
            client, shown = Client(), []
            for _time in range(8):
                client.session.flush()
                response = Client().post("/logg-inn/", {"email": address})
                errors = response.context["form"].errors["email"] if response.status_code == 200 else []
                shown.append((response.status_code, list(errors)))
            return shown

        with clock.at(moment("2026-11-29 12:00")):
            assert answers(KARI) == answers("ukjent@example.org")


class TestAskingAgain:
    def test_at_once_sends_none_and_says_that_the_first_still_works(self, kari):
        client = Client()
        ask(client)
        code = code_of()

        again = client.post("/logg-inn/kode/", {"action": "resend"})

        assert re.search(r"Koden vi sendte klokka \d+(\.\d\d)?, virker fortsatt", said(client, again)[0])
        assert ask(client).url == "/logg-inn/kode/"
        assert mails() == 1
        guess(client, code)
        assert is_signed_in(client)

    def test_sends_a_new_one_with_its_own_fifteen_minutes_and_says_so(self, kari):
        client = Client()
        ask(client)
        minutes_pass(client, 14)

        again = client.post("/logg-inn/kode/", {"action": "resend", "next": "/soknad/"})

        assert again.url == "/logg-inn/kode/?next=%2Fsoknad%2F"
        assert "Vi har sendt deg en ny kode" in said(client, again)[0]
        assert mails() == 2
        minutes_pass(client, 14)
        assert client.post("/logg-inn/kode/", {"code": code_of(), "next": "/soknad/"}).url == "/soknad/"

    def test_costs_no_guess(self, kari):
        client = Client()
        ask(client)

        for _time in range(9):
            client.post("/logg-inn/kode/", {"action": "resend"})
        guess(client, code_of())

        assert is_signed_in(client)

    @pytest.mark.slow
    def test_too_often_sends_none_and_leaves_the_newest_as_it_is(self, kari):
        client = Client()
        ask(client)
        for _time in range(9):
            minutes_pass(client, 1)
            again = client.post("/logg-inn/kode/", {"action": "resend"})

        text = said(client, again)[-1]
        assert re.search(
            r"sendte ingen nå. Koden vi sendte klokka \S+, virker fortsatt. Vent til (i morgen )?klokka", text
        )
        assert mails() == 6
        guess(client, code_of())
        assert is_signed_in(client)

    @pytest.mark.slow
    def test_after_the_last_has_run_out_says_until_when_to_wait(self, kari):
        client = Client()
        ask(client)
        for _time in range(9):
            minutes_pass(client, 1)
            client.post("/logg-inn/kode/", {"action": "resend"})
        minutes_pass(client, 20)

        (error,) = ask(client).context["form"].errors["email"]

        assert re.fullmatch(
            r"Det er bedt om mange koder, så vi sendte ingen nå. Vent til .*klokka \S+, så kan du be om en ny.",
            error,
        )

    def test_for_a_code_that_is_too_old_is_what_one_is_told_to_do(self, kari, client_of):
        client, person = Client(), client_of(kari, code_age=3600)
        ask(client)
        person.get(FRESH)
        for browser in (client, person):
            minutes_pass(browser, 16)

        late = client.post("/logg-inn/kode/", {"code": code_of(), "next": "/soknad/"})

        assert late.url == "/logg-inn/?next=%2Fsoknad%2F"
        assert said(client, late) == ["Koden virker ikke lenger. Be om en ny."]
        assert person.post(FRESH, {"code": code_of()}).context["refused"] == "Koden virker ikke lenger. Be om en ny."

    def test_a_look_at_the_sign_in_page_leaves_the_code_as_it_is(self, kari):
        client = Client()
        ask(client)

        assert client.get("/logg-inn/").status_code == 200
        guess(client, code_of())

        assert is_signed_in(client)

    def test_for_a_fresh_code_says_the_same(self, kari, client_of):
        client = client_of(kari, code_age=3600)
        client.get(FRESH)

        at_once = said(client, client.post(FRESH, {"action": "resend"}))
        minutes_pass(client, 14)
        later = said(client, client.post(FRESH, {"action": "resend"}))
        minutes_pass(client, 14)

        assert ("virker fortsatt" in at_once[0], "sendt deg en ny kode" in later[0]) == (True, True)
        assert mails() == 2
        assert client.post(FRESH, {"code": code_of(), "next": "/soknad/"}).url == "/soknad/"


def test_what_is_counted_names_no_address_and_is_deleted_when_its_day_is_over(kari):
    stranger = somewhere(7)
    ask(stranger)
    guess(stranger, wrong_code())

    kept = " ".join(ActionCount.objects.values_list("key", flat=True))
    assert re.fullmatch(r"([0-9a-f]{64} ?)+", kept)
    assert limits.forget_past_counts() == 0
    with clock.at(clock.now() + datetime.timedelta(days=1, minutes=1)):
        limits.forget_past_counts()
    assert ActionCount.objects.count() == 0
