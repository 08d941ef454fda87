"""The tables of the annual reports and of the grant, each part in a module of its own."""

from portal.reports.models.attachments import Attachment
from portal.reports.models.grants import GrantContact, GrantFile, GrantYear
from portal.reports.models.measures import Measure, MeasurePicture
from portal.reports.models.reports import (
    ChapterReport,
    EarlierSending,
    ReopeningRequest,
    SectionConfirmation,
    WaitingSignature,
)
from portal.reports.models.totals import CountedYear, YearWorth
from portal.reports.models.years import ChapterDecision, ReportingYear, ReportReminder

__all__ = [
    "Attachment",
    "ChapterDecision",
    "ChapterReport",
    "CountedYear",
    "EarlierSending",
    "GrantContact",
    "GrantFile",
    "GrantYear",
    "Measure",
    "MeasurePicture",
    "ReopeningRequest",
    "ReportReminder",
    "ReportingYear",
    "SectionConfirmation",
    "WaitingSignature",
    "YearWorth",
]
