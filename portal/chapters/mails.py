"""What is mailed about offices: to whoever got one, and to those who see to it that the right people have them."""

from portal import mail
from portal.chapters import queries
from portal.chapters.models import Office


def office_given(office, *, by):
    """To whoever got it. Of one that sees the whole country the others in the secretariat hear as well."""
    mail.queue("chapters/office_given", to=office.person, office=office)
    if office.chapter is None:
        told = dict.fromkeys([*queries.central_staff(Office.Kind.SECRETARIAT), *queries.administrators()])
        for reader in told:
            if reader not in (by, office.person):
                mail.queue("chapters/office_news", to=reader, page="portal:register", office=office, by=by)
