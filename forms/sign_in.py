"""The forms in which a person signs in: an e-mail address, then a code of six digits."""

import re

from allauth.account import forms as allauth_forms
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from django import forms
from django.utils.translation import gettext_lazy as _

from forms.fields import HIDDEN_CHARACTERS, EmailField, LongTextField
from forms.renderer import SiteForm


class CodeField(forms.CharField):
    """A one-time code. Spaces and dashes in it are ignored."""

    widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code", "size": 10})

    def to_python(self, value):
        return re.sub(r"[\s\x00-]", "", HIDDEN_CHARACTERS.sub("", super().to_python(value)))


def typed_code(posted):
    """The code in what was posted, without spaces and dashes; empty where none was typed."""
    return CodeField(required=False).to_python(posted.get("code", ""))


def code_field():
    """The field for a code that was sent by e-mail."""
    return CodeField(label=_("Code of six digits"), error_messages={"required": _("Write the code from the e-mail")})


class RequestCodeForm(allauth_forms.RequestLoginCodeForm):
    """The address that a code is sent to."""

    use_required_attribute = False
    email = EmailField(label=_("E-mail address"), help_text=_("We send a code to this address"))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **{"label_suffix": "", **kwargs})


class ConfirmCodeForm(allauth_forms.ConfirmLoginCodeForm):
    """The code from the e-mail, to sign in."""

    use_required_attribute = False
    code = code_field()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **{"label_suffix": "", **kwargs})


class FreshCodeForm(SiteForm):
    """A new code from an e-mail, from somebody who is signed in already."""

    code = code_field()


class NewAddressForm(SiteForm):
    """The address that somebody who is signed in wants to sign in with from now on."""

    email = EmailField(label=_("Your new e-mail address"), help_text=_("We send a code to this address"))


class LostAddressForm(SiteForm):
    """The new address of somebody who has lost theirs, and how the office knows that it is they."""

    email = EmailField(label=_("The new e-mail address"))
    reason = LongTextField(
        label=_("How do you know that it is they who ask?"),
        longest=500,
        help_text=_("For example: I rang the number that we have. Write nothing about health."),
        required_message=_("Write how you know that it is they"),
    )


class LostSecondFactorForm(SiteForm):
    """How the office knows who it is that has lost the app for codes."""

    reason = LongTextField(
        label=_("How do you know that it is they who ask?"),
        longest=500,
        help_text=_("For example: I rang the number that we have. Write nothing about health."),
        required_message=_("Write how you know that it is they"),
    )


class SecondFactorForm(AuthenticateForm):
    """The code from an app."""

    use_required_attribute = False
    code = CodeField(
        label=_("Code from the app"),
        error_messages={"required": _("Write the code that the app shows")},
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **{"label_suffix": "", **kwargs})


class SetUpSecondFactorForm(ActivateTOTPForm):
    """The first code from an app, to connect it with the account."""

    use_required_attribute = False
    code = CodeField(label=_("Code from the app"), error_messages={"required": _("Write the code that the app shows")})

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **{"label_suffix": "", **kwargs})
