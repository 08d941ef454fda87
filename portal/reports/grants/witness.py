"""What the event log says of the frozen versions of the grant file and of what supporters gave for its list.

``verify_events`` asks here. Of a version, the row, its file and its summary have to be as they were frozen and sealed.
"""

from django.utils.translation import override

from portal import events, witness
from portal.reports.grants import frozen
from portal.reports.grants.services import GRANT_CONTACT, GRANT_FILE, GRANT_YEAR
from portal.reports.models import GrantContact, GrantFile, GrantYear
from portal.reports.verbs import Verb
from portal.unreadable import readable

PDF = {"pdf_name": "the name of its summary", "pdf_sha256": "the digest of its summary"}


def faults() -> list[str]:
    """Every difference between the tables, the files and the log, as sentences in English."""
    with override("en"):
        return [
            *_faults_of_files(),
            *_faults_of_contacts(),
            *_faults_of_holds(),
            *witness.gone(GrantFile, Verb.GRANT_FREEZE),
            *witness.gone(GrantContact, Verb.GRANT_CONTACT_GIVE),
        ]


def _faults_of_files():
    found = []
    verbs = (Verb.GRANT_FREEZE, Verb.GRANT_SEAL, Verb.GRANT_REFUSE_COPY)
    for rows, unreadable in witness.in_turn(GrantFile.objects.select_related("year", "frozen_by")):
        found += [f"the version of the grant file in row {key} holds a value that cannot be read" for key in unreadable]
        about = events.records_about({row.ref for row in rows}, verbs)
        for row in rows:
            records = about[row.ref]
            record, finding = witness.only_record([one for one in records if one.event.verb == Verb.GRANT_FREEZE])
            if record is not None:
                finding.add(witness.compare(row, record, GRANT_FILE))
            sealed = [one for one in records if one.event.verb == Verb.GRANT_SEAL]
            refused = [one for one in records if one.event.verb == Verb.GRANT_REFUSE_COPY]
            finding.add(witness.compare_file(row, sealed, refused, PDF, is_old=False))
            words = [*finding.differences, *([fault] if (fault := frozen.fault_of(row)) else [])]
            found += [f"the version of the grant file in row {row.pk}: {one}" for one in words]
    return found


def _faults_of_contacts():
    found = []
    for rows, unreadable in witness.in_turn(GrantContact.objects.select_related("supporter")):
        found += [f"the address for the list in row {key} holds a value that cannot be read" for key in unreadable]
        about = events.records_about({row.ref for row in rows}, [Verb.GRANT_CONTACT_GIVE])
        for row in rows:
            record, finding = witness.last_record(about[row.ref])
            if record is not None:
                finding.add(witness.compare(row, record, GRANT_CONTACT))
            found += [f"the address for the list in row {row.pk}: {one}" for one in finding.differences]
    return found


def _faults_of_holds():
    rows, unreadable = readable(GrantYear.objects.select_related("held_by").order_by("pk"))
    found = [f"the year of the grant in row {key} holds a value that cannot be read" for key in unreadable]
    about = events.records_about({row.ref for row in rows}, [Verb.GRANT_HOLD, Verb.GRANT_RELEASE])
    for row in rows:
        if not about[row.ref] and row.held_at is None:
            continue  # it was never on hold
        record, finding = witness.last_record(about[row.ref])
        if record is not None:
            finding.add(witness.compare(row, record, GRANT_YEAR))
        found += [f"the year of the grant in row {row.pk}: {one}" for one in finding.differences]
    return found
