"""What my page says of the person's declaration where no task of a pathway says it."""

import datetime
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from portal.declarations.reading import queries as reading_queries
from portal.declarations.texts import queries as text_queries
from portal.declarations.validity import lapsing


@dataclass(frozen=True)
class OwnDeclaration:
    """What the page shows; what does not apply is empty.

    ``explain_by`` is the day by which the person was told that they hear from us, where they asked to have it
    explained. ``text`` says how far they have come, and ``action`` is the text of the link to ``href``.
    """

    explain_by: datetime.date | None = None
    is_late: bool = False
    text: str = ""
    action: str = ""
    href: str = ""


def own_declaration(person, pathways, standing):
    """The person's ``OwnDeclaration``, or None. ``pathways`` are all of the person's own, ``standing`` is theirs."""
    steps = [step for pathway in pathways for step in pathway.checklist if step.code == "declaration"]
    if steps and not any(step.is_open or step.met and lapsing.can_renew(step.until) for step in steps):
        return None  # there is nothing to read now, and what is signed is reached from the task
    values = {}
    if standing.asked_at:
        values = {"explain_by": reading_queries.explain_by(standing), "is_late": reading_queries.is_late(standing)}
    if not steps:
        values |= _how_far(person, standing)
    return OwnDeclaration(**values) if values else None


def _how_far(person, standing):
    if standing.has_signed:
        return {"text": _("You have signed it."), "action": _("See what you signed"), "href": reverse("portal:signed")}
    text = text_queries.text_to_sign(person) if standing.has_read else None
    read = reading_queries.sections_read(person, text) if text else ()
    if not read:
        return {}
    said = _("You have read %(done)s of %(all)s parts.") % {"done": len(read), "all": len(text.content["section"])}
    return {"text": said, "action": _("Go on"), "href": reverse("portal:declaration")}
