"""What the event log says of a signature and of the text that was signed. The pages and ``verify_events`` ask here.

The services that publish, sign and note what was signed on paper hand ``TEXT``, ``SIGNATURE`` and ``RECORDED`` to the
event: it keeps a salted digest of each column. The file of a signature is witnessed by the event of its sealing, a
withdrawal and the confirmation of its receipt each by an event of their own. A column that is added to a model comes
into one of these tables; a test fails until it does. What was read of a text and each reminder have such tables too.
``TextCoverage`` and ``PastCoverage`` have no event: they are computed from the texts alone, and computed anew here.
"""

import datetime
import unicodedata
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from portal import events, witness
from portal.accounts.verbs import Verb as AccountVerb
from portal.declarations import queries as declaration_queries
from portal.declarations.models import (
    DeclarationText,
    PastCoverage,
    RecordedSignature,
    Reminder,
    SectionRead,
    Signature,
    SignedDeclaration,
)
from portal.declarations.texts import queries as text_queries
from portal.declarations.verbs import Verb
from portal.events import Record, Standing
from portal.unreadable import readable
from portal.witness import Finding

# Events from before the columns were witnessed give the time of their transaction alone.
SAME_MOMENT = datetime.timedelta(minutes=1)

TEXT = {
    "id": _("the number of the version"),
    "ref": _("the reference of the version"),
    "version": _("the name of the version"),
    "content": _("the content of the version"),
    "categories": _("for whom the version is"),
    "must_sign_again": _("whether the version must be signed anew"),
    "what_changed": _("what the version says has changed"),
    "drafted_by": _("who wrote the version"),
    "published_at": _("when the version was published"),
    "published_by": _("who published the version"),
}
SIGNATURE = {
    "id": _("the number of the signature"),
    "ref": _("the reference of the signature"),
    "person": _("the account of the signer"),
    "text": _("the version"),
    "language": _("the language"),
    "signer_name": _("the name of the signer"),
    "html": _("the text that was signed"),
    "sha256": _("the fingerprint of the text"),
    "promises": _("the promises that were ticked"),
    "signed_at": _("when it was signed"),
    "methods": _("how the signer was recognised"),
    "code": _("the code of the signature"),
    "lapses_on": _("when it lapses"),
    "renews": _("which signature it renews"),
}
RECORDED = {
    "id": _("the number of the record"),
    "ref": _("the reference of the record"),
    "person": _("the account of the signer"),
    "text": _("the version"),
    "medium": _("how it was signed"),
    "signed_on": _("when it was signed"),
    "witness": _("who saw it being signed"),
    "kept_at": _("where the paper lies"),
    "by": _("who recorded it"),
    "recorded_at": _("when it was recorded"),
    "lapses_on": _("when it lapses"),
    "renews": _("which signature it renews"),
}
# What ``verify_events`` alone tells of, in English.
READ = {
    "id": "the number of the row",
    "ref": "the reference of the row",
    "person": "the account of the reader",
    "text": "the version",
    "section": "the part that was read",
    "read_at": "when it was read",
}
REMINDER = {
    "id": "the number of the reminder",
    "ref": "the reference of the reminder",
    "person": "who was reminded",
    "reason": "why it was sent",
    "about": "what it was about",
    "by": "who sent it",
    "sent_at": "when it was sent",
}
COUNTS_FOR = _("for whom a signature on the version counts")
CONTENT = {"content": TEXT["content"]}  # of the version, in the event of the signature too
FILE = {"pdf_name": _("the name of the PDF file"), "pdf_sha256": _("the fingerprint of the PDF file")}
WITHDRAWAL = {"withdrawn_at": _("the withdrawal")}
CONFIRMATION = {
    "confirmed_at": _("when the receipt was confirmed"),
    "confirmed_by": _("the account of the one who confirmed the receipt"),
    "confirmer_name": _("the name of the one who confirmed the receipt"),
}
VERBS = (
    Verb.DECLARATION_SIGN,
    Verb.DECLARATION_SEAL,
    Verb.DECLARATION_REFUSE_COPY,
    Verb.DECLARATION_WITHDRAW,
    Verb.DECLARATION_CONFIRM_RECEIPT,
)
RECORD_VERBS = (Verb.DECLARATION_RECORD, Verb.DECLARATION_TAKE_BACK_RECORD)

Records = dict[str, list[Record]]  # by verb


def examine(signatures: Sequence[Signature]) -> dict[int, Finding]:
    """Compare signatures, and the texts that they are on, with their events: ``{primary key: Finding}``.

    The signatures come with what ``EXAMINED`` of the queries names. One query, however many there are; none for none.
    """
    return {row.pk: finding for row, finding in _examine(signatures, _about(signatures)).items()}


