"""A file is as one of our keys sealed it, or it is said what is wrong with it."""

import datetime
import io
import random
import re

import pypdf
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from django.conf import settings as site
from django.core.checks import run_checks
from django.core.management import call_command
from pyhanko.keys import load_certs_from_pemder_data, load_private_key_from_pemder_data
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import fields, signers

from portal import pdf, seal
from portal.seal import Fault

pytestmark = pytest.mark.django_db


def paper(title="Taushetserklæring"):
    return pdf.render("base", {"title": title, "language": "nb"})


@pytest.fixture
def unsealed():
    return paper()


@pytest.fixture
def good(unsealed):
    return seal.seal(unsealed)


@pytest.fixture
def elsewhere(settings, tmp_path):
    """``elsewhere()``: from now on, as another site with a key and certificates of its own."""

    def move(name="elsewhere"):
        settings.PRIVATE_DIR = tmp_path / name

    return move


# The seal


def test_a_sealed_file_is_intact_and_says_by_whom(good):
    answer = seal.check(good)

    assert (answer.is_sealed, answer.is_intact, answer.fault) == (True, True, None)
    assert answer.certificate == seal.current()
    assert answer.certificate.name == "MS-forbundet"


def test_what_is_written_in_the_paper_stays_readable(good):
    assert "Taushetserklæring" in pypdf.PdfReader(io.BytesIO(good)).pages[0].extract_text()


@pytest.mark.parametrize("number", [25, pytest.param(500, marks=pytest.mark.proof)])
def test_no_good_file_is_refused(number):
    refused = []
    for one in range(number):
        content = seal.seal(paper(f"Kursbevis {one} " + "å" * one))
        if not seal.check(content).is_intact:
            refused.append(one)

    print(f"{number} good files, {len(refused)} refused")
    assert refused == []


def test_two_seals_of_the_same_paper_are_both_good(unsealed):
    first, second = seal.seal(unsealed), seal.seal(unsealed)

    assert first != second
    assert seal.check(first).is_intact
    assert seal.check(second).is_intact


# The key


def test_the_key_is_for_the_site_alone(good, settings):
    key = settings.PRIVATE_DIR / "seal_key"

    assert key.stat().st_mode & 0o777 == 0o600
    assert (settings.PRIVATE_DIR / "seal_certificates").stat().st_mode & 0o077 == 0


def test_old_seals_stay_good_after_the_key_is_renewed(unsealed, elsewhere):
    elsewhere()
    old = seal.seal(unsealed)
    before = seal.current()

    after = seal.renew()

    new = seal.seal(unsealed)
    assert after.sha256 != before.sha256
    assert (seal.check(old).is_intact, seal.check(old).certificate) == (True, before)
    assert (seal.check(new).is_intact, seal.check(new).certificate) == (True, after)
    assert {one.sha256 for one in seal.certificates()} == {before.sha256, after.sha256}


def test_the_command_shows_the_certificates_and_renews_the_key(elsewhere, capsys):
    elsewhere()
    call_command("seal_key")
    first = seal.current().sha256
    assert capsys.readouterr().out == f"{first}  MS-forbundet  (seals now)\n"

    call_command("seal_key", "--renew")

    lines = capsys.readouterr().out.splitlines()
    assert f"{first}  MS-forbundet  (sealed earlier, still valid)" in lines
    assert f"{seal.current().sha256}  MS-forbundet  (seals now)" in lines


def test_others_may_not_read_a_key_from_elsewhere(settings, tmp_path):
    path = tmp_path / "bought.pem"
    path.touch(mode=0o644)
    path.chmod(0o644)
    settings.SEAL_KEY_FILE = str(path)

    [fault] = [one for one in run_checks() if one.id == "portal.E002"]
    assert str(path) in fault.msg


def test_a_lost_key_is_replaced_and_its_seals_stay_good(unsealed, elsewhere, settings, caplog):
    elsewhere()
    old = seal.seal(unsealed)
    (settings.PRIVATE_DIR / "seal_key").unlink()

    assert seal.check(seal.seal(unsealed)).is_intact
    assert seal.check(old).is_intact
    assert "the key of the seal was gone" in caplog.text


def test_a_key_that_cannot_be_read_seals_nothing(unsealed, elsewhere, settings):
    elsewhere()
    seal.current()
    (settings.PRIVATE_DIR / "seal_key").write_text("hemmelig")

    with pytest.raises(seal.CannotSeal, match="cannot be read") as fault:
        seal.seal(unsealed)
    assert "hemmelig" not in str(fault.value)


