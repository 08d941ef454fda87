"""A copy that leaves the house is given out only as it was sealed: its event and its own seal each see to that."""

import os
import threading

import pytest
from django.db import connection
from django.urls import reverse

from portal import clock, events, papers, seal
from portal.declarations import services as declarations
from portal.declarations.models import Signature
from portal.models import Event, EventDetails
from tests.conftest import sign
from tests.portal.frame.tampering import TAMPERING, flips, padding_of, sealed_again

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _private_folder(tmp_path, settings):
    settings.PRIVATE_DIR = tmp_path


@pytest.fixture
def signature(kari):
    signed = sign(kari)
    declarations.render_pending()
    signed.refresh_from_db()
    return signed


@pytest.fixture
def path(signature):
    return declarations.pdf_path(signature.pdf_name)


@pytest.fixture
def given_out(signature, path):
    """``given_out(content)``: whether the copy is given out if this is what lies in the folder."""
    kept = {"pdf_name": signature.pdf_name, "pdf_sha256": signature.pdf_sha256}

    def is_given_out(content):
        Signature.objects.filter(pk=signature.pk).update(**kept)
        path.write_bytes(content)
        return declarations.read_copy(signature) is not None

    return is_given_out


LOCKS = {"the event alone": ("_fault_by_seal",), "the seal alone": ("_fault_by_event",), "both": ()}


@pytest.fixture(params=LOCKS)
def lock(request, monkeypatch):
    for other in LOCKS[request.param]:
        monkeypatch.setattr(papers, other, lambda *_: "")
    return request.param


@pytest.mark.slow
def test_a_good_file_is_given_out(signature, path, given_out, lock):
    assert given_out(path.read_bytes())
    assert not Event.objects.filter(verb="declaration.refuse_copy").exists()


@pytest.mark.slow
@pytest.mark.parametrize("number", [200, pytest.param(2000, marks=pytest.mark.proof)])
def test_no_file_with_another_byte_is_given_out(path, given_out, lock, number):
    good = path.read_bytes()
    out = [place for place, altered in flips(good, number) if given_out(altered)]

    print(f"{lock}: {number} flips, {len(out)} given out, {sum(p in padding_of(good) for p, _ in flips(good, number))}"
          " of them in room that the seal does not use")  # fmt: skip
    assert out == []


@pytest.mark.slow
def test_no_file_that_was_tampered_with_is_given_out(path, given_out, lock):
    good = path.read_bytes()

    assert [kind for kind, (tamper, _fault) in TAMPERING.items() if given_out(tamper(good))] == []


@pytest.mark.slow
def test_no_file_with_a_second_signature_is_given_out(path, given_out, lock, monkeypatch):
    assert not given_out(sealed_again(path.read_bytes(), monkeypatch))


@pytest.mark.slow
def test_somebody_elses_good_file_is_not_given_out(signature, path, given_out, ola):
    """Its seal is good: the event says that it is another one."""
    other = sign(ola)
    declarations.render_pending()

    assert not given_out(declarations.pdf_path(f"{other.ref}.pdf").read_bytes())


@pytest.mark.slow
def test_the_event_tells_of_the_sealing(signature):
    said = events.last_details("declaration.seal", signature.ref)

    assert said == {"sha256": signature.pdf_sha256, "certificate": seal.current().sha256}


@pytest.mark.slow
@pytest.mark.parametrize("change", ["details", "event", "no event", "seal of the event"])
def test_without_a_true_event_nothing_is_given_out(signature, path, given_out, change):
    content = path.read_bytes()
    events.seal_pending()
    rows = Event.objects.filter(verb="declaration.seal")
    if change == "details":
        EventDetails.objects.filter(event__in=rows).update(text='{"sha256": "0"}')
    elif change == "event":
        rows.update(at=clock.now())
    elif change == "no event":
        rows.delete()
    else:
        rows.update(seal="0" * 64)

    assert not given_out(content)


