"""What is mailed to supporters about gatherings. Visitors get no mail: anybody can type anybody's address."""

from portal import mail


def news(gathering):
    """To the supporters on the list: look again. What, where and when is not for a mail."""
    for line in gathering.sign_ups.filter(person__isnull=False).select_related("person"):
        mail.queue("activities/gathering_news", to=line.person, page="portal:gathering", args=[gathering.ref])
