"""The verbs of the events that this room records. Their values stand in sealed events: they never change."""

from enum import StrEnum


class Verb(StrEnum):
    ADDRESS_CHANGE_ASK = "address_change.ask"
    ADDRESS_CHANGE_DO = "address_change.do"
    ADDRESS_CHANGE_STOP = "address_change.stop"
    CONSENT_GIVE = "consent.give"
    CONSENT_WITHDRAW = "consent.withdraw"
    PERSON_CHANGE_ADDRESS = "person.change_address"
    PERSON_CHANGE_DETAILS = "person.change_details"
    PERSON_RESET_SECOND_FACTOR = "person.reset_second_factor"
    PERSON_START_EDITING = "person.start_editing"
    PERSON_STOP_EDITING = "person.stop_editing"
    TIE_DECLARE = "tie.declare"
