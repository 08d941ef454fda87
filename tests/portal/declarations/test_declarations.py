"""One signature for each person and version, on the text that was shown, with a PDF copy that says the same."""

import contextlib
import datetime
import hashlib
import io
import os
import re
import socket
import threading

import pypdf
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from portal import clock, mail, pdf, seal
from portal.accounts import services as accounts
from portal.declarations import queries as declaration_queries
from portal.declarations import services as declarations
from portal.declarations.models import DeclarationText, Immutable, Signature
from portal.declarations.proof import witness
from portal.declarations.receipt import queries as receipt_queries
from portal.declarations.receipt import services as receipt_services
from portal.declarations.texts import loading
from portal.declarations.texts import queries as text_queries
from portal.models import Event, Lease, OutboxMail
from tests.conftest import moment, read_declaration

pytestmark = pytest.mark.django_db
NOON = datetime.datetime(2026, 11, 2, 12, tzinfo=clock.OSLO)


@pytest.fixture(autouse=True)
def _private_folder(tmp_path, settings):
    settings.PRIVATE_DIR = tmp_path


def sign(person, language="nb", text=None, **changes):
    text = text or declaration_queries.text_in_force()
    shown = declaration_queries.render_text(text, language)
    values = {
        "language": language,
        "shown_sha256": shown.sha256,
        "shown_years": None,
        "promises": [promise["code"] for promise in shown.promises],
        "methods": [{"method": "code", "at": 1}, {"method": "mfa", "at": 2}, {"method": "code", "at": 3}],
        **changes,
    }
    return declarations.sign(text, by=person, **values)


def new_version(by, version="2.0", name="Ny erklæring"):
    content = {**declaration_queries.text_in_force().content, "title": {"nb": name}}
    return declarations.publish(content, version, by=by)


def posted(text=None, language="nb"):
    shown = declaration_queries.render_text(text or declaration_queries.text_in_force(), language)
    return {"version": shown.sha256, **{promise["code"]: "on" for promise in shown.promises}}


def pdf_text(path):
    pages = pypdf.PdfReader(io.BytesIO(path.read_bytes())).pages
    return "\n".join(page.extract_text() for page in pages)


# The text


def test_the_first_text_is_installed_once(siri):
    assert DeclarationText.objects.count() == 1
    assert loading.install_declaration(by=siri) == declaration_queries.text_in_force()
    assert DeclarationText.objects.count() == 1


def test_a_published_text_is_never_changed():
    text = declaration_queries.text_in_force()
    for change in (text.save, text.delete, DeclarationText.objects.all().delete):
        with pytest.raises(Immutable):
            change()
    with pytest.raises(Immutable):
        DeclarationText.objects.update(version="x")


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
def test_the_organisations_name_stands_in_the_text(language):
    html = declaration_queries.render_text(declaration_queries.text_in_force(), language).html
    assert "MS-forbundet" in html
    assert "{" not in html


def test_each_language_has_a_digest_of_its_own():
    text = declaration_queries.text_in_force()
    assert len({declaration_queries.render_text(text, language).sha256 for language in ("nb", "nn", "en")}) == 3


def test_a_missing_translation_is_shown_in_bokmal_and_says_so(siri):
    text = new_version(siri)
    shown = declaration_queries.render_text(text, "en")
    assert (shown.title, shown.title.language) == ("Ny erklæring", "nb")
    assert 'lang="nb"' in shown.html


def test_markup_in_the_text_is_escaped(siri):
    text = new_version(siri, name="<script>alert(1)</script>")
    assert "<script" not in declaration_queries.render_text(text, "nb").html


# Signing


def test_what_is_kept_when_somebody_signs(kari):
    with clock.at(NOON):
        signature = sign(kari)
    assert declaration_queries.has_signed(kari)
    assert witness.examine_one(signature).differences == []
    assert signature.sha256 == hashlib.sha256(signature.html.encode()).hexdigest()
    assert (signature.signer_name, signature.language) == ("Kari Krogh", "nb")
    assert signature.signed_at == NOON
    assert [promise["code"] for promise in signature.promises] == ["read", "promise"]
    assert re.fullmatch(r"[2-9A-HJKMNP-TV-Z]{5}-[2-9A-HJKMNP-TV-Z]{5}", signature.grouped_code)


