"""What the event log says of the pictures that supporters show, and whether their files are as they were.

``verify_events`` asks here.
"""

from collections.abc import Sequence

from django.db.models import Exists, OuterRef
from django.utils.translation import override

from portal import events, uploads, witness
from portal.accounts.models import Consent
from portal.events import Record
from portal.models import Event
from portal.supporters.directory.queries import PORTRAIT
from portal.supporters.models import Portrait, Supporter
from portal.supporters.portraits import queries
from portal.supporters.verbs import Verb

FILE, OTHER = "the file itself", "it is another one than the person agreed to show"
GONE, NO_CONSENT = "it is gone, and nobody took it away", "nobody agrees to show it"


def faults() -> list[str]:
    """Every difference between the table, the files, the consents and the log, as sentences in English."""
    found = []
    consents = Consent.objects.filter(person=OuterRef("person"), purpose=PORTRAIT, withdrawn_at__isnull=True)
    shown = queries.squares().filter(supporter=OuterRef("pk"))
    everybody = Supporter.objects.filter(Exists(shown) | Exists(consents)).select_related("person")
    for rows, unreadable in witness.in_turn(everybody):
        found += [f"the supporter in row {key} holds a value that cannot be read" for key in unreadable]
        squares: dict[int, list[Portrait]] = {row.pk: [] for row in rows}
        for square in queries.squares().filter(supporter__in=rows).order_by("pk"):
            squares[square.supporter_id].append(square)
        agreed = consents_of(rows)
        about = events.records_about({row.ref for row in rows}, [Verb.PORTRAIT_SHOW])
        for row in rows:
            with override("en"):
                told = _of(row, squares[row.pk], agreed.get(row.person_id), about[row.ref])
                found += [f"the picture of the supporter in row {row.pk}: {words}" for words in told]
    return found


def consents_of(rows: Sequence[Supporter]) -> dict[int, Consent]:
    """``{person's primary key: the consent in force to show a picture}``"""
    people = [row.person_id for row in rows]
    found = Consent.objects.filter(person__in=people, purpose=PORTRAIT, withdrawn_at__isnull=True)
    return {consent.person_id: consent for consent in found}


def _of(row: Supporter, squares: list[Portrait], consent: Consent | None, records: list[Record]) -> list[object]:
    if not squares:
        return [GONE]
    digests = sorted(square.sha256 for square in squares)
    differences: list[object] = [] if consent else [NO_CONSENT]
    record, finding = witness.last_record(records)
    if record is None or record.details.get("sha256") != digests:
        record = _before_joining(row, digests)
    if record is None:
        differences += finding.differences or [OTHER]
    elif consent and consent.details.get("sha256") != digests:
        differences.append(OTHER)
    if any(uploads.read(square) is None for square in squares):
        differences.append(FILE)
    return differences


def _before_joining(row: Supporter, digests: list[str]) -> Record | None:
    """The event in which the person agreed to show these as another account, which has become part of this one."""
    refs = [ref for ref in events.refs_of(row.person) if ref != row.person.ref]
    rows = Event.objects.filter(verb=Verb.PORTRAIT_SHOW, actor__in=refs) if refs else Event.objects.none()
    return next((one for one in events.records(rows) if one.details.get("sha256") == digests), None)
