"""What can be done with supporters: appointed, active, on a break, ended, shown."""

import contextlib

from django.db import transaction

from portal import clock, events, fragments, gates
from portal.accounts import services as accounts
from portal.chapters import queries as chapters
from portal.chapters.models import Chapter
from portal.moves import IllegalMove, Stale, move
from portal.supporters import directory_queries, mails, queries, requirements, way_queries
from portal.supporters.contact_services import pass_on_those_with
from portal.supporters.models import (
    CAPACITY,
    Appointment,
    Candidacy,
    Category,
    Check,
    Listing,
    RoleAgreement,
    Supporter,
)
from portal.supporters.workflow import REQUEST_OPEN, Request, State
from portal.wording import say


@transaction.atomic
def set_category(code, *, by, version=None, **values):
    """Create or change a kind of supporter. Whoever is active stays so; whoever lacks nothing any more becomes so.

    Raises ``requirements.BadRequirements`` for what nobody could meet, ``Stale`` where it was changed after
    ``version`` was read (0: it is to be a new one).
    """
    if "requires" in values:
        requirements.check(values["requires"])
    category, is_new = Category.objects.get_or_create(code=code, defaults=values)
    if is_new:
        events.record("category.create", subject=category, by=by)
        return category
    category = Category.objects.select_for_update(no_key=True).get(pk=category.pk)
    if version not in (None, category.version):
        raise Stale(f"read at version {version}, stored {category.version}")
    before = dict(category.way)
    for name, value in values.items():
        setattr(category, name, value)
    new = dict.fromkeys(dict(category.way).keys() - before.keys(), clock.now().isoformat())
    category.asked_since = category.asked_since | new
    category.version += 1
    category.save()
    events.record("category.change", subject=category, by=by, details=values)
    transaction.on_commit(fragments.forget)
    accounts.hold(*queries.becoming(category))  # what else somebody lacked may be met at this instant
    for person in way_queries.overlooked(category):
        update_standing(person, by=by)
    return category


@transaction.atomic
def begin_candidacy(person, category, chapter, *, by):
    """Set out on the way to being a supporter of a kind; once for each. ``chapter`` may not be known yet."""
    accounts.hold(person)
    candidacy, is_new = Candidacy.objects.get_or_create(
        person=person, category=category, ended_at=None, defaults={"chapter": chapter, "begun_at": clock.now()}
    )
    if is_new:
        events.record("candidacy.begin", subject=candidacy, by=by, details={"category": category.code})
    elif candidacy.chapter != chapter:
        candidacy.chapter = chapter
        candidacy.save(update_fields=["chapter"])
    return candidacy


@transaction.atomic
def approve_candidacy(candidacy, chapter, *, by):
    """The application was approved, for a chapter. Raises ``gates.NotYet`` where something has to come first."""
    accounts.hold(candidacy.person)
    _in_order("approval", candidacy.person, candidacy.category)
    take_in(candidacy.person, chapter, by=by)
    candidacy.chapter, candidacy.approved_at = chapter, clock.now()
    candidacy.save(update_fields=["chapter", "approved_at"])
    events.record("candidacy.approve", subject=candidacy, by=by)


@transaction.atomic
def end_candidacies(person, *, by, but=None):
    """Nobody is on the way any more: the application was declined or withdrawn, or led to another kind (``but``)."""
    accounts.hold(person)
    _end_ways(person, queries.candidacies_of(person).exclude(category=but), by=by)


def _end_ways(person, candidacies, *, by):
    for candidacy in candidacies:
        candidacy.ended_at = clock.now()
        candidacy.save(update_fields=["ended_at"])
        events.record("candidacy.end", subject=candidacy, by=by)
    if not queries.cases_of(person):
        # What somebody saw for themselves was for this round; whoever comes back is older, and nothing else is known.
        person.checks.exclude(kind="age").delete()


