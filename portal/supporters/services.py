"""What can be done with supporters: appointed, active, on a break, ended, shown."""

import contextlib
import datetime
from collections.abc import Iterable

from django.db import transaction

from portal import clock, events
from portal.accounts import services as accounts
from portal.accounts.models import User
from portal.chapters.models import Chapter
from portal.moves import IllegalMove, Stale, move
from portal.supporters import mails, queries
from portal.supporters.contact.services import pass_on_those_with
from portal.supporters.directory import services as directory_services
from portal.supporters.models import (
    Candidacy,
    Category,
    Supporter,
)
from portal.supporters.pathway import progress, sets
from portal.supporters.verbs import Verb
from portal.supporters.workflow import REQUEST_OPEN, Request, State


@transaction.atomic
def begin_candidacy(person: User, category: Category, chapter: Chapter | None, *, by: User | None) -> Candidacy:
    """Set out on the way to being a supporter of a kind; once for each. ``chapter`` may not be known yet."""
    accounts.lock_people(person)
    candidacy, is_new = Candidacy.objects.get_or_create(
        person=person, category=category, ended_at=None, defaults={"chapter": chapter, "begun_at": clock.now()}
    )
    if is_new:
        events.record(Verb.CANDIDACY_BEGIN, subject=candidacy, by=by, details={"category": category.code})
    elif candidacy.chapter != chapter:
        candidacy.chapter = chapter
        candidacy.save(update_fields=["chapter"])
    return candidacy


@events.unit_of_work()
def approve_candidacy(candidacy: Candidacy, chapter: Chapter, *, by: User | None) -> None:
    """The application was approved, for a chapter. Raises ``gates.NotYet`` where something has to come first."""
    accounts.lock_people(candidacy.person)
    take_in(candidacy.person, chapter, by=by)
    candidacy.chapter, candidacy.approved_at = chapter, clock.now()
    candidacy.save(update_fields=["chapter", "approved_at"])
    events.record(Verb.CANDIDACY_APPROVE, subject=candidacy, by=by)


@events.unit_of_work()
def end_candidacies(person: User, *, by: User | None, but: Category | None = None) -> None:
    """Nobody is on the way any more: the application was declined or withdrawn, or led to another kind (``but``)."""
    accounts.lock_people(person)
    _end_ways(person, queries.candidacies_of(person).exclude(category=but), by=by)


def _end_ways(person: User, candidacies: Iterable[Candidacy], *, by: User | None) -> None:
    for candidacy in candidacies:
        candidacy.ended_at = clock.now()
        candidacy.save(update_fields=["ended_at"])
        events.record(Verb.CANDIDACY_END, subject=candidacy, by=by)
    if not queries.cases_of(person):
        # What somebody saw for themselves was for this round; whoever comes back is older, and nothing else is known.
        person.checks.exclude(kind="age").delete()


@transaction.atomic
def step_back(candidacy: Candidacy, *, by: User | None) -> None:
    """Whoever was approved does not want it after all; nothing is asked. Twice is once.

    Before the answer it is the application that is withdrawn: then nothing happens here.
    """
    _end_approved(candidacy, Verb.CANDIDACY_STEP_BACK, by=by)


@transaction.atomic
def end_candidacy(candidacy: Candidacy, *, by: User | None) -> None:
    """Board or secretariat end a way that was approved: not elected, not heard from. The person hears of it by mail.

    Before the answer it is the application that is answered: then nothing happens here. Twice is once.
    """
    if _end_approved(candidacy, Verb.CANDIDACY_END, by=by):
        mails.way_ended(candidacy)


@transaction.atomic
def go_on(candidacy: Candidacy, *, by: User | None) -> None:
    """Whoever was asked whether they want to go on does. Twice is once; nothing happens to a way that has ended."""
    accounts.lock_people(candidacy.person)
    rows = Candidacy.objects.filter(pk=candidacy.pk, ended_at__isnull=True, asked_at__isnull=False)
    if rows.update(asked_at=None):
        events.record(Verb.CANDIDACY_GO_ON, subject=candidacy, by=by)


