"""The verbs of the events that this room records. Their values stand in sealed events: they never change."""

from enum import StrEnum


class Verb(StrEnum):
    REPORT_PREPARE = "report.prepare"
    REPORTING_YEAR_OPEN = "reporting_year.open"

    # A section was confirmed.
    REPORT_CONFIRM_SECTION = "report.confirm_section"

    # The copy: sealed by the worker; not given out, because it was missing or not as it was sealed.
    REPORT_SEAL = "report.seal"
    REPORT_REFUSE_COPY = "report.refuse_copy"

    # Signing: the finished report arrived, and a code is asked for before it is signed.
    REPORT_ARRIVE = "report.arrive"
    # The first of two board members: signed, took it back, or it fell away because something changed.
    REPORT_SIGN_FIRST = "report.sign_first"
    REPORT_WITHDRAW_SIGNATURE = "report.withdraw_signature"
    REPORT_VOID_SIGNATURE = "report.void_signature"

    # Answering: the chapter says that a number is another one than the log's.
    REPORT_CORRECT = "report.correct"

    # Reopening: the chapter asks, the secretariat answers.
    REPORT_ASK_REOPENING = "report.ask_reopening"
    REPORT_ANSWER_REOPENING = "report.answer_reopening"
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
    REPORT_REOPEN = "report.reopen"
    REPORT_RETURN = "report.return_"
    REPORT_SUBMIT = "report.submit"

    # The year: its dates, decisions about one chapter, reminders.
    REPORTING_YEAR_CHANGE = "reporting_year.change"
    REPORTING_YEAR_EXPORT = "reporting_year.export"
    REPORT_DECIDE = "report.decide"
    REPORT_REMIND = "report.remind"
    # The grant file: ``portal/reports/grants/``.
    GRANT_CONTACT_GIVE = "grant_contact.give"
    GRANT_CONTACT_ASK = "grant_contact.ask"  # by mail
    GRANT_FREEZE = "grant.freeze"
    GRANT_EXPORT = "grant.export"
    GRANT_SEAL = "grant.seal"
    GRANT_REFUSE_COPY = "grant.refuse_copy"
    GRANT_HOLD = "grant.hold"
    GRANT_RELEASE = "grant.release"
    GRANT_FORGET = "grant.forget"
    # Totals
    SUPPORTER_WRITE_TO = "supporter.write_to"
    NAMES_EXPORT = "names.export"
    REPORTING_YEAR_SET_WORTH = "reporting_year.set_worth"
    SHARES_EXPORT = "shares.export"
    TOTALS_EXPORT = "totals.export"
