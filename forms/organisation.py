"""The forms for the organisation itself, its words, and the lists that people choose from."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from forms.choice_fields import CheckboxField, SingleChoiceField
from forms.fields import EmailField, TextField, WordingFormField
from forms.phones import PhoneField
from forms.renderer import SiteForm

WORD_FORMS = [
    ("one", _("One"), _("Write the word for one")),
    ("the", _("The one"), _("Write the word for the one we speak of")),
    ("many", _("Several"), _("Write the word for several")),
    ("all", _("All of them"), _("Write the word for all of them")),
]
ARTICLES = {
    "nb": [("m", "en"), ("n", "et")],
    "nn": [("m", "ein"), ("f", "ei"), ("n", "eit")],
}
LONGEST_WORD, LONGEST_NAME = 40, 100
# Mail programs take a name with these in front of an address for another address, or for a fraud.
NOT_IN_A_SENDER = '<>"@\\'


AGAIN_AFTER_YEARS, RECEIVED_WITHIN_DAYS = (1, 2, 3, 5), (7, 14, 30)
NEVER = "0"


def how_often(current=0):
    """The choices of when a declaration is signed again: ``[(years, text)]``. ``current`` is among them."""
    years = sorted({*AGAIN_AFTER_YEARS, current} - {0})
    texts = [(str(one), ngettext("Every year", "Every %(years)d years", one) % {"years": one}) for one in years]
    return [(NEVER, _("Never")), *texts]


def within_days(current=0):
    """The choices of until when the receipt of a declaration is confirmed: ``[(days, text)]``, ``current`` too."""
    days = sorted({*RECEIVED_WITHIN_DAYS, current} - {0})
    texts = [(str(one), ngettext("Yes, within %(days)d day", "Yes, within %(days)d days", one)) for one in days]
    return [(NEVER, _("No")), *((code, text % {"days": int(code)}) for code, text in texts)]


def validate_sender(name):
    """Refuses a name that cannot stand as the sender of a mail."""
    found = [sign for sign in NOT_IN_A_SENDER if sign in name]
    if found:
        text = _("The name is the sender of every e-mail. Leave out these signs: %(signs)s")
        raise ValidationError(text % {"signs": " ".join(found)})


class OrganisationForm(SiteForm):
    """The name of the organisation and of the service, and how to reach the office."""

    name = TextField(
        label=_("The name of the organisation"),
        longest=LONGEST_NAME,
        required_message=_("Write the name of the organisation"),
    )
    service_name = TextField(
        label=_("The name of the service"),
        longest=LONGEST_NAME,
        help_text=_("It is the sender of every e-mail, and stands last in it, after “You have a page with”"),
        validators=[validate_sender],
        required_message=_("Write the name of the service"),
    )
    phone = PhoneField(
        label=_("The office’s phone number"),
        required=False,
        takes_service_numbers=True,
        help_text=_(
            "Not a helpline’s. It stands in mails and on pages where people are to reach the office. "
            "Leave it empty if the office is to be reached by e-mail."
        ),
    )
    email = EmailField(
        label=_("The office’s e-mail address"),
        help_text=_("Where people write to the office, and where answers to our mails go"),
    )
    publishes_contact = CheckboxField(
        label=_("%(the_supporters)s may show a phone number or an e-mail address on the list, if they want to"),
        required=False,
    )

    declaration_years = SingleChoiceField(
        label=_("How often is the declaration of confidentiality to be signed again?"),
        help_text=_(
            "The promise itself applies without an end. Those who have signed already keep what was decided when they "
            "signed."
        ),
        choices=how_often,
        required_message=_("Choose how often it is to be signed again"),
    )
    confirms_receipt_within_days = SingleChoiceField(
        label=_("Does the secretariat confirm that it has received a signed declaration of confidentiality?"),
        help_text=_("The signature counts meanwhile. Those that are not confirmed yet come on the secretariat’s list."),
        choices=within_days,
        required_message=_("Choose whether it is confirmed"),
    )

    def clean_declaration_years(self):
        return int(self.cleaned_data["declaration_years"]) or None

    def clean_confirms_receipt_within_days(self):
        return int(self.cleaned_data["confirms_receipt_within_days"]) or None

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, choices in (("declaration_years", how_often), ("confirms_receipt_within_days", within_days)):
            self.fields[name].choices = choices(int(self.initial.get(name, NEVER)))
        tick = self.fields["publishes_contact"]
        tick.label = tick.label[:1].upper() + tick.label[1:]


class WordForm(SiteForm):
    """One word in three languages, each with its grammatical forms, and its gender except in English."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for language, name in settings.INTERFACE_LANGUAGES:
            for form, label, required_message in WORD_FORMS:
                field = TextField(
                    label=label, longest=LONGEST_WORD, required_message=format_lazy("{}: {}", name, required_message)
                )
                field.widget.attrs |= {"lang": language, "autocapitalize": "none"}
                self.fields[f"{language}_{form}"] = field
            if language in ARTICLES:
                self.fields[f"{language}_gender"] = SingleChoiceField(
                    label=_("Which article goes with it?"),
                    choices=ARTICLES[language],
                    required_message=format_lazy("{}: {}", name, _("Choose an article")),
                )

    @property
    def languages(self):
        """The fields by language: ``[(code, name of the language, fields)]``."""
        return [
            (code, name, [self[field] for field in self.fields if field.startswith(f"{code}_")])
            for code, name in settings.INTERFACE_LANGUAGES
        ]

    @classmethod
    def initial_of(cls, words):
        """The form's initial values, from ``{language: {form: text}}``."""
        return {f"{language}_{form}": text for language, forms in words.items() for form, text in forms.items()}

    @property
    def words(self):
        """The answers of a valid form as ``{language: {form: text}}``."""
        forms = [form for form, _label, _empty in WORD_FORMS] + ["gender"]
        return {
            code: {form: self.cleaned_data.get(f"{code}_{form}", "") for form in forms}
            for code, _name in settings.INTERFACE_LANGUAGES
        }


