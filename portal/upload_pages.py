"""What the pages share that take in a file, and those that give one out."""

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from forms.uploads import TOO_LARGE
from portal import large_requests, uploads
from portal.models import UploadedFile

NOT_AS_IT_WAS = _("The file is gone, or it is not as it was uploaded, so we do not give it out. Tell the office")

if TYPE_CHECKING:
    from portal.views import PortalView as Page
else:
    Page = object


@method_decorator(csrf_exempt, name="dispatch")  # checked below, once it is known that the request can be read
class TakesFile(Page):
    """A page with a form for one file; stands before the class of the page. A request that is too large is not kept:
    the page is shown again, and says so. What is posted here is not kept while somebody signs in: a file cannot be.
    """

    refuses_large_requests = True
    keeps_text = False

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if large_requests.length(request) > settings.LARGEST_REQUEST:
            large_requests.drain(request)
            if request.user.is_authenticated:
                messages.error(request, TOO_LARGE)
            return redirect(request.path)
        response: HttpResponseBase = csrf_protect(super().dispatch)(request, *args, **kwargs)
        return response


def give_out(request: HttpRequest, row: UploadedFile | None, *, otherwise: str) -> HttpResponseBase:
    """The file as a download. One that is gone or was changed is not given out: then the page ``otherwise`` says so.

    ``row`` is None where the row itself is not as it was.
    """
    response = uploads.download(row) if row is not None else None
    if response is None:
        messages.error(request, NOT_AS_IT_WAS)
        return redirect(otherwise)
    return response
