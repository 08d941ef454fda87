"""A request for contact, in words."""

from django.utils.translation import gettext as _

from forms.choices import BEST_TIMES, LANGUAGES, name_of
from portal import organisation

UNSAID = "unsaid"


def about(request):
    """What may be known of a request before anybody has said yes: ``[{key, value}]``."""
    rows = [
        {
            "key": _("Experience"),
            "value": _("Would rather not say") if request.who == UNSAID else organisation.experience_name(request.who),
        },
        {"key": _("Best time"), "value": name_of(BEST_TIMES, request.best_time)},
    ]
    wished = wish(request)
    return [*rows, {"key": _("Wishes"), "value": wished}] if wished else rows


def wish(request):
    """Whom they would like to talk with, in one line; empty where it does not matter."""
    parts = [
        request.chapter.name if request.chapter else request.county,
        organisation.experience_name(request.experience),
        *organisation.topic_names([request.topic]),
        name_of(LANGUAGES, request.language),
    ]
    return ", ".join(str(part) for part in parts if part)
