"""Queries about contact requests: who has them, when they are due, when they are deleted."""

import datetime

from django.db.models import Case, Count, Exists, F, OuterRef, Q, Subquery, When
from django.db.models.functions import Coalesce

from portal import clock
from portal.chapters.models import Office
from portal.chapters.queries import offices_held
from portal.kept_querysets import kept_queryset
from portal.supporters.models import (
    CAPACITY,
    ContactRequest,
    Listing,
    Supporter,
)
from portal.supporters.pathway.sets import fulfilled_appointments
from portal.supporters.workflow import REQUEST_OPEN, Request, State

ASSIGNING_OFFICES = [Office.Kind.COORDINATOR, Office.Kind.SECRETARIAT]

ANSWER_DAYS, TALK_DAYS = 3, 7  # not counting the day on which it was sent or accepted
KEPT_DAYS, KEPT_DAYS_AFTER_END = 30, 7


def answer_due(moment):
    """When a supporter must have answered: the end of the third day after ``moment``, in Norwegian time."""
    return _end_of_day(moment, ANSWER_DAYS)


def promised_by(request):
    """When whoever asked was told that they hear from us. Their wait is counted from when they asked.

    It stays the same however often the request is passed on. ``due_at`` is another time: when it is passed on next.
    """
    return answer_due(request.sent_at)


def is_late(request):
    """Whether whoever asked has waited longer than they were told."""
    return promised_by(request) < clock.now()


def talk_due(moment):
    """When a request goes back to the office if they have not talked: the end of the seventh day after accepting.

    That is later than what was promised (``promised_by``), so that somebody who does not answer can be called again.
    """
    return _end_of_day(moment, TALK_DAYS)


def _end_of_day(moment, days):
    return clock.end_of(clock.local(moment).date() + datetime.timedelta(days=days))


def days_since(moment):
    """Calendar days since ``moment``, in Norwegian time: late yesterday is one day ago."""
    return (clock.today() - clock.local(moment).date()).days


def request_by_token(token):
    """The request with this token, or None. Only the sender knows the token."""
    return ContactRequest.objects.filter(token=token).first()


@kept_queryset
def requests_held_by(person):
    """The open requests of this person: those to answer by ``promised_by``, then those to call by when to call."""
    until = Case(When(state=Request.WAITING, then="sent_at"), default="due_at")
    return ContactRequest.objects.filter(asked=person, state__in=REQUEST_OPEN).order_by("-state", until, "pk")


def was_passed_on_by(person, ref):
    """Whether this person had the request before and does not have it now."""
    request = ContactRequest.objects.filter(ref=ref).exclude(asked=person).first()
    return request is not None and str(person.ref) in request.asked_before


@kept_queryset
def unplaced():
    """The requests that nobody has, oldest first."""
    return ContactRequest.objects.filter(state=Request.UNPLACED).select_related("chapter").order_by("sent_at", "pk")


def overdue():
    """Open requests that are past their due date, or are with somebody who can no longer open them."""
    supports = Supporter.objects.filter(person=OuterRef("asked"), state__in=[State.ACTIVE, State.PAUSED])
    helps_out = offices_held().filter(person=OuterRef("asked"), kind__in=ASSIGNING_OFFICES)
    can_open = Q(Exists(supports) | Exists(helps_out), asked__is_active=True)
    return ContactRequest.objects.filter(Q(due_at__lt=clock.now()) | ~can_open, state__in=REQUEST_OPEN).order_by(
        "due_at", "pk"
    )


def available_supporters(request):
    """The supporters who can be asked to take this request, those of the chapter asked for first.

    They are active, fulfil the requirements of a category today, have room for one more, and were not asked before.
    """
    rows = (
        Supporter.objects.filter(Exists(fulfilled_appointments().filter(supporter=OuterRef("pk"))), state=State.ACTIVE)
        .filter(person__is_active=True)
        .exclude(person__ref__in=request.asked_before)
        .order_by("person__family_name", "person__given_name", "pk")
    )
    rows = with_load(rows).filter(held__lt=F("room_for")).select_related("person", "chapter", "listing")
    return sorted(rows, key=lambda row: row.chapter_id != request.chapter_id)


def with_load(supporters):
    """These supporters with ``held``, the open requests that they have, and ``room_for``, how many they can have.

    ``contact_for`` is how many others are told to turn to them.
    """
    held = Count("person__contact_requests", filter=Q(person__contact_requests__state__in=REQUEST_OPEN))
    turned_to = Supporter.objects.filter(contact=OuterRef("person")).exclude(state=State.ENDED).order_by()
    turned_to = turned_to.values("contact").annotate(count=Count("pk")).values("count")
    return supporters.annotate(
        held=held, room_for=Coalesce("listing__capacity", CAPACITY), contact_for=Coalesce(Subquery(turned_to), 0)
    )


def has_room(supporter):
    """Whether a supporter has fewer open requests than the capacity that they have set."""
    listing = Listing.objects.filter(supporter=supporter).first()
    return requests_held_by(supporter.person).count() < (listing.capacity if listing else CAPACITY)


def deleted_on(request):
    """The day on which a request is deleted if it does not change again."""
    days = [clock.local(request.sent_at).date() + datetime.timedelta(days=KEPT_DAYS)]
    if request.ended_at:
        days.append(clock.local(request.ended_at).date() + datetime.timedelta(days=KEPT_DAYS_AFTER_END))
    return min(days)


def requests_to_forget():
    """The requests that are 30 days old, or ended 7 days ago, and are to be deleted."""
    now = clock.now()
    return ContactRequest.objects.filter(
        Q(sent_at__lt=now - datetime.timedelta(days=KEPT_DAYS))
        | Q(ended_at__lt=now - datetime.timedelta(days=KEPT_DAYS_AFTER_END))
    )
