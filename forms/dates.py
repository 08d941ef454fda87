"""Fields for dates and times of day, and how both are said. What is read from them is in ``forms.readers``."""

import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from forms import readers
from forms.fields import Message
from forms.readers import EARLIEST_YEAR, HIDDEN_CHARACTERS, YEARS_AHEAD


def date_in_words(day: datetime.date) -> str:
    """“Wednesday 3 June 2026” in the active language."""
    return date_format(day, "l j F Y" if get_language() == "en" else "l j. F Y")


def day_in_words(day: datetime.date) -> str:
    """“Wednesday 3 June” in the active language."""
    return date_format(day, "l j F" if get_language() == "en" else "l j. F")


def question_about_date(text: str, **how: Any) -> tuple[datetime.date | None, Message]:
    """``(the date, what the person has to be asked first)``: the question is empty where the date is certain.

    ``how`` is what ``readers.read_date`` takes. The date is None where there is none.
    """
    try:
        read = readers.read_date(text, **how)
    except readers.WrongWeekday as wrong:
        day = {"day": date_in_words(wrong.day)}
        return None, _("The date is a different day of the week: %(day)s. Correct the weekday or the date.") % day
    except readers.Unreadable:
        return None, _("Write the date like this: 3.6.2026")
    years = {"first": EARLIEST_YEAR, "last": how["today"].year + YEARS_AHEAD}
    if not years["first"] <= read.day.year <= years["last"]:
        return None, _("Write a year between %(first)s and %(last)s") % years
    if read.is_certain:
        return read.day, ""
    day = {"day": date_in_words(read.day)}
    return read.day, _(
        "We read this as %(day)s. If that is right, press the button once more. If not, correct the date."
    ) % day


class DateField(forms.CharField):
    """A date as people write it: 31.5.2027, 31/5-27, 310527, «mandag 31. mai» or «i går».

    A date that is read with a guess, such as one of long ago without a year, is an error that says what was understood.
    The form then shows the full date, which is accepted when it is sent.

    The form (``SiteForm``) sets ``today``, and ``year`` where dates without one lie in a certain year. A field by
    itself takes the day in Norway, and reads the latest such date.
    """

    widget = forms.TextInput(attrs={"inputmode": "text", "size": 16})
    is_upcoming = False  # whether a date without a year lies in the future
    today: datetime.date | None = None
    year: int | None = None

    def clean(self, value: Any) -> datetime.date | None:
        text = HIDDEN_CHARACTERS.sub("", str(value or "")).strip()
        if not text:
            if self.required:
                raise ValidationError(self.error_messages["required"])
            return None
        day, question = self.read(text)
        if question:
            raise ValidationError(question)
        return day

    def read(self, text: str) -> tuple[datetime.date | None, Message]:
        """The date, and what the person has to be asked before it is kept."""
        today = self.today or timezone.localdate()
        return question_about_date(text, today=today, is_upcoming=self.is_upcoming, year=self.year)

    def bound_data(self, data: Any, initial: Any) -> Any:
        """What was typed; a date that was understood with a guess is written in full."""
        return bound_date(self, super().bound_data(data, initial))


def bound_date(field: Any, shown: Any) -> Any:
    """What a date field with a method ``read`` shows of what was typed: a full date where one was guessed."""
    text = HIDDEN_CHARACTERS.sub("", shown).strip() if isinstance(shown, str) else ""
    day, question = field.read(text) if text else (None, "")
    return f"{day.day}.{day.month}.{day.year}" if day and question else shown


class UpcomingDateField(DateField):
    """A date of something that is planned. Without a year, it is the next such date."""

    is_upcoming = True


class TimeField(forms.CharField):
    """A time of day as people write it: 18, 18.30, 18:30, 1830, kl. 18 or 6 pm. The hours 1 to 8 need two digits."""

    widget = forms.TextInput(attrs={"inputmode": "text", "size": 6})

    def __init__(self, *, required_message: Message, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.error_messages["required"] = required_message

    def clean(self, value: Any) -> datetime.time:
        text = HIDDEN_CHARACTERS.sub("", str(value or "")).strip()
        if not text:
            raise ValidationError(self.error_messages["required"])
        try:
            return readers.read_time(text)
        except readers.MorningOrEvening as either:
            raise ValidationError(morning_or_evening(either.time)) from None
        except readers.Unreadable:
            raise ValidationError(_("Write the time like this: 18.00")) from None


def morning_or_evening(time: datetime.time) -> Message:
    """The question whether a time is in the morning or in the evening. ``time`` is the one in the morning."""
    texts = {"morning": f"{time:%H.%M}", "evening": f"{time.hour + 12}.{time:%M}"}
    return _("Write %(morning)s if it is in the morning, or %(evening)s if it is in the evening") % texts


def moment_in_utc(day: datetime.date, time: datetime.time, zone: datetime.tzinfo) -> datetime.datetime:
    """The moment in UTC at which it is this date and time in ``zone``.

    When the clocks go back, a time that comes twice means the first one. Raises ``ValidationError`` for a time that
    does not exist because the clocks go forward.
    """
    moment = datetime.datetime.combine(day, time, tzinfo=zone).astimezone(datetime.UTC)
    if moment.astimezone(zone).time() != time:
        raise ValidationError(_("That time does not exist on that day: the clocks go forward. Choose another time"))
    return moment
