"""What all portal pages share: the rule they name, signing in on the way, errors, display settings, health."""

import re
import uuid
from urllib.parse import urlsplit

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.views import View

from portal import clock, fresh, gates, limits, middleware, permissions, stash
from portal.moves import IllegalMove, Stale

# What a browser posts for a tick or a choice: nothing that a person has written.
MARK = re.compile(r"on|[0-9a-f]{16}|[0-9a-f-]{36}|[0-9a-f]{64}")
CHOSEN = {"verdict", "chapter", "missing", "grounds", "handler", "letter_of"}


class PortalView(View):
    """A page of the portal. Deny by default: a view without ``rule`` is refused.

    ``get_case`` finds what the page is about among what this person may see, so that another's case is a 404.
    ``gate`` names the requirement that the page is about, where something may have to come first.
    ``shows_others`` is for pages with somebody else's answers; ``needs_fresh_code`` for deeds that need a code
    no more than ten minutes old.
    """

    rule = None
    gate = None
    shows_others = False
    needs_fresh_code = False
    keeps_text = True  # False where what is posted is a code, or nothing that anybody wrote

    def dispatch(self, request, *args, **kwargs):
        if self.rule is None:
            raise PermissionDenied
        if not request.user.is_authenticated and permissions.Role.ANYONE not in permissions.rules()[self.rule].roles:
            return sign_in_first(request, keep=self.keeps_text)
        self.case = self.get_case()
        if not permissions.allows(request.user, self.rule, self.case):
            if self.case is not None:
                raise Http404
            raise PermissionDenied
        if self.needs_fresh_code and request.method == "POST" and not fresh.is_fresh(request):
            stash.keep(request)
            return fresh.ask(request, reverse("portal:resume"))
        if request.method == "POST" and request.user.is_authenticated:
            stash.arrived(request)
        try:
            if self.gate:
                gates.check(self.gate, request.user)
            response = super().dispatch(request, *args, **kwargs)
        except gates.NotYet as early:
            first = [(name, gates.page_of(kind)) for kind, name in early.first.items()]
            return self.render("not_yet", first=first, status=200 if request.method == "GET" else 409)
        except (IllegalMove, Stale):
            written = _readable([[name, value] for name, values in request.POST.lists() for value in values])
            return render(request, "portal/stale.html", {"address": request.path, "written": written}, status=409)
        return middleware.never_store(response) if self.shows_others else response

    def get_case(self):
        return None

    def now(self):
        return clock.now()

    def visible(self, queryset, rule=None):
        return permissions.visible_to(queryset, self.request.user, rule or self.rule)

    def render(self, template, status=200, **values):
        return render(self.request, f"portal/{template}.html", {"case": self.case, **values}, status=status)


def sign_in_first(request, keep):
    """To the sign-in page and back here. What somebody wrote waits on the server."""
    target = request.get_full_path()
    if request.method == "POST" and keep:
        stash.keep(request)
        target = reverse("portal:resume")
    return redirect(f"{reverse('portal:sign_in')}?{urlencode({'next': target})}")


class Resume(PortalView):
    """The text of a form that met a closed door, given back to the person who wrote it."""

    rule = "accounts.resume_form"

    def get(self, request):
        stashed = stash.waiting(request)
        if not stashed:
            return redirect("portal:my_page")
        return self.render("resume", stash=stashed, shown=_readable(stashed["fields"]))

    def post(self, request):
        stash.drop(request)
        return redirect("portal:my_page")


def _readable(fields):
    """What a person wrote; not buttons, ticks and the ids of choices."""
    technical = {"token", "action", "version", "next", *CHOSEN, *stash.HIDDEN}
    return [value for name, value in fields if value and name not in technical and not MARK.fullmatch(value)]


def stale_form(request, reason=""):
    """A form whose guard has expired. From our own pages the text comes back with a fresh guard.

    A post from elsewhere gets a plain page: echoing it would help an attacker.
    """
    origin = request.headers.get("Origin") or request.headers.get("Referer", "")
    ours = urlsplit(origin).netloc == request.get_host()
    fields = [[name, value] for name, values in request.POST.lists() if name not in stash.HIDDEN for value in values]
    values = {"stash": {"path": request.path, "fields": fields}, "shown": _readable(fields)} if ours else {}
    return render(request, "portal/stale_form.html", values, status=403)


class OpenPage(PortalView):
    """A form that anybody may open: search engines keep out, no cache shares it, and too often is answered kindly."""

    def dispatch(self, request, *args, **kwargs):
        try:
            response = super().dispatch(request, *args, **kwargs)
        except limits.TooMany:
            response = limits.too_many(request)
        response.headers["X-Robots-Tag"] = "noindex"
        patch_cache_control(response, private=True, no_cache=True)
        return response


def posted_token(request):
    """The key of the form that was shown; one that was tampered with gets a new one."""
    try:
        return uuid.UUID(request.POST.get("token", ""))
    except ValueError:
        return uuid.uuid4()


def asked_for(request):
    """What somebody looks for among people. Posted, so that no name stands in an address or a log."""
    return request.POST.get("q", "").replace("\x00", "").strip()[:100]


def safe_next(request, default):
    """The address to go on to, if it is one of ours."""
    target = request.POST.get("next") or request.GET.get("next") or ""
    # A path, and never a bare word: «[» is one that no redirect can be made of.
    is_ours = url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure())
    if target.startswith("/") and is_ours:
        return target
    return default
