"""Mails about a report, to everybody on the chapter's board. They hold none of the report's contents."""

from portal import mail
from portal.chapters import queries as chapter_queries
from portal.reports.years import queries as year_queries


def _to_board(template, report, **context):
    board = {office.person_id: office.person for office in chapter_queries.board_of(report.chapter)}
    place = [report.chapter.short_name, report.year.base_year]
    for person in board.values():
        mail.queue(
            f"reports/{template}", to=person, page="portal:report", args=place,
            report=report, chapter=report.chapter, year=report.year.base_year, **context,
        )  # fmt: skip


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
