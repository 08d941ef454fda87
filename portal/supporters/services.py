"""What can be done with supporters: appointed, active, on a break, ended, shown."""

import contextlib

from django.db import transaction

from portal import clock, events
from portal.accounts import services as accounts
from portal.moves import IllegalMove, Stale, move
from portal.supporters import mails, queries
from portal.supporters.models import Appointment, Category, Listing, Supporter
from portal.supporters.workflow import State


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
    """A break, with or without an end; no reason is asked. Disappears from the public list at once."""
    move(supporter, "pause", by=by, paused_until=until)


@transaction.atomic
def resume(supporter, *, by):
    move(supporter, "resume", by=by, paused_until=None)


@transaction.atomic
def end(supporter, *, by):
    """The role ends: appointments, and the consent to be shown. The declaration still binds."""
    move(supporter, "end", by=by)
    supporter.appointments.filter(ended_on__isnull=True).update(ended_on=clock.today())
    withdraw_listing(supporter, by=by)


@transaction.atomic
def consent_to_listing(
    supporter, *, by, text, shown_name, experience="", age_band="", topics=(), languages=(), about=""
):
    """Show these fields, and no others, in public. ``text`` is the consent in the words that the person saw."""
    values = {
        "shown_name": shown_name,
        "experience": experience,
        "age_band": age_band,
        "topics": list(topics),
        "languages": list(languages),
        "about": about,
    }
    listing, _is_new = Listing.objects.update_or_create(supporter=supporter, defaults=values)
    accounts.give_consent(supporter.person, queries.LISTING, text=text, details={"fields": sorted(values)}, by=by)
    return listing


@transaction.atomic
def withdraw_listing(supporter, *, by):
    """Gone from the public list at once, and what was shown is deleted."""
    accounts.withdraw_consent(supporter.person, queries.LISTING, by=by)
    Listing.objects.filter(supporter=supporter).delete()


def end_breaks(*, by=None):
    """Those whose break is over are active again. Called by the worker; returns how many."""
    over = list(queries.breaks_that_are_over())
    for supporter in over:
        with contextlib.suppress(IllegalMove, Stale):  # the person was quicker
            resume(supporter, by=by)
    return len(over)
