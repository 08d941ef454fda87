"""What opened, and whose turn it is: each step is told of once, to whoever has it, and the office is reminded once."""

import importlib
import pkgutil
import uuid
from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

import portal
from portal import clock
from portal.accounts.models import User
from portal.chapters import queries as chapter_queries
from portal.chapters import services as chapters
from portal.chapters.models import Office
from portal.knowledge.exam import queries as exam_queries
from portal.knowledge.exam import services as exam_services
from portal.models import Event, OutboxMail
from portal.moves import move
from portal.onboarding import queries as onboarding_queries
from portal.onboarding.models import Application, StepNotification
from portal.onboarding.notifications import services as notification_services
from portal.onboarding.reminders import services as reminder_services
from portal.onboarding.review import queries as review_queries
from portal.onboarding.review import services as review_services
from portal.onboarding.workflow import State
from portal.operations.management.commands.remind import REMINDERS
from portal.permissions import ADMINS
from portal.supporters import queries as supporter_queries
from portal.supporters import services as supporters
from portal.supporters.appointments import services as appointment_services
from portal.supporters.categories import services as category_services
from portal.supporters.models import Category
from portal.supporters.pathway import checklist, progress, turns
from portal.supporters.pathway import services as pathway_services
from tests.conftest import attend_course, person, send_in
from tests.situations import situation

REQUIRES = {
    "approval": [], "membership": [], "role": ["approval"], "course": ["approval"], "certification": ["course"],
    "explained": ["approval"], "declaration": ["explained"], "appointment": ["role", "declaration"],
}  # fmt: skip


@situation
def application(submitted, rolf, siri):
    """Kari's application is for a category with steps for the office."""
    Category.objects.filter(pk=submitted.category_id).update(requires=list(REQUIRES.items()), minimum_age=0)
    submitted.refresh_from_db()
    chapters.confirm_membership(rolf, by=siri)  # what his own way lacks
    return submitted


@situation
def kim(siri):
    coordinator = person("kim@example.org", "Kim", "Koordinator")
    chapters.give_office(coordinator, Office.Kind.COORDINATOR, by=siri)
    return coordinator


def mailed():
    """Who was mailed what since the last time."""
    found = sorted((mail.to.split("@")[0], mail.subject) for mail in OutboxMail.objects.all())
    OutboxMail.objects.all().delete()
    return found


TURN, NEXT, WAITS = "It is your turn", "The next step is ready", "Something is waiting for you"
NEW, LATE, STILL = (
    "Something new is needed",
    "Somebody on the way needs you",
    "The next step waits for you",
)


def fail_test(user):
    attempt = exam_services.start(user, by=user)
    now = clock.now()
    move(attempt, "fail", by=user, finished_at=now, right=0)


def subject(text):
    with translation.override("nb"):
        return translation.gettext(text)


def test_every_room_that_reminds_is_in_the_list():
    listed = {remind for _what, remind in REMINDERS}
    found = set()
    for module in pkgutil.walk_packages(portal.__path__, "portal."):
        if module.name.endswith("services"):
            room = importlib.import_module(module.name)
            found |= {getattr(room, name) for name in dir(room) if name.startswith("remind")}

    assert {remind for remind in found if callable(remind)} == listed


def test_after_the_yes_the_office_hears_that_it_is_its_turn(application, kim, rolf, kari):
    mailed()
    review_services.assess(application, "approve", by=rolf, member=True)

    found = mailed()
    assert ("kim", subject(TURN)) in found
    assert [text for who, text in found if who == "kari"] != []
    assert ("kari", subject(NEXT)) not in found  # the letter tells


def test_what_opens_for_the_person_is_told_once(application, kim, rolf, kari, siri):
    review_services.assess(application, "approve", by=rolf, member=True)
    mailed()
    for _time in range(2):
        pathway_services.note_check(kari, "explained", on=clock.today(), by=kim)

    assert mailed() == [("kari", subject(NEXT))]


def test_what_one_opens_oneself_is_not_told(application, rolf, kari):
    Category.objects.filter(pk=application.category_id).update(
        requires=[("approval", []), ("role", ["approval"]), ("declaration", ["role"]), ("appointment", ["declaration"])]
    )
    application.refresh_from_db()
    review_services.assess(application, "approve", by=rolf)
    mailed()
    pathway_services.agree_to_role(kari, application.category, version=application.category.version, by=kari)

    assert mailed() == []


def test_the_secretariat_hears_where_there_is_no_coordinator(application, rolf, siri):
    mailed()
    review_services.assess(application, "approve", by=rolf, member=True)

    assert ("siri", subject(TURN)) in mailed()


