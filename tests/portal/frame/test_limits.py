"""Limits count visitors, and store nobody's address."""

import datetime

import pytest
from django.core.cache import cache
from django.db import connection

from portal import clock, limits

pytestmark = pytest.mark.django_db


def asked(rf, address="203.0.113.7", **more):
    return rf.get("/", REMOTE_ADDR=address, **more)


def stored():
    with connection.cursor() as rows:
        rows.execute("SELECT cache_key FROM shared_cache")
        return " ".join(key for (key,) in rows.fetchall())


@pytest.fixture(autouse=True)
def _empty():
    cache.clear()


def test_the_third_time_is_too_often_for_one_visitor_and_not_for_another(rf):
    for _time in range(2):
        limits.count(asked(rf), "look", "2/h/key")

    with pytest.raises(limits.TooManyRequests):
        limits.count(asked(rf), "look", "2/h/key")
    limits.count(asked(rf, "203.0.113.8"), "look", "2/h/key")


@pytest.mark.parametrize("address", ["203.0.113.7", "2001:db8::7"])
def test_no_address_is_stored(rf, client, address):
    limits.count(asked(rf, address), "look", "2/h/key")
    client.post("/logg-inn/", {"email": "noen@example.org"}, REMOTE_ADDR=address)

    assert stored() != ""
    assert address not in stored()
    assert "2001:" not in stored()


def test_a_household_is_one_visitor_on_ipv6(rf):
    limits.count(asked(rf, "2001:db8::7"), "look", "1/h/key")

    with pytest.raises(limits.TooManyRequests):
        limits.count(asked(rf, "2001:db8::8"), "look", "1/h/key")


@pytest.mark.parametrize("forwarded", [{}, {"HTTP_X_FORWARDED_FOR": "198.51.100.1"}])
def test_a_proxy_that_is_not_there_is_no_fault(rf, settings, forwarded):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 2

    limits.count(asked(rf, **forwarded), "look", "1/h/key")
    with pytest.raises(limits.TooManyRequests):
        limits.count(asked(rf, **forwarded), "look", "1/h/key")


def test_what_was_counted_while_the_clock_was_ahead_holds_nobody_up_for_long():
    one = limits.Use(limits.Limit("look", 1, datetime.timedelta(hours=1)), "somebody")
    with clock.at(clock.now() + datetime.timedelta(days=400)):
        limits.use(one)

    assert limits.left(one) == 1
    limits.use(one)
    with pytest.raises(limits.LimitReached) as reached:
        limits.use(one)
    assert reached.value.until <= clock.now() + datetime.timedelta(hours=1)
