"""The files of frozen versions: none stays in the folder that belongs to no version."""

import os
import time
import uuid

import pytest
from django.core.management import call_command

from portal import events
from portal.reports.grants import frozen
from portal.reports.grants import services as grant_services
from portal.reports.models import GrantFile

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_september", "in_a_folder_of_its_own")]
WHY = {"despite_gaps": True, "reason": "Bergen sender ingen."}


@pytest.fixture
def in_a_folder_of_its_own(settings, tmp_path):
    settings.PRIVATE_DIR = tmp_path


def age(path):
    long_ago = time.time() - 2 * frozen.ABANDONED
    os.utime(path, (long_ago, long_ago))


def test_a_freezing_that_fails_leaves_no_file(bergen, siri, monkeypatch):
    def fail(*_values, **_more):
        raise RuntimeError

    monkeypatch.setattr(events, "record", fail)
    with pytest.raises(RuntimeError):
        grant_services.freeze(2026, after=0, by=siri, **WHY)

    assert not GrantFile.objects.exists()
    assert list(frozen.folder().glob("*")) == []


@pytest.mark.slow
def test_a_file_without_a_version_is_swept_after_a_day(bergen, siri):
    row = grant_services.freeze(2026, after=0, by=siri, **WHY)
    of_row = [frozen.path_of(row), frozen.folder() / f"{row.ref}.pdf"]
    others = [frozen.folder() / name for name in (f"{uuid.uuid4()}.jsonl", f"{row.ref}.jsonl.ab12", "old.txt")]
    new = frozen.folder() / f"{uuid.uuid4()}.jsonl"
    for path in [*of_row[1:], *others, new]:
        path.write_text("x")
    for path in [*of_row, *others]:
        age(path)

    call_command("forget", verbosity=0)

    assert set(frozen.folder().glob("*")) == {*of_row, new}


def test_the_file_of_a_version_whose_row_somebody_deletes_is_kept(bergen, siri):
    row = grant_services.freeze(2026, after=0, by=siri, **WHY)
    age(frozen.path_of(row))
    GrantFile.objects.all().delete()

    assert frozen.delete_files_without_row() == 0
