"""Queries about gatherings: the coming ones, their sign-ups, calendar entries."""

import datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import Count, Exists, OuterRef, Q
from django.utils.translation import gettext as _

from portal import calendar, clock
from portal.activities.models import Activity, DoubleEntry, Gathering, SignUp
from portal.activities.workflow import State as GatheringState

TIME_AND_PLACE = {"starts_at", "ends_at", "place"}  # people on the list are told when one of these changes

KEEP_SIGN_UPS = datetime.timedelta(days=14)  # after the gathering
KEEP_IN_CALENDARS = datetime.timedelta(days=90)  # how long a past gathering stays in the public calendar


def gatherings():
    """All gatherings with their chapter, by start. ``taken`` is how many have a place, ``waiting`` how many wait."""
    counts = {
        "taken": Count("sign_ups", filter=Q(sign_ups__has_place=True)),
        "waiting": Count("sign_ups", filter=Q(sign_ups__has_place=False)),
    }
    return Gathering.objects.select_related("chapter").annotate(**counts).order_by("starts_at", "pk")


def coming():
    """Gatherings that have not ended and are not logged. Cancelled ones stay until they would have ended."""
    return gatherings().filter(ends_at__gt=clock.now()).exclude(state=GatheringState.LOGGED)


def public_gatherings():
    """Coming gatherings that are open to everybody, of active chapters: the only ones that the public sees."""
    return coming().filter(audience=Gathering.Audience.PUBLIC, chapter__is_active=True)


def public_calendar():
    """The public gatherings for calendar files: the coming ones and those of the last 90 days."""
    return gatherings().filter(
        audience=Gathering.Audience.PUBLIC,
        chapter__is_active=True,
        ends_at__gt=clock.now() - KEEP_IN_CALENDARS,
    )


def for_supporter(supporter):
    """Coming gatherings of the supporter's own chapter, and of every chapter those for supporters."""
    mine = Q(chapter=supporter.chapter) | Q(audience=Gathering.Audience.SUPPORTERS)
    return coming().filter(mine, chapter__is_active=True)


def next_for_supporter(supporter, number=3):
    """The first of these. Not a slice, so that what cannot be read can be left out (``portal.unreadable``)."""
    return gatherings().filter(pk__in=for_supporter(supporter).values("pk")[:number])


def _is_ahead():
    """Condition: it has not begun, and is not logged."""
    return Q(starts_at__gt=clock.now()) & ~Q(state=GatheringState.LOGGED)


def _is_to_log():
    """Condition: it has begun, and waits to be logged."""
    return Q(starts_at__lte=clock.now(), state=GatheringState.PLANNED)


def planned_in(chapter):
    """The chapter's gatherings that have not begun."""
    return gatherings().filter(_is_ahead(), chapter=chapter)


def waiting_to_be_logged(chapter):
    """The chapter's gatherings that have begun and are not logged, latest first."""
    return gatherings().filter(_is_to_log(), chapter=chapter).order_by("-starts_at")


def logged_in(chapter, year):
    """The chapter's gatherings of this year, by the Norwegian clock, that are held and logged, latest first."""
    first, after = (datetime.datetime(one, 1, 1, tzinfo=clock.OSLO) for one in (year, year + 1))
    rows = Gathering.objects.filter(chapter=chapter, state=GatheringState.LOGGED)
    rows = rows.filter(starts_at__gte=first, starts_at__lt=after).select_related("chapter", "activity")
    return rows.order_by("-starts_at", "-pk")


def of_chapter_now(chapter):
    """``planned_in`` this chapter and ``waiting_to_be_logged`` there, by start, as one queryset."""
    return gatherings().filter(_is_ahead() | _is_to_log(), chapter=chapter)


def with_work_for_board(gatherings):
    """Those of these that wait for the board, by start: they have begun and are not logged, or somebody on the list
    does not know that they have got a place (``has_people_to_tell``)."""
    to_tell = SignUp.objects.filter(gathering=OuterRef("pk"), is_to_be_told=True, has_place=True)
    rows = gatherings.filter(state=GatheringState.PLANNED).annotate(
        has_people_to_tell=Q(starts_at__gt=clock.now()) & Exists(to_tell)
    )
    rows = rows.filter(_is_to_log() | Q(has_people_to_tell=True))
    return rows.select_related("chapter").order_by("starts_at", "pk")


