"""The small public pages and answers: display settings, was it useful, errors, health, robots."""

import uuid

from django.conf import settings
from django.db import connection
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from wagtail.models import Page

from forms.contact import DisplayForm, VoteForm
from portal import clock, context, limits, mail, votes
from portal.views import OpenPage, PortalView

JUDGING = "30/h/key"


class Display(PortalView):
    """Text size, spacing, colours and motion, chosen without an account and kept in one cookie."""

    rule = "accounts.choose_display"

    def get(self, request):
        return self.render("display", form=DisplayForm(initial=context.display(request)))

    def post(self, request):
        form = DisplayForm(request.POST)
        if not form.is_valid():
            return self.render("display", form=form)
        response = redirect("portal:display")
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


class AboutChapter(OpenPage):
    """Something about one chapter of the guide, which is the editors' page."""

    rule = "accounts.judge_page"

    def chapter(self):
        below = Page.objects.live().filter(locale__language_code=get_language())
        return get_object_or_404(below, url_path__endswith=f"/veileder/{self.kwargs['slug']}/")


class Useful(AboutChapter):
    """«Was this useful?» has a page of its own, so that reading sets no cookie."""

    def get(self, request, slug):
        return self.page(VoteForm(initial={"token": uuid.uuid4()}))

    def post(self, request, slug):
        form = VoteForm(request.POST)
        if not form.is_valid():
            return self.page(form)
        limits.count(request, "judge_page", JUDGING)
        useful = form.cleaned_data["useful"] == "yes"
        votes.give(self.chapter().translation_key, useful, token=form.cleaned_data["token"])
        return redirect("portal:useful_thanks", slug)

    def page(self, form):
        return self.render("useful", form=form, form_errors=bool(form.errors), chapter=self.chapter())


class UsefulThanks(AboutChapter):
    def get(self, request, slug):
        return self.render("useful_thanks", chapter=self.chapter())


def bad_request(request, exception=None):
    """Too much, or not to be read. Nothing of what was posted may be touched here."""
    return render(request, "400.html", status=400)


def not_found(request, exception=None):
    return render(request, "404.html", status=404)


def forbidden(request, exception=None):
    return render(request, "403.html", status=403)


def server_error(request):
    """Written so that it works with the database down: no query, no frame."""
    with open(settings.BASE_DIR / "templates" / "500.html", encoding="utf-8") as page:
        return HttpResponse(page.read(), status=500)


def healthz(request):
    """The process answers."""
    return HttpResponse("ok", content_type="text/plain")


def readyz(request):
    """The database answers, the worker has been seen within a minute, no mail has waited for ten minutes."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    state = mail.health(clock.now())
    return JsonResponse(state, status=200 if all(state.values()) else 503)


def robots(request):
    lines = [
        "User-agent: *",
        "Disallow: /cms/",
        "Disallow: /min-side/",
        f"Sitemap: {settings.SITE_ADDRESS}/sitemap.xml",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain")


def security_txt(request):
    expires = clock.now().replace(microsecond=0, month=1, day=1, year=clock.now().year + 1).isoformat()
    lines = [
        f"Contact: mailto:{context.organisation.current().email}",
        f"Expires: {expires}",
        "Preferred-Languages: nb, nn, en",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain")