def test_the_office_is_reminded_once_after_a_week(application, kim, rolf, kari, siri):
    review_services.assess(application, "approve", by=rolf, member=True)
    attend_course(kari, siri)
    mailed()
    now = clock.now()
    with clock.at(now + timedelta(days=6)):
        assert reminder_services.remind_of_steps() == 0
    with clock.at(now + timedelta(days=8)):
        assert (reminder_services.remind_of_steps(), reminder_services.remind_of_steps()) == (2, 0)

    assert mailed() == [("kim", subject(WAITS)), ("siri", subject(WAITS))]


def test_nobody_is_reminded_of_what_is_done(application, kim, rolf, kari):
    review_services.assess(application, "approve", by=rolf, member=True)
    pathway_services.note_check(kari, "explained", on=clock.today(), by=kim)
    mailed()
    with clock.at(clock.now() + timedelta(days=8)):
        assert reminder_services.remind_of_steps() == 0
    assert supporter_queries.candidacies_of(kari).count() == 1


@pytest.mark.slow
def test_what_opens_again_is_told_again(application, kim, rolf, kari):
    review_services.assess(application, "approve", by=rolf, member=True)
    supporters.step_back(supporter_queries.candidacies_of(kari).get(), by=kari)
    mailed()
    candidacy = supporters.begin_candidacy(kari, application.category, application.chapter, by=rolf)
    supporters.approve_candidacy(candidacy, application.chapter, by=rolf)

    assert ("kim", subject(TURN)) in mailed()


@pytest.mark.slow
def test_what_was_noted_by_mistake_is_told_of_when_it_is_true(application, kim, rolf, kari):
    review_services.assess(application, "approve", by=rolf, member=True)
    noted = pathway_services.note_check(kari, "explained", on=clock.today(), by=kim)
    mailed()

    for _press in range(2):
        pathway_services.take_back_check(noted, by=kim)
    assert mailed() == [("kim", subject(TURN))]
    pathway_services.note_check(kari, "explained", on=clock.today(), by=kim)

    assert mailed() == [("kari", subject(NEXT))]
    assert Event.objects.filter(verb="check.take_back").count() == 1


def test_after_an_exception_is_taken_back_the_test_opens_the_next_step(application, kim, rolf, kari, siri):
    asked = [("approval", []), ("test", ["approval"]), ("explained", ["test"]), ("appointment", ["explained"])]
    Category.objects.filter(pk=application.category_id).update(requires=asked)
    review_services.assess(Application.objects.get(), "approve", by=rolf)
    except_from_test = {"reason": "Tok prøven hos oss.", "by": siri}
    made = exam_services.make_exception(kari, "exempt", token=uuid.uuid4(), known=0, **except_from_test)
    mailed()

    exam_services.withdraw_exception(made, by=siri)
    assert mailed() == [("kari", subject(NEXT))]
    exam_services.make_exception(kari, "exempt", token=uuid.uuid4(), known=1, **except_from_test)

    assert ("kim", subject(TURN)) in mailed()


def test_a_role_that_ended_has_told_nobody_of_the_next_one(kim, kari, siri, bergen):
    name = {"nb": "Telefon"}
    asked = [["explained", []], ["appointment", []]]
    phone = category_services.set_category("phone", by=siri, name=name, description=name, requires=asked, minimum_age=0)
    appointment_services.appoint(kari, phone, bergen, by=siri)
    supporters.end(supporter_queries.supporter_of(kari), by=siri)
    mailed()

    appointment_services.appoint(kari, phone, bergen, by=siri)

    assert ("kim", subject(TURN)) in mailed()


def test_who_was_asked_for_more_and_never_answered_can_get_a_no(submitted, rolf, kari, client_of):
    review_services.assess(submitted, "ask_for_more", by=rolf, reasons=["motivation"])
    form = client_of(rolf).get(reverse("portal:assess", args=[submitted.ref])).context["form"]
    review_services.assess(submitted, "decline", by=rolf, message="Ikke nå.")

    assert [code for code, _words in form.fields["verdict"].choices] == ["decline"]
    assert (submitted.state, list(supporter_queries.candidacies_of(kari))) == (State.DECLINED, [])


@pytest.mark.slow
def test_a_way_ends_with_the_application_that_is_forgotten(submitted, rolf, kari):
    review_services.assess(submitted, "ask_for_more", by=rolf, reasons=["motivation"])
    with clock.at(clock.now() + timedelta(days=160)):
        call_command("remind")
    with clock.at(clock.now() + timedelta(days=189)):
        call_command("forget", verbosity=0)

    assert (onboarding_queries.current_of(kari), list(supporter_queries.candidacies_of(kari))) == (None, [])


