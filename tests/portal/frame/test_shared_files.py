"""Private files and pictures where several machines reach them: a store that speaks S3, on this machine."""

import hashlib

import boto3
import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage, storages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from moto.server import ThreadedMotoServer

from portal import clock, events, files, papers, seal, uploads
from portal.declarations import services as declarations
from portal.declarations.models import Signature
from portal.operations.audit import event_heads
from portal.operations.retention import evidence
from portal.reports.grants import frozen
from portal.reports.grants import services as grant_services
from portal.supporters import queries as supporter_queries
from portal.supporters.directory import services as directory_services
from portal.supporters.portraits import services as portrait_services
from portal.supporters.portraits import witness
from tests.conftest import moment, sign
from tests.portal.frame.small_pdf import small_pdf
from tests.portal.supporters.portraits.photos import show_portrait

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
KEYS = {"access_key": "id", "secret_key": "secret", "region_name": "us-east-1", "addressing_style": "path"}


@pytest.fixture(scope="module")
def store():
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    yield "http://{}:{}".format(*server.get_host_and_port())
    server.stop()


@pytest.fixture
def shared(store, settings, tmp_path):
    """The files of the site are in a bucket; ``shared(name)`` makes this process another machine."""
    names = {"aws_access_key_id": "id", "aws_secret_access_key": "secret", "region_name": "us-east-1"}
    bucket = boto3.resource("s3", endpoint_url=store, **names).create_bucket(Bucket=f"b{hash(tmp_path) % 10**9}")
    options = {**KEYS, "endpoint_url": store, "bucket_name": bucket.name, "file_overwrite": True}

    def be(machine, **changes):
        settings.PRIVATE_DIR = tmp_path / machine
        settings.PRIVATE_DIR.mkdir(exist_ok=True)
        settings.STORAGES = {
            **settings.STORAGES,
            "private": {
                "BACKEND": "portal.shared_files.SharedPrivate",
                "OPTIONS": {**options, "location": "private", **changes},
            },
            "default": {"BACKEND": "portal.shared_files.SharedMedia", "OPTIONS": {**options, "location": "media"}},
        }
        seal._read_certificate.cache_clear()  # noqa: SLF001  another machine has read nothing yet
        return bucket

    bucket = be("one")
    settings.SEAL_KEY = seal._new_key().decode()  # noqa: SLF001  as the environment gives it to each machine
    be.bucket = bucket
    return be


def kept(shared):
    return sorted(each.key for each in shared.bucket.objects.all())


def test_what_one_machine_makes_another_gives_out(shared, kari):
    signature = sign(kari)
    declarations.render_pending()
    signature.refresh_from_db()
    first = declarations.read_copy(signature)

    shared("two")

    assert seal.check(first).is_intact
    assert declarations.read_copy(signature) == first
    assert f"private/declarations/{signature.ref}.pdf" in kept(shared)
    assert not list(files.settings.PRIVATE_DIR.rglob("*.p*"))  # neither files nor keys on the second machine


def test_a_declaration_whose_time_is_over_goes_from_there_too(shared, kari, django_capture_on_commit_callbacks):
    """Whichever machine deletes it."""
    signature = sign(kari)
    declarations.render_pending()
    assert f"private/declarations/{signature.ref}.pdf" in kept(shared)
    shared("two")

    with django_capture_on_commit_callbacks(execute=True):
        evidence.forget_signatures(Signature.objects.all())

    assert f"private/declarations/{signature.ref}.pdf" not in kept(shared)


def test_a_file_that_is_gone_is_made_again_and_one_that_was_changed_is_refused(shared, kari):
    signature = sign(kari)
    declarations.render_pending()
    signature.refresh_from_db()
    path = declarations.pdf_path(signature.pdf_name)

    for change in (files.delete, lambda path: files.write(path, small_pdf(), replace=True)):
        change(path)
        assert declarations.read_copy(signature) is None
        declarations.render_pending()
        signature.refresh_from_db()
        assert declarations.read_copy(signature)


