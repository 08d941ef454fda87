"""Mails that remind of reports, and tell the secretariat of those that have come. No subject names a person."""

from portal import mail
from portal.reports.workflow import SENT_BEFORE
from portal.reports.years.schedule import Kind

OPENS, WAITS, LATE, CORRECT = "opens", "waits", "late", "correct"  # what a reminder says


def tone_of(line, kind):
    """What a reminder about a ``Line`` says: a code of the above."""
    if line.report is not None and line.report.state in SENT_BEFORE:
        return CORRECT
    if line.dates.is_past:
        return LATE
    return OPENS if kind == Kind.FIRST else WAITS


def reminders_of(lines, kind):
    """The lines of one person by what their mail says: ``{(tone, last day): [Line]}``. Each is one mail."""
    found = {}
    for line in lines:
        found.setdefault((tone_of(line, kind), line.dates.counts_until(line.report)), []).append(line)
    return found


def remind(person, lines, kind, base_year):
    """Remind one person of the reports of these chapters."""
    for about, some in reminders_of(lines, kind).items():
        mail.queue("reports/reminder", to=person, **_values(about, some, base_year))


def compose_reminder(person, about, lines, base_year):
    """``(subject, text)`` of a reminder, as ``remind`` would send it."""
    return mail.compose("reports/reminder", to=person, **_values(about, lines, base_year))


def _values(about, lines, base_year):
    tone, last_day = about
    return {
        "tone": tone,
        "last_day": last_day,
        "year": base_year,
        "is_returned_in_time": tone == CORRECT and not any(line.is_out_of_time for line in lines),
        # Called by the template: the addresses are in the language of whoever gets the mail.
        "places": lambda: [
            (str(line.chapter), mail.address("portal:report", line.chapter.short_name, base_year)) for line in lines
        ],
    }


def arrived(person, reports, base_year):
    """Tell somebody of the secretariat that these reports have come."""
    chapters = [str(report.chapter) for report in reports]
    mail.queue(
        "reports/arrived", to=person, page="portal:reports", args=[base_year], year=base_year, chapters=chapters,
        count=len(chapters),
    )  # fmt: skip
