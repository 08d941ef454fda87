"""The event is the witness: whoever changes any column of a signature, its text or its events is found.

The columns are taken from the models themselves: one that is added fails here until it is witnessed.
"""

import contextlib
import datetime
import hashlib
import itertools
import json
import uuid

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, models, transaction

from portal import clock, events, fragments, pdf
from portal import witness as frame_witness
from portal.accounts import services as accounts
from portal.accounts import witness as account_witness
from portal.declarations import queries as declaration_queries
from portal.declarations import services as declarations
from portal.declarations.models import (
    DeclarationText,
    RecordedSignature,
    Reminder,
    SectionRead,
    Signature,
    TextCoverage,
)
from portal.declarations.proof import witness
from portal.declarations.receipt import queries as receipt_queries
from portal.declarations.receipt import services as receipt_services
from portal.declarations.register import services as register_services
from portal.models import Event, EventDetails
from tests.conftest import make_supporter, moment, person, read_declaration, sign
from tests.portal.frame.small_pdf import small_pdf

pytestmark = pytest.mark.django_db
NOON = moment("2030-06-03 12:00")
FORGED = "Per Persen"
# Row numbers that nothing reads: an event is found by its subject, and ordered by its sequence.
MEANINGLESS = {(Event, "id"), (EventDetails, "id")}


@pytest.fixture(autouse=True)
def _private_folder(tmp_path, settings, monkeypatch):
    settings.PRIVATE_DIR = tmp_path
    monkeypatch.setattr(pdf, "render", small_pdf)
    monkeypatch.setattr(receipt_queries, "days_to_confirm", lambda: 14)


@pytest.fixture
def signature(kari, ola, siri):
    """Kari's, on a version that Ola wrote and Siri published, received by Siri, with its file, before others' own."""
    with clock.at(NOON - datetime.timedelta(days=1)):
        content = declaration_queries.text_in_force().content
        text = declarations.publish(content, "2.0", by=siri, drafted_by=ola, what_changed={"nb": "Nytt."})
    with clock.at(NOON):
        signature = sign(kari)
        sign(ola)
        receipt_services.confirm_receipt(signature, by=siri)
        declarations.render_pending()
        events.seal_pending()
        declarations.publish(text.content, "3.0", by=siri)
        events.seal_pending()
    return declaration_queries.signature_by_code(signature.code)


def rows_of(signature):
    """Every row that has to do with a signature: ``{name: row}``."""

    def event(verb, subject):
        return Event.objects.get(verb=verb, subject=subject.ref)

    signing, sealing = event("declaration.sign", signature), event("declaration.seal", signature)
    publishing = event("declaration.publish", signature.text)
    confirming = event("declaration.confirm_receipt", signature)
    return {
        "signature": signature, "text": signature.text,
        "signing": signing, "what it says": signing.details,
        "sealing": sealing, "what the sealing says": sealing.details,
        "publishing": publishing, "what the publishing says": publishing.details,
        "confirming": confirming, "what the confirming says": confirming.details,
    }  # fmt: skip


def columns():
    """``[(name of the row, column)]`` of every column of them."""
    of = {
        Signature: ["signature"], DeclarationText: ["text"],
        Event: ["signing", "sealing", "publishing", "confirming"],
        EventDetails: [
            "what it says", "what the sealing says", "what the publishing says", "what the confirming says",
        ],
    }  # fmt: skip
    return [
        (name, field.name)
        for model, names in of.items()
        for field in model._meta.concrete_fields
        for name in names
        if (model, field.name) not in MEANINGLESS
    ]


