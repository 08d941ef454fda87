"""The forms in which a gathering is planned, cancelled or copied, and in which people sign up."""

import datetime

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from forms.activity import ActivityForm
from forms.choice_fields import CheckboxField, MultiChoiceField, SingleChoiceField
from forms.choices import ACCESS, GATHERING_KINDS, TARGET_GROUPS
from forms.dates import UpcomingDateField
from forms.fields import EmailField, NameField, WholeNumberField
from forms.free_text import FreeTextField, LongFreeTextField
from forms.occasion import OccasionForm
from forms.phones import PhoneField
from forms.readers import PEOPLE
from forms.renderer import SiteForm

LONGEST_DURATION = datetime.timedelta(days=3, hours=1)  # the hour is for the night in which the clocks go back
AUDIENCE_CHOICES = [("public", _("Everybody")), ("supporters", _("For %(supporters)s only"))]
SIGN_UP_CHOICES = [("no", _("No, people just come")), ("yes", _("Yes, here on this site"))]


class GatheringForm(OccasionForm):
    """A gathering that is to come."""

    title = FreeTextField(
        label=_("What is it called?"),
        longest=80,
        required_message=_("Write what it is called, for example “Café for newcomers”"),
        help_text=_("Write no person's name. Everybody who may come can read it"),
    )
    kind = SingleChoiceField(
        label=_("What kind of activity?"),
        choices=GATHERING_KINDS,
        required_message=_("Choose what kind of activity it is"),
    )
    last_day = UpcomingDateField(
        label=_("On which day does it end?"), required=False, help_text=_("Only if it lasts more than one day")
    )
    place = FreeTextField(
        label=_("Where?"),
        longest=100,
        required_message=_("Write where it is, or that it is online"),
        help_text=_("With the street, so that people find it"),
    )
    is_on_screen = CheckboxField(label=_("People meet online"), required=False)
    target_groups = MultiChoiceField(
        label=_("Is it for somebody in particular?"),
        choices=TARGET_GROUPS,
        required=False,
        help_text=_("Leave it empty when it is for all"),
    )
    access = MultiChoiceField(label=_("How is it to be there?"), choices=ACCESS, required=False)
    about = LongFreeTextField(
        label=_("What should people know?"),
        longest=1000,
        required=False,
        help_text=_("What you will do, what it costs, what to bring. Name nobody"),
    )
    audience = SingleChoiceField(
        label=_("Who can come?"), choices=AUDIENCE_CHOICES, initial="public", required_message=_("Choose who can come")
    )
    sign_up = SingleChoiceField(
        label=_("Do people sign up?"),
        choices=SIGN_UP_CHOICES,
        initial="no",
        required_message=_("Choose whether people sign up"),
    )
    field_order = [
        "title", "kind", "day", "begins", "ends", "last_day", "place", "is_on_screen", "access",
        "about", "target_groups", "audience", "sign_up", "places", "sign_up_by",
    ]  # fmt: skip

    def clean(self):
        cleaned = super().clean()
        day, last_day = cleaned.get("day"), cleaned.get("last_day") or cleaned.get("day")
        starts = self.moment("begins", day)
        ends = self.moment("ends", last_day) if "last_day" not in self.errors else None
        if starts and starts <= self.now:
            field = "day" if day < self.now.date() else "begins"
            self.add_error(field, _("Choose a day and a time that have not been"))
        if starts and ends:
            if ends <= starts:
                field = "last_day" if last_day < day else "ends"
                self.add_error(field, _("It has to end after it begins. If it ends on a later day, write that day too"))
            elif ends - starts > LONGEST_DURATION:
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
        """The answers of a valid form under the names that the service takes."""
        names = (
            "title", "kind", "starts_at", "ends_at", "place", "is_on_screen", "about", "access", "target_groups",
            "audience", "takes_sign_ups", "places", "sign_up_by",
        )  # fmt: skip
        return {name: self.cleaned_data[name] for name in names}


class CancelGatheringForm(SiteForm):
    """Why a gathering is cancelled."""

    because = FreeTextField(
        label=_("A word about why"),
        longest=200,
        required=False,
        help_text=_("Those who look at the gathering can read it. Name nobody"),
    )


WEEK_CHOICES = [(str(number), str(number)) for number in (1, 2, 3, 4, 6, 8, 12)]


class CopyGatheringForm(SiteForm):
    """How many weeks later the copy takes place. Sent in the address of the page that plans it."""

    mark_optional = False
    weeks = forms.ChoiceField(label=_("How many weeks later?"), choices=WEEK_CHOICES, initial="4")


class SignUpForm(SiteForm):
    """Signing up for a gathering."""

    mark_optional = False  # one of two is needed

    name = NameField(
        label=_("What shall we call you?"),
        required_message=_("Write a name, a first name is enough"),
        autocomplete="given-name",
    )
    email = EmailField(label=_("E-mail address"), required=False)
    phone = PhoneField(
        label=_("Phone number"),
        required=False,
        refuse_costly_numbers=True,
        help_text=_("One of them is enough, so that we can reach you if something changes"),
    )
    agreed = CheckboxField(
        label=_("I agree that %(the_chapter)s keeps this on a list until 14 days after the gathering"),
        required_message=_("Tick here so that we may keep your name on the list"),
    )

    def clean(self):
        cleaned = super().clean()
        if not {"email", "phone"} & set(self.errors) and not (cleaned.get("email") or cleaned.get("phone")):
            self.add_error("email", _("Write an e-mail address or a phone number, so that we can reach you"))
        return cleaned


class AddSignUpForm(SignUpForm):
    """The board signs somebody up who has called."""

    name = NameField(
        label=_("Who is coming?"),
        help_text=_("A first name is enough"),
        required_message=_("Write a name, a first name is enough"),
    )
    agreed = CheckboxField(
        label=_("The person knows that %(the_chapter)s keeps this on a list until 14 days after the gathering"),
        required_message=_("Say so to the person, and tick here"),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("email", "phone"):  # another person's: the browser must not suggest the writer's own
            self.fields[name].widget.attrs["autocomplete"] = "off"


class LogGatheringForm(ActivityForm):
    """The form for an activity, filled in from a gathering that has been held. Needs what ``ActivityForm`` needs.

    What the gathering says stands under the rest. ``days``: on how many it was. ``signed_up``: how many visitors had a
    place, as a suggestion of how many came; 0 where nobody knows.
    """

    participants = WholeNumberField(
        label=_("How many took part?"),
        highest=2000,
        units=PEOPLE,
        required=False,
        help_text=_("Not counting you or other %(supporters)s"),
    )

    def __init__(self, *args, days=1, signed_up=0, **kwargs):
        super().__init__(*args, **kwargs)
        filled_in = ["kind", "when", "day", "minutes"]
        if days > 1:
            filled_in.remove("minutes")
            text = _("It lasted several days, and each of them counts by itself. Write the minutes of one day")
            self.fields["minutes"].help_text = text
        self.optional = (*filled_in, *self.optional)
        if signed_up:
            self.initial["participants"] = signed_up
            text = ngettext(
                "%(count)d had signed up. Change the number if another number came.",
                "%(count)d had signed up. Change the number if more or fewer came.",
                signed_up,
            )
            field = self.fields["participants"]
            field.help_text = f"{text % {'count': signed_up}} {field.help_text}"
