"""Short forms about oneself: how pages look, and who one is."""

from django import forms
from django.utils.translation import gettext_lazy as _

from forms.fields import NameField, OneField, PhoneField
from forms.renderer import SiteForm


class DisplayForm(SiteForm):
    size = OneField(
        label=_("Text size"),
        choices=[("100", _("Ordinary")), ("115", _("Larger")), ("130", _("Large")), ("150", _("Very large"))],
        initial="100",
        empty=_("Choose a text size"),
    )
    spacing = OneField(
        label=_("Line spacing"),
        choices=[("normal", _("Ordinary")), ("airy", _("Airy"))],
        initial="normal",
        empty=_("Choose a line spacing"),
    )
    mode = OneField(
        label=_("Colours"),
        choices=[("auto", _("As on my device")), ("light", _("Light")), ("dark", _("Dark"))],
        initial="auto",
        empty=_("Choose colours"),
    )
    motion = OneField(
        label=_("Movement on the page"),
        choices=[("auto", _("As on my device")), ("off", _("None"))],
        initial="auto",
        empty=_("Choose whether things may move"),
    )


class VoteForm(SiteForm):
    """Was a page useful?"""

    useful = OneField(
        label=_("Was this useful?"),
        choices=[("yes", _("Yes")), ("no", _("No"))],
        empty=_("Choose yes or no"),
    )
    token = forms.UUIDField(widget=forms.HiddenInput)


class MyDetails(SiteForm):
    given_name = NameField(label=_("First name"), empty=_("Write your first name"), autocomplete="given-name")
    family_name = NameField(label=_("Last name"), empty=_("Write your last name"), autocomplete="family-name")
    phone = PhoneField(label=_("Phone number"), required=False)