def another(row, name):
    """Another value that the column can hold."""
    field, value = row._meta.get_field(name), getattr(row, name)
    if name == "event":  # each event has details of its own: this one has none yet
        return Event.objects.create(verb="x", subject=uuid.uuid4(), at=NOON, digest="0" * 64).pk
    if isinstance(field, models.ForeignKey):
        return field.related_model.objects.exclude(pk=value.pk).order_by("-pk").first().pk
    if isinstance(field, models.DateTimeField):
        return (value or clock.now()) + datetime.timedelta(microseconds=1)
    if isinstance(field, models.UUIDField):
        return uuid.uuid4()
    if isinstance(field, models.BooleanField):
        return not value
    if isinstance(field, models.DateField):
        return (value or clock.today()) + datetime.timedelta(days=1)
    if name == "categories":
        return [*value, "more"]
    if isinstance(field, models.JSONField):
        return [*value, {"code": "more", "text": "more"}] if isinstance(value, list) else {**value, "more": "more"}
    if isinstance(field, models.IntegerField):
        return 9_000 + value
    return f"{value[:-1]}{'0' if value[-1:] != '0' else '1'}"


def change(row, **values):
    """Change a row as whoever has the database can: past every rule of the models."""
    fields, table = {name: row._meta.get_field(name) for name in values}, row._meta.db_table
    sets = ", ".join(f"{field.column} = %s" for field in fields.values())
    prepared = [field.get_db_prep_save(values[name], connection) for name, field in fields.items()]
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {table} SET {sets} WHERE id = %s", [*prepared, row.pk])  # noqa: S608  our own names


class Undo(Exception):
    """Takes back what a test changed."""


def found_after(changes, code):
    """Whether the page and the command each find these changes (``[(row, {column: value})]``), then taken back.

    The page finds it too where the signature is not there any more: the code is unknown.
    """
    code = next((values["code"] for _row, values in changes if "code" in values), code)
    seen = None
    with contextlib.suppress(Undo), transaction.atomic():
        for row, values in changes:
            change(row, **values)
        signature = declaration_queries.signature_by_code(code)
        is_found = signature is None or bool(witness.examine_one(signature).differences)
        seen = is_found, bool(witness.faults())
        raise Undo
    return seen


BOTH = (True, True)


@pytest.mark.slow
def test_nothing_is_found_where_nothing_was_changed(signature):
    finding = witness.examine_one(signature)

    assert (finding.differences, finding.unwitnessed, finding.is_being_sealed) == ([], [], False)
    assert witness.faults() == []
    assert events.verify().faults == []
    call_command("verify_events")


def is_missed(signature, *places):
    """Whether the page or the command misses it when all these ``(name of the row, column)`` are changed together."""
    rows, is_found = rows_of(signature), True
    with contextlib.suppress(Undo, IntegrityError), transaction.atomic():  # some the database itself refuses
        changes = [(rows[name], {column: another(rows[name], column)}) for name, column in places]
        is_found = found_after(changes, signature.code) == BOTH
        raise Undo
    return not is_found


@pytest.mark.slow
def test_each_column_that_is_changed_is_found(signature):
    assert [place for place in columns() if is_missed(signature, place)] == []


@pytest.mark.proof
def test_each_pair_of_columns_that_are_changed_is_found(signature):
    pairs = [
        (first, second)
        for first, second in itertools.combinations(columns(), 2)
        if "event" not in (first[1], second[1]) or first[0] == second[0]  # two events cannot share a row of details
    ]

    assert [pair for pair in pairs if is_missed(signature, *pair)] == []


@pytest.mark.slow
@pytest.mark.parametrize("how_far", ["the digest of the text", "the details", "the digest of the details", "the seal"])
def test_whoever_makes_everything_else_fit_is_found(signature, how_far):
    changes = {column: all_that_fits(signature, column, how_far) for column in witness.SIGNATURE}

    assert [column for column, made in changes.items() if found_after(made, signature.code) != BOTH] == []


