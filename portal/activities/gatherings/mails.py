"""Mails to supporters about gatherings. Visitors get none, because nobody has verified their e-mail addresses."""

from portal import mail


def notify_of_change(gathering):
    """Mail the supporters on the list that the gathering was changed or cancelled, with a link and no details."""
    for line in gathering.sign_ups.filter(person__isnull=False).select_related("person"):
        mail.queue("activities/gathering_news", to=line.person, page="portal:gathering", args=[gathering.ref])
