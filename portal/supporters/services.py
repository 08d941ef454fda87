"""What can be done with supporters: appointed, active, on a break, ended, shown, asked to call somebody."""

import contextlib

from django.db import transaction

from portal import clock, events
from portal.accounts import services as accounts
from portal.moves import IllegalMove, Stale, move
from portal.supporters import mails, queries
from portal.supporters.models import CAPACITY, Appointment, Category, ContactRequest, Listing, Supporter
from portal.supporters.workflow import REQUEST_OPEN, Request, State


@transaction.atomic
def set_category(code, *, by, **values):
    """Create or change a kind of supporter."""
    category, is_new = Category.objects.update_or_create(code=code, defaults=values)
    events.record("category.create" if is_new else "category.change", subject=category, by=by)
    return category


@transaction.atomic
def take_in(person, chapter, *, by):
    """The person's row as (coming) supporter in a chapter; one who ended before comes back to the start."""
    supporter, is_new = Supporter.objects.get_or_create(person=person, defaults={"chapter": chapter})
    if is_new:
        events.record("supporter.take_in", subject=supporter, by=by, details={"chapter": chapter.ref})
    elif supporter.state == State.ENDED:
        move(supporter, "return_", by=by, chapter=chapter)
    return supporter


@transaction.atomic
def appoint(person, category, chapter, *, by, method=None, decided_on=None):
    """Record that somebody was appointed in a category. The same appointment twice is one.

    Needs no application: leaders come by office, others by election or transfer. The supporter becomes active when
    this was the last requirement.
    """
    supporter = take_in(person, chapter, by=by)
    appointment, is_new = Appointment.objects.get_or_create(
        supporter=supporter,
        category=category,
        ended_on=None,
        defaults={
            "method": method or category.method,
            "decided_on": decided_on or clock.today(),
            "decided_by": by,
            "recorded_at": clock.now(),
        },
    )
    if is_new:
        events.record("supporter.appoint", subject=supporter, by=by, details={"category": category.code})
        update_standing(person, by=by)
    return appointment


@transaction.atomic
def update_standing(person, *, by):
    """Make a supporter active when a category they are appointed in has every requirement met. Safe to call often."""
    supporter = queries.supporter_of(person)
    if supporter is None or supporter.state != State.BECOMING:
        return
    appointments = supporter.appointments.filter(ended_on__isnull=True).select_related("category")
    if any(not queries.missing(person, appointment.category) for appointment in appointments):
        move(supporter, "become_active", by=by, since=clock.today())
        mails.welcome(supporter)


@transaction.atomic
def pause(supporter, *, until, by):
    """A break, with or without an end; no reason is asked. Disappears from the public list at once.

    Whoever waits for an answer gets another supporter; those who have got a yes are still this supporter's.
    """
    move(supporter, "pause", by=by, paused_until=until)
    _pass_on_those_with(supporter.person, [Request.WAITING], by=by)


@transaction.atomic
def resume(supporter, *, by):
    move(supporter, "resume", by=by, paused_until=None)


@transaction.atomic
def end(supporter, *, by):
    """The role ends: appointments, and the consent to be shown. The declaration still binds.

    Everybody who waits for an answer or a call gets another supporter.
    """
    move(supporter, "end", by=by)
    _pass_on_those_with(supporter.person, REQUEST_OPEN, by=by)
    supporter.appointments.filter(ended_on__isnull=True).update(ended_on=clock.today())
    withdraw_listing(supporter, by=by)


@transaction.atomic
def consent_to_listing(
    supporter, *, by, text, shown_name, experience="", age_band="", topics=(), languages=(), about="", for_young=False,
    shown_phone="", shown_email="", capacity=CAPACITY,
):  # fmt: skip
    """Show these fields, and no others, in public. ``text`` is the consent in the words that the person saw.

    ``capacity`` is not shown: it says how many requests this supporter can have at a time.
    """
    values = {
        "shown_name": shown_name,
        "experience": experience,
        "age_band": age_band,
        "topics": list(topics),
        "languages": list(languages),
        "about": about,
        "for_young": for_young,
        "shown_phone": shown_phone,
        "shown_email": shown_email,
    }
    listing, _is_new = Listing.objects.update_or_create(supporter=supporter, defaults={**values, "capacity": capacity})
    shown = sorted(name for name, value in values.items() if value)
    accounts.give_consent(supporter.person, queries.LISTING, text=text, details={"fields": shown}, by=by)
    return listing


@transaction.atomic
def withdraw_listing(supporter, *, by):
    """Gone from the public list at once, and what was shown is deleted."""
    accounts.withdraw_consent(supporter.person, queries.LISTING, by=by)
    _pass_on_those_with(supporter.person, [Request.WAITING], by=by)
    Listing.objects.filter(supporter=supporter).delete()


def end_breaks(*, by=None):
    """Those whose break is over are active again. Called by the worker; returns how many."""
    over = list(queries.breaks_that_are_over())
    for supporter in over:
        with contextlib.suppress(IllegalMove, Stale):  # the person was quicker
            resume(supporter, by=by)
    return len(over)


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
        events.record("contact_request.send", subject=request, by=None)
        if asked:
            mails.asked(request)
        else:
            mails.to_place(request)
    return request, is_new


def _with_room(listing):
    """The person behind an entry, locked so that two at the same instant do not both get the last place."""
    supporter = queries.supporter_listed_as(listing)
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
    if not queries.meets_requirements(by):
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
    mails.asked(request)


@transaction.atomic
def take(request, *, by):
    """Somebody in the office calls back themselves, within a week."""
    move(request, "take", by=by, asked=by, due_at=queries.talk_due(clock.now()))


def _unplace(request, name, *, by):
    before = [*request.asked_before, *([str(request.asked.ref)] if request.asked else [])]
    move(request, name, by=by, asked=None, asked_before=before, due_at=queries.answer_due(clock.now()))
    mails.to_place(request)


def _pass_on_those_with(person, states, *, by):
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
        events.record("contact_request.withdraw", subject=request, by=None)
        request.delete()


def forget_requests():
    """Requests delete themselves. Called by the worker; the events stay, and name nobody."""
    return queries.requests_to_forget().delete()[0]
