"""Scheduling: the panel where editors set when a page is published and taken down, and the task that does it."""

from django.core.management import call_command
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, PublishingPanel
from wagtail.models import Page, Revision

from home.editing.filling_in.form_fields import MomentInput
from portal import clock


class SchedulePanel(PublishingPanel):
    """When a page is published and taken down. Wagtail's own puts this minute in place of what it cannot read."""

    def __init__(self, **kwargs):
        super().__init__(**{"children": [_moment("go_live_at"), _moment("expire_at")], **kwargs})


def _moment(name):
    """The field as Wagtail's own panel has it: in a window that may be closed without saving."""
    in_window = {
        "data-controller": "w-action",
        "data-action": "w-dialog:hidden->w-action#reset",
        "data-w-dialog-target": "notify",
    }
    widget = MomentInput(js_overlay_parent_selector="#schedule-publishing-dialog", attrs=in_window)
    return FieldPanel(name, widget=widget, help_text=_("The day and the time, for example 24.12.2026 12.00"))


def publish_due():
    """Publish the revisions, and take down the pages, whose time has come. Called by the worker.

    Makes two queries when there are none. Wagtail's command looks at the real time, not at ``SITE_NOW``.
    """
    now = clock.now()
    due = Revision.objects.filter(approved_go_live_at__lt=now)
    over = Page.objects.filter(Q(expire_at__lt=now), live=True)
    if due.exists() or over.exists():
        call_command("publish_scheduled", verbosity=0)
