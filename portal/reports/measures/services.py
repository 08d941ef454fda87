"""Saying what the organisation offered in a base year, with evidence.

The grant file keeps what it says when it is frozen; what is changed afterwards is in its next version.
"""

import datetime

from django.db import transaction
from django.db.models import QuerySet

from portal import clock, events, uploads
from portal.accounts.models import User
from portal.moves import Stale
from portal.reports.models import Measure, MeasurePicture
from portal.reports.verbs import Verb
from portal.uploads import Checked
from portal.witness import values_of

MOST = 5  # pictures of one measure
# What the events witness, and what each is called in plain words.
MEASURE = {
    "base_year": "the base year",
    "code": "which measure it is",
    "in_place": "whether it was in place",
    "how": "how it was made public",
    "announced_on": "when it was made public",
    "address": "the address of the web page",
    "version": "the number of changes",
    "changed_at": "when it was changed",
    "changed_by": "who changed it",
}
PICTURE = {
    "measure": "the measure",
    "stored_as": "where the file is",
    "name": "the name of the file",
    "file_type": "the type of the file",
    "size": "the size of the file",
    "sha256": "the digest of the file",
    "uploaded_at": "when it was uploaded",
    "uploaded_by": "who uploaded it",
}
CONFIRMATION = {
    "shown_on": "the day that it shows",
    "confirmed_at": "when it was confirmed",
    "confirmed_by": "who confirmed it",
}


class TooMany(Exception):
    """The measure has as many pictures as it can have."""


class OtherYear(Exception):
    """The day does not lie in the base year."""


@transaction.atomic
def describe(
    base_year: int,
    code: str,
    *,
    version: int,
    by: User,
    in_place: bool,
    how: str = "",
    announced_on: datetime.date | None = None,
    address: str = "",
) -> Measure:
    """Say whether a measure was in place in a base year and how it was made public.

    What is said already changes nothing. Raises ``Stale`` where it was changed after ``version`` was read, and
    ``OtherYear`` for a day outside the base year.
    """
    _check(base_year, announced_on)
    unsaid = {"changed_at": clock.now(), "changed_by": by}
    known, _is_new = Measure.objects.get_or_create(base_year=base_year, code=code, defaults=unsaid)
    row = Measure.objects.select_for_update().get(pk=known.pk)
    values = {"in_place": in_place, "how": how, "announced_on": announced_on, "address": address}
    if row.version and all(getattr(row, name) == value for name, value in values.items()):
        return row
    if row.version != version:
        raise Stale(f"read at version {version}")
    for name, value in {**values, **unsaid, "version": row.version + 1}.items():
        setattr(row, name, value)
    row.save()
    details = {"base_year": base_year, "code": code, "in_place": in_place}
    events.record(Verb.MEASURE_DESCRIBE, subject=row, by=by, details=details, columns=values_of(row, MEASURE))
    return row


@transaction.atomic
def add_picture(measure: Measure, checked: Checked, *, by: User) -> MeasurePicture:
    """Keep a picture of a measure; it is no evidence before it is confirmed. The same once more changes nothing.

    Raises ``TooMany``.
    """
    Measure.objects.select_for_update().get(pk=measure.pk)
    pictures = MeasurePicture.objects.filter(measure=measure)
    known = pictures.filter(sha256=checked.sha256).first()
    if known is not None:
        return known
    if pictures.count() >= MOST:
        raise TooMany(measure)
    row = MeasurePicture.objects.create(measure=measure, **uploads.keep(checked, by=by))
    details = {"measure": measure.ref, "sha256": row.sha256}
    events.record(Verb.MEASURE_PICTURE_ADD, subject=row, by=by, details=details, columns=values_of(row, PICTURE))
    return row


@transaction.atomic
def confirm_picture(picture: MeasurePicture, *, shown_on: datetime.date, by: User) -> MeasurePicture:
    """Confirm that a picture shows nobody, and which day it shows. Raises ``OtherYear``."""
    _check(picture.measure.base_year, shown_on)
    row = MeasurePicture.objects.select_for_update().get(pk=picture.pk)
    if row.confirmed_at is not None and row.shown_on == shown_on:
        return row
    row.shown_on, row.confirmed_at, row.confirmed_by = shown_on, clock.now(), by
    row.save(update_fields=list(CONFIRMATION))
    events.record(
        Verb.MEASURE_PICTURE_CONFIRM,
        subject=row,
        by=by,
        details={"measure": picture.measure.ref, "sha256": row.sha256, "shown_on": shown_on},
        columns=values_of(row, CONFIRMATION),
    )
    return row


@transaction.atomic
def remove_picture(picture: MeasurePicture, *, by: User) -> None:
    """Delete a picture and its file. A second call changes nothing."""
    row = MeasurePicture.objects.select_for_update().filter(pk=picture.pk).first()
    if row is None:
        return
    events.record(Verb.MEASURE_PICTURE_REMOVE, subject=row, by=by, details={"measure": picture.measure.ref})
    uploads.delete_after_commit([row])
    row.delete()


def _check(base_year: int, day: datetime.date | None) -> None:
    if day is not None and day.year != base_year:
        raise OtherYear(day)


@transaction.atomic
def forget_pictures(rows: QuerySet[MeasurePicture]) -> None:
    """Delete the pictures of a queryset, and their files."""
    found = list(rows)
    for row in found:
        events.record(Verb.MEASURE_PICTURE_FORGET, subject=row, by=None)
    uploads.delete_after_commit(found)
    MeasurePicture.objects.filter(pk__in=[row.pk for row in found]).delete()


@transaction.atomic
def forget_measures(rows: QuerySet[Measure]) -> None:
    """Delete the measures of a queryset, whose pictures are deleted before."""
    for row in rows:
        events.record(Verb.MEASURE_FORGET, subject=row, by=None)
    rows.delete()
