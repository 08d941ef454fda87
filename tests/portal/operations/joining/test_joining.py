"""Two accounts of one person become one: all that points to the one that goes, what is there twice, and the log."""

import datetime
import json
import uuid

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import models

from portal import clock, events, mail
from portal.accounts import services as accounts
from portal.accounts.models import Consent, Reading, Tie, User
from portal.activities import services as activities
from portal.activities.models import Activity
from portal.chapters import services as chapters
from portal.chapters.models import Office
from portal.declarations import queries as declaration_queries
from portal.declarations.models import Signature
from portal.declarations.proof import witness as declaration_witness
from portal.models import Event, OutboxMail
from portal.onboarding import queries as onboarding_queries
from portal.onboarding.models import Application
from portal.onboarding.review import services as review_services
from portal.operations.joining import planning, roles, tables
from portal.operations.joining import services as joining_services
from portal.operations.models import AccountJoining
from portal.operations.own_data import archive
from portal.operations.retention import erased_list, erasures
from portal.supporters.models import ContactRequest, Supporter
from portal.verbs import Verb
from tests.conftest import attend_course, fill_in, make_supporter, pass_test, person, send_in, sign
from tests.situations import situation

pytestmark = pytest.mark.django_db
ACTIVITY = {"kind": "conversation_group", "participants": 5, "minutes": 60}


@pytest.fixture(autouse=True)
def own_folders(settings, tmp_path):
    settings.PRIVATE_DIR = tmp_path / "private"
    settings.PRIVATE_DIR.mkdir()


@situation
def gudrun(db):
    """The other account of Guro: she has signed in with it, and nothing more."""
    return person("gudrun@example.org", "Guro", "Gran")


def join(stays, goes):
    joining_services.join_own(stays, goes.pk, session_key=None)


def pointing(person_):
    """``{(table, column)}`` of every row of the whole database that points to this account."""
    found = set()
    for model in apps.get_models(include_auto_created=True):
        for field in model._meta.local_fields:
            if field.related_model is User and model._base_manager.filter(**{field.name: person_.pk}).exists():
                found.add((model._meta.label, field.name))
    return found


# What joining knows


def test_each_column_that_points_to_a_person_or_a_role_is_known():
    """A new one fails here until somebody has said what becomes of it."""
    known = {(label, column) for label, columns in tables.COLUMNS.items() for column in columns}
    for model in apps.get_models(include_auto_created=True):
        label = model._meta.label
        columns = [field.name for field in model._meta.local_fields if field.related_model is User]
        missing = {(label, name) for name in columns} - known
        assert label in tables.WITH_THE_ACCOUNT or not missing, missing
        of_role = [field.name for field in model._meta.local_fields if field.related_model is Supporter]
        assert {(model, name) for name in of_role} <= roles.known_rows(), label
        assert not [field for field in model._meta.local_fields if field.related_model is Office], label
        is_unique = any(tables.unique_sets(model, name) for name in columns if (label, name) in known)
        is_judged = label in tables.TWINS or label in tables.BY_HAND
        assert is_unique == is_judged or label in tables.WITH_THE_ACCOUNT and is_judged, label
        two = {label_ for label_, *_columns in tables.TWO_PEOPLE} | tables.ONE_MAY_BE_BOTH
        assert len(columns) < 2 or label in two, label


def columns_with(mark):
    """``{(table, column)}`` of each column of JSON or text, of the whole database, with this ``ref`` or key in it."""
    found = set()
    kinds = (models.JSONField, models.TextField, models.CharField)
    for model in apps.get_models(include_auto_created=True):
        for field in model._meta.local_fields:
            if isinstance(field, kinds):
                texts = model._base_manager.values_list(field.attname, flat=True)
                if any(mark in json.dumps(text, default=str) for text in texts if text):
                    found.add((model._meta.label, field.name))
    return found


@situation
def lived(guro, gudrun, bergen, siri, rolf):
    """Guro with rows in most tables, by way of the services."""
    accounts.give_consent(guro, "listing", text="Ja.", by=guro)
    accounts.declare_tie(rolf, guro, by=rolf)
    accounts.declare_tie(guro, siri, by=guro)
    chapters.give_office(guro, "board_member", bergen, by=siri, starts=datetime.date(2026, 1, 1))
    activities.log(token=uuid.uuid4(), day=clock.today(), by=guro, chapter=bergen, **ACTIVITY)
    accounts.note_reading(rolf, guro, "application")
    fill_in(guro)
    return guro


