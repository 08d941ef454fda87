"""What is promised on /personvern/: kept the day before, gone the day after, and a second run changes nothing."""

import datetime
import uuid

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils.translation import gettext as _

from forms.models import Draft
from portal import clock
from portal.accounts import services as accounts
from portal.accounts.models import Reading, Tie, User
from portal.chapters import services as chapters
from portal.knowledge import queries as knowledge
from portal.knowledge import services as knowledge_services
from portal.knowledge.models import Attempt, AttemptQuestion
from portal.onboarding import assess_services, services
from portal.onboarding.models import Application, Opened
from portal.supporters import queries
from portal.supporters import services as supporter_services
from portal.supporters.models import Candidacy, Check, RoleAgreement
from tests.conftest import attend_course, fill_in, moment, pass_test, person, send_in

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
    User.objects.filter(pk=kari.pk).update(last_login=START)
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


def test_the_reason_for_an_exception_goes_after_a_year_and_the_exception_stays(kari, siri, client_of):
    with clock.at(START):
        knowledge_services.make_exception(kari, "exempt", token=uuid.uuid4(), known=0, reason="Dysleksi.", by=siri)

    forget_after(365)
    assert kari.test_exceptions.get().reason == "Dysleksi."
    forget_after(366)
    assert kari.test_exceptions.get().reason == ""
    assert knowledge.has_passed(kari)
    page = client_of(siri).get(reverse("portal:test_exceptions_of", args=[kari.ref])).content.decode()
    assert _("The reason is deleted after 12 months.") in page


def test_a_dry_run_empties_nothing(kari, siri, capsys):
    with clock.at(START):
        knowledge_services.make_exception(kari, "exempt", token=uuid.uuid4(), known=0, reason="Dysleksi.", by=siri)
    with clock.at(START + datetime.timedelta(days=400)):
        call_command("forget", dry_run=True)

    assert "reasons for exceptions from the test: 1" in capsys.readouterr().out
    assert kari.test_exceptions.get().reason == "Dysleksi."


# What is left of a way


def left_about(someone):
    """How many rows there are of what is kept for a way alone."""
    return {
        "ways": someone.candidacies.count(),
        "ages": someone.checks.filter(kind="age").count(),
        "agreements": someone.role_agreements.count(),
        "consents": someone.consents.filter(purpose="application").count(),
        "ties": Tie.objects.filter(to=someone).count(),
        "opened": Opened.objects.filter(person=someone).count() > 0,
    }


ALL = {"ways": 1, "ages": 1, "agreements": 1, "consents": 1, "ties": 1, "opened": True}
NONE = dict.fromkeys(ALL, 0)


@pytest.fixture
def been_on_the_way(kari, rolf, turid, siri):
    """Kari applied, agreed to the role, took the course, and Turid is too close to her. Then Rolf answered no."""
    with clock.at(START - datetime.timedelta(days=30)):
        application = send_in(kari)
        category = application.category
        RoleAgreement.objects.create(person=kari, category=category, text="Du lytter.", language="nb")
        accounts.declare_tie(turid, kari, by=turid)
        attend_course(kari, siri)
    with clock.at(START):
        assess_services.assess(application, "decline", by=rolf, message="Ikke nå.")
        # A step that somebody was told of, and that was not looked at after the answer.
        Opened.objects.get_or_create(
            person=kari, category=category, kind="role", defaults={"told_at": START - datetime.timedelta(days=30)}
        )
    return kari


def test_what_is_left_of_a_way_goes_after_six_months_and_the_evidence_stays(been_on_the_way):
    forget_after(182)
    assert left_about(been_on_the_way) == ALL
    forget_after(183)
    assert left_about(been_on_the_way) == NONE
    assert (been_on_the_way.attendances.count(), User.objects.filter(pk=been_on_the_way.pk).count()) == (1, 1)
    forget_after(184)
    assert left_about(been_on_the_way) == NONE


def test_whoever_sets_out_anew_keeps_it(been_on_the_way):
    with clock.at(START + datetime.timedelta(days=100)):
        send_in(been_on_the_way)

    forget_after(400)

    left = left_about(been_on_the_way)
    assert {**left, "opened": True} == ALL | {"ways": 2}


def test_a_supporter_keeps_it_until_six_months_after_the_end(guro, siri, turid):
    category = queries.category("activity_supporter")
    with clock.at(START):
        candidacy = supporter_services.begin_candidacy(guro, category, None, by=siri)
        Candidacy.objects.filter(pk=candidacy.pk).update(ended_at=START)
        accounts.declare_tie(turid, guro, by=turid)
    for model, column in ((Check, "recorded_at"), (RoleAgreement, "agreed_at")):
        model.objects.filter(person=guro).update(**{column: START})
    kept = left_about(guro)
    assert (kept["ways"], kept["ages"], kept["agreements"], kept["ties"]) == (1, 1, 1, 1)

    forget_after(400)
    assert left_about(guro) == kept
    with clock.at(START + datetime.timedelta(days=400)):
        supporter_services.end(queries.supporter_of(guro), by=guro)
    forget_after(581)
    assert left_about(guro) == kept
    forget_after(583)

    assert left_about(guro) == NONE
    supporter = queries.supporter_of(guro)
    assert (supporter.state, supporter.appointments.count(), guro.signatures.count()) == ("ended", 1, 1)


def test_the_consent_stays_as_long_as_the_application(kari, rolf):
    with clock.at(START):
        application = send_in(kari)
        assess_services.assess(application, "approve", by=rolf, member=True)
        supporter_services.step_back(kari.candidacies.get(), by=kari)

    forget_after(400)

    assert (kari.candidacies.count(), kari.applications.count(), kari.consents.count()) == (0, 1, 1)


# Accounts


@pytest.mark.parametrize("hangs_on", ["office", "attendance", "sign-in", "proved address", "superuser"])
def test_an_account_with_anything_to_it_stays(hangs_on, siri, bergen):
    with clock.at(START):
        someone = person("per@example.org", "Per", "Pettersen")
        if hangs_on == "office":
            chapters.give_office(someone, "board_member", bergen, by=siri)
            chapters.end_office(someone.offices.get(), by=siri)
        elif hangs_on == "attendance":
            attend_course(someone, siri)
        elif hangs_on == "sign-in":
            User.objects.filter(pk=someone.pk).update(last_login=START)
        elif hangs_on == "proved address":
            someone.emailaddress_set.update(verified=True)
        else:
            User.objects.filter(pk=someone.pk).update(is_superuser=True)

    forget_after(2000)

    assert User.objects.filter(pk=someone.pk).exists()


def test_a_named_account_with_nothing_to_it_goes(siri):
    with clock.at(START):
        person("per@example.org", "Per", "Pettersen")

    forget_after(0.9)
    assert User.objects.filter(email="per@example.org").exists()
    forget_after(1.1)
    assert not User.objects.filter(email="per@example.org").exists()
