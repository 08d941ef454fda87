"""The verbs of the events that this room records. Their values stand in sealed events: they never change."""

from enum import StrEnum


class Verb(StrEnum):
    CALL_EXPORT = "call.export"
    SHIFT_ASSIGN = "shift.assign"
    SHIFT_CANCEL = "shift.cancel"
    SHIFT_CLOSE = "shift.close"
    SHIFT_GIVE_BACK = "shift.give_back"
    SHIFT_KEEP = "shift.keep"
    SHIFT_OFFER = "shift.offer"
    SHIFT_OPEN = "shift.open"
    SHIFT_TAKE = "shift.take"
    SHIFT_TAKE_BACK = "shift.take_back"
    SHIFT_TAKE_OVER = "shift.take_over"
    TALLY_EXPORT = "tally.export"
    TALLY_NOTE = "tally.note"
    VOLUNTEER_ADD = "volunteer.add"
    VOLUNTEER_REMOVE = "volunteer.remove"
