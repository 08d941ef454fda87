"""The form in which a chapter's board tells the public about the chapter."""

from django.utils.translation import gettext_lazy as _

from forms.fields import WebAddressField, WordingFormField
from forms.renderer import SiteForm


class ChapterForm(SiteForm):
    """The public description of a chapter."""

    about = WordingFormField(
        label=_("What you would like people to know about %(the_chapter)s"),
        help_text=_("Everybody can read it. Nynorsk and English can be left for later"),
        required=False,
    )
    website = WebAddressField(label=_("Website of your own"), required=False, autocomplete="url")
