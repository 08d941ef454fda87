"""Whether a line is open, and when, in words. Clock times are written as they are read out."""

import datetime

from django.utils.dates import WEEKDAYS
from django.utils.formats import date_format
from django.utils.translation import get_language, ngettext, pgettext
from django.utils.translation import gettext as _

from home.helplines.hours import Holiday, State

A_WEEK = datetime.timedelta(days=7)


def clock_in_words(time):
    """``21`` or ``17.30`` after «klokka»; ``21:00`` in English."""
    if get_language() == "en":
        return f"{time.hour}:{time.minute:02}"
    return f"{time.hour}.{time.minute:02}" if time.minute else f"{time.hour}"


def closing_in_words(time):
    """The same of when something closes: midnight is 24."""
    if time.hour or time.minute:
        return clock_in_words(time)
    return "24:00" if get_language() == "en" else "24"


def day_in_words(day, today):
    """The weekday within a week, else weekday and date; ``today`` where that is true."""
    if day == today:
        return pgettext("when a line opens", "today")
    weekday = date_format(day, "l")
    if day - today < A_WEEK:
        return weekday
    return date_in_words(day)


def date_in_words(day):
    return date_format(day, "l j F" if get_language() == "en" else "l j. F")


def period_in_words(first, last):
    short = "j F" if get_language() == "en" else "j. F"
    return _("from %(first)s to %(last)s") % {"first": date_format(first, short), "last": date_format(last, short)}


def moment_in_words(moment, today):
    return _("%(day)s at %(clock)s") % {"day": day_in_words(moment.date(), today), "clock": clock_in_words(moment)}


def headline(status):
    """Two or three words; nothing for hours that nobody has checked lately."""
    return {
        State.OPEN: _("Open now"),
        State.CLOSES_SOON: _("Closes soon"),
        State.OPENS_SOON: _("Opens soon"),
        State.CLOSED: _("Closed now"),
        State.CLOSED_HOLIDAY: _("Closed for a public holiday"),
        State.PAUSED: _("Closed for now"),
        State.ALWAYS: _("Open day and night"),
        State.UNKNOWN: "",
    }[status.state]


def detail(status):
    """One sentence about the coming minutes or hours, or nothing."""
    if status.state == State.OPEN and status.until:
        return _("Closes at %(clock)s.") % {"clock": closing_in_words(status.until)}
    if status.state == State.CLOSES_SOON:
        return ngettext(
            "Closes in %(count)d minute. You are welcome to call now.",
            "Closes in %(count)d minutes. You are welcome to call now.",
            status.minutes,
        ) % {"count": status.minutes}
    if status.state == State.OPENS_SOON:
        return ngettext("Opens in %(count)d minute.", "Opens in %(count)d minutes.", status.minutes) % {
            "count": status.minutes
        }
    return ""


def hours_in_words(opens, closes):
    return _("from %(opens)s to %(closes)s") % {"opens": clock_in_words(opens), "closes": closing_in_words(closes)}


def times_in_words(times):
    """The openings of one day."""
    return join_with_and([hours_in_words(*pair) for pair in times]) if times else pgettext("hours", "closed")


def slots_in_words(slots):
    """The openings of a week, on one line."""
    if not slots:
        return pgettext("hours", "closed")
    ordered = sorted(slots, key=lambda slot: (slot.weekday, slot.opens))
    return join_with_and([f"{WEEKDAYS[slot.weekday]} {hours_in_words(slot.opens, slot.closes)}" for slot in ordered])


def holiday_names(holidays, already_said=""):
    """The names of a date's holidays; there can be two. A name that ``already_said`` contains is left out."""
    names = {
        Holiday.NEW_YEARS_DAY: _("New Year's Day"),
        Holiday.EASTER_WEDNESDAY: _("Wednesday before Maundy Thursday"),
        Holiday.MAUNDY_THURSDAY: _("Maundy Thursday"),
        Holiday.GOOD_FRIDAY: _("Good Friday"),
        Holiday.EASTER_SUNDAY: _("Easter Sunday"),
        Holiday.EASTER_MONDAY: _("Easter Monday"),
        Holiday.MAY_DAY: _("May Day"),
        Holiday.CONSTITUTION_DAY: _("Constitution Day"),
        Holiday.ASCENSION_DAY: _("Ascension Day"),
        Holiday.WHIT_SUNDAY: _("Whit Sunday"),
        Holiday.WHIT_MONDAY: _("Whit Monday"),
        Holiday.CHRISTMAS_EVE: _("Christmas Eve"),
        Holiday.CHRISTMAS_DAY: _("Christmas Day"),
        Holiday.BOXING_DAY: _("Boxing Day"),
        Holiday.NEW_YEARS_EVE: _("New Year's Eve"),
    }
    found = [names[holiday] for holiday in holidays if names[holiday] not in already_said]
    return join_with_and(found) if found else ""


def join_with_and(names):
    """``A``, ``A and B``, ``A, B and C``. At least one name."""
    *most, last = names
    return pgettext("two names", "%(some)s and %(last)s") % {"some": ", ".join(most), "last": last} if most else last
