"""What is promised on /personvern/: kept the day before, gone the day after, and a second run changes nothing."""

import datetime
import uuid
from importlib import import_module

import pytest
from django.apps import apps
from django.core.management import call_command
from django.urls import reverse
from django.utils.translation import gettext as _

from forms import drafts
from forms.application import ABOUT_YOU
from forms.models import Draft
from portal import clock, events
from portal.accounts import services as accounts
from portal.accounts.models import Reading, Tie, User
from portal.accounts.queries import idle_since
from portal.activities import services as activities
from portal.chapters import services as chapters
from portal.chapters.models import Membership
from portal.knowledge.course import queries as course_queries
from portal.knowledge.course import services as course_services
from portal.knowledge.exam import queries as exam_queries
from portal.knowledge.exam import services as exam_services
from portal.knowledge.models import Attempt, AttemptQuestion, CourseRead
from portal.models import Event, OutboxMail
from portal.onboarding import queries as onboarding_queries
from portal.onboarding import services as onboarding
from portal.onboarding.models import Application, ApplicationForAnother, Assessment, Note, StepNotification
from portal.onboarding.reminders import queries as reminder_queries
from portal.onboarding.reminders import services as reminder_services
from portal.onboarding.review import services as review_services
from portal.supporters import queries as supporter_queries
from portal.supporters import services as supporters
from portal.supporters.directory import services as directory_services
from portal.supporters.models import Candidacy, Check, RoleAgreement
from portal.supporters.pathway import services as pathway_services
from tests.conftest import attend_course, fill_in, make_supporter, moment, pass_test, person, send_in
from tests.situations import situation

pytestmark = pytest.mark.django_db
START = moment("2026-03-01 12:00")


def forget_after(days):
    with clock.at(START + datetime.timedelta(days=days)):
        call_command("forget", verbosity=0)


@pytest.mark.slow
def test_a_draft_is_kept_for_90_days(kari, bergen):
    draft = fill_in(kari)
    Draft.objects.filter(pk=draft.pk).update(saved_at=START)

    forget_after(90)
    assert Draft.objects.count() == 1
    forget_after(90.1)
    assert Draft.objects.count() == 0


@pytest.mark.slow
def test_an_application_that_ended_is_kept_for_six_months_and_an_open_one_stays(kari, ola, bergen, siri, rolf):
    nora = person("nora@example.org", "Nora", "Nilsen")
    with clock.at(START):
        review_services.assess(send_in(kari), "decline", by=rolf, message="Ikke nå.")
        onboarding.withdraw(send_in(ola), by=ola)
        send_in(nora)

    forget_after(182)
    assert Application.objects.count() == 3
    forget_after(183)
    assert Application.objects.get().person == nora
    forget_after(400)
    assert Application.objects.get().person == nora


@pytest.mark.slow
def test_test_answers_go_after_a_year_and_the_result_stays_while_on_the_way(kari, bergen):
    with clock.at(START):
        pass_test(kari)
        send_in(kari)

    forget_after(365)
    assert AttemptQuestion.objects.count() == 10
    forget_after(366)
    assert (AttemptQuestion.objects.count(), Attempt.objects.count()) == (0, 1)


@pytest.mark.slow
def test_the_log_of_readers_is_kept_for_90_days(submitted, rolf, kari, client_of):
    with clock.at(START):
        client_of(rolf).get(f"/sekretariat/soknad/{submitted.ref}/")

    forget_after(90)
    assert Reading.objects.count() == 1
    forget_after(91)
    assert Reading.objects.count() == 0


@pytest.mark.slow
def test_an_account_that_nobody_signed_in_to_goes_after_a_day(client, kari):
    User.objects.filter(pk=kari.pk).update(last_login=START)
    with clock.at(START):
        client.post("/logg-inn/", {"email": "ukjent@example.org"})

    forget_after(0.9)
    assert User.objects.filter(email="ukjent@example.org").count() == 1
    forget_after(1.1)
    assert User.objects.filter(email="ukjent@example.org").count() == 0
    assert User.objects.filter(pk=kari.pk).count() == 1


@pytest.mark.slow
def test_a_dry_run_lists_and_deletes_nothing(kari, bergen, capsys):
    draft = fill_in(kari)
    Draft.objects.filter(pk=draft.pk).update(saved_at=START)

    with clock.at(START + datetime.timedelta(days=100)):
        call_command("forget", dry_run=True)

    assert "drafts of applications: 1" in capsys.readouterr().out
    assert Draft.objects.count() == 1


