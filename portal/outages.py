"""The exceptions that are raised while the database or the files do not answer. They pass without a change here."""

from django.db import InterfaceError, OperationalError

from portal.files import OF_THE_MACHINE, Unreachable, machine_says

OUTAGES = (OperationalError, InterfaceError, Unreachable)
# What SQLite says of its file. Other texts of a database may quote a row.
OF_THE_FILE = {
    "attempt to write a readonly database", "database is locked", "database or disk is full", "disk I/O error",
    "unable to open database file",
}  # fmt: skip


def is_outage(fault: BaseException | None) -> bool:
    """Whether it is one of ``OUTAGES``, or the machine has no room, no right or a disk that fails."""
    return isinstance(fault, OUTAGES) or (isinstance(fault, OSError) and fault.errno in OF_THE_MACHINE)


def in_words(fault: BaseException) -> str:
    """What does not answer, in English, for whoever runs the site."""
    if isinstance(fault, Unreachable):
        return str(fault)
    if isinstance(fault, OSError):
        return machine_says(fault)
    said = str(fault)
    if said.startswith(("no such table", "no such column")):
        return "the database is older than the code (manage.py migrate)"
    return f"the database cannot be used: {said}" if said in OF_THE_FILE else "the database does not answer"
