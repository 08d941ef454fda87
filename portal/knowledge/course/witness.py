"""What the event log says of a course certificate. The pages and ``verify_events`` ask here."""

import datetime
from collections.abc import Sequence
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from django.utils.translation import override, pgettext_lazy

from portal import events, witness
from portal.events import Record
from portal.knowledge.course import queries
from portal.knowledge.models import Certificate
from portal.knowledge.verbs import Verb
from portal.unreadable import readable
from portal.witness import Finding

# Events from before the columns were witnessed give the time of their transaction alone.
SAME_MOMENT = datetime.timedelta(minutes=1)
AT_ONCE = 200

CERTIFICATE = {
    "id": _("the number of the certificate"),
    "ref": _("the reference of the certificate"),
    "person": _("the account of the one who has it"),
    "code": _("the code of the certificate"),
    "kind": _("what was done"),
    "language": _("the language"),
    "holder_name": _("the name on it"),
    "title": _("the name of the course"),
    "title_language": _("the language of the course's name"),
    "day": pgettext_lazy("certificate", "the day"),
    "minutes": _("how long it took"),
    "topics": _("what the course is about"),
    "exam_passed_on": _("when the knowledge test was passed"),
    "sha256": _("the fingerprint of the certificate"),
    "issued_at": _("when it was issued"),
}
FILE = {"pdf_name": _("the name of the PDF file"), "pdf_sha256": _("the fingerprint of the PDF file")}


def examine(certificates: Sequence[Certificate]) -> dict[int, Finding]:
    """Compare certificates, which come with ``person``, with their events: ``{primary key: Finding}``."""
    return _examine(certificates, events.records_about(_refs(certificates), [Verb.CERTIFICATE_ISSUE]))


def _examine(certificates: Sequence[Certificate], issued: dict[UUID, list[Record]]) -> dict[int, Finding]:
    refs = _refs(certificates)
    sealed = events.records_about(refs, [Verb.CERTIFICATE_SEAL])
    refused = events.records_about(refs, [Verb.CERTIFICATE_REFUSE_COPY])
    return {one.pk: _of_certificate(one, issued[one.ref], sealed[one.ref], refused[one.ref]) for one in certificates}


def _refs(certificates: Sequence[Certificate]) -> set[UUID]:
    return {certificate.ref for certificate in certificates}


def examine_one(certificate: Certificate) -> Finding:
    """The same for one, and whether something that came after it is missing in the log."""
    issued = events.records_about([certificate.ref], [Verb.CERTIFICATE_ISSUE])
    finding = _examine([certificate], issued)[certificate.pk]
    witness.add_what_followed([(finding, issued[certificate.ref])])
    return finding


def can_be_copied(certificate: Certificate) -> bool:
    """Whether a new file may be made and sealed: nothing but what is kept of the old one is other than it was."""
    return not set(map(str, examine_one(certificate).differences)) - set(map(str, FILE.values()))


def _of_certificate(certificate: Certificate, issued: list, sealed: list, refused: list) -> Finding:
    record, finding = witness.only_record(issued)
    if record is None:
        return finding
    known = {
        "kind": certificate.kind == record.details.get("kind"),
        "person": record.is_by(certificate.person),
        "issued_at": abs(certificate.issued_at - record.event.at) <= SAME_MOMENT,
    }
    finding.add(witness.compare(certificate, record, CERTIFICATE, known))
    if not finding.differences and not certificate.is_as_issued:
        finding.differences.append(CERTIFICATE["sha256"])
    is_old = "columns" not in record.details
    finding.add(witness.compare_file(certificate, sealed, refused, FILE, is_old=is_old))
    return finding


def faults() -> list[str]:
    """Every difference between the table and the log, as sentences in English; for ``verify_events``."""
    found, last = [], 0
    with override("en"):
        rows = queries.to_examine(Certificate.objects.order_by("pk"))
        while keys := list(rows.filter(pk__gt=last).values_list("pk", flat=True)[:AT_ONCE]):
            batch, unreadable = readable(rows.filter(pk__in=keys))
            found += [f"the certificate in row {key} holds a value that cannot be read" for key in unreadable]
            findings = examine(batch)
            for one in batch:
                differences = findings[one.pk].differences
                found += [f"the certificate with the code {one.code}: {words}" for words in differences]
            last = keys[-1]
    return found
