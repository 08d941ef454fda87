"""What is on one card: a phone number, the lines behind it, what they say now and in an ordinary week?

Lines that share a number are one card: two cards with the same number would send people to the wrong volunteer.
"""

import datetime
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.dates import WEEKDAYS
from django.utils.html import format_html

from forms.fields import format_phone
from home import opening_hours, status_words
from home.models.helpline import Helpline
from home.opening_hours import DAY, State
from portal import clock
from portal.context import interface_language

CHANGES_AHEAD = 60  # days
# As schema.org calls them, Monday first.
SCHEMA_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@dataclass(frozen=True)
class Line:
    """One line as plain values, with its texts in the reader's language where they are translated."""

    pk: int | None  # of the row in bokmål: the one that editors change
    code: str
    phone: str
    kind: str
    free: bool | None
    anonymous: bool | None
    url: str
    hours: opening_hours.Hours
    name: str
    who: str
    description: str
    paused_note: str
    language: str
    borrowed: frozenset = frozenset()  # the texts that are shown in bokmål all the same

    Kind = Helpline.Kind

    @property
    def lang(self):
        """For each text the attribute for words that are not in the language of the page around them."""
        return {name: _mark(self.language_of(name)) for name in Helpline.TEXTS}

    def language_of(self, name):
        return settings.LANGUAGE_CODE if name in self.borrowed else self.language

    @property
    def always(self):
        return self.hours.always

    @property
    def checked(self):
        return self.hours.checked

    @property
    def phone_in_words(self):
        return format_phone(self.phone)

    @property
    def site(self):
        """``ffo.no``: where the link leads."""
        return urlsplit(self.url).hostname.removeprefix("www.") if self.url else ""


@dataclass(frozen=True)
class Spec:
    """One opening in the vocabulary of schema.org. A day that is closed opens and closes at midnight."""

    opens: str
    closes: str
    days: tuple[str, ...] = ()
    first: datetime.date | None = None
    last: datetime.date | None = None


@dataclass(frozen=True)
class Row:
    """One stretch of the week."""

    day: str
    hours: str
    line: Line
    spec: Spec


@dataclass(frozen=True)
class Change:
    """A coming day or period for which the week does not hold."""

    first: datetime.date
    last: datetime.date
    when: str
    hours: str
    why: str
    note: str
    line: Line
    specs: tuple[Spec, ...]


@dataclass(frozen=True)
class Note:
    """An editor's word about today or about a pause; ``name`` where it is true of some of the lines alone."""

    text: str
    lang: str
    name: str
    lang_of_name: str


@dataclass(frozen=True)
class Card:
    """One phone number, with every line behind it."""

    lines: list
    status: opening_hours.Status
    answering: list  # the lines that are open, else those that open next
    notes: list
    today: datetime.date

    @property
    def phone(self):
        return self.lines[0].phone

    @property
    def display(self):
        return format_phone(self.phone)

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
    def lang(self):
        """The same marks as a line's, for texts that may come from several lines: bokmål if any of them is."""
        return {
            "name": _mark(_language_of("name", self.lines)),
            "who": _mark(_language_of("who", self.answering or self.lines)),
        }

    @property
    def lang_of_notes(self):
        """Editors' words about single days and periods are in bokmål alone."""
        return _mark(settings.LANGUAGE_CODE)

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
    def reason(self):
        """The name of the day, where today's hours are not those of the week."""
        return status_words.days_in_words(self.status.named)

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
    def running(self):
        """The lines whose hours hold: those that no editor has paused."""
        return [line for line in self.lines if not line.paused_note]

    @property
    def always(self):
        return any(line.always for line in self.running)

    @property
    def checked(self):
        """The day on which all the hours of this number had been checked; none while one of them is unchecked."""
        days = [line.checked for line in self.lines]
        return min(days) if all(days) else None

    @property
    def is_ours(self):
        return self.lines[0].kind == "peer"

    @property
    def shared(self):
        return len(self.lines) > 1

    @property
    def week(self):
        """The ordinary week, Monday first."""
        found = [(slot, line) for line in self.running if not line.always for slot in line.hours.slots]
        found.sort(key=lambda pair: (pair[0].weekday, pair[0].opens, pair[0].closes))
        return [
            Row(
                str(WEEKDAYS[slot.weekday]).capitalize(),
                status_words.hours_in_words(slot.opens, slot.closes),
                line,
                _spec(slot.opens, slot.closes, weekday=slot.weekday),
            )
            for slot, line in found
        ]

    @property
    def changes(self):
        """What is different in the coming two months, or goes on now; nothing that has no hours to differ from."""
        found = [change for line in self.running for change in _changes(line, self.today)]
        return sorted(found, key=lambda change: (change.first, change.last))

    @property
    def around_the_clock(self):
        """For a number that is open day and night, what schema.org calls that."""
        return Spec("00:00", "23:59", SCHEMA_DAYS) if self.always else None


