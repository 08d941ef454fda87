"""What waits here for the secretariat: what comes before a new site can be opened, and accounts to join."""

from django.urls import reverse
from django.utils.translation import gettext as _

from portal import clock
from portal.chapters import queries as chapter_queries
from portal.kept_querysets import kept_queryset
from portal.operations.joining import queries as joining_queries
from portal.permissions import Role, access_of
from portal.to_do import Source, ToDo


def chapters_of_new_site(reader):
    """Any chapter at all: a site that has none is new."""
    if Role.SECRETARIAT not in access_of(reader.person).roles:
        return None
    return [_any_chapter()]


@kept_queryset
def _any_chapter():
    return chapter_queries.active_chapters().order_by("pk")[:1]


def before_it_opens(_reader, chapters):
    if not chapters:
        title = _("The site is new: see what is left before it is opened")
        yield ToDo(title, _("See what is left"), reverse("portal:first_days"))


def joinings_of_others(reader):
    """Two accounts of one person, which somebody else of the secretariat has asked to join."""
    if Role.SECRETARIAT not in access_of(reader.person).roles:
        return None
    return [_asked_by_others_than(reader.person)]


@kept_queryset
def _asked_by_others_than(person):
    return joining_queries.waiting().exclude(asked_by=person)


def to_join(reader, joinings):
    for joining in joinings:
        if joining_queries.may_be_joined_by(reader.person, joining):
            title, href = _("Two accounts of one person wait to be joined"), "portal:join_accounts"
            since = clock.local(joining.asked_at).date()
            yield ToDo(title, _("Look at it"), reverse(href, args=[joining.person.ref]), since=since)


TO_DO = [Source(before_it_opens, chapters_of_new_site), Source(to_join, joinings_of_others)]
