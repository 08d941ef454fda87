"""The form in which anybody can find out whether a signed declaration or a certificate is genuine."""

from django import forms
from django.utils.translation import gettext_lazy as _

from forms.fields import TextField
from forms.renderer import SiteForm


class VerifyCodeForm(SiteForm):
    """The code on the document."""

    code = TextField(
        label=_("The code on the paper"),
        longest=40,
        help_text=_("Ten letters and digits. Capitals and dashes do not matter"),
        required_message=_("Write the code that stands on the paper"),
        widget=forms.TextInput(attrs={"size": 14, "autocapitalize": "characters", "spellcheck": "false"}),
    )

    def clean_code(self):
        code = "".join(character for character in self.cleaned_data["code"] if character.isalnum())
        if not code:
            raise forms.ValidationError(self.fields["code"].error_messages["required"])
        return code
