"""The verbs of the events that the frame records. Their values stand in sealed events: they never change."""

from enum import StrEnum


class Verb(StrEnum):
    FRESH_CODE_SEND = "fresh_code.send"
    FRESH_CODE_USE = "fresh_code.use"
    IDENTITY_PROVE = "identity.prove"  # by an OpenID Connect provider
    ORGANISATION_CHANGE = "organisation.change"
    PERSON_MERGE = "person.merge"  # the subject stays; the details name the account that became part of it
    ROWS_FORGET = "rows.forget"  # evidence whose time is over; the details name the rows
