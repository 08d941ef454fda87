"""A site with 10,000 people and 100,000 mails is backed up under 20 writes a second, restored and compared."""

import sqlite3
import time
import uuid
from contextlib import closing

import pytest

from portal.operations.backups import services as backup_services
from tests import migrated
from tests.portal.operations.backups import small_site
from tests.portal.operations.backups.small_site import KEY, contents
from tests.portal.operations.backups.test_services import while_others_write

pytestmark = [pytest.mark.proof, pytest.mark.django_db]
MAIL = (
    'INSERT INTO portal_outboxmail ("to", subject, text, language, secret, message_id, state, tries, due_at, '
    "created_at, last_fault) VALUES ('a@example.org', 'Emne', ?, 'nb', 0, ?, 'sent', 1, '2027-06-03', '2027-06-03', '')"
)


@pytest.fixture
def large(tmp_path):
    place = small_site.empty(tmp_path / "large")
    migrated.copy_with_content_to(place.database)
    with closing(sqlite3.connect(place.database)) as database, database:
        database.row_factory = sqlite3.Row
        one = dict(database.execute("SELECT * FROM accounts_user").fetchone())
        del one["id"]
        named = ", ".join(one)
        for number in range(10_000):
            one |= {"ref": uuid.uuid4().hex, "email": f"person{number}@example.org"}
            marks = ", ".join("?" * len(one))
            database.execute(f"INSERT INTO accounts_user ({named}) VALUES ({marks})", list(one.values()))  # noqa: S608
        texts = (("Hei! Dette er en e-post. " * 12, uuid.uuid4().hex) for _number in range(100_000))
        database.executemany(MAIL, texts)
    for number in range(2_000):
        (place.private / f"{number}.pdf").write_bytes(number.to_bytes(2, "big") * 10_000)
    return place


def write(database, name):
    database.execute(MAIL, ["Nora", name])


def test_ten_thousand_people_under_twenty_writes_a_second(large, tmp_path):
    path, new = tmp_path / "a.backup", small_site.empty(tmp_path / "new")
    began = time.monotonic()
    found = while_others_write(large, lambda: backup_services.make(path, KEY, place=large), each_second=20, write=write)
    backed_up, began = time.monotonic() - began, time.monotonic()
    backup_services.restore(path, KEY, place=new)
    restored = time.monotonic() - began

    with closing(sqlite3.connect(large.database)) as one, closing(sqlite3.connect(new.database)) as other:
        names = [name for (name,) in one.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        kept = other.execute("SELECT message_id FROM portal_outboxmail WHERE text = 'Nora' ORDER BY id").fetchall()
        last = other.execute("SELECT max(id) FROM portal_outboxmail").fetchone()[0]
        for name in names:
            where = f"WHERE id <= {last}" if name == "portal_outboxmail" else ""
            if name not in ("sqlite_sequence", "django_session"):
                told = f'SELECT * FROM "{name}" {where}'  # noqa: S608  the tables of the copy
                assert one.execute(told).fetchall() == other.execute(told).fetchall(), name
    assert [name for (name,) in kept] == found.acknowledged[: len(kept)]
    assert (found.before <= len(kept), found.faults, contents(new) == contents(large)) == (True, [], True)
    assert (backed_up < 120, restored < 120, found.longest < 15) == (True, True, True)
    print(
        f"\n{large.database.stat().st_size / 1e6:.0f} MB of database and 2,000 files: backed up and read back in "
        f"{backed_up:.1f} s while {len(found.acknowledged)} writes were acknowledged, the longest of which waited "
        f"{found.longest:.2f} s; {path.stat().st_size / 1e6:.1f} MB; restored in {restored:.1f} s"
    )
