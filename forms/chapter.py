"""What a chapter's board tells the public about the chapter."""

from django import forms
from django.core.validators import URLValidator
from django.utils.translation import gettext_lazy as _

from forms.fields import WordingFormField
from forms.renderer import SiteForm

A_WEBSITE = _("Write the address like this: https://www.example.no")


class DescribeChapter(SiteForm):
    about = WordingFormField(
        label=_("What you would like people to know about %(the_chapter)s"),
        help_text=_("Everybody can read it. Nynorsk and English can be left for later"),
        required=False,
    )
    website = forms.URLField(
        label=_("Website of your own"),
        required=False,
        max_length=200,
        assume_scheme="https",
        widget=forms.TextInput(attrs={"inputmode": "url", "autocomplete": "url", "spellcheck": "false"}),
        error_messages={"invalid": A_WEBSITE, "max_length": _("The address is too long. Use a shorter one.")},
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        website = self.fields["website"]
        others = [validator for validator in website.validators if not isinstance(validator, URLValidator)]
        website.validators = [*others, URLValidator(schemes=["http", "https"], message=A_WEBSITE)]

    def clean_about(self):
        about = self.cleaned_data["about"] or {}
        if about and not about.get("nb"):
            raise forms.ValidationError(_("Write the text in bokmål. Nynorsk and English can be left for later."))
        return about
