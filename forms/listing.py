"""What a supporter may show in public; each field is a choice."""

from django.utils.translation import gettext_lazy as _

from forms.activity import tells_nobody
from forms.choices import AGE_BANDS, SPOKEN
from forms.fields import EmailField, NameField, OneField, PhoneField, SeveralField, TextField, TickField
from forms.renderer import SiteForm

MOST_AT_A_TIME = 5
BREAKS = [("week", _("One week")), ("month", _("One month")), ("open", _("Until I say so"))]


class ShowMe(SiteForm):
    shown_name = NameField(
        label=_("The name you want to be shown with"),
        help_text=_("A first name is enough"),
        empty=_("Write the name you want to be shown with"),
    )
    experience = OneField(
        label=_("Your experience"),
        choices=[],
        required=False,
        empty=_("Choose what to show of your experience"),
    )
    age_band = OneField(
        label=_("Your age"),
        choices=[("", _("I do not want to show it")), *AGE_BANDS],
        required=False,
        empty=_("Choose what to show of your age"),
    )
    topics = SeveralField(label=_("Topics you can talk about"), choices=[], required=False)
    languages = SeveralField(label=_("Languages you speak"), choices=SPOKEN, required=False)
    about = TextField(label=_("A sentence about yourself"), longest=300, required=False)
    for_young = TickField(label=_("I would like to talk with young people, under 40"), required=False)
    capacity = OneField(
        label=_("How many new conversations can you have at a time?"),
        choices=[(str(number), str(number)) for number in range(1, MOST_AT_A_TIME + 1)],
        help_text=_("When you have that many, nobody new can choose you. The number is not shown"),
        empty=_("Choose how many"),
    )
    show_phone = TickField(label=_("Show a phone number"), required=False)
    shown_phone = PhoneField(label=_("The phone number that everybody can see"), required=False)
    show_email = TickField(label=_("Show an e-mail address"), required=False)
    shown_email = EmailField(label=_("The e-mail address that everybody can see"), required=False)
    consent = TickField(
        label=_("I agree that %(organisation)s shows this about me on its website. I can take it back at any time"),
        empty=_("Tick here if you want to be shown. Otherwise, go back to your page"),
    )

    def __init__(self, *args, publishes_contact=False, **kwargs):
        super().__init__(*args, **kwargs)
        if not publishes_contact:
            for name in ("show_phone", "shown_phone", "show_email", "shown_email"):
                del self.fields[name]

    def clean_shown_name(self):
        return tells_nobody(self.cleaned_data["shown_name"])

    def clean_capacity(self):
        return int(self.cleaned_data["capacity"])

    def clean_about(self):
        return tells_nobody(self.cleaned_data["about"])

    def clean(self):
        """A number or an address is shown only where its own tick says so."""
        answered = self.cleaned_data
        empty = {
            "phone": _("Write the number you want to show, or take away the tick"),
            "email": _("Write the address you want to show, or take away the tick"),
        }
        for name, complaint in empty.items():
            if f"show_{name}" not in self.fields:
                continue
            if not answered.get(f"show_{name}"):
                answered[f"shown_{name}"] = ""
                self.errors.pop(f"shown_{name}", None)
            elif not answered.get(f"shown_{name}") and f"shown_{name}" not in self.errors:
                self.add_error(f"shown_{name}", complaint)
        return answered


class TakeBreak(SiteForm):
    length = OneField(label=_("How long a break?"), choices=BREAKS, empty=_("Choose how long"))
