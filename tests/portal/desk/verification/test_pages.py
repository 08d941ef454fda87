"""The pages on which anybody checks a paper: each answer by the code, and each by the file."""

import datetime
import hashlib
import re

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from forms.verify import VerifyFileForm
from portal import clock, events, pdf, seal
from portal.declarations import queries as declaration_queries
from portal.declarations import services as declarations
from portal.declarations.models import Signature
from portal.knowledge.course import services as course_services
from portal.knowledge.models import Certificate
from portal.models import Event, OutboxMail
from portal.supporters import queries as supporter_queries
from portal.supporters import services as supporters
from tests.conftest import attend_course, moment, sign
from tests.portal.frame.small_pdf import small_pdf
from tests.portal.frame.tampering import TAMPERING, flips

pytestmark = pytest.mark.django_db
NOON = moment("2030-06-03 12:00")
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n"


@pytest.fixture(autouse=True)
def _private_folder(tmp_path, settings, monkeypatch):
    settings.PRIVATE_DIR = tmp_path
    monkeypatch.setattr(pdf, "render", small_pdf)


@pytest.fixture
def signature(kari):
    """Kari's, sealed, with its file."""
    with clock.at(NOON):
        signature = sign(kari)
        declarations.render_pending()
        events.seal_pending()
    signature.refresh_from_db()
    return signature


@pytest.fixture
def certificate(kari, siri):
    certificate = course_services.issue_certificate(kari, language="nb", attendance=attend_course(kari, siri))
    course_services.render_pending()
    events.seal_pending()
    certificate.refresh_from_db()
    return certificate


@pytest.fixture
def our_seal(monkeypatch):
    """``our_seal(fault, is_ours=…)``: what the seal of the next files is found to be."""

    def found(fault=None, *, is_ours=True):
        by = seal.Certificate("MS-forbundet", "0" * 64) if is_ours else None
        check = seal.SealCheck(is_sealed=True, is_intact=fault is None, certificate=by, fault=fault)
        monkeypatch.setattr(seal, "check", lambda content: check)

    return found


def by_code(client, paper, language=""):
    return client.get(f"{language}/verifiser/{paper.grouped_code}/")


def by_file(client, content, name="erklaering.pdf"):
    return client.post(reverse("portal:verify_file"), {"file": SimpleUploadedFile(name, content)})


def heading(page):
    return re.search(r"<h1[^>]*>(.*?)</h1>", page.content.decode(), re.DOTALL)[1].strip()


def main(page):
    return page.content.decode().split("<main")[1].split("</main")[0]


def file_of(signature):
    return declarations.pdf_path(signature.pdf_name).read_bytes()


def new_version(by):
    content = {**declaration_queries.text_in_force().content, "title": {"nb": "Ny erklæring"}}
    return declarations.publish(content, "2.0", by=by)


# By the code


@pytest.mark.slow
def test_anybody_sees_that_a_signature_is_valid_but_not_whose(signature, kari, client):
    page = by_code(client, signature)
    assert page.status_code == 200
    text = page.content.decode()
    assert heading(page) == "Signaturen er gyldig"
    assert "K.K." in text
    assert signature.pdf_sha256 in text
    for hidden in ("Kari", "Krogh", kari.email):
        assert hidden not in text
    assert not page.cookies


@pytest.mark.slow
def test_the_signer_and_the_secretariat_see_the_name(signature, kari, siri, ola, client_of):
    seen = [("Kari Krogh" in by_code(client_of(person), signature).content.decode()) for person in (kari, siri, ola)]
    assert seen == [True, True, False]


@pytest.mark.slow
def test_a_signature_that_is_not_sealed_yet_is_neither_valid_nor_altered(kari, client):
    signature = sign(kari)
    page = by_code(client, signature)
    assert heading(page) == "Signaturen blir forseglet nå"
    assert page.context["judged"].finding.differences == []
    assert f'href="{page.request["PATH_INFO"]}"' in page.content.decode()

    events.seal_pending()
    assert heading(by_code(client, signature)) == "Signaturen er gyldig"


