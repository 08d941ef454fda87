"""What a person ticks when signing the declaration: one box for each promise, none ticked beforehand."""

from django.utils.translation import gettext_lazy as _

from forms.fields import NameField, TickField
from forms.renderer import SiteForm


class SignerName(SiteForm):
    """Asked once, of somebody who has not given a name before."""

    given_name = NameField(label=_("First name"), empty=_("Write your first name"), autocomplete="given-name")
    family_name = NameField(label=_("Last name"), empty=_("Write your last name"), autocomplete="family-name")


class Sign(SiteForm):
    """``promises`` is ``[(code, text, what to do when it is not ticked)]``, from the version that is signed."""

    def __init__(self, *args, promises, **kwargs):
        super().__init__(*args, **kwargs)
        for code, text, empty in promises:
            self.fields[code] = TickField(label=text, empty=empty)
