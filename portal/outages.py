"""What is raised while something that the site needs does not answer: it is nobody's fault, and passes by itself."""

from django.db import InterfaceError, OperationalError

from portal.files import Unreachable

OUTAGES = (OperationalError, InterfaceError, Unreachable)
