"""The forms in which a supporter chooses what to show in public, and takes a break."""

import re

from django import forms
from django.utils.translation import gettext_lazy as _

from forms.choice_fields import CheckboxField, MultiChoiceField, SingleChoiceField
from forms.choices import AGE_GROUPS, LANGUAGES
from forms.fields import EmailField, NameField
from forms.free_text import FreeTextField, refuse_contact_details
from forms.phones import PhoneField
from forms.renderer import SiteForm

MOST_CONVERSATIONS = 5
BREAK_CHOICES = [("week", _("One week")), ("month", _("One month")), ("open", _("Until I say so"))]


class ListingForm(SiteForm):
    """What the public list shows of a supporter. Phone number and e-mail address only with ``publishes_contact``."""

    shown_name = NameField(
        label=_("The name you want to be shown with"),
        help_text=_("A first name is enough"),
        required_message=_("Write the name you want to be shown with"),
    )
    experience = SingleChoiceField(
        label=_("Your experience"),
        choices=[],
        required=False,
        required_message=_("Choose what to show of your experience"),
    )
    age_band = SingleChoiceField(
        label=_("Your age"),
        choices=[("", _("I do not want to show it")), *AGE_GROUPS],
        required=False,
        required_message=_("Choose what to show of your age"),
    )
    topics = MultiChoiceField(label=_("Topics you can talk about"), choices=[], required=False)
    languages = MultiChoiceField(label=_("Languages you speak"), choices=LANGUAGES, required=False)
    about = FreeTextField(label=_("A sentence about yourself"), longest=300, required=False)
    for_young = CheckboxField(label=_("I would like to talk with young people, under 40"), required=False)
    capacity = SingleChoiceField(
        label=_("How many new conversations can you have at a time?"),
        choices=[(str(number), str(number)) for number in range(1, MOST_CONVERSATIONS + 1)],
        help_text=_("When you have that many, nobody new can choose you. The number is not shown"),
        required_message=_("Choose how many"),
    )
    show_phone = CheckboxField(label=_("Show a phone number"), required=False)
    shown_phone = PhoneField(label=_("The phone number that everybody can see"), required=False)
    show_email = CheckboxField(label=_("Show an e-mail address"), required=False)
    shown_email = EmailField(label=_("The e-mail address that everybody can see"), required=False)
    consent = CheckboxField(
        label=_("I agree that %(organisation)s shows this about me on its website. I can take it back at any time"),
        required_message=_("Tick here if you want to be shown. Otherwise, go back to your page"),
    )

    def __init__(self, *args, publishes_contact=False, given_name="", family_name="", **kwargs):
        """``given_name`` and ``family_name`` are the person's own: of the last name no part is shown."""
        super().__init__(*args, **kwargs)
        self.given_name, self.family_name = given_name, family_name
        self.fields["about"].own_name = given_name
        if not publishes_contact:
            for name in ("show_phone", "shown_phone", "show_email", "shown_email"):
                del self.fields[name]

    def clean_shown_name(self):
        return self._refuse_last_name(refuse_contact_details(self.cleaned_data["shown_name"]))

    def clean_capacity(self):
        return int(self.cleaned_data["capacity"])

    def clean_about(self):
        return self._refuse_last_name(self.cleaned_data["about"])

    def _refuse_last_name(self, text):
        if without_last_name(text, self.given_name, self.family_name) != " ".join(text.split()):
            raise forms.ValidationError(_("Leave out your last name. It is never shown"))
        return text

    def clean(self):
        """Empties the phone number and the e-mail address whose own check box is not ticked."""
        cleaned = self.cleaned_data
        messages = {
            "phone": _("Write the number you want to show, or take away the tick"),
            "email": _("Write the address you want to show, or take away the tick"),
        }
        for name, message in messages.items():
            if f"show_{name}" not in self.fields:
                continue
            if not cleaned.get(f"show_{name}"):
                cleaned[f"shown_{name}"] = ""
                self.errors.pop(f"shown_{name}", None)
            elif not cleaned.get(f"shown_{name}") and f"shown_{name}" not in self.errors:
                self.add_error(f"shown_{name}", message)
        return cleaned


def without_last_name(text, given_name, family_name):
    """The text without the words that have a part of the last name in them, unless it is a part of the first name."""
    last_names = _names_in(family_name) - _names_in(given_name)
    return " ".join(word for word in text.split() if not last_names & _names_in(word))


def _names_in(text):
    """The words of a text in small letters, also the parts of double names. Initials are left out."""
    return {word for word in re.findall(r"\w+", text.casefold()) if len(word) > 1}


class BreakForm(SiteForm):
    """How long a break the supporter takes."""

    length = SingleChoiceField(
        label=_("How long a break?"), choices=BREAK_CHOICES, required_message=_("Choose how long")
    )