def test_whoever_stepped_back_can_apply_again(application, rolf, kari):
    review_services.assess(application, "approve", by=rolf, member=True)
    before = onboarding_queries.cannot_apply_again(kari, application)
    supporters.step_back(supporter_queries.candidacies_of(kari).get(), by=kari)

    assert (before, onboarding_queries.cannot_apply_again(kari, application)) == (True, False)


def test_what_nobody_in_the_board_is_left_for_goes_to_the_secretariat(submitted, rolf, siri):
    mailed()
    chapters.end_office(rolf.offices.get(), by=siri)
    submitted.refresh_from_db()

    assert submitted.assessed_in is None
    assert [who for who, _subject in mailed()].count("siri") == 1


def test_the_administrators_hear_where_nobody_is_left(submitted, rolf, siri):
    admin = person("ada@example.org", "Ada", "Admin")
    admin.groups.add(Group.objects.get(name=ADMINS))
    for who in (rolf, siri):
        chapters.end_office(who.offices.get(), by=admin)
    mailed()
    with clock.at(clock.now() + timedelta(days=8)):
        assert (reminder_services.remind(), reminder_services.remind()) == (1, 0)

    assert [who for who, _subject in mailed()] == ["ada"]


@pytest.mark.slow
def test_the_list_can_show_only_what_is_the_readers_turn(application, kim, siri, rolf, kari, client_of):
    address = reverse("portal:on_the_way") + "?visning=meg"
    before = client_of(kim).get(address).context["rows"]
    review_services.assess(application, "approve", by=rolf, member=True)

    (row,) = client_of(kim).get(address).context["rows"]
    assert (before, row.pathway.person) == ([], kari)
    assert len(row.turns) == len(row.pathway.open) == 3
    assert client_of(siri).get(address).context["rows"] == []  # the coordinator has it


@pytest.mark.slow
def test_it_is_not_the_turn_of_whoever_filled_in_the_application(application, kim, rolf, client_of):
    Application.objects.filter(pk=application.pk).update(entered_by=kim)
    review_services.assess(application, "approve", by=rolf, member=True)

    assert client_of(kim).get(reverse("portal:on_the_way") + "?visning=meg").context["rows"] == []


def test_the_case_leads_to_where_the_steps_are_noted(application, rolf, siri, client_of):
    review_services.assess(application, "approve", by=rolf, member=True)

    shown = client_of(siri).get(reverse("portal:assess", args=[application.ref]))

    candidate = supporter_queries.candidacies_of(application.person).get()
    assert shown.context["page_about"] == reverse("portal:candidate", args=[candidate.ref])
    assert f'href="{shown.context["page_about"]}"' in shown.content.decode()


def test_an_applicant_with_something_to_do_is_reminded_once(submitted, rolf, kari):
    Category.objects.filter(pk=submitted.category_id).update(
        requires=[("test", []), ("approval", ["test"]), ("appointment", ["approval"])], minimum_age=0
    )
    mailed()
    with clock.at(clock.now() + timedelta(days=15)):
        assert (reminder_services.remind(), reminder_services.remind()) == (1, 0)

    assert [who for who, _subject in mailed()] == ["kari"]


def test_the_last_attempt_used_is_told_and_not_the_applicants_turn_any_more(submitted, rolf, kari):
    Category.objects.filter(pk=submitted.category_id).update(
        requires=[("test", []), ("approval", ["test"]), ("appointment", ["approval"])], minimum_age=0
    )
    settings = exam_queries.exam_settings()
    exam_services.change_settings(version=settings.version, by=rolf, most_attempts=1)
    theirs = Application.objects.filter(onboarding_queries.with_applicant())
    before = theirs.count()
    mailed()
    fail_test(kari)

    assert (before, theirs.count()) == (1, 0)
    assert "rolf" in [who for who, _subject in mailed()]


# Somebody whose account is closed


def close_account(user):
    """As an administrator does in the editors' part of the site."""
    User.objects.filter(pk=user.pk).update(is_active=False)
    user.refresh_from_db()


def leader(email, given_name, family_name, chapter, *, by):
    found = person(email, given_name, family_name)
    chapters.give_office(found, Office.Kind.CHAPTER_LEADER, chapter, by=by)
    return found


