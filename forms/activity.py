"""What is asked about an activity: three questions, and a few more for those who want."""

import datetime
import re

from django import forms
from django.utils.translation import gettext_lazy as _

from forms.choices import ACTIVITY_KINDS
from forms.fields import DayField, LongTextField, OneField, SeveralField, TextField, WholeNumberField
from forms.renderer import SiteForm

DAYS = [("today", _("Today")), ("yesterday", _("Yesterday")), ("other", _("Another day"))]
ONE_TO_ONE = {"visit", "phone"}
TIMED = {"activity_group", "conversation_group", "course"}
LATER = ("topics", "place", "note")
# An e-mail address, or eight digits or more as in phone numbers and national identity numbers. Not 18.00-20.00.
POINTS_AT_SOMEBODY = re.compile(r"\S@\S|\d(?: ?\d){7,}")


def tells_nobody(text):
    """The text, if it holds nothing by which a person who was helped could be found."""
    if POINTS_AT_SOMEBODY.search(text):
        raise forms.ValidationError(_("Leave out e-mail addresses, phone numbers and identity numbers"))
    return text


class LogActivity(SiteForm):
    mark_optional = False  # what is needed depends on the kind, and the hints say so
    kind = OneField(
        label=_("What kind of activity?"), choices=ACTIVITY_KINDS, empty=_("Choose what kind of activity it was")
    )
    when = OneField(label=_("When?"), choices=DAYS, initial="today", empty=_("Choose when it was"))
    day = DayField(label=_("Which day?"), required=False, help_text=_("Only if you chose another day. For example 3.6"))
    participants = WholeNumberField(
        label=_("How many took part?"),
        highest=2000,
        required=False,
        help_text=_("Not counting you or other %(supporters)s. Leave it empty for a visit or a phone call"),
    )
    minutes = WholeNumberField(
        label=_("How many minutes did it last?"),
        lowest=1,
        highest=1440,
        required=False,
        help_text=_("Needed for groups and courses"),
    )
    chapter = OneField(label=_("For which %(chapter)s?"), choices=[], empty=_("Choose %(a_chapter)s"))
    led_by = forms.ChoiceField(label=_("Who led the activity?"), choices=[], required=False)
    topics = SeveralField(label=_("Topics"), choices=[], required=False)
    place = TextField(label=_("Place"), longest=100, required=False)
    note = LongTextField(
        label=_("Note"),
        longest=500,
        required=False,
        help_text=_("Write no names and nothing that can reveal who it is about"),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if len(self.fields["chapter"].choices) == 1:
            del self.fields["chapter"]
        if not self.fields["led_by"].choices:
            del self.fields["led_by"]

    def clean_place(self):
        return tells_nobody(self.cleaned_data["place"])

    def clean_note(self):
        return tells_nobody(self.cleaned_data["note"])

    def clean(self):
        cleaned = super().clean()
        kind, when, today = cleaned.get("kind"), cleaned.get("when"), self.fields["day"].today
        if when == "other" and not cleaned.get("day") and "day" not in self.errors:
            self.add_error("day", _("Write which day it was, for example 3.6"))
        elif cleaned.get("day") and when == "other" and cleaned["day"] > today:
            self.add_error("day", _("Choose a day that has been. Log the activity when it has taken place"))
        if kind in ONE_TO_ONE:
            cleaned["participants"] = 1
        elif cleaned.get("participants") is None and "participants" not in self.errors:
            self.add_error("participants", _("Write how many took part, for example 6"))
        if kind in TIMED and cleaned.get("minutes") is None and "minutes" not in self.errors:
            self.add_error("minutes", _("Write how many minutes it lasted, for example 90"))
        return cleaned

    @property
    def day_meant(self):
        """The day that a valid form speaks of."""
        today = self.fields["day"].today
        days = {"today": today, "yesterday": today - datetime.timedelta(days=1)}
        return days.get(self.cleaned_data["when"]) or self.cleaned_data["day"]

    @property
    def more(self):
        """The fields that wait under “Add more”."""
        return [self[name] for name in LATER]

    @property
    def more_is_open(self):
        """Whether something there has to be put right."""
        return any(name in self.errors for name in LATER)

    @property
    def first(self):
        return [field for field in self if field.name not in LATER]
