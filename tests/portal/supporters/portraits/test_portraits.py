"""A supporter's picture: it is shown with a yes of its own, and gone with it at once, from pages, files and caches."""

import io
import json
import zipfile

import pytest
from django.core.management import call_command
from PIL import Image

from forms.portrait import REASONS
from portal import clock, pictures, uploads
from portal.desk import own_data
from portal.models import Event, OutboxMail
from portal.operations.joining import roles
from portal.operations.joining import services as joining_services
from portal.operations.own_data import archive
from portal.operations.retention import erasures
from portal.supporters import queries as supporter_queries
from portal.supporters import services as supporters
from portal.supporters.directory import queries as directory_queries
from portal.supporters.directory import services as directory_services
from portal.supporters.models import Portrait
from portal.supporters.portraits import views, witness
from portal.supporters.workflow import State
from portal.uploads import Checked, FileType
from tests.conftest import make_supporter, moment, person
from tests.portal.frame.uploaded_files import uploaded
from tests.portal.supporters.portraits.photos import PHOTO, show_portrait
from tests.situations import situation

pytestmark = pytest.mark.django_db
OWN = "/min-side/synlighet/bilde/"
DIRECTORY = "/finn-likeperson/"


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    settings.PRIVATE_DIR = tmp_path / "private"
    settings.PRIVATE_DIR.mkdir()


@situation
def listed(guro):
    """Guro, in the public list."""
    directory_services.consent_to_listing(
        supporter_queries.supporter_of(guro), by=guro, text="Ja.", shown_name="Guro", experience="own"
    )
    return guro


def upload(client, content=PHOTO):
    """The page where the part is chosen."""
    return client.post(OWN, {"file": uploaded(content, "Guro Gran.jpg")}).headers.get("Location")


def number_of_files():
    return len(list(uploads.folder().glob("*")))


def addresses():
    """``{kind: address}`` of the pictures that there are."""
    return {row.kind: f"{DIRECTORY}bilde/{row.ref}/" for row in Portrait.objects.all()}


def happened(*verbs):
    return list(Event.objects.filter(verb__in=verbs).order_by("pk").values_list("verb", flat=True))


@pytest.mark.slow
def test_a_picture_is_uploaded_cut_and_shown_with_a_yes_of_its_own(
    listed, client_of, client, django_capture_on_commit_callbacks, django_assert_num_queries
):
    mine = client_of(listed)
    with django_capture_on_commit_callbacks(execute=True):
        page = upload(mine)
        looked_at = mine.get(page)
        refused = mine.post(page, {"part": "middle"})
    preview = f"{page}middle/"

    assert {address: client.get(address).status_code for address in (page, preview)} == {page: 302, preview: 302}
    assert (list(looked_at.context["form"].fields["part"].choices)[0][0], looked_at.content.count(b"<img")) == (
        "first", 3,
    )  # fmt: skip
    assert (mine.get(preview).headers["Cache-Control"], mine.get(f"{page}last2/").status_code) == (
        "max-age=0, no-cache, no-store, must-revalidate, private", 404,
    )  # fmt: skip
    assert (list(refused.context["form"].errors), number_of_files()) == (["consent"], 1)
    assert "<img" not in client.get(DIRECTORY).content.decode().split("<main")[1]

    with django_capture_on_commit_callbacks(execute=True):
        done = mine.post(page, {"part": "first", "consent": "on"})

    address = addresses()["list"]
    shown = client.get(address)
    drawn = Image.open(io.BytesIO(shown.content))
    with django_assert_num_queries(2):
        client.get(address)
    in_list = client.get(DIRECTORY).content.decode()
    own_page = client.get(f"{DIRECTORY}{directory_queries.listed()[0].ref}/").content.decode()
    consent = listed.consents.get(purpose="portrait")
    assert (done.headers["Location"], sorted(addresses()), number_of_files()) == (
        "/min-side/synlighet/", ["list", "page"], 2,
    )  # fmt: skip
    assert (drawn.format, drawn.size, dict(drawn.getexif()), len(shown.content) <= 8000) == (
        "JPEG", (144, 144), {}, True,
    )  # fmt: skip
    names = ("Content-Type", "X-Content-Type-Options", "Cache-Control")
    assert [shown.headers[name] for name in names] == [
        "image/jpeg", "nosniff", "private, max-age=604800, immutable",
    ]  # fmt: skip
    assert f'src="{addresses()["list"]}"' in in_list
    assert 'alt="Bilde av Guro"' in in_list
    assert f'src="{addresses()["page"]}"' in own_page
    assert "viser dette bildet av meg" in consent.text
    assert happened("consent.give", "portrait.upload", "portrait.show")[-3:] == [
        "portrait.upload", "consent.give", "portrait.show",
    ]  # fmt: skip


