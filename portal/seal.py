"""Seals PDF files with the organisation's key, and says whether a file is as it was sealed. The only module that
imports pyHanko.

A seal is a PAdES signature that covers the whole file and certifies that no change is allowed (DocMDP level 1). The key
is a file in the private folder, made when it is first needed; with ``SEAL_KEY_FILE`` it is one from elsewhere. Every
certificate that has sealed anything is kept, and its seals stay valid after the key is renewed.
"""

import asyncio
import collections
import datetime
import functools
import io
import logging
import re
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, TypeVar

from django.conf import settings

from portal import files, organisation

log = logging.getLogger(__name__)
Result = TypeVar("Result")

MAX_SIZE = 10_000_000  # bytes; the papers that we seal have some 100 kB
MAX_SEAL_SIZE = 200_000  # hexadecimal digits; a seal with a time stamp has some 30 000
MAX_CERTIFICATES = 10  # in a seal and in its time stamp; the chain of one that is bought has three or four
SIGNED = {"content_type", "message_digest", "signing_certificate_v2"}
FIELD = "Seal"
# A seal has to be good for as long as the paper is kept, whatever the clock says: a certificate of ours has no end
# (RFC 5280, 4.1.2.5). A key that should not be used any longer is renewed.
VALID_FROM = datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC)
VALID_TO = datetime.datetime(9999, 12, 31, 23, 59, 59, tzinfo=datetime.UTC)

BYTE_RANGE = re.compile(rb"/ByteRange\s{0,40}\[\s{0,40}0\s{1,40}(\d{1,9})\s{1,40}(\d{1,9})\s{1,40}(\d{1,9})\s{0,40}\]")
SIGNS_OF_A_SEAL = (b"/ByteRange", b"/ETSI.CAdES.detached", b"/DocMDP", b"/Type /Sig")
HEXADECIMAL = re.compile(rb"[0-9A-F]*")  # as we write it: small letters would be other bytes with the same meaning


class CannotSeal(Exception):
    """The file could not be sealed: the key cannot be read, the time service does not answer, or it is no PDF."""


class Fault(StrEnum):
    """What is wrong with a file."""

    TOO_LARGE = "too_large"  # larger than anything that we seal; it is not read
    NOT_A_PDF = "not_a_pdf"
    NOT_SEALED = "not_sealed"  # a PDF without any seal
    DAMAGED = "damaged"  # there was a seal, and it cannot be read
    OTHER_KEY = "other_key"  # sealed or signed by somebody else, or by us and then by somebody else anew
    ALTERED = "altered"  # our seal, on other bytes than these
    APPENDED = "appended"  # our seal on the first part of the file, and something after it
    ALLOWS_CHANGES = "allows_changes"  # our key, but not a seal that forbids changes


@dataclass(frozen=True)
class Certificate:
    """A certificate that the organisation seals or has sealed with. ``sha256`` is its fingerprint, in hex."""

    name: str
    sha256: str


@dataclass(frozen=True)
class SealCheck:
    """The result of ``check``. ``is_intact`` is True only for a whole file that one of our keys sealed as it is."""

    is_sealed: bool  # it has, or had, a seal or signature of some kind
    is_intact: bool
    certificate: Certificate | None = None  # which of ours made the seal; None where none of them did
    fault: Fault | None = None  # None if and only if the file is intact


# The key


def _key_path() -> Path:
    """The file with the key, which stays on this machine."""
    return Path(settings.SEAL_KEY_FILE) if settings.SEAL_KEY_FILE else settings.PRIVATE_DIR / "seal_key"


def _kept(what: str) -> Path:
    return settings.PRIVATE_DIR / "seal_certificates" / what


def certificates() -> list[Certificate]:
    """Every certificate that may have sealed something, by its fingerprint."""
    return [_described(one) for _, one in sorted(_read_folder(_kept("ours")).items())]


def current() -> Certificate:
    """The certificate that new papers are sealed with. The key is made if there is none. Raises ``CannotSeal``."""
    return _described(_signer().signing_cert)


