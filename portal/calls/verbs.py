"""The verbs of the events that this room records. Their values stand in sealed events: they never change."""

from enum import StrEnum


class Verb(StrEnum):
    CALL_EXPORT = "call.export"
    VOLUNTEER_ADD = "volunteer.add"
    VOLUNTEER_REMOVE = "volunteer.remove"
