"""The verbs of the events that this room records. Their values stand in sealed events: they never change."""

from enum import StrEnum


class Verb(StrEnum):
    CHAPTER_BEGIN = "chapter.begin"  # the first day of one that was founded ahead of it
    CHAPTER_CALL_OFF = "chapter.call_off"  # a closing or merger that was to come
    CHAPTER_CHANGE = "chapter.change"
    CHAPTER_CLOSE = "chapter.close"
    CHAPTER_DESCRIBE = "chapter.describe"
    CHAPTER_END = "chapter.end"  # the day after the last one of a chapter that was closed or merged
    CHAPTER_FOUND = "chapter.found"
    CHAPTER_MERGE = "chapter.merge"
    CHAPTER_RENAME = "chapter.rename"
    MEMBERSHIP_CONFIRM = "membership.confirm"
    OFFICE_BEGIN = "office.begin"  # the first day of one that was given ahead of it
    OFFICE_CORRECT = "office.correct"
    OFFICE_END = "office.end"
    OFFICE_GIVE = "office.give"
    OFFICE_PLAN_END = "office.plan_end"  # its last day was set ahead of it
