"""Small public pages: display settings, “was this useful?”, error pages, health checks, and files for machines.

These are robots.txt, security.txt, the manifest, by which a browser can install the form for an activity, and the
script that gives it a page while the net is gone.
"""

import datetime
import hashlib
import re
import sys
from urllib.parse import urlsplit, urlunsplit

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.decorators import method_decorator
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from wagtail.models import Page

from forms.contact import DisplayForm
from portal import clock, context, interrupted_forms, large_requests, limits, organisation, votes
from portal.outages import is_outage
from portal.views import OpenPage, PortalView, is_own_path, safe_next_url

VOTE_LIMIT = "30/h/key"
ONE_VOTE = limits.Limit("judge_page", 1, datetime.timedelta(seconds=30))
VOTE_PLACE, THANKS_PLACE = "til-hjelp", "takk"  # on the page of a chapter
LIST_CODE = re.compile(r"[a-z0-9-]{1,80}")
PAPER = "#FBF8F3"  # --paper of site.css in the light look


class Display(PortalView):
    """Text size, spacing, colours and motion, chosen without an account and kept in one cookie.

    Afterwards the reader is led back to the page of this site that they came from.
    """

    rule = "accounts.choose_display"

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.page(DisplayForm(initial=context.display_choices(request)), self.came_from())

    def post(self, request: HttpRequest) -> HttpResponse:
        form = DisplayForm(request.POST)
        if not form.is_valid():
            return self.page(form, safe_next_url(request, ""))
        if request.session.session_key:  # a message must not begin a session, which sets a cookie
            messages.success(request, _("Your choices are in use."))
        response = redirect(safe_next_url(request, reverse("portal:display")))
        value = ".".join(f"{name}-{choice}" for name, choice in form.cleaned_data.items() if choice)
        response.set_cookie(
            context.DISPLAY_COOKIE,
            value,
            max_age=365 * 86400,
            samesite="Lax",
            httponly=True,
            secure=settings.PRODUCTION,
        )
        return response

    def page(self, form: DisplayForm, target: str) -> HttpResponse:
        return self.render("display", form=form, next=target)

    def came_from(self) -> str:
        """The path that the reader came from, if it is another page of this site; else empty."""
        target = safe_next_url(self.request, "")
        if target:
            return target
        try:
            found = urlsplit(self.request.headers.get("Referer", ""))
        except ValueError:  # no address
            return ""
        path = urlunsplit(("", "", found.path, found.query, ""))
        is_here = found.netloc == self.request.get_host() and path != self.request.path
        return path if is_here and is_own_path(self.request, path) else ""


