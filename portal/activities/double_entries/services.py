"""Answering whether two entries are the same activity."""

import contextlib
import uuid

from django.db import transaction

from forms.correction import SAME
from portal import clock, events, witness
from portal.accounts.models import User
from portal.activities.base_years import services as base_year_services
from portal.activities.base_years.services import YearClosed, YearNotOpen
from portal.activities.corrections import services as correction_services
from portal.activities.corrections import striking
from portal.activities.double_entries import merging, queries
from portal.activities.gatherings.services import LoggedAnew
from portal.activities.models import Activity, DoubleEntry
from portal.activities.verbs import Verb
from portal.moves import IllegalMove

DOUBLE_ENTRY = {
    "id": "the number of the row",
    "ref": "the reference of the answer",
    "earlier": "the activity that was logged first",
    "later": "the activity that was logged later",
    "answer": "what was answered",
    "keeps_later": "which of the two is kept",
    "by": "who answered",
    "at": "when it was answered",
}


@transaction.atomic
def answer(one: Activity, other: Activity, are_same: bool, *, by: User, keep: Activity | None = None) -> DoubleEntry:
    """Say whether two entries are the same activity, and return the answer. The same answer again changes nothing.

    Of the same, ``keep`` is kept, with the supporters of both, and the other is struck; where nobody has chosen, it is
    ``queries.proposed_to_keep``, so that no day that counts is lost. Raises ``YearClosed``, ``YearNotOpen``, and
    ``IllegalMove`` when they are answered otherwise, one of them is struck or undone, or they are not of one chapter
    and day.
    """
    base_year_services.lock(one.chapter_id, other.chapter_id)
    earlier, later = Activity.objects.select_for_update().filter(pk__in=[one.pk, other.pk]).order_by("pk")
    said = DoubleEntry.Answer.SAME if are_same else DoubleEntry.Answer.TWO
    known = DoubleEntry.objects.filter(earlier=earlier, later=later, taken_back_at=None).first()
    if known and known.answer == said and (keep is None or not are_same or keep == known.kept):
        return known
    is_elsewhere = (earlier.chapter_id, earlier.day) != (later.chapter_id, later.day)
    if known or earlier.undone_at or later.undone_at or is_elsewhere:
        raise IllegalMove(f"answer {said}")
    base_year_services.check_not_closed(earlier)
    if are_same and keep is None:
        keep = queries.proposed_to_keep(earlier, later)
    values = {"answer": said, "keeps_later": are_same and keep == later}
    double = DoubleEntry.objects.create(earlier=earlier, later=later, **values, by=by, at=clock.now())
    details = {"earlier": earlier.ref, "later": later.ref, **values}
    columns = witness.values_of(double, DOUBLE_ENTRY)
    events.record(Verb.DOUBLE_ENTRY_ANSWER, subject=double, by=by, details=details, columns=columns)
    if are_same:
        striking.strike(double.struck, SAME, "", by, uuid.uuid4())
        merging.name_supporters(double.kept, reason=SAME, by=by)
    return double


def undone(event: object, subject: Activity, by: User) -> None:
    """An activity was undone: the entries that were struck as the same come back, put back by whoever undid it.

    Not in a closed year, where nothing changes any more, nor a gathering that was logged again.
    """
    for double in queries.answers_that_keep(subject):
        with contextlib.suppress(YearClosed, YearNotOpen, LoggedAnew):
            correction_services.put_back(double.struck, token=uuid.uuid4(), reason=SAME, by=by)
