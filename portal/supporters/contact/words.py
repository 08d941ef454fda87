"""A contact request as text in the active language."""

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from forms.choices import BEST_TIMES, LANGUAGES, name_of
from portal import clock, organisation

UNSAID = "unsaid"


def summary_rows(request):
    """What is shown of a request before somebody has accepted it: ``[{key, value}]``."""
    rows = [
        {
            "key": _("Experience"),
            "value": _("Would rather not say") if request.who == UNSAID else organisation.experience_name(request.who),
        },
        {"key": _("Best time"), "value": name_of(BEST_TIMES, request.best_time)},
    ]
    wished = wishes_in_words(request)
    return [*rows, {"key": _("Wishes"), "value": wished}] if wished else rows


def waiting_since(request):
    """Since when whoever asked has waited, in words."""
    return _("Waiting since %(day)s") % {"day": date_format(clock.local(request.sent_at), "MONTH_DAY_FORMAT")}


def load(supporter):
    """“1 of 3 requests”: how many requests a supporter of ``queries.with_load`` has, and can have."""
    text = ngettext("%(held)d of %(room)d request", "%(held)d of %(room)d requests", supporter.room_for)
    return text % {"held": supporter.held, "room": supporter.room_for}


def topics(supporter):
    """The topics that a supporter has said they can talk of, in one line; empty for somebody who is not listed."""
    listing = getattr(supporter, "listing", None)
    return ", ".join(organisation.topic_names(listing.topics)) if listing else ""


def in_one_line(supporter):
    """A supporter of ``queries.with_load`` as the office chooses among them: the name, the chapter, load and topics."""
    parts = [str(supporter), supporter.chapter.name, load(supporter), topics(supporter)]
    return " · ".join(part for part in parts if part)


def wishes_in_words(request):
    """Whom the sender would like to talk with, in one line; empty if they stated no wishes."""
    parts = [
        request.chapter.name if request.chapter else request.county,
        organisation.experience_name(request.experience),
        *organisation.topic_names([request.topic]),
        name_of(LANGUAGES, request.language),
    ]
    return ", ".join(str(part) for part in parts if part)
