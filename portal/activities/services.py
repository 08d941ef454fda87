"""Logging and undoing activities."""

import datetime
import uuid
from collections.abc import Iterable

from django.db import transaction
from django.db.models import Q

from portal import clock, events, moves
from portal.accounts.models import User
from portal.activities.base_years import queries as base_year_queries
from portal.activities.base_years import services as base_year_services
from portal.activities.base_years.services import YearNotOpen
from portal.activities.corrections import queries as correction_queries
from portal.activities.models import Activity, Gathering, leader_columns
from portal.activities.presences import queries as presence_queries
from portal.activities.presences import services as presence_services
from portal.activities.verbs import Verb
from portal.activities.workflow import State
from portal.chapters.models import Chapter
from portal.supporters.models import Supporter

UNDO_WITHIN = datetime.timedelta(minutes=10)


class InTheFuture(Exception):
    """The activity has not taken place yet."""


class TooLate(Exception):
    """The time limit has passed: ten minutes for undoing an activity, the start for changing a gathering."""


@transaction.atomic
def log(
    *,
    token: uuid.UUID,
    kind: str,
    day: datetime.date,
    chapter: Chapter | None,
    participants: int,
    by: User,
    also_on: Iterable[datetime.date] = (),
    minutes: int | None = None,
    led_by: Supporter | None = None,
    led_by_another: bool = False,
    topics: Iterable[str] = (),
    place: str = "",
    note: str = "",
    supporters_present: int | None = None,
    present: Iterable[Supporter] = (),
    in_person: bool | None = None,
    in_norway: bool | None = None,
    own_event: bool | None = None,
    unpaid: bool | None = None,
) -> Activity:
    """Log one activity and return it. A second call with the same ``token`` returns the first activity unchanged,
    where the same person logs it in the same chapter.

    What lasted several days, ``day`` and ``also_on``, is one activity for each of them in one series; the first is
    returned. ``minutes`` are those of one day. ``led_by_another``: somebody who is no supporter led it; without it and
    without ``led_by``, nobody has said who did. ``present`` are other supporters who took part; ``supporters_present``
    is at least as many as are named: where it is not said, as many, and one where nobody has said who led it.
    ``in_person`` to ``unpaid`` are what is said of this activity alone.
    What belongs to no chapter has ``chapter`` None.
    Raises ``InTheFuture`` for a day after today, ``YearNotOpen`` for one before the first open base year,
    ``NotSupporterThen`` when one of ``present`` was no active supporter on one of the days, and ``IllegalMove`` when
    the ``token`` is that of somebody else's activity, or of one in another chapter.
    """
    days = sorted({day, *also_on})
    if days[-1] > clock.today():
        raise InTheFuture(days[-1])
    if days[0].year < base_year_queries.first_open_year():
        raise YearNotOpen(days[0])
    others_present = presence_queries.besides(present, led_by)
    presence_services.check(others_present, days)
    if (said_present := supporters_present) is None:
        said_present = 0 if led_by_another else 1
    base_year_services.lock(chapter.pk if chapter else None)
    values = {
        "kind": kind,
        "chapter": chapter,
        "participants": participants,
        "minutes": minutes,
        "supporters_present": presence_services.how_many(led_by, others_present, said_present),
        **leader_columns(led_by, led_by_another),
        "topics": list(topics),
        "place": place,
        "note": note,
        "in_person": in_person,
        "in_norway": in_norway,
        "own_event": own_event,
        "unpaid": unpaid,
        "logged_by": by,
        "logged_at": clock.now(),
        "series": token if len(days) > 1 else None,
    }
    first, is_new = Activity.objects.get_or_create(token=token, defaults={**values, "day": days[0]})
    if not is_new:
        if first.logged_by_id != by.pk or first.chapter_id != (chapter.pk if chapter else None):
            raise moves.IllegalMove("log what is logged by somebody else, or elsewhere")
        return first
    others = [Activity(token=uuid.uuid5(token, one.isoformat()), day=one, **values) for one in days[1:]]
    for activity in [first, *others]:
        if activity.pk is None:
            activity.save()
        presence_services.name(activity, others_present)
        details = {"kind": kind, "day": activity.day, "chapter": chapter.ref if chapter else None}
        details |= {"participants": participants, "minutes": minutes, "present": presence_queries.refs(others_present)}
        columns = correction_queries.written_values(activity)
        events.record(Verb.ACTIVITY_LOG, subject=activity, by=by, details=details, columns=columns)
    return first


@transaction.atomic
def undo(activity: Activity, *, by: User) -> Activity:
    """Undo an activity that was logged at most ten minutes ago, every day of it. Undoing it again changes nothing.

    A gathering that was logged as this activity can be logged again. The activity gets a new token, so sending the
    same form once more logs a new activity. Raises ``TooLate`` after ten minutes, or when it stands in a report.
    """
    entry = Activity.objects.filter(Q(pk=activity.pk) | Q(series=activity.series, series__isnull=False))
    # No year of them is closed meanwhile.
    list(Chapter.objects.select_for_update().filter(pk__in=entry.values("chapter")).order_by("pk"))
    activity = Activity.objects.select_for_update().get(pk=activity.pk)
    if activity.undone_at:
        return activity
    rows = [activity]
    if activity.series:
        same = Activity.objects.select_for_update().filter(series=activity.series, undone_at=None)
        rows += same.exclude(pk=activity.pk).order_by("pk")
    if clock.now() - activity.logged_at > UNDO_WITHIN or any(
        row.settled and base_year_queries.is_closed(row.chapter_id, row.day.year) for row in rows
    ):
        raise TooLate
    for row in rows:
        row.undone_at, row.token = clock.now(), uuid.uuid4()
        row.save(update_fields=["undone_at", "token"])
        events.record(Verb.ACTIVITY_UNDO, subject=row, by=by)
    gathering = Gathering.objects.filter(entries__in=rows, state=State.LOGGED).first()
    if gathering:
        moves.move(gathering, "reopen", by=by, activity=None)
    return activity
