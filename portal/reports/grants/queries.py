"""Queries about the grant file: versions, what waits for supporters, how long it is kept, and one's own overview."""

import datetime

from django.db.models import Exists, OuterRef, Q

from portal import clock, events
from portal.accounts import queries as account_queries
from portal.activities.counting import queries as counting_queries
from portal.activities.models import Activity, Presence
from portal.models import Event
from portal.reports.grant_rules.keeping import YEARS_KEPT
from portal.reports.models import GrantContact, GrantFile, GrantYear
from portal.reports.verbs import Verb
from portal.reports.years import queries as year_queries
from portal.supporters.models import Supporter
from portal.unreadable import Found, only
from portal.unreadable import found as readable_rows

FIRST_YEAR = 2020  # the first grant year by the regulation; no address leads further back


def is_over(base_year):
    """Whether the base year has ended, so that it can be frozen."""
    return base_year < clock.today().year


def versions_of(base_year):
    """The frozen versions of a base year, the newest first, as ``unreadable.Found``."""
    rows = GrantFile.objects.filter(year__base_year=base_year).select_related("year", "frozen_by")
    return readable_rows(rows.order_by("-number"))


def version_of(base_year, number):
    """One version, or None. Raises ``Unreadable``."""
    rows = GrantFile.objects.filter(year__base_year=base_year, number=number)
    return only(rows.select_related("year", "frozen_by"))


def last_version(base_year):
    """The newest frozen version, or None. Raises ``Unreadable``."""
    newest = GrantFile.objects.filter(year__base_year=base_year).order_by("-number").values("pk")[:1]
    return only(GrantFile.objects.filter(pk__in=newest).select_related("year"))


def year_of(base_year):
    """The row of a base year; one that is not saved where nothing was frozen or put on hold yet."""
    return GrantYear.objects.select_related("held_by").filter(base_year=base_year).first() or GrantYear(
        base_year=base_year
    )


def years():
    """``[(base year, its row or None, newest version or None)]`` of this year and those that are kept, newest first."""
    this_year = clock.today().year
    rows = {row.base_year: row for row in readable_rows(GrantYear.objects.all())}
    newest = {}
    columns = GrantFile.objects.order_by("number").values_list("year__base_year", "number", "frozen_at")
    for base_year, number, frozen_at in columns:
        newest[base_year] = {"number": number, "frozen_at": frozen_at}
    known = {year for year in {*rows, *newest} if isinstance(year, int)}
    shown = sorted({*known, *range(this_year - YEARS_KEPT + 1, this_year)}, reverse=True)
    return [(year, rows.get(year), newest.get(year)) for year in shown]


def lacks_reports(about):
    """Whether something is missing without which the file is not whole: it is frozen only with a tick and a reason."""
    gaps = about["gaps"]
    return bool(gaps["reports_missing"] or gaps["reports_changed"] or gaps["unreadable"])


def year_to_ask():
    """The base year whose list supporters are asked for: last year."""
    return clock.today().year - 1


def led_last_year():
    """The supporters who led something in ``year_to_ask``."""
    year = year_to_ask()
    led = Activity.objects.filter(led_by=OuterRef("pk"), undone_at__isnull=True, day__year=year)
    also = Presence.objects.filter(
        supporter=OuterRef("pk"), role=Presence.Role.LED, activity__day__year=year, activity__undone_at__isnull=True
    )
    return Supporter.objects.filter(Exists(led) | Exists(also))


def to_ask():
    """The same, where they have not said how to reach them, and nothing is frozen yet."""
    year = year_to_ask()
    rows = led_last_year().exclude(Exists(GrantContact.objects.filter(supporter=OuterRef("pk"), base_year=year)))
    return rows.exclude(Exists(GrantFile.objects.filter(year__base_year=year)))