@pytest.mark.slow
def test_the_reason_for_an_exception_goes_after_a_year_and_the_exception_stays(kari, bergen, siri, client_of):
    with clock.at(START):
        send_in(kari)
        exam_services.make_exception(kari, "exempt", token=uuid.uuid4(), known=0, reason="Dysleksi.", by=siri)

    forget_after(365)
    assert kari.exam_exceptions.get().reason == "Dysleksi."
    forget_after(366)
    assert kari.exam_exceptions.get().reason == ""
    assert exam_queries.has_passed(kari)
    page = client_of(siri).get(reverse("portal:exam_exceptions_of", args=[kari.ref])).content.decode()
    assert _("The reason is deleted after 12 months.") in page


@pytest.mark.slow
def test_a_dry_run_empties_nothing(kari, siri, capsys):
    with clock.at(START):
        exam_services.make_exception(kari, "exempt", token=uuid.uuid4(), known=0, reason="Dysleksi.", by=siri)
    with clock.at(START + datetime.timedelta(days=400)):
        call_command("forget", dry_run=True)

    assert "reasons for exceptions from the test: 1" in capsys.readouterr().out
    assert kari.exam_exceptions.get().reason == "Dysleksi."


# What is left of a way


def left_about(someone):
    """How many rows there are of what is kept for a way alone."""
    return {
        "ways": someone.candidacies.count(),
        "ages": someone.checks.filter(kind="age").count(),
        "agreements": someone.role_agreements.count(),
        "consents": someone.consents.filter(purpose="application").count(),
        "ties": Tie.objects.filter(to=someone).count(),
        "opened": StepNotification.objects.filter(person=someone).count() > 0,
    }


ALL = {"ways": 1, "ages": 1, "agreements": 1, "consents": 1, "ties": 1, "opened": True}
NONE = dict.fromkeys(ALL, 0)


@situation
def been_on_the_way(kari, rolf, turid, siri):
    """Kari applied, agreed to the role, took the course, and Turid is too close to her. Then Rolf answered no."""
    with clock.at(START - datetime.timedelta(days=30)):
        application = send_in(kari)
        category = application.category
        RoleAgreement.objects.create(person=kari, category=category, text="Du lytter.", language="nb")
        accounts.declare_tie(turid, kari, by=turid)
        attend_course(kari, siri)
    with clock.at(START):
        review_services.assess(application, "decline", by=rolf, message="Ikke nå.")
        # A step that somebody was told of, and that was not looked at after the answer.
        StepNotification.objects.get_or_create(
            person=kari, category=category, kind="role", defaults={"told_at": START - datetime.timedelta(days=30)}
        )
    return kari


@pytest.mark.slow
def test_what_is_left_of_a_way_goes_after_six_months_and_the_evidence_stays(been_on_the_way):
    forget_after(182)
    assert left_about(been_on_the_way) == ALL
    forget_after(183)
    assert left_about(been_on_the_way) == NONE
    assert (been_on_the_way.attendances.count(), User.objects.filter(pk=been_on_the_way.pk).count()) == (1, 1)
    forget_after(184)
    assert left_about(been_on_the_way) == NONE


@pytest.mark.slow
def test_whoever_sets_out_anew_keeps_it(been_on_the_way):
    with clock.at(START + datetime.timedelta(days=100)):
        send_in(been_on_the_way)

    forget_after(400)

    left = left_about(been_on_the_way)
    assert {**left, "opened": True} == ALL | {"ways": 2}


@pytest.mark.slow
def test_a_supporter_keeps_it_until_six_months_after_the_end(guro, siri, turid):
    category = supporter_queries.category("activity_supporter")
    with clock.at(START):
        candidacy = supporters.begin_candidacy(guro, category, None, by=siri)
        Candidacy.objects.filter(pk=candidacy.pk).update(ended_at=START)
        accounts.declare_tie(turid, guro, by=turid)
    for model, column in ((Check, "recorded_at"), (RoleAgreement, "agreed_at")):
        model.objects.filter(person=guro).update(**{column: START})
    kept = left_about(guro)
    assert (kept["ways"], kept["ages"], kept["agreements"], kept["ties"]) == (1, 1, 1, 1)

    forget_after(400)
    assert left_about(guro) == kept
    with clock.at(START + datetime.timedelta(days=400)):
        supporters.end(supporter_queries.supporter_of(guro), by=guro)
    forget_after(581)
    assert left_about(guro) == kept
    forget_after(583)

    assert left_about(guro) == NONE
    supporter = supporter_queries.supporter_of(guro)
    assert (supporter.state, supporter.appointments.count(), guro.signatures.count()) == ("ended", 1, 1)


