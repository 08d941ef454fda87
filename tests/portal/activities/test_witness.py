"""``verify_events`` tells when an activity, or what was said, corrected or answered of it, is changed in the tables."""

import contextlib
import dataclasses
import datetime
import json
import uuid

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction

from portal import events
from portal.activities import services as activities
from portal.activities import witness
from portal.activities.base_years import services as base_year_services
from portal.activities.base_years.services import CLOSED_YEAR
from portal.activities.corrections import services as correction_services
from portal.activities.corrections.recording import CORRECTION
from portal.activities.counting import services as counting_services
from portal.activities.counting.services import COUNTING_RULES
from portal.activities.counting.verdicts import RULES_OF_2023
from portal.activities.double_entries import services as double_entry_services
from portal.activities.double_entries.services import DOUBLE_ENTRY
from portal.activities.models import Activity, ClosedYear, Correction, CountingRules, DoubleEntry, Presence, Statement
from portal.activities.statements import services as statement_services
from portal.activities.statements.services import STATEMENT
from portal.models import Event, EventDetails
from tests.conftest import moment

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]


class Undo(Exception):
    pass


@pytest.fixture
def year(bergen, oslo, liv, rolf, turid, siri, log):
    """One activity that was said and corrected, two that are one, one put back, one undone; Oslo's year is closed."""
    said = {"token": uuid.uuid4(), "reason": "mistake"}
    statement_services.state_year(2026, by=liv.person, unpaid=True)
    statement_services.state_year(2026, by=liv.person, unpaid=True, in_norway=True)
    first = log(bergen, liv.person, led_by=liv, unpaid=None)
    statement_services.say(first, version=first.version, by=liv.person, led_by=liv, unpaid=True)
    first.refresh_from_db()
    correction_services.correct(first, version=first.version, participants=7, note="Fin kveld", by=rolf, **said)
    double_entry_services.answer(first, log(bergen, rolf), True, by=rolf)
    third = log(bergen, liv.person, led_by=liv, day=datetime.date(2026, 4, 1))
    fourth = log(bergen, rolf, day=datetime.date(2026, 4, 1))
    double_entry_services.answer(third, fourth, True, by=rolf)
    fourth.refresh_from_db()
    correction_services.put_back(fourth, token=uuid.uuid4(), reason="struck_by_mistake", by=rolf)
    double_entry_services.answer(third, fourth, False, by=rolf)
    activities.undo(log(bergen, liv.person, day=datetime.date(2026, 5, 1)), by=liv.person)
    log(oslo, turid, day=datetime.date(2026, 2, 1))
    base_year_services.close_year(oslo, 2026, by=None)
    counting_services.add_rules(dataclasses.replace(RULES_OF_2023, base_year=2026, in_norway=False), by=siri)
    events.seal_pending()


def found_after(do):
    """What is told after ``do()``, which is then taken back; "refused" where the database itself refuses it."""
    found = ["refused"]
    with contextlib.suppress(Undo, IntegrityError), transaction.atomic():
        do()
        found = witness.faults()
        raise Undo
    return found


def another(value):
    if isinstance(value, bool) or value is None:
        return not value
    if isinstance(value, datetime.datetime):
        return value + datetime.timedelta(hours=1)
    if isinstance(value, datetime.date):
        return value + datetime.timedelta(days=1)
    if isinstance(value, uuid.UUID):
        return uuid.uuid4()
    return {int: lambda: value + 1, str: lambda: "same" if value != "same" else "two", list: lambda: ["x"],
            dict: lambda: {"minutes": [1, 2]}}[type(value)]()  # fmt: skip


def changed(row, name):
    value = moment("2026-06-01 12:00") if name.endswith("_at") and getattr(row, name) is None else None
    if name in ("by", "added_by", "logged_by", "led_by", "person", "chapter", "activity", "earlier", "later"):
        column = type(row)._meta.get_field(name)
        others = column.related_model.objects.exclude(pk=getattr(row, column.attname))
        if isinstance(row, DoubleEntry) and column.related_model is Activity:
            others = others.exclude(pk__in=[row.earlier_id, row.later_id])
            others = others.filter(pk__lt=row.later_id) if name == "earlier" else others.filter(pk__gt=row.earlier_id)
        return {name: others.order_by("pk").last()}
    return {name: value or another(getattr(row, name))}


def change(row, name):
    values = changed(row, name)
    if isinstance(row, Activity) and name in ("leader", "led_by"):
        values = {"leader": "other", "led_by": None}
    type(row).objects.filter(pk=row.pk).update(**values)


@pytest.mark.slow
def test_nothing_is_told_of_what_the_site_wrote(year):
    assert witness.faults() == []


NOT_WITNESSED = {(Activity, name) for name in ("id", "ref", "token", "series", "planned_as")} | {
    (DoubleEntry, "taken_back_at")
}


