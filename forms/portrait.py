"""The forms of a supporter's picture: choosing one, the part that is shown, and why the office takes one away."""

from django import forms
from django.utils.translation import gettext_lazy as _

from forms.choice_fields import CheckboxField, SingleChoiceField
from forms.renderer import SiteForm
from forms.uploads import FileForm

# Why the office takes a picture away: how it chooses, and what the supporter reads.
REASONS = [
    ("others", _("There are others in it"), _("There were other people in it, and only you can agree for yourself.")),
    ("text", _("There is text or a number in it"), _("It showed text or a number, such as a name or an address.")),
    ("no_face", _("It does not show the person"), _("One could not see that it is you.")),
    ("asked", _("They asked for it"), _("You asked us to take it away.")),
    ("unfit", _("It does not suit these pages"), _("It did not suit pages that people open when they need help.")),
]


class PortraitForm(FileForm):
    """A picture of oneself."""

    file = forms.FileField(
        label=_("A picture of you"),
        help_text=_("A photo that shows your face, and nobody else. JPEG, PNG, WebP or HEIC, at most 10 MB"),
        error_messages={
            "required": _("Choose the picture that you want to upload"),
            "invalid": _("Choose the picture that you want to upload"),
            "missing": _("Choose the picture that you want to upload"),
            "empty": _("The file is empty. Choose another one"),
        },
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp,image/heic"}),
    )


class PortraitPartForm(SiteForm):
    """Which part of the picture is shown, and the consent to it."""

    part = SingleChoiceField(
        label=_("Which part of the picture do you want to show?"),
        choices=[],
        required_message=_("Choose which part of the picture you want to show"),
    )
    consent = CheckboxField(
        label=_("I agree that %(organisation)s shows this picture of me on its pages. I can take it back at any time"),
        required_message=_("Tick here if you want to show the picture. Otherwise, take it away"),
    )


class RemovePortraitForm(SiteForm):
    """Why the office takes a picture away."""

    reason = SingleChoiceField(
        label=_("Why is the picture taken away?"),
        choices=[(code, name) for code, name, _text in REASONS],
        required_message=_("Choose why the picture is taken away"),
    )
