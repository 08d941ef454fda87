"""How errors are written to the server's log."""

import logging
import traceback


class Formatter(logging.Formatter):
    """Logs the type and the place of an error, but not its message: a database quotes the row that it refused."""

    def formatException(self, exc_info):  # noqa: N802, logging's own name
        fault, told = exc_info[1], []
        while fault:
            told.append("".join(traceback.format_tb(fault.__traceback__)) + type(fault).__qualname__)
            fault = fault.__cause__ or (None if fault.__suppress_context__ else fault.__context__)
        return "\n".join(reversed(told))
