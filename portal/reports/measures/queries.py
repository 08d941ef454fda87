"""The measures of a base year, what each lacks, and what they are worth as an estimate."""

from dataclasses import dataclass, field
from datetime import timedelta

from django.db.models import Q
from django.utils.translation import gettext as _

from portal import clock
from portal.calls.totals import queries as total_queries
from portal.reports.grant_rules.keeping import YEARS_KEPT, last_year_over
from portal.reports.grant_rules.points import FOR_A_MEASURE
from portal.reports.models import GrantFile, Measure, MeasurePicture
from portal.unreadable import all_of, only
from portal.uploads import described

UNCONFIRMED_DAYS = 14  # a picture that nobody has confirmed may show somebody: it is not kept for longer


def frozen_version(base_year):
    """The newest frozen version of the grant file of a year: ``{"number", "frozen_at"}``, or None."""
    versions = GrantFile.objects.filter(year__base_year=base_year).order_by("-number")
    return versions.values("number", "frozen_at").first()


def years():
    """The base years whose measures are kept, the newest first."""
    this_year = clock.today().year
    return list(range(this_year, this_year - YEARS_KEPT, -1))


@dataclass(frozen=True)
class Line:
    """One of the measures as it stands: ``row`` is None where nobody has said anything of it."""

    code: str
    name: str
    row: Measure | None
    pictures: list = field(default_factory=list)

    @property
    def in_place(self):
        return self.row is not None and self.row.in_place

    @property
    def gaps(self):
        """What is missing before it can be shown, as sentences."""
        if self.row is None:
            return [_("Nobody has said yet whether it was in place")]
        if not self.row.in_place:
            return []
        waiting = [_("A picture waits to be confirmed")] if any(not one.confirmed_at for one in self.pictures) else []
        is_shown = any(one.confirmed_at for one in self.pictures)
        if self.code == Measure.Code.DIGITAL_EXCHANGE and not is_shown and not waiting:
            return [_("A picture of activity in that year is missing")]
        return waiting

    @property
    def points(self):
        """An estimate of the points: 0 until there is evidence."""
        has_evidence = self.code != Measure.Code.DIGITAL_EXCHANGE or any(one.confirmed_at for one in self.pictures)
        return FOR_A_MEASURE if self.in_place and has_evidence else 0


def lines(base_year):
    """A ``Line`` for each of the measures that there can be. Two queries. Raises ``Unreadable``."""
    found = all_of(Measure.objects.filter(base_year=base_year).select_related("changed_by"))
    rows = {row.code: row for row in found}
    pictures = MeasurePicture.objects.filter(measure__in=rows.values()).select_related("uploaded_by", "confirmed_by")
    of_measure = {}
    for picture in all_of(pictures.order_by("uploaded_at", "pk")):
        of_measure.setdefault(picture.measure_id, []).append(picture)
    return [
        Line(code, name, row := rows.get(code), of_measure.get(row.pk, []) if row else [])
        for code, name in Measure.Code.choices
    ]


def measure(base_year, code):
    return only(Measure.objects.filter(base_year=base_year, code=code))


def measures_of(base_year):
    """The measures of a base year as plain values, for what is frozen: each with its evidence, the confirmed pictures.

    ``points`` are an estimate. People are named as they are called now.
    """
    return [
        {
            "code": line.code,
            "in_place": line.in_place,
            "points": line.points,
            "how": line.row.how if line.row else "",
            "announced_on": line.row.announced_on if line.row else None,
            "address": line.row.address if line.row else "",
            "changed_at": line.row.changed_at if line.row else None,
            "changed_by": str(line.row.changed_by) if line.row else "",
            "pictures": [
                {
                    **described(one),
                    "shown_on": one.shown_on,
                    "confirmed_at": one.confirmed_at,
                    "confirmed_by": str(one.confirmed_by),
                }
                for one in line.pictures
                if one.confirmed_at
            ],
        }
        for line in lines(base_year)
    ]


def number_with_evidence(base_year):
    """How many of the measures give points in a base year."""
    return sum(line.points > 0 for line in lines(base_year))


def calls_in(base_year):
    """How many calls are logged on the helplines in a year, for the secretariat."""
    return sum(count.shown for count in total_queries.totals(base_year, exact=True).year.values())


def pictures_to_forget():
    """Pictures of base years of which nothing has to be shown any more, and those that nobody has confirmed."""
    unconfirmed = Q(confirmed_at__isnull=True, uploaded_at__lt=clock.now() - timedelta(days=UNCONFIRMED_DAYS))
    return MeasurePicture.objects.filter(unconfirmed | Q(measure__base_year__lte=last_year_over()))


def measures_to_forget():
    return Measure.objects.filter(base_year__lte=last_year_over())