class ListEntryForm(SiteForm):
    """An entry in a list that people choose from. A hidden entry is not offered any more; stored answers keep it.

    ``may_hide`` is false for the only entry of a list.
    """

    TEXT_FIELDS: tuple[str, ...] = ()
    mark_optional = False  # bokmål has to be there, and the error message says so

    hidden = CheckboxField(label=_("Take it out of the list. What people have chosen before, stays"), required=False)

    def __init__(self, *args, may_hide=True, **kwargs):
        super().__init__(*args, **kwargs)
        self.may_hide = may_hide
        self.order_fields([name for name in self.fields if name != "hidden"])  # and that one last

    def clean(self):
        for name in self.TEXT_FIELDS:
            wording = self.cleaned_data.get(name) or {}
            if name not in self.errors and not wording.get("nb"):
                self.add_error(name, _("Write the text in bokmål. Nynorsk and English can be left for later."))
            elif any(len(text) > LONGEST_NAME or "\n" in text for text in wording.values()):
                self.add_error(name, _("Write at most 100 characters, in one line"))
        if self.cleaned_data.get("hidden") and not self.may_hide:
            raise ValidationError(_("This is the only one in the list. Add another before you take it out"))
        return self.cleaned_data


class ExperienceEntryForm(ListEntryForm):
    """An experience that people can have."""

    TEXT_FIELDS = ("mine", "theirs")

    mine = WordingFormField(
        label=_("As people say it about themselves"), help_text=_("For example: I am a relative"), required=False
    )
    theirs = WordingFormField(
        label=_("The same, said about somebody else"), help_text=_("For example: Is a relative"), required=False
    )


class TopicEntryForm(ListEntryForm):
    """A topic that supporters can talk about."""

    TEXT_FIELDS = ("name",)

    name = WordingFormField(
        label=_("What one can talk about"), help_text=_("For example: Work and studies"), required=False
    )
    crisis = CheckboxField(
        label=_("It can be about not wanting to live: the crisis lines stand at the top when it is chosen"),
        required=False,
    )
