"""The grant file: how a supporter can be reached, for the list of a year; freezing a version; the hold on a year."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from forms.choice_fields import CheckboxField
from forms.fields import EmailField, LongTextField, PostcodeField, TextField
from forms.phones import PhoneField
from forms.renderer import SiteForm


class GrantContactForm(SiteForm):
    """The address, phone and e-mail that the list of a year needs. All of it is required by the state."""

    street = TextField(
        label=_("Street address"),
        longest=100,
        help_text=_("For example Storgata 1"),
        required_message=_("Write your street address, for example Storgata 1"),
        autocomplete="address-line1",
    )
    postcode = PostcodeField(label=_("Postcode"), error_messages={"required": _("Write your postcode")})
    place = TextField(
        label=_("Postal town"),
        longest=60,
        required_message=_("Write the place that belongs to the postcode"),
        autocomplete="address-level2",
    )
    phone = PhoneField(label=_("Phone number"), error_messages={"required": _("Write your phone number")})
    email = EmailField(label=_("E-mail address"))


class FreezeForm(SiteForm):
    """Freezing a version. ``is_missing``: a report has not come; ``is_correction``: there is a version already."""

    despite_gaps = CheckboxField(
        label=_("Freeze it although something is missing"),
        required_message=_("Tick here if it is to be frozen although something is missing"),
    )
    reason = LongTextField(
        label=_("Why?"),
        longest=1000,
        help_text=_("It stands in the file. Write no names of those you helped"),
        required_message=_("Write why"),
    )

    def __init__(self, *args: Any, is_missing: bool = False, is_correction: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not is_missing:
            del self.fields["despite_gaps"]
        if not (is_missing or is_correction):
            del self.fields["reason"]


class HoldForm(SiteForm):
    """Why the documents of a year are kept for longer."""

    reason = LongTextField(
        label=_("Why are they kept for longer?"),
        longest=1000,
        help_text=_("For example that Bufdir has begun a control, and when you were told"),
        required_message=_("Write why they are kept for longer"),
    )


class ReleaseForm(SiteForm):
    """Why the documents of a year are not kept any longer."""

    why_released = LongTextField(
        label=_("Why are they not kept any longer?"),
        longest=1000,
        help_text=_("For example that the control is over, and when you were told"),
        required_message=_("Write why they are not kept any longer"),
    )
