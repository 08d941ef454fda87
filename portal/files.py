"""The private files: PDFs, uploads, frozen versions, certificates of the seal. No other module reads or writes them.

A file is called by its path in ``PRIVATE_DIR``, also where it is kept elsewhere: the storage called ``private`` is that
folder, or one that several machines share (``portal/shared_files.py``). Files in the folder can be read by the site's
own account alone. A file is complete as soon as it exists. Keys are never kept here.
"""

import contextlib
import errno
import os
import secrets
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage, Storage, storages

# What a machine answers that has no room, no right, a disk that fails, or too much to do.
OF_THE_MACHINE = {
    errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EACCES, errno.EPERM, errno.EIO, errno.EMFILE, errno.ENFILE,
    errno.ESTALE, errno.ETIMEDOUT,
}  # fmt: skip


class Unreachable(Exception):
    """The files cannot be got at: the machine does not let us, or they are elsewhere, and that does not answer.

    It says nothing about whether a file is there.
    """


@contextlib.contextmanager
def _reaching() -> Iterator[None]:
    """Raise ``Unreachable`` for what is the machine's fault. What is the file's own stays an ``OSError``."""
    try:
        yield
    except OSError as fault:
        if fault.errno not in OF_THE_MACHINE:
            raise
        raise Unreachable(machine_says(fault)) from None


def machine_says(fault: OSError) -> str:
    """What the machine answers, in English, and in which folder. The name of the file itself may be somebody's."""
    where = f" in {os.path.dirname(fault.filename)}" if isinstance(fault.filename, str) else ""
    return f"the files cannot be read or written{where}: {fault.strerror}"


class PrivateFolder(FileSystemStorage):
    """``PRIVATE_DIR``, as a storage."""

    def __init__(self) -> None:
        super().__init__(file_permissions_mode=0o600, directory_permissions_mode=0o700)

    @property
    def base_location(self) -> Path:
        """Looked up each time: the tests have folders of their own."""
        return settings.PRIVATE_DIR

    @property
    def location(self) -> str:
        return os.path.abspath(settings.PRIVATE_DIR)


def _storage() -> Storage:
    return storages["private"]


def is_shared() -> bool:
    """Whether the files are kept where other machines reach them too."""
    return not isinstance(_storage(), PrivateFolder)


def _name(path: Path) -> str:
    return path.relative_to(settings.PRIVATE_DIR).as_posix()


def folder_id() -> str:
    """A random name of this machine's folder, the same for as long as the folder lasts."""
    path = settings.PRIVATE_DIR / "folder_id"
    if not path.exists():
        write_local(path, secrets.token_hex(16).encode(), replace=False)
    return path.read_text()


@_reaching()
def write(path: Path, content: bytes, *, replace: bool) -> None:
    """Write ``content`` to ``path``; a file that is there is kept unless ``replace``. Raises ``Unreachable``.

    The file is complete as soon as it exists, also where two processes do it at once or one is stopped half-way.
    """
    if not is_shared():
        write_local(path, content, replace=replace)
    elif replace or not _storage().exists(_name(path)):
        _storage().save(_name(path), ContentFile(content))


def write_local(path: Path, content: bytes, *, replace: bool) -> None:
    """The same to a file on this machine, such as a key. Raises ``OSError``; then nothing of it is left."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    unfinished = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
    try:
        with open(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        if replace:
            unfinished.replace(path)
        else:
            os.link(unfinished, path)
    except FileExistsError:  # another process was first: its file is kept
        pass
    finally:
        unfinished.unlink(missing_ok=True)


@_reaching()
def read(path: Path, *, largest: int) -> bytes:
    """The content of a plain file of at most ``largest`` bytes.

    Raises ``OSError`` where there is none, and ``Unreachable``. A link is not followed, and what is no file, such as a
    pipe, is not waited for.
    """
    if is_shared():
        with _storage().open(_name(path)) as file:
            if file.size > largest:
                raise OSError("too large a file")
            content: bytes = file.read()
        return content
    with open(os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK), "rb") as opened:
        found = os.fstat(opened.fileno())
        if not stat.S_ISREG(found.st_mode) or found.st_size > largest:
            raise OSError("no plain file, or too large a one")
        return opened.read(largest)


def lines(path: Path) -> Iterator[str]:
    """Each line of a text file, without the whole of it in memory. Raises ``OSError`` and ``Unreachable``."""
    with _reaching(), _storage().open(_name(path)) as file:
        for line in file:
            yield line.decode()


@_reaching()
def exists(path: Path) -> bool:
    """Whether there is such a file. Raises ``Unreachable``."""
    return _storage().exists(_name(path))


@_reaching()
def delete(path: Path) -> None:
    """Delete the file, if there is one. Raises ``Unreachable``."""
    _storage().delete(_name(path))


@_reaching()
def in_folder(folder: Path, beginning: str = "") -> list[Path]:
    """Every file in the folder whose name begins so. Raises ``Unreachable``."""
    with contextlib.suppress(FileNotFoundError):
        return sorted(folder / name for name in _listed(folder) if name.startswith(beginning))
    return []


def _listed(folder: Path) -> list[Any]:
    return _storage().listdir(_name(folder))[1]


@_reaching()
def changed_at(path: Path) -> float:
    """When the file was last written, in seconds as ``time.time``. Raises ``OSError`` and ``Unreachable``."""
    return _storage().get_modified_time(_name(path)).timestamp()
