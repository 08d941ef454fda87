"""The forms in which the declaration of confidentiality is signed."""

from django.utils.translation import gettext_lazy as _

from forms.choice_fields import CheckboxField, MultiChoiceField, SingleChoiceField
from forms.dates import DateField
from forms.fields import NameField, TextField
from forms.renderer import SiteForm


class SignerNameForm(SiteForm):
    """The name of a person who has not given it before."""

    given_name = NameField(
        label=_("First name"), required_message=_("Write your first name"), autocomplete="given-name"
    )
    family_name = NameField(
        label=_("Last name"), required_message=_("Write your last name"), autocomplete="family-name"
    )


class SignForm(SiteForm):
    """A check box for each promise. ``promises`` is ``[(code, text, error message)]`` of the version that is signed."""

    def __init__(self, *args, promises, **kwargs):
        super().__init__(*args, **kwargs)
        for code, text, required_message in promises:
            self.fields[code] = CheckboxField(label=text, required_message=required_message)


class RemindForm(SiteForm):
    """Whom to remind. Everybody is ticked from the beginning."""

    people = MultiChoiceField(label=_("Who gets an e-mail"), required_message=_("Choose at least one person to remind"))


class ReceiptsForm(SiteForm):
    """Of which declarations the receipt is confirmed. All of them are ticked from the beginning."""

    signatures = MultiChoiceField(
        label=_("Declarations that we have received"), required_message=_("Choose at least one declaration")
    )


PAPER, TRANSFER = "paper", "transfer"


class RecordedSignatureForm(SiteForm):
    """What the office notes of a signature that was not given on the site."""

    mark_optional = False  # the day and the witness are needed for paper alone, and the hints say so

    medium = SingleChoiceField(
        label=_("How was it signed?"),
        choices=[(PAPER, _("On paper, and somebody saw it")), (TRANSFER, _("Before this website came"))],
        required_message=_("Choose how it was signed"),
    )
    signed_on = DateField(
        label=_("Which day was it?"),
        help_text=_("For example 12.3.2026. Leave it empty if it was before this website and nobody knows"),
        required=False,
    )
    witness = NameField(
        label=_("Who saw it being signed?"),
        help_text=_("First and last name. Needed for what was signed on paper"),
        longest=170,
        required=False,
        required_message=_("Write the name of whoever saw it"),
    )
    kept_at = TextField(
        label=_("Where does the paper lie?"),
        longest=200,
        help_text=_("For example the binder in the office. Do not scan it"),
        required_message=_("Write where the paper lies"),
    )

    def clean(self):
        cleaned = super().clean()
        day = cleaned.get("signed_on")
        if day and self.today and day > self.today:
            self.add_error("signed_on", _("This day has not come yet. Write the day on which it happened"))
        if cleaned.get("medium") == PAPER:
            if not day and "signed_on" not in self.errors:
                self.add_error("signed_on", _("Write the day, for example 12.3.2026"))
            if not cleaned.get("witness") and "witness" not in self.errors:
                self.add_error("witness", self.fields["witness"].error_messages["required"])
        return cleaned
