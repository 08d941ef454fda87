"""On which days the signatures of people counted, and for which kinds of supporter. Four queries for any number."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from portal import clock
from portal.declarations.models import PastCoverage, RecordedSignature, TextCoverage
from portal.declarations.queries import not_withdrawn


@dataclass(frozen=True)
class Signed:
    """One signature or record: the day of it, and the first day on which it does not count any more, if there is one.

    ``coverage`` says for which kinds a signature on its text counts today, ``past`` until when it did for others.
    """

    begins: date
    ends: date | None
    coverage: TextCoverage | None
    past: tuple[PastCoverage, ...]

    def days_for(self, code):
        """``(begins, ends)`` for the kind of supporter with this code; None where it never counted for that kind."""
        if self.coverage and self.coverage.counts_in(code):
            return self.begins, self.ends
        until = [row.ended_on for row in self.past if _counted_for(row, code)]
        if not until:
            return None
        return self.begins, min(max(until), self.ends or date.max)


def _counted_for(row, code):
    return TextCoverage(counts_for=row.counts_for, not_for=row.not_for).counts_in(code)


def signed_by_people(people):
    """``{person id: [Signed]}`` of these person ids, also what has lapsed.

    One that was withdrawn was given by mistake, or by somebody else: it counted on no day.
    """
    coverage = {row.text_id: row for row in TextCoverage.objects.all()}
    past = defaultdict(list)
    for row in PastCoverage.objects.all():
        past[row.text_id].append(row)
    here = not_withdrawn().filter(person__in=people).order_by("pk")
    rows = [
        (person, text, _day(signed), lapses)
        for person, text, signed, lapses in here.values_list("person", "text", "signed_at", "lapses_on")
    ]
    elsewhere = RecordedSignature.objects.filter(person__in=people).order_by("pk")
    columns = ("person", "text", "signed_on", "recorded_at", "lapses_on")
    rows += [
        (person, text, signed_on or _day(recorded), lapses)
        for person, text, signed_on, recorded, lapses in elsewhere.values_list(*columns)
    ]
    found = defaultdict(list)
    for person, text, begins, ends in rows:
        found[person].append(Signed(begins, ends, coverage.get(text), tuple(past[text])))
    return found


def _day(moment):
    return clock.local(moment).date()
