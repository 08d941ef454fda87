"""The page where an office follows somebody: the supporter's, or the candidate's while they are not appointed."""

from django.urls import reverse

from portal.supporters.models import Appointment, Supporter


def followed(case):
    """The object of the page about this candidacy or appointment: the ``Candidacy`` itself, or the ``Supporter``."""
    return case.supporter if isinstance(case, Appointment) else case


def page_about(case):
    """``(name of the page, its arguments)`` about this candidacy or appointment, as for ``reverse`` and for mails."""
    found = followed(case)
    return ("portal:supporter" if isinstance(found, Supporter) else "portal:candidate"), [found.ref]


def address_about(case):
    """The address of that page."""
    name, args = page_about(case)
    return reverse(name, args=args)
