"""The page of search."""

from django.utils.cache import patch_cache_control
from django.views.generic import TemplateView

from home.helplines import lookup as helplines
from home.search.crisis import is_about_crisis, is_about_feeling_low
from home.search.results import clean_query, search

MAX_QUERY_LENGTH = 200


class SearchView(TemplateView):
    template_name = "home/search.html"

    def get_context_data(self, **kwargs):
        query = clean_query(self.request.GET.get("q", "")[:MAX_QUERY_LENGTH])
        in_guide = self.request.GET.get("i") == "veileder"
        results = [result for result in search(query) if result.is_guide or not in_guide] if query else []
        found = {"query": query, "results": results, "is_crisis": is_about_crisis(query), "in_guide": in_guide}
        found["shows_numbers"] = found["is_crisis"] or is_about_feeling_low(query)
        if query and not results and not found["shows_numbers"]:
            found |= {"ours": helplines.our_next_card(), "crisis": helplines.crisis_lines()}
        return super().get_context_data(**kwargs) | found

    def render_to_response(self, context, **kwargs):
        response = super().render_to_response(context, **kwargs)
        if context.get("ours") or context["shows_numbers"]:  # whether a line is open changes by the minute
            patch_cache_control(response, no_cache=True)
        return response
