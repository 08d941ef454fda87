"""Short forms about oneself: how pages look, who one is, how to be called back."""

import re

from django import forms
from django.utils.translation import gettext_lazy as _

from forms.choices import BEST_TIMES, SPOKEN
from forms.fields import EmailField, LongTextField, NameField, OneField, PhoneField
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


LINK = re.compile(r"https?://|www\.", re.IGNORECASE)
MOST_LINKS = 1
TRAP = "website"  # hidden from people; programs that fill in everything fill it in


class AskForContact(SiteForm):
    """How somebody without an account can be reached, and nothing more than that."""

    called = NameField(
        label=_("What would you like to be called?"),
        help_text=_("A first name is enough, and it need not be your own"),
        empty=_("Write what you would like to be called"),
        autocomplete="given-name",
    )
    phone = PhoneField(
        label=_("Phone number"),
        required=False,
        callable_by_anyone=True,
        help_text=_("Write a phone number or an e-mail address"),
    )
    email = EmailField(label=_("E-mail address"), required=False)
    best_time = OneField(
        label=_("When does it suit you best?"), choices=BEST_TIMES, empty=_("Choose when it suits you best")
    )
    who = OneField(
        label=_("What is your own experience?"),
        choices=[],
        empty=_("Choose one of the answers. You can choose not to say"),
    )
    message = LongTextField(
        label=_("What would you like to talk about?"),
        longest=300,
        required=False,
        help_text=_("You can leave it empty. Do not write about anybody but yourself. At most 300 characters"),
    )
    website = forms.CharField(
        label=_("Leave this field empty"),
        required=False,
        widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"}),
    )
    mark_optional = False  # phone or e-mail: one is enough, and the hint says so

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["message"].widget.attrs["rows"] = 4

    @property
    def shown(self):
        return [self[name] for name in ("called", "phone", "email", "best_time", "who", "message")]

    def clean_called(self):
        if LINK.search(self.cleaned_data["called"]):
            raise forms.ValidationError(_("Write only what you would like to be called, without an address to a page"))
        return self.cleaned_data["called"]

    def clean_message(self):
        if len(LINK.findall(self.cleaned_data["message"])) > MOST_LINKS:
            raise forms.ValidationError(_("The message can have one address to a page. Take the others away"))
        return self.cleaned_data["message"]

    def clean_website(self):
        if self.cleaned_data["website"]:
            raise forms.ValidationError(
                _("The field «Leave this field empty» has to be empty. Empty it and send again")
            )
        return ""

    def clean(self):
        reached = any(self.cleaned_data.get(name) or name in self.errors for name in ("phone", "email"))
        if not reached:
            self.add_error("phone", _("Write a phone number or an e-mail address, so that we can reach you"))
        return self.cleaned_data


class CallMe(AskForContact):
    """The same where nobody is chosen, with wishes that help to find somebody."""

    place = forms.ChoiceField(label=_("Where do you live?"), required=False)
    experience = forms.ChoiceField(label=_("Whom would you like to talk with?"), required=False)
    topic = forms.ChoiceField(label=_("Which topic?"), required=False)
    language = forms.ChoiceField(
        label=_("Which language?"), choices=[("", _("It does not matter")), *SPOKEN], required=False
    )
    WISHES = ("place", "experience", "topic", "language")

    @property
    def wishes(self):
        return [self[name] for name in self.WISHES]

    @property
    def wishes_are_open(self):
        return any(self[name].value() or self[name].errors for name in self.WISHES)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in self.WISHES:
            self.fields[name].error_messages["invalid_choice"] = _("Choose one of the answers in the list")


class AssignRequest(SiteForm):
    """Whom the office asks next."""

    supporter = forms.ChoiceField(
        label=_("Who shall have the request?"),
        error_messages={"required": _("Choose somebody"), "invalid_choice": _("Choose somebody from the list")},
    )
