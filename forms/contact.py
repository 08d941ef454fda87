"""Short forms for everybody: how pages look, one's own details, and being called back."""

import re

from django import forms
from django.utils.translation import gettext_lazy as _

from forms.choice_fields import SingleChoiceField
from forms.choices import BEST_TIMES, LANGUAGES
from forms.fields import EmailField, LongTextField, NameField, PostcodeField
from forms.phones import PhoneField
from forms.renderer import SiteForm

MAIL_LANGUAGES = [("nb", "Bokmål"), ("nn", "Nynorsk"), ("en", "English")]  # each in itself, as in the menu


class DisplayForm(SiteForm):
    """How pages look for this visitor."""

    size = SingleChoiceField(
        label=_("Text size"),
        choices=[("100", _("Ordinary")), ("115", _("Larger")), ("130", _("Large")), ("150", _("Very large"))],
        initial="100",
        required_message=_("Choose a text size"),
    )
    spacing = SingleChoiceField(
        label=_("Line spacing"),
        choices=[("normal", _("Ordinary")), ("airy", _("Airy"))],
        initial="normal",
        required_message=_("Choose a line spacing"),
    )
    mode = SingleChoiceField(
        label=_("Colours"),
        choices=[("auto", _("As on my device")), ("light", _("Light")), ("dark", _("Dark"))],
        initial="auto",
        required_message=_("Choose colours"),
    )
    motion = SingleChoiceField(
        label=_("Movement on the page"),
        choices=[("auto", _("As on my device")), ("off", _("None"))],
        initial="auto",
        required_message=_("Choose whether things may move"),
    )


class MyDetailsForm(SiteForm):
    """The person's own name, phone number, postcode, and the language of e-mails to them."""

    given_name = NameField(
        label=_("First name"), required_message=_("Write your first name"), autocomplete="given-name"
    )
    family_name = NameField(
        label=_("Last name"), required_message=_("Write your last name"), autocomplete="family-name"
    )
    phone = PhoneField(label=_("Phone number"), required=False)
    postcode = PostcodeField(label=_("Postcode"), required=False)
    language = SingleChoiceField(
        label=_("Which language do you want e-mails from us in?"),
        choices=MAIL_LANGUAGES,
        required_message=_("Choose a language"),
    )


LINK_PATTERN = re.compile(r"https?://|www\.", re.IGNORECASE)
MAX_LINKS = 1
HONEYPOT_FIELD = "website"  # hidden from people, filled in by programs that fill in every field


class ContactRequestForm(SiteForm):
    """How somebody without an account can be reached by a supporter whom they have chosen. Asks for nothing else."""

    called = NameField(
        label=_("What would you like to be called?"),
        help_text=_("A first name is enough, and it need not be your own"),
        required_message=_("Write what you would like to be called"),
        autocomplete="given-name",
    )
    phone = PhoneField(
        label=_("Phone number"),
        required=False,
        refuse_costly_numbers=True,
        help_text=_("Write a phone number or an e-mail address"),
    )
    email = EmailField(label=_("E-mail address"), required=False)
    best_time = SingleChoiceField(
        label=_("When does it suit you best?"), choices=BEST_TIMES, required_message=_("Choose when it suits you best")
    )
    who = SingleChoiceField(
        label=_("What is your own experience?"),
        choices=[],
        required_message=_("Choose one of the answers. You can choose not to say"),
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
    def visible_fields_in_order(self):
        """The fields for people: all but the hidden one."""
        return [self[name] for name in ("called", "phone", "email", "best_time", "who", "message")]

    def clean_called(self):
        if LINK_PATTERN.search(self.cleaned_data["called"]):
            raise forms.ValidationError(_("Write only what you would like to be called, without an address to a page"))
        return self.cleaned_data["called"]

    def clean_message(self):
        if len(LINK_PATTERN.findall(self.cleaned_data["message"])) > MAX_LINKS:
            raise forms.ValidationError(_("The message can have one address to a page. Take the others away"))
        return self.cleaned_data["message"]

    def clean_website(self):
        if self.cleaned_data["website"]:
            raise forms.ValidationError(
                _("The field «Leave this field empty» has to be empty. Empty it and send again")
            )
        return ""

    def clean(self):
        is_reachable = any(self.cleaned_data.get(name) or name in self.errors for name in ("phone", "email"))
        if not is_reachable:
            self.add_error("phone", _("Write a phone number or an e-mail address, so that we can reach you"))
        return self.cleaned_data


class OpenContactRequestForm(ContactRequestForm):
    """The same where no supporter is chosen, with wishes that help to find one."""

    place = forms.ChoiceField(label=_("Where do you live?"), required=False)
    experience = forms.ChoiceField(label=_("Whom would you like to talk with?"), required=False)
    topic = forms.ChoiceField(label=_("Which topic?"), required=False)
    language = forms.ChoiceField(
        label=_("Which language?"), choices=[("", _("It does not matter")), *LANGUAGES], required=False
    )
    WISH_FIELDS = ("place", "experience", "topic", "language")

    @property
    def wishes(self):
        return [self[name] for name in self.WISH_FIELDS]

    @property
    def has_wishes(self):
        """Whether a wish is filled in or has an error, so that the wishes are to be seen."""
        return any(self[name].value() or self[name].errors for name in self.WISH_FIELDS)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in self.WISH_FIELDS:
            self.fields[name].error_messages["invalid_choice"] = _("Choose one of the answers in the list")


class AssignRequestForm(SiteForm):
    """The supporter whom the office asks next. ``choices["supporter"]`` are those who can be asked."""

    supporter = forms.ChoiceField(
        label=_("Who shall have the request?"),
        error_messages={"required": _("Choose somebody"), "invalid_choice": _("Choose somebody from the list")},
    )
