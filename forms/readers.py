"""What people type, read as numbers, durations, dates and times: bokmål, nynorsk and English.

Every form reads with these, in the CMS too. A text is read as the one thing that it can mean; of what could mean two
things, or nothing, the reader raises ``Unreadable``. A library that reads dates in free text guesses, and puts the
month first in English: a wrong date that nobody notices is worse than a question.
"""

import datetime
import re
from dataclasses import dataclass

# Characters that hide or reorder text: with them, a name in a signed document could look like another name, or like
# none. Among them are letters that nobody can see, and two characters that an XML file must not contain.
HIDDEN_CHARACTERS = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufeff\uffa0"
    "\ufff0-\ufffb\ufffe\uffff\U000e0000-\U000e0fff]"
)
DASHES = re.compile("[\u2010-\u2015\u2212]")


class Unreadable(ValueError):
    """The text has no meaning here, or more than one."""


class NotWhole(Unreadable):
    """A number with decimals where a whole one is needed."""


class WrongWeekday(Unreadable):
    """The text names another weekday than that of its date, which is ``day``."""

    def __init__(self, day: datetime.date) -> None:
        super().__init__(day)
        self.day = day


class MorningOrEvening(Unreadable):
    """An hour that people say of the morning and of the evening. ``time`` is the one in the morning."""

    def __init__(self, time: datetime.time) -> None:
        super().__init__(time)
        self.time = time


def tidy(text: str) -> str:
    """The text in small letters, with one kind of space and one kind of dash, without characters that nobody sees."""
    return " ".join(DASHES.sub("-", HIDDEN_CHARACTERS.sub("", text)).casefold().split())


# Numbers

# 1 000, 1.000, 1,000 and 1'000: groups of three digits, all with the same sign between them.
GROUPED = r"[1-9][0-9]{0,2}(?P<group>[ .,'\u2019])[0-9]{3}(?:(?P=group)[0-9]{3})*"
MOST_DIGITS = 15  # of one number: more than anybody counts, and Python refuses to read thousands of them
NUMBER = re.compile(rf"(?P<digits>{GROUPED}|[0-9]{{1,{MOST_DIGITS}}})(?:(?P<point>[.,])(?P<decimals>[0-9]*))?")
PEOPLE = ("personer", "personar", "person", "people", "persons", "deltakere", "deltakarar", "participants", "stk")
PLACES = ("plasser", "plassar", "plass", "places", "place", *PEOPLE)
YEARS = ("år", "years", "year")
DAYS = ("dager", "dagar", "dag", "døgn", "days", "day")


def read_whole_number(text: str, units: tuple[str, ...] = ()) -> int:
    """The whole number: ``1000``, ``1 000``, ``1.000``, ``12,0`` and, with ``units``, ``6 personer``.

    Raises ``NotWhole`` for ``1.5``, and ``Unreadable`` for what is no number.
    """
    text = tidy(text)
    if units:
        text = re.sub(rf"(?<=[0-9]) ?(?:{'|'.join(units)})\.?\Z", "", text)
    match = NUMBER.fullmatch(text)
    if not match:
        raise Unreadable(text)
    decimals = match["decimals"]
    if decimals and decimals.strip("0"):
        raise NotWhole(text)
    # Three zeros could be decimals or thousands; the same sign cannot be both.
    if decimals and (len(decimals) > 2 or match["point"] == match["group"]):
        raise Unreadable(text)
    digits = re.sub(r"[^0-9]", "", match["digits"])
    if len(digits) > MOST_DIGITS:
        raise Unreadable(text)
    return int(digits)


POSTCODE = re.compile(r"(?:no?[ -]*)?([0-9]{2}) ?([0-9]{2})(?:,? [^0-9]+)?")


def read_postcode(text: str) -> str:
    """The four digits of a Norwegian postcode: ``N-5003``, ``50 03`` or ``5003 Bergen``. Raises ``Unreadable``."""
    match = POSTCODE.fullmatch(tidy(text))
    if not match:
        raise Unreadable(text)
    return match[1] + match[2]


# Durations

