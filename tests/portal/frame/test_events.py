"""The log: sealed in order, and any edit, removal, reordering or backdating is found."""

import datetime

import pytest
from django.core.management import call_command
from django.db import transaction

from portal import clock, events
from portal.models import Event, EventDetails
from tests.conftest import moment

pytestmark = pytest.mark.django_db


@pytest.fixture
def chain(kari):
    """Five sealed events about Kari, a minute apart."""
    events.seal_pending()
    for minute in range(5):
        with clock.at(moment("2030-06-01 12:00") + datetime.timedelta(minutes=minute)):
            events.record("person.test", subject=kari, by=kari, details={"number": minute})
    events.seal_pending()
    return list(Event.objects.order_by("sequence"))


def test_an_untouched_chain_verifies(chain):
    verdict = events.verify()

    assert (verdict.faults, verdict.unsealed, verdict.sealed) == ([], 0, len(chain))


def test_an_event_holds_no_name(kari):
    event = events.record("person.test", subject=kari, by=kari, details={"name": "Kari"})

    stored = " ".join(str(value) for value in Event.objects.filter(pk=event.pk).values_list()[0])
    assert [text for text in ("Kari", "kari@example.org") if text in stored] == []


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"verb": "person.other"}, "is not as it was sealed"),
        ({"at": moment("2030-06-01 11:00")}, "is not as it was sealed"),
        ({"digest": "0" * 64}, "is not as it was sealed"),
        ({"actor": None}, "is not as it was sealed"),
    ],
)
def test_an_edit_is_found(chain, change, fault):
    Event.objects.filter(pk=chain[-2].pk).update(**change)

    assert any(fault in found for found in events.verify().faults)


def test_a_removed_row_is_found(chain):
    chain[-3].delete()

    assert any("is missing" in fault for fault in events.verify().faults)


def test_swapped_rows_are_found(chain):
    first, second = chain[-3], chain[-2]
    Event.objects.filter(pk=first.pk).update(sequence=None)
    Event.objects.filter(pk=second.pk).update(sequence=first.sequence)
    Event.objects.filter(pk=first.pk).update(sequence=second.sequence)

    assert len(events.verify().faults) >= 2


def test_a_backdated_event_is_found(chain, kari):
    with clock.at(moment("2029-01-01 12:00")):
        events.record("person.test", subject=kari, by=kari)
    events.seal_pending()

    assert any("is dated before" in fault for fault in events.verify().faults)


def test_a_cut_off_end_is_found_by_the_exported_head(chain):
    head = events.verify().head
    chain[-1].delete()

    assert events.verify().faults == []
    assert events.verify(head).faults == [f"the exported head {head.split(':')[0]} is not in the chain"]


def test_changed_details_are_found_and_emptied_ones_are_not(chain):
    EventDetails.objects.filter(event=chain[-1]).update(text='{"number": 9}')
    assert any("details" in fault for fault in events.verify().faults)

    EventDetails.objects.filter(event=chain[-1]).update(text="", salt="")
    assert events.verify().faults == []


def test_the_command_names_the_fault_and_exits_with_1(chain, capsys):
    call_command("verify_events")
    Event.objects.filter(pk=chain[-1].pk).update(verb="person.other")

    with pytest.raises(SystemExit) as stop:
        call_command("verify_events")

    assert stop.value.code == 1
    assert "person.other" in capsys.readouterr().err


def test_an_event_is_gone_with_the_deed_that_failed(kari):
    before = Event.objects.count()
    try:
        with transaction.atomic():
            events.record("person.test", subject=kari, by=kari)
            raise ValueError
    except ValueError:
        pass

    assert Event.objects.count() == before


@pytest.mark.parametrize("seal", ["", "0" * 64])
def test_what_the_site_did_not_write_is_named_and_never_sealed(chain, kari, seal):
    forged = [
        Event.objects.create(verb="person.test", subject=kari.ref, at=clock.now(), digest=str(number) * 64, seal=seal)
        for number in range(3)
    ]
    own = [events.record("person.test", subject=kari, by=kari) for _number in range(3)]

    assert [events.seal_pending(limit=2), events.seal_pending(limit=2), events.seal_pending(limit=2)] == [2, 1, 0]
    assert Event.objects.filter(pk__in=[event.pk for event in own], sequence__isnull=True).count() == 0
    faults = events.verify().faults
    for event in forged:
        assert (
            f"row {event.pk} (person.test), which is not sealed, was not written by this site, or was changed" in faults
        )


def test_an_event_is_found_with_how_far_it_can_be_relied_on(chain, kari):
    def standing():
        return events.records_about([kari.ref], ["person.test"])[kari.ref][-1].standing

    assert standing() is events.Standing.SEALED
    event = events.record("person.test", subject=kari, by=kari)
    assert standing() is events.Standing.PENDING
    events.seal_pending()
    EventDetails.objects.filter(event=event).update(text="", salt="")
    assert standing() is events.Standing.EMPTIED
    Event.objects.filter(pk=event.pk).update(at=moment("2030-06-01 13:00"))
    assert standing() is events.Standing.CHANGED


def test_only_what_the_site_wrote_and_nobody_changed_is_believed(chain, kari):
    events.record("person.test", subject=kari, by=kari)
    rows = Event.objects.filter(verb="person.test").order_by("pk")
    assert list(events.believed(rows)) == list(rows)

    last = rows.filter(sequence__isnull=False).last()
    values = {"verb": "person.test", "subject": kari.ref, "at": clock.now()}
    forged = [
        Event.objects.create(**values, digest=last.digest, seal=last.seal),
        Event.objects.create(**values, digest="0" * 64, seal=""),
        Event.objects.create(**values, digest="1" * 64, seal="0" * 64, sequence=last.sequence + 1),
    ]
    Event.objects.filter(pk=rows[1].pk).update(actor=None)
    assert list(events.believed(rows)) == [row for row in rows if row not in forged and row != rows[1]]


LARGEST = 2**63 - 1


@pytest.mark.parametrize("sequence", [LARGEST, LARGEST - 1, 10**9, None])
def test_a_row_with_any_number_does_not_stop_the_sealing(chain, kari, sequence):
    """``None`` stands for the next number of the chain."""
    last = chain[-1].sequence
    forged = Event.objects.create(
        verb="person.test", subject=kari.ref, at=clock.now(), digest="0" * 64, sequence=sequence or last + 1
    )
    for _time in range(2):
        with clock.at(chain[-1].at):
            own = events.record("person.test", subject=kari, by=kari)
        assert events.seal_pending() == 1
        own.refresh_from_db()
        assert events.believed(Event.objects.filter(pk=own.pk)) == [own]
    assert own.sequence == last + (2 if sequence else 3)
    assert events.head() == f"{own.sequence}:{own.seal}"
    assert f"event {forged.sequence} (person.test) is not as it was sealed" in events.verify().faults

    if sequence:
        forged.delete()
        assert events.verify().faults == []


def test_a_number_whose_event_was_deleted_is_not_given_again(chain, kari):
    chain[-2].delete()
    events.record("person.test", subject=kari, by=kari)
    events.seal_pending()

    assert f"event {chain[-2].sequence} is missing" in events.verify().faults
