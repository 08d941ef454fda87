"""The verbs of the events that this room records. Their values stand in sealed events: they never change."""

from enum import StrEnum


class Verb(StrEnum):
    APPLICATION_ENTER = "application.enter"
    APPLICATION_ENTER_IN_VAIN = "application.enter_in_vain"
    APPLICATION_HAND_OVER = "application.hand_over"
    APPLICATION_PASS_ON = "application.pass_on"
    APPLICATION_MOVE = "application.move"  # its chapter became part of another one
    APPLICATION_SEND_ON = "application.send_on"
    APPLICATION_SUBMIT = "application.submit"
    APPLICATION_TAKE = "application.take"
    LETTER_CHANGE = "letter.change"
    NOTE_WRITE = "note.write"
    PERSON_READ_MANY = "person.read_many"
    QUESTION_ADD = "question.add"
    QUESTION_ASK_AGAIN = "question.ask_again"
    QUESTION_CHANGE = "question.change"
    QUESTION_RETIRE = "question.retire"
    REASON_CHANGE = "reason.change"
    REASON_CREATE = "reason.create"

    # Recorded by ``moves.move`` as ``<KIND>.<move>``; the tables are in the workflow module.
    APPLICATION_APPROVE = "application.approve"
    APPLICATION_ASK_FOR_MORE = "application.ask_for_more"
    APPLICATION_DECLINE = "application.decline"
    APPLICATION_RESUBMIT = "application.resubmit"
    APPLICATION_WITHDRAW = "application.withdraw"
