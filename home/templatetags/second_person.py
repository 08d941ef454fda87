"""For the pages of the CMS on which two versions stand beside each other."""

from django import template
from django.contrib.admin.utils import quote
from django.urls import reverse
from wagtail.models import Page

register = template.Library()


@register.simple_tag
def approval_address(instance, user):
    """Where this person says yes to what waits for a second person; empty where nothing waits, or not for them."""
    state = getattr(instance, "current_workflow_task_state", None)
    if not state or "approve" not in [action[0] for action in state.task.specific.get_actions(instance, user)]:
        return ""
    is_page = isinstance(instance, Page)
    name = "wagtailadmin_pages:workflow_action"
    return reverse(
        name if is_page else instance.snippet_viewset.get_url_name("workflow_action"),
        args=[quote(instance.pk), "approve", state.pk],
    )