def examine_signed(signed: Sequence[SignedDeclaration]) -> dict[SignedDeclaration, Finding]:
    """The same for signatures and what was noted of signatures on paper: ``{row: Finding}``.

    It tells too whether something that came after them is missing in the log. Two queries, however many there are.
    """
    about = _about(signed)
    found = _examine(signed, about)
    witness.add_what_followed((finding, about[row.ref][_verb_of(row)]) for row, finding in found.items())
    return found


def _about(signed: Sequence[SignedDeclaration]) -> dict[UUID, Records]:
    """The events about these rows and the texts that they are on. One query, none for none."""
    refs = {ref for row in signed for ref in (row.ref, row.text.ref)}
    return _by_verb(refs, (*VERBS, *RECORD_VERBS, Verb.DECLARATION_PUBLISH)) if refs else {}


def _examine(signed: Sequence[SignedDeclaration], about: dict[UUID, Records]) -> dict[SignedDeclaration, Finding]:
    texts = {row.text.pk: row.text for row in signed if isinstance(row, Signature)}
    of_texts = {pk: _of_text(text, about[text.ref][Verb.DECLARATION_PUBLISH]) for pk, text in texts.items()}
    return {
        row: _of_signature(row, about[row.ref], of_texts[row.text_id])
        if isinstance(row, Signature)
        else _of_record(row, about[row.ref])
        for row in signed
    }


def _verb_of(row: SignedDeclaration) -> Verb:
    return Verb.DECLARATION_SIGN if isinstance(row, Signature) else Verb.DECLARATION_RECORD


def values_of_signature(signature: Signature) -> dict[str, object]:
    """What the event of a signature witnesses."""
    return witness.values_of(signature, SIGNATURE) | witness.values_of(signature.text, CONTENT)


def examine_one(signature: Signature) -> Finding:
    """The same for one, and whether something that came after it is missing in the log. Two queries."""
    return examine_signed([signature])[signature]


def is_replaced(signature: Signature) -> bool:
    """Whether something that the signer has signed since takes its place (``text_queries.is_replaced``).

    A row that the log does not know, or of which it tells another signer, text or place, takes nobody's place.
    """
    others = [one for one in declaration_queries.signed_by(signature.person) if one != signature]
    here = [one for one in others if isinstance(one, Signature) and not one.withdrawn_at]
    noted = [one for one in others if isinstance(one, RecordedSignature)]
    of_here, of_noted = examine(here), examine_records(noted)
    believed = [
        *(one for one in here if _is_believed(of_here[one.pk])),
        *(one for one in noted if _is_believed(of_noted[one.pk])),
    ]
    return text_queries.is_replaced(signature, believed)


def _is_believed(finding: Finding) -> bool:
    """Whether the log says of a row that it was signed, by this person, on this text and in place of what it names."""
    doubts = [*witness.UNRELIABLE, *(SIGNATURE[name] for name in ("person", "text", "renews"))]
    return not set(map(str, doubts)) & set(map(str, finding.differences))


def was_withdrawn(row: SignedDeclaration, finding: Finding) -> bool:
    """Whether the log says too that this was withdrawn, whatever else in it may have been changed."""
    doubts = set(map(str, WITHDRAWAL.values())) & set(map(str, finding.differences))
    return isinstance(row, Signature) and row.withdrawn_at is not None and not doubts


def can_be_copied(signature: Signature) -> bool:
    """Whether a new file may be made and sealed: nothing but what is kept of the old one is other than it was."""
    return not set(map(str, examine_one(signature).differences)) - set(map(str, FILE.values()))


def _by_verb(refs: set[UUID], verbs: Sequence[str]) -> dict[UUID, Records]:
    found: dict[UUID, Records] = defaultdict(lambda: defaultdict(list))
    for ref, records in events.records_about(refs, verbs).items():
        for record in records:
            found[ref][record.event.verb].append(record)
    return found


def _examine_texts(texts: Sequence[DeclarationText]) -> dict[int, Finding]:
    about = events.records_about({text.ref for text in texts}, [Verb.DECLARATION_PUBLISH])
    return {text.pk: _of_text(text, about[text.ref]) for text in texts}


def _of_text(text: DeclarationText, records: list[Record]) -> Finding:
    record, finding = witness.only_record(records)
    if record is None:
        return finding
    known = {
        "version": text.version == record.details.get("version"),
        "published_by": record.is_by(text.published_by),
        "published_at": abs(text.published_at - record.event.at) <= SAME_MOMENT,
    }
    finding.add(witness.compare(text, record, TEXT, known))
    return finding


