"""What is promised on /personvern/: kept the day before, gone the day after, and a second run changes nothing."""

import datetime

import pytest
from django.core.management import call_command

from forms.models import Draft
from portal import clock
from portal.accounts.models import Reading, User
from portal.knowledge.models import Attempt, AttemptQuestion
from portal.onboarding import assess_services, services
from portal.onboarding.models import Application
from tests.conftest import fill_in, moment, pass_test, send_in

pytestmark = pytest.mark.django_db
START = moment("2026-03-01 12:00")


def forget_after(days):
    with clock.at(START + datetime.timedelta(days=days)):
        call_command("forget", verbosity=0)


def test_a_draft_is_kept_for_90_days(kari, bergen):
    draft = fill_in(kari)
    Draft.objects.filter(pk=draft.pk).update(saved_at=START)

    forget_after(90)
    assert Draft.objects.count() == 1
    forget_after(90.1)
    assert Draft.objects.count() == 0


@pytest.mark.parametrize("ending", ["decline", "withdraw"])
def test_an_application_that_ended_is_kept_for_six_months(kari, rolf, ending):
    with clock.at(START):
        application = send_in(kari)
        if ending == "decline":
            assess_services.assess(application, "decline", by=rolf, message="Ikke nå.")
        else:
            services.withdraw(application, by=kari)

    forget_after(182)
    assert Application.objects.count() == 1
    forget_after(183)
    assert Application.objects.count() == 0


def test_an_open_application_is_kept(kari, rolf):
    with clock.at(START):
        send_in(kari)

    forget_after(400)

    assert Application.objects.count() == 1


def test_test_answers_go_after_a_year_and_the_result_stays(kari):
    with clock.at(START):
        pass_test(kari)

    forget_after(365)
    assert AttemptQuestion.objects.count() == 10
    forget_after(366)
    assert (AttemptQuestion.objects.count(), Attempt.objects.count()) == (0, 1)


def test_the_log_of_readers_is_kept_for_90_days(submitted, rolf, kari, client_of):
    with clock.at(START):
        client_of(rolf).get(f"/sekretariat/soknad/{submitted.ref}/")

    forget_after(90)
    assert Reading.objects.count() == 1
    forget_after(91)
    assert Reading.objects.count() == 0


def test_an_account_that_nobody_signed_in_to_goes_after_a_day(client, kari):
    with clock.at(START):
        client.post("/logg-inn/", {"email": "ukjent@example.org"})

    forget_after(0.9)
    assert User.objects.filter(email="ukjent@example.org").count() == 1
    forget_after(1.1)
    assert User.objects.filter(email="ukjent@example.org").count() == 0
    assert User.objects.filter(pk=kari.pk).count() == 1


def test_a_dry_run_lists_and_deletes_nothing(kari, bergen, capsys):
    draft = fill_in(kari)
    Draft.objects.filter(pk=draft.pk).update(saved_at=START)

    with clock.at(START + datetime.timedelta(days=100)):
        call_command("forget", dry_run=True)

    assert "drafts of applications: 1" in capsys.readouterr().out
    assert Draft.objects.count() == 1