def all_that_fits(signature, column, how_far):
    """The column, the digest that stands beside it, what the event says, its digest, and a seal without the key."""
    signing = rows_of(signature)["signing"]
    values = {column: another(signature, column)}
    if column == "html":
        values["sha256"] = hashlib.sha256(values["html"].encode()).hexdigest()
    changes = [(signature, values)]
    if how_far != "the digest of the text":
        said = json.loads(signing.details.text)
        said |= {name: values[name] for name in ("sha256", "language", "code") if name in values}
        with contextlib.suppress(Undo), transaction.atomic():
            change(signature, **values)
            now = Signature.objects.get(pk=values.get("id", signature.pk))
            for name, value in witness.values_of_signature(now).items():
                said["columns"][name] = events.fingerprint(signing.details.salt, value)
            raise Undo
        text = json.dumps(said, sort_keys=True)
        changes.append((signing.details, {"text": text}))
        if how_far != "the details":
            digest = hashlib.sha256(f"{signing.details.salt}\n{text}".encode()).hexdigest()
            changes.append((signing, {"digest": digest}))
        if how_far == "the seal":
            changes.append((signing, {"seal": hashlib.sha256(text.encode()).hexdigest()}))
    return changes


@pytest.mark.slow
@pytest.mark.parametrize(
    "verb", ["declaration.sign", "declaration.seal", "declaration.publish", "declaration.confirm_receipt"]
)
@pytest.mark.parametrize("what", ["the event", "its details", "what the details say"])
def test_what_is_deleted_from_the_log_is_missed(signature, verb, what):
    subject = signature.text if verb.endswith("publish") else signature
    event = Event.objects.get(verb=verb, subject=subject.ref)
    if what == "the event":
        event.delete()
    elif what == "its details":
        event.details.delete()
    else:
        EventDetails.objects.filter(event=event).update(text="", salt="")

    assert witness.examine_one(signature).differences
    assert witness.faults()
    if what != "what the details say":
        assert events.verify().faults


def forge_event(signature, *, seal, **values):
    """An event of a signing as ``events.record`` writes it, by somebody who does not have the key."""
    salt = "0" * 32
    said = {
        "version": signature.text.version, "language": signature.language, "sha256": signature.sha256,
        "columns": {
            name: events.fingerprint(salt, value) for name, value in witness.values_of_signature(signature).items()
        },
    }  # fmt: skip
    text = json.dumps(said, sort_keys=True)
    event = Event.objects.create(
        verb="declaration.sign", subject=signature.ref, actor=signature.person.ref, at=signature.signed_at,
        digest=hashlib.sha256(f"{salt}\n{text}".encode()).hexdigest(), seal=seal, **values,
    )  # fmt: skip
    EventDetails.objects.create(event=event, salt=salt, text=text)
    return event


@pytest.mark.slow
@pytest.mark.parametrize("seal", ["", "0" * 64, "a sealed one's"])
def test_a_forged_signature_with_a_forged_event_is_never_sealed(signature, siri, seal):
    if seal == "a sealed one's":
        seal = Event.objects.get(verb="declaration.sign", subject=signature.ref).seal
    forged = Signature.objects.get(pk=signature.pk)
    forged.pk, forged.ref, forged.code = None, uuid.uuid4(), "FRGDFRGDFR"
    forged.person, forged.signer_name = siri, FORGED
    forged.save()
    event = forge_event(forged, seal=seal)
    before = Event.objects.filter(sequence__isnull=False).count()
    events.seal_pending()

    assert Event.objects.filter(sequence__isnull=False).count() == before
    assert [str(words) for words in witness.examine_one(forged).differences] == [str(frame_witness.RECORD_CHANGED)]
    assert any(f"row {event.pk} (declaration.sign)" in fault for fault in events.verify().faults)

    last = Event.objects.order_by("-sequence").filter(sequence__isnull=False).first()
    Event.objects.filter(pk=event.pk).update(sequence=last.sequence + 1)
    assert witness.examine_one(forged).differences
    assert events.verify().faults


@pytest.mark.slow
def test_an_event_that_replaces_another_is_found(signature):
    event = Event.objects.get(verb="declaration.sign", subject=signature.ref)
    change(signature, signer_name=FORGED)
    forged = declaration_queries.signature_by_code(signature.code)
    number, seal = event.sequence, event.seal
    event.delete()
    forge_event(forged, seal=seal, sequence=number)

    assert witness.examine_one(forged).differences
    assert events.verify().faults


