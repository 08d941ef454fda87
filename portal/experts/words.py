"""Questions and answers in words."""

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from forms.experts import REASONS
from portal import organisation
from portal.reports.totals.small import SMALL


def reason(code):
    """Why a question is not answered, for whoever asked; empty for a code that there is not."""
    return next((str(text) for known, _name, text in REASONS if known == code), "")


def topic(code):
    """What a question is about; empty where that is not said."""
    return ", ".join(organisation.topic_names([code]))


def month(day):
    """“May 2026”."""
    return date_format(day, "F Y")


def who(row):
    """Who has answered: the profession, after the name where it is shown."""
    return f"{row.shown_name}, {row.profession}" if row.shown_name else row.profession


def how_long(waits):
    """How long answers took lately (``queries.waits_lately``), in one sentence; empty where too few are known."""
    if waits is None:
        return ""
    half, most = waits
    text = ngettext(
        "Half of the latest answers came within %(half)s day, and nine of ten within %(most)s.",
        "Half of the latest answers came within %(half)s days, and nine of ten within %(most)s.",
        max(half, 1),
    )
    return text % {"half": max(half, 1), "most": max(most, 1)}


def in_public(number):
    """A number of a month for everybody: a small one could point to somebody, and is not told."""
    return _("fewer than %(small)d") % {"small": SMALL} if 0 < number < SMALL else str(number)
