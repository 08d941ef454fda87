"""Files that people upload: what is taken in, and what is refused with which sentence."""

import os
import time

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from pypdf.generic import ArrayObject, TextStringObject

from forms.uploads import TOO_LARGE
from portal import uploads
from tests.portal.frame.small_pdf import small_pdf
from tests.portal.frame.uploaded_files import (
    ACTIVE,
    ADDRESS,
    action,
    dictionary,
    in_catalogue,
    on_page_one,
    opened_at_page_one,
    page_twice,
    pages_that_are_claimed,
    pdf_with,
    picture,
    uploaded,
)

SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


def refused(check, content, name="x.pdf"):
    with pytest.raises(uploads.Refused) as refusal:
        check(uploaded(content, name))
    return refusal.value.sentence


def locked():
    return pdf_with(lambda writer: writer.encrypt("hemmelig", algorithm="RC4-128"))


HARMLESS = {
    "plain": small_pdf(),
    "of LibreOffice": pdf_with(opened_at_page_one),
    "shown at a place": pdf_with(in_catalogue("OpenAction", action("GoTo", D=TextStringObject("x")))),
    "with a font of that name": pdf_with(on_page_one("Resources", dictionary(Font=dictionary(AA=dictionary())))),
    "with a link": pdf_with(on_page_one("Annots", ArrayObject([dictionary(A=action("URI", URI=ADDRESS))]))),
}


@pytest.mark.parametrize("content", HARMLESS.values(), ids=HARMLESS)
def test_a_pdf_is_kept_as_it_came(content):
    checked = uploads.check_pdf(uploaded(content, "Regnskap 2026.pdf"))

    assert (checked.content, checked.file_type, checked.name) == (content, "pdf", "Regnskap 2026.pdf")


@pytest.mark.parametrize("what", ACTIVE)
def test_a_pdf_that_does_something_by_itself_is_refused(what):
    assert refused(uploads.check_pdf, ACTIVE[what]) == uploads.ACTIVE_PDF


NO_PDFS = {
    "nothing": (b"", uploads.EMPTY),
    "a picture with the name of a PDF": (picture(), uploads.NO_PDF),
    "a drawing": (SVG, uploads.NO_PDF),
    "a page of the web before a PDF": (b"<script>1</script>" + small_pdf(), uploads.NO_PDF),
    "the first half of one": (small_pdf()[:300], uploads.DAMAGED_PDF),
    "the first line of one": (b"%PDF-1.7\n", uploads.DAMAGED_PDF),
    "nonsense after the first line": (b"%PDF-1.7\n" + bytes(range(256)) * 40, uploads.DAMAGED_PDF),
    "one that is locked": (locked(), uploads.LOCKED_PDF),
    "one that claims more pages than it has": (pages_that_are_claimed(small_pdf(), 999999999), uploads.DAMAGED_PDF),
    "one with a page that stands in it twice": (pdf_with(page_twice), uploads.DAMAGED_PDF),
}


@pytest.mark.parametrize("what", NO_PDFS)
def test_what_is_no_pdf_that_can_be_read_is_refused(what):
    content, sentence = NO_PDFS[what]

    assert refused(uploads.check_pdf, content) == sentence


def test_a_pdf_of_very_many_parts_is_refused(monkeypatch):
    monkeypatch.setattr(uploads, "MAX_OBJECTS", 2)

    assert refused(uploads.check_pdf, small_pdf()) == uploads.COMPLICATED_PDF


def test_what_is_too_large_is_refused_before_it_is_read():
    class Large:
        size, name = 50_000_000, "stor.pdf"

        def read(self):
            raise AssertionError

    with pytest.raises(uploads.Refused, match=str(TOO_LARGE)[:20]):
        uploads.check_pdf(Large())


class Row:
    def __init__(self, name, file_type="pdf"):
        self.name, self.file_type = name, file_type


@pytest.mark.parametrize(
    ("name", "shown", "saved_as"),
    [
        ("../../etc/passwd", "passwd", "passwd.pdf"),
        ("C:\\Users\\kari\\Regnskap.pdf", "Regnskap.pdf", "Regnskap.pdf"),
        ("<script>.pdf", "<script>.pdf", "-script-.pdf"),
        ("a\x00b\u202efdp.exe", "abfdp.exe", "abfdp.pdf"),
        ("Årsmøte 2026 (signert).PDF", "Årsmøte 2026 (signert).PDF", "Årsmøte 2026 (signert).pdf"),
        ("", "file", "file.pdf"),
        (None, "file", "file.pdf"),
        ("...", "...", "file.pdf"),
        ("x" * 300 + ".pdf", "x" * 96 + ".pdf", "x" * 96 + ".pdf"),
    ],
)
def test_a_name_is_a_text_for_people_and_never_a_path(name, shown, saved_as):
    assert uploads.name_for_people(name) == shown
    assert uploads.file_name(Row(shown)) == saved_as


@pytest.mark.django_db
def test_a_file_is_kept_under_a_random_name_for_the_site_alone(kari, settings, tmp_path):
    settings.PRIVATE_DIR = tmp_path
    checked = uploads.check_pdf(SimpleUploadedFile("../../etc/passwd", small_pdf()))

    kept = [uploads.keep(checked, by=kari) for _again in range(2)]

    paths = sorted(path for path in tmp_path.rglob("*") if path.is_file())
    assert paths == sorted(tmp_path / "uploads" / one["stored_as"] for one in kept)
    assert {path.stat().st_mode & 0o777 for path in paths} == {0o600}
    assert (kept[0]["name"], kept[0]["size"], kept[0]["uploaded_by"]) == ("passwd", len(small_pdf()), kari)


@pytest.mark.django_db
def test_a_file_that_no_row_names_is_deleted_after_a_day(kari, settings, tmp_path):
    settings.PRIVATE_DIR = tmp_path
    checked = uploads.check_pdf(uploaded(small_pdf()))
    old, new = (uploads.keep(checked, by=kari)["stored_as"] for _each in range(2))
    long_ago = time.time() - 2 * uploads.ORPHANED
    os.utime(tmp_path / "uploads" / old, (long_ago, long_ago))

    assert uploads.delete_files_without_row() == 1
    assert [path.name for path in (tmp_path / "uploads").iterdir()] == [new]
