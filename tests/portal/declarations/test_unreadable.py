"""Values that no column of the models holds, and that SQLite keeps: nobody else waits, and nothing is confirmed."""

import contextlib
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import connection, models, transaction
from django.urls import reverse
from openpyxl import load_workbook

from portal import clock, events, pdf
from portal.declarations import queries as declaration_queries
from portal.declarations import services as declarations
from portal.declarations.models import RecordedSignature, Signature
from portal.declarations.proof import witness
from portal.declarations.receipt import queries as receipt_queries
from portal.declarations.register import services as register_services
from portal.declarations.register.queries import Status
from portal.declarations.register.words import STATUS
from portal.knowledge.course import services as course_services
from portal.models import Event
from portal.supporters import queries as supporter_queries
from tests.conftest import attend_course, sign
from tests.portal.frame.odd_rows import answers, share_of
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


def write(row, column, value, **others):
    """Write values as whoever has the database can."""
    values = {column: value, **others}
    sets = ", ".join(f"{name} = %s" for name in values)
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {row._meta.db_table} SET {sets} WHERE id = %s", [*values.values(), row.pk])  # noqa: S608


@pytest.mark.slow
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


@pytest.mark.slow
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


@pytest.mark.slow
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


@pytest.mark.slow
@pytest.mark.parametrize("column", ["ref", "issued_at", "day", "holder_name"])
def test_the_holders_pages_answer_where_a_certificate_cannot_be_read(kari, siri, client_of, column):
    certificate = course_services.issue_certificate(kari, language="nb", attendance=attend_course(kari, siri))
    write(certificate, column, b"\xff" if column == "holder_name" else "x")
    client = client_of(kari)
    lists = [client.get(reverse(f"portal:{name}")).status_code for name in ("certificates", "my_data", "my_page")]
    assert lists == [200, 200, 200]
    for name in ("certificate", "certificate_pdf"):
        page = client.get(reverse(f"portal:{name}", args=[certificate.ref]))
        assert page.status_code == (404 if column == "ref" else 200)
        assert column == "ref" or "Dette kan ikke bekreftes" in page.content.decode()


def test_the_holder_reads_what_was_changed_of_a_certificate(kari, siri, client_of):
    certificate = course_services.issue_certificate(kari, language="nb", attendance=attend_course(kari, siri))
    place = reverse("portal:certificate", args=[certificate.ref])
    assert "ikke slik det var" not in client_of(kari).get(place).content.decode()
    write(certificate, "holder_name", "Per Persen")
    page = client_of(kari).get(place).content.decode()
    assert "Kursbeviset er ikke slik det var da det ble utstedt" in page
    assert "Forskjellen gjelder navnet på kursbeviset" in page


@pytest.mark.slow
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


# Each column of a signature, on every page that speaks of it


class Undo(Exception):
    """Takes back what a test wrote."""


@contextlib.contextmanager
def written(row, column, value):
    """The row with this value, until the block ends."""
    both = {"confirmed_at": str(clock.now()), "confirmed_by_id": row.person_id}  # the database has both or neither
    with contextlib.suppress(Undo), transaction.atomic():
        others = {name: other for name, other in both.items() if column in both and name != column}
        write(row, column, value, **others)
        yield
        raise Undo


@pytest.fixture
def pages(guro, siri, rolf, client_of, client, monkeypatch):
    """``pages()``: ``{what: answer}`` of all that speak of Guro's signature, or of a share of them.

    The worker and the command run too.
    """
    monkeypatch.setattr(receipt_queries, "days_to_confirm", lambda: 14)
    declarations.render_pending()
    events.seal_pending()
    signature, supporter = declaration_queries.signature_of(guro), supporter_queries.supporter_of(guro)
    signer, office, board = client_of(guro), client_of(siri), client_of(rolf)
    places = {
        "check": (client, f"/verifiser/{signature.grouped_code}/"),
        "register": (office, reverse("portal:declaration_register")),
        "board": (board, reverse("portal:chapter_declarations", args=["bergen"])),
        "preview": (office, reverse("portal:remind_of_declaration")),
        "file": (office, reverse("portal:declaration_register_file")),
        "received": (office, reverse("portal:receipts")),
        "one received": (office, reverse("portal:receipt", args=[signature.ref])),
        "supporter": (office, reverse("portal:supporter", args=[supporter.ref])),
        "withdraw": (office, reverse("portal:withdraw_signature", args=[signature.ref])),
        "page of the office": (office, reverse("portal:my_page")),
        "my page": (signer, reverse("portal:my_page")),
        "my data": (signer, reverse("portal:my_data")),
        "receipt": (signer, reverse("portal:signed")),
        "copy": (signer, reverse("portal:declaration_pdf", args=[signature.ref])),
        "list": (client, "/finn-likeperson/"),
    }

    asked_of = [(name, who, place) for name, (who, place) in places.items()]

    def asked(share=slice(None)):
        register_services.remind_of_lapsing()
        declarations.render_pending()
        witness.faults()
        return answers(asked_of, share)

    return asked


