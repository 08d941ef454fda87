"""What is asked of somebody who holds a signed paper or a certificate and wants to know whether it is real."""

from django import forms
from django.utils.translation import gettext_lazy as _

from forms.fields import TextField
from forms.renderer import SiteForm


class GiveVerifyCode(SiteForm):
    code = TextField(
        label=_("The code on the paper"),
        longest=40,
        help_text=_("Ten letters and digits. Capitals and dashes do not matter"),
        empty=_("Write the code that stands on the paper"),
        widget=forms.TextInput(attrs={"size": 14, "autocapitalize": "characters", "spellcheck": "false"}),
    )

    def clean_code(self):
        code = "".join(sign for sign in self.cleaned_data["code"] if sign.isalnum())
        if not code:
            raise forms.ValidationError(self.fields["code"].error_messages["required"])
        return code
