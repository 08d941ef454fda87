"""How often a code may be asked for, and how often somebody may guess at one.

The sign-in code, the fresh code and the second factor all count here, in the database, before a code is compared
(decision 0021). Whoever asks is known by how far they have come, their ``Standing``: a stranger who types somebody's
address again and again uses up limits of their own, never those of the person herself.
"""

import contextlib
import datetime
import time
from typing import NamedTuple

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext as _

from portal import clock, limits
from portal.date_formats import time_of_day, until_in_words
from portal.limits import Limit, Use
from portal.types import Person

HOUR = datetime.timedelta(hours=1)
DAY = datetime.timedelta(days=1)
CODE_SECONDS = settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT  # how long a code works
WAIT_SECONDS = 30  # how long a mail may take, before another is sent

TRIES_OF_A_CODE = Limit("tries: code", 5, DAY)
# From one network at one address: fewer than the address bears in all, so that one stranger cannot use that up.
TRIES_OF_A_PAIR = Limit("tries: network and address", 20, DAY)
TRIES_OF_AN_ADDRESS = Limit("tries: address", 30, DAY)
TRIES_OF_A_NETWORK = Limit("tries: network", 200, DAY)
TRIES_OF_A_SECOND_FACTOR = Limit("tries: second factor", 30, DAY)
TRIES_SIGNED_IN = Limit("tries: signed in", 30, DAY)

CODES_OF_A_PAIR = [Limit("codes: network and address, hour", 6, HOUR), Limit("codes: network and address", 10, DAY)]
CODES_OF_A_KNOWN_PAIR = [Limit("codes: known, hour", 10, HOUR), Limit("codes: known", 30, DAY)]
CODES_OF_AN_ADDRESS = Limit("codes: address", 30, DAY)
CODES_OF_A_NETWORK = Limit("codes: network", 200, DAY)
# Whoever answers applications gives a fresh code every ten minutes.
CODES_SIGNED_IN = [Limit("codes: signed in, hour", 12, HOUR), Limit("codes: signed in", 60, DAY)]

SIGNED_IN_FROM = Limit("signed in from", 1, datetime.timedelta(days=90))


class Standing(NamedTuple):
    """What counts for somebody who types or asks for a code."""

    tries: list[Use]
    codes: list[Use]


class NotSent(Exception):
    """No code was sent. ``sentence`` says why, and ``code_holds`` whether the one that was sent before still works."""

    def __init__(self, sentence: str, *, code_holds: bool) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.code_holds = code_holds


class TooManyTries(Exception):
    """What was typed is not compared. ``sentence`` says what to do; ``code_is_over`` whether a new code would help."""

    def __init__(self, sentence: str, *, code_is_over: bool) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.code_is_over = code_is_over


def visitor(request: HttpRequest, email: str) -> Standing:
    """The standing of somebody who is not signed in and types this address, whether it has an account or not.

    Where the person has signed in from this network before, what strangers do elsewhere does not count.
    """
    network = limits.network_of(request)
    address = email.strip().lower()
    pair = f"{network} {address}"
    if not limits.left(Use(SIGNED_IN_FROM, pair)):
        return Standing([Use(TRIES_OF_A_PAIR, pair)], [Use(limit, pair) for limit in CODES_OF_A_KNOWN_PAIR])
    tries = [Use(TRIES_OF_A_PAIR, pair), Use(TRIES_OF_AN_ADDRESS, address), Use(TRIES_OF_A_NETWORK, network)]
    codes = [Use(limit, pair) for limit in CODES_OF_A_PAIR]
    return Standing(tries, [*codes, Use(CODES_OF_AN_ADDRESS, address), Use(CODES_OF_A_NETWORK, network)])


def with_first_code(user: Person) -> Standing:
    """The standing of staff who have given the code from their e-mail and lack the one from their app."""
    return Standing([Use(TRIES_OF_A_SECOND_FACTOR, str(user.pk))], [])


def signed_in(user: Person) -> Standing:
    """The standing of somebody who is signed in: a limit of their own."""
    return Standing([Use(TRIES_SIGNED_IN, str(user.pk))], [Use(limit, str(user.pk)) for limit in CODES_SIGNED_IN])


def remember_network(request: HttpRequest, email: str) -> None:
    """Remember for 90 days, as a digest, that this person has signed in from this network."""
    pair = Use(SIGNED_IN_FROM, f"{limits.network_of(request)} {email.strip().lower()}")
    with contextlib.suppress(limits.LimitReached):  # it is remembered already
        limits.use(pair)


def count_try(code: str, standing: Standing) -> None:
    """Count one guess at a code, named by any text that is its own. Call it before comparing.

    Raises ``TooManyTries``: then what was typed must not be compared.
    """
    try:
        limits.use(Use(TRIES_OF_A_CODE, code), *standing.tries)
    except limits.LimitReached as reached:
        if not tries_left(code):
            raise TooManyTries(code_is_over_sentence(), code_is_over=True) from None
        sentence = _("There have been many wrong codes. Wait %(until)s, and try again.")
        raise TooManyTries(sentence % {"until": _until(reached.until)}, code_is_over=False) from None


def forgive_try(code: str, standing: Standing) -> None:
    """Take back a guess that ``count_try`` counted: it was right."""
    limits.give_back(Use(TRIES_OF_A_CODE, code), *standing.tries)


def tries_left(code: str) -> int:
    """How many more guesses this code bears."""
    return limits.left(Use(TRIES_OF_A_CODE, code))


def code_is_over_sentence() -> str:
    """What is said when a code from an e-mail has been guessed at too often."""
    return _("The code was wrong five times, so it does not work any more. Ask for a new one.")


def no_code_sentence() -> str:
    """What is said when a code is typed that is too old, or of which nothing is known here."""
    return _("That code does not work any more. Ask for a new one.")


def count_code(standing: Standing, *, newest_at: float | None) -> None:
    """Count one code that is asked for. Call it before sending.

    ``newest_at`` is when the newest code that still works was sent, in seconds since 1970. Raises ``NotSent``: then no
    code may be sent.
    """
    if newest_at is not None and time.time() - newest_at < WAIT_SECONDS:
        sentence = _("The code that we sent at %(sent)s still works. Wait a minute for the e-mail, then ask again.")
        raise NotSent(sentence % {"sent": _time(newest_at)}, code_holds=True)
    try:
        limits.use(*standing.codes)
    except limits.LimitReached as reached:
        values = {"until": _until(reached.until)}
        if newest_at is None:
            sentence = _("Many codes have been asked for, so we sent none now. Wait %(until)s, and ask again.")
            raise NotSent(sentence % values, code_holds=False) from None
        sentence = _(
            "Many codes have been asked for, so we sent none now. The one that we sent at %(sent)s still works. "
            "Wait %(until)s before you ask for another."
        )
        raise NotSent(sentence % (values | {"sent": _time(newest_at)}), code_holds=True) from None


def sent_sentence() -> str:
    """What is said when a new code was sent just now."""
    sentence = _("We have sent a new code. It works until %(time)s. Codes that we sent before do not work any more.")
    return sentence % {"time": _time(time.time() + CODE_SECONDS)}


def _time(at: float) -> str:
    """The time of day of a moment in seconds since 1970."""
    return time_of_day(clock.local(datetime.datetime.fromtimestamp(at, datetime.UTC)))


def _until(moment: datetime.datetime) -> str:
    return until_in_words(clock.local(moment), clock.today())