def card(lines, at):
    """The card of lines that share a number, as it is true at the moment ``at``."""
    now = [(line, opening_hours.status(line.hours, at)) for line in lines]
    status, answering = _together(now)
    return Card(lines, status, answering, list(_notes(now)), clock.local(at).date())


def cards(lines, at):
    """One card for each number, in the lines' order."""
    by_phone = {}
    for line in lines:
        by_phone.setdefault(line.phone, []).append(line)
    return [card(sharing, at) for sharing in by_phone.values()]


def _together(now):
    """What the number says, and who answers, of ``[(line, status)]``."""
    answering = [(line, status) for line, status in now if status.is_open]
    if answering:
        return answering[0][1], [line for line, _status in answering]
    if any(status.state == State.UNKNOWN for _line, status in now):
        return opening_hours.Status(State.UNKNOWN), []
    coming = [(line, status) for line, status in now if status.opens_at]
    if not coming:
        return now[0][1], []
    first = min(status.opens_at for _line, status in coming)
    answering = [(line, status) for line, status in coming if status.opens_at == first]
    status = answering[0][1]
    closed_today = next((status for _line, status in now if status.named and not status.is_open), None)
    if closed_today and status.state == State.CLOSED:  # today's line is closed for the day, another one opens next
        status = replace(closed_today, opens_at=first)
    return status, [line for line, _status in answering]


def _notes(now):
    """What editors say of each line today, whichever of them the number's status is about; the same words once."""
    by_text = {}
    for line, status in now:
        if status.note:
            by_text.setdefault(status.note, []).append((line, status))
    for text, found in by_text.items():
        lines = [line for line, _status in found]
        paused = found[0][1].state == State.PAUSED  # else about a day or a period: in bokmål alone
        yield Note(
            text,
            lines[0].lang["paused_note"] if paused else _mark(settings.LANGUAGE_CODE),
            "" if len(found) == len(now) else status_words.and_join([line.name for line in lines]),
            _mark(_language_of("name", lines)),
        )


def _changes(line, today):
    hours = line.hours
    until = today + CHANGES_AHEAD * DAY
    dates = {day.date for day in opening_hours.coming(hours, today, CHANGES_AHEAD)}
    dates |= {exception.date for exception in hours.exceptions if today <= exception.date < until}
    for day in sorted(dates):
        plan = opening_hours.plan(hours, day)
        if plan.times != opening_hours.usual_times(hours, day):
            specs = [_spec(*times, first=day, last=day) for times in plan.times or [(opening_hours.MIDNIGHT,) * 2]]
            when = status_words.date_in_words(day)
            yield Change(
                day,
                day,
                when,
                status_words.times_in_words(plan.times),
                status_words.days_in_words(opening_hours.named_days(day.year).get(day, ()), beside=when),
                plan.note,
                line,
                tuple(specs),
            )
    for season in hours.seasons:
        if season.first < until and season.last >= today and not hours.always:
            closed = _spec(opening_hours.MIDNIGHT, opening_hours.MIDNIGHT, first=season.first, last=season.last)
            specs = [
                _spec(slot.opens, slot.closes, weekday=slot.weekday, first=season.first, last=season.last)
                for slot in season.slots
            ]
            yield Change(
                season.first,
                season.last,
                status_words.period_in_words(season.first, season.last),
                status_words.slots_in_words(season.slots),
                "",
                season.note,
                line,
                tuple(specs) or (closed,),
            )


def _spec(opens, closes, weekday=None, first=None, last=None):
    days = () if weekday is None else (SCHEMA_DAYS[weekday],)
    return Spec(f"{opens:%H:%M}", f"{closes:%H:%M}", days, first, last)


def _language_of(name, lines):
    languages = [line.language_of(name) for line in lines]
    return settings.LANGUAGE_CODE if settings.LANGUAGE_CODE in languages else languages[0]


def _mark(code):
    return "" if code == interface_language() else format_html(' lang="{}"', code)
