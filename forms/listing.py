"""What a supporter may show in public; each field is a choice."""

from django.utils.translation import gettext_lazy as _

from forms.choices import AGE_BANDS, SPOKEN, TOPICS
from forms.fields import NameField, OneField, SeveralField, TextField, TickField
from forms.renderer import SiteForm

SHOWN_EXPERIENCES = [
    ("", _("I do not want to show it")),
    ("own", _("I live with the illness")),
    ("relative", _("I am a relative")),
    ("both", _("Both")),
]
BREAKS = [("week", _("One week")), ("month", _("One month")), ("open", _("Until I say so"))]


class ShowMe(SiteForm):
    shown_name = NameField(
        label=_("The name you want to be shown with"),
        help_text=_("A first name is enough"),
        empty=_("Write the name you want to be shown with"),
    )
    experience = OneField(
        label=_("Your experience"),
        choices=SHOWN_EXPERIENCES,
        required=False,
        empty=_("Choose what to show of your experience"),
    )
    age_band = OneField(
        label=_("Your age"),
        choices=[("", _("I do not want to show it")), *AGE_BANDS],
        required=False,
        empty=_("Choose what to show of your age"),
    )
    topics = SeveralField(label=_("Topics you can talk about"), choices=TOPICS, required=False)
    languages = SeveralField(label=_("Languages you speak"), choices=SPOKEN, required=False)
    about = TextField(label=_("A sentence about yourself"), longest=300, required=False)
    consent = TickField(
        label=_("I agree that %(organisation)s shows this about me on its website. I can take it back at any time"),
        empty=_("Tick here if you want to be shown. Otherwise, go back to your page"),
    )


class TakeBreak(SiteForm):
    length = OneField(label=_("How long a break?"), choices=BREAKS, empty=_("Choose how long"))
