"""Services for supporters and candidates: candidacies, becoming active, breaks, the end of the role."""

import contextlib
import datetime
from collections.abc import Iterable

from django.db import transaction

from portal import clock, events, organisation
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
    LeaderAssessment,
    Supporter,
)
from portal.supporters.pathway import progress, sets
from portal.supporters.verbs import Verb
from portal.supporters.workflow import REQUEST_OPEN, Request, State


@transaction.atomic
def begin_candidacy(person: User, category: Category, chapter: Chapter | None, *, by: User | None) -> Candidacy:
    """Begin a candidacy, once for each category, and return it. ``chapter`` is None where it is not known yet."""
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
    """Note that the application was approved, for a chapter. Raises ``gates.NotYet``."""
    accounts.lock_people(candidacy.person)
    take_in(candidacy.person, chapter, by=by)
    candidacy.chapter, candidacy.approved_at = chapter, clock.now()
    candidacy.save(update_fields=["chapter", "approved_at"])
    events.record(Verb.CANDIDACY_APPROVE, subject=candidacy, by=by)


@events.unit_of_work()
def end_candidacies(person: User, *, by: User | None, but: Category | None = None) -> None:
    """End the person's candidacies, except the one for the category ``but``."""
    accounts.lock_people(person)
    _end_candidacies(person, queries.candidacies_of(person).exclude(category=but), by=by)


def _end_candidacies(person: User, candidacies: Iterable[Candidacy], *, by: User | None) -> None:
    for candidacy in candidacies:
        candidacy.ended_at = clock.now()
        candidacy.save(update_fields=["ended_at"])
        events.record(Verb.CANDIDACY_END, subject=candidacy, by=by)
    if not queries.cases_of(person):
        # What somebody saw for themselves was for this round; whoever comes back is older, and nothing else is known.
        person.checks.exclude(kind="age").delete()


@transaction.atomic
def step_back(candidacy: Candidacy, *, by: User | None) -> None:
    """End an approved candidacy because the person does not want it. A second call changes nothing.

    Does nothing before the approval: then it is the application that is withdrawn.
    """
    _end_approved(candidacy, Verb.CANDIDACY_STEP_BACK, by=by)


@transaction.atomic
def end_candidacy(candidacy: Candidacy, *, by: User | None) -> None:
    """End an approved candidacy for the board or the secretariat, and mail the person. A second call changes nothing.

    Does nothing before the approval: then it is the application that is answered.
    """
    if _end_approved(candidacy, Verb.CANDIDACY_END, by=by):
        mails.candidacy_ended(candidacy)


@transaction.atomic
def go_on(candidacy: Candidacy, *, by: User | None) -> None:
    """Note that somebody who was asked wants to go on. Changes nothing where the candidacy has ended."""
    accounts.lock_people(candidacy.person)
    rows = Candidacy.objects.filter(pk=candidacy.pk, ended_at__isnull=True, asked_at__isnull=False)
    if rows.update(asked_at=None):
        events.record(Verb.CANDIDACY_GO_ON, subject=candidacy, by=by)


@transaction.atomic
def give_up(person: User, category: Category) -> None:
    """End the candidacy of an inactive person who was asked and did not answer, and mail them."""
    accounts.lock_people(person)
    candidacy = queries.candidacies_of(person).filter(category=category).first()
    if candidacy is None:
        return
    if candidacy.approved_at:
        end_candidacy(candidacy, by=None)
    else:
        _end_candidacies(person, [candidacy], by=None)
        mails.candidacy_ended(candidacy)


def _end_approved(candidacy: Candidacy, verb: Verb, *, by: User | None) -> bool:
    """End one candidacy that was approved, and with the last of them the role. Returns whether it was ended now."""
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
    """Get or create the person's ``Supporter`` row, in a chapter. One that has ended goes back to the first state."""
    accounts.lock_people(person)
    supporter, is_new = Supporter.objects.get_or_create(person=person, defaults={"chapter": chapter})
    if is_new:
        events.record(Verb.SUPPORTER_TAKE_IN, subject=supporter, by=by, details={"chapter": chapter.ref})
    elif supporter.state == State.ENDED:
        move(supporter, "return_", by=by, chapter=chapter)
    return supporter