def test_a_copy_of_an_event_before_it_was_sealed_is_found(kari):
    signature = sign(kari)
    event = Event.objects.get(verb="declaration.sign", subject=signature.ref)
    details = event.details
    event.pk = details.pk = None
    event.save()
    details.event_id = event.pk
    details.save(force_insert=True)
    events.seal_pending()

    assert [str(words) for words in witness.examine_one(signature).differences] == [str(frame_witness.MORE_RECORDS)]
    assert any("is a copy of event" in fault for fault in events.verify().faults)


@pytest.mark.slow
def test_the_seal_before_a_signature_is_part_of_its_own(signature):
    event = Event.objects.get(verb="declaration.sign", subject=signature.ref)
    Event.objects.filter(sequence=event.sequence - 1).update(seal="0" * 64)

    assert witness.examine_one(signature).differences


@pytest.mark.slow
def test_a_signature_and_a_text_that_are_deleted_are_named_by_the_command(signature, capsys):
    event = Event.objects.get(verb="declaration.sign", subject=signature.ref)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM declarations_signature WHERE id = %s", [signature.pk])

    assert witness.faults() == [f"event {event.sequence} (declaration.sign): the row that it is about is gone"]
    with pytest.raises(SystemExit) as stop:
        call_command("verify_events")
    assert stop.value.code == 1


@pytest.mark.slow
def test_the_command_names_what_was_changed_in_plain_words(signature, capsys):
    change(signature, signer_name=FORGED, html="<p>")
    with pytest.raises(SystemExit):
        call_command("verify_events")

    assert capsys.readouterr().err.splitlines() == [
        f"the signature with the code {signature.code}: the name of the signer",
        f"the signature with the code {signature.code}: the text that was signed",
    ]


# What is signed elsewhere, and for whom a text is


@pytest.fixture
def on_paper(kari, ola, siri, signature):
    text = declaration_queries.text_in_force()
    how = {"medium": "paper", "signed_on": NOON.date(), "seen_by": "Ola Olsen", "kept_at": "Arkivet"}
    with clock.at(NOON):
        record = declarations.record_signature(kari, text, by=siri, **how)
        declarations.record_signature(ola, text, by=siri, **how)
        events.seal_pending()
    return RecordedSignature.objects.get(pk=record.pk)


def faults_after(row, **values):
    """What the command finds after this change, which is then taken back."""
    with contextlib.suppress(Undo), transaction.atomic():
        change(row, **values)
        found = witness.faults()
        raise Undo
    return found


@pytest.mark.slow
def test_each_column_of_what_was_signed_on_paper_is_witnessed(on_paper):
    assert witness.faults() == []
    changed = {field.name: another(on_paper, field.name) for field in RecordedSignature._meta.concrete_fields}
    # A text that no other record of the person is on.
    changed |= {"medium": "transfer", "text": DeclarationText.objects.order_by("pk").first().pk}

    assert [column for column, value in changed.items() if not faults_after(on_paper, **{column: value})] == []


@pytest.mark.slow
def test_what_was_signed_on_paper_without_an_event_or_deleted_is_found(on_paper):
    event = Event.objects.get(verb="declaration.record", subject=on_paper.ref)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM declarations_recordedsignature WHERE id = %s", [on_paper.pk])
    assert witness.faults() == [f"event {event.sequence} (declaration.record): the row that it is about is gone"]

    on_paper.pk, on_paper.ref = None, uuid.uuid4()
    on_paper.save()
    assert any(str(on_paper.ref) in fault for fault in witness.faults())


@pytest.mark.slow
def test_what_was_taken_back_is_not_missed_and_does_not_come_back(on_paper, siri):
    with clock.at(NOON):
        declarations.take_back_record(on_paper, by=siri)
    events.seal_pending()
    assert witness.faults() == []

    on_paper.save(force_insert=True)
    assert any(str(on_paper.ref) in fault for fault in witness.faults())


