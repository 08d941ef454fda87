"""The phone service and the digital exchange of an organisation in a base year: what the secretariat says of each."""

import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from forms.choice_fields import CheckboxField, SingleChoiceField
from forms.dates import DateField
from forms.fields import LongTextField, TextField
from forms.renderer import SiteForm

YES, NO = "yes", "no"


class DayInYear(SiteForm):
    """Base of the forms with a day that has to lie in the base year (``year``), and not in the future."""

    def check_day(self, name: str, outside: str) -> datetime.date | None:
        day: datetime.date | None = self.cleaned_data.get(name)
        if day and self.year and day.year != self.year:
            self.add_error(name, outside % {"year": self.year})
        elif day and self.today and day > self.today:
            self.add_error(name, _("This day has not come yet. Write the day on which it was"))
        return day


class MeasureForm(DayInYear):
    """Whether it was in place, and how it was made public. Both are asked only of one that was in place."""

    mark_optional = False  # what is needed depends on the first answer
    in_place = SingleChoiceField(
        label=_("Was it in place in that year?"),
        choices=[(YES, _("Yes")), (NO, _("No"))],
        required_message=_("Choose yes or no"),
    )
    how = LongTextField(
        label=_("How was it made public?"),
        longest=2000,
        required=False,
        help_text=_("For example on the web pages, in the magazine or in a newsletter. Write no names"),
    )
    announced_on = DateField(label=_("When was it made public?"), required=False, help_text=_("A day in that year"))
    address = TextField(
        label=_("The address of the web page"),
        longest=300,
        required=False,
        help_text=_("If it stood on one. Can be left out"),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("in_place") == YES:
            if not cleaned.get("how") and "how" not in self.errors:
                self.add_error("how", _("Write how it was made public"))
            if not cleaned.get("announced_on") and "announced_on" not in self.errors:
                self.add_error("announced_on", _("Write the day on which it was made public, with the year"))
        self.check_day("announced_on", _("It has to have been made public in %(year)d. Write a day in that year"))
        return cleaned


class ConfirmPictureForm(DayInYear):
    """What makes a picture evidence: which day it shows, and that it shows nobody."""

    shown_on = DateField(
        label=_("Which day does the picture show?"),
        help_text=_("A day in that year"),
        error_messages={"required": _("Write the day that the picture shows, with the year")},
    )
    shows_nobody = CheckboxField(
        label=_("I have looked at the picture: it shows nobody, no names and nothing else about a person"),
        required_message=_(
            "Tick here when you have looked. If it shows somebody, remove the picture and upload another"
        ),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        self.check_day(
            "shown_on", _("The picture has to be from %(year)d. Upload one from that year, or correct the day")
        )
        return cleaned
