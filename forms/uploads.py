"""The fields with which a file is chosen. What the file is, is judged where it is taken in, by its content."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from forms.renderer import SiteForm

MAX_SIZE = 10_000_000  # bytes
TOO_LARGE = _("The file is larger than 10 MB. Make it smaller, for example by scanning it anew, and choose that one")
ONE_AT_A_TIME = _("Choose one file at a time. You can upload the next one afterwards")


class FileForm(SiteForm):
    """One file. A form with several is refused, so that none of them is lost unseen."""

    file: forms.Field

    def clean_file(self) -> Any:
        chosen = self.cleaned_data["file"]
        if hasattr(self.files, "getlist") and len(self.files.getlist(self.add_prefix("file"))) > 1:
            raise forms.ValidationError(ONE_AT_A_TIME)
        if chosen.size > MAX_SIZE:
            raise forms.ValidationError(TOO_LARGE)
        return chosen


class PdfForm(FileForm):
    """A PDF file. ``words`` says in the label what it is to hold: ``{"what": …}``."""

    file = forms.FileField(
        label=_("PDF file: %(what)s"),
        help_text=_("At most 10 MB"),
        error_messages={
            "required": _("Choose the PDF file that you want to upload"),
            "invalid": _("Choose the PDF file that you want to upload"),
            "missing": _("Choose the PDF file that you want to upload"),
            "empty": _("The file is empty. Choose another one"),
        },
        widget=forms.FileInput(attrs={"accept": "application/pdf,.pdf"}),
    )


class PictureForm(FileForm):
    """A picture, such as a screenshot."""

    file = forms.FileField(
        label=_("Picture: %(what)s"),
        help_text=_("A screenshot or a photo, PNG or JPEG, at most 10 MB"),
        error_messages={
            "required": _("Choose the picture that you want to upload"),
            "invalid": _("Choose the picture that you want to upload"),
            "missing": _("Choose the picture that you want to upload"),
            "empty": _("The file is empty. Choose another one"),
        },
        widget=forms.FileInput(attrs={"accept": "image/png,image/jpeg,image/webp"}),
    )