def test_a_damaged_certificate_does_not_make_the_others_seals_false(unsealed, elsewhere, settings, caplog):
    elsewhere()
    good = seal.seal(unsealed)
    (settings.PRIVATE_DIR / "seal_certificates" / "ours" / "other.pem").write_text("?")

    assert seal.check(good).is_intact
    assert "other.pem cannot be read" in caplog.text


def test_a_key_from_elsewhere(unsealed, elsewhere, settings, tmp_path):
    """As bought: the certificate has another above it, and both are in the file with the key."""
    elsewhere()
    path = tmp_path / "bought.pem"
    path.write_bytes(bought(days=30))
    settings.SEAL_KEY_FILE = str(path)

    content = seal.seal(unsealed)

    answer = seal.check(content)
    assert (answer.is_intact, answer.certificate.name) == (True, "Foreningen")
    assert len(seal.certificates()) == 1
    assert not (settings.PRIVATE_DIR / "seal_key").exists()
    with pytest.raises(seal.CannotSeal):
        seal.renew()
    settings.SEAL_KEY_FILE = ""  # and back to a key of one's own: what the bought one sealed stays good
    assert seal.check(seal.seal(unsealed)).is_intact
    assert seal.check(content).is_intact


def test_others_with_a_certificate_of_the_same_issuer_are_not_us(unsealed, elsewhere, settings, tmp_path):
    elsewhere()
    issuer = authority()
    ours, theirs = tmp_path / "ours.pem", tmp_path / "theirs.pem"
    ours.write_bytes(bought(issuer=issuer))
    theirs.write_bytes(bought(issuer=issuer))
    settings.SEAL_KEY_FILE = str(ours)
    seal.current()
    elsewhere("theirs")
    settings.SEAL_KEY_FILE = str(theirs)
    content = seal.seal(unsealed)
    elsewhere()

    assert seal.check(content).fault == Fault.OTHER_KEY


def test_a_seal_stays_good_after_its_certificate_has_ended(unsealed, elsewhere, settings, tmp_path):
    elsewhere()
    path = tmp_path / "bought.pem"
    path.write_bytes(bought(days=-1))
    settings.SEAL_KEY_FILE = str(path)

    assert seal.check(seal.seal(unsealed)).is_intact


def authority():
    return ec.generate_private_key(ec.SECP256R1())


def bought(name="Foreningen", days=30, issuer=None):
    """A key, its certificate and the certificate of whoever issued it, as one PEM file."""
    issuer = issuer or authority()
    key = ec.generate_private_key(ec.SECP256R1())
    now = datetime.datetime.now(datetime.UTC)
    parts = [
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    ]
    for holder, public, is_issuer in ((name, key, False), ("Utstederen", issuer, True)):
        builder = (
            x509.CertificateBuilder()
            .subject_name(x509.Name([x509.NameAttribute(x509.NameOID.ORGANIZATION_NAME, holder)]))
            .issuer_name(x509.Name([x509.NameAttribute(x509.NameOID.ORGANIZATION_NAME, "Utstederen")]))
            .public_key(public.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - datetime.timedelta(days=60))
            .not_valid_after(now + datetime.timedelta(days=days))
            .add_extension(x509.BasicConstraints(ca=is_issuer, path_length=None), critical=True)
        )
        if not is_issuer:
            usage = dict.fromkeys(
                ("key_encipherment", "data_encipherment", "key_agreement", "key_cert_sign", "crl_sign",
                 "encipher_only", "decipher_only", "digital_signature"),
                False,
            )  # fmt: skip
            builder = builder.add_extension(x509.KeyUsage(content_commitment=True, **usage), critical=True)
        parts.append(builder.sign(issuer, hashes.SHA256()).public_bytes(serialization.Encoding.PEM))
    return b"".join(parts)


# What is not as it was sealed


def padding_of(content):
    """From where to where the file has room in its seal that is not used, and needs not be."""
    *_others, found = re.finditer(rb"/Contents <([0-9A-F]+?)(0+)>", content)
    return range(*found.span(2))