@pytest.mark.slow
def test_a_file_that_was_changed_is_made_again(signature, path, kari, client_of):
    client, place = client_of(kari), reverse("portal:declaration_pdf", args=[signature.ref])
    good = path.read_bytes()
    path.write_bytes(good + b"\n")

    page = client.get(place)

    assert (page.status_code, page.headers["Content-Type"]) == (200, "text/html; charset=utf-8")
    assert page.context["again"]
    assert events.last_details("declaration.refuse_copy", signature.ref)["fault"] == "other_digest"
    assert not client.get(place).context["again"]  # it waits already, and nothing more is recorded
    assert Event.objects.filter(verb="declaration.refuse_copy").count() == 1
    assert declarations.render_pending() == 1
    assert Event.objects.filter(verb="declaration.seal").count() == 2
    again = b"".join(client.get(place).streaming_content)
    assert again not in (good, good + b"\n")
    assert seal.check(again).is_intact


ONLY_SQLITE = pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL keeps no null character")


@pytest.mark.slow
@pytest.mark.parametrize(
    "name", ["gone.pdf", "", "../seal_key", "..", pytest.param("\x00", marks=ONLY_SQLITE), "x" * 60]
)
def test_a_file_that_is_missing_is_made_again(signature, kari, client_of, name):
    Signature.objects.filter(pk=signature.pk).update(pdf_name=name, pdf_sha256=name and signature.pdf_sha256)
    client, place = client_of(kari), reverse("portal:declaration_pdf", args=[signature.ref])

    assert client.get(place).headers["Content-Type"] == "text/html; charset=utf-8"
    assert declarations.render_pending() == 1
    assert client.get(place).headers["Content-Type"] == "application/pdf"


def put_a_file(path, _folder):
    path.write_bytes(b"secret")


def put_a_link(path, folder):
    put_a_file(folder.parent / "event_key", folder)
    path.symlink_to(folder.parent / "event_key")


def put_a_large_file(path, _folder):
    with path.open("wb") as file:
        file.truncate(seal.MAX_SIZE + 1)


def put_a_pipe(path, _folder):
    os.mkfifo(path)
    threading.Thread(target=path.write_bytes, args=[b"secret"], daemon=True).start()  # waits for somebody who reads


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "put"),
    [
        ("../event_key", put_a_file),
        ("other.pdf", put_a_file),
        ("{ref}.pdf", put_a_link),
        ("{ref}.pdf", put_a_large_file),
        ("{ref}.pdf", put_a_pipe),
        ("{ref}.pdf", lambda path, _folder: path.mkdir()),
    ],
)
def test_only_a_plain_file_with_the_name_that_we_gave_it_is_read(signature, path, name, put, monkeypatch):
    """The SHA-256 of any other is not to be found in the event log."""
    read = []
    monkeypatch.setattr(papers, "_fault_by_event", lambda _row, content, _verb: read.append(content) or "other_digest")
    path.unlink()
    signature.pdf_name = name.format(ref=signature.ref)
    signature.save(update_fields=["pdf_name"])
    put(path.parent / signature.pdf_name, path.parent)

    assert declarations.read_copy(signature) is None
    assert read == []
    assert events.last_details("declaration.refuse_copy", signature.ref) == {"fault": "missing", "sha256": ""}


@pytest.mark.slow
def test_what_is_not_as_it_was_signed_is_not_sealed_anew(signature, path, kari, client_of):
    Signature.objects.filter(pk=signature.pk).update(html=signature.html.replace("ikke", ""))
    path.unlink()
    client, place = client_of(kari), reverse("portal:declaration_pdf", args=[signature.ref])

    page = client.get(place)

    assert (page.status_code, page.context["can_be_made"]) == (200, False)
    assert declarations.render_pending() == 0
    assert "Get in touch" not in page.content.decode()
    assert "kan ikke lages" in page.content.decode()


@pytest.mark.slow
def test_without_a_key_the_copy_waits(kari, settings, caplog):
    settings.SEAL_KEY_FILE = "/nowhere/key.pem"
    signed = sign(kari)

    assert declarations.render_pending() == 0
    assert "the key cannot be read" in caplog.text
    settings.SEAL_KEY_FILE = ""
    assert declarations.render_pending() == 1
    assert seal.check(declarations.pdf_path(f"{signed.ref}.pdf").read_bytes()).is_intact
