"""The verbs of the events that this room records. Their values stand in sealed events: they never change."""

from enum import StrEnum


class Verb(StrEnum):
    REPORT_PREPARE = "report.prepare"
    REPORTING_YEAR_OPEN = "reporting_year.open"

    # The copy: sealed by the worker; not given out, because it was missing or not as it was sealed.
    REPORT_SEAL = "report.seal"
    REPORT_REFUSE_COPY = "report.refuse_copy"

    # Recorded by ``moves.move`` as ``<KIND>.<move>``; the tables are in the workflow module.
    REPORT_APPROVE = "report.approve"
    REPORT_RETURN = "report.return_"
    REPORT_SUBMIT = "report.submit"

    # Totals
    SUPPORTER_WRITE_TO = "supporter.write_to"
    NAMES_EXPORT = "names.export"
    REPORTING_YEAR_SET_WORTH = "reporting_year.set_worth"
    SHARES_EXPORT = "shares.export"
    TOTALS_EXPORT = "totals.export"
