"""The forms in which the declaration of confidentiality is signed."""

from django.utils.translation import gettext_lazy as _

from forms.choice_fields import CheckboxField
from forms.fields import NameField
from forms.renderer import SiteForm


class SignerNameForm(SiteForm):
    """The name of a person who has not given it before."""

    given_name = NameField(
        label=_("First name"), required_message=_("Write your first name"), autocomplete="given-name"
    )
    family_name = NameField(
        label=_("Last name"), required_message=_("Write your last name"), autocomplete="family-name"
    )


class SignForm(SiteForm):
    """A check box for each promise. ``promises`` is ``[(code, text, error message)]`` of the version that is signed."""

    def __init__(self, *args, promises, **kwargs):
        super().__init__(*args, **kwargs)
        for code, text, required_message in promises:
            self.fields[code] = CheckboxField(label=text, required_message=required_message)
