"""The page of the CMS that lists what a new version says otherwise."""

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.models import Page

from home.editing.translating.languages import language_name
from home.editing.views import CmsPage
from home.first_content import changes
from home.texts import authored_content


class NewVersionView(CmsPage):
    """Each text that has new words: compare, take over, or keep what stands there."""

    template_name = "home/cms/new_version.html"
    page_title = gettext_lazy("Changed in a new version")
    header_icon = "doc-full"

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {"rows": [_row(change) for change in changes.waiting()]}

    def post(self, request):
        """Keep what stands there. Raises Http404 for a version that does not wait."""
        asked = request.POST.get("revision", "")
        change = next((one for one in changes.waiting() if str(one.revision.pk) == asked), None)
        if change is None:
            raise Http404
        if not _may_change(change.instance, request.user):
            raise PermissionDenied
        changes.keep_ours(change, by=request.user)
        messages.success(request, _("«%(text)s» stays as it is.") % {"text": change.instance})
        return redirect("cms:new_version")


def _may_change(instance, user):
    if isinstance(instance, Page):
        return instance.permissions_for_user(user).can_edit()
    return user.has_perm("home.change_helpline")


def _row(change):
    """``take_over`` is empty for a translation: its words are changed in the translation tool."""
    instance, version = change.instance, change.revision.pk
    is_page = isinstance(instance, Page)
    name = "wagtailadmin_pages:" if is_page else instance.snippet_viewset.get_url_name("")
    is_original = instance.locale.language_code == settings.LANGUAGE_CODE
    return {
        "title": str(instance),
        "language": language_name(instance.locale.language_code),
        "is_edited": change.is_edited,
        "revision": version,
        "compare": reverse(f"{name}revisions_compare", args=[instance.pk, "live", version]),
        "edit": authored_content.edit_url(instance),
        "take_over": reverse(f"{name}revisions_revert", args=[instance.pk, version]) if is_original else "",
    }
