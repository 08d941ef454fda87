"""Mails about offices: to the person who got one, and to those who check that the right people have them."""

from portal import mail
from portal.chapters import queries
from portal.chapters.models import Office


def office_given(office, *, by):
    """Tell the person who got the office. If it is central, also tell the secretariat and administrators."""
    mail.queue("chapters/office_given", to=office.person, office=office)
    tell_of_central(office, by=by)


def tell_of_central(office, *, by):
    """Tell the secretariat and administrators that somebody got a central office. Nobody of one on a board."""
    if office.chapter is None:
        recipients = dict.fromkeys([*queries.central_staff(Office.Kind.SECRETARIAT), *queries.administrators()])
        for reader in recipients:
            if reader not in (by, office.person):
                mail.queue("chapters/office_news", to=reader, page="portal:register", office=office, by=by)
