"""The code by which whoever asked reads the answer. It is shown once and kept nowhere: the row has a digest of it.

It is made from the token of the form, so that a form that is sent twice shows the same code twice. Twelve signs of 26:
nobody guesses one, also without the limit on how often it can be tried.
"""

import uuid

from django.utils.crypto import salted_hmac

from portal.codes import LOOK_ALIKE, UNAMBIGUOUS, normalized

LENGTH = 12


def code_for(token: uuid.UUID) -> str:
    """The code of the question with this token."""
    number = int(salted_hmac("portal.experts.code", str(token), algorithm="sha256").hexdigest(), 16)
    signs = []
    for _place in range(LENGTH):
        number, rest = divmod(number, len(UNAMBIGUOUS))
        signs.append(UNAMBIGUOUS[rest])
    return "".join(signs)


def grouped(code: str) -> str:
    """The code as it is shown: ``ABCD-EFGH-JKMN``."""
    return "-".join(code[place : place + 4] for place in range(0, LENGTH, 4))


def digest_of(typed: str) -> str:
    """The digest of a code, however it was typed."""
    code = normalized(typed).translate(LOOK_ALIKE)
    return salted_hmac("portal.experts.digest", code, algorithm="sha256").hexdigest()
