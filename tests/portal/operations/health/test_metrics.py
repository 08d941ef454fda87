"""Figures for a collector that knows the token: numbers alone."""

import re

import pytest

from portal import mail

pytestmark = pytest.mark.django_db


@pytest.fixture
def read(client, settings):
    settings.METRICS_TOKEN = "a token"
    return lambda token: client.get("/metrics", headers={"Authorization": f"Bearer {token}"})


def test_the_figures_are_numbers(read, siri):
    mail.record_heartbeat()
    mail.queue("accounts/second_factor", to=siri)

    response = read("a token")

    lines = [line for line in response.content.decode().splitlines() if not line.startswith("#")]
    assert 'likeperson_mails{state="waiting"} 1.0' in lines
    assert 'likeperson_well{what="worker"} 1.0' in lines
    assert [line for line in lines if not re.fullmatch(r'likeperson_\w+(\{\w+="\w+"\})? [0-9.e+]+', line)] == []
    assert response.headers["Content-Type"].startswith("text/plain")


@pytest.mark.parametrize("token", ["", "another", "ä"])
def test_without_the_token_there_is_no_such_page(read, token):
    assert read(token).status_code == 404


def test_nor_where_no_token_is_set(client, settings):
    settings.METRICS_TOKEN = ""
    assert client.get("/metrics", headers={"Authorization": "Bearer "}).status_code == 404
