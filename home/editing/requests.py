"""Requests to the CMS that no page of it sends: with a part missing, or with something that cannot be read.

Wagtail and wagtail-localize read some parts of a request without a check, and fail where those are missing or odd.
Such requests come from a page that was cut off, an old bookmark, an extension of the browser or somebody who tries.
"""

import json
import logging
import re
from collections.abc import Callable
from json import JSONDecodeError
from traceback import walk_tb
from urllib.parse import urlsplit

from django.core.paginator import InvalidPage
from django.core.signing import BadSignature, Signer
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.datastructures import MultiValueDictKeyError
from wagtail.models import Page

log = logging.getLogger(__name__)

OWN_PACKAGES = ("home", "portal", "forms", "config")
LARGEST_NUMBER = 2**31 - 1  # of a row, in PostgreSQL
DIGITS = re.compile(r"[0-9]{1,10}")
READ_AS_NUMBER = re.compile(r"\s*[+-]?\d[\d_]*\s*")  # by Python


def is_number(value: str | int) -> bool:
    return bool(DIGITS.fullmatch(str(value))) and int(value) <= LARGEST_NUMBER


def is_number_or_words(value: str) -> bool:
    return not READ_AS_NUMBER.fullmatch(value) or is_number(value)


def is_row_or_all(value: str) -> bool:
    return value == "all" or is_number(value)


def is_path_or_address(value: str) -> bool:
    return value.startswith(("/", "http://", "https://"))


def can_be_parsed(value: str) -> bool:
    try:
        urlsplit(value)
    except ValueError:
        return False
    return True


def is_comment_of_review(value: str) -> bool:
    comment = read_object(value)
    return comment is not None and set(comment) <= {"comment"} and "\x00" not in str(comment.get("comment", ""))


def read_object(text: str | bytes) -> dict | None:
    """The object of JSON that the text is. None for every other text."""
    try:
        read = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return read if isinstance(read, dict) else None


# What a part must be where it is sent and not empty.
CHECKS: dict[str, Callable[[str], bool]] = {
    "id": is_row_or_all,
    "p": is_number,
    "parent_page_id": is_number,
    "target_pages[]": is_number,
    "overwrite_revision_id": is_number,
    "next": is_path_or_address,
    "link_url": can_be_parsed,
    "workflow-action-extra-data": is_comment_of_review,
}
# The parts of an address that may be long numbers, for example of a phone. Every other number there is one of a row.
TEXTS = {"q", "search", "term", "title", "link_text", "link_url"}

# How many blocks a text has, and the place of each.
NUMBER_OF_STREAM = re.compile(r"-count\Z|-[0-9]+-order\Z")
# What was chosen from a list. Where it is none, Wagtail looks for it to show it in the form again.
CHOSEN = re.compile(r"(?:\A|-)(?:document|image|(?:[a-z]+_)*page)\Z|-chapters-[0-9]+-value\Z")


def has_address(request: HttpRequest) -> bool:
    return request.method != "POST" or "external-link-chooser-url" in request.POST


def names_page_to_copy_to(request: HttpRequest) -> bool:
    page = request.POST.get("new_parent_page", "")
    return request.method != "POST" or (is_number(page) and Page.objects.filter(pk=page).exists())


def has_signed_parts(request: HttpRequest) -> bool:
    if request.method != "POST":
        return True
    try:
        for name in ("import_file_name", "input_format"):
            Signer().unsign(request.POST.get(name, ""))
    except BadSignature:
        return False
    return True


def has_file_in_utf8(request: HttpRequest) -> bool:
    if file := request.FILES.get("file"):
        try:
            file.read().decode()
        except UnicodeDecodeError:
            return False
        file.seek(0)
    return True


def chooses_no_root(request: HttpRequest) -> bool:
    """The chooser asks each page for the one above it."""
    pages = [page for page in request.GET.getlist("id") if is_number(page)]
    return not Page.objects.filter(pk__in=pages, depth=1).exists()


