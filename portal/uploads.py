"""Takes in files that people upload, and reads them again. The only module that imports pypdf.

What a file is, is judged by its content. A PDF is read by a parser and kept as it came, unless it does something by
itself; pictures are drawn anew (``portal/pictures.py``). A file is kept under a random name in the private folder.
What people called it is a text for people, and never a path.
"""

import hashlib
import io
import logging
import re
import secrets
import time
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any
from uuid import UUID

from django.apps import apps
from django.conf import settings
from django.core.files.base import File
from django.db import transaction
from django.http import HttpResponse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext_lazy as _

from forms.fields import Message, normalize_text, remove_unstorable
from forms.uploads import MAX_SIZE, TOO_LARGE
from portal import clock, files
from portal.models import UploadedFile
from portal.types import Person

log = logging.getLogger(__name__)

MAX_KEPT = 100_000_000  # bytes; a picture that is drawn anew may be larger than it came
MAX_OBJECTS = 30_000  # parts of a PDF; a report of a hundred pages has some thousand
MAX_SECONDS = 10  # that the reading of one PDF may take
LONGEST_NAME = 100
ORPHANED = 24 * 60 * 60  # seconds after which a file that no row names is deleted

# What a PDF may hold that does something by itself, or brings another file along (ISO 32000-2, 7.11.4, 12.6 and 12.7).
ACTIVE_KEYS = {"/JS", "/JavaScript", "/EF", "/EmbeddedFiles", "/XFA", "/RichMediaContent"}
ACTIVE_ACTIONS = {
    "/JavaScript", "/Launch", "/SubmitForm", "/ImportData", "/GoToE", "/Rendition", "/RichMediaExecute",
}  # fmt: skip
# What happens when a file or a page is opened or closed, and what may: that a place in the same file is shown.
TRIGGERS, OPENING, HARMLESS = "/AA", "/OpenAction", "/GoTo"
# The same where a part of the file is not listed in it, so that a parser does not see it; long enough for no chance.
ACTIVE_BYTES = (b"/JavaScript", b"/EmbeddedFile", b"/Launch", b"/SubmitForm", b"/ImportData", b"/RichMediaContent")
ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")  # how a name may write any of its letters
PART = re.compile(rb"\d\s+\d+\s+obj\b")

EMPTY = _("The file is empty. Choose another one")
NO_PDF = _("This is no PDF file. Save it as PDF in the program that you wrote it in, and choose that file")
DAMAGED_PDF = _("The PDF file is damaged and cannot be read. Save it as PDF once more, and choose the new file")
LOCKED_PDF = _("The PDF file is locked with a password. Save it without one, and choose the new file")
ACTIVE_PDF = _(
    "The PDF file does something by itself, or holds another file, so it is not taken in. Print it to PDF, and choose "
    "the new file"
)
COMPLICATED_PDF = _("The PDF file has too many parts to be read. Print it to PDF, and choose the new file")


class Refused(Exception):
    """The file is not taken in. ``sentence`` says why, and what to do."""

    def __init__(self, sentence: Message) -> None:
        super().__init__(str(sentence))
        self.sentence = sentence


class FileType(StrEnum):
    """What a file is that was taken in. Its value is also how the name of such a file ends."""

    PDF = "pdf"
    JPEG = "jpg"
    PNG = "png"


MIME = {FileType.PDF: "application/pdf", FileType.JPEG: "image/jpeg", FileType.PNG: "image/png"}


@dataclass(frozen=True)
class Checked:
    """A file that can be kept: its content as it is kept, and the name that it came with."""

    content: bytes
    file_type: FileType
    name: str

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


def check_pdf(file: "File[Any]") -> Checked:
    """The uploaded PDF. Raises ``Refused`` for what is too large, no PDF, locked, or does something by itself."""
    content = content_of(file)
    fault = _fault_of_pdf(content)
    if fault:
        raise Refused(fault)
    return Checked(content, FileType.PDF, name_for_people(file.name))