SEEN = ("talk", "explained", "certification", "registration", "police_certificate")


def kept_of(someone):
    """What hangs on an application, and what was noted on the way."""
    return {
        "applications": Application.objects.filter(person=someone).count(),
        "letters": Assessment.objects.filter(application__person=someone).count(),
        "notes": Note.objects.filter(application__person=someone).count(),
        "consents": someone.consents.filter(purpose="application").count(),
        "seen": someone.checks.exclude(kind__in=["age", "police_certificate"]).count(),
        "memberships": Membership.objects.filter(person=someone).count(),
    }


WHOLE = {"applications": 1, "letters": 1, "notes": 1, "consents": 1, "seen": 4, "memberships": 1}
GONE = dict.fromkeys(WHOLE, 0)


def be_said_yes_to(someone, rolf, siri):
    """A yes with a note, and all that can be seen of somebody was seen."""
    review_services.assess(send_in(someone), "approve", by=rolf, member=True, note="Varm og trygg.")
    for kind in SEEN:
        pathway_services.note_check(someone, kind, on=clock.today(), by=siri)


@situation
def said_yes(kari, rolf, siri):
    """Kari, two months before the start."""
    with clock.at(START - datetime.timedelta(days=60)):
        be_said_yes_to(kari, rolf, siri)
    return kari


@pytest.mark.slow
def test_a_yes_that_came_to_nothing_is_kept_for_six_months(said_yes, ola, rolf, siri):
    """Kari steps back, and the board ends Ola's way."""
    with clock.at(START - datetime.timedelta(days=60)):
        be_said_yes_to(ola, rolf, siri)
    with clock.at(START):
        supporters.step_back(said_yes.candidacies.get(), by=said_yes)
        supporters.end_candidacy(ola.candidacies.get(), by=rolf)
    assert [supporter_queries.supporter_of(someone).state for someone in (said_yes, ola)] == ["ended", "ended"]

    forget_after(182)
    assert [kept_of(someone) for someone in (said_yes, ola)] == [WHOLE | {"seen": 0}] * 2
    forget_after(183)
    assert [kept_of(someone) for someone in (said_yes, ola)] == [GONE] * 2
    assert [supporter_queries.supporter_of(someone) for someone in (said_yes, ola)] == [None, None]


@pytest.mark.slow
def test_a_yes_is_kept_as_long_as_it_is_on_the_way(said_yes):
    forget_after(2000)

    assert kept_of(said_yes) == WHOLE


@pytest.mark.slow
def test_what_somebody_wrote_goes_a_year_after_the_role_and_the_evidence_stays(said_yes, bergen, siri):
    someone, category = said_yes, said_yes.applications.get().category
    with clock.at(START):
        make_supporter(someone, bergen, by=siri, category=category.code)
    supporter = supporter_queries.supporter_of(someone)
    assert supporter.state == "active"
    with clock.at(START + datetime.timedelta(days=1)):
        group = {"kind": "conversation_group", "day": clock.today(), "participants": 5, "minutes": 60}
        activities.log(token=uuid.uuid4(), chapter=bergen, led_by=supporter, by=someone, **group)

    forget_after(3000)
    assert kept_of(someone) == WHOLE
    with clock.at(START + datetime.timedelta(days=3000)):
        supporters.end(supporter, by=someone)
    forget_after(3365)
    assert kept_of(someone) == WHOLE | {"seen": 0, "memberships": 0}
    forget_after(3366)
    assert kept_of(someone) == GONE
    last_day = (datetime.date(2038, 12, 31) - START.date()).days  # the role ended in 2034
    forget_after(last_day)
    supporter.refresh_from_db()
    # What they led goes five years after 1 January of its year, with the rest of that year.
    assert (supporter.state, supporter.appointments.count(), supporter.activities.count()) == ("ended", 1, 0)
    assert (someone.signatures.count(), someone.attendances.count(), someone.attempts.count()) == (1, 1, 1)
    forget_after(last_day + 1)
    assert (supporter_queries.supporter_of(someone), someone.signatures.count()) == (None, 0)
    assert (someone.attendances.count(), someone.attempts.count()) == (0, 0)


