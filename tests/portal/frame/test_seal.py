"""A file is as one of our keys sealed it, or it is said what is wrong with it."""

import functools
import io
import random
import shutil
import subprocess

import pypdf
import pytest
from asn1crypto import cms
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from django.conf import settings
from django.core.checks import run_checks
from django.core.management import call_command
from pyhanko.keys import load_certs_from_pemder_data, load_private_key_from_pemder_data
from pyhanko.pdf_utils import reader
from pyhanko.sign import signers, timestamps
from pyhanko.sign.validation import generic_cms

from portal import seal
from portal.seal import Fault
from tests.portal.frame.tampering import (
    TAMPERING,
    authority,
    bought,
    certificates_of,
    enclose,
    encrypted,
    flips,
    padding_of,
    paper,
    sealed_again,
    sealed_by_a_stranger,
    with_another_envelope,
    without_the_seal,
)

pytestmark = pytest.mark.django_db


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


@pytest.mark.skipif(not shutil.which("pdfsig"), reason="pdfsig (poppler) was not found")
def test_another_program_says_the_same(good, tmp_path):
    """Its words count, not its exit code, which is 0 for an altered file too."""
    path = tmp_path / "paper.pdf"

    def says(content):
        path.write_bytes(content)
        return subprocess.run(["pdfsig", path], capture_output=True, text=True, check=False).stdout

    assert "Signature is Valid." in says(good)
    assert "Total document signed" in says(good)
    assert "Signature Type: ETSI.CAdES.detached" in says(good)
    assert "Total document signed" not in says(good + b"\n% mer\n")
    place = good.index(b"stream") + 20
    assert "Signature is Valid." not in says(good[:place] + b"~" + good[place + 1 :])


@pytest.mark.slow
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


@pytest.mark.slow
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


@pytest.mark.slow
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


@pytest.fixture
def time_service(elsewhere, settings, tmp_path, monkeypatch):
    """A time-stamp service that answers in this process, as an organisation sets one."""
    elsewhere()
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)  # the library's own stand-in knows RSA alone
    made = bought("Tidsstempler", key=key, purpose=x509.oid.ExtendedKeyUsageOID.TIME_STAMPING)
    start = made.index(b"-----BEGIN CERTIFICATE")
    path = tmp_path / "time.pem"
    path.write_bytes(made[start:])
    certificate, *_issuers = load_certs_from_pemder_data(made[start:])
    private = load_private_key_from_pemder_data(made[:start], None)
    answers = timestamps.DummyTimeStamper(tsa_cert=certificate, tsa_key=private)
    monkeypatch.setattr(timestamps, "HTTPTimeStamper", lambda _address: answers)
    settings.SEAL_TIME_SERVICE, settings.SEAL_TIME_CERTIFICATE_FILE = "https://time.example.org", str(path)


@pytest.mark.slow
def test_a_seal_with_a_time_stamp_stays_good_without_the_service(unsealed, time_service, settings):
    content = seal.seal(unsealed)

    settings.SEAL_TIME_SERVICE = settings.SEAL_TIME_CERTIFICATE_FILE = ""
    assert len(content) > len(seal.seal(unsealed))
    assert seal.check(content).is_intact


@pytest.mark.slow
def test_a_time_stamp_of_somebody_unknown_is_not_believed(unsealed, time_service, settings):
    content = seal.seal(unsealed)

    for path in (settings.PRIVATE_DIR / "seal_certificates" / "time").iterdir():
        path.unlink()
    assert seal.check(content).fault == Fault.ALTERED


def test_without_an_answer_from_the_time_service_nothing_is_sealed(unsealed, elsewhere, settings, tmp_path):
    elsewhere()
    path = tmp_path / "time.pem"
    path.write_bytes(bought())
    settings.SEAL_TIME_SERVICE, settings.SEAL_TIME_CERTIFICATE_FILE = "http://127.0.0.1:9/", str(path)
    with pytest.raises(seal.CannotSeal):
        seal.seal(unsealed)
    path.write_text("nothing")
    with pytest.raises(seal.CannotSeal, match="time service's certificate"):
        seal.seal(unsealed)


# What is not as it was sealed


@pytest.mark.slow
@pytest.mark.parametrize("number", [200, pytest.param(2000, marks=pytest.mark.proof)])
def test_the_seal_names_every_byte_that_is_another(good, number):
    """Also those in the room that a seal does not use: it is empty in what we seal."""
    accepted, found = [], {}
    for place, altered in flips(good, number):
        answer = seal.check(altered)
        found[answer.fault] = found.get(answer.fault, 0) + 1
        if answer.is_intact:
            accepted.append(place)

    print(f"{number} flips: {found}")
    assert accepted == []


