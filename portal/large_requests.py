"""Requests that are larger than anything our pages send: refused before they are parsed, and none of it is kept."""

import contextlib
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.files.uploadhandler import TemporaryFileUploadHandler
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.http.response import HttpResponseBase
from django.shortcuts import render

DRAINED = 60_000_000  # so much of a request that is refused is still taken in, so that the browser shows the answer
PART = 65_536
LONGEST_NAME = 50  # characters of an uploaded file's name that are kept, the last ones


class LargeRequests:
    """Answers 413 to a request that is too large. Comes before all that reads what was posted.

    A view with ``refuses_large_requests`` says it on its own page.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponseBase], args: object, kwargs: object
    ) -> HttpResponseBase | None:
        is_cms = request.path_info.startswith("/cms/")
        largest = settings.LARGEST_CMS_REQUEST if is_cms else settings.LARGEST_REQUEST
        refuses_itself = getattr(getattr(view, "view_class", None), "refuses_large_requests", False)
        return None if refuses_itself or length(request) <= largest else too_large(request)


class ShortNames(TemporaryFileUploadHandler):
    """Keeps an uploaded file on disk for the request, under a shortened name: the whole path must not be too long."""

    def new_file(self, field_name: str, file_name: str, *rest: Any, **named: Any) -> None:
        super().new_file(field_name, file_name[-LONGEST_NAME:], *rest, **named)


def length(request: HttpRequest) -> int:
    """How many bytes the request says that it holds; 0 where it does not say."""
    try:
        return int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        return 0


def drain(request: HttpRequest) -> None:
    """Read what was sent, a part at a time, and keep none of it."""
    left = DRAINED
    with contextlib.suppress(UnreadablePostError):
        while left > 0 and (part := request.read(PART)):
            left -= len(part)


def too_large(request: HttpRequest) -> HttpResponse:
    """Status 413, and a page that says so."""
    drain(request)
    return render(request, "413.html", status=413)
