"""The pages for reading that no editor writes: search, and the whole guide at once."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import get_language
from django.views.generic import TemplateView

from home import booklet, helplines, searching
from home.models import GuidePage

LONGEST_QUERY = 200


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
        return super().get_context_data(**kwargs) | booklet.contents(guide)

    def get(self, request, *args, **kwargs):
        if request.GET.get("format") != "pdf":
            return super().get(request, *args, **kwargs)
        response = HttpResponse(booklet.copy(self.get_context_data()), content_type="application/pdf")
        response["Content-Disposition"] = 'inline; filename="veileder.pdf"'
        return response