# It has no event: it is computed from the texts, and computed anew to be compared. Its row number nothing reads.
DERIVED = {"text", "counts_for", "not_for"}


@pytest.mark.slow
def test_for_whom_a_signature_counts_is_computed_anew(signature):
    assert {field.name for field in TextCoverage._meta.concrete_fields} - {"id"} == DERIVED
    coverage = signature.text.coverage
    for column in ("counts_for", "not_for"):
        assert faults_after(coverage, **{column: ",everybody,"})
    spare = DeclarationText.objects.exclude(coverage=coverage).first()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM declarations_textcoverage WHERE text_id = %s", [spare.pk])
    assert faults_after(coverage, text=spare.pk)


# Accounts, what was read, and reminders: the command alone tells


@pytest.fixture
def told(guro, nora_of_bergen, siri):
    """Two supporters, each with parts that they have read and a reminder."""
    with clock.at(NOON):
        declarations.publish(declaration_queries.text_in_force().content, "2.0", by=siri)
        for someone in (guro, nora_of_bergen):
            read_declaration(someone)
        register_services.send_reminders([guro, nora_of_bergen], by=siri, rule="declarations.view_register")
        events.seal_pending()
    assert every_fault() == []
    return guro, nora_of_bergen


@pytest.fixture
def nora_of_bergen(bergen, siri):
    nora = person("nora@example.org", "Nora", "Nes")
    make_supporter(nora, bergen, by=siri)
    return nora


def every_fault():
    return [*account_witness.faults(), *witness.faults()]


@pytest.mark.slow
def test_names_that_are_swapped_between_two_accounts_are_named(told):
    guro, nora = told
    change(guro, given_name="Nora", family_name="Nes")
    change(nora, given_name="Guro", family_name="Gran")

    about = [
        f"the account in row {someone.pk}: {words}"
        for someone in told
        for words in ("the given name", "the family name")
    ]
    signed = Signature.objects.order_by("pk").values_list("person", "code")
    assert every_fault() == [
        *about,
        *(f"the account in row {key}: it signed with another name ({code})" for key, code in signed),
    ]
    with pytest.raises(SystemExit):
        call_command("verify_events")


@pytest.mark.slow
@pytest.mark.parametrize("column", account_witness.ACCOUNT)
def test_each_column_of_an_account_is_compared_with_the_last_change(told, column):
    guro, _nora = told
    change(guro, **{column: f"{getattr(guro, column)}x"})
    assert f"the account in row {guro.pk}: {account_witness.ACCOUNT[column]}" in account_witness.faults()


@pytest.mark.slow
def test_a_name_that_is_changed_on_the_site_is_known_and_kept_as_a_digest_alone(told):
    guro, _nora = told
    accounts.change_details(guro, by=guro, family_name="Gundersen")
    assert every_fault() == []
    event = Event.objects.filter(verb="person.change_details", subject=guro.ref).latest("pk")
    assert "Gundersen" not in event.details.text
    assert set(json.loads(event.details.text)["columns"]) == set(account_witness.ACCOUNT)


@pytest.mark.slow
def test_an_account_from_before_names_were_witnessed_is_compared_with_how_it_signed(told, monkeypatch):
    guro, _nora = told
    of_guro = Event.objects.filter(verb="person.change_details", subject=guro.ref)
    EventDetails.objects.filter(event__in=of_guro).update(text="", salt="")
    assert account_witness.faults() == []
    change(guro, given_name="Gro")
    code = Signature.objects.get(person=guro).code
    assert every_fault() == [f"the account in row {guro.pk}: it signed with another name ({code})"]


OF_READING = [(SectionRead, name) for name in witness.READ]
OF_REMINDERS = [(Reminder, name) for name in witness.REMINDER]


@pytest.mark.parametrize(("model", "columns"), [(SectionRead, witness.READ), (Reminder, witness.REMINDER)])
def test_every_column_of_what_was_read_and_of_reminders_is_witnessed(model, columns):
    assert set(columns) == {field.name for field in model._meta.concrete_fields}