def content_of(file: "File[Any]") -> bytes:
    """What is in the uploaded file. Raises ``Refused`` for what is too large or empty."""
    if file.size > MAX_SIZE:
        raise Refused(TOO_LARGE)
    content: bytes = file.read()
    if not content:
        raise Refused(EMPTY)
    return content


def name_for_people(name: str | None) -> str:
    """The name of a file as a text of one line: no folders, no signs that do not show, and not too long."""
    last = re.split(r"[/\\]", name or "")[-1]
    return normalize_text(remove_unstorable(last)).strip()[-LONGEST_NAME:] or "file"


def _fault_of_pdf(content: bytes) -> Message:
    """Why this is no PDF that is taken in; empty if it is one."""
    from pypdf import PdfReader  # noqa: PLC0415  slow, and most requests take in no file

    if not content.startswith(b"%PDF-"):
        return NO_PDF
    if _holds_unlisted(content):
        return ACTIVE_PDF
    try:
        reader = PdfReader(io.BytesIO(content))
        if reader.is_encrypted:
            return LOCKED_PDF
        if _number_of_objects(reader) > MAX_OBJECTS:
            return COMPLICATED_PDF
        ends = time.monotonic() + MAX_SECONDS
        for one in _objects_of(reader):
            if _is_active(one):
                return ACTIVE_PDF
            if time.monotonic() > ends:
                return COMPLICATED_PDF
        return "" if _has_its_pages(reader) else DAMAGED_PDF
    except Exception:  # pypdf raises whatever it stumbles on: a file that it cannot read is refused
        return DAMAGED_PDF


def _holds_unlisted(content: bytes) -> bool:
    """Whether something active is written anywhere, however its name is spelt, or a part stands after the end."""
    unescaped = ESCAPED.sub(lambda found: bytes([int(found[1], 16)]), content)
    end = content.rfind(b"%%EOF")
    return any(mark in text for text in (content, unescaped) for mark in ACTIVE_BYTES) or (
        end >= 0 and PART.search(content, end) is not None
    )


def _has_its_pages(reader: Any) -> bool:
    """Whether there is a page, and as many as the file says. No part of the tree of pages may stand in it twice."""
    top = reader.root_object["/Pages"]
    waiting: list[Any] = [top]
    seen: set[int] = set()
    pages = 0
    while waiting:
        node = waiting.pop()
        if "/Kids" not in node:
            pages += 1
            continue
        for kid in node["/Kids"]:
            if kid.idnum in seen:
                return False
            seen.add(kid.idnum)
            waiting.append(kid.get_object())
    return pages > 0 and top["/Count"] <= pages


def _number_of_objects(reader: Any) -> int:
    return sum(len(numbers) for numbers in reader.xref.values()) + len(reader.xref_objStm)


def _objects_of(reader: Any) -> Iterator[Any]:
    """Every object that the PDF lists, whether a page uses it or not, and its trailer."""
    from pypdf.generic import IndirectObject  # noqa: PLC0415  slow, see above

    yield reader.trailer
    for generation, numbers in reader.xref.items():
        for number in numbers:
            yield reader.get_object(IndirectObject(number, generation, reader))
    for number in reader.xref_objStm:
        yield reader.get_object(IndirectObject(number, 0, reader))


def _is_active(found: Any) -> bool:
    """Whether an object, or one within it, does something by itself. Objects that it points to are looked at alone."""
    waiting = [found]
    while waiting:
        one = waiting.pop()
        if isinstance(one, dict):
            if ACTIVE_KEYS & one.keys() or ("/S" in one and one["/S"] in ACTIVE_ACTIONS):
                return True
            if (OPENING in one and _acts(one[OPENING])) or (TRIGGERS in one and _has_trigger(one[TRIGGERS])):
                return True
            waiting.extend(one.values())
        elif isinstance(one, list):
            waiting.extend(one)
    return False


