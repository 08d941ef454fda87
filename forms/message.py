"""A message to several people, from a ready text."""

from django.utils.translation import gettext_lazy as _

from forms.choice_fields import MultiChoiceField
from forms.fields import LongTextField
from forms.renderer import SiteForm


class MessageForm(SiteForm):
    """The text, and who gets it. ``choices["to"]`` are those who can."""

    to = MultiChoiceField(label=_("Who gets it?"), choices=[], required_message=_("Choose who gets the message"))
    text = LongTextField(
        label=_("The message"),
        longest=2000,
        required_message=_("Write the message"),
        help_text=_(
            "You can change it. We put a greeting with the name before it, and a link to the activities after it"
        ),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["text"].widget.attrs["rows"] = 10
