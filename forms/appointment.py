"""The forms in which somebody is appointed, registered as a supporter, and in which an appointment ends."""

from django.utils.translation import gettext_lazy as _

from forms.choice_fields import SingleChoiceField
from forms.dates import DateField
from forms.fields import EmailField, NameField
from forms.renderer import SiteForm


class AppointForm(SiteForm):
    """The date of the decision, and the chapter where there are several to choose among. Needs ``today``."""

    decided_on = DateField(
        label=_("When was it decided?"),
        help_text=_("For example 12.3.2026"),
        error_messages={"required": _("Write the date of the decision, for example 12.3.2026")},
    )

    chapter = SingleChoiceField(
        label=_("Which county decided it?"), choices=[], required_message=_("Choose the county")
    )

    def __init__(self, *args, choices=None, **kwargs):
        super().__init__(*args, choices=choices, **kwargs)
        if not (choices or {}).get("chapter"):
            del self.fields["chapter"]

    def clean_decided_on(self):
        day = self.cleaned_data["decided_on"]
        if day > self.today:
            self.add_error("decided_on", _("The decision cannot lie in the future. Write the day on which it was made"))
        return day


class RegisterSupporterForm(AppointForm):
    """A supporter who did not apply here. ``methods`` is ``{category: [the methods by which it appoints]}``."""

    email = EmailField(label=_("E-mail address"))
    given_name = NameField(label=_("First name"), required_message=_("Write the first name"))
    family_name = NameField(label=_("Last name"), required_message=_("Write the last name"))
    category = SingleChoiceField(
        label=_("Appointed as"), choices=[], required_message=_("Choose what the person is appointed as")
    )
    method = SingleChoiceField(
        label=_("How was it decided?"), choices=[], required_message=_("Choose how it was decided")
    )

    field_order = ["email", "given_name", "family_name", "category", "method", "decided_on"]

    def __init__(self, *args, methods, **kwargs):
        super().__init__(*args, **kwargs)
        self.methods = methods

    def clean(self):
        cleaned = super().clean()
        category, method = cleaned.get("category"), cleaned.get("method")
        if category and method and method not in self.methods[category]:
            names = dict(self.fields["method"].choices)
            allowed = " / ".join(str(names[code]) for code in self.methods[category])
            self.add_error("method", _("It is decided otherwise for this kind. Choose: %(ways)s") % {"ways": allowed})
        return cleaned


class EndAppointmentForm(SiteForm):
    """The last day of an appointment that was decided on the date ``since``. Needs ``today``."""

    ended_on = DateField(
        label=_("Which day is the last one?"),
        help_text=_("For example 12.3.2026"),
        error_messages={"required": _("Write the last day, for example 12.3.2026")},
    )

    def __init__(self, *args, since, **kwargs):
        super().__init__(*args, **kwargs)
        self.since = since

    def clean_ended_on(self):
        day = self.cleaned_data["ended_on"]
        if day > self.today:
            self.add_error("ended_on", _("This day has not come yet. Write today's date or an earlier one"))
        elif day < self.since:
            self.add_error("ended_on", _("It cannot end before it began. Write a later day"))
        return day