@method_decorator(csrf_exempt, name="dispatch")  # the form stands on a page without cookies; see ``post``
class Useful(OpenPage):
    """The answer to «was this useful?», which is given on the page of the chapter, and leads back to its place there.

    The page is the same for everybody and sets no cookie. So the post is known as ours by what the browser says of
    where it comes from. A second answer of the same network within half a minute is a double click.
    """

    rule = "accounts.judge_page"

    def get(self, request: HttpRequest, slug: str) -> HttpResponse:
        return redirect(f"{self.chapter().url}#{VOTE_PLACE}")

    def post(self, request: HttpRequest, slug: str) -> HttpResponse:
        chapter, answer = self.chapter(), request.POST.get("useful")
        here = chapter.url + (f"?liste={code}" if LIST_CODE.fullmatch(code := request.POST.get("liste", "")) else "")
        if answer not in ("yes", "no") or not interrupted_forms.is_from_our_page(request):
            return redirect(f"{here}#{VOTE_PLACE}")
        limits.count(request, "judge_page", VOTE_LIMIT)
        try:
            limits.use(limits.Use(ONE_VOTE, f"{chapter.translation_key} {limits.network_of(request)}"))
        except limits.LimitReached:
            pass
        else:
            votes.record_vote(chapter.translation_key, answer == "yes")
        return redirect(f"{here}#{THANKS_PLACE}")

    def chapter(self) -> Page:
        below = Page.objects.live().filter(locale__language_code=get_language())
        return get_object_or_404(below, url_path__endswith=f"/veileder/{self.kwargs['slug']}/")


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Status 400, or 413: the request cannot be parsed, or is too large. So nothing here may parse what was posted."""
    if isinstance(exception, RequestDataTooBig):
        return large_requests.too_large(request)
    return render(request, "400.html", status=400)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "404.html", {"written": interrupted_forms.texts_from_our_page(request)}, status=404)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "403.html", {"written": interrupted_forms.texts_from_our_page(request)}, status=403)


def server_error(request: HttpRequest) -> HttpResponse:
    """Status 500, or 503 while the database, the store of files or the disk does not answer.

    It makes no query and renders nothing, so that it works when the database is down.
    """
    status = 503 if is_outage(sys.exc_info()[1]) else 500
    with open(settings.BASE_DIR / "templates" / f"{status}.html", encoding="utf-8") as page:
        headers = {"Retry-After": "60"} if status == 503 else {}
        return HttpResponse(page.read(), status=status, headers=headers)


def healthz(request: HttpRequest) -> HttpResponse:
    """Status 200 whenever the process answers."""
    return HttpResponse("ok", content_type="text/plain")


def robots(request: HttpRequest) -> HttpResponse:
    lines = [
        "User-agent: *",
        "Disallow: /cms/",
        "Disallow: /min-side/",
        f"Sitemap: {settings.SITE_ADDRESS}/sitemap.xml",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain")


def security_txt(request: HttpRequest) -> HttpResponse:
    expires = clock.now().replace(microsecond=0, month=1, day=1, year=clock.now().year + 1).isoformat()
    lines = [
        f"Contact: mailto:{context.organisation.current().email}",
        f"Expires: {expires}",
        "Preferred-Languages: nb, nn, en",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain")


def offline(request: HttpRequest) -> HttpResponse:
    """What is shown in place of the form for an activity while the net is gone. The same for everybody."""
    return HttpResponse(_offline_page())


def offline_worker(request: HttpRequest) -> HttpResponse:
    """The script by which a browser keeps that page. It acts on the form for an activity alone: its address says so."""
    files = [reverse("offline"), static("css/site.css"), static("js/unsaved.js")]
    # Another page or another style is another version, which the browser then fetches anew.
    version = hashlib.sha256("".join([_offline_page(), *files]).encode()).hexdigest()[:12]
    values = {"language": context.interface_language(), "files": files, "version": version}
    response = HttpResponse(render_to_string("offline_worker.js", values), content_type="text/javascript")
    patch_cache_control(response, no_cache=True)
    return response


def _offline_page() -> str:
    values = {"language": context.interface_language(), "form_page": reverse("portal:log_activity")}
    return render_to_string("offline.html", values)


def manifest(request: HttpRequest) -> JsonResponse:
    """What a browser reads when somebody puts the form for an activity on the home screen of their phone.

    ``short_name`` stands under the icon: nobody who sees the phone learns from it that its owner is a supporter, or of
    which organisation.
    """
    values = {
        "id": "/aktivitet/",  # the same in every language: who changes it does not get a second icon
        "name": organisation.current_cached().service_name,
        "short_name": pgettext("under the icon on a phone", "Activity"),
        "lang": context.interface_language(),
        "start_url": reverse("portal:log_activity"),
        "scope": "/",  # signing in is a part of it
        "display": "standalone",
        "background_color": PAPER,
        "theme_color": PAPER,
        "icons": [
            {"src": static("img/mark.svg"), "type": "image/svg+xml", "sizes": "any", "purpose": "any"},
            *(
                {"src": static(f"img/icon-{size}.png"), "type": "image/png", "sizes": f"{size}x{size}", "purpose": use}
                for size in (192, 512)
                for use in ("any", "maskable")
            ),
        ],
    }
    return JsonResponse(values, content_type="application/manifest+json", json_dumps_params={"ensure_ascii": False})
