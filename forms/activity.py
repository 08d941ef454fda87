"""The form in which a supporter logs an activity: a few questions, and some more that are optional."""

import datetime

from django import forms
from django.utils.translation import gettext_lazy as _

from forms.choice_fields import MultiChoiceField, SingleChoiceField
from forms.choices import ACTIVITY_KINDS
from forms.contact_details import has_contact_details
from forms.dates import DateField
from forms.fields import LongTextField, MinutesField, TextField, WholeNumberField
from forms.readers import PEOPLE
from forms.renderer import SiteForm

DAY_CHOICES = [("today", _("Today")), ("yesterday", _("Yesterday")), ("other", _("Another day"))]
ONE_TO_ONE_KINDS = {"visit", "phone"}
KINDS_WITH_MINUTES = {"activity_group", "conversation_group", "course"}
OPTIONAL_FIELDS = ("topics", "place", "note")


def refuse_contact_details(text):
    """The text. Raises ``ValidationError`` if a person could be found by an address or a number in it."""
    if has_contact_details(text):
        raise forms.ValidationError(_("Leave out e-mail addresses, phone numbers and identity numbers"))
    return text


class ActivityForm(SiteForm):
    """One activity that has taken place. Needs ``today``."""

    mark_optional = False  # what is needed depends on the kind, and the hints say so
    kind = SingleChoiceField(
        label=_("What kind of activity?"),
        choices=ACTIVITY_KINDS,
        required_message=_("Choose what kind of activity it was"),
    )
    when = SingleChoiceField(
        label=_("When?"), choices=DAY_CHOICES, initial="today", required_message=_("Choose when it was")
    )
    day = DateField(
        label=_("Which day?"), required=False, help_text=_("Only if you chose another day. For example 3.6.2026")
    )
    participants = WholeNumberField(
        label=_("How many took part?"),
        highest=2000,
        units=PEOPLE,
        required=False,
        help_text=_("Not counting you or other %(supporters)s. Leave it empty for a visit or a phone call"),
    )
    minutes = MinutesField(
        label=_("How many minutes did it last?"),
        lowest=1,
        highest=1440,
        required=False,
        help_text=_("Needed for groups and courses"),
    )
    chapter = SingleChoiceField(
        label=_("For which %(chapter)s?"), choices=[], required_message=_("Choose %(a_chapter)s")
    )
    led_by = forms.ChoiceField(label=_("Who led the activity?"), choices=[], required=False)
    topics = MultiChoiceField(label=_("Topics"), choices=[], required=False)
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
        return refuse_contact_details(self.cleaned_data["place"])

    def clean_note(self):
        return refuse_contact_details(self.cleaned_data["note"])

    def clean(self):
        cleaned = super().clean()
        kind, when, today = cleaned.get("kind"), cleaned.get("when"), self.today
        chosen_day = self._day_of_choice(when)
        if chosen_day and (self.errors.pop("day", None) or cleaned.get("day") not in (None, chosen_day)):
            text = _(
                "You have written a day as well. Choose “Another day” if it was then, or empty the field “Which day?”"
            )
            self.add_error("when", text)
        elif when == "other" and not cleaned.get("day") and "day" not in self.errors:
            self.add_error("day", _("Write which day it was, for example 3.6.2026"))
        elif cleaned.get("day") and when == "other" and cleaned["day"] > today:
            self.add_error("day", _("Choose a day that has been. Log the activity when it has taken place"))
        if kind in ONE_TO_ONE_KINDS:
            if cleaned.get("participants") not in (None, 1):
                text = _(
                    "A visit or a phone call is with one person. Empty this field, or choose another kind of activity"
                )
                self.add_error("participants", text)
            cleaned["participants"] = 1
        elif cleaned.get("participants") is None and "participants" not in self.errors:
            self.add_error("participants", _("Write how many took part, for example 6"))
        if kind in KINDS_WITH_MINUTES and cleaned.get("minutes") is None and "minutes" not in self.errors:
            self.add_error("minutes", _("Write how many minutes it lasted, for example 90"))
        return cleaned

    @property
    def date(self):
        """The date of the activity. Only of a valid form."""
        return self._day_of_choice(self.cleaned_data["when"]) or self.cleaned_data["day"]

    def _day_of_choice(self, when):
        return {"today": self.today, "yesterday": self.today - datetime.timedelta(days=1)}.get(when)

    @property
    def optional_fields(self):
        """The fields that are shown under “Add more”."""
        return [self[name] for name in OPTIONAL_FIELDS]

    @property
    def optional_fields_have_errors(self):
        return any(name in self.errors for name in OPTIONAL_FIELDS)

    @property
    def main_fields(self):
        return [field for field in self if field.name not in OPTIONAL_FIELDS]
