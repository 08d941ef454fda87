"""What a ward, a waiting room or a chapter prints and hangs up."""

from django.http import Http404, HttpResponse
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from home.print_material import sheets


@require_safe
def sheet(_request, name):
    """The poster, the cards or the leaflet as a PDF, in the language of the address."""
    if name not in sheets.SHEETS:
        raise Http404
    response = HttpResponse(sheets.sheet(name), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    patch_cache_control(response, public=True, max_age=60)
    return response
