"""What people have said of a year or of one activity, and what there is left to say."""

from portal import permissions
from portal.activities import queries as activity_queries
from portal.activities.base_years import queries as base_year_queries
from portal.activities.counting import queries as counting_queries
from portal.activities.counting.queries import CANNOT_BE_READ
from portal.activities.counting.verdicts import LEADER_NOT_SAID, PAY_NOT_SAID, STATED
from portal.activities.models import Activity, ClosedYear, Statement
from portal.unreadable import only


def without_leader(person, year):
    """What the person logged in a year, of which nobody has said who led it, and which stands in no report.

    It is from before that was asked, and the person's own name was filled in.
    """
    rows = Activity.objects.filter(logged_by=person, led_by__person=person, day__year=year, undone_at__isnull=True)
    closed = ClosedYear.objects.filter(base_year=year).values("chapter")
    return rows.filter(leader=Activity.Leader.NOT_SAID).exclude(chapter__in=closed).order_by("pk")


def said_of_year(activity):
    """What counts of ``verdicts.STATED`` where nothing is said of the activity itself: ``{name: True, False or None}``.

    Whoever leads it says it for their year, else whoever logged it.
    """
    leader = activity.led_by.person_id if activity.leader == Activity.Leader.SUPPORTER else None
    found = counting_queries.statements_of({activity.logged_by_id, leader} - {None})
    found = {key: one for key, one in found.items() if one is not CANNOT_BE_READ}
    own = found.get((leader, activity.day.year))
    both = [one for one in (own, found.get((activity.logged_by_id, activity.day.year))) if one]
    said = {name: [getattr(one, name) for one in ([own] if name == "unpaid" else both) if one] for name in STATED}
    return {name: next((value for value in values if value is not None), None) for name, values in said.items()}


def sent_and_open(person, year):
    """Of the chapters for which a person led or logged something in a year: those whose report is sent, and whether
    anything of it is in no such report."""
    mine = Activity.objects.filter(activity_queries.by_or_led_by(person), undone_at__isnull=True, day__year=year)
    closed = ClosedYear.objects.filter(base_year=year)
    sent = [row.chapter for row in closed.filter(chapter__in=mine.values("chapter")).select_related("chapter")]
    of_none = mine.filter(chapter__isnull=True)
    return sent, of_none.exists() or mine.exclude(chapter__in=closed.values("chapter")).exists()


def statement_of(person, base_year):
    """What the person has said of the year (``Statement``), or None. Raises ``Unreadable``."""
    return only(Statement.objects.filter(person=person, base_year=base_year))


def has_said(person, base_year):
    """Whether the person has said something of the year, also where it cannot be read."""
    return Statement.objects.filter(person=person, base_year=base_year).exists()


def year_to_say(user, pairs):
    """The first year of which something has to be said before its days count, and of which nothing is; or None.

    Whoever led it says it of their own year; who led it, and another's pay, is said of the activity.
    """
    years = sorted({row.day.year for row, verdict in pairs if verdict.missing and _answers_all(user, row, verdict)})
    return next((year for year in years if not has_said(user, year)), None)


def _answers_all(user, activity, verdict):
    """Whether the answers for this person's whole year are all that is missing."""
    missing = set(verdict.missing)
    if LEADER_NOT_SAID in missing:
        return False
    led = activity.led_by is not None and activity.led_by.person_id == user.pk
    return led or (activity.logged_by_id == user.pk and PAY_NOT_SAID not in missing)


def may_say(user, activity, found):
    """Whether this person can say something of the activity: it is in no report, and of a year that is open."""
    is_open = not (activity.undone_at or activity.settled or found.is_apart)
    is_open = is_open and activity.day.year in base_year_queries.open_years()
    return is_open and permissions.allows(user, "activities.say_of_activity", activity)