BAD = {
    "a drawing called a photo": (b'<svg xmlns="http://www.w3.org/2000/svg"/>', pictures.NO_PICTURE),
    "nothing": (b"", uploads.EMPTY),
    "half of one": (PHOTO[:-300], pictures.NO_PICTURE),
    "a script": (b"<script>alert(1)</script>" + PHOTO, pictures.NO_PICTURE),
    "20 MB": (PHOTO + b"\0" * 20_000_000, "10 MB"),
}


@pytest.mark.parametrize("what", BAD)
def test_what_cannot_be_shown_is_refused_with_a_sentence(listed, client_of, what):
    content, sentence = BAD[what]
    client = client_of(listed)

    answer = client.post(OWN, {"file": uploaded(content, "meg.jpg")}, follow=True)

    assert str(sentence) in answer.content.decode()
    assert (Portrait.objects.count(), number_of_files()) == (0, 0)


LEAVING = {
    "the button": lambda guro, supporter, mine: mine.post(OWN, {"action": "remove"}),
    "not to be shown": lambda guro, supporter, mine: mine.post("/min-side/synlighet/", {"action": "withdraw"}),
    "the end of the role": lambda guro, supporter, mine: supporters.end(supporter, by=guro),
    "an erasure": lambda guro, supporter, mine: erasures.erase(guro, by=guro),
}


