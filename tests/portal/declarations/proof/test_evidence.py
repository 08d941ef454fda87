"""What the log keeps around a signature, in the order in which it happened, and what it never keeps."""

import datetime
import io

import pypdf
import pytest
from django.urls import reverse

from portal import clock, events, mail, pdf
from portal.declarations import queries as declaration_queries
from portal.declarations import services as declarations
from portal.declarations.models import SectionRead
from portal.declarations.proof import evidence
from portal.models import Event, EventDetails, OutboxMail
from tests.conftest import moment, read_declaration, sign
from tests.portal.frame.small_pdf import small_pdf

pytestmark = pytest.mark.django_db
NOON = moment("2030-06-03 12:00")
RENDER = pdf.render


@pytest.fixture(autouse=True)
def _private_folder(tmp_path, settings, monkeypatch):
    settings.PRIVATE_DIR = tmp_path
    monkeypatch.setattr(pdf, "render", small_pdf)


def verbs_about(signature):
    read = SectionRead.objects.values_list("ref", flat=True)
    about = Event.objects.filter(subject__in=[signature.ref, signature.text.ref, signature.person.ref, *read])
    return [event.verb for event in about.exclude(verb="declaration.publish").order_by("pk")]


@pytest.mark.slow
def test_the_story_of_a_signature(kari, client_of):
    client = client_of(kari, code_age=11 * 60)
    for _time in range(2):
        client.get(reverse("portal:declaration_whole"))
    read_declaration(kari)
    door = client.get(reverse("portal:sign")).url
    client.get(door)
    code = client.session["fresh_code"]["code"]
    client.post(door, {"code": code})
    signature = sign(kari)
    parts = len(signature.text.content["section"])
    declarations.render_pending()
    mail.send_due()
    assert (evidence.note_deliveries(), evidence.note_deliveries()) == (1, 0)
    client.get(reverse("portal:declaration_pdf", args=[signature.ref]))

    assert [verb for verb in verbs_about(signature) if verb.split(".")[0] in ("declaration", "fresh_code")] == [
        "declaration.show", *["declaration.read_section"] * parts, "fresh_code.send", "fresh_code.use",
        "declaration.sign", "declaration.seal", "declaration.deliver", "declaration.download",
    ]  # fmt: skip
    page = client.get(reverse("portal:signed")).content.decode()
    story = [str(words) for words, _at in evidence.story_of(signature)]
    assert story == [
        "Hele teksten ble vist for deg",
        *(f"Du gikk gjennom del {number} av teksten" for number in range(1, parts + 1)),
        "En kode ble sendt til e-postadressen din", "Du skrev inn koden",
        "Du krysset av for hvert løfte og signerte", "Kopien i PDF ble laget, og fingeravtrykket lagret",
        "Kvitteringen ble sendt til deg på e-post", "Du hentet kopien i PDF",
    ]  # fmt: skip
    assert all(words in page for words in story)


@pytest.mark.slow
def test_the_file_has_the_story_in_words_that_anybody_can_read(kari, client_of, monkeypatch):
    monkeypatch.setattr(pdf, "render", RENDER)
    client = client_of(kari, code_age=11 * 60)
    with clock.at(NOON):
        client.get(reverse("portal:declaration_whole"))
        read_declaration(kari)
        door = client.get(reverse("portal:sign")).url
        client.get(door)
        client.post(door, {"code": client.session["fresh_code"]["code"]})
    with clock.at(NOON + datetime.timedelta(minutes=1)):
        signature = sign(kari)
        mail.send_due()
        evidence.note_deliveries()
    declarations.pdf_path("").mkdir(parents=True, exist_ok=True)
    with clock.at(NOON + datetime.timedelta(minutes=2)):
        assert declarations.render_pending() == 1
        client.get(f"/verifiser/{signature.grouped_code}/")
        client.get(reverse("portal:declaration_pdf", args=[signature.ref]))
        declarations.pdf_path(signature.pdf_file_name).unlink()
        client.get(reverse("portal:declaration_pdf", args=[signature.ref]))
    with clock.at(NOON + datetime.timedelta(minutes=3)):
        assert declarations.render_pending() == 1
    pages = pypdf.PdfReader(io.BytesIO(declarations.pdf_path(signature.pdf_file_name).read_bytes())).pages
    *_text, evidence_page = [" ".join(page.extract_text().split()) for page in pages]

    assert "Slik ble erklæringen signert" in evidence_page
    who, parts = "Den som signerte,", len(signature.text.content["section"])
    expected = [
        ("Hele teksten ble vist for den som signerte", 0),
        *((f"{who} gikk gjennom del {number} av teksten", 0) for number in range(1, parts + 1)),
        ("En kode ble sendt til e-postadressen til den som signerte", 0), (f"{who} skrev inn koden", 0),
        (f"{who} krysset av for hvert løfte og signerte", 1),
        ("Kvitteringen ble sendt på e-post til den som signerte", 1), ("En kopi ble laget og forseglet før denne", 2),
        (f"{who} hentet kopien i PDF", 2), ("Denne filen ble laget og forseglet", 3),
    ]  # fmt: skip
    places = [
        evidence_page.find(f"{words}: 3. juni 2030 klokka 12.0{minute}.00, norsk tid") for words, minute in expected
    ]
    assert -1 not in places
    assert places == sorted(places)
    assert "Signaturen ble sjekket 1 gang før det. Vi lagrer ikke av hvem" in evidence_page


