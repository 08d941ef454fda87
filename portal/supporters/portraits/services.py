"""A supporter's picture: uploaded, cut and shown with a consent of its own, and taken away."""

from collections.abc import Iterable
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from portal import events, pictures, uploads
from portal.accounts import services as accounts
from portal.accounts.models import User
from portal.pictures import Part
from portal.supporters import mails
from portal.supporters.directory import queries as directory_queries
from portal.supporters.models import Portrait, Supporter
from portal.supporters.verbs import Verb
from portal.uploads import Checked, FileType

# Twice as many pixels as the page has room for, and at most so many bytes.
SQUARES = {Portrait.Kind.LIST: (144, 5_000), Portrait.Kind.PAGE: (384, 30_000)}


class NotListed(Exception):
    """The supporter does not agree to be shown."""


class Gone(Exception):
    """Another picture was uploaded meanwhile, or this one was taken away or is damaged."""


@transaction.atomic
def upload(supporter: Supporter, checked: Checked, *, by: User) -> Portrait:
    """Keep a whole picture until the supporter says which part is shown. An earlier one is deleted.

    Raises ``NotListed``.
    """
    _lock_listed(supporter)
    _delete(supporter.portraits.filter(kind=Portrait.Kind.CHOSEN))
    values = uploads.keep(checked, by=by)
    row = Portrait.objects.create(supporter=supporter, kind=Portrait.Kind.CHOSEN, **values)
    events.record(Verb.PORTRAIT_UPLOAD, subject=supporter, by=by)
    return row


def show(supporter: Supporter, ref: UUID, part: Part, *, text: str, by: User) -> None:
    """Show one part of the picture that was uploaded, in place of an earlier one; the rest of it is deleted.

    ``text`` is the consent text that the person saw. Raises ``NotListed`` and ``Gone``.
    """
    row = supporter.portraits.filter(kind=Portrait.Kind.CHOSEN, ref=ref).first()
    whole = uploads.read(row) if row else None
    if whole is None:
        raise Gone
    squares = {
        kind: Checked(pictures.square(whole, part, side=side, largest=largest), FileType.JPEG, "portrait")
        for kind, (side, largest) in SQUARES.items()
    }
    _keep_squares(supporter, ref, squares, text=text, by=by)


@transaction.atomic
def _keep_squares(
    supporter: Supporter, ref: UUID, squares: dict[Portrait.Kind, Checked], *, text: str, by: User
) -> None:
    _lock_listed(supporter)
    if not supporter.portraits.filter(kind=Portrait.Kind.CHOSEN, ref=ref).exists():
        raise Gone
    _delete(supporter.portraits.all())
    for kind, checked in squares.items():
        Portrait.objects.create(supporter=supporter, kind=kind, **uploads.keep(checked, by=by))
    details = {"sha256": sorted(checked.sha256 for checked in squares.values())}
    accounts.give_consent(supporter.person, directory_queries.PORTRAIT, text=text, details=details, by=by)
    events.record(Verb.PORTRAIT_SHOW, subject=supporter, by=by, details=details)


@transaction.atomic
def remove(supporter: Supporter, *, by: User | None, reason: str = "") -> None:
    """Take the picture away, with its files and its consent. Without a picture this does nothing.

    ``reason`` is a code of ``forms.portrait.REASONS``, where the office does it: then the supporter is told.
    """
    accounts.lock_people(supporter.person)
    accounts.withdraw_consent(supporter.person, directory_queries.PORTRAIT, by=by)
    if not _delete(supporter.portraits.all()):
        return
    events.record(Verb.PORTRAIT_REMOVE, subject=supporter, by=by, details={"reason": reason} if reason else None)
    if reason:
        mails.portrait_removed(supporter, reason)


@transaction.atomic
def forget(rows: QuerySet[Portrait], *, by: User | None = None) -> None:
    """Delete pictures that were never shown. Of what is shown after a break, all of it goes, with the consent."""
    found = list(rows.select_related("supporter__person"))
    was_shown = {row.supporter for row in found if row.kind != Portrait.Kind.CHOSEN}
    for supporter in was_shown:
        accounts.withdraw_consent(supporter.person, directory_queries.PORTRAIT, by=by)
    for supporter in {row.supporter for row in found}:
        events.record(Verb.PORTRAIT_FORGET, subject=supporter, by=by)
    squares = Portrait.objects.filter(supporter__in=was_shown).exclude(kind=Portrait.Kind.CHOSEN)
    _delete({*found, *squares})


def join(left: Supporter, gone: Supporter, *, first: Supporter) -> list[UUID]:
    """Give ``left`` the pictures of both; where both have one, that of ``first``. Returns the refs of the others."""
    rows = Portrait.objects.filter(supporter__in=[left, gone])
    lost = list(rows.filter(kind=Portrait.Kind.CHOSEN))
    squares = rows.exclude(kind=Portrait.Kind.CHOSEN)
    if squares.filter(supporter=first).exists():
        lost += squares.exclude(supporter=first)
    _delete(lost)
    Portrait.objects.filter(supporter=gone).update(supporter=left)
    return [row.ref for row in lost]


def _lock_listed(supporter: Supporter) -> None:
    accounts.lock_people(supporter.person)
    if not directory_queries.wants_to_be_listed(supporter.person):
        raise NotListed


def _delete(rows: Iterable[Portrait]) -> int:
    """Delete these rows now, and their files with the transaction. Returns how many."""
    found = list(rows)
    uploads.delete_after_commit(found)
    Portrait.objects.filter(pk__in=[row.pk for row in found]).delete()
    return len(found)