def test_signing_twice_is_one_signature_one_event_one_mail(kari):
    assert sign(kari) == sign(kari)
    assert Signature.objects.count() == 1
    assert Event.objects.filter(verb="declaration.sign").count() == 1
    assert OutboxMail.objects.filter(to=kari.email).count() == 1


def test_two_windows_at_the_same_instant_sign_once(kari, monkeypatch):
    """The second waits for the lock on the person, and then finds what the first has signed."""
    lock_people, begun, first = accounts.lock_people, [], []

    def locked_after_the_other(*people):
        if not begun:
            begun.append(True)
            first.append(sign(kari))
        lock_people(*people)

    monkeypatch.setattr(accounts, "lock_people", locked_after_the_other)
    assert [sign(kari)] == first
    assert Signature.objects.count() == 1
    assert Event.objects.filter(verb="declaration.sign").count() == 1
    assert OutboxMail.objects.filter(to=kari.email).count() == 1


def test_a_text_that_was_replaced_cannot_be_signed(kari, siri):
    old = declaration_queries.text_in_force()
    new_version(siri)
    with pytest.raises(declarations.TextChanged):
        sign(kari, text=old)


def test_another_digest_is_refused(kari):
    with pytest.raises(declarations.TextChanged):
        sign(kari, shown_sha256="0" * 64)
    with pytest.raises(declarations.TextChanged):
        sign(kari, shown_sha256=declaration_queries.render_text(declaration_queries.text_in_force(), "nn").sha256)


@pytest.mark.parametrize("promises", [[], ["read"], ["read", "promise", "more"]])
def test_every_promise_is_needed(kari, promises):
    with pytest.raises(declarations.PromiseMissing):
        sign(kari, promises=promises)


def test_a_name_is_needed(db):
    with pytest.raises(declarations.NameMissing):
        sign(accounts.get_or_create_account("ukjent@example.org"))


def test_the_event_holds_no_name(kari):
    sign(kari)
    details = Event.objects.get(verb="declaration.sign").details.text
    assert "Kari" not in details
    assert declaration_queries.render_text(declaration_queries.text_in_force(), "nb").sha256 in details


def test_a_new_version_asks_again_and_undoes_nothing(kari, siri):
    with clock.at(NOON):
        first = sign(kari)
        assert text_queries.text_to_sign(kari) is None
    with clock.at(NOON + datetime.timedelta(days=1)):
        text = new_version(siri)
        assert declaration_queries.has_signed(kari)
        assert text_queries.text_to_sign(kari) == text
        assert declaration_queries.signature_of(kari) == first
        second = sign(kari)
        assert declaration_queries.signature_of(kari) == second
        assert text_queries.text_to_sign(kari) is None


def test_a_code_is_found_however_it_is_typed(kari):
    signature = sign(kari)
    grouped = signature.grouped_code
    typed = [signature.code, grouped, grouped.lower(), f" {grouped} ".replace("-", " ")]
    assert [declaration_queries.signature_by_code(code) for code in typed] == [signature] * 4
    assert declaration_queries.signature_by_code("") is None


def test_the_mail_is_a_receipt(kari):
    with clock.at(NOON):
        signature = sign(kari)
    sent = OutboxMail.objects.get(to=kari.email)
    assert mail.address("portal:verify_code", signature.grouped_code) in sent.text
    assert "1.0" in sent.text
    assert "12.00.00" in sent.text
    assert "+0100" in sent.text


# The PDF copy


@pytest.mark.slow
def test_no_page_of_the_copy_is_empty_where_the_text_just_fills_the_last_one(kari, organise):
    organise("nff")
    signature = sign(kari, methods=[{"method": "code", "at": 1}])
    declarations.render_pending()
    signature.refresh_from_db()
    pages = pypdf.PdfReader(io.BytesIO(declarations.pdf_path(signature.pdf_name).read_bytes())).pages
    assert len(pages) == 3  # the text, and the page with how it was signed
    assert all(len(page.extract_text()) > 200 for page in pages)


