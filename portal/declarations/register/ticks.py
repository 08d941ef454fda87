"""The page with a tick for each of many: it begins with all of them or with none, without a script."""

from django.http import HttpRequest

NAME, NONE = "kryss", "ingen"  # in the address


def all_are_ticked(request: HttpRequest) -> bool:
    """Whether the page begins with all of them ticked."""
    return request.GET.get(NAME) != NONE


def other_way(request: HttpRequest) -> str:
    """The address of the same page with none ticked where all are, and with all ticked where none is."""
    query = request.GET.copy()
    if all_are_ticked(request):
        query[NAME] = NONE
    else:
        del query[NAME]
    return f"{request.path}?{query.urlencode()}" if query else request.path