@transaction.atomic
def step_back(candidacy, *, by):
    """Whoever was approved does not want it after all; nothing is asked. Twice is once.

    Before the answer it is the application that is withdrawn: then nothing happens here.
    """
    _end_approved(candidacy, "candidacy.step_back", by=by)


@transaction.atomic
def end_candidacy(candidacy, *, by):
    """Board or secretariat end a way that was approved: not elected, not heard from. The person hears of it by mail.

    Before the answer it is the application that is answered: then nothing happens here. Twice is once.
    """
    if _end_approved(candidacy, "candidacy.end", by=by):
        mails.way_ended(candidacy)


@transaction.atomic
def go_on(candidacy, *, by):
    """Whoever was asked whether they want to go on does. Twice is once; nothing happens to a way that has ended."""
    accounts.hold(candidacy.person)
    rows = Candidacy.objects.filter(pk=candidacy.pk, ended_at__isnull=True, asked_at__isnull=False)
    if rows.update(asked_at=None):
        events.record("candidacy.go_on", subject=candidacy, by=by)


@transaction.atomic
def give_up(person, category):
    """Nothing happened on this way, and whoever was asked did not answer: it ends, and they hear of it."""
    accounts.hold(person)
    candidacy = queries.candidacies_of(person).filter(category=category).first()
    if candidacy is None:
        return
    if candidacy.approved_at:
        end_candidacy(candidacy, by=None)
    else:
        _end_ways(person, [candidacy], by=None)
        mails.way_ended(candidacy)


def _end_approved(candidacy, verb, *, by):
    """End one way after its yes, and with the last of them the role. Returns whether this is what happened."""
    accounts.hold(candidacy.person)
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


def _in_order(kind, person, category):
    for requirement in way_queries.checklist(person, category):
        if requirement.code == kind and requirement.waits_for:
            raise gates.NotYet(kind, way_queries.named(requirement.waits_for))


@transaction.atomic
def note_check(person, kind, *, on, by, age=None):
    """Note that somebody saw for themselves that a requirement is met, on a day. The last note stands.

    ``age`` is how old they are at least, with that kind; a higher one that is noted stands. Of a police certificate
    nothing is kept but this (politiregisterforskriften 37-2). Raises ``gates.NotYet``.
    """
    if kind not in requirements.CHECKED:
        raise ValueError(kind)
    accounts.hold(person)
    gates.check(kind, person)
    if kind == "age":
        age = max([age, *person.checks.filter(kind="age").values_list("age", flat=True)])
    check, _is_new = Check.objects.update_or_create(
        person=person, kind=kind, defaults={"on": on, "by": by, "age": age, "recorded_at": clock.now()}
    )
    details = {"kind": kind, "on": on} | ({"age": age} if kind == "age" else {})
    events.record("check.note", subject=check, by=by, details=details)
    return check


class TooLate(Exception):
    """What was noted can be taken back on the day it was noted, by whoever noted it."""


@transaction.atomic
def take_back_check(check, *, by):
    """Take back a note that was wrong; twice is once. Raises ``TooLate``."""
    accounts.hold(check.person)
    if not queries.can_take_back(check, by):
        raise TooLate
    if Check.objects.filter(pk=check.pk).delete()[0]:
        events.record("check.take_back", subject=check, by=by, details={"kind": check.kind})


@transaction.atomic
def agree_to_role(person, category, *, version, by):
    """Agree to what the role is, in the words that were shown.

    Raises ``Stale`` where they have been changed since, ``gates.NotYet`` where something has to come first.
    """
    if version != category.version:
        raise Stale(f"read at version {version}, stored {category.version}")
    accounts.hold(person)
    if category in way_queries.ways_of(person):
        _in_order("role", person, category)
    text = say(category.role_description)
    agreement, is_new = RoleAgreement.objects.get_or_create(
        person=person,
        category=category,
        defaults={"text": text, "language": text.language, "agreed_at": clock.now()},
    )
    if is_new:
        events.record("role.agree", subject=agreement, by=by, details={"category": category.code})
    return agreement


