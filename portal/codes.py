"""Verification codes, printed on certificates and signed declarations so that anybody can check that they are genuine.

Short enough to read aloud, too long to guess.
"""

import secrets
from typing import Any

from django.db.models import QuerySet

from portal.unreadable import Unreadable, readable

# Without letters that look like a digit, or like another letter.
UNAMBIGUOUS = "23456789ACDEFHJKMNPQRTVWXY"
# The digits that letters are mistaken for. Codes of before 2026-12 hold these letters too.
LOOK_ALIKE = str.maketrans("BGSZ", "8652")
LENGTH = 10


def new() -> str:
    """A new random code of ``LENGTH`` letters and digits."""
    return "".join(secrets.choice(UNAMBIGUOUS) for _number in range(LENGTH))


def grouped(code: str) -> str:
    """The code as it is printed: ``ABCDE-FGHJK``."""
    return f"{code[:5]}-{code[5:]}"


def normalized(text: str) -> str:
    """What somebody typed, as the code is stored: in capitals, without spaces and hyphens."""
    return "".join(character for character in text.upper() if character.isalnum())


def find(rows: QuerySet[Any], text: str) -> Any | None:
    """The row with the code that somebody typed, or with the one that it looks like; None where there is none.

    Raises ``Unreadable``.
    """
    as_typed = normalized(text)
    readings = [as_typed, as_typed.translate(LOOK_ALIKE)]
    sound, unreadable = readable(rows.filter(code__in=readings))
    if unreadable:
        raise Unreadable
    found = {row.code: row for row in sound}
    return next((found[code] for code in readings if code in found), None)