@pytest.mark.slow
@pytest.mark.parametrize("way", LEAVING)
def test_a_picture_is_gone_at_once(listed, client_of, client, way, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        supporter = show_portrait(listed)
        mine = client_of(listed)
        upload(mine)
        known = addresses()
        was_seen = [client.get(known[kind]).status_code for kind in ("list", "page", "chosen")]
        pages = client.get(DIRECTORY).content.decode()

        LEAVING[way](listed, supporter, mine)

    assert (was_seen, known["list"] in pages) == ([200, 200, 404], True)
    assert known["list"] not in client.get(DIRECTORY).content.decode()
    assert [client.get(address).status_code for address in known.values()] == [404, 404, 404]
    assert (Portrait.objects.count(), number_of_files()) == (0, 0)
    assert not listed.consents.filter(purpose="portrait", withdrawn_at__isnull=True).exists()
    assert happened("portrait.remove") == ["portrait.remove"]


@pytest.mark.slow
def test_during_a_break_nobody_sees_it_and_afterwards_it_is_there_again(listed, client_of, client, kari):
    supporter = show_portrait(listed)
    address = addresses()["list"]
    client.get(DIRECTORY)
    supporters.pause(supporter, until=None, by=listed)

    seen = {who: client_.get(address) for who, client_ in (("anybody", client), ("kari", client_of(kari)))}
    own = client_of(listed).get(address)

    assert {who: answer.status_code for who, answer in seen.items()} == {"anybody": 404, "kari": 404}
    assert (own.status_code, "no-store" in own.headers["Cache-Control"]) == (200, True)
    assert address not in client.get(DIRECTORY).content.decode()
    supporter.refresh_from_db()
    supporters.resume(supporter, by=listed)
    assert client.get(address).status_code == 200


@pytest.mark.slow
def test_two_pages_at_once_lose_nothing_and_show_nothing_that_was_taken_back(listed, client_of):
    client = client_of(listed)
    first, second = upload(client), upload(client)

    assert client.post(first, {"part": "middle", "consent": "on"}).headers["Location"] == OWN
    assert (client.get(f"{first}middle/").status_code, Portrait.objects.get().kind) == (404, "chosen")
    assert client.post(second, {"part": "middle", "consent": "on"}).status_code == 302
    again = client.post(second, {"part": "middle", "consent": "on"})  # pressed twice
    assert (again.headers["Location"], sorted(addresses())) == (OWN, ["list", "page"])

    third = upload(client)
    client.post("/min-side/synlighet/", {"action": "withdraw"})
    late = [client.post(third, {"part": "middle", "consent": "on"}), client.post(OWN, {"file": uploaded(PHOTO)})]
    assert [answer.headers["Location"] for answer in late] == ["/min-side/synlighet/"] * 2
    assert (Portrait.objects.count(), client.get(OWN).headers["Location"]) == (0, "/min-side/synlighet/")


@pytest.mark.slow
def test_the_secretariat_takes_one_away_and_the_supporter_is_told_why(listed, siri, rolf, client_of, client):
    supporter = show_portrait(listed)
    page = f"/lokalforening/likeperson/{supporter.ref}/"
    office, known = client_of(siri), addresses()

    assert page + "bilde/" in office.get(page).content.decode()
    assert page + "bilde/" not in client_of(rolf).get(page).content.decode()
    assert client_of(rolf).post(page + "bilde/", {"reason": "others"}).status_code == 404
    assert list(office.post(page + "bilde/", {"reason": ""}).context["form"].errors) == ["reason"]
    assert client.get(known["list"]).status_code == 200
    assert office.post(page + "bilde/", {"reason": "others"}).headers["Location"] == page
    office.post(page + "bilde/", {"reason": "others"})  # pressed twice

    mail = OutboxMail.objects.get(to=listed.email, subject="Bildet ditt er tatt bort")
    assert "Det var andre mennesker på bildet" in mail.text
    assert (client.get(known["list"]).status_code, Portrait.objects.count()) == (404, 0)
    assert Event.objects.get(verb="portrait.remove").actor == siri.ref
    assert directory_queries.is_listed(listed)
    assert len({code for code, _name, _text in REASONS}) == len(REASONS)


@pytest.mark.slow
def test_what_nobody_agreed_to_goes_after_a_day_and_what_is_shown_stays(
    listed, client_of, django_capture_on_commit_callbacks
):
    with clock.at(moment("2026-06-01 12:00")), django_capture_on_commit_callbacks(execute=True):
        show_portrait(listed)
        upload(client_of(listed))
    found = []
    for day in ("2026-06-02 11:00", "2026-06-02 13:00"):
        with clock.at(moment(day)), django_capture_on_commit_callbacks(execute=True):
            call_command("forget", verbosity=0)
        found.append((sorted(addresses()), number_of_files()))

    assert found == [(["chosen", "list", "page"], 3), (["list", "page"], 2)]
    assert happened("portrait.forget") == ["portrait.forget"]


def test_one_that_nobody_sees_for_a_year_of_a_break_goes_with_its_consent(
    listed, client_of, django_capture_on_commit_callbacks
):
    mine = client_of(listed)
    assert "Vi tar vare på det til du er tilbake, men ikke lenger enn ett år." in mine.get(OWN).content.decode()
    with clock.at(moment("2027-06-01 12:00")), django_capture_on_commit_callbacks(execute=True):
        supporter = show_portrait(listed)
        supporters.pause(supporter, until=None, by=listed)
    left = []
    for day in ("2028-05-30 13:00", "2028-06-01 13:00"):
        with clock.at(moment(day)), django_capture_on_commit_callbacks(execute=True):
            call_command("forget", verbosity=0)
        left.append((number_of_files(), listed.consents.filter(purpose="portrait", withdrawn_at=None).count()))

    assert left == [(2, 1), (0, 0)]
    assert (happened("portrait.forget"), directory_queries.wants_to_be_listed(listed)) == (["portrait.forget"], True)


def test_nobody_uploads_without_end(listed, client_of, monkeypatch):
    monkeypatch.setattr(views, "MOST_A_DAY", views.MOST_A_DAY._replace(times=1))
    client = client_of(listed)
    assert upload(client)

    answer = client.post(OWN, {"file": uploaded(PHOTO, "meg.jpg")})

    assert (answer.status_code, number_of_files()) == (429, 1)
    assert answer.context["form"].errors["file"] == [
        "Du har lastet opp mange bilder på kort tid. Prøv igjen i morgen"
    ]  # fmt: skip


def of_another(squares, supporter):
    """Show another file than the one that was agreed to, with a row that fits it."""
    values = uploads.keep(Checked(PHOTO, FileType.JPEG, "portrait"), by=supporter.person)
    squares.filter(kind="page").update(**values)


TAMPERED = {
    "another file": (lambda squares, supporter: of_another(squares, supporter), "another one than the person agreed"),
    "a file that is gone": (lambda squares, supporter: (uploads.folder() / squares[0].stored_as).unlink(), "the file"),
    "rows that are gone": (lambda squares, supporter: squares.delete(), "it is gone, and nobody took it away"),
    "no consent": (lambda squares, supporter: supporter.person.consents.all().delete(), "nobody agrees to show it"),
}


@pytest.mark.parametrize("what", TAMPERED)
def test_a_picture_that_is_not_what_was_agreed_to_is_found(what, listed):
    supporter = show_portrait(listed)
    assert witness.faults() == []
    change, said = TAMPERED[what]

    change(Portrait.objects.filter(supporter=supporter), supporter)

    [fault] = witness.faults()
    assert fault.startswith(f"the picture of the supporter in row {supporter.pk}: ")
    assert said in fault


@pytest.mark.slow
def test_it_is_in_ones_own_copy(listed):
    show_portrait(listed)

    copy = zipfile.ZipFile(io.BytesIO(archive.make(listed)))
    rows = json.loads(copy.read("opplysninger.json"))["tables"]["supporters.Portrait"]

    [told] = [line.text for line in own_data.role_lines(listed, listed.supporter) if "bilde" in line.text.casefold()]
    assert told.startswith("Bildet av deg som du viser, fra ")
    assert [name for name in copy.namelist() if name.startswith("bilder/")] == [
        "bilder/portrett-1.jpg", "bilder/portrett-2.jpg",
    ]  # fmt: skip
    assert copy.read("bilder/portrett-1.jpg").startswith(b"\xff\xd8")
    assert {row["kind"] for row in rows if "kind" in row} == {"list", "page"}
    assert "bilder/portrett-1.jpg" in copy.read("les-dette.html").decode()


@pytest.mark.slow
def test_of_two_accounts_the_picture_of_the_one_that_stays_is_left(
    listed, bergen, siri, client, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        show_portrait(listed)
        other = person("gudrun@example.org", "Guro", "Gran")
        make_supporter(other, bergen, by=siri)
        directory_services.consent_to_listing(
            supporter_queries.supporter_of(other), by=other, text="Ja.", shown_name="Guro", experience="own"
        )
        show_portrait(other)
        own = {row.ref for row in Portrait.objects.filter(supporter__person=other)}
        told = roles.follows(other, listed)

        joining_services.join_own(other, listed.pk, session_key=None)

    assert "Begge viser et bilde. Bildet til kontoen som beholdes, blir stående." in [str(text) for text in told]
    assert (set(Portrait.objects.values_list("ref", flat=True)), number_of_files()) == (own, 2)
    assert [client.get(address).status_code for address in addresses().values()] == [200, 200]
    assert supporter_queries.supporter_of(other).state == State.ACTIVE
    assert witness.faults() == []
