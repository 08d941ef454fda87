"""What the secretariat said each time that it sent a report back. It is kept with what is sent after it."""

import datetime

from portal.reports.answering.places import said_at
from portal.reports.models import ReopeningRequest
from portal.reports.workflow import State

RETURNED = "returned"  # in the numbers of a report that was sent: the returns before that


def as_sent(report):
    """The returns so far, the oldest first, as values that JSON can hold: with a report that is sent anew."""
    return [*report.numbers.get(RETURNED, []), *_last(report, report.state == State.RETURNED)]


def _last(report, is_return):
    if not is_return:
        return []
    at = report.returned_at.isoformat()
    return [{"at": at, "words": report.returned_words, "places": report.returned_places}]


def said_before(report):
    """The returns as they are told: ``[{at, words, places}]``, with the places of ``said_at``.

    Of a report that was sent before they were kept, the last one; the answer to a request to open it is none.
    """
    kept = as_sent(report)
    if not kept and report.state in (State.SENT, State.APPROVED) and report.returned_at:
        reopened = ReopeningRequest.objects.filter(report=report, granted=True, words=report.returned_words)
        kept = _last(report, not reopened.exists())
    return [
        {
            "at": datetime.datetime.fromisoformat(one["at"]),
            "words": one["words"],
            "places": said_at(one["places"]),
        }
        for one in kept
    ]