def values_for(field):
    """What somebody can write there that means nothing."""
    if isinstance(field, models.JSONField):
        return ['"x"', "5"]  # the database refuses what is no JSON
    if field.is_relation:
        return ["x"]
    return ["x", "2026-02-30", b"\xff\xfe"]


COLUMNS = [field.name for field in Signature._meta.concrete_fields if field.name != "id"]
# What is not found, or leads on, where the row has lost what it is found by.
LOST = {
    "code": {"check": 404},
    "ref": {"one received": 404, "withdraw": 404, "copy": 404},
    "person": {"check": 404, "one received": 404, "withdraw": 404, "copy": 404, "receipt": 302},
    "text": {"check": 404, "one received": 404, "withdraw": 404, "copy": 404, "receipt": 302},
}


@pytest.mark.slow
@pytest.mark.parametrize("name", COLUMNS)
def test_every_page_about_a_signature_answers_and_confirms_nothing(guro, pages, name):
    every_page_answers(guro, pages, name, slice(1), share_of(Signature, name))


@pytest.mark.proof
@pytest.mark.parametrize("name", COLUMNS)
def test_every_page_answers_and_confirms_nothing_whatever_stands_there(guro, pages, name):
    every_page_answers(guro, pages, name, slice(None), slice(None))


def every_page_answers(guro, pages, name, which, share):
    signature, field = declaration_queries.signature_of(guro), Signature._meta.get_field(name)
    for value in values_for(field)[which]:
        with written(signature, field.column, value):
            found = pages(share)
            lost = {what: status for what, status in LOST.get(name, {}).items() if what in found}
            assert {what: page.status_code for what, page in found.items() if page.status_code != 200} == lost
            if "receipt" not in LOST.get(name, {}):
                says_so(found)
            if "check" in found.keys() - lost.keys():
                assert found["check"].context["judged"].answer in ("altered", "unknown")


def says_so(found):
    """Those of these pages that speak of the signature say that it cannot be confirmed."""
    status = str(STATUS[Status.UNCONFIRMED])
    for where in found.keys() & {"register", "board"}:
        row = next(row for row in found[where].context["rows"] if row["name"] == "Guro Gran")
        assert (str(row["status"]), bool(row["differences"])) == (status, True)
        assert status in found[where].content.decode()
    if "file" in found:
        sheet = load_workbook(io.BytesIO(found["file"].getvalue())).active
        assert any(str(row[3]).startswith(f"{status}. Endret: ") for row in sheet.iter_rows(values_only=True))
    if "preview" in found:
        assert "Guro Gran" not in found["preview"].content.decode()
    said = {
        "receipt": ("Det som er lagret, er endret etter at du signerte", "Dette kan ikke bekreftes"),
        "my data": ("Dette stemmer ikke med loggen vår", "En taushetserklæring som ikke kan leses"),
    }
    for where in found.keys() & said.keys():
        text = found[where].content.decode()
        assert any(words in text for words in said[where]), where


@pytest.mark.slow
@pytest.mark.parametrize("name", ["ref", "signed_on", "recorded_at", "lapses_on", "witness"])
def test_every_page_about_a_signature_on_paper_answers(guro, siri, pages, name):
    every_page_of_a_paper_answers(guro, siri, pages, name, slice(1), share_of(RecordedSignature, name))


@pytest.mark.proof
@pytest.mark.parametrize("name", ["ref", "signed_on", "recorded_at", "lapses_on", "witness"])
def test_every_page_of_a_paper_answers_whatever_stands_there(guro, siri, pages, name):
    every_page_of_a_paper_answers(guro, siri, pages, name, slice(None), slice(None))


def every_page_of_a_paper_answers(guro, siri, pages, name, which, share):
    text = declarations.publish(declaration_queries.text_in_force().content, "2.0", by=siri)
    paper = {"medium": "paper", "signed_on": clock.today(), "seen_by": "Rolf Rygg", "kept_at": "Arkivet"}
    record = declarations.record_signature(guro, text, by=siri, **paper)
    field = RecordedSignature._meta.get_field(name)
    for value in values_for(field)[which]:
        with written(record, field.column, value):
            found = pages(share)
            assert {page.status_code for page in found.values()} == {200}
            says_so(found)
