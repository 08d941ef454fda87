"""For the pages of the CMS on which two versions stand beside each other."""

import datetime

from django import template
from django.contrib.admin.utils import quote
from django.urls import reverse
from django.utils.formats import date_format
from wagtail.models import Page

from portal import clock

register = template.Library()


@register.filter
def version_in_words(heading):
    """The heading of a version: when it was kept, on the clock in Norway, where Wagtail gives the moment in UTC."""
    try:
        moment = clock.local(datetime.datetime.fromisoformat(str(heading)))
    except ValueError:
        return heading
    return date_format(moment, "j. F Y H.i")


@register.simple_tag
def approval_address(instance, user, version):
    """Where this person says yes to what waits for a second person; empty where nothing waits, or not for them, and
    where ``version``, the id of the one that is shown or ``latest``, is not the latest."""
    if version not in ("latest", str(instance.latest_revision_id)):
        return ""
    state = getattr(instance, "current_workflow_task_state", None)
    if not state or "approve" not in [action[0] for action in state.task.specific.get_actions(instance, user)]:
        return ""
    is_page = isinstance(instance, Page)
    name = "wagtailadmin_pages:workflow_action"
    return reverse(
        name if is_page else instance.snippet_viewset.get_url_name("workflow_action"),
        args=[quote(instance.pk), "approve", state.pk],
    )
