"""Activities that came after the report was sent, and the requests to open it again."""

from portal.reports.models import ReopeningRequest
from portal.reports.signing import queries as signing_queries
from portal.unreadable import found


def requests_of(report):
    """The requests to open the report again that can be read, the oldest first."""
    rows = ReopeningRequest.objects.filter(report=report)
    return found(rows.select_related("asked_by", "answered_by").order_by("asked_at"))


def waiting(requests):
    """The one of these requests that waits for an answer, or None."""
    return next((one for one in requests if one.granted is None), None)


def answerable_by(reports, person):
    """Those of these reports that this person may answer: never signed, and not asked by them to be opened again."""
    asked = ReopeningRequest.objects.filter(granted=None, asked_by=person)
    return signing_queries.not_signed_by(reports, person).exclude(pk__in=asked.values("report"))


def split_late(rows):
    """``(in the report, late)`` of ``behind.activities_to_list``: late ones were logged after it was sent."""
    return [row for row in rows if not row[1].is_apart], [row for row in rows if row[1].is_apart]
