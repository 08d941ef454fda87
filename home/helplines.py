"""Which lines are shown together, who answers now, and when does somebody answer next?

Lines that share a number are one card: two cards with the same number would send people to the wrong volunteer.
"""

from dataclasses import dataclass, replace
from datetime import date

from django.utils.dates import WEEKDAYS

from forms.fields import phone_in_words
from home import opening_hours, status_words
from home.models.helpline import Helpline
from home.opening_hours import State
from portal import clock


@dataclass(frozen=True)
class Row:
    """One stretch of the week."""

    day: str
    hours: str
    who: str


@dataclass(frozen=True)
class Card:
    """One phone number, with every line behind it."""

    lines: list
    status: opening_hours.Status
    answering: list  # the lines that are open, else those that open next
    today: date

    @property
    def phone(self):
        return self.lines[0].phone

    @property
    def display(self):
        return phone_in_words(self.phone)

    @property
    def name(self):
        return status_words.and_join([line.name for line in self.lines])

    @property
    def anchor(self):
        return self.lines[0].code

    @property
    def who(self):
        return status_words.and_join([line.who for line in self.answering]) if self.answering else ""

    @property
    def is_open(self):
        return self.status.is_open

    @property
    def may_be_open(self):
        """Hours that nobody has checked lately say nothing: then the number stays one to call."""
        return self.status.is_open or self.status.state == State.UNKNOWN

    @property
    def headline(self):
        return status_words.headline(self.status)

    @property
    def detail(self):
        return status_words.detail(self.status)

    @property
    def until(self):
        return status_words.clock_in_words(self.status.until) if self.status.until else ""

    @property
    def opens(self):
        return status_words.moment_in_words(self.status.opens_at, self.today) if self.status.opens_at else ""

    @property
    def free(self):
        return all(line.free for line in self.lines)

    @property
    def anonymous(self):
        return all(line.anonymous for line in self.lines)

    @property
    def always(self):
        return any(line.always for line in self.lines)

    @property
    def checked(self):
        """The day on which all the hours of this number had been checked; none while one of them is unchecked."""
        days = [line.checked for line in self.lines]
        return min(days) if all(days) else None

    @property
    def shared(self):
        return len(self.lines) > 1

    @property
    def week(self):
        """The ordinary week, Monday first."""
        slots = sorted(
            ((slot.weekday, slot.opens, slot.closes, line.who) for line in self.lines for slot in line.hours.all()),
        )
        return [
            Row(str(WEEKDAYS[weekday]).capitalize(), status_words.hours_in_words(opens, closes), who)
            for weekday, opens, closes, who in slots
        ]


def all_lines():
    """Three queries, however many lines there are."""
    return list(Helpline.objects.prefetch_related("hours", "exceptions"))


def card(lines, at):
    """The card of lines that share a number, as it is true at the moment ``at``."""
    today = clock.local(at).date()
    now = [(line, opening_hours.status(line.timetable(), at)) for line in lines]
    answering = [(line, status) for line, status in now if status.is_open]
    if answering:
        return Card(lines, answering[0][1], [line for line, _status in answering], today)
    if any(status.state == State.UNKNOWN for _line, status in now):
        return Card(lines, opening_hours.Status(State.UNKNOWN), [], today)
    coming = [(line, status) for line, status in now if status.opens_at]
    if not coming:
        return Card(lines, now[0][1], [], today)
    first = min(status.opens_at for _line, status in coming)
    answering = [(line, status) for line, status in coming if status.opens_at == first]
    status = answering[0][1]
    holiday = next((status for _line, status in now if status.state == State.CLOSED_HOLIDAY), None)
    if holiday and status.state == State.CLOSED:  # today's line is closed for the day, another one opens next
        status = replace(holiday, opens_at=first)
    return Card(lines, status, [line for line, _status in answering], today)


def cards(lines, at):
    """One card for each number, in the lines' order."""
    by_phone = {}
    for line in lines:
        by_phone.setdefault(line.phone, []).append(line)
    return [card(sharing, at) for sharing in by_phone.values()]


def by_kind():
    """What the page of helplines shows: crisis numbers, our own lines, others'."""
    at, lines = clock.now(), all_lines()
    kinds = {kind: [line for line in lines if line.kind == kind] for kind in ("crisis", "peer", "professional")}
    return {
        "crisis": as_crisis(kinds["crisis"]),
        "ours": cards(kinds["peer"], at),
        "others": cards(kinds["professional"], at),
    }


def first_of_ours():
    """The card to name where there is room for one: open now, else the one that opens next. None without a line."""
    at = clock.now()
    found = cards([line for line in all_lines() if line.kind == "peer"], at)
    return min(
        found,
        key=lambda card: (not card.is_open, card.status.opens_at is None, card.status.opens_at or at),
        default=None,
    )


def crisis():
    """The crisis lines for the red block. One query."""
    return as_crisis(Helpline.objects.filter(kind="crisis"))


def as_crisis(lines):
    return [
        {
            "name": line.name,
            "phone": line.phone,
            "display": line.phone_in_words,
            "text": line.description,
            "always": line.always,
            "lang": "nb",
        }
        for line in lines
        if not line.paused_note
    ]