def activate_completed_supporters() -> int:
    """Make those active who meet all requirements without any event of their own. For the worker; returns how many."""
    return sum(progress.activate_if_complete(person, by=None) for person in sets.completed_but_not_active())


@transaction.atomic
def pause(supporter: Supporter, *, until: datetime.date | None, by: User | None) -> None:
    """Begin a break, with or without an end date. The person is removed from the public list at once.

    Contact requests that wait for an answer go to other supporters; those that are accepted stay.
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
    """End the role: the appointments, approved candidacies and the public listing. The declaration still binds.

    Open contact requests go to other supporters. An application that waits for an answer, and its candidacy, go on. The
    contact person is removed, and with the last candidacy also the checks.
    """
    accounts.lock_people(supporter.person)
    supporter.appointments.filter(ended_on__isnull=True).update(ended_on=clock.today())
    move(supporter, "end", by=by, contact=None)
    pass_on_those_with(supporter.person, REQUEST_OPEN, by=by)
    _end_candidacies(supporter.person, queries.approved_candidacies_of(supporter.person), by=by)
    directory_services.withdraw_listing(supporter, by=by)


@events.unit_of_work()
def end_role(supporter: Supporter, *, by: User | None) -> None:
    """End all of somebody's roles and approved candidacies for the office. They get one mail, without a reason."""
    accounts.lock_people(supporter.person)
    approved = queries.approved_candidacies_of(supporter.person)
    ended = [case.category for case in (*queries.appointments_of(supporter.person), *approved)]
    end(supporter, by=by)
    mails.role_ended(supporter, ended)


def end_breaks(*, by: User | None = None) -> int:
    """Make those active again whose break is over. Called by the worker; returns how many."""
    over = list(queries.breaks_that_are_over())
    for supporter in over:
        with contextlib.suppress(IllegalMove, Stale):  # the person was quicker
            resume(supporter, by=by)
    return len(over)


class TooEarly(Exception):
    """The day of an assessment has not been yet."""


class AlreadyNoted(Exception):
    """An assessment of that day is noted already."""


@transaction.atomic
def note_leader_assessment(supporter: Supporter, *, on: datetime.date, by: User) -> LeaderAssessment:
    """Note that the organisation has assessed a supporter who has the role by an office; once for each day.

    From that day on they count for the grant (``standing``). Raises ``TooEarly`` for a day after today.
    """
    if on > clock.today():
        raise TooEarly(on)
    assessment, is_new = LeaderAssessment.objects.get_or_create(
        supporter=supporter, on=on, defaults={"by": by, "noted_at": clock.now()}
    )
    if is_new:
        events.record(
            Verb.LEADER_ASSESSMENT_NOTE, subject=assessment, by=by, details={"supporter": supporter.ref, "on": on}
        )
    return assessment


@transaction.atomic
def correct_leader_assessment(
    assessment: LeaderAssessment, *, on: datetime.date, reason: str, by: User
) -> LeaderAssessment:
    """Give an assessment another day, and return it. The day that it has changes nothing.

    ``reason`` is a code of ``forms.correction.CORRECT_REASONS``. What was led in a year that is open is judged by the
    new day from now on. Raises ``TooEarly`` for a day after today, and ``AlreadyNoted`` where that day is noted.
    """
    if on > clock.today():
        raise TooEarly(on)
    stored = LeaderAssessment.objects.select_for_update().select_related("supporter").get(pk=assessment.pk)
    if stored.on == on:
        return stored
    if LeaderAssessment.objects.filter(supporter=stored.supporter, on=on).exists():
        raise AlreadyNoted(on)
    details = {"supporter": stored.supporter.ref, "on": [stored.on, on], "reason": reason}
    stored.on = on
    stored.save(update_fields=["on"])
    events.record(Verb.LEADER_ASSESSMENT_CORRECT, subject=stored, by=by, details=details)
    return stored


@transaction.atomic
def note_export(*, number: int, view: str, filters: dict[str, str], by: User) -> None:
    """Somebody took the list of all supporters with them as a spreadsheet."""
    details = {"number": number, "view": view, **filters}
    events.record(Verb.SUPPORTERS_EXPORT, subject=organisation.current(), by=by, details=details)
