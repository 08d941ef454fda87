"""Mails about gatherings, to supporters. Visitors get none, because nobody has verified their e-mail addresses."""

from portal import mail
from portal.chapters import queries as chapter_queries


def notify_of_change(gathering):
    """Mail the supporters on the list that the gathering was changed or cancelled, with a link and no details."""
    for line in gathering.sign_ups.filter(person__isnull=False).select_related("person"):
        mail.queue("activities/gathering_news", to=line.person, page="portal:gathering", args=[gathering.ref])


def notify_of_place(line):
    """Mail a supporter who waited that there is a place. Of a visitor the leaders are told, who tell them."""
    gathering = line.gathering
    if line.person:
        mail.queue("activities/moved_up", to=line.person, page="portal:gathering", args=[gathering.ref])
        return
    args = [gathering.chapter.short_name, gathering.ref]
    for leader in chapter_queries.leaders_of(gathering.chapter):
        mail.queue("activities/visitor_moved_up", to=leader, page="portal:planned_gathering", args=args)
