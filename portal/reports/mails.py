"""Mails about a report, to everybody on the board that answers for it. They hold none of the report's contents."""

from portal import mail
from portal.chapters import queries as chapter_queries
from portal.chapters.register import queries as register_queries
from portal.reports.years import queries as year_queries


def _to_board(template, report, besides=None, **context):
    chapter = register_queries.last_in_line(report.chapter).pk
    board = {office.person_id: office.person for office in chapter_queries.answering_boards([chapter])[chapter]}
    for person in board.values():
        if person != besides:
            _to(person, template, report, **context)


def _to(person, template, report, **context):
    place = [report.chapter.short_name, report.year.base_year]
    mail.queue(
        f"reports/{template}", to=person, page="portal:report", args=place,
        report=report, chapter=report.chapter, year=report.year.base_year, **context,
    )  # fmt: skip


def reopening_answered(report, granted):
    """The secretariat has said yes or no to opening the report again."""
    dates = year_queries.dates_of(report.chapter, report.year)
    last_day = dates.counts_until(report) if granted and report.on_time else None
    _to_board("reopening_answered", report, granted=granted, correct_by=last_day)


def signed_first(report, waiting):
    """To the others on the board: one of two has signed."""
    _to_board("signed_first", report, besides=waiting.person, signer=waiting.person)


def signature_fell_away(waiting):
    """To whoever had signed first."""
    _to(waiting.person, "signature_fell_away", waiting.report)


def received(report):
    _to_board("received", report)


def returned(report):
    """``correct_by`` is the last day on which a corrected report counts as in time; None if it came late."""
    _to_board(
        "returned",
        report,
        correct_by=year_queries.dates_of(report.chapter, report.year).counts_until(report) if report.on_time else None,
    )


def approved(report):
    _to_board("approved", report)
