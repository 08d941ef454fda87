"""Applications wait for those who may answer them."""

import datetime

import pytest

from portal import clock
from portal.chapters import services as chapters
from portal.onboarding.review import services as review_services
from tests.conftest import person
from tests.portal.waiting import titles

pytestmark = pytest.mark.django_db


@pytest.mark.slow
def test_somebody_whose_account_is_closed_leaves_the_application_to_the_secretariat(submitted, rolf, siri, client_of):
    assert "1 søknad venter på svar fra deg" not in titles(client_of, siri)

    rolf.is_active = False
    rolf.save()

    assert "1 søknad venter på svar fra deg" in titles(client_of, siri)


@pytest.mark.slow
def test_what_is_late_with_a_board_is_the_secretariats_too_whoever_has_taken_it(submitted, rolf, siri, client_of):
    late = "1 søknad har ventet for lenge hos styret"
    review_services.take(submitted, by=rolf)
    with clock.at(clock.now() + datetime.timedelta(weeks=4)):
        assert titles(client_of, siri).count(late) == 1
        assert client_of(siri).get("/sekretariat/?visning=frist").context["counts"]["frist"] == 1

        review_services.take(submitted, by=siri)
        assert late not in titles(client_of, siri)
        assert "1 søknad venter på svar fra deg" in titles(client_of, siri)
        other = person("sonja@example.org", "Sonja", "Sand")
        chapters.give_office(other, "secretariat", by=siri)
        assert not [title for title in titles(client_of, other) if "søknad" in title]  # a colleague has it
