"""The verbs of the events that this room records. Their values stand in sealed events: they never change."""

from enum import StrEnum


class Verb(StrEnum):
    REPORT_PREPARE = "report.prepare"
    REPORTING_YEAR_OPEN = "reporting_year.open"

    # The copy: sealed by the worker; not given out, because it was missing or not as it was sealed.
    REPORT_SEAL = "report.seal"
    REPORT_REFUSE_COPY = "report.refuse_copy"

    # Attachments.
    ATTACHMENT_ADD = "attachment.add"
    ATTACHMENT_REMOVE = "attachment.remove"
    ATTACHMENT_FORGET = "attachment.forget"  # five years have passed

    # Measures.
    MEASURE_DESCRIBE = "measure.describe"
    MEASURE_FORGET = "measure.forget"  # five years have passed
    MEASURE_PICTURE_ADD = "measure_picture.add"
    MEASURE_PICTURE_CONFIRM = "measure_picture.confirm"
    MEASURE_PICTURE_REMOVE = "measure_picture.remove"
    MEASURE_PICTURE_FORGET = "measure_picture.forget"  # the same, or nobody has confirmed it

    # Recorded by ``moves.move`` as ``<KIND>.<move>``; the tables are in the workflow module.
    REPORT_APPROVE = "report.approve"
    REPORT_RETURN = "report.return_"
    REPORT_SUBMIT = "report.submit"
