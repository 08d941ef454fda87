"""One encrypted file with many members: a compressed tar in pieces that are each encrypted and authenticated.

The file begins with ``MAGIC``, a random salt, a value that shows whether a key is the right one, and the first seven
bytes of every nonce. Then come pieces of ``PIECE`` bytes under AES-256-GCM (the construction called STREAM): the nonce
of each holds its number and whether it is the last, so that a piece which is altered, moved, missing or cut off is
found. The encryption itself is that of the package ``cryptography``; scrypt makes the key of the passphrase.
"""

import gzip
import hashlib
import io
import json
import os
import secrets
import struct
import tarfile
from contextlib import contextmanager

MAGIC = b"likeperson backup 1\n"
SALT, CHECK, PREFIX = 16, 16, 7  # bytes
HEAD = len(MAGIC) + SALT + CHECK + PREFIX
PIECE = 1 << 20
TAG = 16
COST = 1 << 15  # of scrypt: a tenth of a second and 32 MB for each key that somebody tries
SHORTEST_KEY = 20  # characters: `openssl rand -base64 48` gives 64
ABOUT, DIGESTS = "about.json", "digests.json"  # the first member and the last


class CannotRead(Exception):
    """The archive cannot be read. The text is a sentence for whoever restores."""


CUT_SHORT = "The backup is cut short: its end is missing. Take another copy of it, or an older backup."
CUT_OR_DAMAGED = "The backup is cut short, or its end is damaged. Take another copy of it, or an older backup."
DAMAGED = "The backup is damaged: a part of it is not as it was written. Take another copy of it, or an older backup."
WRONG_KEY = "The backup cannot be opened with this key (or its first bytes are damaged). Set BACKUP_KEY as it was then."
NO_BACKUP = "This is no backup of this site: it does not begin as one does."


def _keys(passphrase, salt):
    """``(the key, the value that shows whether it is the right one)``"""
    made = hashlib.scrypt(passphrase.encode(), salt=salt, n=COST, r=8, p=1, maxmem=1 << 26, dklen=32 + CHECK)
    return made[:32], made[32:]


def _cipher(key):
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # noqa: PLC0415  slow, and few processes need it

    return AESGCM(key)


class _Encrypted(io.RawIOBase):
    """Takes bytes and writes them to ``file`` in encrypted pieces. ``close`` writes the last one."""

    def __init__(self, file, passphrase):
        salt, self.prefix = secrets.token_bytes(SALT), secrets.token_bytes(PREFIX)
        key, check = _keys(passphrase, salt)
        self.cipher, self.file = _cipher(key), file
        self.head = MAGIC + salt + check + self.prefix
        self.waiting, self.number = bytearray(), 0
        file.write(self.head)

    def writable(self):
        return True

    def write(self, content):
        self.waiting += content
        while len(self.waiting) > PIECE:  # a whole one is kept: it may be the last
            self._put(bytes(self.waiting[:PIECE]), is_last=False)
            del self.waiting[:PIECE]
        return len(content)

    def _put(self, content, *, is_last):
        nonce = self.prefix + struct.pack(">I?", self.number, is_last)
        self.file.write(self.cipher.encrypt(nonce, content, self.head))
        self.number += 1

    def finish(self):
        self._put(bytes(self.waiting), is_last=True)
        self.waiting.clear()


class _Decrypted(io.RawIOBase):
    """The bytes that were given to ``_Encrypted``. Raises ``CannotRead`` at the first piece that is not."""

    def __init__(self, file, passphrase):
        self.head = file.read(HEAD)
        if not self.head.startswith(MAGIC):
            raise CannotRead(NO_BACKUP)
        if len(self.head) < HEAD:
            raise CannotRead(CUT_SHORT)
        salt, check = self.head[len(MAGIC) :][:SALT], self.head[len(MAGIC) + SALT :][:CHECK]
        key, right = _keys(passphrase, salt)
        if not secrets.compare_digest(check, right):
            raise CannotRead(WRONG_KEY)
        self.cipher, self.file = _cipher(key), file
        self.prefix, self.number, self.content, self.is_over = self.head[-PREFIX:], 0, b"", False
        self.next = file.read(PIECE + TAG)

    def readable(self):
        return True

    def readinto(self, buffer):
        while not self.content and not self.is_over:
            self.content = self._take()
        given = self.content[: len(buffer)]
        buffer[: len(given)] = given
        self.content = self.content[len(given) :]
        return len(given)

    def _take(self):
        from cryptography.exceptions import InvalidTag  # noqa: PLC0415  slow, and few processes need it

        piece, self.next = self.next, self.file.read(PIECE + TAG)
        is_last = not self.next
        try:
            content = self.cipher.decrypt(self.prefix + struct.pack(">I?", self.number, is_last), piece, self.head)
        except (InvalidTag, ValueError):
            raise CannotRead(self._what_is_wrong(piece) if is_last else DAMAGED) from None
        self.number, self.is_over = self.number + 1, is_last
        return content

    def _what_is_wrong(self, piece):
        """Of a last piece: whole, but written as one that others follow, it is the end that is missing."""
        from cryptography.exceptions import InvalidTag  # noqa: PLC0415  slow, and few processes need it

        if len(piece) < PIECE + TAG:
            return CUT_OR_DAMAGED if piece else CUT_SHORT
        try:
            self.cipher.decrypt(self.prefix + struct.pack(">I?", self.number, False), piece, self.head)
        except InvalidTag:
            return DAMAGED
        return CUT_SHORT


