"""The secretariat's own words: changed in one place, shown everywhere, never lost to another window."""

import io

import pytest
from django.core.management import CommandError, call_command

from portal import fragments, organisation, seal
from portal.models import Event, Organisation
from portal.moves import Stale

pytestmark = pytest.mark.django_db

DETAILS = {
    "name": "Foreningen", "service_name": "Tjenesten", "phone": "22 42 45 45", "email": "post@example.org",
    "declaration_years": "0", "confirms_receipt_within_days": "0",
}  # fmt: skip
ADDRESSES = [
    "/sekretariat/innstillinger/",
    "/sekretariat/organisasjon/",
    "/sekretariat/organisasjon/ord/chapter/",
    "/sekretariat/organisasjon/erfaringer/",
    "/sekretariat/organisasjon/temaer/",
    "/sekretariat/organisasjon/temaer/ny/",
    "/sekretariat/organisasjon/temaer/work/",
    "/sekretariat/organisasjon/erfaringer/own/",
]


def word_form(**changes):
    forms = {
        "nb": ("krets", "kretsen", "kretser", "kretsene", "m"),
        "nn": ("krins", "krinsen", "krinsar", "krinsane", "m"),
        "en": ("area", "the area", "areas", "the areas", None),
    }
    posted = {}
    for language, (one, the, many, everyone, gender) in forms.items():
        posted |= {
            f"{language}_one": one,
            f"{language}_the": the,
            f"{language}_many": many,
            f"{language}_all": everyone,
        }
        posted |= {f"{language}_gender": gender} if gender else {}
    return {"version": "1", **posted, **changes}


@pytest.mark.parametrize("path", ADDRESSES)
@pytest.mark.parametrize(("who", "status"), [("siri", 200), ("rolf", 403), ("kari", 403)])
def test_only_the_secretariat_decides_what_things_are_called(request, path, who, status, client_of):
    assert client_of(request.getfixturevalue(who)).get(path).status_code == status


@pytest.mark.parametrize("path", ["ord/sted/", "steder/", "steder/ny/", "temaer/finnes-ikke/"])
def test_what_does_not_exist_is_not_found(path, siri, client_of):
    assert client_of(siri).get(f"/sekretariat/organisasjon/{path}").status_code == 404


@pytest.mark.slow
def test_the_settings_that_exist_are_listed(siri, client_of):
    page = client_of(siri).get("/sekretariat/innstillinger/")

    addresses = [setting["address"] for setting in page.context["settings"]]
    assert addresses[0] == "/sekretariat/organisasjon/"
    assert all(client_of(siri).get(address).status_code == 200 for address in addresses)


def test_name_and_contact_are_changed_with_an_event(siri, client_of, django_capture_on_commit_callbacks):
    client = client_of(siri)
    organisation.current_cached()  # somebody has just read a page

    with django_capture_on_commit_callbacks(execute=True):
        response = client.post("/sekretariat/organisasjon/", {"version": "1", **DETAILS, "publishes_contact": "on"})

    row = organisation.current_cached()
    assert response.status_code == 302
    assert (row.name, row.service_name, row.phone, row.email) == (
        "Foreningen", "Tjenesten", "+4722424545", "post@example.org",
    )  # fmt: skip
    assert (row.publishes_contact, row.version) == (True, 2)
    event = Event.objects.get(verb="organisation.change")
    assert (event.subject, event.actor) == (row.ref, siri.ref)


def test_it_takes_a_fresh_code(siri, client_of):
    response = client_of(siri, code_age=3600).post("/sekretariat/organisasjon/", {"version": "1", **DETAILS})

    assert response.status_code == 302
    assert organisation.current().version == 1


def test_two_windows_never_overwrite_each_other(siri, client_of):
    client = client_of(siri)
    client.post("/sekretariat/organisasjon/", {"version": "1", **DETAILS})

    late = client.post("/sekretariat/organisasjon/ord/chapter/", word_form())

    assert late.status_code == 409
    assert "kretsene" in late.content.decode()
    assert organisation.words()["chapter"]["one"] == "lokalforening"


def test_a_new_word_is_everywhere_with_its_article(siri, bergen, client_of, django_capture_on_commit_callbacks):
    client = client_of(siri)

    with django_capture_on_commit_callbacks(execute=True):
        assert client.post("/sekretariat/organisasjon/ord/chapter/", word_form()).status_code == 302

    assert organisation.words("nb")["chapter"]["a"] == "en krets"
    assert organisation.words("nn")["chapter"]["a"] == "ein krins"
    assert organisation.words("en")["chapter"]["a"] == "an area"
    assert "<h2>Kretser</h2>" in client.get("/sekretariat/register/").content.decode()
    assert ">Kretser</a>" in client.get("/").content.decode()


@pytest.mark.parametrize("bad", ["", "k" * 41, "kre\x00ts", "kre\u202ets"])
def test_a_word_that_cannot_be_used_is_kept_and_explained(bad, siri, client_of):
    page = client_of(siri).post("/sekretariat/organisasjon/ord/chapter/", word_form(nb_one=bad))

    assert page.status_code == 200
    assert page.context["form"].errors.keys() == {"nb_one"}
    assert "kretsene" in page.content.decode()
    assert organisation.current().version == 1


