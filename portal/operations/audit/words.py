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

from forms.register import EDITING_CHOICES
from portal import organisation
from portal.accounts.models import User
from portal.accounts.verbs import Verb as Accounts
from portal.chapters.verbs import Verb as Chapters
from portal.declarations.verbs import Verb as Declarations
from portal.events import Record, Standing
from portal.experts.verbs import Verb as Experts
from portal.onboarding.verbs import Verb as Onboarding
from portal.operations.verbs import Verb as Operations
from portal.reports.verbs import Verb as Reports
from portal.supporters.verbs import Verb as Supporters
from portal.verbs import Verb as Frame

# Those that an auditor looks for first. Any other is shown as it stands in the log.
VERBS = {
    Frame.FRESH_CODE_SEND: gettext_lazy("A fresh code was sent"),
    Frame.FRESH_CODE_USE: gettext_lazy("A fresh code was given"),
    Frame.ORGANISATION_CHANGE: gettext_lazy("The organisation's settings were changed"),
    Frame.ROWS_FORGET: gettext_lazy("Rows were deleted, as their time was over"),
    Accounts.ADDRESS_CHANGE_ASK: gettext_lazy("Another sign-in address was asked for"),
    Accounts.ADDRESS_CHANGE_DO: gettext_lazy("The second person changed the sign-in address"),
    Accounts.ADDRESS_CHANGE_STOP: gettext_lazy("The change of a sign-in address was stopped"),
    Accounts.CONSENT_GIVE: gettext_lazy("Consent was given"),
    Accounts.CONSENT_WITHDRAW: gettext_lazy("Consent was withdrawn"),
    Accounts.PERSON_CHANGE_ADDRESS: gettext_lazy("The sign-in address was changed"),
    Accounts.PERSON_CHANGE_DETAILS: gettext_lazy("Name, phone or other details were changed"),
    Accounts.PERSON_RESET_SECOND_FACTOR: gettext_lazy("A lost second factor was taken away"),
    Accounts.PERSON_START_EDITING: gettext_lazy("May edit the pages"),
    Accounts.PERSON_STOP_EDITING: gettext_lazy("May not edit the pages any more"),
    Accounts.TIE_DECLARE: gettext_lazy("Declared to be too close to somebody"),
    Chapters.CHAPTER_CHANGE: gettext_lazy("%(chapter)s: changed in the register"),
    Chapters.CHAPTER_CLOSE: gettext_lazy("%(chapter)s: closed"),
    Chapters.CHAPTER_FOUND: gettext_lazy("%(chapter)s: founded"),
    Chapters.CHAPTER_MERGE: gettext_lazy("%(chapter)s: merged into another"),
    Chapters.CHAPTER_RENAME: gettext_lazy("%(chapter)s: renamed"),
    Chapters.MEMBERSHIP_CONFIRM: gettext_lazy("Membership was confirmed"),
    Chapters.OFFICE_CORRECT: gettext_lazy("The days of an office were corrected"),
    Chapters.OFFICE_END: gettext_lazy("An office ended"),
    Chapters.OFFICE_GIVE: gettext_lazy("An office was given"),
    Declarations.DECLARATION_PUBLISH: gettext_lazy("A text of the declaration was published"),
    Declarations.DECLARATION_SIGN: gettext_lazy("The declaration was signed"),
    Declarations.DECLARATION_WITHDRAW: gettext_lazy("A signature was withdrawn"),
    Experts.EXPERT_ADD: gettext_lazy("Is to answer questions as an expert"),
    Experts.EXPERT_CHANGE: gettext_lazy("What stands about an expert was changed"),
    Experts.EXPERT_REMOVE: gettext_lazy("Does not answer questions as an expert any more"),
    Experts.EXPERT_QUESTION_ANSWER: gettext_lazy("A question to the experts was answered"),
    Experts.EXPERT_QUESTION_ASK: gettext_lazy("A question to the experts came in"),
    Experts.EXPERT_QUESTION_LEAVE_OUT: gettext_lazy("An answer was judged not to be published"),
    Experts.EXPERT_QUESTION_REFUSE: gettext_lazy("A question to the experts was ended without an answer"),
    Experts.EXPERT_QUESTION_WITHDRAW: gettext_lazy("Whoever asked deleted a question to the experts"),
    Experts.PUBLISHED_ANSWER_EDIT: gettext_lazy("An answer for the public was edited or checked"),
    Experts.PUBLISHED_ANSWER_PUBLISH: gettext_lazy("An answer was published"),
    Experts.PUBLISHED_ANSWER_UNPUBLISH: gettext_lazy("An answer was taken down"),
    Onboarding.APPLICATION_APPROVE: gettext_lazy("An application was approved"),
    Onboarding.APPLICATION_DECLINE: gettext_lazy("An application was declined"),
    Onboarding.APPLICATION_SUBMIT: gettext_lazy("An application was sent"),
    Operations.EVENTS_READ: gettext_lazy("The event log was read"),
    Operations.PERSON_DOWNLOAD: gettext_lazy("Downloaded their own data"),
    Operations.PERSON_ERASE: gettext_lazy("An account was erased"),
    Reports.REPORT_APPROVE: gettext_lazy("An annual report was approved"),
    Reports.REPORT_SUBMIT: gettext_lazy("An annual report was sent"),
    Supporters.SUPPORTER_APPOINT: gettext_lazy("%(supporter)s: appointed"),
    Supporters.SUPPORTER_END: gettext_lazy("%(supporter)s: the role ended"),
}
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
    """``[(verb, words)]`` of every verb that this site writes, those with words first."""
    places = ["portal", *(f"portal.{room}" for room in settings.ROOMS)]
    written = [
        str(verb) for place in places if find_spec(f"{place}.verbs") for verb in import_module(f"{place}.verbs").Verb
    ]
    called = {str(verb) for verb in VERBS}
    return sorted(((verb, of_verb(verb)) for verb in written), key=lambda pair: (pair[0] not in called, pair[1]))


def of_verb(verb: str) -> str:
    """What happened, or the verb itself where it has no words."""
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