class Writer:
    """Adds members; ``digests`` is ``{name: sha256 in hex}`` of those added so far."""

    def __init__(self, tar):
        self.tar, self.digests = tar, {}

    def add_file(self, name, path):
        """Add a file as it is now. One that is gone meanwhile is left out. Returns whether it was there."""
        try:
            number = os.open(path, os.O_RDONLY | os.O_NOFOLLOW)
        except FileNotFoundError:
            return False
        with open(number, "rb") as file:
            found = os.fstat(file.fileno())
            self._add(name, Digesting(file), found.st_size, mode=found.st_mode & 0o777, at=found.st_mtime)
        return True

    def add_bytes(self, name, content):
        self._add(name, Digesting(io.BytesIO(content)), len(content), mode=0o600, at=0)

    def _add(self, name, file, size, *, mode, at):
        member = tarfile.TarInfo(name)
        member.size, member.mode, member.mtime = size, mode, int(at)
        self.tar.addfile(member, file)
        self.digests[name] = file.hexdigest()


class Digesting:
    """Reads from ``file`` and keeps a digest of what was read."""

    def __init__(self, file):
        self.file, self.digest = file, hashlib.sha256()

    def read(self, size=-1):
        content = self.file.read(size)
        self.digest.update(content)
        return content

    def hexdigest(self):
        return self.digest.hexdigest()


@contextmanager
def writing(path, passphrase):
    """A ``Writer`` of a new archive at ``path``, which is there whole afterwards: what it replaces stays until then.

    It is read back and compared before it gets its name. Raises ``CannotRead`` where it cannot be.
    """
    unfinished = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    try:
        with open(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            encrypted = _Encrypted(file, passphrase)
            with (
                gzip.GzipFile(fileobj=encrypted, mode="wb", compresslevel=3, mtime=0) as packed,
                tarfile.open(fileobj=packed, mode="w|") as tar,
            ):
                writer = Writer(tar)
                yield writer
                digests = dict(writer.digests)
                writer.add_bytes(DIGESTS, json.dumps(digests).encode())
            encrypted.finish()
            file.flush()
            os.fsync(file.fileno())
        read_through(unfinished, passphrase, digests)
        unfinished.replace(path)
        sync_folder(path.parent)
    finally:
        unfinished.unlink(missing_ok=True)


def read_through(path, passphrase, digests):
    """Decrypt the whole archive. Raises ``CannotRead`` where it does not hold just what these digests tell."""
    found = {}
    for member, file in members(path, passphrase):
        found[member.name] = hashlib.file_digest(file, "sha256").hexdigest()
    del found[DIGESTS]
    if found != digests:
        raise CannotRead(DAMAGED)


def members(path, passphrase):
    """Every member as ``(tarfile.TarInfo, file to read it from)``, in order; reading stops at the first fault.

    Raises ``CannotRead``. That the archive is whole is known when the last member has been read.
    """
    with open(path, "rb") as file:
        decrypted = io.BufferedReader(_Decrypted(file, passphrase), PIECE)
        try:
            with gzip.GzipFile(fileobj=decrypted) as packed, tarfile.open(fileobj=packed, mode="r|") as tar:
                for member in tar:
                    yield member, tar.extractfile(member)
                while packed.read(PIECE):  # what is behind the last member, so that the whole file has been checked
                    pass
        except (OSError, EOFError, tarfile.TarError):
            raise CannotRead(DAMAGED) from None


def about(path, passphrase):
    """What the archive says of itself: its first member. Raises ``CannotRead``."""
    for member, file in members(path, passphrase):
        if member.name == ABOUT:
            return json.load(file)
        break
    raise CannotRead(NO_BACKUP)


def sync_folder(path):
    """Let a new name in this folder survive a power cut."""
    folder = os.open(path, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