@pytest.mark.slow
def test_whoever_comes_back_within_the_year_keeps_it(said_yes, bergen, siri, rolf):
    with clock.at(START):
        make_supporter(said_yes, bergen, by=siri, category=said_yes.applications.get().category.code)
        supporters.end(supporter_queries.supporter_of(said_yes), by=said_yes)
    with clock.at(START + datetime.timedelta(days=300)):
        send_in(said_yes)

    forget_after(2000)

    assert kept_of(said_yes)["applications"] == 2


@pytest.mark.slow
def test_the_account_of_somebody_who_never_came_goes_with_what_was_said_yes_to(said_yes):
    with clock.at(START):
        supporters.step_back(said_yes.candidacies.get(), by=said_yes)
    User.objects.filter(pk=said_yes.pk).update(last_login=None)

    forget_after(182)
    assert User.objects.filter(pk=said_yes.pk).exists()
    forget_after(1000)
    forget_after(1001)
    assert not User.objects.filter(pk=said_yes.pk).exists()


# What was withdrawn


@pytest.mark.slow
def test_what_is_withdrawn_is_emptied_at_once_and_every_page_says_so(submitted, kari, rolf, client_of):
    review_services.write_note(submitted, "Ring helst om kvelden.", by=rolf)
    submitted.sent_copies.create(answers=submitted.answers, copy=submitted.copy, replaced_at=clock.now())
    assert "Svarene dine" in client_of(kari).get(reverse("portal:withdraw_application")).content.decode()

    assert client_of(kari).post(reverse("portal:withdraw_application"), {"reason": "time"}).status_code == 302

    submitted.refresh_from_db()
    assert (submitted.answers, submitted.copy, submitted.asked_version) == ({}, {}, "")
    assert (submitted.state, submitted.withdrawn_because, bool(submitted.category)) == ("withdrawn", "time", True)
    assert submitted.sent_copies.count() == 0
    assert (submitted.notes.count(), kari.consents.get().withdrawn_at is None) == (0, False)
    sent = client_of(kari).get(reverse("portal:application_sent"))
    assert _("Your answers are deleted. For six months we keep that you applied, when, and what we answered.") in (
        sent.content.decode()
    )
    assert f"<h2>{_('Your answers')}</h2>" not in sent.content.decode()
    assert reverse("portal:application_pdf") not in sent.content.decode()
    mine = client_of(kari).get(reverse("portal:my_data"))
    assert (mine.status_code, reverse("portal:application_pdf") in mine.content.decode()) == (200, False)
    assert client_of(kari).get(reverse("portal:application_pdf")).status_code == 404
    page = client_of(rolf).get(reverse("portal:assess", args=[submitted.ref]))
    assert (page.status_code, "kvelden" in page.content.decode()) == (200, False)
    assert client_of(kari).get(reverse("portal:my_page")).status_code == 200
    assert client_of(kari).post(reverse("portal:begin_application")).status_code == 302


def test_what_was_withdrawn_before_that_is_emptied_by_the_migration(submitted, kari, rolf, ola):
    other = send_in(ola)
    review_services.write_note(submitted, "Ring helst om kvelden.", by=rolf)
    review_services.write_note(other, "Ring helst om kvelden.", by=rolf)
    Application.objects.filter(pk=submitted.pk).update(state="withdrawn")

    import_module("portal.onboarding.migrations.0009_forgets").empty_withdrawn(apps, None)

    submitted.refresh_from_db()
    other.refresh_from_db()
    assert (submitted.answers, submitted.copy, submitted.notes.count()) == ({}, {}, 0)
    assert (bool(other.answers), bool(other.copy), other.notes.count()) == (True, True, 1)


# What was begun for another


@situation
def entry(rolf, siri):
    with clock.at(START):
        return onboarding.begin_for_another("mari@example.org", "Mari", "Moe", by=rolf)


def write_in(entry, day):
    with clock.at(START + datetime.timedelta(days=day)):
        draft = drafts.find("application", entry.draft_key)
        drafts.save_step(draft, ABOUT_YOU, {"given_name": ["Mari"]}, now=clock.now())


