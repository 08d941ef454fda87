"""The verbs of the events that this room records. Their values stand in sealed events: they never change."""

from enum import StrEnum


class Verb(StrEnum):
    CONSENT_GIVE = "consent.give"
    CONSENT_WITHDRAW = "consent.withdraw"
    PERSON_CHANGE_ADDRESS = "person.change_address"
    PERSON_CHANGE_DETAILS = "person.change_details"
    TIE_DECLARE = "tie.declare"