MINUTES_OF = {"hour": 60, "quarter": 15, "minute": 1}
UNITS = {
    "hour": r"timer|timar|time|tim|t|hours|hour|hrs|hr|h",
    "quarter": r"kvarter|quarters|quarter",
    "minute": r"minutter|minutt|minutes|minute|min|m",
}
AMOUNT_WORDS = {
    "en": 1, "ein": 1, "et": 1, "eit": 1, "én": 1, "ett": 1, "one": 1, "an": 1, "a": 1,
    "halvannen": 1.5, "halvannan": 1.5, "halvanna": 1.5, "en og en halv": 1.5, "ein og ein halv": 1.5,
    "én og en halv": 1.5, "en halv": 0.5, "ein halv": 0.5, "half an": 0.5,
    "to": 2, "two": 2, "to og en halv": 2.5, "to og ein halv": 2.5, "tre": 3, "three": 3, "fire": 4, "four": 4,
}  # fmt: skip
FRACTIONS = {"½": 0.5, "1/2": 0.5, "¼": 0.25, "1/4": 0.25, "¾": 0.75, "3/4": 0.75}
WORDS = "|".join(sorted(map(re.escape, AMOUNT_WORDS), key=len, reverse=True))
# "1", "1,5", "1 1/2", "halvannen", and a unit; then perhaps minutes, as in "1 t 30". Not "1.30 t": 78 or 90 minutes?
AMOUNT = rf"(?:(?P<words>{WORDS})|(?P<number>[0-9]{{1,4}})?(?:[.,](?P<tenths>[0-9])| ?(?P<part>½|1/2|¼|1/4|¾|3/4))?)"
DURATION = re.compile(
    rf"{AMOUNT} ?(?:(?P<hour>{UNITS['hour']})|(?P<quarter>{UNITS['quarter']})|(?P<minute>{UNITS['minute']}))\.?"
    rf"(?:,? ?(?:og |and )?(?P<more>[0-9]{{1,2}}) ?(?:(?:{UNITS['minute']})\.?)?)?"
)
CLOCK_DURATION = re.compile(r"([0-9]{1,2}):([0-5][0-9])")


def read_minutes(text: str) -> int:
    """A duration in whole minutes: ``90``, ``90 min``, ``1 t 30``, ``1:30``, ``1,5 timer`` or ``halvannen time``.

    Raises ``NotWhole`` for ``1,5`` and ``1.30`` without a unit, and ``Unreadable`` for what is no duration.
    """
    text = tidy(text)
    text = {"en halvtime": "30", "ein halvtime": "30", "halvtime": "30", "half an hour": "30"}.get(text, text)
    if clock := CLOCK_DURATION.fullmatch(text):
        return int(clock[1]) * 60 + int(clock[2])
    found = DURATION.fullmatch(text)
    if not found or not (found["words"] or found["number"] or found["part"]):
        return read_whole_number(text)
    unit = next(name for name in MINUTES_OF if found[name])
    if found["words"]:
        amount = AMOUNT_WORDS[found["words"]]
    else:
        tenths = f"0.{found['tenths']}" if found["tenths"] else "0"
        amount = int(found["number"] or 0) + float(tenths) + FRACTIONS.get(found["part"], 0)
    if found["more"]:
        # "1,5 t 30" could be two things, and "90 min 30" is none.
        if unit != "hour" or amount != int(amount) or int(found["more"]) > 59:
            raise Unreadable(text)
        return int(amount) * 60 + int(found["more"])
    minutes = amount * MINUTES_OF[unit]
    if abs(minutes - round(minutes)) > 0.001:
        raise NotWhole(text)
    return round(minutes)


# Dates