@pytest.mark.slow
@pytest.mark.parametrize(("model", "column"), [*OF_READING, *OF_REMINDERS])
def test_each_column_of_what_was_read_and_of_reminders_is_compared(told, siri, model, column):
    row = model.objects.order_by("pk").first()
    given = {"about": uuid.uuid4(), "person": siri.pk}
    value = given[column] if column in given else another(row, column)
    found = faults_after(row, **{column: value})
    assert len(found) == 1
    assert found[0].startswith("the reading in row" if model is SectionRead else "the reminder in row")


@pytest.mark.slow
@pytest.mark.parametrize("model", [SectionRead, Reminder])
def test_a_row_that_no_event_tells_of_is_named(told, model):
    row = model.objects.order_by("pk").first()
    Event.objects.filter(subject=row.ref).delete()
    assert witness.faults()[0].endswith(f"in row {row.pk}: there is no record of it in the event log")


@pytest.mark.slow
def test_what_retention_deletes_is_no_fault(told):
    SectionRead.objects.all().delete()
    Reminder.objects.all().delete()
    assert every_fault() == []


# The file


@pytest.mark.slow
def test_a_row_without_a_file_waits_for_one_only_where_the_log_says_so(signature, kari):
    empty = {"pdf_name": "", "pdf_sha256": ""}
    assert found_after([(signature, empty)], signature.code) == BOTH

    declarations.pdf_path(signature.pdf_name).unlink()
    assert declarations.read_copy(signature) is None
    events.seal_pending()
    signature.refresh_from_db()
    assert (signature.pdf_name, witness.examine_one(signature).differences) == ("", [])
    for column in ("pdf_name", "pdf_sha256"):
        assert found_after([(signature, {column: "0" * 40})], signature.code) == BOTH


def test_no_copy_is_sealed_of_what_was_altered(kari):
    signature = sign(kari)
    change(signature, signer_name=FORGED)

    assert declarations.render_pending() == 0
    change(signature, signer_name="Kari Krogh")
    assert declarations.render_pending() == 1


# Withdrawal


@pytest.mark.slow
def test_a_withdrawal_is_witnessed(signature, siri):
    assert found_after([(signature, {"withdrawn_at": NOON})], signature.code) == BOTH
    declarations.withdraw(signature, by=siri)
    declarations.withdraw(signature, by=siri)
    events.seal_pending()

    assert witness.examine_one(signature).differences == []
    assert Event.objects.filter(verb="declaration.withdraw").count() == 1
    for value in (None, NOON):
        assert found_after([(signature, {"withdrawn_at": value})], signature.code) == BOTH


def test_whoever_withdrew_is_asked_to_sign_anew(kari, siri):
    first = sign(kari)
    declarations.withdraw(first, by=siri)
    assert not declaration_queries.has_signed(kari)
    assert declaration_queries.signature_of(kari) is None

    second = sign(kari)
    assert second != first
    assert declaration_queries.signature_of(kari) == second


# Before the worker has come


@pytest.mark.slow
def test_an_event_that_is_not_sealed_yet_is_compared_all_the_same(kari):
    signature = sign(kari)
    finding = witness.examine_one(signature)
    assert (finding.differences, finding.is_being_sealed) == ([], True)

    for column in ("signer_name", "html", "signed_at", "code"):
        assert found_after([(signature, {column: another(signature, column)})], signature.code) == BOTH
    event = Event.objects.get(verb="declaration.sign", subject=signature.ref)
    for column in ("verb", "subject", "actor", "at", "digest", "seal"):
        assert found_after([(event, {column: another(event, column)})], signature.code) == BOTH


# From before the columns were witnessed


