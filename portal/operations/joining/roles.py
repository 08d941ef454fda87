"""Offices and the role of a supporter, where both of two accounts that are joined have them: one of each is left."""

import datetime
from typing import Any

from django.db.models import Model
from django.utils.translation import gettext as _

from portal import clock, organisation
from portal.accounts.models import User
from portal.activities.models import Activity, Presence
from portal.chapters.models import Office
from portal.reports.models import GrantContact
from portal.supporters.directory import queries as directory_queries
from portal.supporters.models import ActivePeriod, Appointment, LeaderAssessment, Listing, Portrait, Supporter
from portal.supporters.portraits import queries as portrait_queries
from portal.supporters.portraits import services as portrait_services
from portal.supporters.workflow import State

# What the event log, or a report, names the very row of a supporter in.
NAMING = [(Activity, "led_by"), (Presence, "supporter"), (GrantContact, "supporter")]


def overlapping_offices(stays: User, goes: User) -> list[tuple[Office, Office]]:
    """``(office of the one, office of the other)`` of the same kind and chapter that were held on the same day."""
    return [(own, office) for office in _held(goes) for own in _held(stays) if _same_time(own, office)]


def _held(person: User) -> list[Office]:
    return [one for one in person.offices.order_by("starts", "pk") if one.ends is None or one.starts <= one.ends]


def _same_time(one: Office, other: Office) -> bool:
    if (one.kind, one.chapter_id) != (other.kind, other.chapter_id):
        return False
    return _begins_in(one, other) or _begins_in(other, one)


def _begins_in(one: Office, other: Office) -> bool:
    return other.starts <= one.starts and (other.ends is None or one.starts <= other.ends)


def join_offices(stays: User, goes: User) -> list[Any]:
    """Let one office reach from the first day of both to the last, and delete the other. Returns the deleted refs."""
    deleted = []
    while pairs := overlapping_offices(stays, goes):
        own, office = pairs[0]
        own.starts = min(own.starts, office.starts)
        own.ends = max(own.ends, office.ends) if own.ends and office.ends else None
        own.follow_up_on = min(filter(None, [own.follow_up_on, office.follow_up_on]), default=None)
        if own.follow_up_on is None and own.ends and own.ends > clock.today():
            own.follow_up_on = own.ends + datetime.timedelta(days=1)
        deleted.append(office.ref)
        office.delete()
        own.save(update_fields=["starts", "ends", "follow_up_on"])
    return deleted


def supporters_of(stays: User, goes: User) -> tuple[Supporter, Supporter] | None:
    """``(the row that is left, the row that becomes part of it)`` where both are supporters; None otherwise.

    The one that the log names is left; where none is named, the one whose role goes on, and first the one that stays.
    """
    own = Supporter.objects.filter(person=stays).select_related("chapter").first()
    other = Supporter.objects.filter(person=goes).select_related("chapter").first()
    if own is None or other is None:
        return None
    other_first = (is_named(other), other.state != State.ENDED) > (is_named(own), own.state != State.ENDED)
    return (other, own) if other_first else (own, other)


def is_named(supporter: Supporter) -> bool:
    return any(model._base_manager.filter(**{name: supporter}).exists() for model, name in NAMING)


def stops(stays: User, goes: User) -> list[str]:
    """Why the two cannot become one supporter yet, as sentences."""
    if (pair := supporters_of(stays, goes)) is None:
        return []
    left, gone = pair
    words, found = organisation.message_words(), []
    if is_named(gone):
        text = _(
            "Both have been named as %(supporter)s in activities or in the grant. The office first corrects who led "
            "and who took part, so that one of the accounts is named alone."
        )
        found.append(text % words)
    if left.state == State.ENDED and gone.state != State.ENDED:
        text = _("The one account has ended the role that stands in the activities, and the other goes on with it.")
        found.append(text)
    return found


