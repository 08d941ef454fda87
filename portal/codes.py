"""Verification codes, printed on certificates and signed declarations so that anybody can check that they are genuine.

Short enough to read aloud, too long to guess.
"""

import secrets

UNAMBIGUOUS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
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
