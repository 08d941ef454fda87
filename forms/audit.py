"""Which events of the log somebody wants to see."""

from django import forms
from django.utils.translation import gettext_lazy as _

from forms.dates import DateField
from forms.renderer import SiteForm


class AuditForm(SiteForm):
    """The day and the kind of event; both may be left open."""

    day = DateField(label=_("Day"), help_text=_("Leave it empty for all days"), required=False)
    verb = forms.ChoiceField(label=_("What happened"), choices=[], required=False)