def renew() -> Certificate:
    """Make a new key and seal with it from now on. Seals that the earlier keys made stay valid.

    Raises ``CannotSeal`` where the key is from elsewhere: it is renewed where it comes from.
    """
    if settings.SEAL_KEY_FILE or settings.SEAL_KEY:
        raise CannotSeal("the key is from elsewhere")
    files.write_local(_key_path(), _new_key(), replace=True)
    return current()


def _new_key() -> bytes:
    """A new EC P-256 key with a certificate that it has signed itself, in PEM."""
    from cryptography import x509  # noqa: PLC0415  slow, and most processes never seal
    from cryptography.hazmat.primitives import hashes, serialization  # noqa: PLC0415  slow, see above
    from cryptography.hazmat.primitives.asymmetric import ec  # noqa: PLC0415  slow, see above

    key = ec.generate_private_key(ec.SECP256R1())
    name = organisation.current().name[:64]  # the standard allows no more
    subject = x509.Name(
        [x509.NameAttribute(x509.NameOID.COMMON_NAME, name), x509.NameAttribute(x509.NameOID.ORGANIZATION_NAME, name)]
    )
    usage = dict.fromkeys(
        ("key_encipherment", "data_encipherment", "key_agreement", "key_cert_sign", "crl_sign", "encipher_only"), False
    )
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(VALID_FROM)
        .not_valid_after(VALID_TO)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(
            x509.KeyUsage(digital_signature=True, content_commitment=True, decipher_only=False, **usage), critical=True
        )
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )
    unencrypted = serialization.NoEncryption()
    private = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, unencrypted)
    return private + certificate.public_bytes(serialization.Encoding.PEM)


def _signer() -> Any:
    """The signer with the current key. Its certificate is kept before anything is sealed with it."""
    from pyhanko import keys  # noqa: PLC0415  slow, and most processes never seal
    from pyhanko.sign.signers import SimpleSigner  # noqa: PLC0415  slow, see above
    from pyhanko_certvalidator.registry import SimpleCertificateStore  # noqa: PLC0415  slow, see above

    try:
        content = settings.SEAL_KEY.encode() or _content_of_key_file()
        key = keys.load_private_key_from_pemder_data(_part(content, rb"[A-Z ]*PRIVATE KEY"), None)
        certificate, *chain = keys.load_certs_from_pemder_data(_part(content, rb"CERTIFICATE"))
    except Exception as fault:  # whatever is wrong with the file, and its text must not be quoted
        raise CannotSeal(f"the key cannot be read: {type(fault).__name__}") from None
    _keep("ours", certificate)
    _keep("chain", *chain)
    return SimpleSigner(certificate, key, SimpleCertificateStore.from_certs(chain))


def _content_of_key_file() -> bytes:
    path = _key_path()
    if not path.exists() and not settings.SEAL_KEY_FILE:
        if certificates():
            log.warning("the key of the seal was gone: a new one is made, and earlier seals stay valid")
        files.write_local(path, _new_key(), replace=False)
    return path.read_bytes()


def _part(content: bytes, label: bytes) -> bytes:
    """The blocks of a PEM file that have this label."""
    return b"\n".join(re.findall(rb"-----BEGIN (?:%b)-----.*?-----END (?:%b)-----" % (label, label), content, re.S))


def ends(content: bytes) -> datetime.datetime | None:
    """When the first of the certificates in a PEM file ends; None where there is none that can be read."""
    from cryptography import x509  # noqa: PLC0415  slow, see above

    try:
        found = x509.load_pem_x509_certificates(_part(content, rb"CERTIFICATE"))
    except ValueError:
        return None
    return min(certificate.not_valid_after_utc for certificate in found)


def _keep(what: str, *certificates: Any) -> None:
    from asn1crypto import pem  # noqa: PLC0415  slow, and most processes never seal

    for certificate in certificates:
        path = _kept(what) / f"{_fingerprint(certificate)}.pem"
        if not files.exists(path):
            files.write(path, pem.armor("CERTIFICATE", certificate.dump()), replace=False)


