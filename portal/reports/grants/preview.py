"""What would be frozen of a year, for the page that freezes it: from what is kept of the year, so that nobody waits.

What is frozen is counted at that moment (``contents``).
"""

import datetime
from collections import Counter
from dataclasses import dataclass

from django.utils.translation import override

from portal import clock
from portal.chapters.models import Chapter
from portal.reports.grants.chapter_lines import gaps_of, lines_of, reports_on
from portal.reports.grants.contents import estimate_of, kinds_of, totals_of
from portal.reports.measures import queries as measure_queries
from portal.reports.models import GrantContact
from portal.reports.totals import queries as total_queries
from portal.supporters.models import Supporter
from portal.unreadable import found as readable_rows
from portal.unreadable import readable


@dataclass(frozen=True)
class Preview:
    """``about`` has ``totals``, ``kinds``, ``estimate`` and ``gaps`` as ``contents.Contents`` has them.

    ``not_counting`` are the lines of the chapters that do not count.
    """

    about: dict
    not_counting: list
    counted_at: datetime.datetime


def preview_of(found):
    """The ``Preview`` of ``contents.Contents`` that were counted now."""
    return Preview(found.about, _not_counting(found.chapters), clock.now())


def preview(base_year):
    """The same, with activities and supporters as they were counted last, and what is missing as the rows say now."""
    with override("nb"):
        counted = total_queries.read(base_year)
        chapters, odd_chapters = readable(Chapter.objects.order_by("name"))
        reports, odd_reports = reports_on(base_year)
        lines = lines_of(chapters, reports, base_year)
        contacts = readable_rows(GrantContact.objects.filter(base_year=base_year))
        kinds = _kinds(counted.cells)
        days = sum(cell.days for cell in counted.cells if cell.kind is not None)
        totals = totals_of(kinds, days, len(counted.listed), lines)
        gaps = {
            **gaps_of(lines, reports, base_year),
            "addresses": _names(counted.listed - {row.supporter_id for row in contacts}),
            "unjudged": sum(cell.unjudged for cell in counted.cells if cell.kind is not None),
            "unreadable": counted.unreadable + len(odd_chapters) + contacts.unreadable + odd_reports,
        }
        estimate = estimate_of(totals, measures=measure_queries.number_with_evidence(base_year))
        about = {"totals": totals, "kinds": kinds, "estimate": estimate, "gaps": gaps}
        return Preview(about, _not_counting(lines), counted.counted_at)


def _not_counting(lines):
    return [line for line in lines if not line["counts"]]


def _kinds(cells):
    counted, left_out, people = Counter(), Counter(), Counter()
    for cell in cells:
        if cell.kind is not None:
            counted[cell.kind] += cell.counting
            left_out[cell.kind] += cell.count - cell.counting + cell.late
            people[cell.kind] += cell.people
    return kinds_of(counted, left_out, people)


def _names(supporters):
    """The names of these ids, in order. All supporters are read: a condition with thousands of keys is slower."""
    columns = ("pk", "person__given_name", "person__family_name", "person__email")
    rows = Supporter.objects.order_by("person__family_name", "person__given_name", "pk").values_list(*columns)
    return [f"{given} {family}".strip() or email for pk, given, family, email in rows if pk in supporters]
