"""Several days in one text, as people write them: «4.6., 5.6. og 6.6.», «4/6 5/6», «4.-6. juni», or one on each line.

Each part is read as the one day that it can mean, by ``readers.read_date``, or refused with its own words.
"""

import datetime
import re
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from forms import readers
from forms.dates import date_in_words
from forms.readers import MONTH, WEEKDAY, Unreadable, WrongWeekday

MOST_DAYS = 60  # at once: a year of weeks, and some more
LONGEST = 1500  # characters: many more than so many days need

_NUMBERS = (
    r"[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}"
    # 4.6, 4.6.2026, 4/6-26. What follows the dash of 4/6-6/6 is the next day, and not a year.
    r"|[0-9]{1,2}[./][0-9]{1,2}(?:[./ -]{1,2}[0-9]{4}|(?:[./]|(?<=/[0-9])-|(?<=/[0-9]{2})-)[0-9]{2}(?![./][0-9]))?"
)
_WORDS = rf"[0-9]{{1,2}}\.? ?(?:{MONTH})(?:\.? [0-9]{{4}})?"
_DAY = re.compile(
    rf"(?P<full>(?:(?:{WEEKDAY})[.,]? )?(?:den )?(?:{_NUMBERS}|{_WORDS}))(?![0-9a-zæøå])\.?"
    r"|(?P<bare>[0-9]{1,2})(?![0-9a-zæøå])\.?"
)
_TO = re.compile(r" ?- ?| (?:til og med|til|t\.o\.m\.|to|until) ")
_BETWEEN = re.compile(r"(?: ?[,;&+]| (?:og|and)(?= ))+ ?| ")
_PARTS = re.compile(r"[,;&+]| (?:og|and) ")


class UnreadablePart(Unreadable):
    """A part of the text is no day, or could be more than one: ``part``."""

    def __init__(self, part: str) -> None:
        super().__init__(part)
        self.part = part


class TooManyDays(Unreadable):
    """More days than anybody has to write at once."""


@dataclass(frozen=True)
class ReadDays:
    """Days in order, each once. ``is_certain`` is false where a part of one was guessed, such as its year."""

    days: list[datetime.date]
    is_certain: bool


@dataclass(frozen=True)
class _Part:
    text: str
    number: int | None  # of a day whose month stands further on: the 4 of «4.-6. juni»
    ends_range: bool


def read_days(text: str, *, near: datetime.date) -> ReadDays:
    """The days that the text says. One without a year is the one that is nearest to ``near``.

    It is certain where its weekday stands beside it, or where it is at most ``readers.RECENT`` before or after.
    Raises ``UnreadablePart``, ``WrongWeekday`` and ``TooManyDays``.
    """
    if len(text) > LONGEST:
        raise TooManyDays
    parts = _split(readers.tidy(re.sub(r"[\r\n]+", "; ", text.strip())))
    reads: list[readers.ReadDate] = []
    for part in reversed(parts):
        reads.insert(0, _read(part, reads[0] if reads else None, near))
    days: set[datetime.date] = set()
    for index, (part, read) in enumerate(zip(parts, reads, strict=True)):
        first = reads[index - 1].day if part.ends_range else read.day
        if part.ends_range and first >= read.day:
            raise UnreadablePart(f"{parts[index - 1].text} - {part.text}")
        length = (read.day - first).days + 1
        if length > MOST_DAYS:
            raise TooManyDays
        days |= {first + datetime.timedelta(days=number) for number in range(length)}
    if len(days) > MOST_DAYS:
        raise TooManyDays
    return ReadDays(sorted(days), all(read.is_certain for read in reads))


def _split(text: str) -> list[_Part]:
    parts: list[_Part] = []
    text = text.strip(" ,;&+") or text
    from_word = re.match(r"(?:fra og med|fra|from) ", text)
    at, ends_range = from_word.end() if from_word else 0, False
    while True:
        found = _DAY.match(text, at)
        if not found:
            raise UnreadablePart(_part_at(text, at))
        number = int(found["bare"]) if found["bare"] else None
        parts.append(_Part(found[0].strip(), number, ends_range))
        at = found.end()
        if at == len(text):
            return parts
        to = _TO.match(text, at)
        between = to or _BETWEEN.match(text, at)
        if not between or (to and ends_range):
            raise UnreadablePart(_part_at(text, at))
        at, ends_range = between.end(), bool(to)