@pytest.mark.slow
def test_the_copy_ends_with_how_it_was_signed(kari):
    with clock.at(NOON):
        signature = sign(kari)
    declarations.render_pending()
    content = declarations.pdf_path(f"{signature.ref}.pdf").read_bytes()
    last = pypdf.PdfReader(io.BytesIO(content)).pages[-1]
    text = " ".join(last.extract_text().split())
    assert "Kari Krogh" in text
    assert "Med en kode fra appen til den som signerte: 1. januar 1970 klokka 01.00.02" in text
    for promise in signature.promises:
        assert promise["text"][:40] in text
    address = mail.address("portal:verify_code", signature.grouped_code)
    for words in (address, signature.sha256, seal.current().sha256, signature.text.version):
        assert words in text.replace(" ", "")
    # The same address as a square that a phone reads: dots drawn in black, hundreds of them.
    assert last.get_contents().get_data().count(b" re") > 200


@pytest.mark.slow
def test_the_worker_makes_the_copy_once(kari):
    signature = sign(kari)
    assert declarations.render_pending() == 1
    assert declarations.render_pending() == 0
    signature.refresh_from_db()
    path = declarations.pdf_path(signature.pdf_name)
    assert path.name == f"{signature.ref}.pdf"
    assert os.stat(path).st_mode & 0o777 == 0o600
    assert signature.pdf_sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    assert [file.name for file in path.parent.iterdir()] == [path.name]


@pytest.mark.slow
def test_two_workers_agree_on_one_copy(kari, monkeypatch):
    """The second leaves the file to the first. If the first was stopped for longer than its lease, the second makes it:
    the file in place and the stored digest belong together."""
    signature = sign(kari)
    real, inner = pdf.render, []

    def render(template, context):
        content = real(template, context)
        if not inner:
            inner.append(1)
            assert declarations.render_pending() == 0
            Lease.objects.all().delete()
            assert declarations.render_pending() == 1
            content += b"%another copy"
        return content

    monkeypatch.setattr(pdf, "render", render)
    assert declarations.render_pending() == 0
    signature.refresh_from_db()
    path = declarations.pdf_path(signature.pdf_name)
    assert signature.pdf_sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    assert b"%another copy" not in path.read_bytes()


@pytest.mark.slow
def test_a_copy_that_was_left_by_a_crash_is_replaced_by_the_one_that_is_recorded(kari):
    signature = sign(kari)
    path = declarations.pdf_path(f"{signature.ref}.pdf")
    path.parent.mkdir()
    path.write_bytes(b"left, and no event tells of it")
    assert declarations.render_pending() == 1
    signature.refresh_from_db()
    assert signature.pdf_sha256 == hashlib.sha256(path.read_bytes()).hexdigest()


@pytest.mark.slow
def test_one_copy_that_cannot_be_made_stops_no_other(kari, ola, monkeypatch):
    first, second = sign(kari), sign(ola)
    real = pdf.render

    def render(template, context):
        if context["signature"] == first:
            raise pdf.CannotRender(template)
        return real(template, context)

    monkeypatch.setattr(pdf, "render", render)
    assert declarations.render_pending() == 1
    assert Signature.objects.get(pdf_sha256="") == first
    assert declarations.pdf_path(f"{second.ref}.pdf").exists()


@pytest.mark.slow
@pytest.mark.parametrize(
    "name",
    [("Áŋŋá", "Čáhci-Šuŧŧo"), ("Žán", "Đorđe"), ("Bjørn Ægir", "Åsen"), ("<b>Kari", "</td><i>"), ("&amp;", "{{ 7 }}")],
)
def test_a_name_stands_in_the_copy_as_it_is(kari, name):
    accounts.change_details(kari, by=kari, given_name=name[0], family_name=name[1])
    with clock.at(NOON):
        signature = sign(kari)
    declarations.render_pending()
    text = pdf_text(declarations.pdf_path(f"{signature.ref}.pdf"))
    squeezed = "".join(text.split())
    assert "".join(kari.get_full_name().split()) in squeezed
    assert signature.grouped_code in text
    assert signature.sha256 in squeezed
    assert "UTC+0100" in squeezed
    assert "".join(mail.address("portal:verify_code", signature.grouped_code).split()) in squeezed


@pytest.mark.slow
def test_the_foot_of_every_page_says_which_paper_it_is_and_where_it_is_checked(kari):
    signature = sign(kari)
    declarations.render_pending()
    pages = pypdf.PdfReader(declarations.pdf_path(f"{signature.ref}.pdf")).pages
    assert len(pages) > 2
    for number, page in enumerate(pages, 1):
        foot = " ".join(page.extract_text().split())  # it may come first in the file
        assert f"Side {number} av {len(pages)}" in foot
        assert f"Koden til signaturen: {signature.grouped_code}." in foot
        address = mail.address("portal:verify_code", signature.grouped_code)
        assert f"Sjekk signaturen her: {address}".replace(" ", "") in foot.replace(" ", "")


