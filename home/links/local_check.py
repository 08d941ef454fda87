"""Checks whether an address of this site leads somewhere, without using the network."""

from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.http import HttpRequest
from django.urls import Resolver404, resolve
from django.utils.translation import get_language_from_path, override
from wagtail.contrib.redirects.models import Redirect
from wagtail.documents import get_document_model
from wagtail.models import Page

from home.links.result import CheckResult, Fault


def is_local(address):
    """Whether an address is one of our own."""
    return not address.startswith(("http:", "https:", "//")) or f"{address}/".startswith(f"{settings.SITE_ADDRESS}/")


def check_local(address):
    """Look an address up as the site itself would. No view is run."""
    kind, _colon, number = address.partition(":")
    if kind in ("page", "document"):
        rows = Page.objects.live() if kind == "page" else get_document_model().objects
        exists = number.isdecimal() and rows.filter(pk=number).exists()
        return CheckResult(None) if exists else CheckResult(None, Fault.GONE)
    path = unquote(urlsplit(address.removeprefix(settings.SITE_ADDRESS)).path) or "/"
    # No address has a NUL, and one database refuses to look for it.
    known = "\0" not in path and (leads_somewhere(path) or leads_somewhere(f"{path}/") or is_redirected(path))
    return CheckResult(None) if known else CheckResult(404, Fault.GONE)


def leads_somewhere(path):
    """Whether a view or a published page answers at a path."""
    with override(get_language_from_path(path) or settings.LANGUAGE_CODE):
        try:
            match = resolve(path)
        except Resolver404:
            return False
        return match.url_name != "wagtail_serve" or Page.route_for_request(_request(), match.args[0]) is not None


def is_redirected(path):
    return Redirect.objects.filter(old_path=Redirect.normalise_path(path)).exists()


def _request():
    request = HttpRequest()
    at = urlsplit(settings.SITE_ADDRESS)
    request.META |= {"SERVER_NAME": at.hostname, "SERVER_PORT": str(at.port or 80)}
    return request
