"""Requests for contact: whose they are, when they are due, when they are deleted."""

import datetime

from django.db.models import Count, Exists, F, OuterRef, Q
from django.db.models.functions import Coalesce

from portal import clock
from portal.chapters.models import Office
from portal.chapters.queries import offices_held
from portal.supporters.models import (
    CAPACITY,
    ContactRequest,
    Listing,
    Supporter,
)
from portal.supporters.pathway.sets import fulfilled_appointments
from portal.supporters.workflow import REQUEST_OPEN, Request, State

PLACED_BY = [Office.Kind.COORDINATOR, Office.Kind.SECRETARIAT]

ANSWER_DAYS, TALK_DAYS = 3, 7  # the day on which it was sent, or the yes was given, not counted
KEPT_DAYS, KEPT_DAYS_AFTER_END = 30, 7


def answer_due(moment):
    """The end of the third Norwegian day."""
    return _end_of_day(moment, ANSWER_DAYS)


def talk_due(moment):
    """The end of the seventh Norwegian day after a yes."""
    return _end_of_day(moment, TALK_DAYS)


def _end_of_day(moment, days):
    return clock.end_of(clock.local(moment).date() + datetime.timedelta(days=days))


def days_since(moment):
    """Days as the calendar counts them: what came late yesterday came one day ago."""
    return (clock.today() - clock.local(moment).date()).days


def request_of_form(token):
    """What was sent with a form. Only whoever sent it has the token."""
    return ContactRequest.objects.filter(token=token).first()


def requests_held_by(person):
    """What waits for an answer or a call from this person, what is due first first."""
    return ContactRequest.objects.filter(asked=person, state__in=REQUEST_OPEN).order_by("-state", "due_at", "pk")


def handed_on_by(person, ref):
    """Whether this person had the request, and somebody else is to have it now."""
    request = ContactRequest.objects.filter(ref=ref).exclude(asked=person).first()
    return request is not None and str(person.ref) in request.asked_before


def unplaced():
    """The requests that nobody has, the oldest first."""
    return ContactRequest.objects.filter(state=Request.UNPLACED).select_related("chapter").order_by("sent_at", "pk")


def overdue():
    """What was not answered in time, or not called after a yes, and what is with somebody who cannot open it."""
    supports = Supporter.objects.filter(person=OuterRef("asked"), state__in=[State.ACTIVE, State.PAUSED])
    helps_out = offices_held().filter(person=OuterRef("asked"), kind__in=PLACED_BY)
    can_open = Q(Exists(supports) | Exists(helps_out), asked__is_active=True)
    return ContactRequest.objects.filter(Q(due_at__lt=clock.now()) | ~can_open, state__in=REQUEST_OPEN).order_by(
        "due_at", "pk"
    )


def may_be_asked(request):
    """Whoever can take this request: their chapter's first.

    Active, with a category whose requirements are met today, with room for one more, and has not said no to it.
    """
    open_ones = Count("person__contact_requests", filter=Q(person__contact_requests__state__in=REQUEST_OPEN))
    rows = (
        Supporter.objects.filter(Exists(fulfilled_appointments().filter(supporter=OuterRef("pk"))), state=State.ACTIVE)
        .filter(person__is_active=True)
        .exclude(person__ref__in=request.asked_before)
        .annotate(held=open_ones, room_for=Coalesce("listing__capacity", CAPACITY))
        .filter(held__lt=F("room_for"))
        .select_related("person", "chapter")
        .order_by("person__family_name", "person__given_name", "pk")
    )
    return sorted(rows, key=lambda row: row.chapter_id != request.chapter_id)


def has_room(supporter):
    """Whether a supporter can be chosen by one more, as they have said themselves."""
    listing = Listing.objects.filter(supporter=supporter).first()
    return requests_held_by(supporter.person).count() < (listing.capacity if listing else CAPACITY)


def deleted_on(request):
    """The day on which a request is deleted if nothing more happens to it."""
    days = [clock.local(request.sent_at).date() + datetime.timedelta(days=KEPT_DAYS)]
    if request.ended_at:
        days.append(clock.local(request.ended_at).date() + datetime.timedelta(days=KEPT_DAYS_AFTER_END))
    return min(days)


def requests_to_forget():
    """Those that have existed for 30 days, or ended 7 days ago."""
    now = clock.now()
    return ContactRequest.objects.filter(
        Q(sent_at__lt=now - datetime.timedelta(days=KEPT_DAYS))
        | Q(ended_at__lt=now - datetime.timedelta(days=KEPT_DAYS_AFTER_END))
    )