@pytest.mark.slow
@pytest.mark.parametrize("language", ["nb", "nn", "en"])
def test_the_copy_has_every_word_that_was_shown(kari, language):
    signature = sign(kari, language)
    declarations.render_pending()
    squeezed = re.sub(r"\W", "", pdf_text(declarations.pdf_path(f"{signature.ref}.pdf")))
    content = declaration_queries.content_in_language(signature.text, language)
    # A page may be broken in the middle of a paragraph, with the footer between: sentences are looked for.
    lines = [*content["summary"], *(paragraph for section in content["section"] for paragraph in section["paragraphs"])]
    sentences = [sentence for line in lines for sentence in re.split(r"(?<=[.?]) ", line)]
    missing = [sentence for sentence in sentences if re.sub(r"\W", "", sentence) not in squeezed]
    assert len(missing) <= 1


@pytest.mark.slow
def test_a_name_fetches_nothing(kari, tmp_path, monkeypatch):
    """Neither from the network nor from the disk, should escaping ever fail: the policy is tried with raw markup."""
    secret = tmp_path / "secret.txt"
    secret.write_text("hemmelig")
    calls = []
    server = socket.create_server(("127.0.0.1", 0))
    server.settimeout(2)

    def listen():
        with contextlib.suppress(TimeoutError):
            calls.append(server.accept())

    listener = threading.Thread(target=listen)
    listener.start()
    signature = sign(kari)
    address = f"http://127.0.0.1:{server.getsockname()[1]}/x.png"
    bait = f'<img src="{address}"><link rel="stylesheet" href="{address}"><img src="{secret}"><a href="file://{secret}">x</a>'
    Signature.objects.filter(pk=signature.pk).update(html=bait, signer_name=bait[:170])
    monkeypatch.setattr(witness, "can_be_copied", lambda signature: True)  # else no copy is made of what was changed
    declarations.render_pending()
    listener.join()
    server.close()
    assert calls == []
    assert "hemmelig" not in pdf_text(declarations.pdf_path(f"{signature.ref}.pdf"))


# The pages


@pytest.mark.slow
def test_the_walk_from_reading_to_the_receipt(kari, client_of):
    client = client_of(kari)
    read_declaration(kari)
    for name in ("declaration", "declaration_understand", "sign"):
        page = client.get(reverse(f"portal:{name}"))
        assert page.status_code == 200
        assert page.content.decode().count("<h1") == 1
    for _click in range(2):
        assert client.post(reverse("portal:sign"), posted()).url == reverse("portal:signed")
    signature = Signature.objects.get()
    page = client.get(reverse("portal:signed")).content.decode()
    for shown in (signature.grouped_code, signature.sha256, "Kari Krogh"):
        assert shown in page
    for name in ("declaration", "declaration_understand", "sign"):
        assert client.get(reverse(f"portal:{name}")).url == reverse("portal:signed")
    assert Event.objects.filter(verb="declaration.sign").count() == 1
    assert OutboxMail.objects.filter(to=kari.email).count() == 1


def test_no_box_is_ticked_beforehand(kari, client_of):
    read_declaration(kari)
    page = client_of(kari).get(reverse("portal:sign")).content.decode()
    assert page.count('type="checkbox"') == 2
    assert " checked" not in page


@pytest.mark.parametrize("missing", ["read", "promise"])
def test_a_box_that_is_not_ticked_is_told(kari, client_of, missing):
    values = posted()
    del values[missing]
    read_declaration(kari)
    page = client_of(kari).post(reverse("portal:sign"), values)
    assert page.status_code == 200
    assert list(page.context["form"].errors) == [missing]
    assert f'href="#id_{missing}"' in page.content.decode()
    assert Signature.objects.count() == 0


def test_an_old_code_is_asked_for_again_before_and_after(kari, client_of):
    client = client_of(kari, code_age=11 * 60)
    door = reverse("portal:fresh_code")
    assert client.get(reverse("portal:sign")).url.startswith(door)
    assert client.post(reverse("portal:sign"), posted()).url.startswith(door)
    assert Signature.objects.count() == 0


