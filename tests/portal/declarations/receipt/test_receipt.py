"""Where the organisation wants it, somebody in the secretariat confirms that it has received a declaration."""

import datetime
import importlib
import io
import re

import pypdf
import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from portal import clock, events, fragments, fresh_code, organisation, pdf
from portal.chapters import services as chapters
from portal.declarations import queries as declaration_queries
from portal.declarations import services as declarations
from portal.declarations.models import Signature
from portal.declarations.proof import evidence, witness
from portal.declarations.receipt import queries as receipt_queries
from portal.declarations.receipt import services as receipt_services
from portal.models import Event, Organisation, OutboxMail
from portal.supporters import queries as supporter_queries
from portal.supporters import services as supporters
from portal.supporters.pathway import checklist
from tests.conftest import moment, person, sign
from tests.portal.frame.small_pdf import small_pdf
from tests.portal.pressing import tab_stops
from tests.portal.waiting import rows_of

pytestmark = pytest.mark.django_db
NOON = moment("2030-06-03 12:00")
PLACE = "/sekretariat/mottatt/"
SEVERAL = "/sekretariat/mottatt/bekreft/"


@pytest.fixture(autouse=True)
def _private_folder(tmp_path, settings):
    settings.PRIVATE_DIR = tmp_path


@pytest.fixture
def small(monkeypatch):
    monkeypatch.setattr(pdf, "render", small_pdf)


@pytest.fixture
def wanted(db):
    """The site of an organisation that wants it."""
    begin_to_want_it()


def begin_to_want_it():
    Organisation.objects.update(confirms_receipt_within_days=14)
    fragments.forget_cached()


@pytest.fixture
def tone(siri):
    tone = person("tone@example.org", "Tone", "Tveit")
    chapters.give_office(tone, "secretariat", by=siri, starts=datetime.date(2020, 1, 1))
    return tone


@pytest.fixture
def signature(wanted, kari):
    with clock.at(NOON):
        return sign(kari)


def page_of(signature):
    return reverse("portal:receipt", args=[signature.ref])


def lines(client_of, user):
    rows = [row for row in rows_of(client_of, user) if row.href.startswith(PLACE)]
    return [(row.title, row.when, row.action, row.href) for row in rows]


