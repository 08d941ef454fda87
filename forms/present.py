"""Which supporters took part in an activity besides whoever led it: ticked, or written by name."""

import re

from django.utils.translation import gettext_lazy as _

from forms.choice_fields import MultiChoiceField
from forms.fields import LongTextField
from forms.renderer import SiteForm

BETWEEN_NAMES = re.compile(r"[\n,;&]|\s(?:og|and)\s")
PRESENT_FIELDS = ("present", "present_elsewhere")


class PresentForm(SiteForm):
    """``choices`` of ``present`` are the supporters who can be ticked; it may be none."""

    present = MultiChoiceField(
        label=_("Which %(supporters)s took part?"),
        choices=[],
        required=False,
        help_text=_("Besides whoever led it. They are not among those whom you counted above"),
    )
    present_elsewhere = LongTextField(
        label=_("Did %(supporters)s of other %(chapters)s take part?"),
        longest=400,
        required=False,
        help_text=_("Write their full names, each on a line of its own. Write nobody else's name here"),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["present_elsewhere"].widget.attrs |= {"rows": 2, "spellcheck": "false"}
        if not self.fields["present"].choices:
            del self.fields["present"]

    @property
    def names_elsewhere(self):
        """The names that are written, each once. Only of a valid form."""
        names = (" ".join(name.split()) for name in BETWEEN_NAMES.split(self.cleaned_data.get("present_elsewhere", "")))
        return list(dict.fromkeys(name for name in names if name))