def sign_up_list(gathering):
    """The sign-ups, those with a place first, in the order of signing up."""
    return gathering.sign_ups.select_related("person").order_by("-has_place", "pk")


def has_visitors(gathering):
    """Whether somebody without an account is on the list. The site sends them no mail."""
    return gathering.sign_ups.filter(person__isnull=True).exists()


def visitors_need_notice(gathering, values):
    """Whether the board must tell visitors on the list about these new values.

    True for another time or place, and for fewer places than are taken.
    """
    moved = any(getattr(gathering, name) != values[name] for name in TIME_AND_PLACE)
    places, before = values["places"], gathering.places
    fewer = (
        places is not None
        and (before is None or places < before)
        and places < gathering.sign_ups.filter(has_place=True).count()
    )
    return (moved or fewer) and has_visitors(gathering)


def deleted_after(gathering):
    """When the sign-ups are deleted, in Norwegian time."""
    return clock.local(gathering.ends_at + KEEP_SIGN_UPS)


def days_of_entry(activity):
    """The activity and the other days of its series."""
    same = Q(series=activity.series) if activity.series else Q()
    return Activity.objects.filter(Q(pk=activity.pk) | same)


def entries(gathering):
    """The activities that the gathering was logged as, without those that are undone or struck."""
    return Activity.objects.filter(planned_as=gathering, undone_at__isnull=True)


def gathering_of(activity):
    """The gathering that was logged as this activity, or as an entry that is struck because it is the same; or None."""
    same = DoubleEntry.objects.filter(answer=DoubleEntry.Answer.SAME, taken_back_at=None)
    later = same.filter(earlier=activity, keeps_later=False).values("later")
    earlier = same.filter(later=activity, keeps_later=True).values("earlier")
    rows = Gathering.objects.filter(Q(entries=activity) | Q(entries__in=later) | Q(entries__in=earlier))
    return rows.order_by("pk").first()


def visitors_signed_up(gathering):
    """How many visitors have a place: as many may have come. No supporters, who are not counted as participants."""
    return gathering.sign_ups.filter(person__isnull=True, has_place=True).count()


NIGHT = datetime.timedelta(hours=6)  # what ends before six in the morning belongs to the evening before


def days(gathering):
    """On how many days it takes place, by the Norwegian clock."""
    first, last = clock.local(gathering.starts_at).date(), clock.local(gathering.ends_at - NIGHT).date()
    return max((last - first).days, 0) + 1


def sign_ups_to_forget():
    """The sign-ups of gatherings that ended more than 14 days ago."""
    return SignUp.objects.filter(gathering__ends_at__lt=clock.now() - KEEP_SIGN_UPS)


def sign_ups_of(person):
    """A supporter's sign-ups, by the start of the gathering."""
    return SignUp.objects.filter(person=person).select_related("gathering").order_by("gathering__starts_at")


def weeks_later(gathering, weeks):
    """``(starts, ends)`` in Norwegian time, that many weeks later. The local time of day stays the same."""
    later = datetime.timedelta(weeks=weeks)
    return tuple(clock.local(moment) + later for moment in (gathering.starts_at, gathering.ends_at))


def calendar_event(gathering, address):
    """The gathering as a ``calendar.Event``.

    The title of a cancelled one says so, because many calendar programs do not show the status.
    """
    title = _("Cancelled: %(title)s") % {"title": gathering.title} if gathering.is_cancelled else gathering.title
    details = [*gathering.target_group_names, *gathering.access_names]
    details = ", ".join(str(name) for name in ([_("Online")] if gathering.is_online else []) + details)
    return calendar.Event(
        uid=f"{gathering.ref}@{urlsplit(settings.SITE_ADDRESS).hostname}",
        title=title,
        starts=gathering.starts_at,
        ends=gathering.ends_at,
        changed_at=gathering.changed_at,
        version=gathering.version,
        place=gathering.place,
        text="\n\n".join(text for text in (gathering.cancelled_because, gathering.about, details) if text),
        address=address,
        is_cancelled=gathering.is_cancelled,
    )
