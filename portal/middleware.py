"""What holds for every answer of this site: the policy headers, how long one stays signed in, the second factor."""

import time

from csp.constants import SELF
from csp.middleware import CSPMiddleware
from django.conf import settings
from django.shortcuts import redirect
from django.utils.cache import add_never_cache_headers, patch_cache_control

from portal import fresh, permissions

STAFF_IDLE = 20 * 60 * 60
KEPT_ALIVE_EVERY = 60 * 60


class SecurityHeaders(CSPMiddleware):
    """A strict content security policy; Wagtail's own pages get theirs."""

    def get_policy_parts(self, request, response, report_only=False):
        parts = super().get_policy_parts(request, response, report_only)
        if not report_only and request.path_info.startswith("/cms/"):
            parts.config = settings.CMS_CONTENT_SECURITY_POLICY["DIRECTIVES"]
        elif not report_only and getattr(request, "is_preview", False):
            # Beside the text that an editor writes: the page as strict as ever, in a frame of our own.
            parts.replace = {"frame-ancestors": [SELF]}
        return parts

    def process_response(self, request, response):
        response.headers.setdefault(
            "Permissions-Policy", "camera=(), microphone=(), geolocation=(), interest-cohort=()"
        )
        return super().process_response(request, response)


class SignedIn:
    """For people who are signed in: their standing, their session's length, and no shared cache."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if not request.session.session_key or not request.user.is_authenticated:
            return self.get_response(request)
        request.user.standing = permissions.standing_of(request.user)
        if request.user.standing.is_staff and not self._may_pass(request):
            return redirect("mfa_activate_totp")
        self._keep_alive(request)
        response = self.get_response(request)
        # Back must work on one's own pages, so they are kept by the browser but asked for again.
        patch_cache_control(response, private=True, no_cache=True)
        return response

    def _may_pass(self, request):
        """Staff get nowhere without a second factor in this session, save to the pages where they set one up."""
        open_paths = ("/logg-", "/static/", "/sikkerhet/")
        path = request.path_info.removeprefix("/nn").removeprefix("/en")
        return "mfa" in fresh.methods_used(request) or path.startswith(open_paths)

    def _keep_alive(self, request):
        """The session ends after this long without use: 30 days for members, 20 hours for staff."""
        seen = request.session.get("seen", 0)
        if time.time() - seen > KEPT_ALIVE_EVERY:
            request.session["seen"] = int(time.time())
            if request.user.standing.is_staff:
                request.session.set_expiry(STAFF_IDLE)


def never_store(response):
    """For pages that show somebody else's answers: not even the reader's own browser keeps them."""
    add_never_cache_headers(response)
    patch_cache_control(response, no_store=True)
    return response
