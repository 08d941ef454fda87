"""The whole guide on one page."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import get_language
from django.views.generic import TemplateView

from home.guide import booklet
from home.models import GuidePage
from portal import reading_pages


class WholeGuideView(TemplateView):
    """Every chapter on one page, to print or to read aloud; with ``?format=pdf`` a copy of that page as a file."""

    template_name = "home/whole_guide.html"

    def get_context_data(self, **kwargs):
        guide = get_object_or_404(GuidePage.objects.live(), locale__language_code=get_language())
        return super().get_context_data(**kwargs) | booklet.whole_guide(guide)

    def get(self, request, *args, **kwargs):
        if request.GET.get("format") != "pdf":
            response = super().get(request, *args, **kwargs)
            reading_pages.remember(response)
            return response
        response = HttpResponse(booklet.pdf_of(self.get_context_data()), content_type="application/pdf")
        response["Content-Disposition"] = 'inline; filename="veileder.pdf"'
        return response
