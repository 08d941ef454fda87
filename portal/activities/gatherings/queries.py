"""What is asked about gatherings: which are coming, who is on the list, the calendar."""

import datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import Count, Q
from django.utils.translation import gettext as _

from portal import calendar, clock
from portal.activities.models import Gathering, SignUp
from portal.activities.workflow import State as GatheringState

TIME_AND_PLACE = {"starts_at", "ends_at", "place"}  # those who come have to hear when one of these is another


KEEP_SIGN_UPS = datetime.timedelta(days=14)  # after the gathering


IN_CALENDARS = datetime.timedelta(days=90)  # a gathering that is over stays this long in the calendar that is fetched


def gatherings():
    """Gatherings with what a line about one shows; ``taken`` is how many have signed up."""
    return Gathering.objects.select_related("chapter").annotate(taken=Count("sign_ups")).order_by("starts_at", "pk")


def coming():
    """Those that are not over; one that is called off is said to be so until it would have ended."""
    return gatherings().filter(ends_at__gt=clock.now()).exclude(state=GatheringState.LOGGED)


def public_gatherings():
    """Coming gatherings that are for everybody, of chapters that are active: all that the public ever sees."""
    return coming().filter(audience=Gathering.Audience.PUBLIC, chapter__is_active=True)


def public_calendar(chapter):
    """The same for one chapter, with those that were lately held: what a calendar fetches."""
    return gatherings().filter(
        chapter=chapter,
        audience=Gathering.Audience.PUBLIC,
        chapter__is_active=True,
        ends_at__gt=clock.now() - IN_CALENDARS,
    )


def for_supporter(supporter):
    """What a supporter may want to come to: their own chapter's gatherings, and every chapter's for supporters."""
    mine = Q(chapter=supporter.chapter) | Q(audience=Gathering.Audience.SUPPORTERS)
    return coming().filter(mine, chapter__is_active=True)


def planned_in(chapter):
    """What has not begun."""
    return coming().filter(chapter=chapter, starts_at__gt=clock.now())


def held_in(chapter):
    """What has begun and waits to be logged, latest first."""
    rows = gatherings().filter(chapter=chapter, starts_at__lte=clock.now(), state=GatheringState.PLANNED)
    return rows.order_by("-starts_at")


def list_of(gathering):
    """``[(line of the list, whether it has a place)]``, first come first."""
    lines = gathering.sign_ups.select_related("person").order_by("pk")
    return [(line, gathering.places is None or number < gathering.places) for number, line in enumerate(lines)]


def has_visitors(gathering):
    """Whether somebody is on the list whom this site cannot mail."""
    return gathering.sign_ups.filter(person__isnull=True).exists()


def visitors_must_hear(gathering, values):
    """Whether somebody has to tell visitors on the list of these new values: another time or place, or fewer places
    than there are names."""
    moved = any(getattr(gathering, name) != values[name] for name in TIME_AND_PLACE)
    places, before = values["places"], gathering.places
    fewer = places is not None and (before is None or places < before) and places < gathering.sign_ups.count()
    return (moved or fewer) and has_visitors(gathering)


def deleted_after(gathering):
    """When the list of those who come is deleted."""
    return clock.local(gathering.ends_at + KEEP_SIGN_UPS)


def sign_ups_to_forget():
    """The lists of gatherings that were over so long ago."""
    return SignUp.objects.filter(gathering__ends_at__lt=clock.now() - KEEP_SIGN_UPS)


def sign_ups_of(person):
    """Where a supporter stands on a list."""
    return SignUp.objects.filter(person=person).select_related("gathering").order_by("gathering__starts_at")


def has_place(line):
    """Whether somebody on the list has a place; else they wait for one."""
    places = line.gathering.places
    return places is None or line.gathering.sign_ups.filter(pk__lt=line.pk).count() < places


def weeks_later(gathering, weeks):
    """When the same gathering would be, that many weeks later by the clock on the wall: ``(starts, ends)``."""
    later = datetime.timedelta(weeks=weeks)
    return tuple(clock.local(moment) + later for moment in (gathering.starts_at, gathering.ends_at))


def as_event(gathering, address):
    """A gathering as calendars take it. The word is in the title too: many calendars do not show that one is off."""
    title = _("Cancelled: %(title)s") % {"title": gathering.title} if gathering.is_cancelled else gathering.title
    access = ", ".join(str(name) for name in gathering.access_names)
    return calendar.Event(
        uid=f"{gathering.ref}@{urlsplit(settings.SITE_ADDRESS).hostname}",
        title=title,
        starts=gathering.starts_at,
        ends=gathering.ends_at,
        changed_at=gathering.changed_at,
        version=gathering.version,
        place=gathering.place,
        text="\n\n".join(text for text in (gathering.cancelled_because, gathering.about, access) if text),
        address=address,
        is_cancelled=gathering.is_cancelled,
    )
