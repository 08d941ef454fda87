"""Applications wait for those who may answer them."""

import pytest

from tests.portal.waiting import titles

pytestmark = pytest.mark.django_db


def test_somebody_whose_account_is_closed_leaves_the_application_to_the_secretariat(submitted, rolf, siri, client_of):
    assert "1 søknad venter på svar fra deg" not in titles(client_of, siri)

    rolf.is_active = False
    rolf.save()

    assert "1 søknad venter på svar fra deg" in titles(client_of, siri)