@pytest.fixture
def old(kari, monkeypatch):
    """A signature whose event says only what events said then; the file was made without an event."""
    monkeypatch.setattr(declarations, "witness", Older)
    with clock.at(NOON):
        signature = sign(kari)
    Signature.objects.update(pdf_name=signature.pdf_file_name, pdf_sha256="0" * 64)
    events.seal_pending()
    monkeypatch.undo()
    return declaration_queries.signature_by_code(signature.code)


class Older:
    @staticmethod
    def values_of_signature(signature):
        return None


def test_an_old_signature_is_not_called_altered_and_says_what_nothing_witnesses(old):
    finding = witness.examine_one(old)

    assert finding.differences == []
    columns = ["id", "signer_name", "promises", "methods", "code"]
    expected = [*(witness.SIGNATURE[name] for name in columns), *witness.FILE.values()]
    assert set(map(str, finding.unwitnessed)) == set(map(str, expected))


@pytest.mark.parametrize("column", ["person", "text", "language", "html", "sha256"])
def test_what_an_old_event_says_is_compared(old, siri, column):
    declarations.publish(old.text.content, "2.0", by=siri)

    assert found_after([(old, {column: another(old, column)})], old.code) == BOTH


def test_an_old_time_is_known_to_the_minute(old):
    later = old.signed_at + datetime.timedelta(minutes=2)

    assert found_after([(old, {"signed_at": later})], old.code) == BOTH


# Queries


@pytest.mark.slow
def test_many_signatures_take_as_many_queries_as_one(signature, django_assert_num_queries):
    rows = list(Signature.objects.select_related(*declaration_queries.EXAMINED))
    for some in (rows[:1], rows):
        with django_assert_num_queries(1):
            witness.examine(some)
    events.last_changed()  # kept for a minute
    with django_assert_num_queries(2):
        witness.examine_one(rows[0])


# A hole in the chain


@pytest.mark.slow
def test_a_withdrawal_whose_event_was_deleted_is_not_confirmed(signature, siri, kari, client):
    place = f"/verifiser/{signature.grouped_code}/"
    declarations.withdraw(signature, by=siri)
    sign(kari)
    events.seal_pending()
    assert client.get(place).context["judged"].answer == "withdrawn"
    Event.objects.get(verb="declaration.withdraw").delete()
    change(signature, withdrawn_at=None)

    judged = client.get(place).context["judged"]
    assert (judged.answer, judged.finding.differences) == ("altered", [frame_witness.EVENTS_MISSING])


@pytest.mark.slow
@pytest.mark.parametrize("column", ["verb", "subject", "actor", "at", "digest", "seal"])
def test_a_withdrawal_whose_event_was_made_into_another_is_not_confirmed(
    signature, siri, kari, client, client_of, column
):
    place = f"/verifiser/{signature.grouped_code}/"
    declarations.withdraw(signature, by=siri)
    events.record("person.test", subject=kari, by=siri)
    events.seal_pending()
    assert client.get(place).context["judged"].answer == "withdrawn"
    event = Event.objects.get(verb="declaration.withdraw")
    change(event, **{"subject": kari.ref, column: another(event, column)})
    change(signature, withdrawn_at=None)

    fragments.forget_cached()
    judged = client.get(place).context["judged"]
    assert (judged.answer, judged.finding.differences) == ("altered", [frame_witness.EVENTS_CHANGED])
    assert "Noe som kom etter den, er endret i loggen" in client.get(place).content.decode()
    assert (
        "noe som kom etter den, er endret i loggen"
        in client_of(kari).get("/taushetserklaering/kvittering/").content.decode()
    )


@pytest.mark.slow
def test_the_chain_is_read_once_in_a_minute(signature, django_assert_num_queries):
    fragments.forget_cached()
    with django_assert_num_queries(3):
        witness.examine_one(signature)
    with django_assert_num_queries(2):
        witness.examine_one(signature)


@pytest.mark.slow
def test_what_is_missing_or_changed_from_before_a_signature_says_nothing_of_it(signature):
    Event.objects.filter(sequence=2).delete()
    Event.objects.filter(sequence=1).update(verb="x")

    assert witness.examine_one(signature).differences == []
