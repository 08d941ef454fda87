"""The grant file: what supporters say for its list, freezing a version, its PDF, and keeping a year for longer."""

import hashlib
import logging
from typing import Any

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from portal import clock, events, files, mail, organisation, papers, pdf, seal, witness
from portal.accounts.models import User
from portal.reports.grants import comparison, frozen, queries, words
from portal.reports.grants.contents import Contents, contents_of
from portal.reports.models import GrantContact, GrantFile, GrantYear
from portal.reports.verbs import Verb
from portal.supporters.models import Supporter
from portal.unreadable import readable

log = logging.getLogger(__name__)

# What the events witness, in plain words.
GRANT_FILE = {
    "id": "the number of the row",
    "year": "the base year",
    "number": "the number of the version",
    "sha256": "the digest of its file",
    "about": "what it says of itself",
    "changes": "what differs from the version before",
    "reason": "the reason",
    "despite_gaps": "whether something was missing",
    "frozen_at": "when it was frozen",
    "frozen_by": "who froze it",
}
GRANT_CONTACT = {
    "id": "the number of the row",
    "supporter": "whose it is",
    "base_year": "the base year",
    "street": "the street address",
    "postcode": "the postcode",
    "place": "the place",
    "phone": "the phone number",
    "email": "the e-mail address",
    "given_at": "when it was given",
}


GRANT_YEAR = {
    "id": "the number of the row",
    "base_year": "the base year",
    "held_at": "since when it is on hold",
    "held_by": "who put it on hold",
    "held_because": "why it is on hold",
}


class NotOver(Exception):
    """The base year has not ended yet."""


class Incomplete(Exception):
    """A report is missing or a row cannot be read, and nobody has said why it is to be frozen all the same."""


class NeedsReason(Exception):
    """There is a version already, and nobody has said why there has to be another."""


@transaction.atomic
def give_contact(
    supporter: Supporter, base_year: int, *, street: str, postcode: str, place: str, phone: str, email: str, by: User
) -> GrantContact:
    """Keep how the supporter can be reached, for the list of a base year. The same once more changes nothing."""
    values = {"street": street, "postcode": postcode, "place": place, "phone": phone, "email": email}
    row = GrantContact.objects.select_for_update().filter(supporter=supporter, base_year=base_year).first()
    if row and all(getattr(row, name) == value for name, value in values.items()):
        return row
    row, _is_new = GrantContact.objects.update_or_create(
        supporter=supporter, base_year=base_year, defaults={**values, "given_at": clock.now()}
    )
    # The address stands in no event: only its digests do.
    columns = witness.values_of(row, GRANT_CONTACT)
    events.record(Verb.GRANT_CONTACT_GIVE, subject=row, by=by, details={"base_year": base_year}, columns=columns)
    return row


ASKED_AT_ONCE = 200  # supporters in one run; the rest at the next


@transaction.atomic
def remind_of_contacts() -> int:
    """Ask those who are on the list of last year, and have not said how to reach them, by mail. Returns how many.

    Called by the worker and by ``manage.py remind``, as often as they like: each is asked once a year.
    """
    base_year, keys = queries.year_to_ask(), list(queries.to_ask_by_mail().values_list("pk", flat=True)[:ASKED_AT_ONCE])
    locked = list(Supporter.objects.select_for_update().filter(pk__in=keys).order_by("pk"))
    rows = queries.to_ask_by_mail().filter(pk__in=[one.pk for one in locked]).select_related("person").order_by("pk")
    supporters = list(rows)  # asked once more: another process may have asked them meanwhile
    for one in supporters:
        mail.queue(
            "reports/address", to=one.person, page="portal:grant_contact", args=[base_year], year=base_year,
            kept_until=queries.kept_until(base_year),
        )  # fmt: skip
        events.record(Verb.GRANT_CONTACT_ASK, subject=one, by=None, details={"base_year": base_year})
    return len(supporters)


@transaction.atomic
def freeze(base_year: int, *, after: int, by: User | None, reason: str = "", despite_gaps: bool = False) -> GrantFile:
    """Freeze what the grant file of a base year holds now, and return the version.

    ``after`` is the number of the version that was the newest when somebody decided it, 0 for none. If there is a newer
    one by now, or nothing differs, the newest is returned and nothing is made. Of two calls at the same time, one
    makes a version. Raises ``NotOver``, ``Incomplete`` and ``NeedsReason``.
    """
    if not queries.is_over(base_year):
        raise NotOver(base_year)
    year = locked_year(base_year)
    last = queries.last_version(base_year)
    if last and last.number > after:
        return last
    found = contents_of(base_year)
    content = frozen.written(found)
    digest = hashlib.sha256(content).hexdigest()
    if last and last.sha256 == digest:
        return last
    is_incomplete = queries.lacks_reports(found.about)
    if is_incomplete and not (despite_gaps and reason):
        raise Incomplete(base_year)
    if last and not reason:
        raise NeedsReason(base_year)
    row = GrantFile(
        year=year,
        number=last.number + 1 if last else 1,
        sha256=digest,
        about=found.about,
        changes=changes_since(last, found)[0],
        reason=reason,
        despite_gaps=is_incomplete,
        frozen_by=by,
    )
    files.write(frozen.path_of(row), content, replace=False)
    try:
        row.save()
        details = {"base_year": base_year, "number": row.number, "sha256": digest}
        columns = witness.values_of(row, GRANT_FILE)
        events.record(Verb.GRANT_FREEZE, subject=row, by=by, details=details, columns=columns)
    except BaseException:  # it holds people's addresses, and no row names it
        files.delete(frozen.path_of(row))
        raise
    return row


