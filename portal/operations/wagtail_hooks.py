"""What the CMS has of this room: the button that approves a safety text."""

import uuid

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from wagtail import hooks

from portal.operations.safety import services as safety_services


@require_POST
def approve_safety_text(request):
    """Approve the text whose ``ref`` is posted, and go back to the list. ``approve`` asks who may."""
    try:
        ref = uuid.UUID(request.POST.get("text", ""))
    except ValueError:
        raise Http404 from None
    try:
        safety_services.approve(ref, by=request.user)
    except safety_services.TextChanged:
        messages.error(request, _("The text has been changed since you opened the page. Read it again."))
    else:
        messages.success(request, _("The text is approved."))
    return redirect("cms:safety")


@hooks.register("register_admin_urls")
def admin_urls():
    return [path("sikkerhetstekster/godkjenn/", approve_safety_text, name="approve_safety_text")]