def test_a_topic_is_added_once_and_offered(siri, client_of, django_capture_on_commit_callbacks):
    client = client_of(siri)
    before = organisation.topics()
    posted = {"version": "1", "name_nb": "Reise", "name_nn": "", "name_en": "Travelling"}

    with django_capture_on_commit_callbacks(execute=True):
        statuses = [client.post("/sekretariat/organisasjon/temaer/ny/", posted).status_code for _twice in range(2)]

    assert statuses == [302, 409]
    [(code, name)] = [one for one in organisation.topics() if one not in before]
    assert statuses == [302, 409]
    assert (len(code) <= 10, name) == (True, "Reise")
    assert f'value="{code}"' in client.get("/finn-likeperson/").content.decode()


def test_what_is_taken_out_is_offered_to_nobody_and_stays_where_it_was_chosen(
    siri, client_of, django_capture_on_commit_callbacks
):
    posted = {"version": "1", "name_nb": "Jobb", "hidden": "on"}
    with django_capture_on_commit_callbacks(execute=True):
        client_of(siri).post("/sekretariat/organisasjon/temaer/work/", posted)

    assert "work" not in dict(organisation.topics())
    assert organisation.topic_names(["work", "unknown"]) == ["Jobb"]
    assert "Tatt ut av listen" in client_of(siri).get("/sekretariat/organisasjon/temaer/").content.decode()


def test_the_last_experience_cannot_be_taken_out(siri, client_of):
    for version, code in enumerate(["own", "relative"], start=1):
        row = {"mine": {"nb": "Min"}, "theirs": {"nb": "Andres"}, "hidden": True}
        organisation.change_row("experiences", code, row, version=version, by=siri)
    posted = {"version": "3", "mine_nb": "Begge", "theirs_nb": "Begge", "hidden": "on"}

    page = client_of(siri).post("/sekretariat/organisasjon/erfaringer/both/", posted)

    assert page.status_code == 200
    assert page.context["form"].non_field_errors()
    assert organisation.current().version == 3


@pytest.mark.parametrize(
    "posted", [{"name_nn": "Berre nynorsk"}, {"name_nb": "x" * 101}, {"name_nb": "to\nlinjer"}, {}]
)
def test_a_topic_without_a_usable_name_is_explained(posted, siri, client_of):
    page = client_of(siri).post("/sekretariat/organisasjon/temaer/ny/", {"version": "1", **posted})

    assert page.status_code == 200
    assert page.context["form"].errors.keys() == {"name"}


@pytest.mark.parametrize("path", [address for address in ADDRESSES if address.count("/") != 4 or "ord" in address][1:])
def test_hostile_values_are_answered_with_a_page(path, siri, client_of):
    posted = {
        name: ["\x00", "x" * 10_000, "[]"]
        for name in ("version", "name", "name_nb", "mine_nb", "theirs_nb", "hidden", "phone", "nb_one", "nb_gender")
    }

    assert client_of(siri).post(path, posted).status_code in (200, 302, 405, 409)


def test_a_change_that_was_read_too_early_is_refused(siri):
    organisation.change(name="Først", version=1, by=siri)

    with pytest.raises(Stale):
        organisation.change(name="Sist", version=1, by=siri)


def test_a_code_that_the_organisation_does_not_have_is_shown_as_nothing(siri):
    assert organisation.experience_name("gone") == ""
    assert organisation.topic_names(["gone"]) == []


@pytest.fixture
def empty(db):
    Organisation.objects.all().delete()
    fragments.forget_cached()


def test_a_site_whose_preset_knows_no_address_asks_for_it(empty):
    with pytest.raises(CommandError, match="--email"):
        call_command("start", organisation="pef", admin="anna@example.org", verbosity=0)

    assert not Organisation.objects.exists()


@pytest.mark.parametrize(
    ("preset", "given", "contact"),
    [("ms", {}, "epost@ms.no"), ("pef", {"email": "post@example.org"}, "post@example.org")],
)
def test_a_site_starts_without_a_phone(preset, given, contact, empty):
    call_command("start", organisation=preset, admin="anna@example.org", stdout=io.StringIO(), **given)

    assert (organisation.current().phone, organisation.current().contact) == ("", contact)


@pytest.mark.slow
def test_a_site_starts_with_a_key_for_its_papers(empty, settings, tmp_path):
    settings.PRIVATE_DIR, told = tmp_path, io.StringIO()
    call_command("start", organisation="ms", admin="anna@example.org", stdout=told)

    assert (tmp_path / "seal_key").stat().st_mode & 0o777 == 0o600
    assert f"the certificate {seal.current().sha256} of MS-forbundet" in told.getvalue()

    settings.SEAL_KEY_FILE = str(tmp_path / "gone.pem")
    Organisation.objects.all().delete()
    with pytest.raises(CommandError, match="cannot be sealed"):
        call_command("start", organisation="ms", admin="anna@example.org", stdout=told)


def test_the_office_needs_an_e_mail_address_and_no_phone(siri, client_of):
    page = client_of(siri).post("/sekretariat/organisasjon/", {"version": "1", **DETAILS, "phone": "", "email": ""})
    assert page.context["form"].errors.keys() == {"email"}

    client_of(siri).post("/sekretariat/organisasjon/", {"version": "1", **DETAILS, "phone": ""})
    assert organisation.current().phone == ""


def test_a_site_starts_with_the_phone_and_address_it_was_given(empty):
    call_command(
        "start", organisation="pef", admin="anna@example.org", phone="23 37 62 40", email="post@example.org",
        stdout=io.StringIO(),
    )  # fmt: skip

    row = organisation.current()
    assert (row.preset, row.phone, row.email) == ("pef", "+4723376240", "post@example.org")