@pytest.mark.slow
@pytest.mark.parametrize("number", [100, pytest.param(1000, marks=pytest.mark.proof)])
def test_whose_a_seal_was_is_known_when_a_bit_of_it_is_another(good, number):
    """ "We do not know that file" would be said of a stranger's."""
    chance, start = random.Random(number), good.rindex(b"/Contents <")
    unknown = []
    for _time in range(number):
        place, altered = chance.randrange(start + 11, padding_of(good).start), bytearray(good)
        altered[place] ^= 1 << chance.randrange(8)
        if seal.check(bytes(altered)).certificate != seal.current():
            unknown.append(place)

    assert unknown == []


@pytest.mark.parametrize("kind", TAMPERING)
def test_whose_a_seal_was_is_known_whatever_was_done(good, kind):
    change, fault = TAMPERING[kind]

    certificate = seal.check(change(good)).certificate

    assert certificate == (None if fault in (Fault.NOT_SEALED, Fault.OTHER_KEY) else seal.current())


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


@pytest.mark.parametrize("kind", TAMPERING)
def test_the_seal_names_what_was_done(good, kind):
    tamper, fault = TAMPERING[kind]

    answer = seal.check(tamper(good))

    assert (answer.is_intact, answer.fault) == (False, fault)


def test_a_second_signature_over_ours_is_a_change(good, monkeypatch):
    answer = seal.check(sealed_again(good, monkeypatch))

    assert (answer.fault, answer.certificate) == (Fault.APPENDED, seal.current())


def test_an_encrypted_file_is_none_of_ours_and_is_not_opened(good, monkeypatch):
    opened = []
    monkeypatch.setattr(reader, "PdfFileReader", opened.append)

    assert seal.check(encrypted(good)).fault == Fault.DAMAGED
    assert seal.check(encrypted(without_the_seal(good))).fault == Fault.NOT_SEALED
    assert seal.check(good + encrypted(without_the_seal(good))).fault == Fault.APPENDED
    assert opened == []


def test_an_encrypted_file_is_not_sealed(good):
    with pytest.raises(seal.CannotSeal):
        seal.seal(encrypted(without_the_seal(good)))


# What people may send


@pytest.fixture
def validated(monkeypatch):
    """How many certificates each seal encloses that the library is asked to validate, as a list of numbers."""
    numbers, validate = [], generic_cms.async_validate_detached_cms

    def count(covered, signed, *others):
        numbers.append(len(signed["certificates"]))
        return validate(covered, signed, *others)

    monkeypatch.setattr(generic_cms, "async_validate_detached_cms", count)
    return numbers


@pytest.fixture
def with_room(monkeypatch):
    """What is sealed from now on has room in its seal for what somebody would like to put there."""
    monkeypatch.setattr(signers, "async_sign_pdf", functools.partial(signers.async_sign_pdf, bytes_reserved=60_000))


def test_the_library_validates_what_we_sealed(good, validated):
    assert seal.check(good).is_intact
    assert validated == [1]


@pytest.mark.slow
def test_the_certificates_of_a_stranger_are_never_validated(good, validated):
    """The library looks for every path between them: a hundred on a few levels take it for ever."""
    [_holder, issuer] = certificates_of(bought())
    alone, among_others = sealed_by_a_stranger(good), sealed_by_a_stranger(good, [issuer])
    with_ours = sealed_by_a_stranger(good, certificates_of((settings.PRIVATE_DIR / "seal_key").read_bytes()))

    assert [seal.check(one).fault for one in (alone, among_others, with_ours)] == [Fault.OTHER_KEY] * 3
    assert validated == []


@pytest.mark.slow
def test_certificates_that_somebody_put_into_our_seal_are_never_validated(unsealed, with_room, validated):
    good = seal.seal(unsealed)
    [ours] = certificates_of((settings.PRIVATE_DIR / "seal_key").read_bytes())

    for others in (certificates_of(bought()), [ours] * seal.MAX_CERTIFICATES):
        answer = seal.check(with_another_envelope(good, enclose(*others)))
        assert (answer.fault, answer.certificate) == (Fault.ALTERED, seal.current())
    assert validated == []


@pytest.mark.slow
def test_certificates_that_somebody_put_into_a_time_stamp_are_never_validated(
    unsealed, time_service, with_room, validated
):
    content = seal.seal(unsealed)
    many = certificates_of(bought()) * seal.MAX_CERTIFICATES

    def put_into_the_stamp(signed):
        [made] = signed["signer_infos"]
        [attribute] = made["unsigned_attrs"]
        enclose(*many)(attribute["values"][0]["content"])

    def put_beside_the_stamp(signed):
        [made] = signed["signer_infos"]
        made["unsigned_attrs"] = [*made["unsigned_attrs"]] * 2

    def put_among_what_is_signed(signed):
        [made] = signed["signer_infos"]
        [attribute] = made["unsigned_attrs"]
        stamp = cms.CMSAttribute({"type": "content_time_stamp", "values": [*attribute["values"]]})
        made["signed_attrs"] = [*made["signed_attrs"], stamp]

    for change in (put_into_the_stamp, put_beside_the_stamp, put_among_what_is_signed):
        assert seal.check(with_another_envelope(content, change)).fault == Fault.ALTERED
    assert validated == []


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
