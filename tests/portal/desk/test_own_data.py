"""What is stored about me: nothing that activities, calls and supporters keep of a person is missing there."""

import datetime
import re
import uuid

import pytest
from django.apps import apps

from portal import clock
from portal.accounts.models import User
from portal.activities import services as activities
from portal.activities.corrections import services as correction_services
from portal.activities.double_entries import services as double_entry_services
from portal.activities.statements import services as statement_services
from portal.calls import services as calls
from portal.calls.models import Shift
from portal.calls.rota import services as rota_services
from portal.calls.tally import services as tally_services
from portal.desk import own_data
from portal.reports.grants import services as grant_services
from portal.supporters import services as supporters
from portal.supporters.models import Supporter
from portal.supporters.queries import supporter_of
from tests.conftest import moment

pytestmark = pytest.mark.django_db
MY_DATA = "/mine-opplysninger/"
# Each column that points to a person or a supporter, and where the page tells of it.
TOLD = {
    ("activities.Activity", "logged_by"): "work", ("activities.Activity", "led_by"): "the list of activities",
    ("activities.Statement", "person"): "work", ("activities.Correction", "by"): "work",
    ("activities.DoubleEntry", "by"): "work", ("activities.SignUp", "person"): "gatherings",
    ("activities.Presence", "supporter"): "the list of activities",
    ("calls.Volunteer", "person"): "helplines", ("calls.Call", "logged_by"): "work",
    ("calls.Shift", "person"): "shifts", ("calls.Shift", "assigned_by"): "work", ("calls.Tally", "person"): "tallies",
    ("supporters.Supporter", "person"): "role", ("supporters.Supporter", "contact"): "role",
    ("supporters.Candidacy", "person"): "role", ("supporters.Check", "person"): "role",
    ("supporters.RoleAgreement", "person"): "role", ("supporters.Appointment", "supporter"): "role",
    ("supporters.ActivePeriod", "supporter"): "role", ("supporters.LeaderAssessment", "supporter"): "role",
    ("supporters.Portrait", "supporter"): "role", ("supporters.Portrait", "uploaded_by"): "role",
    ("supporters.Listing", "supporter"): "role", ("supporters.ContactRequest", "asked"): "role",
}  # fmt: skip
# What somebody has decided or noted of others in an office is told to those whom it is about.
OF_OFFICES = {
    ("activities.CountingRules", "added_by"), ("supporters.Check", "by"), ("supporters.Appointment", "decided_by"),
    ("supporters.LeaderAssessment", "by"),
}  # fmt: skip


def test_each_column_about_a_person_is_told_or_is_the_work_of_an_office():
    pointing = {
        (model._meta.label, field.name)
        for room in ("activities", "calls", "supporters")
        for model in apps.get_app_config(room).get_models()
        for field in model._meta.concrete_fields
        if field.related_model in (User, Supporter)
    }
    assert pointing == set(TOLD) | OF_OFFICES
    assert not set(TOLD) & OF_OFFICES


def texts(lines):
    return [line.text for line in lines]


def test_the_role_stands_with_its_days(guro, siri):
    supporter = supporter_of(guro)
    supporters.note_leader_assessment(supporter, on=datetime.date(2026, 5, 4), by=siri)

    found = texts(own_data.role_lines(guro, supporter))

    for part in ("Oppnevnt som ", "Aktiv siden ", "Vurdert 4. mai 2026, notert av Siri Sekretær"):
        assert [text for text in found if text.startswith(part)] != [], part


def test_the_address_for_the_list_of_a_year_stands_with_the_role(guro):
    address = {"street": "Storgata 1", "postcode": "0155", "place": "Oslo", "phone": "+4722424545"}
    grant_services.give_contact(supporter_of(guro), 2025, by=guro, email="guro@example.org", **address)

    found = texts(own_data.role_lines(guro, supporter_of(guro)))

    assert [text for text in found if "2025" in text and "Storgata 1, 0155 Oslo" in text] != []


@pytest.mark.slow
def test_what_was_said_corrected_and_answered_stands(client_of, guro, rolf, bergen, siri):
    values = {"kind": "conversation_group", "participants": 5, "minutes": 60, "chapter": bergen}
    with clock.at(moment("2026-06-10 12:00")):
        statement_services.state_year(2026, by=guro, unpaid=True)
        day = datetime.date(2026, 3, 2)
        one, other = (activities.log(token=uuid.uuid4(), day=day, by=person, **values) for person in (guro, rolf))
        said = {"token": uuid.uuid4(), "version": 1, "reason": "mistake"}
        correction_services.correct(one, participants=6, by=guro, **said)
        double_entry_services.answer(one, other, False, by=guro)
        calls.log_call(token=uuid.uuid4(), line="ms-telefonen", day=day, by=guro)
        calls.add_volunteer(guro, "ms-telefonen", by=siri)
        times = {"opens": datetime.time(17), "closes": datetime.time(21)}
        rota_services.assign(
            Shift.objects.create(line="ms-telefonen", day=datetime.date(2026, 6, 17), **times), guro, by=siri
        )

    supporter = supporter_of(guro)
    assert texts(own_data.work_lines(guro, supporter)) == [
        "Det du har sagt om 2026: Du får ikke betalt",
        "Rettet 10. juni 2026: Samtale i gruppe, 2. mars 2026",
        "Du sa 10. juni 2026 at to oppføringer er to aktiviteter: Samtale i gruppe, 2. mars 2026",
        "Du har logget 1 samtale på hjelpetelefonene",
    ]
    assert texts(own_data.work_lines(siri, None)) == ["Du har satt andre opp på 1 vakt"]
    assert texts(own_data.work_lines(rolf, None)) == ["Du har logget 1 aktivitet"]
    page = client_of(guro).get(MY_DATA).content.decode()
    for text in texts([*own_data.work_lines(guro, supporter), *own_data.role_lines(guro, supporter)]):
        assert text in page, text


def test_talks_stand_with_what_they_were_about(client_of, guro):
    Supporter.objects.filter(person=guro).update(since=datetime.date(2026, 1, 1))
    with clock.at(moment("2026-06-10 12:00")):
        tally_services.note_talks(guro, datetime.date(2026, 5, 1), 4, ["new", "work"], by=guro)
    page = re.sub(r"\s+", " ", client_of(guro).get(MY_DATA).content.decode())
    assert "mai 2026, 4 (Å være ny med diagnosen, Jobb og studier)" in page


@pytest.mark.slow
def test_it_costs_the_same_with_many_rows(client_of, guro, bergen, django_assert_max_num_queries):
    client, numbers = client_of(guro), []
    client.get(MY_DATA)
    for number in range(1, 4):
        with clock.at(moment("2026-06-10 12:00")):
            row = activities.log(
                token=uuid.uuid4(), kind="conversation_group", day=datetime.date(2026, 3, number), chapter=bergen,
                participants=5, minutes=60, by=guro,
            )  # fmt: skip
            correction_services.correct(row, token=uuid.uuid4(), version=1, reason="mistake", by=guro, participants=6)
        with django_assert_max_num_queries(60) as found:
            client.get(MY_DATA)
        numbers.append(len(found))
    assert len(set(numbers)) == 1
