"""The codes of ``verdicts`` as text for the person who logged the activity, and rules as text for the secretariat."""

import datetime
from dataclasses import dataclass

from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from forms.choices import ACTIVITY_KINDS
from portal import organisation
from portal.activities.counting import verdicts
from portal.supporters.on_the_day import standing

REASONS = {
    verdicts.NO_PARTICIPANTS: _("the number of people who took part is missing"),
    verdicts.TOO_FEW: _("too few took part, when %(supporters)s are left out"),
    verdicts.NO_MINUTES: _("it is not written how long it lasted"),
    verdicts.TOO_SHORT: _("it was too short"),
    verdicts.NOT_LED: _("it was not led by %(a_supporter)s"),
    standing.NOT_APPOINTED: _("whoever led it was not %(role_supporter)s on that day"),
    standing.NOT_SIGNED: _("whoever led it had no signed declaration that counted on that day"),
    standing.NOT_ACTIVE: _("whoever led it had not begun, or was on a break, on that day"),
    standing.NOT_ASSESSED: _("whoever led it is %(role_supporter)s by an office, and was not assessed by that day"),
    verdicts.PAID: _("whoever led it was paid for it"),
    verdicts.NOT_IN_PERSON: _("people did not meet in person"),
    verdicts.ABROAD: _("it was not in Norway"),
    verdicts.NOT_OWN: _("it was somebody else's event, and not our own"),
    verdicts.BY_PHONE: _("conversations on the phone are told together for the whole organisation"),
    verdicts.DIGITAL: _("conversations by chat, e-mail and video are told together for the whole organisation"),
    verdicts.NO_KIND: _("this kind of activity is not part of the application to the state"),
    verdicts.REPORT_SENT: _("the report is sent already, and this stands apart from it"),
    verdicts.UNREADABLE: _("something that decides about it was changed in the database and cannot be read"),
    verdicts.RULES_UNREADABLE: _("the rules of the year cannot be read, and the secretariat has to mend them"),
    verdicts.LEADER_NOT_SAID: _("tell us who led it"),
    verdicts.IN_PERSON_NOT_SAID: _("tell us whether people met in person"),
    verdicts.IN_NORWAY_NOT_SAID: _("tell us whether it was in Norway"),
    verdicts.OWN_NOT_SAID: _("tell us whether it was our own event"),
    verdicts.PAY_NOT_SAID: _("tell us whether whoever led it was paid for it"),
}
# The same to whoever led it.
OF_YOU = {
    standing.NOT_APPOINTED: _("you were not %(role_supporter)s on that day"),
    standing.NOT_SIGNED: _("you had no signed declaration that counted on that day"),
    standing.NOT_ACTIVE: _("you had not begun, or were on a break, on that day"),
    standing.NOT_ASSESSED: _("you are %(role_supporter)s by an office, and were not assessed by that day"),
    verdicts.PAID: _("you were paid for it"),
    verdicts.PAY_NOT_SAID: _("tell us whether you were paid for it"),
}
WARNINGS = {
    verdicts.LAST_DAY: _("It was on 31 December. The rules can be read in two ways, so the secretariat looks at it."),
    verdicts.NO_DURATION: _(
        "It is not written how long it lasted. It counts all the same, but § 13 asks for it of every activity, so "
        "write it."
    ),
}


def reasons(codes, asked=None, you_led=False):
    """The reasons as parts of a sentence, in the active language. ``asked``: as in ``verdicts.Verdict``.

    ``you_led``: whether the reader is the one who led it.
    """
    return [_reason(code, asked, you_led) for code in codes]


def _reason(code, asked, you_led):
    if asked and code == verdicts.TOO_FEW:
        text = ngettext(
            "too few took part: %(count)d is needed, without %(supporters)s",
            "too few took part: %(count)d are needed, without %(supporters)s",
            asked.participants,
        )
        return text % {"count": asked.participants, **organisation.message_words()}
    if asked and code == verdicts.TOO_SHORT:
        text = ngettext(
            "it was too short: %(minutes)d minute is needed",
            "it was too short: %(minutes)d minutes are needed",
            asked.minutes,
        )
        return text % {"minutes": asked.minutes}
    return organisation.fill_in_words(OF_YOU.get(code, REASONS[code]) if you_led else REASONS[code])


def in_words(verdict, you_led=False):
    """What a page shows of a verdict: ``counts``, ``is_apart``, ``missing`` and ``reasons``, as parts of a sentence.

    ``missing`` is what somebody has to say, and is there where nothing else is against the activity. Where something
    is, ``reasons`` are what cannot be put right by saying something, and how many, or how long, is needed.
    """
    if verdict.missing:
        missing, against = reasons(verdict.missing, you_led=you_led), []
    else:
        codes = [code for code in verdict.reasons if code not in verdicts.NOT_SAID]
        missing, against = [], reasons(codes, verdict.asked, you_led)
    return {"counts": verdict.counts, "is_apart": verdict.is_apart, "missing": missing, "reasons": against}


CORRECT, SAY = "correct", "say"
HELPED_BY_CORRECTING = {verdicts.NO_PARTICIPANTS, verdicts.TOO_FEW, verdicts.NO_MINUTES, verdicts.TOO_SHORT}
HELPED_BY_SAYING = {
    *verdicts.NOT_SAID,
    *(verdicts.NOT_LED, verdicts.PAID, verdicts.NOT_IN_PERSON, verdicts.ABROAD, verdicts.NOT_OWN),
}