def _acts(action: Any) -> bool:
    """Whether an action does more than show a place in the same file. A place alone is no dictionary."""
    return isinstance(action, dict) and ("/Next" in action or action.get("/S") != HARMLESS)


def _has_trigger(found: Any) -> bool:
    """Whether these are actions for moments, and not something else of the same name, such as a font."""
    return isinstance(found, dict) and any(isinstance(found[key], dict) and "/S" in found[key] for key in found)


# Kept files


def folder() -> Path:
    return settings.PRIVATE_DIR / "uploads"


def keep(checked: Checked, *, by: Person) -> dict[str, Any]:
    """Write the file, and return what its row says of it: the columns of ``UploadedFile``.

    If the row is never saved, ``delete_files_without_row`` deletes the file.
    """
    stored_as = secrets.token_hex(16)
    files.write(folder() / stored_as, checked.content, replace=False)
    return {
        "stored_as": stored_as,
        "name": checked.name,
        "file_type": checked.file_type.value,
        "size": len(checked.content),
        "sha256": checked.sha256,
        "uploaded_at": clock.now(),
        "uploaded_by": by,
    }


def read(row: UploadedFile) -> bytes | None:
    """The content of the row's file, if it is as it was taken in; else None."""
    try:
        FileType(row.file_type)
        content = files.read(_path_of(row.stored_as), largest=MAX_KEPT)
    except (OSError, ValueError):
        log.error("%s %s: its file cannot be read", row._meta.label, row.pk)
        return None
    if hashlib.sha256(content).hexdigest() != row.sha256:
        log.error("%s %s: its file is not as it was taken in", row._meta.label, row.pk)
        return None
    return content


def _path_of(stored_as: str) -> Path:
    """Raises ``ValueError`` for a name that none of our files has: the row may have been written by anybody."""
    if not isinstance(stored_as, str) or not re.fullmatch(r"[0-9a-f]{32}", stored_as):
        raise ValueError("no name of an uploaded file")
    return folder() / stored_as


def download(row: UploadedFile) -> HttpResponse | None:
    """The file as a download, never shown in the browser; None where it is not as it was taken in."""
    content = read(row)
    if content is None:
        return None
    response = HttpResponse(content, content_type=MIME[FileType(row.file_type)])
    response.headers["Content-Disposition"] = content_disposition_header(True, file_name(row)) or "attachment"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def file_name(row: UploadedFile) -> str:
    """The name under which the file is downloaded: letters and digits of its own name, and the ending of its type."""
    stem = re.sub(r"[^\w .,()-]", "-", row.name.rpartition(".")[0] or row.name).strip(" .")
    return f"{stem or 'file'}.{row.file_type}"


def delete_after_commit(rows: Collection[UploadedFile]) -> None:
    """Delete the files of rows that this transaction deletes. Raises ``ValueError`` for a row with no name of ours."""
    paths = [_path_of(row.stored_as) for row in rows]

    def delete() -> None:
        for path in paths:
            files.delete(path)

    transaction.on_commit(delete)


def delete_files_without_row() -> int:
    """Delete the files of uploads that were stopped half-way: older than a day, and no row names them. How many."""
    models = [model for model in apps.get_models() if issubclass(model, UploadedFile)]
    known = {name for model in models for name in model._base_manager.values_list("stored_as", flat=True)}
    oldest = timezone.now().timestamp() - ORPHANED  # the time of the machine, as that of the files
    done = 0
    for path in files.in_folder(folder()):
        if path.name not in known and files.changed_at(path) < oldest:
            files.delete(path)
            done += 1
    return done


def described(row: UploadedFile) -> dict[str, str | int]:
    """What is kept of a file where it is named in something that does not change: plain values."""
    ref: UUID = row.ref
    return {"ref": str(ref), "name": row.name, "size": row.size, "sha256": row.sha256}