@pytest.mark.slow
def test_one_that_is_replaced_says_so(signature, kari, siri, client):
    new_version(siri)
    newer = sign(kari)
    events.seal_pending()

    assert heading(by_code(client, signature)) == "Signaturen er gyldig, men erstattet av en nyere"
    assert heading(by_code(client, newer)) == "Signaturen er gyldig"


@pytest.mark.slow
def test_one_of_somebody_whose_role_has_ended_still_binds(guro, siri, client):
    supporters.end(supporter_queries.supporter_of(guro), by=siri)
    events.seal_pending()
    page = by_code(client, Signature.objects.get(person=guro))

    assert heading(page) == "Signaturen er gyldig, men rollen er avsluttet"
    assert "ikke likeperson lenger" in main(page)
    assert "gjelder fortsatt" in main(page)


@pytest.mark.slow
def test_one_that_is_withdrawn_is_not_to_be_relied_on(signature, siri, client):
    declarations.withdraw(signature, by=siri)
    events.seal_pending()

    page = by_code(client, signature)
    assert heading(page) == "Signaturen er trukket tilbake"
    assert re.search(rf"Trukket tilbake</dt>.*?{clock.today().year}</time>", main(page), re.DOTALL)
    assert (signature.pdf_sha256 in main(page), "Har du filen?" in main(page)) == (False, False)
    assert "Lurer du på noe om papiret? Ta kontakt med oss:" in main(page)


@pytest.mark.slow
def test_the_fingerprint_is_compared_once_there_is_one(kari, client):
    def summaries_and_file():
        text = main(by_code(client, signature))
        return text.count("<dl"), "Har du filen?" in text, "sammenligne fingeravtrykket" in text

    signature = sign(kari)
    assert summaries_and_file() == (1, False, False)
    declarations.render_pending()
    assert summaries_and_file() == (1, True, True)


@pytest.mark.slow
def test_one_that_was_altered_says_what_and_shows_nothing_of_it(signature, client):
    Signature.objects.update(html=signature.html.replace("ikke", ""), signer_name="Per Persen")
    page = by_code(client, signature)

    assert heading(page) == "Vi kan ikke bekrefte signaturen"
    assert "Teksten som ble signert" in main(page)
    assert "Navnet på den som signerte" in main(page)
    assert "P.P." not in main(page)


def test_an_old_one_says_what_the_log_does_not_speak_of(kari, client, monkeypatch):
    monkeypatch.setattr(declarations, "witness", OldWitness)
    signature = sign(kari)
    events.seal_pending()
    page = by_code(client, signature)

    assert heading(page) == "Signaturen er gyldig"
    assert "Navnet på den som signerte" in main(page)
    assert "Teksten som ble signert" not in main(page)


class OldWitness:
    """As if the columns were not witnessed yet."""

    @staticmethod
    def values_of_signature(signature):
        return None


@pytest.mark.slow
@pytest.mark.parametrize("language", ["", "/nn", "/en"])
def test_each_answer_is_said_in_the_language_of_the_page(signature, kari, siri, client, language):
    def said():
        return heading(by_code(client, signature, language))

    seen = [said()]
    new_version(siri)
    sign(kari)
    events.seal_pending()
    seen.append(said())
    declarations.withdraw(signature, by=siri)
    seen.append(said())
    events.seal_pending()
    seen.append(said())
    Signature.objects.filter(pk=signature.pk).update(html="")
    seen.append(said())

    assert len(set(seen)) == 5


@pytest.mark.parametrize("code", ["ABCDE-FGHJK", "x", "<script>", "%00", "2" * 300])
def test_every_unknown_code_gives_the_same_page(client, code):
    page = client.get(f"/verifiser/{code}/")
    assert page.status_code == 404
    assert main(page) == main(client.get("/verifiser/ZZZZZ-ZZZZZ/"))


