"""Which safety texts are approved, by whom and when, as the event log tells it."""

import datetime
from dataclasses import dataclass

from portal import events
from portal.accounts.models import User
from portal.models import Event
from portal.operations.safety.texts import SafetyText, safety_texts
from portal.operations.verbs import Verb
from portal.permissions import ADMINS, REVIEWERS


@dataclass(frozen=True)
class Standing:
    """A text and the last yes to it. ``at`` is None where nobody has approved it as it is now; ``by`` is the name of
    the one who did, empty where they are not here any more."""

    text: SafetyText
    at: datetime.datetime | None = None
    by: str = ""


def standings() -> list[Standing]:
    """Every safety text, in the order of ``safety_texts``. Two queries more than these."""
    texts = safety_texts()
    rows = Event.objects.filter(verb=Verb.SAFETY_TEXT_APPROVE, subject__in=[text.ref for text in texts]).order_by("pk")
    approved = {event.subject: event for event in events.believed(rows)}
    names = {
        user.ref: user.get_full_name() for user in User.objects.filter(ref__in=[one.actor for one in approved.values()])
    }
    return [
        Standing(text, approved[text.ref].at, names.get(approved[text.ref].actor, ""))
        if text.ref in approved
        else Standing(text)
        for text in texts
    ]


def may_approve(user: User) -> bool:
    """Those who approve the reviewed chapters of the guide: reviewers and administrators of the CMS."""
    return user.groups.filter(name__in=[REVIEWERS, ADMINS]).exists()


def unapproved() -> list[SafetyText]:
    return [standing.text for standing in standings() if standing.at is None]
