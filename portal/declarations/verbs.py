"""The verbs of the events that this room records. Their values stand in sealed events: they never change."""

from enum import StrEnum


class Verb(StrEnum):
    DECLARATION_PUBLISH = "declaration.publish"
    DECLARATION_SIGN = "declaration.sign"
