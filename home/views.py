"""The pages for reading that no editor writes: search, and the whole guide at once."""

import hashlib
import re

from django.core.cache import cache
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.utils.translation import get_language
from django.views.generic import TemplateView

from home import article, helplines, searching
from home.models import GuidePage
from portal import organisation, pdf

LONGEST_QUERY = 200
A_MONTH = 30 * 24 * 60 * 60
# Marks on a screen; a PDF has no use for them, and xhtml2pdf cannot draw them.
ICONS = re.compile(r"<svg.*?</svg>|<span class=\"visually-hidden\">.*?</span>", re.DOTALL)


class Search(TemplateView):
    template_name = "home/search.html"

    def get_context_data(self, **kwargs):
        query = searching.tidy(self.request.GET.get("q", "")[:LONGEST_QUERY])
        results = searching.search(query) if query else []
        help_line = helplines.first_of_ours() if query and not results else None
        return super().get_context_data(**kwargs) | {"query": query, "results": results, "ours": help_line}


class WholeGuide(TemplateView):
    """Every chapter on one page, to print or to read aloud; with ``?format=pdf`` a copy of that page as a file."""

    template_name = "home/whole_guide.html"

    def get_context_data(self, **kwargs):
        guide = get_object_or_404(GuidePage.objects.live(), locale__language_code=get_language())
        chapters = guide.chapters()
        parts = [{"page": page, "article": article.render(page.body, part=page.slug)} for page in chapters]
        return (
            super().get_context_data(**kwargs)
            | guide.language_of_text()
            | {
                "guide": guide,
                "parts": parts,
                "figures": list({figure.code: figure for part in parts for figure in part["article"].figures}.values()),
                "checked": min((page.checked for page in chapters), default=None),
            }
        )

    def get(self, request, *args, **kwargs):
        if request.GET.get("format") != "pdf":
            return super().get(request, *args, **kwargs)
        response = HttpResponse(self._copy(self.get_context_data()), content_type="application/pdf")
        response["Content-Disposition"] = 'inline; filename="veileder.pdf"'
        return response

    def _copy(self, values):
        """The same words give the same file, made once; changed words give a new one at once."""
        for part in values["parts"]:
            part["html"] = ICONS.sub("", part["article"].html)
        values["organisation"] = organisation.current()
        text = render_to_string("pdf/guide.html", values)
        key = "guide-pdf:" + hashlib.sha256(text.encode()).hexdigest()
        made = cache.get(key)
        if made is None:
            made = pdf.render("guide", values)
            cache.set(key, made, A_MONTH)
        return made
