"""What editors have scheduled is published and taken down at its time."""

from django.core.management import call_command
from django.db.models import Q
from wagtail.models import Page, Revision

from portal import clock


def publish_due():
    """Publish the revisions, and take down the pages, whose time has come. For the worker: two queries when there are
    none. Wagtail goes by real time."""
    now = clock.now()
    due = Revision.objects.filter(approved_go_live_at__lt=now)
    over = Page.objects.filter(Q(expire_at__lt=now), live=True)
    if due.exists() or over.exists():
        call_command("publish_scheduled", verbosity=0)