@pytest.mark.slow
def test_a_text_that_changed_while_the_page_was_open_is_shown_again(kari, siri, client_of):
    client = client_of(kari)
    read_declaration(kari)
    values = posted()
    new_version(siri)
    page = client.post(reverse("portal:sign"), values)
    assert page.status_code == 409
    assert reverse("portal:declaration") in page.content.decode()
    assert Signature.objects.count() == 0
    read_declaration(kari)
    assert client.post(reverse("portal:sign"), posted()).url == reverse("portal:signed")
    assert Signature.objects.get().text.version == "2.0"


def test_the_language_of_the_page_is_the_language_that_is_signed(kari, client_of):
    client, place = client_of(kari), "/en" + reverse("portal:sign")
    read_declaration(kari)
    assert client.post(place, posted(language="nb")).status_code == 409
    assert client.post(place, posted(language="en")).status_code == 302
    assert Signature.objects.get().language == "en"


def test_whoever_has_no_name_is_asked_for_it(client_of):
    nobody = accounts.get_or_create_account("ukjent@example.org")
    client = client_of(nobody)
    read_declaration(nobody)
    assert client.get(reverse("portal:sign")).url == reverse("portal:declaration_name")
    assert client.get(reverse("portal:declaration_name")).status_code == 200
    assert client.post(reverse("portal:declaration_name"), {"given_name": "\u202eirak"}).status_code == 200
    named = client.post(reverse("portal:declaration_name"), {"given_name": "Áile", "family_name": "Čáhci"})
    assert named.url == reverse("portal:sign")
    assert client.post(reverse("portal:sign"), posted()).url == reverse("portal:signed")
    assert Signature.objects.get().signer_name == "Áile Čáhci"


def test_without_a_receipt_the_receipt_leads_to_the_text(kari, client_of):
    assert client_of(kari).get(reverse("portal:signed")).url == reverse("portal:declaration")


@pytest.mark.slow
def test_the_copy_is_the_signers_own(kari, ola, siri, client_of):
    signature = sign(kari)
    place = reverse("portal:declaration_pdf", args=[signature.ref])
    assert client_of(kari).get(place).headers["Content-Type"].startswith("text/html")
    declarations.render_pending()
    answer = client_of(kari).get(place)
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert b"".join(answer.streaming_content).startswith(b"%PDF")
    for other in (ola, siri):
        assert client_of(other).get(place).status_code == 404


def test_the_receipt_names_what_was_changed(kari, client_of):
    Signature.objects.filter(pk=sign(kari).pk).update(html="<p>")
    page = client_of(kari).get(reverse("portal:signed")).content.decode()

    assert "Det som er lagret, er endret etter at du signerte" in page
    assert "Forskjellen gjelder teksten som ble signert." in page


def test_the_receipt_of_an_older_version_still_says_what_was_signed(kari, siri, client_of):
    signature = sign(kari)
    new_version(siri)
    page = client_of(kari).get(reverse("portal:signed")).content.decode()

    assert "<span>Taushetserklæring for likepersoner</span>, versjon 1.0" in " ".join(page.split()).replace(
        "<span >", "<span>"
    )
    assert mail.address("portal:verify_code", signature.grouped_code) in page


def test_who_loses_a_signature_is_told_that_and_nothing_else(guro, siri):
    mailed = OutboxMail.objects.filter(to=guro.email)
    known = set(mailed.values_list("pk", flat=True))
    declarations.withdraw(declaration_queries.signature_of(guro), by=siri)
    new = mailed.exclude(pk__in=known)
    assert [one.subject for one in new] == ["Signaturen din på erklæringen er trukket tilbake"]


@pytest.mark.slow
def test_the_receipt_says_that_a_newer_signature_was_withdrawn(kari, siri, client_of):
    first, client = sign(kari), client_of(kari)
    new_version(siri)
    with clock.at(clock.now() + datetime.timedelta(days=1)):
        second = sign(kari)
        assert "trukket tilbake" not in client.get(reverse("portal:signed")).content.decode()
        declarations.withdraw(second, by=siri)
        page = client.get(reverse("portal:signed")).content.decode()
    assert "<h1>Signaturen din er trukket tilbake</h1>" in page
    assert "Takk" not in page.split("<main")[1].split("</main")[0]
    assert first.grouped_code in page
    assert f'href="{reverse("portal:declaration")}"' in page


