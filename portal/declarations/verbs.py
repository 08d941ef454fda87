"""The verbs of the events that this room records. Their values stand in sealed events: they never change."""

from enum import StrEnum


class Verb(StrEnum):
    DECLARATION_PUBLISH = "declaration.publish"
    DECLARATION_SIGN = "declaration.sign"

    # The copy: sealed by the worker; not given out, because it was missing or not as it was sealed.
    DECLARATION_SEAL = "declaration.seal"
    DECLARATION_REFUSE_COPY = "declaration.refuse_copy"
