"""What the list of all supporters says of each, in words."""

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from portal.desk.supporters.queries import Facts


def declaration(facts: Facts) -> str:
    """Until when their declaration counts."""
    if facts.is_signed is None:
        return ""
    if not facts.is_signed:
        return _("Not signed")
    return date_format(facts.signed_until, "DATE_FORMAT") if facts.signed_until else _("For good")


def standing(row, facts: Facts) -> list[str]:
    """That they are on a break or have ended, and since when; nothing of others."""
    lines = []
    if facts.paused_since:
        lines.append(_("On a break since %(day)s") % {"day": date_format(facts.paused_since, "DATE_FORMAT")})
    if facts.paused_since and row.paused_until:
        lines.append(_("Back after %(day)s") % {"day": date_format(row.paused_until, "DATE_FORMAT")})
    if facts.ended_on:
        lines.append(_("Ended on %(day)s") % {"day": date_format(facts.ended_on, "DATE_FORMAT")})
    return lines