@transaction.atomic
def give_up(person: User, category: Category) -> None:
    """Nothing happened on this way, and whoever was asked did not answer: it ends, and they hear of it."""
    accounts.lock_people(person)
    candidacy = queries.candidacies_of(person).filter(category=category).first()
    if candidacy is None:
        return
    if candidacy.approved_at:
        end_candidacy(candidacy, by=None)
    else:
        _end_ways(person, [candidacy], by=None)
        mails.way_ended(candidacy)


def _end_approved(candidacy: Candidacy, verb: Verb, *, by: User | None) -> bool:
    """End one way after its yes, and with the last of them the role. Returns whether this is what happened."""
    accounts.lock_people(candidacy.person)
    candidacy.refresh_from_db()
    if candidacy.ended_at or not candidacy.approved_at:
        return False
    candidacy.ended_at = clock.now()
    candidacy.save(update_fields=["ended_at"])
    events.record(verb, subject=candidacy, by=by)
    supporter = queries.supporter_of(candidacy.person)
    if supporter and supporter.state == State.BECOMING and not queries.cases_of(candidacy.person):
        end(supporter, by=by)
    return True


@transaction.atomic
def take_in(person: User, chapter: Chapter, *, by: User | None) -> Supporter:
    """The person's row as (coming) supporter in a chapter; one who ended before comes back to the start."""
    accounts.lock_people(person)
    supporter, is_new = Supporter.objects.get_or_create(person=person, defaults={"chapter": chapter})
    if is_new:
        events.record(Verb.SUPPORTER_TAKE_IN, subject=supporter, by=by, details={"chapter": chapter.ref})
    elif supporter.state == State.ENDED:
        move(supporter, "return_", by=by, chapter=chapter)
    return supporter


def activate_completed_supporters() -> int:
    """Those who lack nothing any more, and whose last deed did not tell. Called by the worker; returns how many."""
    return sum(progress.activate_if_complete(person, by=None) for person in sets.completed_but_not_active())


@transaction.atomic
def pause(supporter: Supporter, *, until: datetime.date | None, by: User | None) -> None:
    """A break, with or without an end; no reason is asked. Disappears from the public list at once.

    Whoever waits for an answer gets another supporter; those who have got a yes are still this supporter's.
    """
    accounts.lock_people(supporter.person)
    move(supporter, "pause", by=by, paused_until=until)
    pass_on_those_with(supporter.person, [Request.WAITING], by=by)


@transaction.atomic
def resume(supporter: Supporter, *, by: User | None) -> None:
    accounts.lock_people(supporter.person)
    move(supporter, "resume", by=by, paused_until=None)


@events.unit_of_work()
def end(supporter: Supporter, *, by: User | None) -> None:
    """The role ends: appointments, approved ways, and the consent to be shown. The declaration still binds.

    Everybody who waits for an answer or a call gets another supporter. An application that waits for its answer still
    does, and the way that it began. Whoever comes back is given somebody to turn to anew; what was noted of them is
    gone with their last way.
    """
    accounts.lock_people(supporter.person)
    supporter.appointments.filter(ended_on__isnull=True).update(ended_on=clock.today())
    move(supporter, "end", by=by, contact=None)
    pass_on_those_with(supporter.person, REQUEST_OPEN, by=by)
    _end_ways(supporter.person, queries.approved_candidacies_of(supporter.person), by=by)
    directory_services.withdraw_listing(supporter, by=by)


@events.unit_of_work()
def end_role(supporter: Supporter, *, by: User | None) -> None:
    """The office ends all that somebody is and is on the way to. They hear of it in one mail, and nothing of why."""
    accounts.lock_people(supporter.person)
    approved = queries.approved_candidacies_of(supporter.person)
    ended = [case.category for case in (*queries.appointments_of(supporter.person), *approved)]
    end(supporter, by=by)
    mails.role_ended(supporter, ended)


def end_breaks(*, by: User | None = None) -> int:
    """Those whose break is over are active again. Called by the worker; returns how many."""
    over = list(queries.breaks_that_are_over())
    for supporter in over:
        with contextlib.suppress(IllegalMove, Stale):  # the person was quicker
            resume(supporter, by=by)
    return len(over)