@pytest.mark.parametrize("number", [200, pytest.param(2000, marks=pytest.mark.proof)])
def test_the_seal_names_every_byte_that_is_another(good, number):
    """Also those in the room that a seal does not use: it is empty in what we seal."""
    chance, accepted, found = random.Random(number), [], {}
    for _time in range(number):
        place = chance.randrange(len(good))
        altered = bytearray(good)
        altered[place] ^= 1 << chance.randrange(8)
        answer = seal.check(bytes(altered))
        found[answer.fault] = found.get(answer.fault, 0) + 1
        if answer.is_intact:
            accepted.append(place)

    print(f"{number} flips: {found}")
    assert accepted == []


@pytest.mark.proof
def test_the_seal_names_every_bit_of_itself(good):
    """The signature does not cover its own envelope; every bit of that is tried."""
    padding = padding_of(good)
    start = good.rindex(b"/Contents <")
    accepted = []
    for place in range(start, padding.start + 8):
        for bit in range(8):
            altered = bytearray(good)
            altered[place] ^= 1 << bit
            if seal.check(bytes(altered)).is_intact:
                accepted.append((place, bit))

    print(f"{(padding.start + 8 - start) * 8} bits of the seal, {len(accepted)} accepted")
    assert accepted == []


def updated(content, change):
    """The file with a change at its end, as programs write it that leave the first part as it is."""
    writer = IncrementalPdfFileWriter(io.BytesIO(content))
    change(writer)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def with_a_note(content):
    def change(writer):
        note = generic.DictionaryObject(
            {
                generic.pdf_name("/Type"): generic.pdf_name("/Annot"),
                generic.pdf_name("/Subtype"): generic.pdf_name("/Text"),
                generic.pdf_name("/Rect"): generic.ArrayObject(map(generic.NumberObject, (9, 9, 99, 99))),
                generic.pdf_name("/Contents"): generic.pdf_string("Gjelder ikke"),
            }
        )
        writer.register_annotation(writer.find_page_for_modification(0)[0], writer.add_object(note))

    return updated(content, change)


def with_another_text(content):
    def change(writer):
        stream = writer.add_object(generic.StreamObject(stream_data=b"0 0 99 99 re f"))
        writer.add_stream_to_page(0, stream)

    return updated(content, change)


def with_another_title(content):
    def change(writer):
        title = generic.DictionaryObject({generic.pdf_name("/Title"): generic.pdf_string("Noe annet")})
        writer.set_info(writer.add_object(title))

    return updated(content, change)


def saved_anew(content):
    writer, out = pypdf.PdfWriter(clone_from=io.BytesIO(content)), io.BytesIO()
    writer.write(out)
    return out.getvalue()


def sealed_again(content, monkeypatch):
    """By somebody else, whose program does not mind that our seal forbids it."""
    monkeypatch.setattr(signers.PdfSigner, "_enforce_certification_constraints", lambda *_: None)
    how = signers.PdfSignatureMetadata(field_name="Seal2", subfilter=fields.SigSeedSubFilter.PADES)
    writer = IncrementalPdfFileWriter(io.BytesIO(content))
    return signers.sign_pdf(writer, how, signer=signer_of(bought("MS-forbundet"))).getvalue()


def signer_of(made):
    """Signs with the key and the certificate of a PEM file."""
    start = made.index(b"-----BEGIN CERTIFICATE")
    certificate, *_issuers = load_certs_from_pemder_data(made[start:])
    return signers.SimpleSigner(certificate, load_private_key_from_pemder_data(made[:start], None), None)


def without_the_seal(content):
    return content[: content.index(b"%%EOF") + 5]


def sealed_by_a_stranger(content):
    how = signers.PdfSignatureMetadata(
        field_name="Seal",
        subfilter=fields.SigSeedSubFilter.PADES,
        certify=True,
        docmdp_permissions=fields.MDPPerm.NO_CHANGES,
    )
    writer = IncrementalPdfFileWriter(io.BytesIO(without_the_seal(content)))
    return signers.sign_pdf(writer, how, signer=signer_of(bought("MS-forbundet"))).getvalue()


def with_the_seal_of_another(content):
    """The seal of another paper of ours in the place of this one's."""
    other = seal.seal(paper("En annen"))
    digits = re.compile(rb"/Contents <([0-9A-F]+)>")
    size = len(digits.search(content)[1])
    return digits.sub(b"/Contents <" + digits.search(other)[1][:size].ljust(size, b"0") + b">", content)