@pytest.mark.parametrize("typed", ["abcde fghjk", "ABCDE-FGHJK", "abcde/fghjk"])
def test_a_typed_code_leads_to_its_page(client, typed):
    answer = client.get(reverse("portal:verify"), {"code": typed})
    assert answer.status_code == 302
    assert client.get(answer.url).status_code == 404


@pytest.mark.slow
@pytest.mark.parametrize("before", ["https://likeperson.example.org", "likeperson.example.org/nn", "HTTP://X.no/en"])
def test_the_whole_address_on_the_paper_leads_to_its_page(signature, client, before):
    answer = client.get(reverse("portal:verify"), {"code": f" {before}/verifiser/{signature.grouped_code}/ "})
    assert answer.status_code == 302
    assert heading(client.get(answer.url)) == "Signaturen er gyldig"


@pytest.mark.parametrize("typed", ["", "https://x.no/verifiser/", "---", "\u202e"])
def test_what_is_no_code_is_told(client, typed):
    page = client.get(reverse("portal:verify"), {"code": typed})
    assert page.status_code == 200
    assert page.context["form"].errors
    assert not client.get(reverse("portal:verify")).context["form"].errors


@pytest.mark.slow
def test_a_check_is_counted_without_who(signature, kari, client_of):
    client = client_of(kari)
    by_code(client, signature)
    by_code(Client(), signature)

    checks = Event.objects.filter(verb="declaration.check", subject=signature.ref)
    assert [(event.actor, event.details.text) for event in checks] == [(None, '{"answer": "valid", "by": "code"}')] * 2
    assert "2 ganger" in client.get(reverse("portal:signed")).content.decode()


@pytest.mark.slow
def test_a_check_of_a_certificate_is_counted_in_the_same_way(certificate, kari, client_of):
    client = client_of(kari)
    by_code(client, certificate)
    by_file(Client(), course_services.pdf_path(certificate.pdf_name).read_bytes())

    checks = Event.objects.filter(verb="certificate.check", subject=certificate.ref).order_by("pk")
    assert [(event.actor, event.details.text) for event in checks] == [
        (None, '{"answer": "valid", "by": "code"}'), (None, '{"answer": "valid", "by": "file"}'),
    ]  # fmt: skip
    assert "2 ganger" in client.get(reverse("portal:certificate", args=[certificate.ref])).content.decode()


@pytest.mark.slow
def test_an_answer_takes_as_many_queries_however_many_there_are(signature, kari, ola, siri, client):
    def count():
        by_code(client, signature)
        with CaptureQueriesContext(connection) as seen:
            by_code(client, signature)
        return len(seen)

    one = count()
    for person in (ola, siri):
        sign(person)
    declarations.render_pending()
    events.seal_pending()
    assert (count(), one <= 23) == (one, True), one


@pytest.mark.slow
def test_the_secretariat_withdraws_on_a_page_of_its_own(signature, siri, ola, kari, client_of):
    place = reverse("portal:withdraw_signature", args=[signature.ref])
    assert [client_of(person).get(place).status_code for person in (ola, kari)] == [404, 404]
    assert client_of(siri, code_age=11 * 60).get(place).status_code == 302
    client = client_of(siri)
    assert f'href="{place}"' in by_code(client, signature).content.decode()
    assert "Kari Krogh" in main(client.get(place))

    answer = client.post(place)
    assert "Signaturen er trukket tilbake" in client.get(answer.url).content.decode()
    events.seal_pending()
    page = by_code(client, signature)
    assert heading(page) == "Signaturen er trukket tilbake"
    assert f'href="{place}"' not in page.content.decode()
    mail = OutboxMail.objects.get(to=kari.email, subject="Signaturen din på erklæringen er trukket tilbake")
    assert "2030" in mail.text


