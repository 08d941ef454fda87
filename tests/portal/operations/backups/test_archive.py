"""An archive gives back what was put in, or says what is wrong with it; whichever byte is altered."""

import random

import pytest

from portal.operations.backups import archive
from tests.portal.operations.backups.small_site import KEY

BIG = random.Random(14).randbytes(archive.PIECE * 2 + 77)  # does not compress, so there are three pieces


@pytest.fixture
def made(tmp_path):
    path = tmp_path / "a.backup"
    with archive.writing(path, KEY) as writer:
        writer.add_bytes(archive.ABOUT, b'{"rows": 3}')
        (tmp_path / "big").write_bytes(BIG)
        assert writer.add_file("private/big", tmp_path / "big")
        assert not writer.add_file("private/gone", tmp_path / "gone")
    return path


def fault_of(path, key=KEY):
    try:
        for _member, file in archive.members(path, key):
            file.read()
    except archive.CannotRead as fault:
        return str(fault)
    return None


def test_what_was_put_in_comes_out(made):
    found = {member.name: file.read() for member, file in archive.members(made, KEY)}

    assert (found["about.json"], found["private/big"]) == (b'{"rows": 3}', BIG)
    assert archive.about(made, KEY) == {"rows": 3}
    assert made.stat().st_mode & 0o777 == 0o600
    assert BIG[:50] not in made.read_bytes()
    assert [path.name for path in made.parent.iterdir() if path.name.startswith(".")] == []


@pytest.mark.slow
def test_a_key_is_dear_to_guess(made, monkeypatch):
    """The other tests make cheap ones (``conftest.py``); neither opens what the other has written."""
    monkeypatch.undo()

    assert archive.COST == 1 << 15
    assert fault_of(made) == archive.WRONG_KEY


def test_two_archives_of_the_same_have_nothing_in_common(made, tmp_path):
    first = made.read_bytes()
    with archive.writing(made, KEY) as writer:
        writer.add_bytes(archive.ABOUT, b'{"rows": 3}')
    assert made.read_bytes()[len(archive.MAGIC) : 200] != first[len(archive.MAGIC) : 200]


@pytest.mark.slow
@pytest.mark.parametrize("key", ["", KEY[:-1], KEY + " ", "another key of tests, long enough"])
def test_another_key_is_named(made, key):
    assert fault_of(made, key) == archive.WRONG_KEY


def places_of(size, number):
    """The ends of each part of the file, and others by chance."""
    ends = [archive.HEAD + piece * (archive.PIECE + archive.TAG) for piece in range(4)]
    near = {place + by for place in (0, len(archive.MAGIC), *ends, size) for by in (-archive.TAG - 1, -1, 0, 1)}
    drawn = random.Random(5)
    near |= {drawn.randrange(size) for _time in range(number)}
    return sorted(place for place in near if 0 <= place < size)


def refused(made, number):
    """How many altered and shortened copies are refused; each with a sentence that fits."""
    whole, tries = made.read_bytes(), 0
    copy = made.with_name("copy")
    for place in places_of(len(whole), number):
        altered = bytearray(whole)
        altered[place] ^= 1 << place % 8
        copy.write_bytes(altered)
        assert fault_of(copy) in (archive.DAMAGED, archive.WRONG_KEY, archive.NO_BACKUP, archive.CUT_OR_DAMAGED), place
        copy.write_bytes(whole[:place])
        assert fault_of(copy) in (archive.CUT_SHORT, archive.CUT_OR_DAMAGED, archive.NO_BACKUP), place
        tries += 2
    return tries


@pytest.mark.slow
def test_a_byte_that_was_altered_or_an_end_that_is_missing_is_found(made):
    assert refused(made, 10) > 40


@pytest.mark.proof
def test_whichever_byte_it_is(made):
    tries = refused(made, 300)
    print(f"\nBackups altered or cut short: {tries} of {tries} refused")


@pytest.mark.slow
@pytest.mark.parametrize("change", ["appended", "two pieces change places", "the last piece twice", "one is left out"])
def test_pieces_that_are_moved_are_found(made, change):
    whole, size = made.read_bytes(), archive.PIECE + archive.TAG
    head, rest = whole[: archive.HEAD], whole[archive.HEAD :]
    pieces = [rest[place : place + size] for place in range(0, len(rest), size)]
    first, second, last = pieces
    changed = {
        "appended": [first, second, last, b"more"],
        "two pieces change places": [second, first, last],
        "the last piece twice": [first, second, last, last],
        "one is left out": [first, last],
    }[change]
    made.write_bytes(head + b"".join(changed))

    assert fault_of(made) in (archive.DAMAGED, archive.CUT_OR_DAMAGED)


def test_nothing_is_left_where_writing_fails_and_what_was_there_stays(made):
    before = made.read_bytes()
    with pytest.raises(IsADirectoryError), archive.writing(made, KEY) as writer:
        writer.add_file("private/folder", made.parent)

    assert made.read_bytes() == before
    assert sorted(path.name for path in made.parent.iterdir()) == ["a.backup", "big"]


def test_what_the_disk_did_not_keep_is_found_before_the_archive_gets_its_name(made, monkeypatch):
    before = made.read_bytes()
    read = archive.read_through

    def after_a_fault_of_the_disk(path, *others):
        content = bytearray(path.read_bytes())
        content[-30] ^= 1
        path.write_bytes(content)
        read(path, *others)

    monkeypatch.setattr(archive, "read_through", after_a_fault_of_the_disk)
    with pytest.raises(archive.CannotRead), archive.writing(made, KEY) as writer:
        writer.add_bytes(archive.ABOUT, b"{}")

    assert made.read_bytes() == before