def _of_signature(signature: Signature, records: Records, of_text: Finding) -> Finding:
    """A signature speaks of its text too: which row it is, and what it said. Older events of texts do not."""
    record, finding = witness.only_record(records[Verb.DECLARATION_SIGN])
    withdrawn = _of_later_event(signature, records[Verb.DECLARATION_WITHDRAW], WITHDRAWAL)
    if record is None:
        finding.add(withdrawn)
        finding.add(of_text)
        return finding
    known = {
        "person": record.is_by(signature.person),
        "text": signature.text.version == record.details.get("version"),
        "language": signature.language == record.details.get("language"),
        "sha256": signature.sha256 == record.details.get("sha256"),
        "html": declaration_queries.digest(signature.html) == record.details.get("sha256"),
        "signed_at": abs(signature.signed_at - record.event.at) <= SAME_MOMENT,
        **_unspoken_by_old_events(signature, record),
    }
    finding.add(witness.compare(signature, record, SIGNATURE, known))
    finding.add(withdrawn)
    confirmed = records[Verb.DECLARATION_CONFIRM_RECEIPT]
    finding.add(_of_later_event(signature, confirmed, CONFIRMATION))
    is_old = "columns" not in record.details
    sealed, refused = records[Verb.DECLARATION_SEAL], records[Verb.DECLARATION_REFUSE_COPY]
    finding.add(witness.compare_file(signature, sealed, [*refused, *confirmed], FILE, is_old=is_old))
    if is_old:
        finding.add(of_text)
        return finding
    finding.add(witness.compare(signature.text, record, CONTENT))
    unwitnessed = [words for words in of_text.unwitnessed if words not in (TEXT["id"], TEXT["content"])]
    finding.add(replace(of_text, unwitnessed=unwitnessed))
    return finding


def _unspoken_by_old_events(row: Signature | RecordedSignature, record: Record) -> dict[str, bool]:
    """Events from before signatures could lapse do not name these columns; there, null is as it was written."""
    witnessed = record.details.get("columns", {})
    return {name: name in witnessed or getattr(row, name) is None for name in ("lapses_on", "renews")}


def _of_later_event(signature: Signature, records: list[Record], columns: dict[str, witness.Words]) -> Finding:
    """Of columns that are empty until there is an event of their own."""
    if not records:
        return Finding([words for name, words in columns.items() if getattr(signature, name)])
    record, finding = witness.only_record(records)
    if record is not None:
        finding.add(witness.compare(signature, record, columns))
    return finding


def faults() -> list[str]:
    """Every difference between the tables and the log, as sentences in English; for ``verify_events``."""
    found = []
    with override("en"):
        for signatures, unreadable in witness.in_turn(declaration_queries.to_examine(Signature.objects.all())):
            found += [f"the signature in row {key} holds a value that cannot be read" for key in unreadable]
            findings = examine(signatures)
            for one in signatures:
                differences = findings[one.pk].differences
                found += [f"the signature with the code {one.code}: {words}" for words in differences]
            found += _faults_of_names([one for one in signatures if not findings[one.pk].differences])
        texts, unreadable = readable(text_queries.all_published())
        for text, finding in zip(texts, _examine_texts(texts).values(), strict=True):
            found += [f"version {text.version} of the declaration: {words}" for words in finding.differences]
        found += [
            f"the version in row {key} of the declarations holds a value that cannot be read" for key in unreadable
        ]
        if not unreadable:  # for whom a text counts is computed from all of them
            found += _faults_of_coverage(texts) + _faults_of_past_coverage(texts)
        found += _faults_of_recorded()
        found += _faults_of_reading() + _faults_of_reminders()
    return (
        list(dict.fromkeys(found))
        + witness.gone(Signature, Verb.DECLARATION_SIGN)
        + witness.gone(RecordedSignature, Verb.DECLARATION_RECORD, Verb.DECLARATION_TAKE_BACK_RECORD)
        + witness.gone(DeclarationText, Verb.DECLARATION_PUBLISH)
    )


def examine_coverage(texts: Sequence[DeclarationText]) -> dict[int, Finding]:
    """Compute anew for whom a signature on each text counts, and compare: ``{primary key: Finding}``. No query.

    ``texts`` are all that are published, the newest first (``text_queries.published``).
    """
    computed, found = text_queries.coverage(texts), {}
    for text in texts:
        row = text_queries.coverage_of(text)
        is_same = row is not None and (row.counts_for, row.not_for) == computed[text.pk]
        found[text.pk] = Finding([] if is_same else [COUNTS_FOR])
    return found