def with_a_gap(content):
    """What is left out of the seal is larger than the seal."""
    before, after, length = re.search(rb"/ByteRange \[0 (\d+) (\d+) (\d+)\]", content).groups()
    other = b"/ByteRange [0 %d %s %s]" % (int(before) - 20, after, length)
    return re.sub(rb"/ByteRange \[0 \d+ \d+ \d+\]", other, content)


def with_something_in_the_padding(content):
    place = padding_of(content)[-40]
    return content[:place] + b"DEADBEEF" + content[place + 8 :]


def sealed_by_us_for_changes(content):
    """Our own key, on a seal that does not forbid changes."""
    how = signers.PdfSignatureMetadata(
        field_name="Seal", subfilter=fields.SigSeedSubFilter.PADES, md_algorithm="sha256"
    )
    writer = IncrementalPdfFileWriter(io.BytesIO(without_the_seal(content)))
    return signers.sign_pdf(writer, how, signer=signer_of((site.PRIVATE_DIR / "seal_key").read_bytes())).getvalue()


TAMPERING = {
    "bytes after the end": (lambda content: content + b"\n% noe mer\n", Fault.APPENDED),
    "a line break after the end": (lambda content: content + b"\n", Fault.APPENDED),
    "a note on the page": (with_a_note, Fault.APPENDED),
    "another text on the page": (with_another_text, Fault.APPENDED),
    "another title": (with_another_title, Fault.APPENDED),
    "saved anew by a program": (saved_anew, Fault.DAMAGED),
    "cut off at the end": (lambda content: content[:-9], Fault.DAMAGED),
    "bytes before the beginning": (lambda content: b"%PDF-1.4\n" + content, Fault.DAMAGED),
    "without the seal": (without_the_seal, Fault.NOT_SEALED),
    "sealed with another key that says our name": (sealed_by_a_stranger, Fault.OTHER_KEY),
    "the seal of another paper": (with_the_seal_of_another, Fault.ALTERED),
    "a gap in what is sealed": (with_a_gap, Fault.DAMAGED),
    "something in the room of the seal": (with_something_in_the_padding, Fault.ALTERED),
    "sealed with our key, but open for changes": (sealed_by_us_for_changes, Fault.ALLOWS_CHANGES),
    "two papers in one file": (lambda content: content + content, Fault.APPENDED),
}


@pytest.mark.parametrize("kind", TAMPERING)
def test_the_seal_names_what_was_done(good, kind):
    tamper, fault = TAMPERING[kind]

    answer = seal.check(tamper(good))

    assert (answer.is_intact, answer.fault) == (False, fault)


def test_a_second_signature_over_ours_is_a_change(good, monkeypatch):
    answer = seal.check(sealed_again(good, monkeypatch))

    assert (answer.fault, answer.certificate) == (Fault.APPENDED, seal.current())


# What people may send


@pytest.mark.parametrize(
    ("content", "is_sealed", "fault"),
    [
        (b"", False, Fault.NOT_A_PDF),
        (b"\x89PNG\r\n\x1a\n" + bytes(1000), False, Fault.NOT_A_PDF),
        ("Hei, jeg er ikke en PDF. ☐".encode(), False, Fault.NOT_A_PDF),
        (b"%PDF-1.4", False, Fault.NOT_SEALED),
        (b"%PDF-1.4\n" + b"<<" * 100_000, False, Fault.NOT_SEALED),
        (b"%PDF-1.4\n" + b"/ByteRange [" * 100_000, True, Fault.DAMAGED),
        (b"%PDF-1.4\n/ByteRange [0 1 2 3]", True, Fault.DAMAGED),
        (b"%PDF-1.4\n/ByteRange [0 999999999 999999999 999999999]", True, Fault.DAMAGED),
        (b"%PDF-1.4\n/ByteRange [0 9 11 30]<30>" + bytes(99), True, Fault.DAMAGED),
        (b"%PDF-1.4\n<" + b"3080" * 10_000 + b">/ByteRange [0 9 40011 9]", True, Fault.DAMAGED),
        (b"%PDF-1.4\n" + b"/ByteRange [0 9 11 30]" * 200_000, True, Fault.DAMAGED),
        (bytes(50_000_000), False, Fault.TOO_LARGE),
    ],
)
def test_any_bytes_get_an_answer(content, is_sealed, fault):
    assert seal.check(content) == seal.SealCheck(is_sealed=is_sealed, is_intact=False, fault=fault)