@pytest.mark.slow
def test_everything_moves_and_the_log_is_whole(lived, gudrun, siri):
    """The account with everything becomes part of the empty one."""
    events.seal_pending()
    ref, number, old = lived.ref, lived.pk, pointing(lived)
    certificate_text = declaration_queries.signed_by(lived)[0]
    sealed = list(Event.objects.order_by("pk").values_list("pk", "seal"))
    assert len(old) > 12

    join(gudrun, lived)

    assert not User.objects.filter(ref=ref).exists()
    assert pointing(User(pk=number)) == set()
    moved = pointing(gudrun)
    assert {one for one in old if one[0] not in tables.WITH_THE_ACCOUNT} <= moved
    assert columns_with(str(ref)) <= {("portal.EventDetails", "text"), ("portal.OutboxMail", "text")}
    assert columns_with(f"user:{number}") == set()
    assert onboarding_queries.draft_of(gudrun) is not None
    assert Supporter.objects.filter(person=gudrun).count() == 1
    # No event was touched, one was added, and every row is still as its event says.
    assert list(Event.objects.filter(pk__lte=sealed[-1][0]).order_by("pk").values_list("pk", "seal")) == sealed
    new = Event.objects.filter(pk__gt=sealed[-1][0])
    assert list(new.values_list("verb", "subject", "actor")) == [(Verb.PERSON_MERGE, gudrun.ref, gudrun.ref)]
    call_command("verify_events", verbosity=0)
    events.seal_pending()
    call_command("verify_events", verbosity=0)
    signature = Signature.objects.get(pk=certificate_text.pk)
    assert declaration_witness.examine_one(signature).differences == []
    # Both addresses are told, and neither of the other.
    told = {one.to: one.text for one in OutboxMail.objects.filter(person=gudrun.ref, subject__contains="samlet")}
    assert set(told) == {"guro@example.org", "gudrun@example.org"}
    assert [text for text in told.values() if "@example.org" in text.replace("kontoret@", "")] == []
    # A second time is nothing.
    join(gudrun, lived)
    assert Event.objects.filter(verb=Verb.PERSON_MERGE).count() == 1


@pytest.mark.slow
def test_a_row_is_witnessed_by_the_sealed_joining_alone(lived, gudrun, ola, siri, capsys):
    """Nothing that somebody writes into a table makes a signature somebody else's, or hides that it was changed."""
    signature = declaration_queries.signed_by(lived)[0]
    gone = [lived.pk, str(lived.ref)]
    AccountJoining.objects.create(person=ola, email=lived.email, asked_by=ola, done_by=ola, done_at=clock.now())
    forged = Event.objects.create(verb=Verb.PERSON_MERGE, subject=ola.ref, actor=ola.ref, at=clock.now(), digest="0")
    apps.get_model("portal.EventDetails").objects.create(event=forged, salt="", text=json.dumps({"from": gone}))
    Signature.objects.filter(pk=signature.pk).update(person=ola)
    changed = Signature.objects.get(pk=signature.pk)
    assert str(declaration_witness.SIGNATURE["person"]) in map(
        str, declaration_witness.examine_one(changed).differences
    )
    forged.details.delete()
    forged.delete()
    Signature.objects.filter(pk=signature.pk).update(person=lived)

    join(gudrun, lived)
    events.seal_pending()
    call_command("verify_events", verbosity=0)
    Signature.objects.filter(pk=signature.pk).update(person=ola)
    with pytest.raises(SystemExit):
        call_command("verify_events", verbosity=0)
    Signature.objects.filter(pk=signature.pk).update(person=gudrun)
    joined = Event.objects.get(verb=Verb.PERSON_MERGE)
    Event.objects.filter(pk=joined.pk).update(subject=siri.ref)
    with pytest.raises(SystemExit):
        call_command("verify_events", verbosity=0)


@pytest.mark.slow
def test_one_that_was_joined_is_joined_again_and_what_it_signed_is_still_its(guro, gudrun, kari):
    join(gudrun, guro)
    join(kari, gudrun)

    assert Supporter.objects.filter(person=kari).count() == 1
    assert set(events.refs_of(kari)) == {kari.ref, gudrun.ref, guro.ref}
    events.seal_pending()
    call_command("verify_events", verbosity=0)
    data = json.dumps(archive.rows_of(User.objects.get(pk=kari.pk)), default=str)
    assert "declaration.sign" in data  # what happened to the first account stands in the copy of the last


# What is there twice


@pytest.mark.slow
def test_what_is_there_twice_is_told_before_and_put_together(kari, ola, bergen, siri, rolf):
    """Kari is the one that stays, and Ola turns out to be her."""
    for one in (ola, kari):  # Ola was first in everything
        attend_course(one, siri)
        pass_test(one)
        sign(one)
        accounts.give_consent(one, "listing", text="Ja.", by=one)
        send_in(one)
    chapters.give_office(ola, "board_member", bergen, by=siri, starts=datetime.date(2024, 1, 1))
    chapters.give_office(kari, "board_member", bergen, by=siri, starts=datetime.date(2025, 1, 1))
    fill_in(ola)
    first = Signature.objects.get(person=ola)
    plan = planning.plan(kari, ola, by_owner=True)
    before = Event.objects.count()
    assert planning.plan(kari, ola, by_owner=True) == plan  # nothing was written
    assert Event.objects.count() == before
    assert plan.stops == []
    assert dict(plan.moves)["Søknader"] == 1
    assert [text for text in plan.follows if "søknad" in text and "Den som ble sendt først" in text]
    assert len(plan.follows) >= 6
    with mail.silence():
        join(kari, ola)

    application = Application.objects.get(person=kari, state="submitted")
    assert (application.person, Application.objects.filter(state="withdrawn").count()) == (kari, 1)
    office = Office.objects.get(person=kari)
    assert (office.starts, office.ends) == (datetime.date(2024, 1, 1), None)
    in_force = Signature.objects.get(withdrawn_at=None)
    assert (in_force, in_force.person) == (first, kari)
    assert Consent.objects.filter(person=kari, purpose="listing", withdrawn_at=None).count() == 1
    assert kari.attendances.count() == 2  # of two courses
    events.seal_pending()
    call_command("verify_events", verbosity=0)


