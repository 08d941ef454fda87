"""The verbs of the events that this room records. Their values stand in sealed events: they never change."""

from enum import StrEnum


class Verb(StrEnum):
    EXPERT_ADD = "expert.add"
    EXPERT_CHANGE = "expert.change"
    EXPERT_REMOVE = "expert.remove"
    EXPERT_QUESTION_ASK = "expert_question.ask"
    EXPERT_QUESTION_LEAVE_OUT = "expert_question.leave_out"
    EXPERT_QUESTION_WITHDRAW = "expert_question.withdraw"
    PUBLISHED_ANSWER_EDIT = "published_answer.edit"
    PUBLISHED_ANSWER_PREPARE = "published_answer.prepare"

    # Recorded by ``moves.move`` as ``<KIND>.<move>``; the tables are in the workflow module.
    EXPERT_QUESTION_ADVISE = "expert_question.advise"
    EXPERT_QUESTION_ANSWER = "expert_question.answer"
    EXPERT_QUESTION_CONSULT = "expert_question.consult"
    EXPERT_QUESTION_CORRECT = "expert_question.correct"
    EXPERT_QUESTION_REFUSE = "expert_question.refuse"
    EXPERT_QUESTION_RELEASE = "expert_question.release"
    EXPERT_QUESTION_TAKE = "expert_question.take"
    PUBLISHED_ANSWER_PUBLISH = "published_answer.publish"
    PUBLISHED_ANSWER_UNPUBLISH = "published_answer.unpublish"
