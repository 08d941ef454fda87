"""The first version of what an editor has not changed yet: the pages, lines and figures that a new site begins with.

Without it, the history would begin with the first change, and nobody could go back to before it.
"""

from wagtail.log_actions import log
from wagtail.models import DraftStateMixin, Page

from home.models.base import specific_pages
from home.texts import authored_content


def keep_first_versions():
    """Keep a version of everything that has none. Two queries when there is nothing to keep."""
    pages = Page.objects.filter(latest_revision=None, alias_of=None, depth__gt=1)
    for instance in [*specific_pages(pages), *authored_content.snippets()]:
        keep_first_version(instance)


def keep_first_version(instance):
    """Keep a page or a snippet as it is in the database, where no version of it is kept yet."""
    if instance.latest_revision_id:
        return
    revision = instance.save_revision(clean=False, changed=False)
    log(instance=instance, action="wagtail.create", revision=revision, content_changed=True)
    if isinstance(instance, DraftStateMixin) and instance.live:
        type(instance).objects.filter(pk=instance.pk).update(live_revision=revision)