@pytest.mark.slow
def test_what_is_written_for_another_is_kept_for_90_days_after_the_last_word(entry, rolf):
    write_in(entry, 80)

    forget_after(169)
    assert (ApplicationForAnother.objects.count(), Draft.objects.count()) == (1, 1)
    with clock.at(START + datetime.timedelta(days=169)):
        assert list(onboarding_queries.applications_begun_by(rolf)) == [entry]
    forget_after(171)
    assert (ApplicationForAnother.objects.count(), Draft.objects.count()) == (0, 0)


@pytest.mark.slow
def test_where_nothing_was_written_it_counts_from_the_beginning(entry, rolf):
    forget_after(89)
    assert (ApplicationForAnother.objects.count(), Draft.objects.count()) == (1, 1)
    with clock.at(START + datetime.timedelta(days=91)):
        assert list(onboarding_queries.applications_begun_by(rolf)) == []
    forget_after(91)
    assert (ApplicationForAnother.objects.count(), Draft.objects.count()) == (0, 0)


def test_beginning_anew_for_the_same_person_leaves_no_draft_behind(entry, rolf):
    with clock.at(START + datetime.timedelta(days=91)):
        anew = onboarding.begin_for_another("mari@example.org", "Mari", "Moe", by=rolf)

    assert [draft.key for draft in Draft.objects.all()] == [anew.draft_key]


# Tests that were begun and left


@pytest.mark.slow
def test_a_test_that_was_never_finished_goes_after_a_year(kari, client_of):
    User.objects.filter(pk=kari.pk).update(last_login=START + datetime.timedelta(days=300))
    with clock.at(START):
        attempt = exam_services.start(kari, by=kari)
        question = attempt.questions.get(position=1)
        exam_services.answer(attempt, 1, question.right_ids, by=kari)

    forget_after(365)
    assert (AttemptQuestion.objects.count(), Attempt.objects.count()) == (10, 1)
    forget_after(366)
    assert (AttemptQuestion.objects.count(), Attempt.objects.count()) == (0, 0)
    assert client_of(kari).get(reverse("portal:knowledge_test")).status_code == 200


# Accounts


@pytest.mark.slow
def test_an_account_with_anything_to_it_stays_and_a_named_one_with_nothing_goes(siri, bergen):
    reasons = ["nothing", "office", "attendance", "sign-in", "proved address", "superuser"]
    with clock.at(START):
        people = {why: person(f"per{number}@example.org", "Per", "Pettersen") for number, why in enumerate(reasons)}
        chapters.give_office(people["office"], "board_member", bergen, by=siri)
        chapters.end_office(people["office"].offices.get(), by=siri)
        attend_course(people["attendance"], siri)
        User.objects.filter(pk=people["sign-in"].pk).update(last_login=START)
        people["proved address"].emailaddress_set.update(verified=True)
        User.objects.filter(pk=people["superuser"].pk).update(is_superuser=True)

    def left():
        return [why for why, someone in people.items() if User.objects.filter(pk=someone.pk).exists()]

    forget_after(0.9)
    assert left() == reasons
    forget_after(1.1)
    assert left() == reasons[1:]
    forget_after(181)
    assert left() == reasons[1:]


# A way on which nothing happens


def remind_after(days):
    with clock.at(START + datetime.timedelta(days=days)):
        return reminder_services.remind_inactive_candidates()


@situation
def mia(bergen):
    with clock.at(START):
        return person("mia@example.org", "Mia", "Moe")


@situation
def gone_quiet(mia, rolf):
    """Mia got a yes, and does nothing more."""
    with clock.at(START):
        review_services.assess(send_in(mia), "approve", by=rolf, member=True)
    OutboxMail.objects.all().delete()
    return mia


def halted(someone):
    """What is left of a way that came to a halt, and how often the person was asked and told."""
    subjects = list(OutboxMail.objects.filter(to=someone.email).values_list("subject", flat=True))
    return (
        someone.applications.count(),
        someone.candidacies.filter(ended_at=None).count(),
        subjects.count(_("Are you still on the way?")),
        subjects.count(_("You are no longer on the way")),
    )


