"""What two people must have read before the public sees it: the chapters on crisis and law, and the lines for a crisis.

Nobody can publish a change that they wrote themselves: not by a button or from a list, not by restoring an earlier
version, and not through a translation.
"""

import json
import re
from dataclasses import dataclass
from functools import wraps

from django.contrib.admin.utils import quote
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.admin import messages
from wagtail.admin.views.generic.workflow import WorkflowAction
from wagtail.models import AbstractGroupApprovalTask, Page, Revision
from wagtail_localize.models import SegmentOverride, StringTranslation

# Of a kept version, what says nothing about its words, numbers and hours.
BESIDE_THE_CONTENT = {
    "pk", "live", "has_unpublished_changes", "first_published_at", "last_published_at", "live_revision",
    "latest_revision", "latest_revision_created_at", "draft_title", "path", "depth", "numchild", "url_path", "owner",
    "expired", "alias_of", "content_type", "locked", "locked_at", "locked_by", "wagtail_admin_comments", "comments",
    "checked",  # a day, and no word of what is said
}  # fmt: skip
KEY_OF_PARAGRAPH = re.compile(r'\s*data-block-key="[^"]*"')


class WrittenByThemselves(PermissionDenied):
    """Somebody would publish what they wrote themselves."""

    def __str__(self):
        return explanation()


def explanation():
    return _("You have changed this yourself. Somebody else has to read it and say yes before it is published.")


def needs_second_person(*versions):
    """Whether changes of a page or a line wait for somebody who reviews, by any of these versions of it."""
    return any(hasattr(version, "get_workflow") and version.get_workflow() is not None for version in versions)


def may_review(instance, user):
    workflow = instance.get_workflow()
    tasks = workflow.tasks if workflow else []
    return all(task.specific.user_can_access_editor(instance, user) for task in tasks)


@dataclass(frozen=True)
class Pending:
    """What differs from what is published: whether anything does, and the ids of those who have written it."""

    differs: bool
    writers: frozenset


def pending(instance):
    """The ``Pending`` of a page or a line, up to its latest version."""
    stored = type(instance).objects.get(pk=instance.pk)
    published = stored.live_revision if stored.live else None
    later = Revision.objects.for_instance(stored).order_by("created_at", "pk")
    if published:
        later = later.filter(created_at__gte=published.created_at).exclude(pk=published.pk)
    first = before = version_of(stored) if stored.live else None
    writers = set()
    for revision in later:
        content = content_of(revision.content)
        if content != before:
            writers.add(revision.user_id)
        before = content
    differs = before != first
    return Pending(differs, frozenset(writers - {None}) if differs else frozenset())


def version_of(instance):
    """A page or a line in memory, in the shape of a kept version."""
    return content_of(json.loads(instance.to_json()))


def content_of(kept):
    """What readers see of a kept version, to compare it with another one."""
    if isinstance(kept, dict):
        return {name: content_of(value) for name, value in kept.items() if name not in BESIDE_THE_CONTENT}
    if isinstance(kept, list):
        return [content_of(value) for value in kept]
    if isinstance(kept, str):
        if kept.startswith(("[", "{")):
            try:
                return content_of(json.loads(kept))
            except ValueError:
                pass
        return KEY_OF_PARAGRAPH.sub("", kept)
    return kept


def has_translated(instance, user):
    """Whether somebody has written words of this translation since it was published last."""
    since = instance.live_revision.created_at if instance.live_revision else None
    return any(
        kind.objects.filter(
            locale_id=instance.locale_id,
            context__object_id=instance.translation_key,
            last_translated_by=user,
            **({"updated_at__gt": since} if since else {}),
        ).exists()
        for kind in (StringTranslation, SegmentOverride)
    )


def require(user, instance, *versions):
    """Raises WrittenByThemselves where somebody would publish their own change, or one that others have to read.

    Does nothing without a ``user``: what is published at a scheduled time was approved before.
    """
    if not user or not needs_second_person(instance, *versions):
        return
    found = pending(instance)
    reviewer = all(may_review(version, user) for version in (instance, *versions))
    if user.pk in found.writers or (found.differs and not reviewer):
        raise WrittenByThemselves


def _is_seen_by_others(instance, revision):
    is_published = type(instance).objects.filter(pk=instance.pk, live_revision=revision).exists()
    return is_published or revision.approved_go_live_at is not None or revision.task_states.exists()


class NeedsSecondPerson:
    """A mixin for pages and lines. Stands before Wagtail's class in the bases."""

    def save_revision(self, *arguments, overwrite_revision=None, **options):
        """Make a new version instead of writing over one that is published, scheduled or sent to a reviewer.

        So the text that somebody has approved, or is reading, stays as it is.
        """
        if overwrite_revision is not None and _is_seen_by_others(self, overwrite_revision):
            overwrite_revision = None
        return super().save_revision(*arguments, overwrite_revision=overwrite_revision, **options)

    def publish(self, revision, user=None, **options):
        """Raises WrittenByThemselves."""
        require(user, self, revision.as_object())
        return super().publish(revision, user=user, **options)


def guard_reviews():
    """Take the button that approves away from those who wrote the text, and the text from their list of reviews."""
    actions, waiting = (
        AbstractGroupApprovalTask.get_actions,
        AbstractGroupApprovalTask.get_task_states_user_can_moderate,
    )

    @wraps(actions)
    def get_actions(self, obj, user):
        found = actions(self, obj, user)
        if found and user.pk in pending(obj).writers:
            return [action for action in found if action[0] != "approve"]
        return found

    @wraps(waiting)
    def get_task_states_user_can_moderate(self, user, **options):
        return waiting(self, user, **options).exclude(revision__user=user)

    WorkflowAction.post = _yes_to_what_was_read(WorkflowAction.post)
    AbstractGroupApprovalTask.get_actions = get_actions
    AbstractGroupApprovalTask.get_task_states_user_can_moderate = get_task_states_user_can_moderate


def _yes_to_what_was_read(post):
    """Wagtail publishes the latest version, whichever was read. Here a yes is to the version that the form names, or,
    from a list, to the one that was sent. Where there is a later one, the page with both versions is shown."""

    @wraps(post)
    def post_of_version(self, request, *args, **kwargs):
        version = request.POST.get("version", str(self.task_state.revision_id))
        if self.action_name != "approve" or version == str(self.object.latest_revision_id):
            return post(self, request, *args, **kwargs)
        messages.warning(request, _("This has been changed since. Read it as it is now, and then say yes."))
        address = comparison_address(self.object)
        if request.headers.get("X-Requested-With") == "XMLHttpRequest":
            return self.render_modal_json(request, {"step": "success", "redirect": address})
        return redirect(address)

    return post_of_version


def comparison_address(instance):
    """The address of the page of the CMS with what is published beside the latest version."""
    name = "wagtailadmin_pages:revisions_compare"
    if not isinstance(instance, Page):
        name = instance.snippet_viewset.get_url_name("revisions_compare")
    return reverse(name, args=[quote(instance.pk), "live" if instance.live else "earliest", "latest"])