EARLIEST_YEAR, YEARS_AHEAD = 1950, 5  # from what an organisation can remember to what it can plan
MONTHS = [
    ("januar", "january", "jan"), ("februar", "february", "feb"), ("mars", "march", "mar"), ("april", "apr"),
    ("mai", "may"), ("juni", "june", "jun"), ("juli", "july", "jul"), ("august", "aug"),
    ("september", "sept", "sep"), ("oktober", "october", "okt", "oct"), ("november", "nov"),
    ("desember", "december", "des", "dec"),
]  # fmt: skip
WEEKDAYS = [
    ("mandag", "måndag", "monday", "man", "mån", "mon"), ("tirsdag", "tysdag", "tuesday", "tirs", "tir", "tys", "tue"),
    ("onsdag", "wednesday", "ons", "wed"), ("torsdag", "thursday", "tors", "tor", "thu"),
    ("fredag", "friday", "fre", "fri"), ("lørdag", "laurdag", "saturday", "lør", "lau", "sat"),
    ("søndag", "sundag", "sunday", "søn", "sun"),
]  # fmt: skip
MONTH_OF = {name: number for number, names in enumerate(MONTHS, 1) for name in names}
WEEKDAY_OF = {name: number for number, names in enumerate(WEEKDAYS) for name in names}
DAYS_FROM_TODAY = {
    "i dag": 0, "idag": 0, "today": 0, "i går": -1, "igår": -1, "yesterday": -1,
    "i forgårs": -2, "i førgår": -2, "i morgen": 1, "i morgon": 1, "tomorrow": 1, "i overmorgen": 2, "i overmorgon": 2,
}  # fmt: skip
MONTH = "|".join(sorted(MONTH_OF, key=len, reverse=True))
WEEKDAY = "|".join(sorted(WEEKDAY_OF, key=len, reverse=True))
WEEKDAY_FIRST = re.compile(rf"(?:på |on |sist |siste |last )?({WEEKDAY})(?![a-zæøå])[.,]* ?(.*)")
WEEKDAY_LAST = re.compile(rf"(.*[^ ,(]),? \(?({WEEKDAY})\.?\)?")
YEAR = r"[0-9]{4}|[0-9]{2}"
YEAR_FIRST = re.compile(r"([0-9]{4})([-./])([0-9]{1,2})\2([0-9]{1,2})")
IN_NUMBERS = re.compile(rf"([0-9]{{1,2}})( ?[./,-] ?| )([0-9]{{1,2}})(?:( ?[./,-] ?|\. ?-| )({YEAR}))?\.?")
IN_DIGITS = re.compile(rf"([0-9]{{2}})([0-9]{{2}})({YEAR})?")
IN_WORDS = re.compile(rf"([0-9]{{1,2}})(?:\.|st|nd|rd|th)? ?(?:of )?({MONTH})\.?(?:,? ?[-'\u2019]?({YEAR}))?\.?")
MONTH_IN_FRONT = re.compile(rf"({MONTH})\.? ([0-9]{{1,2}})(?:st|nd|rd|th)?(?:,? ([0-9]{{4}}))?")


RECENT = datetime.timedelta(days=60)  # a day that is not longer ago is written without a year


@dataclass(frozen=True)
class ReadDate:
    """A date. ``is_certain`` is false where a part of it was guessed: the person is to see it before it is kept."""

    day: datetime.date
    is_certain: bool


def read_date(text: str, *, today: datetime.date, is_upcoming: bool = False, year: int | None = None) -> ReadDate:
    """The date that the text says: ``31.5.2027``, ``31/5-27``, ``310527``, ``mandag 31. mai`` or ``i går``.

    Without a year it lies in ``year``; if that is None, it is the latest such date, or the next one if
    ``is_upcoming``. A day that has been is certain without a year where its weekday stands beside it, or where it is at
    most ``RECENT`` ago. Whatever else depends on the day on which it is read is not certain, and what other people
    write in another order is not either. Raises ``WrongWeekday``, and ``Unreadable`` for what is no date.
    """
    text = re.sub(r"\A(?:den|the) ", "", tidy(text))
    if text in DAYS_FROM_TODAY:
        day = today + datetime.timedelta(days=DAYS_FROM_TODAY[text])
        return ReadDate(day, is_certain=day <= today and not is_upcoming)
    weekday = None
    if first := WEEKDAY_FIRST.fullmatch(text):
        weekday, text = WEEKDAY_OF[first[1]], re.sub(r"\A(?:den|the) ", "", first[2])
    elif last := WEEKDAY_LAST.fullmatch(text):
        text, weekday = last[1], WEEKDAY_OF[last[2]]
    if weekday is not None and not text:
        days = (weekday - today.weekday()) % 7 if is_upcoming else -((today.weekday() - weekday) % 7)
        # On a Wednesday, “Wednesday” is said of today and of last week.
        return ReadDate(today + datetime.timedelta(days=days), is_certain=days < 0)
    day_of_month, month, written_year, is_certain = _parts(text)
    try:
        if written_year:
            day = datetime.date(_full_year(written_year, today), month, day_of_month)
        else:
            day = _guess(day_of_month, month, today, is_upcoming, year)
            is_recent = is_certain and datetime.timedelta(0) <= today - day <= RECENT
            is_certain = not is_upcoming and (is_recent or weekday is not None)
    except ValueError as wrong:
        raise Unreadable(text) from wrong
    if weekday not in (None, day.weekday()):
        raise WrongWeekday(day)
    return ReadDate(day, is_certain)


