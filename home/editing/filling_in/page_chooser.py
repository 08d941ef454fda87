"""Where the page chooser opens: in one language, at the nearest page above all that can be chosen."""

from functools import wraps

from django.conf import settings
from django.http import Http404
from wagtail.admin.views.chooser import BrowseView, page_models_from_string
from wagtail.models import Page

from home.editing.requests import is_number


def begin_below_the_front_page():
    """Make the chooser open there. Wagtail's opens above all languages, where nothing can be chosen."""
    browse = BrowseView.get

    @wraps(browse)
    def get(self, request, parent_page_id=None):
        return browse(self, request, parent_page_id or _beginning(request))

    BrowseView.get = get


def _beginning(request):
    """The id of the page whose pages are shown first. Raises Http404 for a kind of page that does not exist."""
    front = Page.objects.filter(depth=2, locale__language_code=_language(request)).first()
    if front is None:
        return None
    try:
        kinds = page_models_from_string(request.GET.get("page_type") or "wagtailcore.Page")
    except (ValueError, LookupError) as unknown:
        raise Http404 from unknown
    wanted = front.get_descendants().type(*kinds)
    above = front if Page in kinds else wanted.first_common_ancestor()
    return above.pk if above.is_descendant_of(front) else front.pk


def _language(request):
    """The language of the page that is to be moved; bokmål where no page is moved."""
    moved = [page for page in request.GET.getlist("target_pages[]") if is_number(page)]
    page = Page.objects.filter(pk__in=moved, depth__gt=1).select_related("locale").first()
    return page.locale.language_code if page else settings.LANGUAGE_CODE