def changes_since(last: GrantFile | None, found: Contents) -> tuple[list[dict[str, object]], bool]:
    """What differs from a version (``comparison.differences``), and whether that can be told: its file is as frozen."""
    if last is None:
        return [], True
    try:
        return comparison.differences(frozen.contents_of_file(last), found), True
    except frozen.NotAsFrozen as fault:
        log.error("version %s of the grant file: %s", last.ref, fault)
        return [], False


def locked_year(base_year: int) -> GrantYear:
    """The row of a base year, held until the end of the transaction."""
    row, _is_new = GrantYear.objects.get_or_create(base_year=base_year)
    return GrantYear.objects.select_for_update().get(pk=row.pk)


@transaction.atomic
def hold(base_year: int, reason: str, *, by: User) -> GrantYear:
    """Keep everything of a base year until the hold is lifted, with the reason. The same once more changes nothing."""
    row = locked_year(base_year)
    if row.held_at and row.held_because == reason:
        return row
    row.held_at, row.held_by, row.held_because = clock.now(), by, reason
    row.save(update_fields=["held_at", "held_by", "held_because"])
    columns = witness.values_of(row, GRANT_YEAR)
    details = {"base_year": base_year, "reason": reason}
    events.record(Verb.GRANT_HOLD, subject=row, by=by, details=details, columns=columns)
    return row


@transaction.atomic
def release(base_year: int, reason: str, *, by: User) -> GrantYear:
    """Lift the hold, with the reason: what is older than its period is deleted with the next round.

    Without a hold, nothing happens. Why there was one stays in the event log (``queries.history_of_hold``).
    """
    row = locked_year(base_year)
    if row.held_at is None:
        return row
    row.held_at, row.held_by, row.held_because = None, None, ""
    row.save(update_fields=["held_at", "held_by", "held_because"])
    columns = witness.values_of(row, GRANT_YEAR)
    details = {"base_year": base_year, "reason": reason}
    events.record(Verb.GRANT_RELEASE, subject=row, by=by, details=details, columns=columns)
    return row


@transaction.atomic
def note_export(row: GrantFile, kind: str, *, by: User) -> None:
    """Record that somebody has taken a version as a file: ``xlsx``, ``csv`` or ``pdf``."""
    events.record(Verb.GRANT_EXPORT, subject=row, by=by, details={"kind": kind})


def render_pending(limit: int = 5) -> int:
    """Make and seal the PDF of versions that have none, at most ``limit``; called by the worker. Returns how many.

    A version whose file is not as it was frozen gets none: the seal would vouch for it.
    """
    waiting = GrantFile.objects.filter(pdf_name="")
    rows, unreadable = readable(waiting.select_related("year", "frozen_by").order_by("pk"))
    for key in unreadable:
        log.error("version %s of the grant file did not become a PDF: it cannot be read", key)
    done = 0
    for row in rows[:limit]:
        path = frozen.folder() / f"{row.ref}.pdf"
        try:
            done += papers.make(row, path, _render_pdf, pending=waiting, verb=Verb.GRANT_SEAL)
        except (frozen.NotAsFrozen, pdf.CannotRender, seal.CannotSeal) as fault:  # the others shall not wait for it
            log.error("version %s of the grant file did not become a PDF: %s", row.ref, fault)
    return done


def read_copy(row: GrantFile) -> bytes | None:
    """The summary as a PDF, if it is as it was sealed. Otherwise None, and a new one is made."""
    return papers.read(row, frozen.folder(), sealed=Verb.GRANT_SEAL, refused=Verb.GRANT_REFUSE_COPY)


def _with_days(line: dict[str, Any]) -> dict[str, Any]:
    return line | {name: words.day_of(line[name]) for name in ("received", "approved_on")}


def _render_pdf(row: GrantFile) -> bytes:
    """In bokmål, as everything that goes to the state. Raises ``NotAsFrozen`` and ``pdf.CannotRender``."""
    found = frozen.contents_of_file(row)
    with translation.override("nb"):
        title = _("Documentation for the application to the state, %(year)s") % {"year": row.year.base_year}
        values = {
            "language": "nb",
            "title": title,
            "row": row,
            "about": found.about,
            "numbers": words.numbers(found.about),
            "kinds": words.kinds(found.about),
            "gaps": words.gaps(found.about),
            "supporters": [line for line in found.supporters if line["listed"]],
            "chapters": [line for line in found.chapters if line["counts"]],
            "reports": [_with_days(line) for line in found.chapters if line["received"]],
            "changes": words.changes(row.changes)["counts"],
            "organisation": organisation.current(),
            "words": organisation.words(),
        }
        return pdf.render("grant", values)
