"""Sending, answering, assigning and deleting contact requests."""

import contextlib
import datetime
import uuid
from collections.abc import Iterable

from django.db import transaction

from portal import clock, events
from portal.accounts.models import User
from portal.chapters.models import Chapter
from portal.moves import IllegalMove, Stale, move
from portal.supporters import mails as supporter_mails
from portal.supporters.contact import queries
from portal.supporters.directory import queries as directory_queries
from portal.supporters.models import (
    ContactRequest,
    Supporter,
)
from portal.supporters.pathway import sets
from portal.supporters.verbs import Verb
from portal.supporters.workflow import Request

UNDO_WITHIN = datetime.timedelta(minutes=10)


class SupporterFull(Exception):
    """The supporter has as many open requests as their capacity allows."""


class RequirementsNotMet(Exception):
    """The supporter does not meet a requirement today, such as a confirmed membership."""


class TooLate(Exception):
    """The ten minutes in which the end of a request can be undone have passed."""


class NotListed(Exception):
    """There is no such entry in the public directory now."""


@transaction.atomic
def ask_for_contact(
    *,
    token: uuid.UUID,
    called: str,
    phone: str,
    email: str,
    best_time: str,
    who: str,
    message: str,
    listing: uuid.UUID | None = None,
    county: str = "",
    chapter: Chapter | None = None,
    experience: str = "",
    topic: str = "",
    language: str = "",
) -> tuple[ContactRequest, bool]:
    """Create a request from somebody without an account, to the supporter of the entry ``listing``, or to anybody.

    Returns ``(request, is_new)``; a second call with the same ``token`` returns the first request. The event has no
    actor, because the log must not tell who looked for help. Raises ``NotListed`` and ``SupporterFull``.
    """
    request = queries.request_by_token(token)
    if request:
        return request, False
    asked = _lock_listed_person(listing) if listing else None
    now = clock.now()
    request, is_new = ContactRequest.objects.get_or_create(
        token=token,
        defaults={
            "asked": asked,
            "by_choice": asked is not None,
            "state": Request.WAITING if asked else Request.UNPLACED,
            "called": called, "phone": phone, "email": email, "best_time": best_time, "who": who, "message": message,
            "county": county, "chapter": chapter, "experience": experience, "topic": topic, "language": language,
            "sent_at": now, "due_at": queries.answer_due(now),
        },
    )  # fmt: skip
    if is_new:
        events.record(Verb.CONTACT_REQUEST_SEND, subject=request, by=None)
        if asked:
            supporter_mails.request_assigned(request)
        else:
            supporter_mails.request_unplaced(request)
    return request, is_new


def _lock_listed_person(listing: uuid.UUID) -> User:
    """The person of a directory entry. Locks the supporter, so that two requests cannot both take the last place."""
    supporter = directory_queries.supporter_of_entry(listing)
    if supporter is None:
        raise NotListed
    supporter = Supporter.objects.select_for_update(of=("self",)).select_related("person").get(pk=supporter.pk)
    if not queries.has_room(supporter):
        raise SupporterFull
    return supporter.person


@transaction.atomic
def accept(request: ContactRequest, *, by: User) -> None:
    """Accept a request. Name, contact and message are shown to the supporter from now on. The request goes
    back to the office if they have not talked within a week.

    Raises ``RequirementsNotMet`` when the supporter does not meet the requirements of any category today.
    """
    if not sets.meets_requirements(by):
        raise RequirementsNotMet
    move(request, "accept", by=by, due_at=queries.talk_due(clock.now()))


@transaction.atomic
def decline(request: ContactRequest, *, by: User | None) -> None:
    """Decline a request, also after accepting it. It goes back to the office. No reason is stored."""
    _return_to_office(request, "decline", by=by)


@transaction.atomic
def finish(request: ContactRequest, *, by: User | None) -> None:
    """End a request: they have talked."""
    move(request, "finish", by=by, ended_at=clock.now())


@transaction.atomic
def close(request: ContactRequest, *, by: User | None) -> None:
    """End a request without a talk: they did not reach each other, or the request was not serious."""
    move(request, "close", by=by, ended_at=clock.now())


def can_be_reopened(request: ContactRequest) -> bool:
    """Whether a request ended at most ten minutes ago."""
    return request.ended_at is not None and clock.now() - request.ended_at <= UNDO_WITHIN


@transaction.atomic
def reopen(request: ContactRequest, *, by: User | None) -> None:
    """Undo ``finish`` or ``close``: whoever had the request has it again. Raises ``TooLate`` after ten minutes."""
    if request.ended_at and not can_be_reopened(request):
        raise TooLate
    move(request, "reopen", by=by, ended_at=None)


@transaction.atomic
def assign(request: ContactRequest, supporter: Supporter, *, by: User | None) -> None:
    """Assign a request to another supporter, who has three days to answer."""
    move(request, "assign", by=by, asked=supporter.person, due_at=queries.answer_due(clock.now()))
    supporter_mails.request_assigned(request)


@transaction.atomic
def take(request: ContactRequest, *, by: User) -> None:
    """A member of the office takes the request, and has a week to call."""
    move(request, "take", by=by, asked=by, due_at=queries.talk_due(clock.now()))


def _return_to_office(request: ContactRequest, name: str, *, by: User | None) -> None:
    before = [*request.asked_before, *([str(request.asked.ref)] if request.asked else [])]
    move(request, name, by=by, asked=None, asked_before=before, due_at=queries.answer_due(clock.now()))
    supporter_mails.request_unplaced(request)


def pass_on_those_with(person: User, states: Iterable[str], *, by: User | None) -> None:
    """Return a person's requests in these states to the office."""
    for request in queries.requests_held_by(person).filter(state__in=states):
        _return_to_office(request, "pass_on", by=by)


def pass_on_overdue(limit: int = 50) -> int:
    """Return overdue requests to the office (``queries.overdue``), at most ``limit``; returns how many.

    Called by the worker.
    """
    late = list(queries.overdue().select_related("asked")[:limit])
    for request in late:
        with contextlib.suppress(IllegalMove, Stale), transaction.atomic():  # the supporter answered meanwhile
            _return_to_office(request, "pass_on", by=None)
    return len(late)


@transaction.atomic
def withdraw_request(token: uuid.UUID) -> None:
    """The sender withdraws the request: the row is deleted. The event has no actor. A second call does nothing."""
    request = ContactRequest.objects.select_for_update().filter(token=token).first()
    if request:
        events.record(Verb.CONTACT_REQUEST_WITHDRAW, subject=request, by=None)
        request.delete()


def forget_requests() -> int:
    """Delete old requests; returns how many. Called by the worker. Events stay and hold no names."""
    return queries.requests_to_forget().delete()[0]
