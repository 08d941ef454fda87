"""The card of a phone number: the lines behind it, whether they are open, and their hours in an ordinary week.

Lines that share a number are one card: two cards with the same number would send people to the wrong volunteer.
"""

import datetime
from dataclasses import dataclass, replace

from django.conf import settings
from django.utils.dates import WEEKDAYS

from forms.phones import format_phone
from home.helplines import hours, words
from home.helplines.hours import DAY, State, Status
from home.helplines.lines import Kind, Line, lang_attribute
from portal import clock

DAYS_AHEAD = 60  # for which a card tells what differs from the week
# As schema.org calls them, Monday first.
SCHEMA_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@dataclass(frozen=True)
class OpeningSpecification:
    """One opening as an OpeningHoursSpecification of schema.org. A closed day opens and closes at midnight."""

    opens: str
    closes: str
    days: tuple[str, ...] = ()
    first: datetime.date | None = None
    last: datetime.date | None = None


@dataclass(frozen=True)
class WeekRow:
    """One stretch of the week."""

    day: str
    hours: str
    line: Line
    spec: OpeningSpecification


@dataclass(frozen=True)
class HoursChange:
    """A coming day or period for which the week does not hold."""

    first: datetime.date
    last: datetime.date
    when: str
    hours: str
    why: str
    note: str
    line: Line
    specs: tuple[OpeningSpecification, ...]


@dataclass(frozen=True)
class Note:
    """An editor's note about today or about a pause. ``name`` says which of the lines, where it is not about all."""

    text: str
    lang: str
    name: str
    lang_of_name: str


@dataclass(frozen=True)
class Card:
    """One phone number, with every line behind it."""

    lines: list
    status: Status
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
        return words.join_with_and([line.name for line in self.lines])

    @property
    def anchor(self):
        return self.lines[0].code

    @property
    def who(self):
        return words.join_with_and([line.who for line in self.answering]) if self.answering else ""

    @property
    def lang(self):
        """The same attributes as a line's, for texts that may come from several lines: bokmål if any of them is."""
        return {
            "name": lang_attribute(_language_of_all("name", self.lines)),
            "who": lang_attribute(_language_of_all("who", self.answering or self.lines)),
        }

    @property
    def lang_of_notes(self):
        """Editors' words about single days and periods are in bokmål alone."""
        return lang_attribute(settings.LANGUAGE_CODE)

    @property
    def is_open(self):
        return self.status.is_open

    @property
    def may_be_open(self):
        """Also true where nobody has checked the hours lately: the number then stays one to call."""
        return self.status.is_open or self.status.state == State.UNKNOWN

    @property
    def headline(self):
        return words.headline(self.status)

    @property
    def reason(self):
        """The name of the day, where today's hours are not those of the week."""
        return words.holiday_names(self.status.holidays)

    @property
    def detail(self):
        return words.detail(self.status)

    @property
    def until(self):
        return words.clock_in_words(self.status.until) if self.status.until else ""

    @property
    def opens(self):
        return words.moment_in_words(self.status.opens_at, self.today) if self.status.opens_at else ""

    @property
    def free(self):
        return all(line.free for line in self.lines)

    @property
    def anonymous(self):
        return all(line.anonymous for line in self.lines)

    @property
    def unpaused_lines(self):
        """The lines whose hours hold: those that no editor has paused."""
        return [line for line in self.lines if not line.paused_note]

    @property
    def always(self):
        return any(line.always for line in self.unpaused_lines)

    @property
    def checked(self):
        """The day on which all the hours of this number had been checked; none while one of them is unchecked."""
        days = [line.checked for line in self.lines]
        return min(days) if all(days) else None

    @property
    def is_ours(self):
        return self.lines[0].kind == Kind.PEER

    @property
    def shared(self):
        return len(self.lines) > 1

    @property
    def week(self):
        """The ordinary week, Monday first."""
        found = [(slot, line) for line in self.unpaused_lines if not line.always for slot in line.hours.slots]
        found.sort(key=lambda pair: (pair[0].weekday, pair[0].opens, pair[0].closes))
        return [
            WeekRow(
                str(WEEKDAYS[slot.weekday]).capitalize(),
                words.hours_in_words(slot.opens, slot.closes),
                line,
                _specification(slot.opens, slot.closes, weekday=slot.weekday),
            )
            for slot, line in found
        ]

    @property
    def changes(self):
        """What is different in the coming two months, or goes on now; nothing that has no hours to differ from."""
        found = [change for line in self.unpaused_lines for change in _changes(line, self.today)]
        return sorted(found, key=lambda change: (change.first, change.last))

    @property
    def around_the_clock(self):
        """For a number that is open day and night, what schema.org calls that."""
        return OpeningSpecification("00:00", "23:59", SCHEMA_DAYS) if self.always else None


