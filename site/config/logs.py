"""How errors are written to the server's log."""

import logging
import time
import traceback

from portal.outages import in_words, is_outage

NEXT_OUTAGE = 60  # seconds without a fault, after which the next one is told again


class Formatter(logging.Formatter):
    """Logs the type and the place of an error, but not its message: a database quotes the row that it refused."""

    def formatException(self, exc_info):  # noqa: N802, logging's own name
        fault, told = exc_info[1], []
        while fault:
            told.append("".join(traceback.format_tb(fault.__traceback__)) + type(fault).__qualname__)
            fault = fault.__cause__ or (None if fault.__suppress_context__ else fault.__context__)
        return "\n".join(reversed(told))


class OncePerOutage(logging.Filter):
    """Logs one line, without a traceback, for an outage of the database or the store of files, however many meet it."""

    last = -NEXT_OUTAGE

    def filter(self, record):
        fault = record.exc_info[1] if record.exc_info else None
        if not is_outage(fault):
            return True
        is_told, self.last = time.monotonic() - self.last < NEXT_OUTAGE, time.monotonic()
        told = in_words(fault), type(fault).__name__
        record.msg, record.args = "visitors are told to come back later: %s (%s)", told
        record.exc_info = record.exc_text = None
        return not is_told