@pytest.mark.slow
def test_two_supporters_become_one_with_the_first_appointment(guro, bergen, oslo, siri):
    other = person("guro2@example.org", "Guro", "Gran")
    made = make_supporter(other, oslo, by=siri)
    activities.log(token=uuid.uuid4(), day=clock.today(), by=other, chapter=oslo, led_by=made, **ACTIVITY)
    plan = planning.plan(guro, other, by_owner=True)
    assert [text for text in plan.follows if "Bergen" in text and "Oslo" in text]
    join(guro, other)

    supporter = Supporter.objects.get(person=guro)
    assert supporter.chapter == oslo  # the row that an activity names
    assert supporter.appointments.filter(ended_on=None).count() == 1
    assert supporter.active_periods.filter(ends=None).count() == 1
    assert Activity.objects.get().logged_by == guro
    events.seal_pending()
    call_command("verify_events", verbosity=0)


# What stops it


@pytest.mark.slow
def test_staff_two_people_in_one_case_and_two_with_activities_are_stopped(kari, rolf, siri, guro, bergen, oslo):
    application = send_in(kari)
    review_services.assess(application, "decline", by=rolf, message="Ikke nå.")
    other = person("guro2@example.org", "Guro", "Gran")
    make_supporter(other, oslo, by=siri)
    for one, chapter in ((guro, bergen), (other, oslo)):
        led_by = Supporter.objects.get(person=one)
        activities.log(token=uuid.uuid4(), day=clock.today(), by=one, chapter=chapter, led_by=led_by, **ACTIVITY)
    rows = {model: model.objects.count() for model in (User, Event, OutboxMail, Application, AccountJoining)}
    for stays, goes, said in (
        (kari, siri, "sekretariatet eller redigerer"),
        (kari, rolf, "to personer i samme sak"),
        (guro, other, "nevnt som likeperson"),
    ):
        with pytest.raises(joining_services.NotPossible) as stopped:
            join(stays, goes)
        assert said in " ".join(stopped.value.sentences)
    assert {model: model.objects.count() for model in rows} == rows


@pytest.mark.slow
def test_nothing_is_half_done(guro, gudrun, monkeypatch):
    rows = pointing(guro)
    monkeypatch.setattr(joining_services, "_delete_account", lambda *_, **__: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        join(gudrun, guro)
    assert (pointing(guro), pointing(gudrun) & {("supporters.Supporter", "person")}) == (rows, set())
    assert not Event.objects.filter(verb=Verb.PERSON_MERGE).exists()


# Afterwards


@pytest.mark.slow
def test_ties_and_readings_between_the_two_go_and_what_another_holds_follows(kari, ola, rolf, bergen):
    Tie.objects.create(person=kari, to=ola)
    Reading.objects.create(reader=kari, person=ola, what="application")
    Tie.objects.create(person=rolf, to=ola)
    Tie.objects.create(person=rolf, to=kari)
    asked = ContactRequest.objects.create(
        token=uuid.uuid4(), by_choice=False, state="unplaced", called="Noen", phone="+4722424545", best_time="day",
        who="self", due_at=clock.now(), asked_before=[str(ola.ref), str(rolf.ref)],
    )  # fmt: skip
    join(kari, ola)
    assert list(Tie.objects.values_list("person", "to")) == [(rolf.pk, kari.pk)]
    assert Reading.objects.count() == 0
    asked.refresh_from_db()
    assert asked.asked_before == [str(kari.ref), str(rolf.ref)]  # who could not call is not asked again


@pytest.mark.slow
def test_whoever_is_erased_takes_the_other_along_and_a_restore_erases_both(guro, gudrun, kari):
    ref = guro.ref
    join(gudrun, guro)
    gudrun.refresh_from_db()
    erasures.erase(gudrun, by=gudrun)

    erased_list.export()
    assert erased_list.listed() == {ref, gudrun.ref}
    told = Event.objects.filter(subject__in=[ref, gudrun.ref]).exclude(details__text="")
    assert set(told.values_list("verb", flat=True)) == {Verb.PERSON_MERGE, "person.erase"}
    assert not OutboxMail.objects.filter(to__in=["guro@example.org", "gudrun@example.org"]).exists()
    assert AccountJoining.objects.count() == 0
    events.seal_pending()
    call_command("verify_events", verbosity=0)
    # A copy from before the joining: the first account stands there by itself.
    back = person("guro@example.org", "Guro", "Gran")
    User.objects.filter(pk=back.pk).update(ref=ref)
    assert erasures.replay() == 1
    assert not User.objects.filter(ref=ref).exists()
