"""The verbs of the events that this room records. Their values stand in sealed events: they never change."""

from enum import StrEnum


class Verb(StrEnum):
    EVENTS_READ = "events.read"
    PERSON_DOWNLOAD = "person.download"
    PERSON_ERASE = "person.erase"
    MAIL_TEST = "mail.test"