@pytest.mark.slow
def test_a_quiet_pathway_ends_after_six_months_and_the_person_is_asked_before(gone_quiet):
    assert remind_after(154) == 0
    assert remind_after(154.1) == 1
    assert remind_after(170) == 0  # asked once
    assert OutboxMail.objects.get(to=gone_quiet.email).text.count("30. august 2026") == 1

    forget_after(182)
    assert halted(gone_quiet) == (1, 1, 1, 0)
    forget_after(183)
    assert halted(gone_quiet) == (0, 0, 1, 1)
    assert supporter_queries.supporter_of(gone_quiet).state == "ended"
    forget_after(184)
    assert halted(gone_quiet) == (0, 0, 1, 1)


@pytest.mark.slow
def test_nobody_loses_anything_who_was_not_asked(gone_quiet):
    forget_after(400)
    assert halted(gone_quiet) == (1, 1, 0, 0)

    assert remind_after(400) == 1
    forget_after(428.4)  # the last day is not over
    assert halted(gone_quiet) == (1, 1, 1, 0)
    forget_after(429)
    assert halted(gone_quiet) == (0, 0, 1, 1)


@pytest.mark.slow
def test_whoever_says_yes_keeps_all_of_it_and_is_asked_again_half_a_year_later(gone_quiet, client_of):
    remind_after(160)
    page = reverse("portal:go_on", args=[gone_quiet.applications.get().category.code])
    with clock.at(START + datetime.timedelta(days=170)):
        assert f'href="{page}"' in client_of(gone_quiet).get(reverse("portal:my_page")).content.decode()
        assert _("Yes, I am still on the way") in client_of(gone_quiet).get(page).content.decode()
        for _time in range(2):
            assert client_of(gone_quiet).post(page).status_code == 302
        assert f'href="{page}"' not in client_of(gone_quiet).get(reverse("portal:my_page")).content.decode()
        assert client_of(gone_quiet).get(page).status_code == 302
    assert Event.objects.filter(verb="candidacy.go_on").count() == 1

    forget_after(300)
    assert halted(gone_quiet) == (1, 1, 1, 0)
    assert (remind_after(323), remind_after(325)) == (0, 1)


def forge_event(someone, days):
    """What somebody writes into the table of events, so that it looks as if a person had done something."""
    at = START + datetime.timedelta(days=days)
    return Event.objects.create(verb="person.change_details", subject=someone.ref, actor=someone.ref, at=at, digest="0")


@pytest.mark.slow
def test_an_event_that_the_site_did_not_write_keeps_neither_a_pathway_nor_an_account(gone_quiet, siri):
    with clock.at(START):
        other = person("per@example.org", "Per", "Pettersen")
        other.emailaddress_set.update(verified=True)
    User.objects.filter(pk=other.pk).update(last_login=START)
    forge_event(other, 150)
    forge_event(gone_quiet, 100)
    remind_after(160)
    forge_event(gone_quiet, 170)

    forget_after(190)
    assert halted(gone_quiet) == (0, 0, 1, 1)
    assert not User.objects.filter(pk=other.pk).exists()


@pytest.mark.slow
def test_one_that_was_changed_does_not_either_and_one_as_it_was_does(gone_quiet):
    with clock.at(START + datetime.timedelta(days=100)):
        accounts.change_details(gone_quiet, by=gone_quiet, phone="+4740000000")
    events.seal_pending()
    assert remind_after(160) == 0
    Event.objects.filter(verb="person.change_details", actor=gone_quiet.ref).update(digest="0")
    assert remind_after(160) == 1


def test_it_takes_as_many_queries_however_many_there_are(gone_quiet, django_assert_num_queries):
    with clock.at(START + datetime.timedelta(days=160)):
        for number in range(2):
            with django_assert_num_queries(3):
                assert len(reminder_queries.candidacies_to_ask()) == 1
            forge_event(gone_quiet, 100 + number)
            with django_assert_num_queries(1):
                User.objects.filter(pk__in=idle_since(User.objects.all(), START).values("pk"))


@pytest.mark.slow
def test_whatever_happens_after_the_question_is_an_answer(gone_quiet, rolf, siri):
    with clock.at(START):
        kari, ola = person("kari@example.org", "Kari", "Krogh"), person("ola@example.org", "Ola", "Olsen")
        for someone in (kari, ola):
            review_services.assess(send_in(someone), "approve", by=rolf, member=True)
    people = {"own": gone_quiet, "another's": kari, "a draft": ola}
    OutboxMail.objects.all().delete()
    assert remind_after(160) == 3
    with clock.at(START + datetime.timedelta(days=170)):
        accounts.change_details(gone_quiet, by=gone_quiet, phone="+4740000000")
        pathway_services.note_check(kari, "talk", on=clock.today(), by=siri)
        drafts.begin("application", f"user:{ola.pk}", {}, now=clock.now())

    forget_after(190)
    forget_after(351)  # asked long ago, and about another silence
    assert {how: halted(someone) for how, someone in people.items()} == dict.fromkeys(people, (1, 1, 1, 0))
    assert remind_after(325) == 3


