"""What all pages of the portal share: checking permission, signing in first, conflicts, and small helpers."""

import uuid

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.views import View

from portal import clock, fresh_code, gates, interrupted_forms, limits, middleware, permissions
from portal.moves import IllegalMove, Stale
from portal.unreadable import Unreadable


class PortalView(View):
    """Base of all pages of the portal. It names its permission ``rule``; without one, everybody gets a 403.

    ``get_case`` returns the object that the page is about, or None. It looks only among those that this person may
    see, so another person's object is a 404. One that cannot be read has a page that says so.
    ``gate`` names the requirement that the page is about; if another has to be met first, the page says which. What is
    posted is judged by the service.
    ``shows_others`` is True on pages with other people's answers: no browser keeps them.
    ``needs_fresh_code`` is True where a POST needs a code that was given at most ten minutes ago. The code is asked for
    before the page with the form is shown. ``can_be_read_without_code`` is True where that page is also read by people
    who change nothing: then it is shown, with ``code_first_url`` (``components/code_first.html``) in place of its form.
    A code that becomes too old while somebody writes is asked for again, and what was written is kept meanwhile.
    ``keeps_text`` is False where nothing that is posted is worth keeping while somebody signs in.
    A POST from a page that another person opened in this browser is refused, and nothing of it is kept or shown.
    """

    rule: str | None = None
    gate: str | None = None
    shows_others = False
    needs_fresh_code = False
    can_be_read_without_code = False
    keeps_text = True

    def dispatch(self, request, *args, **kwargs):
        if self.rule is None:
            raise PermissionDenied
        if request.method == "POST" and interrupted_forms.is_written_by_another(request):
            return render(request, "portal/written_by_another.html", status=409)
        if not request.user.is_authenticated and permissions.Role.ANYONE not in permissions.rules()[self.rule].roles:
            return sign_in_first(request, keep=self.keeps_text)
        try:
            self.case = self.get_case()
        except Unreadable:
            return middleware.never_store(render(request, "portal/unreadable.html"))
        if not permissions.allows(request.user, self.rule, self.asked_about()):
            if self.case is not None:
                raise Http404
            raise PermissionDenied
        if self.needs_fresh_code and not fresh_code.recently_authenticated(request):
            if request.method == "POST":
                self.note_arrival()
                interrupted_forms.save(request)
                return fresh_code.redirect_to_fresh_code(reverse("portal:resume"))
            if not self.can_be_read_without_code:
                return fresh_code.redirect_to_fresh_code(request.get_full_path())
        try:
            if self.gate and request.method != "POST":
                gates.check(self.gate, request.user)
            response = super().dispatch(request, *args, **kwargs)
        except gates.NotYet as early:
            first = [(name, gates.page_of(kind)) for kind, name in early.first.items()]
            written = interrupted_forms.texts_to_give_back(request)
            status = 200 if request.method == "GET" else 409
            return self.render("not_yet", first=first, written=written, status=status)
        except Unreadable:
            return middleware.never_store(render(request, "portal/unreadable.html"))
        except (IllegalMove, Stale):
            written = interrupted_forms.texts_to_give_back(request)
            return render(request, "portal/stale.html", {"address": request.path, "written": written}, status=409)
        if request.method == "POST" and request.user.is_authenticated and response.status_code < 400:
            interrupted_forms.discard_if_submitted(request)
        return middleware.never_store(response) if self.shows_others else response

    def get_case(self):
        return None

    def asked_about(self):
        """What the page's rule is asked about: the case, where a page does not say otherwise."""
        return self.case

    def note_arrival(self):
        """Called for what is posted and kept while a code is asked for: for a page that counts when it came."""

    def now(self):
        return clock.now()

    def visible(self, queryset, rule=None):
        """The rows that this person may see by ``rule`` (default: the page's own)."""
        return permissions.visible_to(queryset, self.request.user, rule or self.rule)

    def code_first_url(self, part):
        """Where to get a code before filling in the form in this part of the page; empty for whoever has a new one.

        Empty too after a POST: what was filled in is shown, and a code that has become too old is asked for later.
        """
        if self.request.method == "POST" or fresh_code.recently_authenticated(self.request):
            return ""
        return fresh_code.address(f"{self.request.path}#{part}")

    def render(self, template, status=200, **values):
        return render(self.request, f"portal/{template}.html", {"case": self.case, **values}, status=status)


def sign_in_first(request, keep):
    """A redirect to the sign-in page, which leads back here. With ``keep``, what was posted is saved meanwhile."""
    target = request.get_full_path()
    if request.method == "POST" and keep:
        interrupted_forms.save(request)
        target = reverse("portal:resume")
    return redirect(f"{reverse('portal:sign_in')}?{urlencode({'next': target})}")


class Resume(PortalView):
    """After signing in: shows the text of a form that could not be saved, and a button that posts it again."""

    rule = "accounts.resume_form"

    def get(self, request):
        form = interrupted_forms.saved_form(request)
        if not form:
            return redirect("portal:my_page")
        return self.render("resume", saved_form=form, shown=interrupted_forms.written_texts(form["fields"]))

    def post(self, request):
        interrupted_forms.discard(request)
        return redirect("portal:my_page")


def csrf_failure(request, reason=""):
    """The page for a POST without a valid CSRF token. A post from one of our own pages can be sent again from it.

    A post from another site gets a page without what was posted: showing it would help an attacker. So does one from
    a page that another person opened. The mark of whoever wrote it is kept.
    """
    if interrupted_forms.is_written_by_another(request):
        return render(request, "portal/written_by_another.html", status=403)
    fields = interrupted_forms.posted_fields(request)
    values = {}
    if interrupted_forms.is_from_our_page(request):
        shown = interrupted_forms.written_texts(fields)
        values = {"saved_form": {"path": request.path, "fields": fields}, "shown": shown}
        if writer := request.POST.get("writer"):
            values["writer"] = writer
    return render(request, "portal/stale_form.html", values, status=403)


class OpenPage(PortalView):
    """A form for everybody. Not indexed by search engines, not kept by shared caches; too many posts get a 429."""

    def dispatch(self, request, *args, **kwargs):
        try:
            response = super().dispatch(request, *args, **kwargs)
        except limits.TooManyRequests:
            response = limits.too_many_requests(request)
        response.headers["X-Robots-Tag"] = "noindex"
        patch_cache_control(response, private=True, no_cache=True)
        return response


def posted_token(request):
    """The UUID of the form that was shown (hidden field ``token``); a new one if the field holds no UUID."""
    try:
        return uuid.UUID(request.POST.get("token", ""))
    except ValueError:
        return uuid.uuid4()


def search_words(request):
    """The words of a search for people. They are posted, so that no name comes into an address or a log."""
    return request.POST.get("q", "").replace("\x00", "").strip()[:100]


def safe_next_url(request, default):
    """The path in ``next`` to go on to, if it is on this site; else ``default``."""
    target = request.POST.get("next") or request.GET.get("next") or ""
    return target if is_own_path(request, target) else default


def is_own_path(request, target):
    """Whether ``target`` is a path on this site, which one can be sent on to."""
    # It must begin with a slash: without one, «[» would be accepted, and Django cannot redirect to it.
    is_ours = url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure())
    return target.startswith("/") and is_ours
