"""What the event log says of the dates of reporting years, and of decisions about a chapter. ``verify_events`` asks.

Both decide whether a report is in time. A report keeps the judgement of the moment at which it came.
"""

from django.utils.translation import override

from portal import events, witness
from portal.reports.models import ChapterDecision, ReportingYear
from portal.reports.verbs import Verb
from portal.reports.years.services import DECISION


def faults() -> list[str]:
    """Every difference between the tables and the log, as sentences in English."""
    with override("en"):
        return [*_faults_of_years(), *_faults_of_decisions(), *witness.gone(ChapterDecision, Verb.REPORT_DECIDE)]


def _faults_of_years() -> list[str]:
    found = []
    for rows, unreadable in witness.in_turn(ReportingYear.objects.all()):
        found += [f"the reporting year in row {key} holds a value that cannot be read" for key in unreadable]
        about = events.records_about({row.ref for row in rows}, [Verb.REPORTING_YEAR_OPEN, Verb.REPORTING_YEAR_CHANGE])
        for row in rows:
            record, finding = witness.last_record(about[row.ref])
            words = [str(one) for one in finding.differences]
            if record is not None:
                days = {"opens": "the day on which it opens", "deadline": "the deadline"}
                words += [days[name] for name in days if getattr(row, name).isoformat() != record.details.get(name)]
            found += [f"the reporting year in row {row.pk}: {one}" for one in words]
    return found


def _faults_of_decisions() -> list[str]:
    found = []
    for rows, unreadable in witness.in_turn(ChapterDecision.objects.select_related("chapter", "year", "by")):
        found += [f"the decision about a report in row {key} holds a value that cannot be read" for key in unreadable]
        about = events.records_about({row.ref for row in rows}, [Verb.REPORT_DECIDE])
        for row in rows:
            record, finding = witness.only_record(about[row.ref])
            if record is not None:
                finding.add(witness.compare(row, record, DECISION))
            found += [f"the decision about a report in row {row.pk}: {words}" for words in finding.differences]
    return found
