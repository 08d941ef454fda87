"""The guide to print: the whole of it, one chapter, and the conversation cards alone."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import get_language
from django.views.generic import TemplateView

from home.guide import booklet, cards
from home.models import ChapterPage, GuidePage
from portal import reading_pages


def guide_here():
    """The guide in the active language, or a 404."""
    return get_object_or_404(GuidePage.objects.live(), locale__language_code=get_language())


class WholeGuideView(TemplateView):
    """Every chapter on one page, to print or to read aloud; with ``?format=pdf`` a copy of that page as a file."""

    template_name = "home/whole_guide.html"

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | booklet.whole_guide(guide_here())

    def get(self, request, *args, **kwargs):
        if request.GET.get("format") != "pdf":
            response = super().get(request, *args, **kwargs)
            reading_pages.remember(response)
            return response
        response = HttpResponse(booklet.pdf_of(self.get_context_data()), content_type="application/pdf")
        response["Content-Disposition"] = 'inline; filename="veileder.pdf"'
        return response


class ChapterPrintView(TemplateView):
    """One chapter alone, for whoever prints without a script."""

    template_name = "home/chapter_print.html"

    def get_context_data(self, slug, **kwargs):
        live = ChapterPage.objects.live()
        page = get_object_or_404(live, locale__language_code=get_language(), slug=slug)
        values = {"page": page, "article": page.rendered()}
        return super().get_context_data(**kwargs) | page.language_of_text() | values

    def get(self, request, *args, **kwargs):
        response = super().get(request, *args, **kwargs)
        reading_pages.remember(response)
        return response


class CardsView(TemplateView):
    """The cards of all chapters together, and with ``?format=pdf`` as a file. A 404 where there are none."""

    template_name = "home/talk_cards.html"

    def get_context_data(self, **kwargs):
        guide = guide_here()
        found = cards.all_cards(guide)
        if not found:
            raise Http404
        return super().get_context_data(**kwargs) | {
            "guide": guide,
            "language": guide.language_of_text()["borrowed_code"],
            "cards": found,
            "sheets": list(cards.sheets(found)),
        }

    def get(self, request, *args, **kwargs):
        if request.GET.get("format") != "pdf":
            response = super().get(request, *args, **kwargs)
            reading_pages.remember(response)
            return response
        content = booklet.pdf_of(self.get_context_data(), "talk_cards")
        response = HttpResponse(content, content_type="application/pdf")
        response["Content-Disposition"] = 'inline; filename="samtalekort.pdf"'
        return response