def follows(stays: User, goes: User) -> list[str]:
    """What becomes of the offices and of the role, as sentences."""
    found, words = [], organisation.message_words()
    if overlapping_offices(stays, goes):
        found.append(
            _("Both hold the same office at the same time. It becomes one, from the first day of both to the last.")
        )
    if (pair := supporters_of(stays, goes)) is None:
        return found
    left, gone = pair
    found.append(_("Both are registered as %(supporter)s. It becomes one role.") % words)
    categories = _in_force(left).filter(category__in=_in_force(gone).values("category")).select_related("category")
    text = _("Both are appointed to the same role: %(category)s. The first appointment stays.")
    found += [text % {"category": one.category} for one in categories]
    if left.chapter_id != gone.chapter_id:
        values = {"left": left.chapter.name, "gone": gone.chapter.name}
        found.append(_("They belong to two places. %(left)s stays, not %(gone)s.") % values)
    if Listing.objects.filter(supporter__in=pair).count() > 1:
        found.append(_("Both are shown in public. One of the two is left."))
    if portrait_queries.squares().filter(supporter__in=pair).values("supporter").distinct().count() > 1:
        found.append(_("Both show a picture. The one of the account that stays is left."))
    return found


def _in_force(supporter: Supporter) -> Any:
    return Appointment.objects.filter(supporter=supporter, ended_on__isnull=True)


def join_supporters(stays: User, goes: User) -> list[Any]:
    """Put what is known of both supporters together in one row of the person who stays. Returns the deleted refs."""
    pair = supporters_of(stays, goes)
    if pair is None:
        return []
    left, gone = pair
    deleted = _join_listings(left, gone, stays)
    deleted += portrait_services.join(left, gone, first=left if left.person_id == stays.pk else gone)
    for one in _in_force(left).order_by("pk"):
        for twin in _in_force(gone).filter(category=one.category):
            later = max(one, twin, key=lambda row: (row.decided_on, row.pk))
            Appointment.objects.filter(pk=later.pk).update(ended_on=clock.today())
    _join_periods(left, gone)
    days = LeaderAssessment.objects.filter(supporter=left).values("on")
    deleted += _delete(LeaderAssessment.objects.filter(supporter=gone, on__in=days))
    for model in (Appointment, ActivePeriod, LeaderAssessment, Listing):
        model._base_manager.filter(supporter=gone).update(supporter=left)
    if left.contact_id is None and gone.contact_id is not None:
        Supporter.objects.filter(pk=left.pk).update(contact=gone.contact)
    deleted.append(gone.ref)
    gone.delete()
    Supporter.objects.filter(pk=left.pk).update(person=stays)
    return deleted


def _join_listings(left: Supporter, gone: Supporter, stays: User) -> list[Any]:
    """Where both are shown in public, what goes with the consent that is left stays."""
    rows = Listing.objects.filter(supporter__in=[left, gone])
    if rows.count() < 2:
        return []
    has_consented = stays.consents.filter(purpose=directory_queries.LISTING, withdrawn_at__isnull=True).exists()
    own = left if (left.person_id == stays.pk) == has_consented else gone
    return _delete(rows.exclude(supporter=own))


def _join_periods(left: Supporter, gone: Supporter) -> None:
    """Of two times that go on, the first goes on: it holds the other."""
    rows = ActivePeriod.objects.filter(supporter__in=[left, gone], ends__isnull=True).order_by("begins", "pk")
    for later in list(rows)[1:]:
        later.delete()


def _delete(rows: Any) -> list[Any]:
    refs = list(rows.values_list("ref", flat=True))
    rows.delete()
    return refs


def known_rows() -> set[tuple[type[Model], str]]:
    """Each column that points to a supporter, and is looked after here: for the test that walks all tables."""
    of_supporter = {(model, "supporter") for model in (Appointment, ActivePeriod, LeaderAssessment, Listing, Portrait)}
    return {*NAMING, *of_supporter}