def test_uploads_frozen_versions_and_heads_of_the_log_are_there_too(shared, kari, siri, bergen):
    made = uploads.keep(uploads.check_pdf(SimpleUploadedFile("a.pdf", small_pdf())), by=kari)
    with clock.at(moment("2027-09-01 12:00")):
        row = grant_services.freeze(2026, after=0, by=siri, despite_gaps=True, reason="Ingen rapport.")
    with clock.at(moment("2030-06-03 03:10")):
        events.seal_pending()
        assert (event_heads.export(), event_heads.export()) == (True, False)

    shared("two")

    content = files.read(uploads.folder() / made["stored_as"], largest=10**6)
    assert hashlib.sha256(content).hexdigest() == made["sha256"]
    assert frozen.contents_of_file(row).about == row.about
    assert len(event_heads.exported()) == 1
    assert uploads.delete_files_without_row() == 0  # a day has not gone
    with pytest.raises(OSError, match="too large"):
        files.read(uploads.folder() / made["stored_as"], largest=10)
    files.delete(uploads.folder() / made["stored_as"])
    assert not files.exists(uploads.folder() / made["stored_as"])


def test_a_picture_of_a_supporter_is_shown_by_each_machine_and_goes_from_all(
    shared, guro, client, django_capture_on_commit_callbacks
):
    supporter = supporter_queries.supporter_of(guro)
    directory_services.consent_to_listing(supporter, by=guro, text="Ja.", shown_name="Guro", experience="own")
    with django_capture_on_commit_callbacks(execute=True):
        show_portrait(guro)
    address = reverse("portal:portrait_file", args=[supporter.portraits.get(kind="list").ref])
    first = client.get(address)
    number = len(kept(shared))

    shared("two")
    assert (client.get(address).content, witness.faults()) == (first.content, [])
    shared("two", endpoint_url="http://127.0.0.1:9")
    client.raise_request_exception = False
    away = client.get(address)
    with pytest.raises(files.Unreachable):  # nothing is said of files that cannot be read
        witness.faults()
    shared("two")
    with django_capture_on_commit_callbacks(execute=True):
        portrait_services.remove(supporter, by=guro)

    assert (first.status_code, number, away.status_code) == (200, 2, 503)
    assert (kept(shared), client.get(address).status_code) == ([], 404)


def test_a_file_that_is_there_is_kept_unless_it_is_to_be_replaced(shared):
    path = uploads.folder() / "x"
    for content, replace in ((b"1", False), (b"2", False), (b"3", True)):
        files.write(path, content, replace=replace)
    assert files.read(path, largest=9) == b"3"
    files.write(path, b"4", replace=False)
    assert files.read(path, largest=9) == b"3"
    assert (files.in_folder(uploads.folder(), "x"), files.in_folder(uploads.folder(), "y")) == ([path], [])


def test_a_store_that_does_not_answer_makes_no_file_missing(shared, kari, client_of):
    signature = sign(kari)
    declarations.render_pending()
    signature.refresh_from_db()
    shared("one", endpoint_url="http://127.0.0.1:9")

    with pytest.raises(files.Unreachable):
        declarations.read_copy(signature)
    client = client_of(kari)
    client.raise_request_exception = False
    answer = client.get(reverse("portal:declaration_pdf", args=[signature.ref]))
    signature.refresh_from_db()

    assert signature.pdf_name
    assert (answer.status_code, "Vent noen minutter" in answer.content.decode()) == (503, True)


def test_pictures_have_the_addresses_they_always_have(shared):
    name = default_storage.save("images/a.png", ContentFile(b"png"))

    answer = Client().get(default_storage.url(name))

    assert (default_storage.url(name), b"".join(answer.streaming_content)) == ("/media/images/a.png", b"png")
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert Client().get("/media/images/gone.png").status_code == 404
    with pytest.raises(ValueError, match="no address"):
        storages["private"].url("declarations/x.pdf")


def test_a_machine_with_a_folder_of_its_own_says_so_and_breaks_nothing(settings, tmp_path, kari):
    settings.PRIVATE_DIR = tmp_path / "one"
    settings.PRIVATE_DIR.mkdir()
    papers.note_folder()
    signature = sign(kari)
    declarations.render_pending()
    signature.refresh_from_db()
    whole = declarations.read_copy(signature)

    settings.PRIVATE_DIR = tmp_path / "two"
    settings.PRIVATE_DIR.mkdir()
    with pytest.raises(files.Unreachable, match="folder of another machine"):
        declarations.read_copy(signature)
    settings.PRIVATE_DIR = tmp_path / "one"

    signature.refresh_from_db()
    assert signature.pdf_name
    assert declarations.read_copy(signature) == whole
