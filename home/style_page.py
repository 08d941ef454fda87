"""The house's look, each building block in each of its states. For those who work on the site: not in production."""

from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404
from django.views.generic import TemplateView

from forms.contact import DisplayForm, MyDetailsForm
from forms.sign_in import NewAddressForm
from home.drawings import DRAWINGS
from home.helplines.lookup import crisis_lines, number_to_ring

COLOURS = ("paper", "surface", "sand", "tint", "ink", "muted", "link", "primary", "accent", "ok", "warn", "bad", "info")
KINDS = ("ok", "info", "warn", "bad")
STATES = ("done", "begun", "mend", "next", "closed")


class StylePage(TemplateView):
    """Raises Http404 in production."""

    template_name = "home/style.html"

    def get_context_data(self, **kwargs):
        if settings.PRODUCTION:
            raise Http404
        return super().get_context_data(
            **kwargs,
            colours=COLOURS,
            kinds=KINDS,
            drawings=sorted({*DRAWINGS.values(), "bench"}),
            danger=crisis_lines()[:2],
            number=number_to_ring(),
            steps=[{"title": f"Steg «{state}»", "state": state, "href": "#steps"} for state in STATES],
            tasks=[
                {"title": "Les erklæringen", "href": "#tasks", "hint": "5 minutter", "status": "Nå", "kind": "info"},
                {"title": "Ta kunnskapstesten", "hint": "Åpnes når kurset er tatt", "status": "Venter"},
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
            wrong=[NewAddressForm({"wrong-email": "kari"}, prefix="wrong"), DisplayForm({}, prefix="wrong-look")],
        )
