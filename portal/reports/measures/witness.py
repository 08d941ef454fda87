"""What the event log says of the measures of a year and of the evidence for them. ``verify_events`` asks here."""

from django.utils.translation import override

from portal import events, uploads, witness
from portal.events import Record
from portal.reports.measures.services import CONFIRMATION, MEASURE, PICTURE
from portal.reports.models import Measure, MeasurePicture
from portal.reports.verbs import Verb

FILE = "the file itself"


def faults() -> list[str]:
    """Every difference between the tables, the files and the log, as sentences in English."""
    with override("en"):
        return [
            *_faults_of_measures(),
            *_faults_of_pictures(),
            *witness.gone(Measure, Verb.MEASURE_DESCRIBE, Verb.MEASURE_FORGET),
            *witness.gone(
                MeasurePicture,
                Verb.MEASURE_PICTURE_ADD,
                Verb.MEASURE_PICTURE_REMOVE,
                Verb.MEASURE_PICTURE_FORGET,
            ),
        ]


def _faults_of_measures() -> list[str]:
    found = []
    for rows, unreadable in witness.in_turn(Measure.objects.select_related("changed_by")):
        found += [f"the measure in row {key} holds a value that cannot be read" for key in unreadable]
        about = events.records_about({row.ref for row in rows}, [Verb.MEASURE_DESCRIBE])
        for row in rows:
            record, finding = witness.last_record(about[row.ref])
            if record is not None:
                finding.add(witness.compare(row, record, MEASURE))
            found += [f"the measure in row {row.pk}: {words}" for words in finding.differences]
    return found


def _faults_of_pictures() -> list[str]:
    found = []
    people = ("measure", "uploaded_by", "confirmed_by")
    for rows, unreadable in witness.in_turn(MeasurePicture.objects.select_related(*people)):
        found += [f"the picture in row {key} holds a value that cannot be read" for key in unreadable]
        verbs = [Verb.MEASURE_PICTURE_ADD, Verb.MEASURE_PICTURE_CONFIRM]
        about = events.records_about({row.ref for row in rows}, verbs)
        for row in rows:
            found += [f"the picture in row {row.pk}: {words}" for words in _of_picture(row, about[row.ref])]
    return found


def _of_picture(row: MeasurePicture, records: list[Record]) -> list[object]:
    record, finding = witness.only_record([one for one in records if one.event.verb == Verb.MEASURE_PICTURE_ADD])
    if record is not None:
        finding.add(witness.compare(row, record, PICTURE))
    confirmed = [one for one in records if one.event.verb == Verb.MEASURE_PICTURE_CONFIRM]
    if confirmed or any(getattr(row, name) is not None for name in CONFIRMATION):
        record, other = witness.last_record(confirmed)
        finding.add(other)
        if record is not None:
            finding.add(witness.compare(row, record, CONFIRMATION))
    if uploads.read(row) is None:
        finding.differences.append(FILE)
    return finding.differences
