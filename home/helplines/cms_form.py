"""The form in which an editor changes a helpline. It refuses rows that contradict each other."""

import datetime

from django.core.exceptions import ValidationError
from django.utils.dates import WEEKDAYS
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.models import Locale

from home.editing.filling_in.form_fields import normalise_phone
from home.helplines.hours import MIDNIGHT
from portal import clock

MINUTES_OF_DAY, MINUTES_OF_WEEK = 24 * 60, 7 * 24 * 60


class HelplineForm(WagtailAdminModelForm):
    def clean_phone(self):
        return normalise_phone(self.cleaned_data["phone"])

    def clean_code(self):
        """The form does not ask for the language, so Django does not check that a short name is used once in each."""
        code = self.cleaned_data["code"]
        locale = self.instance.locale_id or Locale.get_default().pk
        others = self._meta.model.objects.filter(code=code, locale=locale).exclude(pk=self.instance.pk)
        if others.exists():
            raise ValidationError(_("Another line has this short name. Write another one."))
        return code

    def clean_checked(self):
        day = self.cleaned_data["checked"]
        if day and day > clock.today():
            raise ValidationError(_("This day has not come yet. Write today or a day before."))
        return day

    def clean(self):
        values = super().clean()
        if "checked_today" in self.data:
            values["checked"] = clock.today()
        self._check_other_hours(values)
        self._check_slots(self._rows("hours"))
        self._check_exceptions(self._rows("exceptions"))
        self._check_seasons(self._rows("seasons"))
        return values

    def _rows(self, name):
        """The forms of the rows that are valid on their own and will be kept."""
        formset = self.formsets.get(name)
        if formset is None or not formset.is_bound:
            return []
        formset.is_valid()
        gone = formset.deleted_forms
        return [form for form in formset.forms if form not in gone and not form.errors and form.cleaned_data]

    def _check_other_hours(self, values):
        opens, closes = values.get("other_opens"), values.get("other_closes")
        rules = [values.get(name) for name in ("holidays", "easter_wednesday", "christmas_eve", "new_years_eve")]
        if "other" in rules and (opens is None or closes is None):
            empty = "other_opens" if opens is None else "other_closes"
            self.add_error(empty, _("Write both times: you have chosen other hours for some of the days above."))
        elif opens is not None and closes is not None and closes <= opens and closes != MIDNIGHT:
            self.add_error("other_closes", _("It closes before it opens. Change one of the two times."))

    def _check_slots(self, forms):
        """Refuse openings that run into each other, over midnight and over Sunday too."""
        for number, form in enumerate(forms):
            for earlier in forms[:number]:
                if _overlaps(earlier.cleaned_data, form.cleaned_data):
                    form.add_error("opens", _overlap_in_words(earlier.cleaned_data, form.cleaned_data))
                    break

    def _check_exceptions(self, forms):
        """Refuse days that have been, and rows that cannot both hold: on one day, or over midnight into the next."""
        for number, form in enumerate(forms):
            row = form.cleaned_data
            if "date" in form.changed_data and row["date"] < clock.today():
                form.add_error("date", _("This day has been. Write a day from today on, or remove the row."))
                continue
            for earlier in (earlier.cleaned_data for earlier in forms[:number]):
                if row["closed"] or earlier["closed"]:
                    if row["date"] == earlier["date"]:
                        form.add_error("date", _stands_twice(row["date"]))
                        break
                elif _exceptions_overlap(earlier, row):
                    form.add_error("opens", _exceptions_overlap_in_words(earlier, row))
                    break

    def _check_seasons(self, forms):
        for number, form in enumerate(forms):
            row = form.cleaned_data
            if {"first", "last"} & set(form.changed_data) and row["last"] < clock.today():
                form.add_error("last", _("This period is over. Write a day from today on, or remove the row."))
                continue
            for earlier in forms[:number]:
                other = earlier.cleaned_data
                if row["last"] < other["first"] or other["last"] < row["first"]:
                    continue
                if (row["first"], row["last"]) != (other["first"], other["last"]):
                    form.add_error(
                        "first",
                        _(
                            "This period runs into the one from %(first)s to %(last)s. "
                            "Write the same two dates, or dates that do not meet."
                        )
                        % {
                            "first": date_format(other["first"], "j. F Y"),
                            "last": date_format(other["last"], "j. F Y"),
                        },
                    )
                elif row["weekday"] is None or other["weekday"] is None:
                    form.add_error(
                        "weekday", _("One row says that the period is closed, another that it is open. Remove one.")
                    )
                elif _overlaps(other, row):
                    form.add_error("opens", _overlap_in_words(other, row))
                else:
                    continue
                break


def _stands_twice(day):
    text = _("%(day)s stands in two rows. Keep one of them.")
    return text % {"day": date_format(day, "j. F Y").capitalize()}


def _exceptions_overlap(one, other):
    """Whether two special days that are open run into each other."""
    (start, stop), (begin, end) = _moments(one), _moments(other)
    return start < end and begin < stop


def _moments(row):
    """When a special day opens and closes, on a clock that has no summer time."""
    start, stop = (datetime.datetime.combine(row["date"], row[name]) for name in ("opens", "closes"))
    return start, stop if start < stop else stop + datetime.timedelta(days=1)


def _exceptions_overlap_in_words(earlier, later):
    words = [
        _("%(day)s from %(opens)s to %(closes)s")
        % {
            "day": date_format(row["date"], "j. F Y").capitalize(),
            "opens": _clock_in_digits(row["opens"]),
            "closes": _closing_in_digits(row["closes"]),
        }
        for row in (earlier, later)
    ]
    return _("%(later)s runs into %(earlier)s. Change one of the two.") % {"earlier": words[0], "later": words[1]}


def _start_and_stop(row):
    """When an opening starts and stops, in minutes since Monday at midnight. What closes before it opens, closes on
    the next day."""
    opens, closes = (time.hour * 60 + time.minute for time in (row["opens"], row["closes"]))
    start = row["weekday"] * MINUTES_OF_DAY + opens
    return start, start + (closes - opens) % MINUTES_OF_DAY


def _overlaps(one, other):
    (start, stop), (begin, end) = _start_and_stop(one), _start_and_stop(other)
    return any(start < end + week and begin + week < stop for week in (-MINUTES_OF_WEEK, 0, MINUTES_OF_WEEK))


def _overlap_in_words(earlier, later):
    return _("%(later)s runs into %(earlier)s. Change one of the two.") % {
        "later": _opening_in_words(later),
        "earlier": _opening_in_words(earlier),
    }


def _opening_in_words(row):
    return _("%(day)s from %(opens)s to %(closes)s") % {
        "day": str(WEEKDAYS[row["weekday"]]).capitalize(),
        "opens": _clock_in_digits(row["opens"]),
        "closes": _closing_in_digits(row["closes"]),
    }


def _clock_in_digits(time: datetime.time):
    return f"{time:%H:%M}"


def _closing_in_digits(time):
    return "24:00" if time == MIDNIGHT else _clock_in_digits(time)
