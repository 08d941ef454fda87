"""What two do about the same person at the same instant: as if one had come after the other (decision 0017).

These tests commit, and the tables are emptied after each: alone in their file, they come after all that need the site's
first content, and install what they need themselves.
"""

import contextlib
import dataclasses
import datetime
import threading
import uuid

import pytest
from django.db import connection, connections, transaction

from forms import application as asked
from forms import drafts
from forms.steps import validate_answers
from portal import clock, events, organisation
from portal.accounts import services as accounts
from portal.accounts.models import User
from portal.activities import services as activities
from portal.activities.corrections import services as correction_services
from portal.activities.counting import services as counting_services
from portal.activities.counting.verdicts import RULES_OF_2023
from portal.activities.double_entries import queries as double_entry_queries
from portal.activities.double_entries import services as double_entry_services
from portal.activities.models import Activity, Correction, CountingRules, DoubleEntry
from portal.activities.statements import services as statement_services
from portal.calls import services as calls
from portal.calls.models import Call, Shift, Volunteer
from portal.calls.rota import services as rota_services
from portal.chapters import services as chapters
from portal.chapters.models import Chapter, Membership
from portal.chapters.register.services import close, found, merge
from portal.chapters.register.validation import Refused
from portal.declarations import services as declarations
from portal.declarations.models import Reminder, Signature
from portal.declarations.receipt import queries as receipt_queries
from portal.declarations.receipt import services as receipt_services
from portal.declarations.register import services as register_services
from portal.declarations.texts.loading import install_declaration
from portal.models import Event, OutboxMail
from portal.moves import IllegalMove, Stale
from portal.onboarding import queries as onboarding_queries
from portal.onboarding import services as onboarding
from portal.onboarding.loading import load_letters
from portal.onboarding.models import Application, ApplicationForAnother, Letter, Reason
from portal.onboarding.questions.queries import StepValues
from portal.onboarding.reminders import queries as reminder_queries
from portal.onboarding.reminders import services as reminder_services
from portal.onboarding.review import services as review_services
from portal.operations.importing import services as importing_services
from portal.operations.joining import services as joining_services
from portal.operations.setting_up import services as setting_up_services
from portal.reports.grants import services as grant_services
from portal.reports.models import GrantFile, ReportReminder
from portal.reports.years import services as year_services
from portal.supporters import queries as supporter_queries
from portal.supporters import services as supporters
from portal.supporters.appointments import services as appointment_services
from portal.supporters.categories import services as category_services
from portal.supporters.models import Category
from portal.supporters.pathway import checklist
from portal.supporters.pathway import services as pathway_services
from tests.conftest import fill_in, moment, person, raw_answers, send_in, sign

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="one writes at a time on SQLite"),
]
MOMENT = 0.4  # seconds: how long one waits for the other to come as far


@pytest.fixture(autouse=True)
def _content(transactional_db):
    if not Category.objects.exists():
        organisation.install("ms")
        for found in organisation.preset("ms")["categories"]:
            category_services.set_category(by=None, **setting_up_services.category_values(found))
        install_declaration(by=None)
        load_letters(Letter, Reason)


def kind_of_supporter(*requires):
    """One that asks for this, and an appointment."""
    name = {"nb": "Telefon"}
    asked_for = [[code, []] for code in (*requires, "appointment")]
    return category_services.set_category(
        "phone", by=None, name=name, description=name, requires=asked_for, minimum_age=0
    )


def again(row):
    """As another request reads it."""
    return type(row).objects.get(pk=row.pk)


