"""Where each section of a report stands: who has confirmed it, and what has changed since."""

import datetime
import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Count, Q
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from forms.annual_report import BOARD, NUMBERS, STEPS
from forms.drafts import find
from forms.steps import Step, bound_form
from portal import clock
from portal.activities.models import Activity, Correction
from portal.models import Event
from portal.reports import queries as report_queries
from portal.reports.filling_in.known import facts
from portal.reports.models import ChapterReport, SectionConfirmation
from portal.reports.verbs import Verb
from portal.reports.workflow import BEGUN, CHANGED, CONFIRMED, NOT_OPENED
from portal.reports.years import who_reports
from portal.unreadable import found

SECTIONS = STEPS[:-1]  # the last step sends what these hold
# What a page shows besides the answers. All else that ``reports.queries.numbers`` holds does not stand on that page.
ON_THE_PAGE_OF_NUMBERS = ("kinds", "count", "participants", "counting", "activity_days", "warnings", "supporters")
TICKS = {"seen", "as_known"}  # how something was confirmed is not what was confirmed
# What of a correction changes the numbers of an activity that stays.
AMENDS = (Correction.Kind.CORRECT, Correction.Kind.SAY, Correction.Kind.MERGE, Correction.Kind.PUT_BACK)


@dataclass(frozen=True)
class SectionState:
    """One section. ``changes`` are sentences about what has changed since it was confirmed (``CHANGED``)."""

    step: Step
    code: str
    confirmation: SectionConfirmation | None = None
    changes: list[str] = field(default_factory=list)

    @property
    def confirmed_in_words(self) -> str:
        """“Rolf Rygg, 4 May”; empty where nobody has confirmed it."""
        if self.confirmation is None:
            return ""
        return ", ".join(_who_and_when(self.confirmation).values())


def _digest(content: Any) -> str:
    return hashlib.sha256(json.dumps(content, cls=DjangoJSONEncoder, sort_keys=True).encode()).hexdigest()


def shown_digest(section: str, report: ChapterReport, numbers: Mapping[str, Any] | None = None) -> str:
    """The digest of what the page of a section shows besides the answers. ``numbers`` are those of now, if known."""
    if section == NUMBERS:
        told = report_queries.numbers_of(report) if numbers is None else numbers
        content = {key: told[key] for key in ON_THE_PAGE_OF_NUMBERS}
        # Only where there are any: what was confirmed before they were among it stays confirmed.
        return _digest(content | {key: told[key] for key in ("corrections", who_reports.MERGED) if told.get(key)})
    if section == BOARD:
        return _digest(facts(report.chapter, report_queries.last_day_of_year(report.year.base_year)))
    return _digest(None)


def digest_of(shown: str, answers: Mapping[str, Any]) -> str:
    """The digest of a section: what its page showed (``shown_digest``), and its cleaned answers."""
    return _digest([shown, {name: value for name, value in answers.items() if name not in TICKS}])


def latest(report: ChapterReport) -> dict[str, SectionConfirmation]:
    """The latest confirmation that can be read of each section that has one, by its key. One query."""
    rows = SectionConfirmation.objects.filter(report=report).select_related("by")
    return {row.section: row for row in found(rows.order_by("confirmed_at", "pk"))}


def states(
    report: ChapterReport | None,
    form_values: Any,
    numbers: Mapping[str, Any] | None = None,
    sections: Iterable[Step] = SECTIONS,
) -> list[SectionState]:
    """The ``SectionState`` of these sections, read from the draft. ``numbers`` are those of now, if known.

    What is needed to compare is read only for sections that somebody has confirmed.
    """
    draft = find(report_queries.DRAFT, report.draft_key) if report else None
    if report is None or draft is None:
        return [SectionState(step, NOT_OPENED) for step in sections]
    confirmed = latest(report)
    return [
        _state(report, step, draft.answers.get(step.key), confirmed.get(step.key), form_values, numbers)
        for step in sections
    ]


def _state(
    report: ChapterReport,
    step: Step,
    values: Any,
    confirmation: SectionConfirmation | None,
    form_values: Any,
    numbers: Mapping[str, Any] | None,
) -> SectionState:
    if confirmation is None:
        is_begun = any(text.strip() for texts in (values or {}).values() for text in texts)
        return SectionState(step, BEGUN if is_begun else NOT_OPENED)
    form = bound_form(step, values or {}, **form_values(step.key))
    shown = shown_digest(step.key, report, numbers)
    if form.is_valid() and digest_of(shown, form.cleaned_data) == confirmation.digest:
        return SectionState(step, CONFIRMED, confirmation)
    return SectionState(step, CHANGED, confirmation, changes_since(report, confirmation))


