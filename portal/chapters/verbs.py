"""The verbs of the events that this room records. Their values stand in sealed events: they never change."""

from enum import StrEnum


class Verb(StrEnum):
    CHAPTER_DESCRIBE = "chapter.describe"
    CHAPTER_FOUND = "chapter.found"
    MEMBERSHIP_CONFIRM = "membership.confirm"
    OFFICE_END = "office.end"
    OFFICE_GIVE = "office.give"
