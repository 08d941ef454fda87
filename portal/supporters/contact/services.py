"""What can be done with requests for contact: sent, answered, given to somebody else, deleted."""

import contextlib

from django.db import transaction

from portal import clock, events
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


class Full(Exception):
    """This supporter has as many requests as they can have at a time."""


class Lapsed(Exception):
    """This supporter lacks something that is required, such as a confirmed membership."""


class NotShown(Exception):
    """Nobody is in the public list under this entry."""


@transaction.atomic
def ask_for_contact(
    *, token, called, phone, email, best_time, who, message, listing=None, county="", chapter=None, experience="",
    topic="", language="",
):  # fmt: skip
    """Somebody without an account wants to talk: with the supporter of this entry in the list, else with anybody.

    The same ``token`` again is the same request. Returns ``(request, is_new)``. Nobody is noted as the one who did
    it, signed in or not: the log must not tell who looked for help. Raises ``NotShown`` and ``Full``.
    """
    request = queries.request_of_form(token)
    if request:
        return request, False
    asked = _with_room(listing) if listing else None
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
            supporter_mails.asked(request)
        else:
            supporter_mails.to_place(request)
    return request, is_new


def _with_room(listing):
    """The person behind an entry, locked so that two at the same instant do not both get the last place."""
    supporter = directory_queries.supporter_listed_as(listing)
    if supporter is None:
        raise NotShown
    supporter = Supporter.objects.select_for_update(of=("self",)).select_related("person").get(pk=supporter.pk)
    if not queries.has_room(supporter):
        raise Full
    return supporter.person


@transaction.atomic
def accept(request, *, by):
    """Say yes. From now on the name, the contact and the message are shown to this person, who has a week to call.

    Raises ``Lapsed`` where the supporter no longer meets what is required.
    """
    if not sets.meets_requirements(by):
        raise Lapsed
    move(request, "accept", by=by, due_at=queries.talk_due(clock.now()))


@transaction.atomic
def decline(request, *, by):
    """Say no, now or after a yes; no reason is asked. The office finds somebody else."""
    _unplace(request, "decline", by=by)


@transaction.atomic
def finish(request, *, by):
    """They have talked."""
    move(request, "finish", by=by, ended_at=clock.now())


@transaction.atomic
def close(request, *, by):
    """They did not reach each other, or it was not meant seriously."""
    move(request, "close", by=by, ended_at=clock.now())


@transaction.atomic
def assign(request, supporter, *, by):
    """The office asks another supporter, who has three days like the first."""
    move(request, "assign", by=by, asked=supporter.person, due_at=queries.answer_due(clock.now()))
    supporter_mails.asked(request)


@transaction.atomic
def take(request, *, by):
    """Somebody in the office calls back themselves, within a week."""
    move(request, "take", by=by, asked=by, due_at=queries.talk_due(clock.now()))


def _unplace(request, name, *, by):
    before = [*request.asked_before, *([str(request.asked.ref)] if request.asked else [])]
    move(request, name, by=by, asked=None, asked_before=before, due_at=queries.answer_due(clock.now()))
    supporter_mails.to_place(request)


def pass_on_those_with(person, states, *, by):
    for request in queries.requests_held_by(person).filter(state__in=states):
        _unplace(request, "pass_on", by=by)


def pass_on_overdue(limit=50):
    """What was not answered or called in time, or whose holder is gone, goes to the office.

    Called by the worker; returns how many.
    """
    late = list(queries.overdue().select_related("asked")[:limit])
    for request in late:
        with contextlib.suppress(IllegalMove, Stale), transaction.atomic():  # the supporter was quicker
            _unplace(request, "pass_on", by=None)
    return len(late)


@transaction.atomic
def withdraw_request(token):
    """Whoever sent it takes it back: the row is deleted, and the log names nobody. Twice is once."""
    request = ContactRequest.objects.select_for_update().filter(token=token).first()
    if request:
        events.record(Verb.CONTACT_REQUEST_WITHDRAW, subject=request, by=None)
        request.delete()


def forget_requests():
    """Requests delete themselves. Called by the worker; the events stay, and name nobody."""
    return queries.requests_to_forget().delete()[0]
