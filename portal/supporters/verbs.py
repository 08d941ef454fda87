"""The verbs of the events that this room records. Their values stand in sealed events: they never change."""

from enum import StrEnum


class Verb(StrEnum):
    CANDIDACY_APPROVE = "candidacy.approve"
    CANDIDACY_BEGIN = "candidacy.begin"
    CANDIDACY_END = "candidacy.end"
    CANDIDACY_GO_ON = "candidacy.go_on"
    CANDIDACY_STEP_BACK = "candidacy.step_back"
    CATEGORY_CHANGE = "category.change"
    CATEGORY_CREATE = "category.create"
    CHECK_NOTE = "check.note"
    CHECK_TAKE_BACK = "check.take_back"
    CONTACT_GIVE = "contact.give"
    CONTACT_REQUEST_SEND = "contact_request.send"
    CONTACT_REQUEST_WITHDRAW = "contact_request.withdraw"
    LEADER_ASSESSMENT_NOTE = "leader_assessment.note"
    ROLE_AGREE = "role.agree"
    SUPPORTER_APPOINT = "supporter.appoint"
    SUPPORTER_CHANGE_CHAPTER = "supporter.change_chapter"
    SUPPORTER_END_APPOINTMENT = "supporter.end_appointment"
    SUPPORTER_TAKE_IN = "supporter.take_in"

    # Recorded by ``moves.move`` as ``<KIND>.<move>``; the tables are in the workflow module.
    CONTACT_REQUEST_ACCEPT = "contact_request.accept"
    CONTACT_REQUEST_ASSIGN = "contact_request.assign"
    CONTACT_REQUEST_CLOSE = "contact_request.close"
    CONTACT_REQUEST_DECLINE = "contact_request.decline"
    CONTACT_REQUEST_FINISH = "contact_request.finish"
    CONTACT_REQUEST_PASS_ON = "contact_request.pass_on"
    CONTACT_REQUEST_REOPEN = "contact_request.reopen"
    CONTACT_REQUEST_TAKE = "contact_request.take"
    SUPPORTER_BECOME_ACTIVE = "supporter.become_active"
    SUPPORTER_END = "supporter.end"
    SUPPORTER_PAUSE = "supporter.pause"
    SUPPORTER_RESUME = "supporter.resume"
    SUPPORTER_RETURN = "supporter.return_"
