"""The form for an activity that was on several days: those that are written, and every week or second week."""

import datetime

from django.utils.translation import gettext_lazy as _

from forms import readers
from forms.activity import OPTIONAL_FIELDS, ActivityForm
from forms.choice_fields import SingleChoiceField
from forms.dates import DateField, date_in_words
from forms.days import MOST_DAYS, DaysField, too_many_days

WEEKS_BETWEEN = {"week": 1, "two_weeks": 2}
SERIES_FIELDS = ("more_days", "repeat", "repeat_until")


class SeriesForm(ActivityForm):
    """One activity, on one day or several. The day of ``ActivityForm`` is one of them, and the first of a series."""

    more_days = DaysField(
        label=_("Was it on more days?"),
        required=False,
        help_text=_(
            "Write the other days, for example 4.6., 5.6. and 6.6. Each day is saved by itself. What you write about "
            "participants and minutes is about each of the days"
        ),
    )
    repeat = SingleChoiceField(
        label=_("Was it every week?"),
        choices=[("week", _("Every week")), ("two_weeks", _("Every second week"))],
        required=False,
        required_message=_("Choose how often it was"),
        no_answer=_("No"),
    )
    repeat_until = DateField(
        label=_("Until which day?"),
        required=False,
        help_text=_("Only if it was every week or every second week. The day under “When?” is the first one"),
    )

    optional = (*SERIES_FIELDS, *OPTIONAL_FIELDS)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["more_days"].near = self._day_as_sent() or self.opened

    def clean(self):
        cleaned = super().clean()
        self._check_more_days(cleaned)
        self._check_series(cleaned)
        if not self.errors and len(self.all_days) > MOST_DAYS:
            name = "repeat_until" if cleaned.get("repeat") else "more_days"
            self.add_error(name, too_many_days())
        return cleaned

    def _check_more_days(self, cleaned):
        days = cleaned.get("more_days") or []
        if days and days[-1] > self.today:
            text = _("%(day)s has not been yet. Log it when it has taken place")
            self.add_error("more_days", text % {"day": date_in_words(days[-1]).capitalize()})
        elif days and self.first_year and days[0].year < self.first_year:
            text = _("Take away %(day)s. The reports on the years before %(year)d are finished")
            self.add_error("more_days", text % {"day": date_in_words(days[0]), "year": self.first_year})

    def _check_series(self, cleaned):
        until = cleaned.get("repeat_until")
        if "repeat" in self.errors or "repeat_until" in self.errors:
            return
        if cleaned.get("repeat") and not until:
            self.add_error("repeat_until", _("Write the last day of the series, for example 3.6.2026"))
        elif until and not cleaned.get("repeat"):
            self.add_error("repeat", _("Choose how often it was, or empty the field “Until which day?”"))
        elif until and until > self.today:
            text = _("Choose a day that has been. Log the rest of the series when it has taken place")
            self.add_error("repeat_until", text)
        elif until and not {"when", "day"} & set(self.errors) and until < self.date:
            text = _(
                "The series begins on %(day)s, so it cannot end before that. The first day is the one under “When?”"
            )
            self.add_error("repeat_until", text % {"day": date_in_words(self.date)})

    @property
    def all_days(self):
        """The days on which it was, in order. Only of a valid form."""
        days = {self.date, *self.cleaned_data["more_days"]}
        if self.cleaned_data["repeat"]:
            step = 7 * WEEKS_BETWEEN[self.cleaned_data["repeat"]]
            length = (self.cleaned_data["repeat_until"] - self.date).days
            days |= {self.date + datetime.timedelta(days=number) for number in range(0, length + 1, step)}
        return sorted(days)

    def _day_as_sent(self):
        """The day that was chosen or written, also where it is not sure yet; None where it cannot be read."""
        when = self.data.get(self.add_prefix("when"))
        if when != "other":
            return self._day_of_choice(when)
        try:
            text = self.data.get(self.add_prefix("day")) or ""
            return readers.read_date(text, today=self.today, year=self.year).day
        except readers.Unreadable:
            return None