def changes_since(report: ChapterReport, confirmation: SectionConfirmation) -> list[str]:
    """What has changed since a section was confirmed, as sentences. Two queries for the numbers, else none."""
    said = _in_the_log(report, confirmation) + _said(report, confirmation) if confirmation.section == NUMBERS else []
    text = _("What stands here has changed since %(name)s confirmed it on %(day)s")
    return said or [text % _who_and_when(confirmation)]


def _in_the_log(report: ChapterReport, confirmation: SectionConfirmation) -> list[str]:
    """What was done with the activities of the report since then."""
    then = confirmation.confirmed_at
    kept, was_there = Q(undone_at__isnull=True), Q(logged_at__lte=then)
    amended = Q(corrections__at__gt=then, corrections__kind__in=AMENDS)
    base_year = report.year.base_year
    places = [report.chapter, *who_reports.told_with(report.chapter, base_year)]
    rows = Activity.objects.filter(chapter__in=places, day__year=base_year).order_by()
    number = rows.aggregate(
        added=Count("pk", filter=kept & Q(logged_at__gt=then), distinct=True),
        struck=Count("pk", filter=was_there & Q(undone_at__gt=then), distinct=True),
        amended=Count("pk", filter=kept & was_there & amended, distinct=True),
    )
    texts = {
        "added": ngettext(
            "%(count)d activity was added after %(name)s confirmed this on %(day)s",
            "%(count)d activities were added after %(name)s confirmed this on %(day)s",
            number["added"],
        ),
        "struck": ngettext(
            "%(count)d activity was struck after %(name)s confirmed this on %(day)s",
            "%(count)d activities were struck after %(name)s confirmed this on %(day)s",
            number["struck"],
        ),
        "amended": ngettext(
            "%(count)d activity was corrected after %(name)s confirmed this on %(day)s",
            "%(count)d activities were corrected after %(name)s confirmed this on %(day)s",
            number["amended"],
        ),
    }
    who = _who_and_when(confirmation)
    return [text % {"count": number[key], **who} for key, text in texts.items() if number[key]]


def _said(report: ChapterReport, confirmation: SectionConfirmation) -> list[str]:
    """Whether the chapter has said since then that a number is another one, or no longer says so."""
    told = Event.objects.filter(verb=Verb.REPORT_CORRECT, subject=report.ref, at__gt=confirmation.confirmed_at)
    text = _("What you say about a number was changed after %(name)s confirmed this on %(day)s")
    return [text % _who_and_when(confirmation)] if told.exists() else []


def _who_and_when(confirmation: SectionConfirmation) -> dict[str, str]:
    day = clock.local(confirmation.confirmed_at).date()
    return {"name": str(confirmation.by), "day": date_format(day, "MONTH_DAY_FORMAT")}


def with_confirmations(report: ChapterReport, answers: Mapping[str, Any], numbers: dict[str, Any]) -> dict[str, Any]:
    """The numbers as they are kept when the report is sent: with who confirmed which section, and on which day.

    ``is_as_sent`` says whether what they confirmed is what was sent. ``answers`` are the cleaned ones that are sent.
    """
    confirmed = latest(report)
    kept = []
    for step in SECTIONS:
        row = confirmed.get(step.key)
        if row is not None:
            shown = shown_digest(step.key, report, numbers)
            digest = digest_of(shown, answers.get(step.key, {}))
            on = clock.local(row.confirmed_at).date().isoformat()
            kept.append({"section": step.key, "name": str(row.by), "on": on, "is_as_sent": digest == row.digest})
    return {**numbers, "confirmed": kept}


def kept_in_words(numbers: Mapping[str, Any]) -> list[dict[str, str]]:
    """Who confirmed what, as it was kept when the report was sent: rows for components/summary_list.html."""
    titles = {step.key: str(step.title) for step in SECTIONS}
    rows: Iterable[Mapping[str, Any]] = numbers.get("confirmed", [])
    return [{"key": titles[row["section"]], "value": _kept(row)} for row in rows if row["section"] in titles]


def _kept(row: Mapping[str, Any]) -> str:
    day = datetime.date.fromisoformat(row["on"])
    text = f"{row['name']}, {date_format(day)}"
    return text if row["is_as_sent"] else _("%(who_and_when)s. It was changed after that") % {"who_and_when": text}
