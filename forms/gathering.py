"""What is asked when a gathering is planned, called off or copied, and of those who want to come."""

import datetime

from django import forms
from django.utils.translation import gettext_lazy as _

from forms.activity import tells_nobody
from forms.choices import ACCESS, GATHERING_KINDS
from forms.fields import (
    ComingDayField,
    EmailField,
    LongTextField,
    NameField,
    OneField,
    PhoneField,
    SeveralField,
    TextField,
    TickField,
)
from forms.occasion import PlanOccasion
from forms.renderer import SiteForm

LONGEST = datetime.timedelta(days=3, hours=1)  # the hour for the night in which the clocks go back
AUDIENCES = [("public", _("Everybody")), ("supporters", _("For %(supporters)s only"))]
SIGN_UPS = [("no", _("No, people just come")), ("yes", _("Yes, here on this site"))]


class PlanGathering(PlanOccasion):
    title = TextField(
        label=_("What is it called?"),
        longest=80,
        empty=_("Write what it is called, for example “Café for newcomers”"),
        help_text=_("Write no person's name. Everybody who may come can read it"),
    )
    kind = OneField(
        label=_("What kind of activity?"), choices=GATHERING_KINDS, empty=_("Choose what kind of activity it is")
    )
    last_day = ComingDayField(
        label=_("On which day does it end?"), required=False, help_text=_("Only if it lasts more than one day")
    )
    place = TextField(
        label=_("Where?"),
        longest=100,
        empty=_("Write where it is, or that it is online"),
        help_text=_("With the street, so that people find it"),
    )
    access = SeveralField(label=_("How is it to be there?"), choices=ACCESS, required=False)
    about = LongTextField(
        label=_("What should people know?"),
        longest=1000,
        required=False,
        help_text=_("What you will do, what it costs, what to bring. Name nobody"),
    )
    audience = OneField(label=_("Who can come?"), choices=AUDIENCES, initial="public", empty=_("Choose who can come"))
    sign_up = OneField(
        label=_("Do people sign up?"), choices=SIGN_UPS, initial="no", empty=_("Choose whether people sign up")
    )
    field_order = [
        "title", "kind", "day", "begins", "ends", "last_day", "place", "access",
        "about", "audience", "sign_up", "places", "sign_up_by",
    ]  # fmt: skip

    def clean_title(self):
        return tells_nobody(self.cleaned_data["title"])

    def clean_place(self):
        return tells_nobody(self.cleaned_data["place"])

    def clean_about(self):
        return tells_nobody(self.cleaned_data["about"])

    def clean(self):
        cleaned = super().clean()
        day, last_day = cleaned.get("day"), cleaned.get("last_day") or cleaned.get("day")
        starts = self.moment("begins", day)
        ends = self.moment("ends", last_day)
        if starts and starts <= self.now:
            wrong = "day" if day < self.now.date() else "begins"
            self.add_error(wrong, _("Choose a day and a time that have not been"))
        if starts and ends:
            if ends <= starts:
                wrong = "last_day" if last_day < day else "ends"
                self.add_error(wrong, _("It has to end after it begins. If it ends on a later day, write that day too"))
            elif ends - starts > LONGEST:
                self.add_error("last_day", _("It can last 3 days at most. Plan one for each part"))
        cleaned |= {"starts_at": starts, "ends_at": ends, "takes_sign_ups": cleaned.get("sign_up") == "yes"}
        if not cleaned["takes_sign_ups"]:
            cleaned |= {"places": None, "sign_up_by": None}
        elif cleaned.get("sign_up_by") and day and cleaned["sign_up_by"] > day:
            self.add_error("sign_up_by", _("The last day to sign up cannot be after the day it begins"))
        elif cleaned.get("sign_up_by") and cleaned["sign_up_by"] < self.now.date():
            self.add_error("sign_up_by", _("Choose a last day to sign up that has not been"))
        return cleaned

    @property
    def values(self):
        """What a valid form says, as the service takes it."""
        names = (
            "title", "kind", "starts_at", "ends_at", "place", "about", "access", "audience", "takes_sign_ups",
            "places", "sign_up_by",
        )  # fmt: skip
        return {name: self.cleaned_data[name] for name in names}


class CancelGathering(SiteForm):
    because = TextField(
        label=_("A word about why"),
        longest=200,
        required=False,
        help_text=_("Those who look at the gathering can read it. Name nobody"),
    )

    def clean_because(self):
        return tells_nobody(self.cleaned_data["because"])


WEEKS = [(str(number), str(number)) for number in (1, 2, 3, 4, 6, 8, 12)]


class CopyGathering(SiteForm):
    """Kept in the address of the page that plans the new one."""

    mark_optional = False
    weeks = forms.ChoiceField(label=_("How many weeks later?"), choices=WEEKS, initial="4")


class SignUpToGathering(SiteForm):
    name = NameField(
        label=_("What shall we call you?"), empty=_("Write a name, a first name is enough"), autocomplete="given-name"
    )
    email = EmailField(label=_("E-mail address"), required=False)
    phone = PhoneField(
        label=_("Phone number"),
        required=False,
        callable_by_anyone=True,
        help_text=_("One of them is enough, so that we can reach you if something changes"),
    )
    agreed = TickField(
        label=_("I agree that %(the_chapter)s keeps this on a list until 14 days after the gathering"),
        empty=_("Tick here so that we may keep your name on the list"),
    )

    def clean(self):
        cleaned = super().clean()
        if not {"email", "phone"} & set(self.errors) and not (cleaned.get("email") or cleaned.get("phone")):
            self.add_error("email", _("Write an e-mail address or a phone number, so that we can reach you"))
        return cleaned