def _read_folder(folder: Path) -> dict[str, Any]:
    """``{fingerprint: certificate}`` of a folder. A file that cannot be read is left out, and logged."""
    found = {}
    for path in files.in_folder(folder):
        if path.suffix != ".pem":
            continue
        try:
            certificate = _read_certificate(path, None if files.is_shared() else files.changed_at(path))
        except Exception as fault:  # one damaged file must not make every seal look false
            log.error("the certificate %s cannot be read: %s", path.name, type(fault).__name__)
        else:
            found[_fingerprint(certificate)] = certificate
    return found


@functools.lru_cache(maxsize=100)
def _read_certificate(path: Path, _changed_at: float | None) -> Any:
    """The certificate in a file. A file elsewhere is read once: each read would be a journey through the network."""
    from pyhanko.keys import load_certs_from_pemder_data  # noqa: PLC0415  slow, and most processes never seal

    [certificate] = load_certs_from_pemder_data(files.read(path, largest=MAX_SIZE))
    return certificate


def _fingerprint(certificate: Any) -> str:
    return certificate.sha256.hex()


def _described(certificate: Any) -> Certificate:
    names = certificate.subject.native
    name = names.get("organization_name") or names.get("common_name") or certificate.subject.human_friendly
    return Certificate(str(name), _fingerprint(certificate))


# Sealing


def seal(content: bytes) -> bytes:
    """The PDF with the organisation's seal on it. Raises ``CannotSeal``."""
    return _in_a_loop_of_its_own(_seal(content, _signer(), _time_service()))


async def _seal(content: bytes, signer: Any, time_service: Any) -> bytes:
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter  # noqa: PLC0415  slow, see above
    from pyhanko.sign import fields, signers  # noqa: PLC0415  slow, see above

    how = signers.PdfSignatureMetadata(
        field_name=FIELD,
        md_algorithm="sha256",
        subfilter=fields.SigSeedSubFilter.PADES,
        certify=True,
        docmdp_permissions=fields.MDPPerm.NO_CHANGES,
    )
    try:
        writer = IncrementalPdfFileWriter(io.BytesIO(content))
        sealed = await signers.async_sign_pdf(writer, how, signer=signer, timestamper=time_service)
    except Exception as fault:  # the library raises whatever it meets
        raise CannotSeal(type(fault).__name__) from None
    return sealed.getvalue()


def _time_service() -> Any:
    """What asks the time-stamp service; None where there is none. The service's certificates are kept."""
    if not settings.SEAL_TIME_SERVICE:
        return None
    from pyhanko.keys import load_certs_from_pemder_data  # noqa: PLC0415  slow, see above
    from pyhanko.sign.timestamps import HTTPTimeStamper  # noqa: PLC0415  slow, see above

    try:
        content = Path(settings.SEAL_TIME_CERTIFICATE_FILE).read_bytes()
        first, *others = load_certs_from_pemder_data(_part(content, rb"CERTIFICATE"))
    except Exception as fault:  # whatever is wrong with the file
        raise CannotSeal(f"the time service's certificate cannot be read: {type(fault).__name__}") from None
    _keep("time", first, *others)
    return HTTPTimeStamper(settings.SEAL_TIME_SERVICE)