@transaction.atomic
def give_contact(supporter, contact, *, by):
    """Say whom a supporter can turn to; the same again is once. Raises ``gates.NotYet``."""
    accounts.hold(supporter.person)
    gates.check("contact", supporter.person)
    if supporter.contact_id == contact.pk:
        return
    supporter.contact = contact
    supporter.save(update_fields=["contact"])
    events.record("contact.give", subject=supporter, by=by, details={"contact": contact.ref})


@transaction.atomic
def take_in(person, chapter, *, by):
    """The person's row as (coming) supporter in a chapter; one who ended before comes back to the start."""
    accounts.hold(person)
    supporter, is_new = Supporter.objects.get_or_create(person=person, defaults={"chapter": chapter})
    if is_new:
        events.record("supporter.take_in", subject=supporter, by=by, details={"chapter": chapter.ref})
    elif supporter.state == State.ENDED:
        move(supporter, "return_", by=by, chapter=chapter)
    return supporter


class WrongLevel(Exception):
    """A county's board appoints in this category, and the chapter is not a county's."""


@transaction.atomic
def appoint(person, category, chapter, *, by, method=None, decided_on=None, tell=True):
    """Record that somebody was appointed in a category. The same appointment twice is one.

    Needs no application: leaders come by office, others by election or transfer. Whoever came by one is appointed when
    what the category puts before it is met (``gates.NotYet``). The supporter becomes active when this was the last
    requirement; else they hear what they were appointed as, and what is left, unless another mail about the same deed
    says so (``tell``). Raises ``WrongLevel`` where a county's board appoints and the chapter is no county's.
    """
    if category.method == Category.Method.COUNTY_BOARD and chapter.level != Chapter.Level.COUNTY:
        raise WrongLevel
    accounts.hold(person)
    method = method or category.method
    candidacy = queries.candidacies_of(person).filter(category=category).first()
    if candidacy and method != Category.Method.TRANSFER:
        _in_order("appointment", person, category)
    supporter = take_in(person, chapter, by=by)
    appointment, is_new = Appointment.objects.get_or_create(
        supporter=supporter,
        category=category,
        ended_on=None,
        defaults={
            "method": method,
            "decided_on": decided_on or clock.today(),
            "decided_by": by,
            "recorded_at": clock.now(),
        },
    )
    if is_new:
        if candidacy:
            candidacy.ended_at = clock.now()
            candidacy.save(update_fields=["ended_at"])
        events.record("supporter.appoint", subject=supporter, by=by, details={"category": category.code})
        if not update_standing(person, by=by) and tell:
            mails.appointed(appointment)
    return appointment


@transaction.atomic
def end_appointment(appointment, *, by, on=None):
    """An appointment ends, on a day (today); twice is once. With the last of them ends the role."""
    accounts.hold(appointment.supporter.person)
    appointment = queries.appointment(appointment.pk)
    if appointment.ended_on:
        return
    appointment.ended_on = on or clock.today()
    appointment.save(update_fields=["ended_on"])
    supporter = appointment.supporter
    details = {"category": appointment.category.code}
    events.record("supporter.end_appointment", subject=supporter, by=by, details=details)
    mails.ended(appointment)
    if not supporter.appointments.filter(ended_on__isnull=True).exists() and supporter.state != State.ENDED:
        end(supporter, by=by)


def follow_office(office, *, by):
    """Some kinds of supporter come with an office, and go with the last one of that kind that the person holds."""
    if office.ends is None:
        for category in Category.objects.filter(is_active=True, method=Category.Method.OFFICE, office=office.kind):
            appoint(office.person, category, office.chapter, by=by, decided_on=office.starts)
        return
    left = chapters.others_like(office).first()
    for appointment in queries.came_with(office):
        if left:
            _stay_by(left, appointment.supporter, office, by=by)
        else:
            end_appointment(appointment, by=by, on=office.ends)


