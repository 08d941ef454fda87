"""Middleware: security headers, how long a session lasts, and the second factor for staff."""

import time
from collections.abc import Callable
from typing import TypeVar

from csp.constants import SELF
from csp.middleware import CSPMiddleware, PolicyParts
from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.cache import add_never_cache_headers, patch_cache_control
from django.utils.translation import get_language_from_path

from portal import fresh_code, permissions

Response = TypeVar("Response", bound=HttpResponseBase)
STAFF_IDLE_SECONDS = 20 * 60 * 60
RENEW_SESSION_EVERY_SECONDS = 60 * 60


class SecurityHeaders(CSPMiddleware):
    """Sends a strict content security policy; the pages of Wagtail's admin get a wider one."""

    def get_policy_parts(
        self, request: HttpRequest, response: HttpResponseBase, report_only: bool = False
    ) -> PolicyParts:
        parts = super().get_policy_parts(request, response, report_only)
        if not report_only and request.path_info.startswith("/cms/"):
            parts.config = settings.CMS_CONTENT_SECURITY_POLICY["DIRECTIVES"]
        elif not report_only and getattr(request, "is_preview", False):
            # The CMS shows the preview in a frame beside the editor's text, so our own pages may frame it.
            parts.replace = {"frame-ancestors": [SELF]}
        return parts

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        response.headers.setdefault(
            "Permissions-Policy", "camera=(), microphone=(), geolocation=(), interest-cohort=()"
        )
        return super().process_response(request, response)


class SignedIn:
    """For people who are signed in: sets ``user.access``, renews the session, and keeps pages out of shared caches.

    Staff who have not given a second factor in this session are sent to the page where they set one up.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not request.session.session_key or not request.user.is_authenticated:
            return self.get_response(request)
        request.user.access = permissions.access_of(request.user)
        if self._acts_as_staff(request) and not self._has_second_factor_or_needs_none(request):
            return redirect("mfa_activate_totp")
        self._keep_alive(request)
        response = self.get_response(request)
        # The Back button must work on one's own pages, so the browser may keep them, but has to ask again before use.
        patch_cache_control(response, private=True, no_cache=True)
        return response

    def _acts_as_staff(self, request: HttpRequest) -> bool:
        """Staff, and in the CMS whoever may open it, whether they have a role of ours or not."""
        if request.path_info.startswith("/cms/") and permissions.opens_cms(request.user):
            return True
        return permissions.access_of(request.user).is_staff

    def _has_second_factor_or_needs_none(self, request: HttpRequest) -> bool:
        """Without a second factor, staff can only open the pages where they sign in, sign out and set one up."""
        open_paths = ("/logg-", "/static/", "/sikkerhet/")
        language = get_language_from_path(request.path_info)
        path = request.path_info.removeprefix(f"/{language}") if language else request.path_info
        return "mfa" in fresh_code.authentication_methods(request) or path.startswith(open_paths)

    def _keep_alive(self, request: HttpRequest) -> None:
        """Renew the session, which ends after 30 days without use, or 20 hours for staff."""
        seen = request.session.get("seen", 0)
        if time.time() - seen > RENEW_SESSION_EVERY_SECONDS:
            request.session["seen"] = int(time.time())
            if self._acts_as_staff(request):
                request.session.set_expiry(STAFF_IDLE_SECONDS)


def never_store(response: Response) -> Response:
    """Forbid every cache, also the reader's browser, to keep this answer. For pages with other people's answers."""
    add_never_cache_headers(response)
    patch_cache_control(response, no_store=True)
    return response
