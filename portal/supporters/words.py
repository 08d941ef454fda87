"""A request for contact in words."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from forms.choices import BEST_TIMES, EXPERIENCES_OF_ANOTHER, SPOKEN, TOPICS, name_of

WHO = [*EXPERIENCES_OF_ANOTHER, ("unsaid", gettext_lazy("Would rather not say"))]


def about(request):
    """What may be known of a request before anybody has said yes: ``[{key, value}]``."""
    rows = [
        {"key": _("Experience"), "value": name_of(WHO, request.who)},
        {"key": _("Best time"), "value": name_of(BEST_TIMES, request.best_time)},
    ]
    wished = wish(request)
    return [*rows, {"key": _("Wishes"), "value": wished}] if wished else rows


def wish(request):
    """Whom they would like to talk with, in one line; empty where it does not matter."""
    parts = [
        request.chapter.name if request.chapter else request.county,
        name_of(EXPERIENCES_OF_ANOTHER, request.experience),
        name_of(TOPICS, request.topic),
        name_of(SPOKEN, request.language),
    ]
    return ", ".join(str(part) for part in parts if part)
