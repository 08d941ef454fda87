"""What follows when a requirement is met or no longer met: once for each person, at the end of the unit of work."""

import contextlib
import contextvars
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.db import transaction

from portal import clock, events, gates, requirements
from portal.accounts import services as accounts
from portal.accounts.models import User
from portal.moves import move
from portal.supporters import mails as supporter_mails
from portal.supporters import queries as supporter_queries
from portal.supporters.models import Appointment
from portal.supporters.pathway import checklist
from portal.supporters.workflow import State

_followers = []
_is_past: contextvars.ContextVar[bool] = contextvars.ContextVar("is_past", default=False)


@contextlib.contextmanager
def in_any_order() -> Iterator[None]:
    """While this lasts, nobody is asked in which order requirements were met: it is noted of years ago."""
    token = _is_past.set(True)
    try:
        yield
    finally:
        _is_past.reset(token)


@dataclass(frozen=True)
class Change:
    """What happened on a person's pathways.

    ``code`` is the requirement, empty where it is none or not one alone (a pathway began or ended). ``is_met`` is
    whether it is met now. ``keeps_order`` is whether what comes before it has to be met: in ``category``, or in one of
    the person's where none is given. ``by`` is who did it.
    """

    code: str
    is_met: bool
    by: User | None
    keeps_order: bool = False
    category: int | None = None
    begins: bool = False  # a pathway began
    appointment: Appointment | None = None  # a new one, of which the person hears unless they become active
    tell: Callable[..., None] | None = None  # called with ``left=[code]`` instead, whether or not they become active


def follow(function):
    """Call ``function(person, pathways, changes)`` when something changed; a later room adds what it does then."""
    if function not in _followers:
        _followers.append(function)


def listen(requirement):
    """Wake up at the events with which this requirement is met, or no longer met."""
    for verb in requirement.met_by:
        events.on(verb, _met)
    for verb in requirement.undone_by:
        events.on(verb, _undone)


def _met(event, subject, by):
    codes = [one.code for one in requirements.declared().values() if event.verb in one.met_by]
    code = codes[0] if len(codes) == 1 else subject.kind  # a check says itself of what it is
    category = getattr(subject, "category_id", None)  # an agreement to a role is about one kind of supporter
    keeps_order = requirements.get(code).keeps_order
    note(subject.person, Change(code, is_met=True, by=by, keeps_order=keeps_order, category=category))


def _undone(event, subject, by):
    codes = [one.code for one in requirements.declared().values() if event.verb in one.undone_by]
    note(subject.person, Change(codes[0] if len(codes) == 1 else "", is_met=False, by=by))


def begun(event, subject, by):
    """A candidacy began."""
    note(subject.person, Change("", is_met=False, by=by, begins=True))


def note(person, change):
    """Note a change for this person; all changes are dealt with at the end of the unit of work."""
    events.at_end(_settle, person, change)


def _settle(person, changes):
    """Read the person's checklists once, activate them if complete, send mails and call the followers.

    Raises ``gates.NotYet`` where something was done before what has to come first.
    """
    pathways = checklist.pathways(supporter_queries.cases_of(person))
    for change in changes:
        if change.keeps_order and not _is_past.get():
            _check_order(change, pathways)
    became_active = activate_if_complete(person, by=changes[-1].by, pathways=pathways)
    for change in changes:
        if change.tell:
            change.tell(left=[step.code for step in _missing(change.appointment, pathways)])
        elif change.appointment and not became_active:
            supporter_mails.appointed(change.appointment, _missing(change.appointment, pathways))
    for function in _followers:
        function(person, pathways, changes)


def _missing(appointment, pathways):
    return [step for pathway in pathways if pathway.case == appointment for step in pathway.missing]


def _check_order(change, pathways):
    asked = [found for found in pathways if change.category in (None, found.category.pk)]
    first = checklist.what_comes_first(change.code, [found.checklist for found in asked])
    if first:
        raise gates.NotYet(change.code, first)


@transaction.atomic
def activate_if_complete(person, *, by, pathways=None):
    """Make a supporter active when every requirement of one of their categories is met. Safe to call often.

    ``pathways`` are the person's, where they are read already. Returns whether the supporter became active.
    """
    accounts.lock_people(person)
    supporter = supporter_queries.supporter_of(person)
    if supporter is None or supporter.state != State.BECOMING:
        return False
    if pathways is None:
        pathways = checklist.pathways(supporter_queries.appointments_of(person))
    if not any(pathway.is_appointed and not pathway.missing for pathway in pathways):
        return False
    move(supporter, "become_active", by=by, since=clock.today())
    supporter_mails.welcome(supporter)
    return True
