"""An event in plain words: what happened, how far it can be relied on, and those of its details that may be shown.

Details are shown by name: a new one stands nowhere until it is put here. None of these holds an answer about health.
"""

import datetime
from collections.abc import Iterable, Mapping
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.conf import settings
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from forms.portrait import REASONS as PORTRAIT_REASONS
from forms.register import EDITING_CHOICES
from portal import organisation
from portal.accounts.models import User
from portal.accounts.verbs import Verb as Accounts
from portal.chapters.verbs import Verb as Chapters
from portal.events import Record, Standing
from portal.operations.audit.sentences import VERBS
from portal.supporters.verbs import Verb as Supporters

STANDINGS = {
    Standing.SEALED: (pgettext_lazy("event", "Sealed"), "ok"),
    Standing.PENDING: (pgettext_lazy("event", "Ours, sealed within seconds"), "info"),
    Standing.EMPTIED: (pgettext_lazy("event", "Sealed, details deleted"), "neutral"),
    Standing.CHANGED: (pgettext_lazy("event", "Changed, or not ours"), "bad"),
}
OFFICES = {
    "chapter_leader": gettext_lazy("Leader of %(a_chapter)s"),
    "board_member": gettext_lazy("Member of %(the_board)s"),
    "coordinator": gettext_lazy("Coordinator"),
    "secretariat": gettext_lazy("Secretariat"),
}
PEOPLE = ("person", "of", "to")  # details that name somebody by their ``ref``
DAYS = {"starts": gettext_lazy("First day"), "ends": gettext_lazy("Last day"), "last_day": gettext_lazy("Last day")}
YEARS = ("year", "base_year")


def all_verbs() -> list[tuple[str, str]]:
    """``[(verb, words)]`` of every verb that this site writes, by its words."""
    places = ["portal", *(f"portal.{room}" for room in settings.ROOMS)]
    written = [
        str(verb) for place in places if find_spec(f"{place}.verbs") for verb in import_module(f"{place}.verbs").Verb
    ]
    return sorted(((verb, of_verb(verb)) for verb in written), key=lambda pair: pair[1])


def of_verb(verb: str) -> str:
    """What happened; the verb itself where this site does not write it, and somebody has put it into the log."""
    words = {str(known): text for known, text in VERBS.items()}.get(verb)
    if words is None:
        return verb
    text = str(words % organisation.message_words()) if "%(" in str(words) else str(words)
    return text[:1].upper() + text[1:]


def refs_in(records: Iterable[Record]) -> set[Any]:
    """Whatever may be somebody's ``ref`` in these events: who did it, what it is about, and in the details."""
    found: set[Any] = set()
    for record in records:
        named = [record.details.get(name) for name in PEOPLE]
        found |= {record.event.actor, record.event.subject, *(ref for ref in named if isinstance(ref, str))}
    return found - {None}


def of_details(record: Record, people: Mapping[str, User]) -> list[str]:
    """The details that may be shown, a line for each."""
    told, verb, lines = record.details, record.event.verb, []
    for name in PEOPLE:
        if isinstance(told.get(name), str) and told[name] in people:
            lines.append(_line(_("Person"), str(people[told[name]])))
    if verb.startswith("office.") and told.get("kind") in OFFICES:
        lines.append(_line(_("Office"), str(OFFICES[told["kind"]] % organisation.message_words())))
    for name, label in DAYS.items():
        if day := _day(told.get(name)):
            lines.append(_line(str(label), day))
    lines += [_line(_("Year"), str(told[name])) for name in YEARS if isinstance(told.get(name), int)]
    if verb == Accounts.PERSON_RESET_SECOND_FACTOR and isinstance(told.get("reason"), str):
        lines.append(_line(_("Reason"), told["reason"]))
    if verb == Supporters.PORTRAIT_REMOVE:
        lines += [str(name) for code, name, _text in PORTRAIT_REASONS if code == told.get("reason")]
    if verb in (Accounts.PERSON_START_EDITING, Accounts.PERSON_STOP_EDITING):
        lines += [str(text) for role, text in EDITING_CHOICES if role == told.get("role")]
    if verb == Chapters.CHAPTER_RENAME and {"before", "after"} <= told.keys():
        lines.append(f"{told['before']} → {told['after']}")
    return lines


def _line(label: str, value: str) -> str:
    return f"{label}: {value}"


def _day(value: Any) -> str:
    try:
        return date_format(datetime.date.fromisoformat(value), "DATE_FORMAT") if isinstance(value, str) else ""
    except ValueError:
        return ""
