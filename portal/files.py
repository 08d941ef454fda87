"""Writes files that only the site's own account can read, whole or not at all, and reads plain files."""

import os
import secrets
import stat
from pathlib import Path


def write(path: Path, content: bytes, *, replace: bool) -> None:
    """Write ``content`` to ``path``; a file that is there is kept unless ``replace``.

    The file is complete as soon as it exists, also where two processes do it at once or one is stopped half-way.
    """
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    unfinished = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
    with open(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    try:
        if replace:
            unfinished.replace(path)
        else:
            os.link(unfinished, path)
    except FileExistsError:  # another process was first: its file is kept
        pass
    finally:
        unfinished.unlink(missing_ok=True)


def read(path: Path, *, largest: int) -> bytes:
    """The content of a plain file of at most ``largest`` bytes. Raises ``OSError`` for anything else.

    A link is not followed, and what is no file, such as a pipe, is not waited for.
    """
    with open(os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK), "rb") as file:
        found = os.fstat(file.fileno())
        if not stat.S_ISREG(found.st_mode) or found.st_size > largest:
            raise OSError("no plain file, or too large a one")
        return file.read(largest)
