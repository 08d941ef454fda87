"""The PDF copies that leave the house: made and sealed by the worker, and given out only as they were sealed.

A row that has such a copy keeps its ``pdf_name`` and ``pdf_sha256``; both are empty until the worker has made it. What
vouches for the file is not the row: it is the event of the sealing, which holds the file's SHA-256, and the seal in the
file itself. Either of them alone is enough to refuse a file.
"""

import hashlib
import logging
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol, TypeVar
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from portal import events, files, leases, seal, stopping

log = logging.getLogger(__name__)


class Row(Protocol):
    pk: Any
    ref: UUID
    pdf_name: str
    pdf_sha256: str


AnyRow = TypeVar("AnyRow", bound=Any)


def make(row: AnyRow, path: Path, render: Callable[[AnyRow], bytes], *, pending: QuerySet[Any], verb: str) -> bool:
    """Make and seal the file at ``path``, and record the event ``verb`` with its digest. Returns whether it was done.

    ``pending`` are the rows that wait for a file: if this one no longer does when its file is ready, nothing happens.
    Nor does anything while another worker makes it, or once this one was asked to stop. Raises what ``render`` raises,
    and ``seal.CannotSeal``.
    """
    if stopping.is_asked():
        return False
    with leases.alone(f"{verb} {row.ref}") as is_ours:
        # Another worker may have made it since it was read.
        return is_ours and pending.filter(pk=row.pk).exists() and _make(row, path, render, pending=pending, verb=verb)


def _make(row: AnyRow, path: Path, render: Callable[[AnyRow], bytes], *, pending: QuerySet[Any], verb: str) -> bool:
    content = seal.seal(render(row))
    verdict = seal.check(content)
    if not verdict.is_intact or verdict.certificate is None:
        raise seal.CannotSeal(f"what was sealed does not pass: {verdict.fault}")
    digest = hashlib.sha256(content).hexdigest()
    with transaction.atomic():
        if not pending.filter(pk=row.pk).update(pdf_name=path.name, pdf_sha256=digest):
            return False
        events.record(verb, subject=row, by=None, details={"sha256": digest, "certificate": verdict.certificate.sha256})
        files.write(path, content, replace=True)
    return True


def read(row: Row, folder: Path, *, sealed: str, refused: str) -> bytes | None:
    """The bytes of the row's file, if they are as they were sealed. Otherwise None, and the row waits for a new file.

    ``sealed`` is the verb of the event that tells of the sealing; ``refused`` that of the event that is recorded when
    the file is missing or is not as it was. Raises ``files.Unreachable`` where the file may be whole, elsewhere.
    """
    if not row.pdf_name:
        return None
    try:
        content = files.read(folder / _name_of(row), largest=seal.MAX_SIZE)
    except (OSError, ValueError) as unread:  # gone, or a name that no paper of this row can have
        if isinstance(unread, FileNotFoundError) and _are_made_elsewhere():
            raise files.Unreachable(ELSEWHERE) from None
        _refuse(row, "missing", "", verb=refused)
        return None
    fault = _fault_by_event(row, content, sealed) or _fault_by_seal(content)
    if fault:
        _refuse(row, fault, hashlib.sha256(content).hexdigest(), verb=refused)
        return None
    return content


FOLDER = "papers.folder"
ELSEWHERE = "the files are made in the folder of another machine: share them (FILES_S3_BUCKET)"


def note_folder() -> None:
    """Say that files are made in this machine's folder; called by the worker when it begins."""
    leases.note(FOLDER, "" if files.is_shared() else files.folder_id())


def _are_made_elsewhere() -> bool:
    """Whether the worker makes the files in another folder than this process reads: nothing is missing then."""
    where = leases.noted(FOLDER)
    return bool(where) and not files.is_shared() and where != files.folder_id()


def _name_of(row: Row) -> str:
    """The name of the row's file. Raises ``ValueError`` where it is not one that the house gives.

    The name in the row may be anybody's: with another one, another file would be read, and its SHA-256 be written down.
    """
    if not re.fullmatch(rf"{row.ref}(-[0-9]+)?\.pdf", row.pdf_name):
        raise ValueError("no name of a paper of this row")
    return row.pdf_name


def _fault_by_event(row: Row, content: bytes, verb: str) -> str:
    """What is wrong with the file by what the event of its sealing says; empty if nothing is."""
    told = events.last_details(verb, row.ref)
    if told is None:
        return "no_event"
    return "" if told.get("sha256") == hashlib.sha256(content).hexdigest() else "other_digest"


def _fault_by_seal(content: bytes) -> str:
    """What is wrong with the file by its own seal; empty if nothing is."""
    return seal.check(content).fault or ""


@transaction.atomic
def _refuse(row: Any, fault: str, digest: str, *, verb: str) -> None:
    """Let the row wait for a new file, unless it has got one meanwhile, and record why."""
    rows = type(row)._base_manager.filter(pk=row.pk, pdf_name=row.pdf_name, pdf_sha256=row.pdf_sha256)
    if rows.update(pdf_name="", pdf_sha256=""):
        events.record(verb, subject=row, by=None, details={"fault": fault, "sha256": digest})
        log.error("%s %s: its file is not given out (%s)", verb, row.pk, fault)