def what_helps(verdict):
    """What can make it count, if something was written wrongly: ``CORRECT``, ``SAY``, or empty where nothing can."""
    against = set(verdict.reasons)
    if verdict.counts or not against <= HELPED_BY_CORRECTING | HELPED_BY_SAYING:
        return ""
    return CORRECT if against & HELPED_BY_CORRECTING else SAY


def warnings(codes):
    return [str(WARNINGS[code]) for code in codes]


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
    """A set of rules in words: ``[(what it is about, [(rule, paragraph)])]``, each kind, then all of them.

    Where a rule is another than in the regulation, it says so in place of the paragraph alone.
    """
    return [(name, [(text, source) for text, source, _is_looser in lines]) for name, lines in _lines(rules)]


def looser_rules(rules):
    """The rules by which something would count that the regulation does not count: ``[(what it is about, [rule])]``."""
    found = [(name, [text for text, _source, is_looser in lines if is_looser]) for name, lines in _lines(rules)]
    return [(name, texts) for name, texts in found if texts]


def changed_rules(before, after):
    """What differs between two sets: ``[{name, before, after}]``, where each holds the rules that the other lacks."""
    nothing = [gettext("It is no activity day")]
    old, new = ({name: [text for text, _source in lines] for name, lines in rule_lines(one)} for one in (before, after))
    found = []
    for name in dict.fromkeys([*new, *old]):
        was, will_be = old.get(name, nothing), new.get(name, nothing)
        gone, added = [text for text in was if text not in will_be], [text for text in will_be if text not in was]
        if gone or added:
            found.append({"name": name, "before": gone, "after": added})
    return found


def _lines(rules):
    """``[(what it is about, [(rule, paragraph, whether the regulation is stricter)])]``."""
    lines = [
        (organisation.fill_in_words(name), _lines_of_kind(code, rules.kinds[code]))
        for code, name in ACTIVITY_KINDS
        if code in rules.kinds
    ]
    return [*lines, (gettext("All of them"), _lines_of_all(rules))]


def _compared(text, paragraph, own, regulated):
    """One line about a number, or about what is required (True) or is not."""
    if own == regulated:
        return (text, paragraph, False)
    if own > regulated:
        return (text, gettext("Our own rule, stricter than %(paragraph)s") % {"paragraph": paragraph}, False)
    return (text, _looser(paragraph), True)


def _looser(paragraph):
    return gettext("Our own rule, looser than %(paragraph)s: it counts what the regulation does not") % {
        "paragraph": paragraph
    }


def _lines_of_kind(code, asked):
    regulated = verdicts.RULES_OF_2023.kinds.get(code)
    people = ngettext("At least %(count)d participant", "At least %(count)d participants", asked.participants)
    people %= {"count": asked.participants}
    found = []
    if regulated is None:
        found = [(people, _looser("§ 11"), True)]
        regulated = asked
    elif asked.participants or regulated.participants:
        found = [_compared(people, "§ 11", asked.participants, regulated.participants)]
    if asked.minutes or regulated.minutes:
        time = ngettext("At least %(minutes)d minute a day", "At least %(minutes)d minutes a day", asked.minutes)
        text = time % {"minutes": asked.minutes} if asked.minutes else gettext("However short")
        found.append(_compared(text, "§ 11", asked.minutes, regulated.minutes))
    if asked.led_by_supporter or regulated.led_by_supporter:
        text = _("Led by %(a_supporter)s who counted on that day") if asked.led_by_supporter else _("Led by anybody")
        text = organisation.fill_in_words(text)
        found.append(_compared(text, "§§ 10, 11", asked.led_by_supporter, regulated.led_by_supporter))
    if code == "visit" and not asked.in_person:
        found.append((gettext("Not only in person"), _looser("§ 11"), True))
    elif asked.in_person:
        source = "§ 11" if code == "visit" else gettext("Read strictly: § 11 does not say it")
        found.append((gettext("In person"), source, False))
    return found


def _lines_of_all(rules):
    if rules.leader_counts_as_participant:
        led = _("Whoever leads a group as %(role_supporter)s is one of its participants")
        source = gettext("Read less strictly: § 11 does not say it")
    else:
        led = _("Whoever leads a group as %(role_supporter)s is not one of its participants")
        source = gettext("Read strictly: § 11 does not say it")
    found = [(organisation.fill_in_words(led), source, False)]
    unpaid = _("Whoever leads it as %(role_supporter)s is not paid for it")
    paid = _("Whoever leads it as %(role_supporter)s may be paid for it")
    for is_asked, text, without, paragraph in (
        (rules.in_norway, _("In Norway"), _("Abroad too"), "§ 11"),
        (rules.own_event, _("Our own event"), _("Somebody else's event too"), "§§ 4, 11"),
        (rules.unpaid, unpaid, paid, "§ 10"),
    ):
        found.append(_compared(organisation.fill_in_words(text if is_asked else without), paragraph, is_asked, True))
    if rules.warns_of_last_day:
        found.append((gettext("What was on 31 December is looked at by the secretariat"), "§§ 10, 13", False))
    found.append((gettext("How long it lasted is written. Without it, it is looked at"), "§ 13", False))
    several = gettext("Several on one day of the same kind and leader are one activity day")
    return [*found, (several, "§ 11", False)]
