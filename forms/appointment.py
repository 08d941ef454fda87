"""What is asked when somebody is appointed."""

from django.utils.translation import gettext_lazy as _

from forms.fields import DayField, OneField
from forms.renderer import SiteForm


class Appoint(SiteForm):
    category = OneField(label=_("Appointed as"), choices=[], empty=_("Choose what the person is appointed as"))
    decided_on = DayField(
        label=_("When was it decided?"),
        help_text=_("For example 12.3.2026"),
        error_messages={"required": _("Write the date of the decision, for example 12.3.2026")},
    )

    def clean_decided_on(self):
        day = self.cleaned_data["decided_on"]
        if day > self.fields["decided_on"].today:
            self.add_error("decided_on", _("The decision cannot lie in the future. Write the day on which it was made"))
        return day