@pytest.mark.slow
def test_a_closed_account_has_no_turn_and_nothing_can_be_given_to_it(submitted, bergen, rolf, siri, client_of):
    lise = leader("lise@example.org", "Lise", "Lien", bergen, by=siri)
    assert review_queries.current_assignees(submitted) == [lise, rolf]
    close_account(rolf)

    assert (
        review_queries.possible_assessors(submitted)
        == review_queries.current_assignees(submitted) + [siri]
        == [lise, siri]
    )
    page = client_of(siri).get(f"/sekretariat/soknad/{submitted.ref}/")
    assert [name for _ref, name in page.context["hand_over"].fields["to"].choices] == ["Lise Lien"]
    with pytest.raises(review_services.CannotAssess):
        review_services.hand_over(submitted, rolf, by=siri)


def test_a_closed_account_in_the_office_has_no_turn(application, kim, siri, rolf):
    review_services.assess(application, "approve", by=rolf, member=True)
    [found] = checklist.pathways(list(application.person.candidacies.all()))
    explained = next(step for step in found.open if step.code == "explained")
    assert turns.Turns([found]).of(found, explained).people == (kim,)
    close_account(kim)

    assert turns.Turns([found]).of(found, explained).people == (siri,)


def test_who_was_in_office_on_a_day_is_counted_all_the_same(bergen, rolf):
    close_account(rolf)

    assert [office.person for office in chapter_queries.board_of(bergen, on=clock.today())] == [rolf]
    assert chapter_queries.board_of(bergen) == []
    assert list(chapter_queries.offices_held().filter(person=rolf)) == [rolf.offices.get()]


@pytest.mark.slow
@pytest.mark.parametrize("state", ["submitted", "returned"])
def test_what_a_closed_account_has_goes_on_to_the_others_the_same_day(submitted, bergen, rolf, siri, state):
    lise = leader("lise@example.org", "Lise", "Lien", bergen, by=siri)
    review_services.take(submitted, by=rolf)
    if state == "returned":
        review_services.assess(submitted, "ask_for_more", by=rolf, reasons=["motivation"])
    close_account(rolf)
    mailed()

    for _day in range(2):
        reminder_services.remind()

    submitted.refresh_from_db()
    assert (submitted.state, submitted.handler, submitted.assessed_in) == (state, None, bergen)
    told = [lise] if state == "submitted" else []
    assert [who for who, _subject in mailed()] == [found.email.split("@")[0] for found in told]


def test_what_a_closed_account_alone_could_answer_goes_on_to_the_secretariat(submitted, bergen, rolf):
    close_account(rolf)
    mailed()

    for _day in range(2):
        reminder_services.remind()

    submitted.refresh_from_db()
    assert (submitted.assessed_in, submitted.is_passed_on) == (None, True)
    assert [who for who, _subject in mailed()] == ["siri"]


def test_what_somebody_else_can_answer_stays_where_it_is(submitted, bergen, rolf, siri):
    lise = leader("lise@example.org", "Lise", "Lien", bergen, by=siri)
    review_services.take(submitted, by=lise)
    close_account(rolf)
    mailed()

    reminder_services.remind()

    submitted.refresh_from_db()
    assert (submitted.handler, submitted.assessed_in, mailed()) == (lise, bergen, [])


@situation
def talk_first(rolf, siri):
    """The talk is the assessors', the test the applicant's, and both come before the answer."""
    chapters.confirm_membership(rolf, by=siri)  # what his own way lacks
    requires = [("talk", []), ("test", []), ("approval", ["talk", "test"]), ("appointment", ["approval"])]
    Category.objects.update(minimum_age=0)
    Category.objects.filter(code="conversation_supporter").update(requires=requires)


@pytest.mark.slow
def test_whoever_has_the_talk_hears_of_it_with_the_application_and_is_reminded(talk_first, rolf, siri, kari):
    mailed()
    send_in(kari)
    (mail,) = OutboxMail.objects.filter(to=rolf.email)
    with translation.override("nb"):
        names = [translation.gettext(name) for name in ("A talk with us", "The knowledge test")]
    assert [name in mail.text for name in names] == [True, True]
    mailed()

    with clock.at(clock.now() + timedelta(days=8)):
        assert (
            reminder_services.remind(),
            reminder_services.remind_of_steps(),
            reminder_services.remind_of_steps(),
        ) == (
            0,
            1,
            0,
        )
    assert mailed() == [("rolf", subject(WAITS))]

    pathway_services.note_check(kari, "talk", on=clock.today(), by=rolf)
    assert not StepNotification.objects.filter(person=kari, kind="talk").exists()


