"""What the event log says of the monthly counts of talks. ``verify_events`` asks here.

Each time somebody notes or corrects a month there is an event; the last one has to fit the row. Calls on a helpline
have no event: it would keep the time of day, and a call is a number.
"""

from django.utils.translation import override

from portal import events, witness
from portal.calls.models import Tally
from portal.calls.tally.services import TALLY
from portal.calls.verbs import Verb


def faults() -> list[str]:
    """Every difference between the table and the log, as sentences in English."""
    found = []
    for rows, unreadable in witness.in_turn(Tally.objects.select_related("person")):
        found += [f"the count of talks in row {key} holds a value that cannot be read" for key in unreadable]
        about = events.records_about({row.ref for row in rows}, [Verb.TALLY_NOTE])
        for row in rows:
            record, finding = witness.last_record(about[row.ref])
            if record is not None:
                known = {
                    "month": row.month.isoformat() == record.details.get("month"),
                    "talks": row.talks == record.details.get("talks"),
                    "themes": row.themes == record.details.get("themes"),
                }
                finding.add(witness.compare(row, record, TALLY, known))
            with override("en"):
                found += [f"the count of talks in row {row.pk}: {words}" for words in finding.differences]
    return found + witness.gone(Tally, Verb.TALLY_NOTE)