def _in_a_loop_of_its_own(work: Coroutine[Any, Any, Result]) -> Result:
    """Run a coroutine in a thread: the library is asynchronous, and the caller's thread may have a loop already."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, work).result()


# Checking


def check(content: bytes) -> SealCheck:
    """Whether these bytes, whatever they are, are a file as one of our keys sealed it. Raises nothing.

    What none of our keys has sealed is never read as a PDF, and its seal is not validated: it is read whose it is. So
    neither time nor memory depends on what somebody has put into it.
    """
    if len(content) > MAX_SIZE:
        return SealCheck(is_sealed=False, is_intact=False, fault=Fault.TOO_LARGE)
    if not any(sign in content for sign in SIGNS_OF_A_SEAL):
        is_pdf = b"%PDF-" in content[:1024]
        return SealCheck(is_sealed=False, is_intact=False, fault=Fault.NOT_SEALED if is_pdf else Fault.NOT_A_PDF)
    try:
        answer = _in_a_loop_of_its_own(_check(content))
    except Exception:  # whatever the libraries meet in bytes that they do not understand
        answer = _refused(Fault.DAMAGED)
    return _refused(Fault.DAMAGED, _left_of_ours(content)) if answer.fault is Fault.DAMAGED else answer


def _left_of_ours(content: bytes) -> Any:
    """The certificate of ours of which a seal that cannot be read has something left; None where there is nothing.

    A seal holds the certificate, and what it signs the certificate's fingerprint: a small change spares one of them.
    """
    digits = content.upper()
    for certificate in _read_folder(_kept("ours")).values():
        if any(one.hex().upper().encode() in digits for one in (certificate.dump(), certificate.sha256)):
            return certificate
    return None


def _refused(fault: Fault, certificate: Any = None) -> SealCheck:
    described = _described(certificate) if certificate else None
    return SealCheck(is_sealed=True, is_intact=False, certificate=described, fault=fault)


async def _check(content: bytes) -> SealCheck:
    first = BYTE_RANGE.search(content)
    if first is None:
        return _refused(Fault.DAMAGED)
    # Ours is the last of the file, unless something was put after it. However many there are, two are read.
    [last] = collections.deque(BYTE_RANGE.finditer(content), maxlen=1)
    answer = await _check_range(content, last)
    if answer.certificate is None and first.start() != last.start():  # somebody else's seal over ours, perhaps
        earlier = await _check_range(content, first)
        return earlier if earlier.certificate else answer
    return answer


async def _check_range(content: bytes, found: re.Match[bytes]) -> SealCheck:
    """Check the seal of one range of bytes: who made it, are the bytes the same, is that all of them."""
    from asn1crypto import cms  # noqa: PLC0415  slow, see above
    from pyhanko.sign.validation.generic_cms import async_validate_detached_cms  # noqa: PLC0415  slow, see above

    before, after, length = (int(number) for number in found.groups())
    digits = content[before + 1 : after - 1]
    if not (before < after and after + length <= len(content) and len(digits) <= MAX_SEAL_SIZE):
        return _refused(Fault.DAMAGED)
    if content[before : before + 1] + content[after - 1 : after] != b"<>" or not HEXADECIMAL.fullmatch(digits):
        return _refused(Fault.DAMAGED)
    octets = bytes.fromhex(digits.decode())
    holder = cms.ContentInfo.load(octets)
    signed = holder["content"]
    ours, chain, time = (_read_folder(_kept(what)) for what in ("ours", "chain", "time"))
    enclosed = [_fingerprint(one.chosen) for one in signed["certificates"]]
    certificate = _made_with(signed, ours) or _only_ours(enclosed, ours, chain)
    if certificate is None:
        return _refused(Fault.OTHER_KEY)
    # The library looks for every path between the certificates that it meets, so their number is known before it does.
    is_as_we_write = (
        octets == _as_we_write(signed, certificate).ljust(len(octets), b"\0")
        and {*enclosed} <= {*ours, *chain}
        and len(enclosed) <= MAX_CERTIFICATES
        and _signs_what_we_sign(signed)
        and _has_one_short_time_stamp_or_none(signed)
    )
    if not is_as_we_write:
        return _refused(Fault.ALTERED, certificate)
    covered = content[:before] + content[after : after + length]
    status = await async_validate_detached_cms(covered, signed, _trusted(ours), _trusted(time))
    if not status.bottom_line or status.signing_cert.dump() != certificate.dump():
        return _refused(Fault.ALTERED, certificate)
    if after + length < len(content):
        return _refused(Fault.APPENDED, certificate)
    return await _check_document(content, ours, certificate)


def _made_with(signed: Any, ours: dict[str, Any]) -> Any:
    """The certificate of ours that a seal says it was made with; None where it names another."""
    [made] = signed["signer_infos"]
    named = made["sid"].chosen.dump()
    return next((one for one in ours.values() if _name_of(one) == named), None)


def _name_of(certificate: Any) -> bytes:
    """How a seal names the certificate that it was made with."""
    from asn1crypto import cms  # noqa: PLC0415  slow, see above

    name = {"issuer": certificate.issuer, "serial_number": certificate.serial_number}
    return bytes(cms.IssuerAndSerialNumber(name).dump())


def _only_ours(enclosed: list[str], ours: dict[str, Any], chain: dict[str, Any]) -> Any:
    """The certificate of ours in a seal that encloses no stranger's; None where there is none."""
    return next((ours[one] for one in enclosed if one in ours), None) if {*enclosed} <= {*ours, *chain} else None


