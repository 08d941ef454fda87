"""The verbs of the events that this room records. Their values stand in sealed events: they never change."""

from enum import StrEnum


class Verb(StrEnum):
    EVENTS_READ = "events.read"
    JOINING_ASK = "joining.ask"
    JOINING_STOP = "joining.stop"
    PERSON_DOWNLOAD = "person.download"
    PERSON_ERASE = "person.erase"
    REGISTER_IMPORT = "register.import"
    REGISTER_EXPORT = "register.export"
    MAIL_TEST = "mail.test"
    BACKUP_MAKE = "backup.make"
    EVENT_KEY_ACCEPT = "event_key.accept"
    SAFETY_TEXT_APPROVE = "safety_text.approve"