@pytest.mark.slow
def test_letters_that_look_like_digits_are_read_as_the_digits(signature, certificate, client):
    Signature.objects.update(code="5826A5826A")
    Certificate.objects.update(code="C5826C5826")
    assert by_code(client, signature).status_code == 404
    signature.code, certificate.code = "SBZGASBZ6A", "CSBZGCSBZG"
    assert heading(by_code(client, signature)) != "Vi kjenner ikke igjen den koden"
    assert heading(by_code(client, certificate)) != "Vi kjenner ikke igjen den koden"


@pytest.mark.slow
def test_a_code_of_our_first_ones_is_read_as_it_is_written(signature, kari, ola, client):
    """They have letters that look like digits; the codes of today have not."""
    other = sign(ola)
    Signature.objects.filter(pk=other.pk).update(code="5555588888")
    Signature.objects.filter(pk=signature.pk).update(code="SSSSSBBBBB")
    assert declaration_queries.signature_by_code("sssss-bbbbb") == signature
    assert declaration_queries.signature_by_code("55555-88888") == other
    assert declaration_queries.signature_by_code("S5555-88888") == other


def test_the_refusal_says_which_look_alike(client):
    page = main(client.get("/verifiser/ABCDE-FGHJK/"))
    assert "5 og S" in page
    assert "8 og B" in page


# By the file


@pytest.mark.slow
def test_the_file_as_it_was_sealed_is_valid(signature, client, our_seal):
    our_seal()
    page = by_file(client, file_of(signature))

    assert (page.status_code, heading(page)) == (200, "Signaturen er gyldig")
    assert "K.K." in main(page)
    assert "Krogh" not in main(page)


@pytest.mark.slow
def test_a_file_as_it_was_sealed_is_said_to_be_unchanged(signature, certificate, siri, client, our_seal):
    our_seal()
    for content in (file_of(signature), course_services.pdf_path(certificate.pdf_name).read_bytes()):
        page = main(by_file(client, content))
        assert "Ingenting i den er endret" in page
        assert "sammenligne fingeravtrykket" not in page
        assert "tidligere kopi" not in page
    assert "Ingenting i den er endret" not in main(by_code(client, signature))
    declarations.withdraw(signature, by=siri)
    events.seal_pending()
    assert "Ingenting i den er endret" in main(by_file(client, file_of(signature)))
    our_seal(seal.Fault.ALTERED)
    assert "Ingenting i den er endret" not in main(by_file(client, file_of(signature)))


@pytest.mark.slow
def test_an_earlier_copy_is_unchanged_too_and_is_not_compared_with_the_new_one(signature, client, our_seal):
    our_seal()
    first = file_of(signature)
    Signature.objects.update(pdf_name="", pdf_sha256="")
    events.record("declaration.refuse_copy", subject=signature, by=None, details={"fault": "missing", "sha256": ""})
    events.seal_pending()
    declarations.render_pending()
    events.seal_pending()
    signature.refresh_from_db()

    page = main(by_file(client, first))
    assert "Ingenting i den er endret" in page
    assert "tidligere kopi" in page
    assert signature.pdf_sha256 not in page
    assert "kan det være en tidligere kopi" in main(by_code(client, signature))


def by_its_real_seal(client, content):
    page = by_file(client, content)
    assert page.status_code == 200
    return heading(page)


@pytest.mark.slow
def test_files_as_the_worker_sealed_them_are_valid(signature, certificate, client):
    assert by_its_real_seal(client, file_of(signature)) == "Signaturen er gyldig"
    content = course_services.pdf_path(certificate.pdf_name).read_bytes()
    assert by_its_real_seal(client, content) == "Kursbeviset er gyldig"


NEVER_VALID = {"Filen ble endret etter at vi forseglet den", "Vi kjenner ikke igjen filen"}


@pytest.mark.parametrize("size", [9, settings.FILE_UPLOAD_MAX_MEMORY_SIZE + 1])
@pytest.mark.parametrize(
    "name", ["a." + "b" * 250, "a." + "å" * 120, "a\x01.pdf", "a\x00\n.\x01", "." * 200 + "b"], ids=ascii
)
def test_a_file_may_have_any_name(client, name, size):
    assert heading(by_file(client, b"%PDF-1.4".ljust(size), name=name)) == "Vi kjenner ikke igjen filen"