@pytest.fixture
def at_once(monkeypatch):
    """``at_once(action, action)``: each waits for the other at its first event, and again before it is committed.

    Where the other cannot come as far, because it waits for a lock, it goes on after a moment. Returns what each
    raised, or None.
    """
    record, come = events.record, threading.local()

    def race(*actions):
        meeting = threading.Barrier(len(actions))
        raised = [None] * len(actions)

        def meet():
            with contextlib.suppress(threading.BrokenBarrierError):
                meeting.wait(MOMENT)

        def stop_once(*args, **values):
            if getattr(come, "first", False):
                come.first = False
                meet()
            return record(*args, **values)

        def do(number, action):
            come.first = True
            try:
                with transaction.atomic():
                    action()
                    meet()
            except Exception as fault:  # told to the test's own thread
                raised[number] = type(fault)
            finally:
                connections.close_all()

        monkeypatch.setattr(events, "record", stop_once)
        threads = [threading.Thread(target=do, args=each) for each in enumerate(actions)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        monkeypatch.setattr(events, "record", record)
        return raised

    return race


def test_what_is_sent_again_and_withdrawn_is_one_of_them(kari, rolf, at_once):
    raw = raw_answers(kari)
    application = send_in(kari, raw)
    review_services.assess(application, "ask_for_more", by=rolf, reasons=["about"])
    fill_in(kari, raw)
    answers, _gaps = validate_answers(asked.STEPS, raw, StepValues(raw))

    raised = at_once(
        lambda: onboarding.submit(again(kari), answers, by=kari, consent_text="Ja."),
        lambda: onboarding.withdraw(again(application), by=kari),
    )

    state = again(application).state
    assert set(raised) <= {None, Stale, IllegalMove}
    assert (raised[0], state, Application.objects.count()) in [(None, "answered", 1), (None, "withdrawn", 1)]
    assert (state, kari.consents.filter(withdrawn_at=None).count()) in [("answered", 1), ("withdrawn", 0)]
    assert len(supporter_queries.candidacies_of(kari)) == (state == "answered")


def test_two_who_filled_in_for_the_same_person_send_one(rolf, siri, at_once):
    entries = [onboarding.begin_for_another("mari@example.org", "Mari", "Moe", by=helper) for helper in (rolf, siri)]
    raw = raw_answers(entries[0])
    answers, _gaps = validate_answers(asked.STEPS, raw, StepValues(raw))
    for entry in entries:
        draft = drafts.find(onboarding_queries.DRAFT, entry.draft_key)
        for step, values in raw.items():
            drafts.save_step(draft, step, values, now=clock.now())

    def send(entry):
        return lambda: onboarding.submit_for_another(again(entry), answers, by=entry.by, consent_text="Ja.")

    assert set(at_once(*map(send, entries))) == {None}
    assert (Application.objects.count(), ApplicationForAnother.objects.filter(application=None).count()) == (1, 1)


def test_a_role_that_ends_has_no_appointment_left(guro, siri, bergen, at_once):
    other = kind_of_supporter()
    supporter = supporter_queries.supporter_of(guro)

    raised = at_once(
        lambda: supporters.end_role(again(supporter), by=siri),
        lambda: appointment_services.appoint(again(guro), other, bergen, by=siri, method="transfer"),
    )

    assert raised == [None, None]
    assert bool(supporter_queries.appointments_of(guro)) == (again(supporter).state != "ended")


def test_the_last_two_appointments_end_the_role(guro, siri, bergen, at_once):
    appointment_services.appoint(guro, kind_of_supporter(), bergen, by=siri, method="transfer")
    one, other = supporter_queries.appointments_of(guro)

    raised = at_once(
        lambda: appointment_services.end_appointment(again(one), by=siri),
        lambda: appointment_services.end_appointment(again(other), by=siri),
    )

    assert (raised, supporter_queries.supporter_of(guro).state) == ([None, None], "ended")


@pytest.mark.parametrize("what", ["merged into each other", "closed", "founded with one name"])
def test_of_two_changes_of_the_register_that_exclude_each_other_one_is_made(guro, siri, bergen, oslo, at_once, what):
    today, place = clock.today(), {"county": "Vestland", "municipality": "Voss"}
    actions = {
        "merged into each other": [
            lambda: merge(again(bergen), again(oslo), from_day=today, by=siri),
            lambda: merge(again(oslo), again(bergen), from_day=today, by=siri),
        ],
        "closed": [
            lambda: close(again(bergen), last_day=today, by=siri),
            lambda: close(again(oslo), last_day=today, by=siri),
        ],
        "founded with one name": [
            lambda: found(name="Voss", by=siri, **place),
            lambda: found(name="VOSS", by=siri, **place),
        ],
    }

    assert set(at_once(*actions[what])) == {None, Refused}
    assert Chapter.objects.filter(ends__isnull=True).count() == (3 if what == "founded with one name" else 1)


@pytest.mark.parametrize("last", ["a note", "a change"])
def test_the_last_two_that_were_missing_make_a_supporter(kari, siri, bergen, at_once, last):
    """A signature, and a note or a kind of supporter that asks for less."""
    category = kind_of_supporter("talk", "declaration")
    appointment_services.appoint(kari, category, bergen, by=siri)
    fewer = [["declaration", []], ["appointment", []]]
    actions = {
        "a note": lambda: pathway_services.note_check(again(kari), "talk", on=clock.today(), by=siri),
        "a change": lambda: category_services.set_category("phone", by=siri, requires=fewer),
    }

    raised = at_once(lambda: sign(again(kari)), actions[last])

    assert (raised, checklist.missing(kari, again(category))) == ([None, None], [])
    assert supporter_queries.supporter_of(kari).state == "active"
    assert OutboxMail.objects.filter(subject="Velkommen blant likepersonene").count() == 1


def test_an_office_given_twice_is_one(kari, siri, bergen, at_once):
    raised = at_once(*[lambda: chapters.give_office(again(kari), "board_member", bergen, by=siri)] * 2)

    assert (raised, kari.offices.count()) == ([None, None], 1)


def test_the_last_two_on_a_board_leave_no_case_behind(kari, rolf, siri, bergen, at_once):
    berit = person("berit@example.org", "Berit", "Bakke")
    offices = [rolf.offices.get(), chapters.give_office(berit, "board_member", bergen, by=siri)]
    application = send_in(kari)

    raised = at_once(*[lambda each=each: chapters.end_office(again(each), by=siri) for each in offices])

    assert (raised, again(application).assessed_in) == ([None, None], None)


def test_a_case_is_not_sent_on_to_a_board_that_is_left(kari, rolf, turid, oslo, siri, at_once):
    application = send_in(kari)

    raised = at_once(
        lambda: chapters.end_office(again(turid.offices.get()), by=siri),
        lambda: review_services.send_on(again(application), oslo, by=rolf),
    )

    assert (raised, again(application).chapter, again(application).assessed_in) == ([None, None], oslo, None)


def test_what_is_sent_on_waits_for_whatever_else_is_done_about_the_applicant(kari, rolf, turid, oslo, at_once):
    application = send_in(kari)

    def withdraw():
        accounts.lock_people(kari)
        events.record("person.look", subject=kari, by=kari)
        onboarding.withdraw(again(application), by=kari)

    raised = at_once(withdraw, lambda: review_services.send_on(again(application), oslo, by=rolf))

    # Whichever came first: sent on and then withdrawn, or withdrawn and then not sent on any more.
    assert raised in ([None, None], [None, IllegalMove])
    assert again(application).state == "withdrawn"


@pytest.mark.parametrize("first", ["yes", "end"])
def test_a_yes_at_the_instant_when_a_quiet_way_ends_is_one_of_them(rolf, at_once, first):
    def days_later(days, action):
        with clock.at(moment("2026-03-01 12:00") + datetime.timedelta(days=days)):
            return action()

    mia = days_later(0, lambda: person("mia@example.org", "Mia", "Moe"))
    application = days_later(0, lambda: send_in(mia))
    days_later(0, lambda: review_services.assess(application, "approve", by=rolf, member=True))
    candidacy = mia.candidacies.get()
    assert days_later(160, reminder_services.remind_inactive_candidates) == 1
    actions = {
        "yes": lambda: days_later(190, lambda: supporters.go_on(again(candidacy), by=mia)),
        "end": lambda: days_later(190, lambda: onboarding.forget_applications(reminder_queries.halted_applications())),
    }

    raised = at_once(*sorted(actions.values(), key=lambda action: action != actions[first]))

    is_kept = again(candidacy).ended_at is None
    assert (raised, mia.applications.count()) == ([None, None], int(is_kept))
    assert Event.objects.filter(verb="candidacy.go_on").count() == int(is_kept)


def test_of_two_who_confirm_the_same_declaration_one_is_told_of_the_other(kari, siri, at_once, monkeypatch):
    monkeypatch.setattr(receipt_queries, "days_to_confirm", lambda: 14)
    tone, signature = person("tone@example.org", "Tone", "Tveit"), sign(kari)

    def confirm(by):
        return lambda: receipt_services.confirm_receipt(again(signature), by=by)

    raised = at_once(confirm(siri), confirm(tone))

    assert set(raised) == {None, receipt_services.ConfirmedByAnother}
    assert Signature.objects.get().confirmed_by == (siri, tone)[raised.index(None)]
    assert Event.objects.filter(verb="declaration.confirm_receipt").count() == 1
    assert OutboxMail.objects.filter(to=kari.email, subject="Vi har mottatt erklæringen din").count() == 1


def test_two_who_press_send_at_once_remind_each_person_once(rolf, siri, at_once):
    rule = "declarations.view_register"
    raised = at_once(*[lambda: register_services.send_reminders([again(rolf)], by=again(siri), rule=rule)] * 2)

    assert (raised, Reminder.objects.filter(person=rolf).count()) == ([None, None], 1)


def test_two_who_remind_a_chapter_of_its_report_at_once_send_one_mail(rolf, bergen, siri, at_once):
    raised = at_once(*[lambda: year_services.send_reminders({"bergen"}, 2020, by=again(siri))] * 2)

    assert (raised, ReportReminder.objects.count()) == ([None, None], 1)
    assert OutboxMail.objects.filter(to=rolf.email, text__contains="/bergen/rapport/2020/").count() == 1


def test_a_signature_is_renewed_once_from_two_tabs(guro, siri, at_once):
    organisation.change(declaration_years=1, version=organisation.current().version, by=siri)
    declarations.withdraw(guro.signatures.get(), by=siri)
    first = sign(guro)
    organisation.change(declaration_years=3, version=organisation.current().version, by=siri)

    def renew():
        with clock.at(clock.now() + datetime.timedelta(days=400)):
            sign(again(guro))

    raised = at_once(renew, renew)

    assert (raised, Signature.objects.filter(renews=first.ref).count()) == ([None, None], 1)


@pytest.fixture
def shift(kari, ola, siri):
    """One of the MS line next week, which both Kari and Ola answer."""
    for volunteer in (kari, ola):
        calls.add_volunteer(volunteer, "ms-telefonen", by=siri)
    day, times = clock.today() + datetime.timedelta(days=7), (datetime.time(17), datetime.time(21))
    return Shift.objects.create(line="ms-telefonen", day=day, opens=times[0], closes=times[1])


def test_of_two_who_take_a_shift_one_has_it(shift, kari, ola, at_once):
    raised = at_once(*[lambda who=who: rota_services.take(again(shift), by=again(who)) for who in (kari, ola)])

    assert sorted(raised, key=str) == [rota_services.Taken, None]
    assert again(shift).person == (kari if raised[0] is None else ola)


def test_whoever_is_taken_off_the_list_keeps_no_shift(shift, kari, siri, at_once):
    off = Volunteer.objects.get(person=kari)

    raised = at_once(
        lambda: rota_services.take(again(shift), by=again(kari)),
        lambda: calls.remove_volunteer(again(off), by=again(siri)),
    )

    assert raised in ([None, None], [rota_services.Taken, None])
    assert again(shift).person is None


def test_whoever_is_taken_off_the_list_by_two_clicks_is_taken_off_once(shift, kari, siri, at_once):
    off = Volunteer.objects.get(person=kari)

    assert at_once(*[lambda: calls.remove_volunteer(off, by=again(siri))] * 2) == [None, None]
    assert Event.objects.filter(verb="volunteer.remove").count() == 1


def test_a_call_that_is_taken_back_by_two_clicks_is_taken_back_once(kari, at_once):
    call = calls.log_call(token=uuid.uuid4(), line="ms-telefonen", day=clock.today(), by=kari)

    assert at_once(*[lambda: calls.undo_call(call, by=again(kari))] * 2) == [None, None]
    assert not Call.objects.exists()


def test_rules_that_are_sent_twice_at_once_are_added_once(siri, at_once):
    rules = dataclasses.replace(RULES_OF_2023, base_year=clock.today().year, in_norway=False)

    raised = at_once(*[lambda: counting_services.add_rules(rules, by=again(siri))] * 2)

    assert sorted(raised, key=str) == [counting_services.SameRules, None]
    assert CountingRules.objects.count() == 1


def test_a_shift_that_is_taken_while_it_is_closed_is_one_of_them(shift, kari, siri, at_once):
    raised = at_once(
        lambda: rota_services.take(again(shift), by=again(kari)),
        lambda: rota_services.close(again(shift), by=again(siri)),
    )

    found = again(shift)
    assert (raised, found.person, found.closed_at) in (
        ([None, None], kari, None),
        ([None, rota_services.Taken], kari, None),
    )


def test_a_shift_that_is_taken_while_it_is_given_to_another_is_one_persons(shift, kari, guro, siri, at_once):
    calls.add_volunteer(guro, "ms-telefonen", by=siri)

    raised = at_once(
        lambda: rota_services.take(again(shift), by=again(kari)),
        lambda: rota_services.assign(again(shift), again(guro), by=again(siri)),
    )

    assert sorted(raised, key=str) == [rota_services.Taken, None]
    assert again(shift).person == (kari if raised[0] is None else guro)


def test_two_who_send_the_reminders_of_shifts_send_each_once(shift, kari, at_once):
    rota_services.take(shift, by=kari)
    sent = []

    def remind():
        with clock.at(clock.now() + datetime.timedelta(days=6)):
            sent.append(rota_services.remind_of_shifts())

    assert at_once(remind, remind) == [None, None]
    assert sorted(sent) == [0, 1]


# Activities: what two correct, strike or answer at once


def logged_by(someone, chapter, participants=5):
    values = {"kind": "conversation_group", "day": clock.today(), "participants": participants, "minutes": 60}
    return activities.log(token=uuid.uuid4(), chapter=chapter, by=someone, **values)


def correction(activity, by, **values):
    said = {"token": uuid.uuid4(), "version": 1, "reason": "mistake", "by": by}
    return lambda: correction_services.correct(again(activity), **said, **values)


def test_of_two_corrections_one_is_kept_and_the_other_is_told(guro, rolf, bergen, at_once):
    activity = logged_by(guro, bergen)

    raised = at_once(correction(activity, guro, participants=7), correction(activity, rolf, minutes=90))

    stored = again(activity)
    assert sorted(raised, key=str) == [Stale, None]
    assert (stored.participants, stored.minutes) == ((7, 60) if raised[0] is None else (5, 90))
    assert (stored.version, Correction.objects.count()) == (2, 1)


def test_the_same_correction_sent_twice_is_one(guro, bergen, at_once):
    activity = logged_by(guro, bergen)

    raised = at_once(*[correction(activity, guro, participants=7)] * 2)

    assert (raised, again(activity).participants, Correction.objects.count()) == ([None, None], 7, 1)


def test_of_two_who_say_and_correct_one_is_told(guro, rolf, bergen, at_once):
    activity = logged_by(guro, bergen)

    raised = at_once(
        lambda: statement_services.say(again(activity), version=1, by=again(guro), led_by_another=True),
        correction(activity, rolf, participants=7),
    )

    assert sorted(raised, key=str) == [Stale, None]
    assert again(activity).version == 2


def test_what_is_struck_and_corrected_is_one_of_them(guro, rolf, bergen, at_once):
    activity = logged_by(guro, bergen)
    said = {"token": uuid.uuid4(), "version": 1, "reason": "not_held", "by": rolf}

    raised = at_once(
        correction(activity, guro, participants=7), lambda: correction_services.strike(again(activity), **said)
    )

    assert [fault for fault in raised if fault is None] == [None]
    assert set(raised) <= {None, Stale, IllegalMove}
    kind = "correct" if raised[0] is None else "strike"
    assert list(Correction.objects.values_list("kind", flat=True)) == [kind]
    assert bool(again(activity).struck_at) == (kind == "strike")


@pytest.mark.parametrize("other", ["same", "two"])
def test_two_who_answer_about_two_entries_have_one_answer(guro, rolf, bergen, at_once, other):
    pair = [logged_by(someone, bergen) for someone in (guro, rolf)]

    raised = at_once(
        lambda: double_entry_services.answer(*pair, True, by=guro),
        lambda: double_entry_services.answer(*pair, other == "same", by=rolf),
    )

    assert sorted(raised, key=str) == ([None, None] if other == "same" else [IllegalMove, None])
    answer = DoubleEntry.objects.get().answer
    assert Activity.objects.filter(undone_at=None).count() == (1 if answer == "same" else 2)


def test_what_two_log_in_the_same_second_is_asked_about(guro, rolf, bergen, at_once):
    assert at_once(*[lambda someone=someone: logged_by(someone, bergen) for someone in (guro, rolf)]) == [None, None]

    [pair] = double_entry_queries.pairs_for(rolf)
    assert {row.logged_by for row in pair} == {guro, rolf}


def test_two_who_freeze_a_year_at_once_make_one_version(siri, bergen, at_once):
    year, how = clock.today().year - 1, {"after": 0, "despite_gaps": True, "reason": "Ingen rapport."}

    raised = at_once(*[lambda: grant_services.freeze(year, by=again(siri), **how)] * 2)

    assert raised == [None, None]
    assert (GrantFile.objects.count(), Event.objects.filter(verb="grant.freeze").count()) == (1, 1)


def test_two_accounts_are_joined_once_whichever_way_it_is_done(kari, ola, at_once):
    raised = at_once(
        lambda: joining_services.join_own(again(kari), ola.pk, session_key=None),
        lambda: joining_services.join_own(again(ola), kari.pk, session_key=None),
    )
    assert raised == [None, None]
    assert User.objects.filter(pk__in=[kari.pk, ola.pk]).count() == 1
    assert Event.objects.filter(verb="person.merge").count() == 1


def test_what_is_sent_while_accounts_are_joined_is_theirs_or_still_a_draft(kari, ola, rolf, at_once):
    raw = raw_answers(ola)
    fill_in(ola, raw)
    answers, _gaps = validate_answers(asked.STEPS, raw, StepValues(raw))
    raised = at_once(
        lambda: joining_services.join_own(again(kari), ola.pk, session_key=None),
        lambda: onboarding.submit(ola, answers, by=ola, consent_text="Ja."),
    )
    sent = Application.objects.filter(person=kari).exists()
    assert raised[0] is None
    # What comes after the accounts were joined finds no draft of theirs and sends nothing: it is Kari's by now.
    assert sent == (onboarding_queries.draft_of(kari) is None)
    assert raised[1] is None or not sent
    assert not User.objects.filter(pk=ola.pk).exists()


def test_two_who_take_in_the_same_file_at_once_take_it_in_once(at_once):
    siri, sam = person("siri@example.org", "Siri", "Sekretær"), person("sam@example.org", "Sam", "Sekretær")
    for one in (siri, sam):
        chapters.give_office(one, "secretariat", by=siri)
    content = "Fornavn;Etternavn;E-post\nKari;Krogh;kari@example.org\nOla;Olsen;ola@example.org"
    lines = importing_services.read("members", content.encode()).lines
    taken = []

    def take_in(rows, by):
        return lambda: taken.append([one.standing for one in importing_services.take_in("members", rows, by=by)])

    assert at_once(take_in(lines, siri), take_in(lines[::-1], sam)) == [None, None]
    assert sorted(taken) == [["new", "new"], ["same", "same"]]
    assert Membership.objects.count() == 2