def _stay_by(left, supporter, office, *, by):
    """Whoever was in a chapter for this office alone is in that of the office that is left."""
    is_all = supporter.appointments.filter(ended_on__isnull=True).count() == 1
    if is_all and supporter.chapter_id == office.chapter_id != left.chapter_id:
        supporter.chapter = left.chapter
        supporter.save(update_fields=["chapter"])
        events.record("supporter.change_chapter", subject=supporter, by=by, details={"chapter": left.chapter.ref})


@transaction.atomic
def update_standing(person, *, by):
    """Make a supporter active when a category they are appointed in has every requirement met. Safe to call often.

    Returns whether this is what happened.
    """
    accounts.hold(person)
    supporter = queries.supporter_of(person)
    if supporter is None or supporter.state != State.BECOMING:
        return False
    appointments = supporter.appointments.filter(ended_on__isnull=True).select_related("category")
    if all(way_queries.missing(person, appointment.category) for appointment in appointments):
        return False
    move(supporter, "become_active", by=by, since=clock.today())
    mails.welcome(supporter)
    return True


def notice_overlooked():
    """Those who lack nothing any more, and whose last deed did not tell. Called by the worker; returns how many."""
    return sum(update_standing(person, by=None) for person in way_queries.overlooked())


@transaction.atomic
def pause(supporter, *, until, by):
    """A break, with or without an end; no reason is asked. Disappears from the public list at once.

    Whoever waits for an answer gets another supporter; those who have got a yes are still this supporter's.
    """
    accounts.hold(supporter.person)
    move(supporter, "pause", by=by, paused_until=until)
    pass_on_those_with(supporter.person, [Request.WAITING], by=by)


@transaction.atomic
def resume(supporter, *, by):
    accounts.hold(supporter.person)
    move(supporter, "resume", by=by, paused_until=None)


@transaction.atomic
def end(supporter, *, by):
    """The role ends: appointments, approved ways, and the consent to be shown. The declaration still binds.

    Everybody who waits for an answer or a call gets another supporter. An application that waits for its answer still
    does, and the way that it began. Whoever comes back is given somebody to turn to anew; what was noted of them is
    gone with their last way.
    """
    accounts.hold(supporter.person)
    supporter.appointments.filter(ended_on__isnull=True).update(ended_on=clock.today())
    move(supporter, "end", by=by, contact=None)
    pass_on_those_with(supporter.person, REQUEST_OPEN, by=by)
    _end_ways(supporter.person, queries.approved_candidacies_of(supporter.person), by=by)
    withdraw_listing(supporter, by=by)


@transaction.atomic
def end_role(supporter, *, by):
    """The office ends all that somebody is and is on the way to. They hear of it in one mail, and nothing of why."""
    accounts.hold(supporter.person)
    approved = queries.approved_candidacies_of(supporter.person)
    ended = [case.category for case in (*queries.appointments_of(supporter.person), *approved)]
    end(supporter, by=by)
    mails.role_ended(supporter, ended)


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
    accounts.hold(supporter.person)
    listing, _is_new = Listing.objects.update_or_create(supporter=supporter, defaults={**values, "capacity": capacity})
    shown = sorted(name for name, value in values.items() if value)
    accounts.give_consent(supporter.person, directory_queries.LISTING, text=text, details={"fields": shown}, by=by)
    return listing


@transaction.atomic
def withdraw_listing(supporter, *, by):
    """Gone from the public list at once, and what was shown is deleted."""
    accounts.withdraw_consent(supporter.person, directory_queries.LISTING, by=by)
    pass_on_those_with(supporter.person, [Request.WAITING], by=by)
    Listing.objects.filter(supporter=supporter).delete()


def end_breaks(*, by=None):
    """Those whose break is over are active again. Called by the worker; returns how many."""
    over = list(queries.breaks_that_are_over())
    for supporter in over:
        with contextlib.suppress(IllegalMove, Stale):  # the person was quicker
            resume(supporter, by=by)
    return len(over)