@pytest.mark.slow
def test_the_page_to_read_says_that_the_signature_was_withdrawn_and_what_to_do(kari, siri, client_of):
    signed, text = moment("2030-06-03 12:00"), declaration_queries.text_in_force()
    with clock.at(signed):
        signature = sign(kari)
    with clock.at(signed + datetime.timedelta(days=2)):
        declarations.withdraw(signature, by=siri)
        page = " ".join(client_of(kari).get(reverse("portal:declaration")).content.decode().split())
        assert "5. juni 2030 trakk vi tilbake signaturen din fra 3. juni 2030." in page
        assert "Se gjennom teksten, og signer på nytt. Lurer du på hvorfor? Ta kontakt med oss:" in page
    with clock.at(signed + datetime.timedelta(days=3)):
        paper = {"medium": "paper", "signed_on": clock.today(), "seen_by": "Rolf Rygg", "kept_at": "Permen"}
        declarations.record_signature(kari, text, by=siri, **paper)
        new_version(siri)
        assert "trakk vi tilbake" not in client_of(kari).get(reverse("portal:declaration")).content.decode()


@pytest.mark.slow
def test_what_was_noted_on_paper_does_not_hide_that_a_newer_signature_was_withdrawn(kari, siri, client_of):
    paper = {"medium": "paper", "signed_on": clock.today(), "seen_by": "Rolf Rygg", "kept_at": "Permen"}
    declarations.record_signature(kari, declaration_queries.text_in_force(), by=siri, **paper)
    new_version(siri)
    declarations.withdraw(sign(kari), by=siri)
    page = client_of(kari).get(reverse("portal:signed")).content.decode()
    assert "<h1>Signaturen din er trukket tilbake</h1>" in page
    assert "Permen" in page


@pytest.mark.slow
def test_the_receipt_takes_few_queries(kari, siri, client_of):
    client = client_of(kari)

    def count():
        client.get(reverse("portal:signed"))
        with CaptureQueriesContext(connection) as seen:
            client.get(reverse("portal:signed"))
        return len(seen)

    sign(kari)
    one = count()
    for version in ("2.0", "3.0"):
        new_version(siri, version)
        sign(kari)
    assert count() == one


# A copy that does not stand any more


def outdated(client, place):
    """What the page before the file says, and the name of the file."""
    page = client.get(place)
    assert (page.status_code, page["Content-Type"].partition(";")[0]) == (200, "text/html")
    file = client.get(page.context["file"])
    assert (file.status_code, file["Content-Type"]) == (200, "application/pdf")
    return page.content.decode(), file.headers["Content-Disposition"]


@pytest.mark.slow
def test_the_copy_of_a_withdrawn_signature_comes_after_a_page_that_says_so(kari, siri, client_of):
    signature = sign(kari)
    declarations.render_pending()
    place = reverse("portal:declaration_pdf", args=[signature.ref])
    assert client_of(kari).get(place)["Content-Type"] == "application/pdf"
    declarations.withdraw(signature, by=siri)

    page, name = outdated(client_of(kari), place)
    assert "Signaturen er trukket tilbake" in page
    assert "gjelder ikke" in page
    assert "trukket%20tilbake" in name


@pytest.mark.slow
def test_the_copy_of_a_replaced_declaration_comes_after_a_page_that_says_so(kari, siri, client_of):
    signature = sign(kari)
    declarations.publish(declaration_queries.text_in_force().content, "2.0", by=siri)
    newer = sign(kari)
    declarations.render_pending()

    page, name = outdated(client_of(kari), reverse("portal:declaration_pdf", args=[signature.ref]))
    assert "Erklæringen er erstattet av en nyere" in page
    assert "Det som ble lovet i den, gjelder fortsatt" in page
    assert "trukket" not in name
    newest = client_of(kari).get(reverse("portal:declaration_pdf", args=[newer.ref]))
    assert newest["Content-Type"] == "application/pdf"


@pytest.mark.slow
def test_the_organisation_is_told_too_before_it_gets_a_withdrawn_copy(kari, siri, client_of, monkeypatch):
    monkeypatch.setattr(receipt_queries, "days_to_confirm", lambda: 14)
    signature = sign(kari)
    receipt_services.confirm_receipt(signature, by=siri)
    declarations.withdraw(signature, by=siri)
    declarations.render_pending()

    page, _name = outdated(client_of(siri), reverse("portal:receipt_pdf", args=[signature.ref]))
    assert "Signaturen er trukket tilbake" in page
