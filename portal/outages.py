"""The exceptions that are raised while the database or the files do not answer. They pass without a change here."""

from django.db import InterfaceError, OperationalError

from portal.files import Unreachable

OUTAGES = (OperationalError, InterfaceError, Unreachable)
