"""Values that no column of the models holds, and that SQLite keeps: nobody else waits, and nothing is confirmed."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import connection

from portal import clock, events, pdf
from portal.declarations import queries as declaration_queries
from portal.declarations import services as declarations
from portal.declarations import witness
from portal.declarations.models import Signature
from portal.knowledge.course import services as course_services
from portal.models import Event
from tests.conftest import attend_course, sign
from tests.portal.frame.small_pdf import small_pdf

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(connection.vendor != "sqlite", reason="other databases refuse such values"),
]


@pytest.fixture(autouse=True)
def _private_folder(tmp_path, settings, monkeypatch):
    settings.PRIVATE_DIR = tmp_path
    monkeypatch.setattr(pdf, "render", small_pdf)
    monkeypatch.setattr("portal.limits.count", lambda *_: None)


def write(row, column, value):
    """Write a value as whoever has the database can."""
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {row._meta.db_table} SET {column} = %s WHERE id = %s", [value, row.pk])  # noqa: S608


@pytest.mark.parametrize("column", ["ref", "signed_at", "lapses_on", "withdrawn_at"])
def test_a_signature_that_cannot_be_read_keeps_no_other_waiting(kari, ola, column):
    write(sign(kari), column, "x")
    other = sign(ola)

    assert declarations.render_pending() == 1
    assert Signature.objects.get(pk=other.pk).pdf_name


def test_a_certificate_that_cannot_be_read_keeps_no_other_waiting(kari, ola, siri):
    first, _second = (
        course_services.issue_certificate(one, language="nb", attendance=attend_course(one, siri))
        for one in (kari, ola)
    )
    write(first, "issued_at", "x")

    assert course_services.render_pending() == 1


@pytest.mark.parametrize(("column", "value"), [("at", "x"), ("sequence", "x"), ("actor", "x")])
@pytest.mark.parametrize("is_sealed", [True, False])
def test_an_event_that_cannot_be_read_keeps_no_other_waiting(kari, ola, column, value, is_sealed):
    signature = sign(kari)
    if is_sealed:
        events.seal_pending()
    event = Event.objects.get(verb="declaration.sign")
    write(event, column, value)
    other = sign(ola)

    assert declarations.render_pending() == 1
    assert events.seal_pending() > 0
    assert Event.objects.get(verb="declaration.sign", subject=other.ref).sequence
    assert events.head() != "0:"
    signature = declaration_queries.signature_by_code(signature.code)
    assert witness.examine_one(signature).differences


SIGNATURE = ["ref", "signed_at", "withdrawn_at", "renews", "lapses_on"]


@pytest.mark.parametrize("value", ["x", "2026-02-30"])
@pytest.mark.parametrize("column", [*SIGNATURE, "text", "event"])
def test_a_signature_that_cannot_be_read_is_not_confirmed(kari, client, column, value):
    signature = sign(kari)
    declarations.render_pending()
    events.seal_pending()
    signature.refresh_from_db()
    content = declarations.pdf_path(signature.pdf_name).read_bytes()
    row = {"text": signature.text, "event": Event.objects.get(verb="declaration.sign")}.get(column, signature)
    write(row, {"text": "published_at", "event": "at"}.get(column, column), value)

    page = client.get(f"/verifiser/{signature.grouped_code}/")
    assert (page.status_code, page.context["judged"].answer) == (200, "altered")
    assert "Vi kan ikke bekrefte signaturen" in page.content.decode()
    file = SimpleUploadedFile("kopi.pdf", content, content_type="application/pdf")
    page = client.post("/verifiser/fil/", {"file": file})
    assert (page.status_code, page.context["judged"].answer) in ((200, "altered"), (200, "unknown"))


@pytest.mark.parametrize("column", ["ref", "issued_at", "exam_passed_on", "day"])
def test_a_certificate_that_cannot_be_read_is_not_confirmed(kari, siri, client, column):
    certificate = course_services.issue_certificate(kari, language="nb", attendance=attend_course(kari, siri))
    events.seal_pending()
    write(certificate, column, "2020-01-01 00:00:00" if column == "exam_passed_on" else "x")

    page = client.get(f"/verifiser/{certificate.grouped_code}/")
    assert (page.status_code, page.context["judged"].answer) == (200, "altered")
    assert "Kursbeviset kan ikke bekreftes" in page.content.decode()


def test_the_command_names_what_cannot_be_read_and_goes_on(kari, ola, siri, capsys):
    signature, other = sign(kari), sign(ola)
    paper = {"medium": "paper", "signed_on": clock.today(), "seen_by": "Rolf Rygg", "kept_at": "Arkivet"}
    record = declarations.record_signature(siri, signature.text, by=siri, **paper)
    certificate = course_services.issue_certificate(kari, language="nb", attendance=attend_course(kari, siri))
    events.seal_pending()
    waiting = events.record("person.test", subject=kari, by=kari)
    write(signature, "lapses_on", "x")
    write(record, "signed_on", "x")
    write(certificate, "issued_at", "x")
    write(other, "signer_name", "Per Persen")
    write(waiting, "at", "x")
    for number, (column, value) in enumerate([("at", "x"), ("at", "2026-02-30"), ("actor", "x"), ("sequence", "x")], 2):
        write(Event.objects.only("pk").get(sequence=number), column, value)

    with pytest.raises(SystemExit):
        call_command("verify_events")
    faults = capsys.readouterr().err
    assert "the signature in row" in faults
    assert f"the signature with the code {other.code}: the name of the signer" in faults
    assert "the record in row" in faults
    assert "the certificate in row" in faults
    assert faults.count("of the log holds a value that cannot be read") == 5
    assert "event 2 is missing" in faults

    write(signature.text, "published_at", "x")
    with pytest.raises(SystemExit):
        call_command("verify_events")
    assert "the version in row" in capsys.readouterr().err
