"""Files as people upload them, good and bad, made in the test that needs them."""

import io
import struct
import zlib

import pypdf
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, NumberObject, TextStringObject

from tests.portal.frame.small_pdf import small_pdf


def uploaded(content, name="Regnskap 2026.pdf"):
    return SimpleUploadedFile(name, content)


def pdf_with(change):
    """A small PDF after ``change(writer)``."""
    writer, content = pypdf.PdfWriter(io.BytesIO(small_pdf())), io.BytesIO()
    change(writer)
    writer.write(content)
    return content.getvalue()


def dictionary(**values):
    return DictionaryObject({NameObject(f"/{name}"): value for name, value in values.items()})


def action(kind, **values):
    return dictionary(S=NameObject(f"/{kind}"), **values)


def in_catalogue(name, value):
    def change(writer):
        writer.root_object[NameObject(f"/{name}")] = value

    return change


def opened_at_page_one(writer):
    """What LibreOffice writes: which page is shown first."""
    writer.root_object[NameObject("/OpenAction")] = ArrayObject(
        [writer.pages[0].indirect_reference, NameObject("/Fit")]
    )


def unlisted(content):
    """With a script that the list of the file's parts does not name."""
    return content.replace(b"%%EOF", b"99 0 obj << /S /JavaScript /JS (app.alert(1)) >> endobj\n%%EOF")


def on_page_one(name, value):
    def change(writer):
        writer.pages[0][NameObject(f"/{name}")] = value

    return change


def after_the_end(content, part):
    """With one more part behind all that the file lists."""
    return content + b"\n99 0 obj << " + part + b" >> endobj\n"


def pages_that_are_claimed(content, number):
    return content.replace(b"/Count 1", b"/Count %d" % number)


def page_twice(writer):
    pages = writer.root_object["/Pages"]
    pages["/Kids"].append(pages["/Kids"][0])
    pages[NameObject("/Count")] = NumberObject(2)


ADDRESS = TextStringObject("https://evil.example/")
SCRIPT = TextStringObject("app.alert(1)")
ACTIVE = {
    "a script": pdf_with(
        in_catalogue(
            "Names", dictionary(JavaScript=dictionary(Names=ArrayObject([SCRIPT, action("JavaScript", JS=SCRIPT)])))
        )
    ),
    "a script when it is opened": pdf_with(in_catalogue("OpenAction", action("JavaScript", JS=SCRIPT))),
    "a script without a name": pdf_with(in_catalogue("AA", dictionary(WC=dictionary(JS=SCRIPT)))),
    "a program that is started": pdf_with(in_catalogue("OpenAction", action("Launch", F=TextStringObject("cmd.exe")))),
    "a form that is sent": pdf_with(in_catalogue("OpenAction", action("SubmitForm", F=TextStringObject("x")))),
    "another file in it": pdf_with(lambda writer: writer.add_attachment("x.exe", b"MZ")),
    "a form with scripts of its own": pdf_with(in_catalogue("AcroForm", dictionary(XFA=NumberObject(1)))),
    "a script that is not listed": unlisted(small_pdf()),
    "an address that is opened": pdf_with(in_catalogue("OpenAction", action("URI", URI=ADDRESS))),
    "a file elsewhere that is opened": pdf_with(
        in_catalogue("OpenAction", action("GoToR", F=TextStringObject(r"\\evil\x.pdf"), D=NumberObject(0)))
    ),
    "a place, and an address after it": pdf_with(
        in_catalogue("OpenAction", action("GoTo", D=NumberObject(0), Next=action("URI", URI=ADDRESS)))
    ),
    "an address that a page opens": pdf_with(on_page_one("AA", dictionary(O=action("URI", URI=ADDRESS)))),
    "a name that is spelt another way": after_the_end(small_pdf(), b"/S /J#61vaScript /J#53 (app.alert(1))"),
    "a name that is spelt another way, before the end": small_pdf().replace(
        b"%%EOF", b"99 0 obj << /S /L#61unch >> endobj\n%%EOF"
    ),
    "a part after the end": after_the_end(small_pdf(), b"/Type /Catalog /OpenAction << /S /URI >>"),
}


def picture(kind="PNG", size=(40, 30), **options):
    content = io.BytesIO()
    Image.new(options.pop("mode", "RGB"), size, options.pop("color", "white")).save(content, kind, **options)
    return content.getvalue()


def picture_in_rounds(more):
    """A JPEG that goes over all its pixels this much more often than it has to."""
    content = picture("JPEG", (400, 300), progressive=True)
    last = content[content.rindex(b"\xff\xda") : -2]
    return content[:-2] + last * more + content[-2:]


def picture_that_claims(width, height):
    """A PNG of which only the head says how large it is."""
    head = b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + struct.pack(">I", 13)
        + head
        + struct.pack(">I", zlib.crc32(head))
        + struct.pack(">I", 4)
        + b"IDAT"
    )