@pytest.mark.slow
@pytest.mark.parametrize("how", TAMPERING)
def test_whatever_is_done_to_a_file_it_is_never_valid(signature, client, how):
    change, _fault = TAMPERING[how]

    assert by_its_real_seal(client, change(file_of(signature))) in NEVER_VALID


@pytest.mark.slow
def test_no_file_with_another_byte_is_valid(signature, client, monkeypatch):
    monkeypatch.setattr("portal.limits.use", lambda *_: None)

    assert {by_its_real_seal(client, altered) for _place, altered in flips(file_of(signature), 40)} <= NEVER_VALID


@pytest.mark.slow
def test_the_file_of_somebody_else_says_whose_it_is_by_initials(signature, ola, client):
    other = sign(ola)
    declarations.render_pending()
    events.seal_pending()
    other.refresh_from_db()

    assert "O.O." in main(by_file(client, file_of(other)))


@pytest.mark.slow
def test_a_file_needs_both_locks(signature, client, our_seal):
    our_seal(seal.Fault.ALTERED)
    assert heading(by_file(client, file_of(signature))) == "Filen ble endret etter at vi forseglet den"
    our_seal()
    assert heading(by_file(client, file_of(signature) + b" ")) == "Vi kjenner ikke igjen filen"


@pytest.mark.slow
def test_a_digest_that_was_changed_in_the_table_makes_no_file_valid(signature, client, our_seal):
    our_seal(seal.Fault.OTHER_KEY, is_ours=False)
    forged = file_of(signature) + b"forged"
    Signature.objects.update(pdf_sha256=sha256(forged))

    assert heading(by_file(client, forged)) == "Vi kjenner ikke igjen filen"
    our_seal()
    assert heading(by_file(client, file_of(signature))) == "Vi kan ikke bekrefte signaturen"


def sha256(content):
    return hashlib.sha256(content).hexdigest()


@pytest.mark.parametrize(
    ("fault", "is_ours", "title"),
    [
        (seal.Fault.ALTERED, True, "Filen ble endret etter at vi forseglet den"),
        (seal.Fault.APPENDED, True, "Filen ble endret etter at vi forseglet den"),
        (seal.Fault.ALLOWS_CHANGES, True, "Filen ble endret etter at vi forseglet den"),
        (seal.Fault.ALTERED, False, "Vi kjenner ikke igjen filen"),
        (seal.Fault.OTHER_KEY, False, "Vi kjenner ikke igjen filen"),
        (seal.Fault.DAMAGED, False, "Vi kjenner ikke igjen filen"),
        (seal.Fault.NOT_SEALED, False, "Vi kjenner ikke igjen filen"),
        (seal.Fault.NOT_A_PDF, False, "Vi kjenner ikke igjen filen"),
        (seal.Fault.TOO_LARGE, False, "Vi kjenner ikke igjen filen"),
        (None, True, "Vi kjenner ikke igjen filen"),
    ],
)
def test_a_file_without_a_record_is_altered_only_where_our_own_seal_says_so(client, our_seal, fault, is_ours, title):
    our_seal(fault, is_ours=is_ours)
    page = by_file(client, PDF)

    assert (page.status_code, heading(page)) == (200, title)
    assert "gyldig" not in main(page)