def _faults_of_past_coverage(texts: Sequence[DeclarationText]) -> list[str]:
    """Compute anew from which day a signature on each text counts no more, and compare. One query."""
    rows = PastCoverage.objects.all()
    stored = {((row.text_id, row.ended_on), (row.counts_for, row.not_for)) for row in rows}
    differing = {pk for (pk, _day), _codes in stored ^ set(text_queries.past_coverage(texts).items())}
    return [f"version {text.version} of the declaration: {COUNTS_FOR}" for text in texts if text.pk in differing]


def _faults_of_coverage(texts: Sequence[DeclarationText]) -> list[str]:
    found = examine_coverage(texts)
    return [
        f"version {text.version} of the declaration: {words}" for text in texts for words in found[text.pk].differences
    ]


def examine_records(rows: Sequence[RecordedSignature]) -> dict[int, Finding]:
    """Compare what was noted of signatures on paper with the events of the noting: ``{primary key: Finding}``.

    One query, none where there are no rows.
    """
    return {row.pk: finding for row, finding in _examine(rows, _about(rows)).items()}


def examine_record(row: RecordedSignature) -> Finding:
    """Compare what was noted of a signature on paper with the event of the noting, and see whether a later one is gone.

    Two queries.
    """
    return examine_signed([row])[row]


def _of_record(row: RecordedSignature, records: Records) -> Finding:
    record, finding = witness.only_record([one for verb in RECORD_VERBS for one in records[verb]])
    if record is not None:
        finding.add(witness.compare(row, record, RECORDED, _unspoken_by_old_events(row, record)))
    return finding


def _faults_of_recorded() -> list[str]:
    """What was noted of signatures on paper, against the events of the noting. What was taken back has no row."""
    rows = RecordedSignature.objects.select_related("person", "text", "by").order_by("pk")
    rows, unreadable = readable(rows)
    found = [f"the record in row {key} holds a value that cannot be read" for key in unreadable]
    findings = examine_records(rows)
    for row in rows:
        differences = findings[row.pk].differences
        found += [f"the record {row.ref} of a declaration signed elsewhere: {words}" for words in differences]
    return found


def _faults_of_reading() -> list[str]:
    """What people have been through before they signed, against the events of it. Retention deletes such rows."""
    found = []
    for rows, unreadable in witness.in_turn(SectionRead.objects.select_related("person", "text")):
        found += [f"the reading in row {key} holds a value that cannot be read" for key in unreadable]
        about = events.records_about({row.ref for row in rows}, [Verb.DECLARATION_READ_SECTION])
        for row in rows:
            record, finding = witness.only_record(about[row.ref])
            if record is not None:
                known = {
                    "person": record.is_by(row.person),
                    "text": row.text.version == record.details.get("version"),
                    "section": row.section == record.details.get("section"),
                    "read_at": abs(row.read_at - record.event.at) <= SAME_MOMENT,
                }
                finding.add(witness.compare(row, record, READ, known))
            found += [f"the reading in row {row.pk}: {words}" for words in finding.differences]
    return found


def _faults_of_reminders() -> list[str]:
    """The reminders, against the events of their sending. Retention deletes such rows."""
    found = []
    for rows, unreadable in witness.in_turn(Reminder.objects.select_related("person", "by")):
        found += [f"the reminder in row {key} holds a value that cannot be read" for key in unreadable]
        about = events.records_about({row.ref for row in rows}, [Verb.DECLARATION_REMIND])
        for row in rows:
            record, finding = witness.only_record(about[row.ref])
            if record is not None:
                known = {
                    "reason": row.reason == record.details.get("reason"),
                    "by": record.is_by(row.by),
                    "sent_at": abs(row.sent_at - record.event.at) <= SAME_MOMENT,
                }
                finding.add(witness.compare(row, record, REMINDER, known))
            found += [f"the reminder in row {row.pk}: {words}" for words in finding.differences]
    return found


def _faults_of_names(signatures: Sequence[Signature]) -> list[str]:
    """Accounts with another name than that of a signature, and no event tells that they were changed since.

    One with which another account was joined may have signed with the name of that one.

    The signatures are as they were written.
    """
    about = events.records_about({one.person.ref for one in signatures}, [AccountVerb.PERSON_CHANGE_DETAILS])
    found, joined = [], events.joined()
    for one in signatures:
        name = unicodedata.normalize("NFC", one.person.get_full_name())
        later = (record for record in about[one.person.ref] if record.standing is not Standing.CHANGED)
        is_told = any(record.event.at >= one.signed_at for record in later)
        if name != one.signer_name and not is_told and not joined.before(one.person.ref):
            found.append(f"the account in row {one.person_id}: it signed with another name ({one.code})")
    return found