def lists_what_is_below_a_page(request: HttpRequest) -> bool:
    above = request.GET.get("childOf")
    if above is None:
        return True
    is_page = request.resolver_match.kwargs["model_name"] == "page"
    return is_number(above) and (not is_page or Page.objects.filter(pk=above).exists())


def names_what_was_closed(request: HttpRequest) -> bool:
    """Whether it is an object, and nothing in it is escaped: PostgreSQL cannot keep all that JSON can escape."""
    if request.method != "PATCH":
        return True
    return b"\\u" not in request.body and read_object(request.body) is not None


def is_search_or_tag(request: HttpRequest) -> bool:
    return not (request.GET.get("q") and request.GET.get("tag"))


# What is asked of one address, by the name of its view.
CHECKS_OF_VIEWS: dict[str, Callable[[HttpRequest], bool]] = {
    "wagtailadmin_choose_page_external_link": has_address,
    "wagtailadmin_pages:copy": names_page_to_copy_to,
    "wagtailadmin_choose_page_chosen_multiple": chooses_no_root,
    "wagtail_bulk_action": lists_what_is_below_a_page,
    "wagtailadmin_dismissibles": names_what_was_closed,
    "wagtail_localize:upload_pofile": has_file_in_utf8,
    "wagtailimages_chooser:choose": is_search_or_tag,
    "wagtailimages_chooser:choose_results": is_search_or_tag,
    "wagtailredirects:process_import": has_signed_parts,
}


def is_readable(request: HttpRequest) -> bool:
    """Whether Wagtail's views can read what was sent."""
    for name, values in (*request.GET.lists(), *request.POST.lists()):
        check = CHECKS.get(name)
        if any("\x00" in value or (value and check and not check(value)) for value in values):
            return False
        if NUMBER_OF_STREAM.search(name) and not all(map(is_number, values)):
            return False
    for name, values in request.POST.lists():
        if CHOSEN.search(name) and not all(is_number(value) for value in values if value):
            return False
    for name, values in request.GET.lists():
        if name not in TEXTS and not all(map(is_number_or_words, values)):
            return False
    check_of_view = CHECKS_OF_VIEWS.get(request.resolver_match.view_name)
    return check_of_view is None or check_of_view(request)


class UnreadableRequests:
    """Answers such requests with status 400 and a page that says so. Every other fault stays a fault."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Callable, args: tuple, kwargs: dict) -> HttpResponseBase | None:
        if is_in_cms(request) and not is_number(kwargs.get("pk", "1")):
            raise Http404
        if is_in_cms(request) and not is_readable(request):
            return unreadable(request)
        return None

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponseBase | None:
        """Status 400 where Wagtail asked for a part that is not there or was cut off, or for a page past the last,
        or for a number or a day beyond those that the database or Python knows.

        It is logged with its traceback. The same error in this site's own code is left as a fault.
        """
        if not is_in_cms(request) or is_from_own_code(exception):
            return None
        is_cut_off = isinstance(exception, JSONDecodeError) and exception.doc in request.POST.values()
        if is_cut_off or isinstance(exception, MultiValueDictKeyError | InvalidPage | OverflowError):
            log.warning("The CMS was sent what it cannot read", exc_info=exception)
            return unreadable(request)
        return None


def is_from_own_code(exception: Exception) -> bool:
    """Whether it was this site's code that read the request, by way of Django or of a library that reads JSON."""
    frames = [frame for frame, _line in walk_tb(exception.__traceback__)]
    packages = [frame.f_globals.get("__name__", "").partition(".")[0] for frame in frames]
    readers = [package for package in packages if package not in ("django", "json")]
    return bool(readers) and readers[-1] in OWN_PACKAGES


def is_in_cms(request: HttpRequest) -> bool:
    """Whether a page of Wagtail answers; the addresses to sign in are the portal's, which reads what it is sent."""
    path = request.path_info
    return path.startswith("/cms/") and not path.startswith(("/cms/login/", "/cms/password_reset/"))


def unreadable(request: HttpRequest) -> HttpResponseBase:
    return render(request, "400.html", status=400)
