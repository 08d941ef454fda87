"""The codes of ``counting`` as text for the person who logged the activity."""

import datetime
from dataclasses import dataclass

from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from forms.choices import ACTIVITY_KINDS
from portal import organisation
from portal.activities import counting
from portal.supporters import standing

REASONS = {
    counting.NO_PARTICIPANTS: _("the number of people who took part is missing"),
    counting.TOO_FEW: _("too few took part, when %(supporters)s are left out"),
    counting.NO_MINUTES: _("it is not written how long it lasted"),
    counting.TOO_SHORT: _("it was too short"),
    counting.NOT_LED: _("it was not led by %(a_supporter)s"),
    standing.NOT_APPOINTED: _("whoever led it was not %(role_supporter)s on that day"),
    standing.NOT_SIGNED: _("whoever led it had no signed declaration that counted on that day"),
    standing.NOT_ACTIVE: _("whoever led it had not begun, or was on a break, on that day"),
    standing.NOT_ASSESSED: _("whoever led it is %(role_supporter)s by an office, and was not assessed by that day"),
    counting.PAID: _("whoever led it was paid for it"),
    counting.NOT_IN_PERSON: _("people did not meet in person"),
    counting.ABROAD: _("it was not in Norway"),
    counting.NOT_OWN: _("it was somebody else's event, and not our own"),
    counting.BY_PHONE: _("conversations on the phone are told together for the whole organisation"),
    counting.DIGITAL: _("conversations by chat, e-mail and video are told together for the whole organisation"),
    counting.NO_KIND: _("this kind of activity is not part of the application to the state"),
    counting.REPORT_SENT: _("the report is sent already, and this stands apart from it"),
    counting.LEADER_NOT_SAID: _("tell us who led it"),
    counting.IN_PERSON_NOT_SAID: _("tell us whether people met in person"),
    counting.IN_NORWAY_NOT_SAID: _("tell us whether it was in Norway"),
    counting.OWN_NOT_SAID: _("tell us whether it was our own event"),
    counting.PAY_NOT_SAID: _("tell us whether whoever led it was paid for it"),
}
WARNINGS = {
    counting.LAST_DAY: _("It was on 31 December. The rules can be read in two ways, so the secretariat looks at it."),
}


def reasons(codes):
    """The reasons as parts of a sentence, in the active language."""
    return [organisation.fill_in_words(REASONS[code]) for code in codes]


def in_words(verdict):
    """What a page shows of a verdict: ``counts``, ``is_apart``, ``missing`` and ``reasons``, as parts of a sentence.

    ``missing`` is what somebody has to say, and is there where nothing else is against the activity. Where something
    is, ``reasons`` are what cannot be put right by saying something.
    """
    if verdict.missing:
        missing, against = reasons(verdict.missing), []
    else:
        missing, against = [], reasons(code for code in verdict.reasons if code not in counting.NOT_SAID)
    return {"counts": verdict.counts, "is_apart": verdict.is_apart, "missing": missing, "reasons": against}


def warnings(codes):
    return [str(WARNINGS[code]) for code in codes]


STATED = {
    "in_person": (_("People meet in person"), _("People do not meet in person")),
    "in_norway": (_("It is in Norway"), _("It is not in Norway")),
    "own_event": (_("It is our own event"), _("It is somebody else's event")),
    "unpaid": (_("You are not paid for it"), _("You are paid for it")),
}


def statement_lines(statement):
    """What somebody has said of a year, as sentences without a full stop; none where nothing is said."""
    said = [(name, getattr(statement, name, None)) for name in STATED]
    return [str(STATED[name][0 if value else 1]) for name, value in said if value is not None]


@dataclass(frozen=True)
class Regulation:
    """A regulation as it was read on a day."""

    number: str
    address: str
    read_on: datetime.date


REGULATION = Regulation(
    "FOR-2023-01-01-122", "https://lovdata.no/eli/forskrift/2023/01/01/122", datetime.date(2026, 7, 2)
)


def rule_lines(rules):
    """A set of rules in words: ``[(what it is about, [(rule, paragraph)])]``, each kind, then all of them."""
    lines = [
        (organisation.fill_in_words(name), _lines_of_kind(code, rules.kinds[code]))
        for code, name in ACTIVITY_KINDS
        if code in rules.kinds
    ]
    return [*lines, (gettext("All of them"), _lines_of_all(rules))]


def _lines_of_kind(code, asked):
    people = ngettext("At least %(count)d participant", "At least %(count)d participants", asked.participants)
    found = [(people % {"count": asked.participants}, "§ 11")]
    if asked.minutes:
        time = ngettext("At least %(minutes)d minute a day", "At least %(minutes)d minutes a day", asked.minutes)
        found.append((time % {"minutes": asked.minutes}, "§ 11"))
    if asked.led_by_supporter:
        found.append((organisation.fill_in_words(_("Led by %(a_supporter)s who counted on that day")), "§§ 10, 11"))
    if asked.in_person:
        source = "§ 11" if code == "visit" else gettext("Read strictly: § 11 does not say it")
        found.append((gettext("In person"), source))
    return found


def _lines_of_all(rules):
    strict = gettext("Read strictly: § 11 does not say it")
    if rules.leader_counts_as_participant:
        led = _("Whoever leads a group as %(role_supporter)s is one of its participants")
    else:
        led = _("Whoever leads a group as %(role_supporter)s is not one of its participants")
    found = [(organisation.fill_in_words(led), strict)]
    if rules.in_norway:
        found.append((gettext("In Norway"), "§ 11"))
    if rules.own_event:
        found.append((gettext("Our own event"), "§§ 4, 11"))
    if rules.unpaid:
        unpaid = _("Whoever leads it as %(role_supporter)s is not paid for it")
        found.append((organisation.fill_in_words(unpaid), "§ 10"))
    if rules.warns_of_last_day:
        found.append((gettext("What was on 31 December is looked at by the secretariat"), "§§ 10, 13"))
    return [*found, (gettext("Several on one day of the same kind and leader are one activity day"), "§ 11")]
