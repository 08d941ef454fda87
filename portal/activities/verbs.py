"""The verbs of the events that this room records. Their values stand in sealed events: they never change."""

from enum import StrEnum


class Verb(StrEnum):
    ACTIVITY_CORRECT = "activity.correct"
    ACTIVITY_LOG = "activity.log"
    ACTIVITY_MERGE = "activity.merge"
    ACTIVITY_PUT_BACK = "activity.put_back"
    ACTIVITY_SAY = "activity.say"
    ACTIVITY_STATE_YEAR = "activity.state_year"
    ACTIVITY_STRIKE = "activity.strike"
    ACTIVITY_UNDO = "activity.undo"
    ACTIVITY_YEAR_CLOSE = "activity_year.close"
    ACTIVITY_YEAR_FIND = "activity_year.find"
    ACTIVITY_YEAR_REOPEN = "activity_year.reopen"
    COUNTING_RULES_ADD = "counting_rules.add"
    DOUBLE_ENTRY_ANSWER = "double_entry.answer"
    GATHERING_CHANGE = "gathering.change"
    GATHERING_CHANGE_CHAPTER = "gathering.change_chapter"
    GATHERING_PLAN = "gathering.plan"
    SIGN_UP_CHANGE = "sign_up.change"
    SIGN_UP_MAKE = "sign_up.make"
    SIGN_UP_MOVE_UP = "sign_up.move_up"
    SIGN_UP_TELL = "sign_up.tell"
    SIGN_UP_WITHDRAW = "sign_up.withdraw"

    # Recorded by ``moves.move`` as ``<KIND>.<move>``; the tables are in the workflow module.
    GATHERING_CANCEL = "gathering.cancel"
    GATHERING_LOG = "gathering.log"
    GATHERING_REOPEN = "gathering.reopen"
