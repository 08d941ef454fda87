"""The helplines: all of them, those that a page shows, and those that an editor should check."""

import functools
from dataclasses import dataclass

from django.utils.translation import get_language

from home.helplines import closures, hours
from home.helplines.cards import DAYS_AHEAD, Card, card, cards
from home.helplines.lines import Kind, Line, lines_from
from home.models.helpline import Helpline
from portal import clock
from portal.calls import queries as call_queries
from portal.fragments import cached_one_minute

WARN_AFTER = 150 * hours.DAY  # a month before the page stops saying whether the line is open (hours.CHECK_VALID_FOR)
EMERGENCY_NUMBERS = ("113", "116117")  # for danger, not for talking


def all_lines():
    """Every line, in order, as it was within the last minute, and closed when nobody answers it."""
    return cached_one_minute(f"lines-{get_language()}", lambda: closures.with_closures(read_lines()))


def read_lines():
    """Every line, in order, as editors have written it. Four queries, however many lines there are."""
    return lines_from(Helpline.objects.all())


def lines_of_volunteers():
    """Our own lines as the portal knows them, for its log and rota. Those that are always open have no shifts."""
    return [
        call_queries.Line(line.code, line.name, bool(line.paused_note), functools.partial(_times, line.hours))
        for line in read_lines()
        if line.kind == Kind.PEER
    ]


def _times(timetable, day):
    return () if timetable.always else hours.day_plan(timetable, day).times


def by_kind():
    """What the page of helplines shows: those for danger, who talks day and night, our own, others'."""
    at, lines = clock.now(), all_lines()
    kinds = {kind: [line for line in lines if line.kind == kind] for kind in Kind}
    crisis = _numbers_to_show(kinds[Kind.CRISIS])
    return {
        "danger": [line for line in crisis if line["phone"] in EMERGENCY_NUMBERS],
        "talk": [line for line in crisis if line["phone"] not in EMERGENCY_NUMBERS],
        "ours": cards(kinds[Kind.PEER], at),
        "others": cards(kinds[Kind.PROFESSIONAL], at),
        "instead": _crisis_lines_always_open(lines),
    }


def our_next_card():
    """The card of ours to show where there is room for one: open now, else the one that opens next. None without
    a line."""
    at = clock.now()
    return _first_to_answer(cards([line for line in all_lines() if line.kind == Kind.PEER], at), at)


def _first_to_answer(found, at):
    return min(
        found,
        key=lambda card: (not card.is_open, card.status.opens_at is None, card.status.opens_at or at),
        default=None,
    )


@dataclass(frozen=True)
class HelpNow:
    """Whom to ring at a moment.

    ``open`` is the card of ours that is open, or None. ``instead`` are the lines that answer day and night.
    ``others`` are our lines that are not open, a card each, so that whoever waits for one of them sees when it opens.
    """

    open: Card | None
    instead: list[Line]
    others: list[Card]


def help_now():
    """The ``HelpNow`` of this moment."""
    at, lines = clock.now(), all_lines()
    ours = [line for line in lines if line.kind == Kind.PEER]
    each = [card([line], at) for line in ours]
    return HelpNow(
        open=next((found for found in cards(ours, at) if found.is_open), None),
        instead=_crisis_lines_always_open(lines),
        others=[found for found in each if not found.is_open],
    )


@dataclass(frozen=True)
class NumberToRing:
    """The one number at the top of a page at a moment.

    ``ours`` is the card of our line that answers now, else of the one that opens next; None without a line.
    ``instead`` is a line that answers day and night, for as long as ours is not open; None where there is none.
    """

    ours: Card | None
    instead: Line | None


def number_to_ring(code=""):
    """The ``NumberToRing`` of this moment: of our line with this short name, or of all of ours where there is none."""
    at, lines = clock.now(), all_lines()
    ours = [line for line in lines if line.kind == Kind.PEER]
    wanted = [line for line in ours if line.code == code] or ours
    first = _first_to_answer([card([line], at) for line in wanted], at)
    always = [] if first and first.is_open else _crisis_lines_always_open(lines)
    return NumberToRing(ours=first, instead=next(iter(always), None))


def lines_sharing_number(code):
    """The lines that share the number of the line with this short name; none where there is no such line."""
    lines = all_lines()
    phones = {line.phone for line in lines if line.code == code}
    return [line for line in lines if line.phone in phones]


def crisis_lines():
    """The crisis lines for the red block."""
    return _numbers_to_show([line for line in all_lines() if line.kind == Kind.CRISIS])


def _crisis_lines_always_open(lines):
    """Where to turn while another line is closed: those who talk with anybody at any hour."""
    return [
        line
        for line in lines
        if line.kind == Kind.CRISIS and line.always and not line.paused_note and line.phone not in EMERGENCY_NUMBERS
    ]


def _numbers_to_show(lines):
    return [
        {
            "name": line.name,
            "phone": line.phone,
            "display": line.phone_in_words,
            "text": line.description,
            "always": line.always,
            "lang": line.language_of("description") if line.lang["description"] else "",
        }
        for line in lines
        if not line.paused_note
    ]


def unchecked_lines(lines, today):
    """For editors: lines whose hours nobody has checked lately. In a month the page stops saying whether they open."""
    return [line for line in lines if line.checked is None or today - line.checked > WARN_AFTER]


def upcoming_holidays(lines, today, days):
    """For editors: ``[(line, UpcomingHoliday)]`` in the order of the dates."""
    found = [(line, day) for line in lines for day in hours.upcoming_holidays(line.hours, today, days)]
    return sorted(found, key=lambda pair: pair[1].date)


def undecided_holidays(lines, today, days=DAYS_AHEAD):
    """Those of them for which nobody has said what holds."""
    return [(line, day) for line, day in upcoming_holidays(lines, today, days) if not day.decided]