def test_what_the_event_of_a_signature_says(kari):
    with clock.at(NOON):
        signature = sign(kari)
    event = Event.objects.get(verb="declaration.sign")
    (record,) = events.records_about([signature.ref], ["declaration.sign"])[signature.ref]
    said = record.details

    assert (event.actor, event.subject) == (kari.ref, signature.ref)
    assert {name: said[name] for name in ("version", "language", "sha256", "promises", "methods", "code")} == {
        "version": "1.0", "language": "nb", "sha256": signature.sha256, "promises": ["read", "promise"],
        "methods": [], "code": signature.code,
    }  # fmt: skip
    assert said["receipt"] == OutboxMail.objects.get(to=kari.email).message_id
    for hidden in ("Kari", "Krogh", "kari@", "127.0.0.1"):
        assert hidden not in event.details.text


def test_the_same_name_is_another_digest_in_each_event(kari, ola):
    ola.given_name, ola.family_name = kari.given_name, kari.family_name
    ola.save()
    digests = set()
    for person in (kari, ola):
        signature = sign(person)
        (record,) = events.records_about([signature.ref], ["declaration.sign"])[signature.ref]
        digests.add(record.details["columns"]["signer_name"])

    assert len(digests) == 2


def test_each_wording_is_noted_once(kari, ola, siri):
    text = declaration_queries.text_in_force()
    for person, language in ((kari, "nb"), (kari, "nb"), (kari, "en"), (ola, "nb")):
        evidence.note_shown(text, declaration_queries.render_text(text, language), by=person)

    assert Event.objects.filter(verb="declaration.show", actor=kari.ref).count() == 2
    assert Event.objects.filter(verb="declaration.show", actor=ola.ref).count() == 1


def test_a_receipt_that_was_not_sent_is_not_delivered(kari):
    signature = sign(kari)
    assert evidence.note_deliveries() == 0
    OutboxMail.objects.update(state=OutboxMail.State.SENT)
    with clock.at(clock.now() + evidence.TRIED_FOR + datetime.timedelta(hours=1)):
        assert evidence.note_deliveries() == 0
    assert evidence.note_deliveries() == 1
    assert Event.objects.filter(verb="declaration.deliver", subject=signature.ref).count() == 1


def test_what_somebody_put_into_the_table_is_not_told(kari):
    signature = sign(kari)
    about, before = evidence.story_of(signature), signature.signed_at - datetime.timedelta(minutes=1)

    def put(verb, subject, actor, at):
        Event.objects.create(verb=verb, subject=subject, actor=actor, at=at, digest="0" * 64)

    shown = declaration_queries.render_text(signature.text, "nb")
    put("declaration.show", signature.text.ref, kari.ref, before)
    put("declaration.show", signature.text.ref, kari.ref, clock.now())
    EventDetails.objects.create(event=Event.objects.last(), text=f'{{"sha256": "{shown.sha256}"}}')
    put("identity.prove", kari.ref, kari.ref, before)
    put("declaration.download", signature.ref, None, NOON)
    put("declaration.deliver", signature.ref, None, NOON)
    put("declaration.check", signature.ref, None, NOON)

    assert evidence.story_of(signature) == about
    assert evidence.times_checked(signature) == 0
    mail.send_due()
    assert evidence.note_deliveries() == 1
    assert len(evidence.story_of(signature)) == len(about) + 1
    evidence.note_shown(signature.text, shown, by=kari)
    assert Event.objects.filter(verb="declaration.show", actor=kari.ref).count() == 3
