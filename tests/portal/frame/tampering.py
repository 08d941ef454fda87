"""What people and programs do to a sealed file, and keys that are not the site's own."""

import datetime
import io
import random
import re

import pypdf
from asn1crypto import cms
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from django.conf import settings
from pyhanko.keys import load_certs_from_pemder_data, load_private_key_from_pemder_data
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import fields, signers
from pyhanko_certvalidator.registry import SimpleCertificateStore

from portal import pdf, seal
from portal.seal import Fault


def paper(title="Taushetserklæring"):
    return pdf.render("base", {"title": title, "language": "nb"})


def authority():
    return ec.generate_private_key(ec.SECP256R1())


def bought(name="Foreningen", days=30, issuer=None, key=None, purpose=None):
    """A key, its certificate and the certificate of whoever issued it, as one PEM file."""
    issuer = issuer or authority()
    key = key or ec.generate_private_key(ec.SECP256R1())
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
        if purpose and not is_issuer:
            builder = builder.add_extension(x509.ExtendedKeyUsage([purpose]), critical=True)
        parts.append(builder.sign(issuer, hashes.SHA256()).public_bytes(serialization.Encoding.PEM))
    return b"".join(parts)


def padding_of(content):
    """From where to where the file has room in its seal that is not used, and needs not be."""
    *_others, found = re.finditer(rb"/Contents <([0-9A-F]+?)(0+)>", content)
    return range(*found.span(2))


def flips(content, number):
    """``number`` pairs of a place and the content with one bit of it the other way round; the same in every run."""
    chance = random.Random(number)
    for _time in range(number):
        place = chance.randrange(len(content))
        altered = bytearray(content)
        altered[place] ^= 1 << chance.randrange(8)
        yield place, bytes(altered)


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


def encrypted(content):
    writer, out = pypdf.PdfWriter(clone_from=io.BytesIO(content)), io.BytesIO()
    writer.encrypt("a-password", algorithm="AES-256")
    writer.write(out)
    return out.getvalue()


def sealed_again(content, monkeypatch):
    """By somebody else, whose program does not mind that our seal forbids it."""
    monkeypatch.setattr(signers.PdfSigner, "_enforce_certification_constraints", lambda *_: None)
    how = signers.PdfSignatureMetadata(field_name="Seal2", subfilter=fields.SigSeedSubFilter.PADES)
    writer = IncrementalPdfFileWriter(io.BytesIO(content))
    return signers.sign_pdf(writer, how, signer=signer_of(bought("MS-forbundet"))).getvalue()


def certificates_of(made):
    """The certificates of a PEM file that begins with a key."""
    return list(load_certs_from_pemder_data(made[made.index(b"-----BEGIN CERTIFICATE") :]))


def signer_of(made, others=None):
    """Signs with the key and the certificate of a PEM file, and encloses the others."""
    certificate, *_issuers = certificates_of(made)
    private = load_private_key_from_pemder_data(made[: made.index(b"-----BEGIN CERTIFICATE")], None)
    return signers.SimpleSigner(certificate, private, SimpleCertificateStore.from_certs(others or []))


def with_another_envelope(content, change):
    """The file after ``change(signed)``, which changes what stands around what is signed in its seal."""
    found = re.search(rb"/Contents <([0-9A-F]+)>", content)
    holder = cms.ContentInfo.load(bytes.fromhex(found[1].decode()))
    change(holder["content"])
    digits = holder.dump(force=True).hex().upper().encode()
    assert len(digits) <= len(found[1])  # the room is part of what is sealed
    return content[: found.start(1)] + digits.ljust(len(found[1]), b"0") + content[found.end(1) :]


def enclose(*certificates):
    """A change for ``with_another_envelope``: the certificates that are enclosed, and these."""

    def change(signed):
        signed["certificates"] = [
            *signed["certificates"],
            *(cms.CertificateChoices("certificate", one) for one in certificates),
        ]

    return change


def without_the_seal(content):
    return content[: content.index(b"%%EOF") + 5]


def sealed_by_a_stranger(content, others=None):
    how = signers.PdfSignatureMetadata(
        field_name="Seal",
        subfilter=fields.SigSeedSubFilter.PADES,
        certify=True,
        docmdp_permissions=fields.MDPPerm.NO_CHANGES,
    )
    writer = IncrementalPdfFileWriter(io.BytesIO(without_the_seal(content)))
    return signers.sign_pdf(writer, how, signer=signer_of(bought("MS-forbundet"), others)).getvalue()


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
    return signers.sign_pdf(writer, how, signer=signer_of((settings.PRIVATE_DIR / "seal_key").read_bytes())).getvalue()


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