def to_ask_by_mail():
    """Those ``to_ask`` who have an account in use and got no such mail this year, from the day that reports open."""
    if clock.today() < year_queries.reporting_year(year_to_ask()).opens:
        return Supporter.objects.none()
    begin = clock.start_of(datetime.date(clock.today().year, 1, 1))
    asked = Event.objects.filter(verb=Verb.GRANT_CONTACT_ASK, at__gte=begin)
    return to_ask().filter(person__is_active=True).exclude(ref__in=asked.values("subject"))


def contact_of(supporter, base_year):
    """What the supporter has said for a base year, or None. Raises ``Unreadable``."""
    return only(GrantContact.objects.filter(supporter=supporter, base_year=base_year))


def contact_before(supporter, base_year):
    """What they said for the last year before that, or None."""
    rows = readable_rows(GrantContact.objects.filter(supporter=supporter, base_year__lt=base_year))
    return next(iter(rows), None)


def kept_until(base_year):
    """The last day on which the documents of a base year are kept."""
    return datetime.date(base_year + YEARS_KEPT - 1, 12, 31)


def history_of_hold(year):
    """What was decided about keeping a year for longer, the oldest first, by the event log.

    ``[{"is_hold", "at", "name", "reason"}]``; a decision from before reasons were kept there has an empty one. ``year``
    is a ``GrantYear``. Two queries.
    """
    records = events.records_about([year.ref], [Verb.GRANT_HOLD, Verb.GRANT_RELEASE])[year.ref]
    records = [one for one in records if one.standing is not events.Standing.CHANGED]
    people = account_queries.people_of(one.event.actor for one in records)
    names = {ref: str(person) for ref, person in people.items()}
    return [
        {
            "is_hold": one.event.verb == Verb.GRANT_HOLD,
            "at": one.event.at,
            "name": names.get(one.event.actor, ""),
            "reason": one.details.get("reason", ""),
        }
        for one in records
    ]


def years_on_hold():
    """The base years of which nothing is deleted, as a list: few, if any."""
    return list(GrantYear.objects.filter(held_at__isnull=False).values_list("base_year", flat=True))


def people_on_hold():
    """The ids of the people who led or logged something, or took part as supporters, in a year that is on hold."""
    held = years_on_hold()
    if not held:
        return Supporter.objects.none().values("person")
    of_years = Q(pk__in=[])
    for year in held:
        of_years |= Q(day__year=year)
    rows = Activity.objects.filter(of_years)
    there = Presence.objects.filter(activity__in=rows.values("pk"))
    supporters = Q(pk__in=rows.values("led_by")) | Q(pk__in=there.values("supporter"))
    return Supporter.objects.filter(supporters | Q(person__in=rows.values("logged_by"))).values("person")


def supporters_of(year):
    """The supporters who led or took part in something in a year, by family name."""
    led = Activity.objects.filter(led_by=OuterRef("pk"), undone_at__isnull=True, day__year=year)
    there = Presence.objects.filter(
        supporter=OuterRef("pk"), activity__undone_at__isnull=True, activity__day__year=year
    )
    found = Supporter.objects.filter(Exists(led) | Exists(there))
    return found.select_related("person", "chapter").order_by("person__family_name", "person__given_name", "pk")


def overview_of(supporter, year):
    """``[(activity, whether they led it, verdict)]`` of all that a supporter led or took part in, by day."""
    there = Presence.objects.filter(supporter=supporter).values("activity")
    rows = Activity.objects.filter(Q(led_by=supporter) | Q(pk__in=there), undone_at__isnull=True, day__year=year)
    pairs = counting_queries.with_verdicts(
        rows.select_related("chapter").order_by("day", "pk"), counting_queries.rules_for(year)
    )
    led = set(Presence.objects.filter(supporter=supporter, role=Presence.Role.LED).values_list("activity", flat=True))
    found = [(row, row.led_by_id == supporter.pk or row.pk in led, verdict) for row, verdict in pairs]
    return Found(found, pairs.unreadable)