def card(lines, at):
    """The card of lines that share a number, as it is true at the moment ``at``."""
    now = [(line, hours.status(line.hours, at)) for line in lines]
    status, answering = _combined_status(now)
    return Card(lines, status, answering, list(_notes(now)), clock.local(at).date())


def cards(lines, at):
    """One card for each number, in the lines' order."""
    by_phone = {}
    for line in lines:
        by_phone.setdefault(line.phone, []).append(line)
    return [card(sharing, at) for sharing in by_phone.values()]


def _combined_status(now):
    """What the number says, and who answers, of ``[(line, status)]``."""
    answering = [(line, status) for line, status in now if status.is_open]
    if answering:
        return answering[0][1], [line for line, _status in answering]
    if any(status.state == State.UNKNOWN for _line, status in now):
        return Status(State.UNKNOWN), []
    coming = [(line, status) for line, status in now if status.opens_at]
    if not coming:
        return now[0][1], []
    first = min(status.opens_at for _line, status in coming)
    answering = [(line, status) for line, status in coming if status.opens_at == first]
    status = answering[0][1]
    closed_today = next((status for _line, status in now if status.holidays and not status.is_open), None)
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
            lines[0].lang["paused_note"] if paused else lang_attribute(settings.LANGUAGE_CODE),
            "" if len(found) == len(now) else words.join_with_and([line.name for line in lines]),
            lang_attribute(_language_of_all("name", lines)),
        )


def _changes(line, today):
    timetable = line.hours
    until = today + DAYS_AHEAD * DAY
    dates = {day.date for day in hours.upcoming_holidays(timetable, today, DAYS_AHEAD)}
    dates |= {exception.date for exception in timetable.exceptions if today <= exception.date < until}
    for day in sorted(dates):
        plan = hours.day_plan(timetable, day)
        if plan.times != hours.usual_times(timetable, day):
            specs = [_specification(*times, first=day, last=day) for times in plan.times or [(hours.MIDNIGHT,) * 2]]
            when = words.date_in_words(day)
            yield HoursChange(
                day,
                day,
                when,
                words.times_in_words(plan.times),
                words.holiday_names(hours.holidays_of(day.year).get(day, ()), already_said=when),
                plan.note,
                line,
                tuple(specs),
            )
    for season in timetable.seasons:
        if season.first < until and season.last >= today and not timetable.always:
            closed = _specification(hours.MIDNIGHT, hours.MIDNIGHT, first=season.first, last=season.last)
            specs = [
                _specification(slot.opens, slot.closes, weekday=slot.weekday, first=season.first, last=season.last)
                for slot in season.slots
            ]
            yield HoursChange(
                season.first,
                season.last,
                words.period_in_words(season.first, season.last),
                words.slots_in_words(season.slots),
                "",
                season.note,
                line,
                tuple(specs) or (closed,),
            )


def _specification(opens, closes, weekday=None, first=None, last=None):
    days = () if weekday is None else (SCHEMA_DAYS[weekday],)
    return OpeningSpecification(f"{opens:%H:%M}", f"{closes:%H:%M}", days, first, last)


def _language_of_all(name, lines):
    languages = [line.language_of(name) for line in lines]
    return settings.LANGUAGE_CODE if settings.LANGUAGE_CODE in languages else languages[0]
