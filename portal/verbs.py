"""The verbs of the events that the frame records. Their values stand in sealed events: they never change."""

from enum import StrEnum


class Verb(StrEnum):
    ORGANISATION_CHANGE = "organisation.change"
