"""What waits here: for the secretariat of a new site, what comes before it can be opened."""

from django.urls import reverse
from django.utils.translation import gettext as _

from portal.chapters import queries as chapter_queries
from portal.permissions import Role, access_of
from portal.to_do import Source, ToDo


def chapters_of_new_site(reader):
    """Any chapter at all: a site that has none is new."""
    if Role.SECRETARIAT not in access_of(reader.person).roles:
        return None
    return [chapter_queries.active_chapters().order_by("pk")[:1]]


def before_it_opens(_reader, chapters):
    if not chapters:
        title = _("The site is new: see what is left before it is opened")
        yield ToDo(title, _("See what is left"), reverse("portal:first_days"))


TO_DO = [Source(before_it_opens, chapters_of_new_site)]
