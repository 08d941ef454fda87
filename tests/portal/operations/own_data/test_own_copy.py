"""The copy that people download: every table that points to a person is in it, all that it says, and nobody else."""

import io
import json
import uuid
import zipfile

import pytest
from django.apps import apps
from django.db import connection

from portal import clock
from portal.accounts import services as accounts
from portal.accounts.models import User
from portal.models import Event
from portal.onboarding.review import services as review_services
from portal.operations.own_data import archive
from portal.operations.own_data.tables import tables
from portal.supporters.models import RoleAgreement, Supporter
from tests.conftest import attend_course, fill_in, moment, pass_test, person, send_in, sign

pytestmark = pytest.mark.django_db
PAGE = "/mine-opplysninger/kopi/"
ABOUT_NOBODY = {"wagtail", "home", "auth", "sessions"}
OTHERS = {"accounts.User_groups", "accounts.User_user_permissions"}  # what staff may do: no data about the person


def test_each_column_that_points_to_a_person_is_in_the_copy():
    pointing = {
        (model._meta.label, field.name)
        for model in apps.get_models(include_auto_created=True)
        for field in model._meta.concrete_fields
        if field.related_model in (User, Supporter) and model._meta.label not in OTHERS
        and not model.__module__.startswith(("wagtail.", "wagtail_localize", "home."))
    }  # fmt: skip
    told = {(table.label, table.path.split("__")[0]) for table in tables()}

    assert pointing - told == set()


def test_each_table_can_be_read(kari):
    for table in tables():
        assert list(table.rows_of(kari)) is not None, table.label
        assert table.only is None or {column.name for column in table.columns} == table.only, table.label
        assert {column.name for column in table.model._meta.fields} >= table.left_out, table.label


def text_columns(table):
    """The columns of a table that hold texts of somebody's own: those can hold a canary."""
    kinds = ("CharField", "TextField", "EmailField", "JSONField")
    return [column for column in table.columns if column.get_internal_type() in kinds and not column.choices]


@pytest.fixture
def lived(kari, rolf, siri, bergen):
    """Kari, with rows in most tables."""
    attend_course(kari, siri)
    pass_test(kari)
    sign(kari)
    application = send_in(kari)
    application.notes.create(text="Ring henne.", written_by=rolf)
    review_services.assess(application, "ask_for_more", by=rolf, message="Mer, takk.")
    RoleAgreement.objects.create(person=kari, category=application.category, text="Du lytter.", language="nb")
    kari.certificates.create(
        kind="attended", language="nb", holder_name="Kari Krogh", title="Kurs", title_language="nb",
        day=clock.today(), minutes=120, sha256="0" * 64,
    )  # fmt: skip
    fill_in(kari)
    return kari


@pytest.mark.slow
def test_a_canary_in_every_column_comes_out_and_nobody_elses(lived, ola):
    """Each text of hers, in each table in which she has a row, holds its own mark; each of Ola's another."""
    send_in(ola)
    placed = set()
    for who, mark in ((lived, "HERS"), (ola, "HIS")):
        for table in tables():
            if table.only is not None:
                continue
            for row in table.rows_of(who):
                for column in text_columns(table):
                    if column.name in ("state", "language", "purpose", "kind", "email", "code", "verdict", "copy"):
                        continue
                    value = f"{mark}{len(placed)}"[: column.max_length or 99]
                    is_json = column.get_internal_type() == "JSONField"
                    # What a page reads is of a certain shape: a list or a dict.
                    if is_json and table.label not in ("knowledge.AttemptQuestion", "accounts.Consent"):
                        continue
                    type(row)._base_manager.filter(pk=row.pk).update(
                        **{column.name: {"canary": value} if is_json else value}
                    )
                    placed.add(value)
    data = json.dumps(archive.rows_of(User.objects.get(pk=lived.pk)), default=str)

    assert len([mark for mark in placed if mark.startswith("HERS")]) > 20
    hers = {mark for mark in placed if mark.startswith("HERS")}
    assert {mark for mark in hers if f'"{mark}"' not in data and mark not in data} == set()
    assert "HIS" not in data


@pytest.mark.slow
def test_the_page_downloads_a_zip_with_a_page_data_and_papers(lived, rolf, client_of):
    client = client_of(lived)
    with clock.at(moment("2026-06-10 12:00")):
        response = client.post(PAGE)

    archive_ = zipfile.ZipFile(io.BytesIO(response.content))
    page = archive_.read("les-dette.html").decode()
    data = json.loads(archive_.read("opplysninger.json"))
    assert response.headers["Content-Disposition"] == 'attachment; filename="mine-opplysninger-2026-06-10.zip"'
    assert "no-store" in response.headers["Cache-Control"]
    assert "pdf/soknad-1.pdf" in archive_.namelist()
    assert data["tables"]["accounts.User"][0]["email"] == lived.email
    assert [text for text in ("Kari Krogh", "Kunnskapstest, bestått") if text not in page] == []
    everything = page + json.dumps(data)
    assert [name for name in ("Rolf", "Rygg", "rolf@example.org", "Siri") if name in everything] == []
    assert Event.objects.filter(verb="person.download", subject=lived.ref).count() == 1


def test_it_needs_a_fresh_code_and_a_person(kari, client, client_of):
    assert "/logg-inn/" in client.get(PAGE).headers["Location"]
    stale = client_of(kari, code_age=700)
    assert "/logg-inn/ny-kode/" in stale.get(PAGE).headers["Location"]
    assert "/logg-inn/ny-kode/" in stale.post(PAGE).headers["Location"]


@pytest.mark.slow
@pytest.mark.skipif(connection.vendor != "sqlite", reason="only SQLite keeps anything in a column of dates")
def test_a_row_that_cannot_be_read_stops_nothing(kari):
    accounts.give_consent(kari, "application", text="Ja.", by=kari)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE accounts_consent SET given_at = 'odd'")

    assert archive.rows_of(kari)["accounts.Consent"] == [{"because_of": "person", "cannot_be_read": True}]


def test_details_are_corrected_with_postcode_and_language(kari, client_of):
    client = client_of(kari)
    posted = {"given_name": "Kari", "family_name": "Krogh", "phone": "", "postcode": "N-5003", "language": "nn"}

    assert client.post("/mine-opplysninger/", posted).status_code == 302
    kari.refresh_from_db()
    assert (kari.postcode, kari.language) == ("5003", "nn")
    client.post("/mine-opplysninger/", {"given_name": "Kari", "family_name": "Krogh"})
    kari.refresh_from_db()
    assert (kari.postcode, kari.language) == ("5003", "nn")


@pytest.mark.slow
def test_somebody_with_nothing_gets_a_copy_too(client_of):
    nobody = person(f"{uuid.uuid4()}@example.org", "", "")

    assert client_of(nobody).post(PAGE).status_code == 200
