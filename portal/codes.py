"""Which code stands on a paper that somebody may want to check? Short enough to read aloud, too long to guess."""

import secrets

UNAMBIGUOUS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 10


def new():
    return "".join(secrets.choice(UNAMBIGUOUS) for _sign in range(LENGTH))


def grouped(code):
    """The code as people read it: ``ABCDE-FGHJK``."""
    return f"{code[:5]}-{code[5:]}"


def typed(text):
    """The code that somebody means, however it is typed."""
    return "".join(sign for sign in text.upper() if sign.isalnum())
