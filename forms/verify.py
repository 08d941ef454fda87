"""The forms in which anybody can find out whether a signed declaration or a certificate is genuine."""

import re

from django import forms
from django.utils.translation import gettext_lazy as _

from forms.fields import TextField
from forms.renderer import SiteForm

# What stands before the code in the address that is printed on the paper.
ADDRESS = re.compile(r".*/verifiser/", re.IGNORECASE | re.DOTALL)


class VerifyCodeForm(SiteForm):
    """The code on the document, or the whole address that stands there."""

    code = TextField(
        label=_("The code on the paper"),
        longest=400,
        help_text=_("Ten letters and digits. Capitals and dashes do not matter"),
        required_message=_("Write the code that stands on the paper"),
        widget=forms.TextInput(attrs={"size": 14, "autocapitalize": "characters", "spellcheck": "false"}),
    )

    def clean_code(self):
        typed = ADDRESS.sub("", self.cleaned_data["code"])
        code = "".join(character for character in typed if character.isalnum())
        if not code:
            raise forms.ValidationError(self.fields["code"].error_messages["required"])
        return code


class VerifyFileForm(SiteForm):
    """The file that somebody was sent."""

    file = forms.FileField(
        label=_("The PDF file"),
        help_text=_("At most 10 MB. We look at the file and do not keep it"),
        error_messages={
            "required": _("Choose the PDF file that you want to check"),
            "invalid": _("Choose the PDF file that you want to check"),
            "missing": _("Choose the PDF file that you want to check"),
            "empty": _("The file is empty. Choose another one"),
        },
        widget=forms.FileInput(attrs={"accept": "application/pdf,.pdf"}),
    )
    TOO_LARGE = _("The file is larger than 10 MB. The papers that we send are much smaller: choose one from us")
    MAX_SIZE = 10_000_000  # bytes

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > self.MAX_SIZE:
            raise forms.ValidationError(self.TOO_LARGE)
        return file