@pytest.mark.slow
def test_whoever_has_a_file_that_was_cut_off_is_asked_to_get_it_again(signature, client):
    whole = file_of(signature)
    for length in (len(whole) // 10, len(whole) // 2, len(whole) - 1000, len(whole) - 10):
        page = by_file(client, whole[:length])
        assert heading(page) in ("Vi kjenner ikke igjen filen", "Filen ble endret etter at vi forseglet den")
        assert "Hent filen på nytt" in main(page), length
    assert "Hent filen på nytt" not in main(by_file(client, PDF))
    assert "Hent filen på nytt" not in main(by_file(client, b"x"))


@pytest.mark.parametrize(
    "content", [b"x", b"\x00" * 1000, PDF, PDF[:20], b"%PDF-1.7 /ByteRange [0 1 2 3]", "æøå".encode("utf-16")]
)
def test_no_file_is_too_strange_for_an_answer(client, content):
    page = by_file(client, content)

    assert (page.status_code, heading(page)) == (200, "Vi kjenner ikke igjen filen")


def test_a_form_without_a_file_or_with_an_empty_one_is_told(client):
    page = client.post(reverse("portal:verify_file"), {})
    assert "Velg PDF-filen" in main(page)
    assert "Filen er tom" in main(by_file(client, b""))
    assert "Velg PDF-filen" in main(client.post(reverse("portal:verify_file"), {"file": "text"}))


def test_a_file_that_is_too_large_is_refused(client, monkeypatch):
    monkeypatch.setattr(VerifyFileForm, "MAX_SIZE", 1000)
    page = by_file(client, PDF + b" " * 1000)
    assert (page.status_code, "større enn 10 MB" in main(page)) == (200, True)


def test_a_request_that_is_too_large_is_refused_before_it_is_parsed(client, monkeypatch):
    parsed = []
    monkeypatch.setattr("django.http.multipartparser.MultiPartParser.parse", lambda self: parsed.append(self))
    page = by_file(client, b"%PDF" + b" " * 10_200_000)

    assert (page.status_code, parsed) == (413, [])
    assert "større enn 10 MB" in main(page)


@pytest.mark.slow
def test_files_are_checked_so_often_and_no_more_and_the_page_says_until_when(client, our_seal):
    our_seal(seal.Fault.NOT_SEALED, is_ours=False)
    with clock.at(NOON):
        assert [by_file(client, PDF).status_code for _time in range(30)] == [200] * 30
    with clock.at(NOON + datetime.timedelta(minutes=20)):
        page = by_file(client, PDF)
    assert page.status_code == 429
    assert "30 filer" in main(page)
    assert "klokka 13." in main(page)
    assert "mange sidevisninger" not in main(page)
    assert f'href="{reverse("portal:verify")}"' in main(page)
    with clock.at(NOON + datetime.timedelta(minutes=61)):
        assert by_file(client, PDF).status_code == 200


@pytest.mark.slow
def test_a_form_without_a_file_counts_for_nothing(client):
    for _time in range(31):
        page = client.post(reverse("portal:verify_file"), {})
    assert page.status_code == 200


@pytest.mark.slow
def test_a_file_from_another_site_is_refused(signature):
    client = Client(enforce_csrf_checks=True)
    assert by_file(client, PDF).status_code == 403


@pytest.mark.slow
def test_a_file_of_a_certificate_is_answered_in_the_same_way(certificate, client, our_seal):
    our_seal()
    content = course_services.pdf_path(certificate.pdf_name).read_bytes()
    assert heading(by_file(client, content)) == "Kursbeviset er gyldig"

    Certificate.objects.update(day=datetime.date(2020, 1, 1))
    page = by_file(client, content)
    assert heading(page) == "Kursbeviset kan ikke bekreftes"
    assert "Dagen" in main(page)


@pytest.mark.slow
def test_a_file_that_was_made_anew_is_known_as_the_first_one_is(signature, client, kari, client_of):
    first = file_of(signature)
    declarations.pdf_path(signature.pdf_name).unlink()
    client_of(kari).get(reverse("portal:declaration_pdf", args=[signature.ref]))
    events.seal_pending()
    assert heading(by_code(client, signature)) == "Signaturen er gyldig"

    declarations.render_pending()
    events.seal_pending()
    signature.refresh_from_db()
    second = file_of(signature)
    assert first != second
    assert [by_its_real_seal(client, content) for content in (first, second)] == ["Signaturen er gyldig"] * 2
