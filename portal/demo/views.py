"""The house's look, each building block in each of its states. For those who work on the site: not in production."""

from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse

from forms.contact import DisplayForm, MyDetailsForm, VoteForm
from forms.sign_in import NewAddressForm
from home.drawings import DRAWINGS
from home.helplines.lookup import crisis_lines
from portal.views import OpenPage

COLOURS = ("paper", "surface", "sand", "tint", "ink", "muted", "link", "primary", "accent", "ok", "warn", "bad", "info")
KINDS = ("ok", "info", "warn", "bad")
STATES = ("done", "begun", "mend", "next", "closed")


class Style(OpenPage):
    """Raises Http404 in production."""

    rule = "accounts.choose_display"

    def get(self, request: HttpRequest) -> HttpResponse:
        if settings.PRODUCTION:
            raise Http404
        crisis = crisis_lines()
        return self.render(
            "demo/style",
            colours=COLOURS,
            kinds=KINDS,
            drawings=sorted({*DRAWINGS.values(), "bench"}),
            crisis=crisis,
            danger=crisis[:2],
            steps=[{"title": f"Steg «{state}»", "state": state, "href": "#steps"} for state in STATES],
            tasks=[
                {"title": "Les erklæringen", "href": "#tasks", "hint": "5 minutter", "status": "Nå", "kind": "info"},
                {"title": "Ta kunnskapstesten", "hint": "Åpner når kurset er tatt", "status": "Venter"},
                {"title": "Snakk med oss", "status": "Ferdig"},
            ],
            summary=[
                {"key": "Navn", "value": "Kari Krogh", "href": "#summary"},
                {"key": "Telefon", "value": "", "href": "#summary"},
                {"key": "Temaer", "lines": ["Jobb og studier", "Å være ny med diagnosen"], "href": "#summary"},
            ],
            rows=[["Nordvik", "3", "12"], ["Solheim", "0", "4"]],
            bars_head=["Type", "Antall"],
            bars=[
                {"name": "Samtale", "value": 12, "percent": 100},
                {"name": "Treff", "value": 5, "percent": 42},
            ],
            pages=Paginator(range(30), 10).page(2),
            unfilled=[MyDetailsForm(prefix="details"), DisplayForm(prefix="look")],
            wrong=[NewAddressForm({"wrong-email": "kari"}, prefix="wrong"), VoteForm({}, prefix="vote")],
        )