def _part_at(text: str, at: int) -> str:
    """The part of the text between two commas, or the like, that holds what stands at ``at``."""
    ends = [found.span() for found in _PARTS.finditer(text)]
    first = max((end for _start, end in ends if end <= at), default=0)
    last = min((start for start, _end in ends if start > at), default=len(text))
    return text[first:last].strip() or text


def _read(part: _Part, following: readers.ReadDate | None, near: datetime.date) -> readers.ReadDate:
    if part.number is None:
        return _nearest(part.text, near)
    # A later number before the month would belong to the month before, or is a mistake.
    if following is None or part.number >= following.day.day or part.number < 1:
        raise UnreadablePart(part.text)
    return readers.ReadDate(following.day.replace(day=part.number), following.is_certain)


def _nearest(text: str, near: datetime.date) -> readers.ReadDate:
    found: list[tuple[datetime.timedelta, readers.ReadDate | WrongWeekday]] = []
    for year in (near.year, near.year - 1, near.year + 1):
        try:
            read = readers.read_date(text, today=near, year=year)
            found.append((abs(read.day - near), read))
        except WrongWeekday as wrong:
            found.append((abs(wrong.day - near), wrong))
        except Unreadable:
            continue
    if not found:
        raise UnreadablePart(text)
    nearest = min(found, key=lambda pair: pair[0])[1]
    if isinstance(nearest, WrongWeekday):
        raise nearest
    if abs(nearest.day - near) <= readers.RECENT:
        return readers.read_date(text, today=nearest.day, year=nearest.day.year)
    return nearest


def days_in_words(days: list[datetime.date]) -> str:
    """“5 days: Wednesday 3 June 2026, …” in the active language."""
    names = ", ".join(map(date_in_words, days))
    text = ngettext("%(count)d day: %(names)s", "%(count)d days: %(names)s", len(days))
    return text % {"count": len(days), "names": names}


def too_many_days() -> str:
    text = ngettext(
        "That is more than %(count)d day. Log at most %(count)d at once",
        "That is more than %(count)d days. Log at most %(count)d at once",
        MOST_DAYS,
    )
    return text % {"count": MOST_DAYS}


class DaysField(forms.CharField):
    """Several days as people write them, or none: a list of dates in order.

    What is read with a guess, such as a day without a year, is an error that says what was understood. The form then
    shows full dates, which are accepted when they are sent. The form sets ``near``: days without a year lie there.
    """

    widget = forms.Textarea(attrs={"rows": 2})
    near: datetime.date | None = None

    def clean(self, value: Any) -> list[datetime.date]:
        text = str(value or "").strip()
        if not text:
            return []
        try:
            read = self.read(text)
        except TooManyDays:
            raise ValidationError(too_many_days()) from None
        except WrongWeekday as wrong:
            day = {"day": date_in_words(wrong.day)}
            weekday = _("The date is a different day of the week: %(day)s. Correct the weekday or the date.")
            raise ValidationError(weekday % day) from None
        except UnreadablePart as wrong:
            unread = _("We could not read “%(part)s”. Write the days like this: 4.6.2026, 5.6.2026")
            raise ValidationError(unread % {"part": wrong.part[:60]}) from None
        if not read.is_certain:
            guess = _("We read this as %(which)s. If that is right, press the button once more. If not, correct it.")
            raise ValidationError(guess % {"which": days_in_words(read.days)})
        return read.days

    def read(self, text: str) -> ReadDays:
        return read_days(text, near=self.near or timezone.localdate())

    def bound_data(self, data: Any, initial: Any) -> Any:
        """What was typed; days that were understood with a guess are written in full."""
        shown = super().bound_data(data, initial)
        try:
            read = self.read(shown) if isinstance(shown, str) and shown.strip() else None
        except Unreadable:
            return shown
        if read is None or read.is_certain:
            return shown
        return ", ".join(f"{day.day}.{day.month}.{day.year}" for day in read.days)