def _signs_what_we_sign(signed: Any) -> bool:
    """Whether nothing else is signed besides the file: a time stamp can also stand there, for one."""
    [made] = signed["signer_infos"]
    return {attribute["type"].native for attribute in made["signed_attrs"]} <= SIGNED


def _has_one_short_time_stamp_or_none(signed: Any) -> bool:
    """Whether nothing stands beside the signature, or one time stamp with few certificates and nothing beside it.

    The signature does not cover this part, so anybody can write there.
    """
    [made] = signed["signer_infos"]
    beside = list(made["unsigned_attrs"])
    if not beside:
        return True
    if [attribute["type"].native for attribute in beside] != ["signature_time_stamp_token"]:
        return False
    stamps = [stamp["content"] for stamp in beside[0]["values"]]
    if len(stamps) != 1 or len(stamps[0]["certificates"]) > MAX_CERTIFICATES:
        return False
    return not any(list(stamped["unsigned_attrs"]) for stamped in stamps[0]["signer_infos"])


def _as_we_write(signed: Any, certificate: Any) -> bytes:
    """The seal's envelope as we write it around what is signed in it: the signature does not cover the envelope."""
    from asn1crypto import core  # noqa: PLC0415  slow, see above
    from asn1crypto.algos import DigestAlgorithm  # noqa: PLC0415  slow, see above
    from asn1crypto.parser import emit  # noqa: PLC0415  slow, see above

    def sequence(*parts: bytes) -> bytes:
        return emit(0, 1, 16, b"".join(parts))

    def set_of(*parts: bytes) -> bytes:
        return emit(0, 1, 17, b"".join(parts))

    def of_type(name: str) -> bytes:
        return core.ObjectIdentifier(name).dump()

    [made] = signed["signer_infos"]
    version = core.Integer(1).dump()
    sha256 = DigestAlgorithm({"algorithm": "sha256", "parameters": core.Null()}).dump()
    signed_by = _name_of(certificate)
    after_digest = (made["signed_attrs"], made["signature_algorithm"], made["signature"], made["unsigned_attrs"])
    signer = sequence(version, signed_by, sha256, *(part.dump() for part in after_digest))
    kind, certificates = sequence(of_type("1.2.840.113549.1.7.1")), signed["certificates"].dump()
    content = sequence(version, set_of(sha256), kind, certificates, set_of(signer))
    return sequence(of_type("1.2.840.113549.1.7.2"), emit(2, 1, 0, content))


async def _check_document(content: bytes, ours: dict[str, Any], certificate: Any) -> SealCheck:
    """Check a file of which every byte is covered by one of our keys: that its one seal forbids every change."""
    from pyhanko.pdf_utils.reader import PdfFileReader  # noqa: PLC0415  slow, see above
    from pyhanko.sign.fields import MDPPerm  # noqa: PLC0415  slow, see above
    from pyhanko.sign.validation import async_validate_pdf_signature  # noqa: PLC0415  slow, see above
    from pyhanko.sign.validation.status import SignatureCoverageLevel  # noqa: PLC0415  slow, see above

    [embedded] = PdfFileReader(io.BytesIO(content)).embedded_regular_signatures
    status = await async_validate_pdf_signature(embedded, _trusted(ours), _trusted(_read_folder(_kept("time"))))
    if status.coverage != SignatureCoverageLevel.ENTIRE_FILE or not status.bottom_line:
        return _refused(Fault.ALTERED, certificate)
    if embedded.docmdp_level != MDPPerm.NO_CHANGES or not status.docmdp_ok:
        return _refused(Fault.ALLOWS_CHANGES, certificate)
    return SealCheck(is_sealed=True, is_intact=True, certificate=_described(certificate))


def _trusted(certificates: dict[str, Any]) -> Any:
    """What the library validates against: these certificates themselves, and nobody whom they may have certified."""
    from pyhanko_certvalidator import ValidationContext  # noqa: PLC0415  slow, see above

    return ValidationContext(trust_roots=list(certificates.values()), allow_fetching=False)