@pytest.mark.slow
def test_what_more_was_asked_for_and_never_came_goes_too(mia, rolf):
    with clock.at(START):
        review_services.assess(send_in(mia), "ask_for_more", by=rolf, reasons=["about"])
    forget_after(400)
    assert halted(mia) == (1, 1, 0, 0)

    remind_after(400)
    forget_after(429)
    assert halted(mia) == (0, 0, 1, 1)


def test_what_waits_for_an_answer_of_ours_is_never_late_for_the_applicant(mia):
    with clock.at(START):
        send_in(mia)

    assert remind_after(400) == 0


# What was learned, and what was shown


def learned_by(someone):
    return {
        "parts": someone.parts_done.count() > 0,
        "read": CourseRead.objects.filter(person=someone).count(),
        "taken": someone.attendances.count(),
        "certificates": someone.certificates.count(),
        "results": someone.attempts.count(),
    }


ALL_LEARNED = {"parts": True, "read": 1, "taken": 1, "certificates": 1, "results": 1}


def learn(someone, siri):
    with clock.at(START):
        for part in course_queries.parts():
            course_services.finish_part(part, by=someone)
        attend_course(someone, siri)
        pass_test(someone)
        course_services.issue_certificate(someone, language="nb")
        course_services.render_pending()


@pytest.mark.slow
def test_what_was_learned_goes_after_a_year_where_no_role_came_of_it(kari, siri, django_capture_on_commit_callbacks):
    learn(kari, siri)
    path = course_services.pdf_path(kari.certificates.get().pdf_name)
    assert path.exists()

    forget_after(365)
    assert learned_by(kari) == ALL_LEARNED
    with django_capture_on_commit_callbacks(execute=True):
        forget_after(366)
    assert learned_by(kari) == dict.fromkeys(ALL_LEARNED, 0)
    assert not path.exists()


@pytest.mark.slow
def test_no_other_file_goes_with_a_certificate_whatever_name_it_has(kari, siri, django_capture_on_commit_callbacks):
    learn(kari, siri)
    path = course_services.pdf_path(kari.certificates.get().pdf_name)
    other = path.parent.parent / "a_key"
    other.write_text("secret")
    kari.certificates.update(pdf_name="../a_key")

    with django_capture_on_commit_callbacks(execute=True):
        forget_after(366)
    assert (other.exists(), path.exists()) == (True, False)


@pytest.mark.slow
def test_what_a_supporter_learned_stays_but_for_the_parts(kari, siri, bergen):
    learn(kari, siri)
    with clock.at(START):
        make_supporter(kari, bergen, by=siri)
        supporters.end(supporter_queries.supporter_of(kari), by=kari)

    forget_after(365)
    assert learned_by(kari) == ALL_LEARNED
    last_day = (datetime.date(2030, 12, 31) - START.date()).days
    forget_after(last_day)
    assert learned_by(kari) == ALL_LEARNED | {"parts": False}
    forget_after(last_day + 1)
    assert not any(learned_by(kari).values())


@pytest.mark.slow
def test_a_consent_to_be_shown_goes_a_year_after_it_was_withdrawn_or_replaced(guro):
    supporter = supporter_queries.supporter_of(guro)
    with clock.at(START):
        directory_services.consent_to_listing(supporter, by=guro, text="Ja.", shown_name="Guro")
        directory_services.consent_to_listing(supporter, by=guro, text="Ja.", shown_name="Guro", about="Hei.")
    shown = guro.consents.filter(purpose="listing")

    forget_after(365)
    assert shown.count() == 2
    forget_after(366)
    assert list(shown.values_list("withdrawn_at", flat=True)) == [None]
    with clock.at(START + datetime.timedelta(days=366)):
        directory_services.withdraw_listing(supporter, by=guro)
    forget_after(731)
    assert shown.count() == 1
    forget_after(732)
    assert shown.count() == 0
