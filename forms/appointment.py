"""What is asked when somebody is appointed, and when an appointment ends."""

from django.utils.translation import gettext_lazy as _

from forms.fields import DayField, EmailField, NameField, OneField
from forms.renderer import SiteForm


class Appoint(SiteForm):
    """Which chapter is asked only where there is something to choose among."""

    decided_on = DayField(
        label=_("When was it decided?"),
        help_text=_("For example 12.3.2026"),
        error_messages={"required": _("Write the date of the decision, for example 12.3.2026")},
    )

    chapter = OneField(label=_("Which county decided it?"), choices=[], empty=_("Choose the county"))

    def __init__(self, *args, choices=None, **kwargs):
        super().__init__(*args, choices=choices, **kwargs)
        if not (choices or {}).get("chapter"):
            del self.fields["chapter"]

    def clean_decided_on(self):
        day = self.cleaned_data["decided_on"]
        if day > self.fields["decided_on"].today:
            self.add_error("decided_on", _("The decision cannot lie in the future. Write the day on which it was made"))
        return day


class Register(Appoint):
    """Somebody who did not apply. ``methods`` are ``{category: [how one is appointed in it]}``."""

    email = EmailField(label=_("E-mail address"))
    given_name = NameField(label=_("First name"), empty=_("Write the first name"))
    family_name = NameField(label=_("Last name"), empty=_("Write the last name"))
    category = OneField(label=_("Appointed as"), choices=[], empty=_("Choose what the person is appointed as"))
    method = OneField(label=_("How was it decided?"), choices=[], empty=_("Choose how it was decided"))

    field_order = ["email", "given_name", "family_name", "category", "method", "decided_on"]

    def __init__(self, *args, methods, **kwargs):
        super().__init__(*args, **kwargs)
        self.methods = methods

    def clean(self):
        cleaned = super().clean()
        category, method = cleaned.get("category"), cleaned.get("method")
        if category and method and method not in self.methods[category]:
            names = dict(self.fields["method"].choices)
            fitting = " / ".join(str(names[code]) for code in self.methods[category])
            self.add_error("method", _("It is decided otherwise for this kind. Choose: %(ways)s") % {"ways": fitting})
        return cleaned


class EndAppointment(SiteForm):
    """``since`` is the day on which it was decided."""

    ended_on = DayField(
        label=_("Which day is the last one?"),
        help_text=_("For example 12.3.2026"),
        error_messages={"required": _("Write the last day, for example 12.3.2026")},
    )

    def __init__(self, *args, since, **kwargs):
        super().__init__(*args, **kwargs)
        self.since = since

    def clean_ended_on(self):
        day = self.cleaned_data["ended_on"]
        if day > self.fields["ended_on"].today:
            self.add_error("ended_on", _("This day has not come yet. Write today's date or an earlier one"))
        elif day < self.since:
            self.add_error("ended_on", _("It cannot end before it began. Write a later day"))
        return day