@pytest.mark.parametrize(
    ("model", "table"),
    [
        (Correction, CORRECTION),
        (DoubleEntry, DOUBLE_ENTRY),
        (Statement, STATEMENT),
        (ClosedYear, CLOSED_YEAR),
        (CountingRules, COUNTING_RULES),
    ],
)
def test_each_column_is_witnessed(model, table):
    columns = {column.name for column in model._meta.concrete_fields if (model, column.name) not in NOT_WITNESSED}
    assert columns == set(table)


@pytest.mark.proof
def test_each_column_that_is_changed_is_told(year):
    missed = []
    for model in (Activity, Correction, DoubleEntry, Statement, ClosedYear, CountingRules):
        for row in model.objects.order_by("pk"):
            for column in model._meta.concrete_fields:
                name = column.name
                if (model, name) in NOT_WITNESSED or name in ("id", "ref"):
                    continue
                if not found_after(lambda row=row, name=name: change(row, name)):
                    missed.append((model.__name__, row.pk, name))
    assert missed == []


@pytest.mark.slow
def test_an_answer_that_was_taken_back_or_was_not_is_told(year):
    same, _two = DoubleEntry.objects.filter(later__undone_at=None).order_by("pk")
    at = same.taken_back_at
    assert at is not None
    in_force = DoubleEntry.objects.filter(later__struck_at__isnull=False)
    told = found_after(lambda: in_force.update(taken_back_at=at))
    assert told == [f"the answer about two entries in row {in_force.get().pk}: whether the answer was taken back"]


def delete(table, row):
    with connection.constraint_checks_disabled(), connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {table} WHERE id = %s", [row.pk])  # noqa: S608  a name from the model


@pytest.mark.slow
def test_each_row_that_is_deleted_is_told(year):
    """Corrections of which nothing is left in the activity too."""
    missed = []
    for model in (Correction, DoubleEntry, Statement, ClosedYear):
        for row in model.objects.all():
            if not found_after(lambda row=row, model=model: delete(model._meta.db_table, row)):
                missed.append((model.__name__, row.pk))
    assert missed == []


@pytest.mark.slow
def test_a_number_that_is_changed_together_with_its_correction_is_told(year):
    row = Correction.objects.get(kind="correct")

    def forge():
        Activity.objects.filter(pk=row.activity_id).update(participants=70)
        Correction.objects.filter(pk=row.pk).update(changes={**row.changes, "participants": [5, 70]})

    assert found_after(forge) == [f"the correction in row {row.pk}: what was changed"]


@pytest.mark.slow
def test_the_sentences_name_the_row_and_what_differs(year, capsys):
    first = Activity.objects.order_by("pk").first()
    Activity.objects.filter(pk=first.pk).update(participants=70)
    with pytest.raises(SystemExit):
        call_command("verify_events")
    assert f"the activity in row {first.pk}: how many took part" in capsys.readouterr().err.splitlines()


def test_what_an_older_event_names_is_compared(bergen, liv, log):
    activity = log(bergen, liv.person, led_by=liv)
    event = Event.objects.get(verb="activity.log")
    details = json.loads(event.details.text)
    del details["columns"]
    EventDetails.objects.filter(event=event).delete()
    Event.objects.filter(pk=event.pk).delete()
    events.record("activity.log", subject=activity, by=liv.person, details=details)

    assert witness.faults() == []
    Activity.objects.update(place="Et annet sted")
    assert witness.faults() == []
    Activity.objects.update(minutes=61)
    assert witness.faults() == [f"the activity in row {activity.pk}: how long it lasted"]


@pytest.mark.slow
def test_rules_that_are_changed_in_the_database_are_told(year):
    """By them every activity of an open year is judged."""
    rules = CountingRules.objects.all()
    kinds = {**rules.get().kinds, "digital": {"minutes": 0, "participants": 0, "led_by_supporter": False}}
    assert found_after(lambda: rules.update(kinds=kinds)) == [
        f"the counting rules in row {rules.get().pk}: what is asked of each kind"
    ]
    assert found_after(rules.delete)


@pytest.mark.slow
@pytest.mark.parametrize("is_older", [False, True])
def test_who_took_part_is_as_it_was_logged(bergen, liv, rolf, supporter_in, log, is_older):
    per = supporter_in(bergen, "Per", "Pil")
    activity = log(bergen, liv.person, led_by=liv, present=[] if is_older else [per])
    if is_older:  # its event says nothing of who took part
        event = Event.objects.get(verb="activity.log")
        details = json.loads(event.details.text)
        del details["present"], details["columns"]
        EventDetails.objects.filter(event=event).delete()
        Event.objects.filter(pk=event.pk).delete()
        events.record("activity.log", subject=activity, by=liv.person, details=details)
    events.seal_pending()
    assert witness.faults() == []
    expected = [f"the activity in row {activity.pk}: which supporters took part"]
    assert found_after(Presence.objects.all().delete) == ([] if is_older else expected)
    other = supporter_in(bergen, "Odd", "Orm")
    events.seal_pending()
    assert found_after(lambda: Presence.objects.create(activity=activity, supporter=other)) == expected
