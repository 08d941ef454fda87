"""The lines of the chapters in the file of the grant, and what is missing of their reports (see ``contents``).

What a chapter has sent is as it was sent. Of a report that somebody has changed in the database, no answer is taken.
"""

from django.utils.translation import gettext_lazy

from portal import clock, events, organisation
from portal.accounts import queries as account_queries
from portal.reports.grant_rules.countable import NO, WORDS, YES, answers_of, judge
from portal.reports.models import ChapterReport
from portal.reports.signing.attestation import digest
from portal.reports.verbs import Verb
from portal.reports.workflow import SENT_BEFORE, State
from portal.reports.years import queries as year_queries
from portal.reports.years import who_reports
from portal.unreadable import found as readable_rows

NOT_COME = gettext_lazy("the report has not come")
EXCUSED = gettext_lazy("it does not have to report on the year")
CHANGED = gettext_lazy("the report is not as it was sent")
# Names of questions of ``forms.annual_report``.
ELECTED_ON, TERM, BOARD = "elected_on", "term", "members"


def reports_on(base_year):
    """The reports on the year, those that can be read, and how many cannot."""
    rows = ChapterReport.objects.filter(year__base_year=base_year).select_related(
        "chapter", "year", "attested_by", "first_signed_by"
    )
    found = readable_rows(rows.order_by("chapter__name"))
    return list(found), found.unreadable


def lines_of(chapters, reports, base_year):
    """A line for each of the chapters of the year (``who_reports.chapters_of``)."""
    by_chapter = {report.chapter_id: report for report in reports}
    told = events.records_about({report.ref for report in reports}, [Verb.REPORT_SUBMIT, Verb.REPORT_APPROVE])
    people = {record.event.actor for found in told.values() for record in found}
    names = {ref: str(person) for ref, person in account_queries.people_of(people).items()}
    words, excused = organisation.message_words(), year_queries.not_required(base_year)
    of_year = set(who_reports.chapters_of(base_year).values_list("pk", flat=True))
    return [
        _of_chapter(chapter, by_chapter.get(chapter.pk), told, names, words, base_year, excused)
        for chapter in chapters
        if chapter.pk in of_year
    ]


def gaps_of(lines, reports, base_year):
    """What is missing of the reports, by these lines of the chapters: ``{code: names}``."""
    by_ref = {str(report.chapter.ref): report for report in reports}
    excused = {str(ref) for ref in year_queries.not_required(base_year)}
    received = [line for line in lines if line["received"]]
    return {
        "reports_missing": [line["name"] for line in lines if not line["received"] and line["ref"] not in excused],
        "reports_unanswered": [line["name"] for line in received if by_ref[line["ref"]].state == State.SENT],
        "reports_open_again": [line["name"] for line in received if by_ref[line["ref"]].is_open],
        "reports_unsigned": [line["name"] for line in received if not line["signed_by"]],
        "reports_changed": [line["name"] for line in received if line["why"] == CHANGED],
    }


def _of_chapter(chapter, report, told, names, words, base_year, excused):
    # One that is open again is taken as it was sent last.
    has_come = report is not None and report.state in (State.SENT, State.APPROVED, *SENT_BEFORE)
    is_as_sent = has_come and _is_as_sent(report, told[report.ref])
    answers = answers_of(report.answers) if is_as_sent else {}
    sent = _facts_of(report) if is_as_sent else {}
    judged = judge(answers, base_year)
    conditions = {"report": YES if has_come else NO, **{name: answer for name, (answer, _code) in judged.items()}}
    signers = [one for one in (report.first_signed_by, report.attested_by) if one] if has_come else []
    approvals = [one for one in told[report.ref] if one.event.verb == Verb.REPORT_APPROVE] if report else []
    approved = approvals[-1] if approvals and report.state == State.APPROVED else None
    if not has_come:
        why = [str(NOT_COME if chapter.ref not in excused else EXCUSED)]  # the rest would follow from it
    elif not is_as_sent:
        why = [str(CHANGED)]  # nothing that it answers is taken
    else:
        why = [WORDS[code] % words for answer, code in judged.values() if answer != YES]
    return {
        "ref": str(chapter.ref),
        **{name: sent.get(name) or getattr(chapter, name) for name in ("name", "municipality", "county")},
        "conditions": conditions,
        "counts": not why,
        "why": "; ".join(why),
        "elected_on": _text(answers.get(ELECTED_ON)),
        "term": answers.get(TERM) if type(answers.get(TERM)) is int else None,
        "board": ", ".join((_text(answers.get(BOARD)) or sent.get("board", "")).split("\n")),
        "received": clock.local(report.received_at).date().isoformat() if has_come and report.received_at else "",
        "signed_by": ", ".join(str(one) for one in signers),
        "approved_by": names.get(approved.event.actor, "") if approved else "",
        "approved_on": clock.local(approved.event.at).date().isoformat() if approved else "",
    }


def _is_as_sent(report, told):
    """Whether what a report holds is what the event of its last sending says: ``services.is_as_sent``, and when."""
    sendings = [record.details for record in told if record.event.verb == Verb.REPORT_SUBMIT]
    said = {"sha256": digest([report.numbers, report.answers]), "on_time": report.on_time}
    return bool(sendings) and all(sendings[-1].get(name) == value for name, value in said.items())


def _facts_of(report):
    """What the register said of the chapter when its report was sent (``known.facts``), as texts, where it was kept.

    ``board`` are the names of the board of 31 December.
    """
    numbers = report.numbers if isinstance(report.numbers, dict) else {}
    place, board = numbers.get("chapter"), numbers.get("board")
    facts = {name: _text(value) for name, value in place.items()} if isinstance(place, dict) else {}
    named = [_text(one.get("name")) for one in board if isinstance(one, dict)] if isinstance(board, list) else []
    return facts | {"board": "\n".join(dict.fromkeys(name for name in named if name))}


def _text(answer):
    return answer if isinstance(answer, str) else ""