def test_membership_is_its_own_step_where_something_before_the_answer_waits_for_it(rolf, kari):
    requires = [("membership", []), ("test", ["membership"]), ("approval", ["test"]), ("appointment", ["approval"])]
    Category.objects.update(minimum_age=0)
    Category.objects.filter(code="conversation_supporter").update(requires=requires)
    send_in(kari)

    assert [row.kind for row in StepNotification.objects.filter(person=kari)] == ["membership"]


def test_membership_that_nothing_waits_for_is_told_with_the_answer(application, kari):
    assert not StepNotification.objects.filter(person=kari, kind="membership").exists()


@pytest.mark.slow
def test_the_deputies_hear_once_after_two_weeks(application, kim, rolf, kari, siri):
    review_services.assess(application, "approve", by=rolf, member=True)
    now = clock.now()
    with clock.at(now + timedelta(days=8)):
        reminder_services.remind_of_steps()
    mailed()
    with clock.at(now + timedelta(days=15)):
        reminder_services.remind_of_steps()
        reminder_services.remind_of_steps()

    assert [line for line in mailed() if line[0] not in ("kari", "rolf")] == [("siri", subject(LATE))]


@pytest.mark.slow
def test_the_person_is_reminded_once_after_two_weeks_of_what_is_theirs(application, kim, rolf, kari):
    review_services.assess(application, "approve", by=rolf, member=True)
    now = clock.now()
    with clock.at(now + timedelta(days=13)):
        reminder_services.remind_of_steps()
    assert subject(STILL) not in [text for who, text in mailed() if who == "kari"]
    with clock.at(now + timedelta(days=15)):
        reminder_services.remind_of_steps()
        reminder_services.remind_of_steps()

    assert [text for who, text in mailed() if who == "kari"] == [subject(STILL)]


def test_what_a_kind_asks_for_anew_is_told_once_to_everybody_whom_it_concerns(guro, kari, rolf, kim, siri):
    category = supporter_queries.category("activity_supporter")
    supporters.begin_candidacy(kari, category, guro.supporter.chapter, by=rolf)
    for each in (guro, kari):
        found = checklist.pathways(supporter_queries.cases_of(each))
        notification_services.notify_newly_open_steps(each, found, [progress.Change("", is_met=False, by=siri)])
    requires = [*category.requires, ["material", []], ["certification", []]]
    mailed()
    for _time in range(2):
        category_services.set_category(category.code, by=siri, requires=requires)

    assert mailed() == [("guro", subject(NEW)), ("kari", subject(NEW)), ("siri", subject(TURN))]


def test_a_kind_that_asks_for_the_same_as_before_sends_nothing(guro, rolf, siri):
    category = supporter_queries.category("activity_supporter")
    mailed()
    category_services.set_category(category.code, by=siri, name={"nb": "Aktiv"})

    assert mailed() == []


@pytest.mark.slow
def test_a_changed_kind_costs_one_mail_for_each_more_whom_it_concerns_and_no_more(kim, rolf, turid, siri):
    kind = supporter_queries.category("activity_supporter")
    before, after = kind.requires, [*kind.requires, ["material", []], ["certification", []], ["talk", []]]
    places = [one.offices.get().chapter for one in (rolf, turid)]

    def change(requires):
        with CaptureQueriesContext(connection) as asked:
            category_services.set_category(kind.code, by=siri, requires=requires)
        return len(asked)

    def appoint(numbers):
        for number in numbers:
            newcomer = person(f"ny{number}@example.org", f"Nr{number}", "Ås")
            appointment_services.appoint(newcomer, kind, places[number % 2], by=siri, method="transfer")

    appoint(range(3))
    few, few_back = change(after), change(before)
    appoint(range(3, 12))
    mailed()
    many, many_back = change(after), change(before)

    assert [text for _who, text in mailed()].count(subject(NEW)) == 12
    assert (many - few, many_back - few_back) == (2 * (12 - 3), 0)  # a mail asks for the organisation, and is a row


@pytest.mark.slow
def test_what_is_sent_on_is_the_others_to_do_from_that_day(talk_first, rolf, turid, siri, kari):
    chapters.confirm_membership(turid, by=siri)
    application = send_in(kari)
    now = clock.now()
    with clock.at(now + timedelta(days=6)):
        review_services.send_on(application, turid.offices.get().chapter, by=rolf)
    mailed()
    with clock.at(now + timedelta(days=8)):
        assert reminder_services.remind_of_steps() == 0
    with clock.at(now + timedelta(days=13, hours=1)):
        assert reminder_services.remind_of_steps() == 1

    assert mailed() == [("turid", subject(WAITS))]
