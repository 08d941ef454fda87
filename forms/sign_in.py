"""How one signs in: an address, then a code of six digits."""

import re

from allauth.account import forms as allauth_forms
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from django import forms
from django.utils.translation import gettext_lazy as _

from forms.fields import HIDDEN, EmailField
from forms.renderer import SiteForm


class DigitsField(forms.CharField):
    """A code as it is pasted or spoken: spaces and dashes do not matter."""

    widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code", "size": 10})

    def to_python(self, value):
        return re.sub(r"[\s\x00-]", "", HIDDEN.sub("", super().to_python(value)))


def code_field():
    return DigitsField(label=_("Code of six digits"), error_messages={"required": _("Write the code from the e-mail")})


class AskForCode(allauth_forms.RequestLoginCodeForm):
    use_required_attribute = False
    email = EmailField(label=_("E-mail address"), help_text=_("We send a code to this address"))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **{"label_suffix": "", **kwargs})


class GiveCode(allauth_forms.ConfirmLoginCodeForm):
    use_required_attribute = False
    code = code_field()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **{"label_suffix": "", **kwargs})


class GiveFreshCode(SiteForm):
    code = code_field()


class GiveSecondCode(AuthenticateForm):
    use_required_attribute = False
    code = DigitsField(
        label=_("Code from the app"),
        error_messages={"required": _("Write the code that the app shows")},
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **{"label_suffix": "", **kwargs})


class SetUpSecondFactor(ActivateTOTPForm):
    use_required_attribute = False
    code = DigitsField(
        label=_("Code from the app"), error_messages={"required": _("Write the code that the app shows")}
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **{"label_suffix": "", **kwargs})