def depends_on_today(text: str) -> bool:
    """Whether the text says a day by how long ago it is: «i går», «onsdag», «sist onsdag»."""
    text = tidy(text)
    found = WEEKDAY_FIRST.fullmatch(text)
    return text in DAYS_FROM_TODAY or bool(found and not found[2])


def _parts(text: str) -> tuple[int, int, str, bool]:
    """``(day, month, year as written or empty, whether it can be read in one way alone)``."""
    if found := YEAR_FIRST.fullmatch(text):
        return int(found[4]), int(found[3]), found[1], True
    if found := IN_NUMBERS.fullmatch(text):
        day, month, year = int(found[1]), int(found[3]), found[5] or ""
        signs = {found[2].strip(), (found[4] or "").strip()}
        # 5/6/2026 is in May for Americans, 27-05-31 begins with the year for others. What is written without a year,
        # such as 5/6, is the Norwegian way.
        has_twin = (signs == {"/"} and day <= 12 and day != month) or (signs == {"-"} and len(year) == 2)
        return day, month, year, not has_twin
    if found := IN_DIGITS.fullmatch(text):
        if len(text) == 8 and not "1900" <= text[4:] <= "2100":
            return int(text[6:]), int(text[4:6]), text[:4], True
        return int(found[1]), int(found[2]), found[3] or "", len(text) == 8
    if found := IN_WORDS.fullmatch(text):
        return int(found[1]), MONTH_OF[found[2]], found[3] or "", True
    if found := MONTH_IN_FRONT.fullmatch(text):
        return int(found[2]), MONTH_OF[found[1]], found[3] or "", True
    raise Unreadable(text)


def _full_year(written: str, today: datetime.date) -> int:
    """The year of four digits. Of two digits only one year can be meant: the one that a date here can lie in."""
    if len(written) == 4:
        return int(written)
    year = 2000 + int(written)
    return year - 100 if year > today.year + YEARS_AHEAD and year - 100 >= EARLIEST_YEAR else year


def _guess(day: int, month: int, today: datetime.date, is_upcoming: bool, year: int | None) -> datetime.date:
    if year is not None:
        return datetime.date(year, month, day)
    step = 1 if is_upcoming else -1
    for candidate in range(today.year, today.year + 9 * step, step):  # 29 February comes within eight years
        try:
            found = datetime.date(candidate, month, day)
        except ValueError:
            continue
        if (found - today) * step >= datetime.timedelta(0):
            return found
    raise ValueError(f"{day}.{month}")


# Times

TIME = re.compile(
    r"(?:klokka|klokken|kl\.?|at)? ?([0-9]{1,2})(?:[.:,h ]?([0-9]{2})(?::00)?)? ?(?:(am|pm|a\.m\.|p\.m\.)|h)?\.?"
)
HOURS_OF_TWO_MEANINGS = range(1, 9)  # «klokka 6» is said of the morning and of the evening, «klokka 9» seldom


def read_time(text: str) -> datetime.time:
    """The time of day: ``18``, ``18.30``, ``1830``, ``kl. 18`` or ``6 pm``.

    Raises ``MorningOrEvening`` for a small hour that is written with one digit, such as ``6``, and ``Unreadable`` for
    what is no time.
    """
    match = TIME.fullmatch(tidy(text))
    if not match:
        raise Unreadable(text)
    hour, half = int(match[1]), (match[3] or "").replace(".", "")
    if half:
        if not 1 <= hour <= 12:
            raise Unreadable(text)
        hour = hour % 12 + (12 if half == "pm" else 0)
    try:
        time = datetime.time(hour, int(match[2] or 0))
    except ValueError as wrong:
        raise Unreadable(text) from wrong
    if len(match[1]) == 1 and not half and hour in HOURS_OF_TWO_MEANINGS:
        raise MorningOrEvening(time)
    return time
