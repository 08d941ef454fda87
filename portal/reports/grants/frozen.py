"""The file in which a frozen version is kept: a line of JSON for each row, always the same bytes for the same contents.

A file is believed only where the event of its freezing names its SHA-256.
"""

import hashlib
import json
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.utils import timezone

from portal import events, files
from portal.reports.grants.contents import Contents
from portal.reports.models import GrantFile
from portal.reports.verbs import Verb

LARGEST = 500_000_000  # bytes; 50,000 activities have some 25 million
ABANDONED = 24 * 3600  # seconds
SECTIONS = ("supporters", "chapters", "activities")


class NotAsFrozen(Exception):
    """The file is gone, or is not as it was frozen."""


def folder():
    return settings.PRIVATE_DIR / "grants"


def path_of(row) -> Path:
    return folder() / f"{row.ref}.jsonl"


def delete_files_without_row():
    """Delete the files of freezings that came to nothing: older than a day, of no version. Returns how many.

    A version of which the log says that it was frozen keeps its file, also where somebody has deleted its row.
    """
    oldest = timezone.now().timestamp() - ABANDONED  # the time of the machine, as that of the files
    done = 0
    for path in files.in_folder(folder()):
        if not _is_of_a_version(path.name) and files.changed_at(path) < oldest:
            files.delete(path)
            done += 1
    return done


def _is_of_a_version(name):
    ref, _dot, ending = name.partition(".")
    try:
        ref = UUID(ref)
    except ValueError:
        return False
    is_known = GrantFile.objects.filter(ref=ref).exists() or events.last_details(Verb.GRANT_FREEZE, ref) is not None
    return is_known and ending in ("jsonl", "pdf")


def written(contents):
    """The bytes of a file with these ``contents.Contents``."""
    lines = [["about", contents.about]]
    lines += [[section, row] for section in SECTIONS for row in getattr(contents, section)]
    return "".join(f"{_as_json(line)}\n" for line in lines).encode()


def _as_json(line):
    return json.dumps(line, cls=DjangoJSONEncoder, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def fault_of(row):
    """What is wrong with the file of a frozen version, in English; empty where it is as it was frozen."""
    told = events.last_details(Verb.GRANT_FREEZE, row.ref)
    if told is None:
        return "there is no reliable record of its freezing in the event log"
    try:
        content = files.read(path_of(row), largest=LARGEST)
    except OSError:
        return "its file is gone"
    return "" if hashlib.sha256(content).hexdigest() == told.get("sha256") else "its file is not as it was frozen"


def rows_of(row, *sections):
    """``(section, row)`` of each line of the file, or of these sections, one at a time.

    Raises ``NotAsFrozen`` before the first.
    """
    fault = fault_of(row)
    if fault:
        raise NotAsFrozen(fault)
    return _lines(path_of(row), tuple(f'["{section}",' for section in sections))


def _lines(path, beginnings):
    for line in files.lines(path):
        if not beginnings or line.startswith(beginnings):
            yield json.loads(line)


def contents_of_file(row):
    """The ``Contents`` of a frozen version. Raises ``NotAsFrozen``."""
    found = {section: [] for section in SECTIONS}
    about = {}
    for section, value in rows_of(row):
        if section == "about":
            about = value
        else:
            found[section].append(value)
    return Contents(about, **found)