def text_of(copy):
    pages = pypdf.PdfReader(io.BytesIO(copy)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


@pytest.mark.slow
def test_only_an_organisation_with_a_number_of_days_wants_it(kari, siri, client_of):
    wanted = {name: organisation.preset_values(name)["confirms_receipt_within_days"] for name in organisation.PRESETS}
    assert wanted == {"ms": None, "nff": None, "pef": None, "uf": 14}
    signature = sign(kari)
    assert (receipt_queries.confirm_by(signature), list(receipt_queries.unconfirmed())) == (None, [])
    assert lines(client_of, siri) == []
    assert "Sekretariatet bekrefter innen" not in client_of(kari).get(reverse("portal:signed")).content.decode()
    with pytest.raises(receipt_services.CannotBeConfirmed):
        receipt_services.confirm_receipt(signature, by=siri)


def test_a_site_whose_preset_wanted_it_goes_on_wanting_it(siri):
    migration = importlib.import_module("portal.migrations.0010_receipt_days")
    for preset, days in (("ms", None), ("uf", 14)):
        Organisation.objects.update(preset=preset, confirms_receipt_within_days=None)
        migration.keep_what_the_preset_said(apps, None)
        assert Organisation.objects.get().confirms_receipt_within_days == days


@pytest.mark.slow
def test_it_waits_for_the_secretariat_with_a_deadline(signature, siri, kari, client_of):
    with clock.at(NOON):
        assert lines(client_of, siri) == [
            ("Bekreft at vi har mottatt 1 erklæring", "Innen 17. juni", "Bekreft",
             page_of(signature)),
        ]  # fmt: skip
        assert lines(client_of, kari) == []
        sign(person("nils@example.org", "Nils", "Nes"))
        assert [row[0] + row[3] for row in lines(client_of, siri)] == [
            f"Bekreft at vi har mottatt 2 erklæringer{PLACE}"
        ]
        client = client_of(siri)
        page = client.get(PLACE).content.decode()
        with CaptureQueriesContext(connection) as two:
            client.get(PLACE)
        sign(person("mona@example.org", "Mona", "Moe"))
        with CaptureQueriesContext(connection) as three:
            client.get(PLACE)
    assert page.index("Kari Krogh") < page.index("Nils Nes")
    assert len(two) == len(three)
    with clock.at(NOON + datetime.timedelta(days=15)):
        assert [row[1] for row in lines(client_of, siri)] == ["Fristen var 17. juni"]


@pytest.mark.slow
def test_the_list_marks_what_is_late_and_has_it_on_top(signature, siri, client_of):
    with clock.at(NOON + datetime.timedelta(days=10)):
        sign(person("nils@example.org", "Nils", "Nes"))

    def shown(at):
        with clock.at(at):
            page = client_of(siri).get(PLACE)
        said = " ".join(page.content.decode().split("<main")[1].split("</main")[0].split())
        marked = re.findall(r'<span class="tag tag-bad">(.*?)</span', said)
        return [(one.signer_name, is_late) for one, _day, is_late in page.context["rows"]], marked, said

    names, marked, said = shown(moment("2030-06-17 23:00"))
    assert (names, marked) == ([("Kari Krogh", False), ("Nils Nes", False)], [])
    assert "Innen 17. juni 2030" in said
    names, marked, said = shown(moment("2030-06-18 01:00"))
    assert (names, marked) == ([("Kari Krogh", True), ("Nils Nes", False)], ["Fristen var 17. juni 2030"])
    assert "1 av disse skulle allerede vært bekreftet." in said


@pytest.mark.slow
def test_my_page_takes_no_query_more(siri, kari, client_of):
    def count():
        client = client_of(siri)
        client.get("/min-side/")
        with CaptureQueriesContext(connection) as seen:
            client.get("/min-side/")
        return len(seen)

    sign(kari)
    before = count()
    begin_to_want_it()
    assert count() == before


def test_the_requirement_is_met_before_it_is_confirmed(signature, kari):
    category = supporter_queries.category("activity_supporter")
    assert "declaration" not in checklist.missing(kari, category)
    assert declaration_queries.has_signed(kari)


@pytest.mark.slow
def test_the_page_asks_for_a_code_then_confirms_once(small, signature, siri, kari, client_of):
    declarations.render_pending()
    assert 'id="confirm"' in client_of(siri, code_age=11 * 60).get(page_of(signature)).content.decode()
    old = client_of(siri, code_age=11 * 60)
    assert "Send meg koden" in old.get(page_of(signature)).content.decode()
    old.post(page_of(signature))
    assert Signature.objects.get().confirmed_at is None

    client = client_of(siri)
    assert "Siri Sekretær" in client.get(page_of(signature)).content.decode()
    with clock.at(NOON + datetime.timedelta(hours=1)):
        for _time in range(2):
            answer = client.post(page_of(signature))
            assert answer.url == page_of(signature)
    signature.refresh_from_db()
    assert (signature.confirmed_by, signature.confirmer_name) == (siri, "Siri Sekretær")
    assert (signature.confirmed_at, signature.pdf_name) == (NOON + datetime.timedelta(hours=1), "")
    assert Event.objects.filter(verb="declaration.confirm_receipt").count() == 1
    assert list(receipt_queries.unconfirmed()) == []
    assert lines(client_of, siri) == []
    (told,) = OutboxMail.objects.filter(to=kari.email, subject="Vi har mottatt erklæringen din")
    assert "Siri Sekretær" in told.text
    page = client.get(page_of(signature)).content.decode()
    assert "Bekreft mottaket" not in page
    assert reverse("portal:receipt_pdf", args=[signature.ref]) in page


@pytest.mark.slow
def test_the_second_of_two_is_told_who_did_it(signature, siri, tone, client_of):
    first, second = client_of(siri), client_of(tone)
    for client in (first, second):
        client.get(page_of(signature))
    first.post(page_of(signature))
    page = second.post(page_of(signature), follow=True)

    assert "Siri Sekretær har allerede bekreftet det" in page.content.decode()
    assert Signature.objects.get().confirmed_by == siri
    with pytest.raises(receipt_services.ConfirmedByAnother):
        receipt_services.confirm_receipt(signature, by=tone)


# Several at once


@pytest.fixture
def three(signature, bergen):
    """Three that wait, Kari's first."""
    with clock.at(NOON + datetime.timedelta(days=1)):
        return [signature, *(sign(person(f"{name}@example.org", name, "Nes")) for name in ("Nils", "Mona"))]


def refs(signatures):
    return [str(one.ref) for one in signatures]


@pytest.mark.slow
def test_several_are_shown_and_confirmed_with_one_press_and_only_once(three, siri, kari, client_of):
    client = client_of(siri)
    assert f'href="{SEVERAL}"' in client.get(PLACE).content.decode()
    with clock.at(moment("2030-06-18 12:00")):
        page = client.get(SEVERAL)
    assert page.context["form"].initial["signatures"] == refs(three)
    text = page.content.decode()
    assert "Kari Krogh: versjon 1.0, signert 3. juni 2030. Over fristen" in text
    assert "Nils Nes: versjon 1.0, signert 4. juni 2030<" in text
    assert "Siri Sekretær har bekreftet at" in text
    assert client.post(SEVERAL, {}).status_code == 200
    assert Signature.objects.filter(confirmed_at__isnull=False).count() == 0

    chosen = {"signatures": refs(three[:2])}
    said = [client.post(SEVERAL, chosen, follow=True).content.decode() for _time in range(2)]
    assert "Du har bekreftet at vi har mottatt 2 erklæringer." in said[0]
    assert "Du har allerede bekreftet disse." in said[1]
    events_of_it = Event.objects.filter(verb="declaration.confirm_receipt")
    assert set(events_of_it.values_list("subject", "actor")) == {(one.ref, siri.ref) for one in three[:2]}
    assert events_of_it.count() == 2
    assert OutboxMail.objects.filter(subject="Vi har mottatt erklæringen din").count() == 2
    assert list(receipt_queries.unconfirmed()) == three[2:]
    assert SEVERAL not in client.get(PLACE).content.decode()
    events.seal_pending()
    assert [witness.examine_one(one).differences for one in Signature.objects.all()] == [[], [], []]


@pytest.mark.slow
@pytest.mark.parametrize("change", ["withdrawn", "altered", "confirmed"])
def test_where_one_of_several_has_changed_none_is_confirmed(three, siri, tone, client_of, change):
    client = client_of(siri)
    client.get(SEVERAL)
    if change == "withdrawn":
        declarations.withdraw(three[1], by=siri)
    elif change == "altered":
        Signature.objects.filter(pk=three[1].pk).update(html="")
    else:
        receipt_services.confirm_receipt(three[1], by=tone)

    page = client.post(SEVERAL, {"signatures": refs(three)})

    assert page.status_code == 409
    assert "eller en annen har bekreftet dem: Nils Nes." in " ".join(page.content.decode().split())
    assert page.context["form"].initial["signatures"] == refs([three[0], three[2]])
    assert page.context["waiting"] == [three[0], three[2]]
    assert Signature.objects.filter(confirmed_by=siri).count() == 0
    assert not OutboxMail.objects.filter(subject="Vi har mottatt erklæringen din", to="kari@example.org").exists()
    assert client.post(SEVERAL, {"signatures": refs([three[0], three[2]])}).url == PLACE
    assert Signature.objects.filter(confirmed_by=siri).count() == 2


@pytest.mark.slow
def test_several_are_confirmed_by_those_who_may_with_a_fresh_code_and_a_name(three, siri, tone, rolf, client_of):
    own = sign(siri)
    assert refs([own])[0] not in client_of(siri).get(SEVERAL).content.decode()
    for given in ([own.ref, three[0].ref], ["tull"]):
        assert client_of(siri).post(SEVERAL, {"signatures": given}).status_code == 404
    assert client_of(rolf).get(SEVERAL).status_code == client_of(rolf).post(SEVERAL).status_code == 403
    old = client_of(siri, code_age=3600)
    assert reverse("portal:fresh_code") in old.get(SEVERAL).url
    assert reverse("portal:fresh_code") in old.post(SEVERAL, {"signatures": refs(three)}).url
    tone.given_name = tone.family_name = ""
    tone.save()
    assert client_of(tone).post(SEVERAL, {"signatures": refs(three)}).url == reverse("portal:my_data")
    assert Signature.objects.filter(confirmed_at__isnull=False).count() == 0


@pytest.mark.slow
def test_many_that_wait_take_no_more_queries_and_few_presses_of_tab(three, siri, client_of):
    client = client_of(siri)

    def seen():
        client.get(SEVERAL)
        with CaptureQueriesContext(connection) as queries:
            page = client.get(SEVERAL).content.decode()
        return len(queries), tab_stops(page, 'href="#buttons"')

    before = seen()
    sign(person("oda@example.org", "Oda", "Opdal"))
    assert seen() == before
    assert before[1] <= 4
    assert tab_stops(client.get(PLACE).content.decode(), f'href="{SEVERAL}"') == 1
    page = client.get(SEVERAL + "?kryss=ingen")
    assert page.context["form"].initial["signatures"] == []
    assert (page.context["other_way"], 'id="buttons"' in page.content.decode()) == (SEVERAL, True)


@pytest.mark.slow
def test_nobody_confirms_their_own_and_nobody_outside_the_secretariat(wanted, siri, tone, rolf, kari, client_of):
    signature = sign(siri)
    for who in (siri, rolf, kari):
        client = client_of(who)
        assert client.get(page_of(signature)).status_code == client.post(page_of(signature)).status_code == 404
    assert lines(client_of, siri) == []
    assert client_of(siri).get(PLACE).context["rows"] == []
    assert client_of(kari).get(PLACE).status_code == 403
    assert client_of(tone).post(page_of(signature)).status_code == 302
    assert Signature.objects.get().confirmed_by == tone


def test_somebody_without_a_name_is_asked_for_it(signature, siri, client_of):
    siri.given_name = siri.family_name = ""
    siri.save()
    assert client_of(siri).post(page_of(signature)).url == reverse("portal:my_data")
    assert Signature.objects.get().confirmed_at is None


@pytest.mark.slow
def test_only_what_counts_waits(signature, wanted, kari, siri, client_of):
    organisation.change(declaration_years=2, version=organisation.current().version, by=siri)
    nils = person("nils@example.org", "Nils", "Nes")
    with clock.at(NOON):
        lapsing = sign(nils)
    assert list(receipt_queries.unconfirmed()) == [signature, lapsing]
    with clock.at(moment("2032-06-01 12:00")):
        renewed = sign(nils)
        assert list(receipt_queries.unconfirmed()) == [signature, renewed]
        assert receipt_queries.confirm_by(renewed) == datetime.date(2032, 6, 15)
        assert "er fornyet" in client_of(siri).get(page_of(lapsing)).content.decode()
        with pytest.raises(receipt_services.CannotBeConfirmed):
            receipt_services.confirm_receipt(lapsing, by=siri)
    with clock.at(moment("2034-06-01 12:00")):
        assert list(receipt_queries.unconfirmed()) == [signature]
        content = declaration_queries.text_in_force().content
        declarations.publish({**content, "title": {"nb": "Nytt"}}, "2.0", by=siri)
        assert list(receipt_queries.unconfirmed()) == []
        assert lines(client_of, siri) == []


def test_what_was_renewed_on_paper_does_not_wait(wanted, kari, siri):
    organisation.change(declaration_years=2, version=organisation.current().version, by=siri)
    with clock.at(NOON):
        signature = sign(kari)
    with clock.at(moment("2032-06-01 12:00")):
        declarations.record_signature(
            kari, signature.text, medium="transfer", signed_on=None, kept_at="Arkivet", by=siri
        )  # fmt: skip
        assert list(receipt_queries.unconfirmed()) == []


def test_nobody_whose_role_has_ended_waits(wanted, guro, bergen, siri):
    guros = declaration_queries.signature_of(guro)
    assert list(receipt_queries.unconfirmed()) == [guros]
    supporters.end(supporter_queries.supporter_of(guro), by=siri)
    assert list(receipt_queries.unconfirmed()) == []
    supporters.take_in(guro, bergen, by=siri)
    assert list(receipt_queries.unconfirmed()) == [guros]


@pytest.mark.slow
def test_what_is_altered_stands_apart_until_it_is_withdrawn(signature, siri, client_of):
    Signature.objects.update(signer_name="Per Persen")
    page = client_of(siri).get(PLACE)
    assert (page.context["rows"], [one for one, _differences in page.context["altered"]]) == ([], [signature])
    assert "<h1>Erklæringer som venter på bekreftelse</h1>" in page.content.decode()
    assert "Finn ut hva som har skjedd med disse" in page.content.decode()
    assert "Endret: navnet" in page.content.decode()
    assert "trekker signaturen tilbake" in client_of(siri).get(page_of(signature)).content.decode()
    declarations.withdraw(Signature.objects.get(), by=siri)
    page = client_of(siri).get(PLACE)
    assert (page.context["altered"], "Ingen erklæringer venter" in page.content.decode()) == ([], True)
    assert lines(client_of, siri) == []


@pytest.mark.parametrize("change", ["withdrawn", "altered"])
def test_what_is_withdrawn_or_altered_is_not_confirmed(signature, siri, client_of, change):
    if change == "withdrawn":
        declarations.withdraw(signature, by=siri)
    else:
        Signature.objects.update(signer_name="Per Persen")
    page = client_of(siri).get(page_of(signature)).content.decode()
    assert "Bekreft mottaket" not in page
    client_of(siri).post(page_of(signature))
    assert Signature.objects.get().confirmed_at is None


@pytest.mark.slow
def test_the_pages_are_sorry_when_it_is_late(small, signature, kari, siri, client, client_of):
    events.seal_pending()

    def pages():
        own = client_of(kari).get(reverse("portal:signed")).content.decode().split("<main")[1].split("</main")[0]
        return own, client.get(f"/verifiser/{signature.grouped_code}/").content.decode()

    with clock.at(moment("2030-06-17 23:00")):
        own, public = pages()
    assert ("beklager" in own, "skulle ha" in own + public) == (False, False)
    with clock.at(moment("2030-06-18 01:00")):
        own, public = pages()
    assert "Sekretariatet skulle ha bekreftet innen 17. juni 2030" in own
    assert "beklager" in own
    assert f"mailto:{organisation.current().email}" in own
    assert "bekrefter innen" not in own
    with clock.at(moment("2030-06-18 01:00")):
        office = client_of(siri).get(page_of(signature)).content.decode()
    assert all("Sekretariatet skulle ha gjort det innen 17. juni 2030" in page for page in (own, public, office))


@pytest.mark.slow
def test_the_pages_say_whose_turn_it_is_and_then_who_confirmed(small, signature, siri, kari, client, client_of):
    receipt = reverse("portal:signed")
    public = f"/verifiser/{signature.grouped_code}/"
    events.seal_pending()
    assert "Sekretariatet bekrefter innen" in client_of(kari).get(receipt).content.decode()
    assert "Ikke bekreftet ennå. Sekretariatet gjør det innen 17. juni 2030" in client.get(public).content.decode()
    receipt_services.confirm_receipt(signature, by=siri)
    assert "Sekretariatet bekrefter innen" not in client_of(kari).get(receipt).content.decode()
    assert "Siri Sekretær" in client_of(kari).get(receipt).content.decode()
    assert client.get(public).context["judged"].answer == "being_sealed"
    events.seal_pending()
    page = client.get(public)
    assert (page.context["judged"].answer, page.context["judged"].finding.differences) == ("valid", [])
    assert "S.S." in page.content.decode()
    assert "Sekretær" not in page.content.decode()
    assert "Siri Sekretær" in client_of(kari).get(public).content.decode()


@pytest.mark.slow
def test_the_confirmation_takes_no_more_queries_of_the_check_page_and_of_the_receipt(
    small, signature, siri, kari, client, client_of
):
    signer = client_of(kari)

    def counts():
        found = []
        for one, place in ((client, f"/verifiser/{signature.grouped_code}/"), (signer, reverse("portal:signed"))):
            one.get(place)
            with CaptureQueriesContext(connection) as seen:
                one.get(place)
            found.append(len(seen))
        return found

    declarations.render_pending()
    events.seal_pending()
    before = counts()
    receipt_services.confirm_receipt(signature, by=siri)
    declarations.render_pending()
    events.seal_pending()
    assert counts() == before


@pytest.mark.slow
def test_both_get_the_copy_with_both_names_and_the_first_copy_is_still_known(signature, siri, kari, client, client_of):
    declarations.render_pending()
    signature.refresh_from_db()
    first = declarations.pdf_path(signature.pdf_name).read_bytes()
    assert "Siri Sekretær" not in text_of(first)
    places = [reverse(f"portal:{name}", args=[signature.ref]) for name in ("declaration_pdf", "receipt_pdf")]
    assert client_of(siri).get(places[1]).status_code == 404
    with clock.at(NOON):
        receipt_services.confirm_receipt(signature, by=siri)
    being_made = client_of(siri).get(places[1]).content.decode()
    assert f'href="{page_of(signature)}"' in being_made
    assert f'href="{places[1]}"' in being_made
    events.seal_pending()
    assert witness.examine_one(Signature.objects.get()).differences == []
    assert declarations.render_pending() == 1
    events.seal_pending()
    files = [client_of(who).get(place) for who, place in zip((kari, siri), places, strict=True)]
    copies = [b"".join(file.streaming_content) for file in files]
    assert [client_of(who).get(place).status_code for who, place in zip((siri, kari), places, strict=True)] == [404] * 2
    assert copies[0] == copies[1] != first
    assert "Siri Sekretær, MS-forbundet, 3. juni 2030 klokka 12.00.00" in text_of(copies[0])
    for content in (first, copies[0]):
        answer = client.post(reverse("portal:verify_file"), {"file": io.BytesIO(content)})
        assert answer.context["judged"].answer == "valid"
    story = [str(words) for words, _at in evidence.story_of(signature)]
    assert {
        "Organisasjonen bekreftet at den har mottatt erklæringen", "Du hentet kopien i PDF",
        "Organisasjonen hentet kopien i PDF",
    } <= set(story)  # fmt: skip


@pytest.mark.slow
def test_the_office_gets_the_copy_with_a_fresh_code_and_the_signer_without(small, signature, siri, kari, client_of):
    receipt_services.confirm_receipt(signature, by=siri)
    declarations.render_pending()
    places = [reverse(f"portal:{name}", args=[signature.ref]) for name in ("receipt_pdf", "declaration_pdf")]
    old = [client_of(who, code_age=11 * 60).get(place) for who, place in zip((siri, kari), places, strict=True)]
    assert [one.status_code for one in old] == [302, 200]
    assert old[0].url == fresh_code.address(places[0])
    assert client_of(siri).get(places[0]).status_code == 200


@pytest.mark.slow
def test_a_copy_that_is_made_while_it_is_confirmed_is_made_once_more(small, signature, siri, monkeypatch):
    def confirmed_meanwhile(template, context):
        if Signature.objects.get().confirmed_at is None:
            receipt_services.confirm_receipt(signature, by=siri)
        return small_pdf()

    monkeypatch.setattr(pdf, "render", confirmed_meanwhile)
    assert declarations.render_pending() == 0
    assert Signature.objects.get().pdf_name == ""
    assert declarations.render_pending() == 1
    events.seal_pending()
    assert witness.examine_one(declaration_queries.signature_by_code(signature.code)).differences == []


def test_whoever_writes_a_confirmation_into_the_table_is_found(small, signature, siri):
    values = {"confirmed_at": NOON, "confirmed_by": siri, "confirmer_name": "Siri Sekretær"}
    Signature.objects.update(**values)
    found = witness.examine_one(declaration_queries.signature_by_code(signature.code)).differences
    assert found == list(witness.CONFIRMATION.values())
    assert len(witness.faults()) == 3
    Signature.objects.update(confirmed_at=None, confirmed_by=None, confirmer_name="")
    receipt_services.confirm_receipt(signature, by=siri)
    events.seal_pending()
    Signature.objects.update(confirmed_at=None, confirmed_by=None, confirmer_name="")
    found = witness.examine_one(declaration_queries.signature_by_code(signature.code)).differences
    assert found == list(witness.CONFIRMATION.values())
