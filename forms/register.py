"""What the secretariat is asked when somebody gets an office."""

from django.utils.translation import gettext_lazy as _

from forms.fields import EmailField, NameField, OneField
from forms.renderer import SiteForm

OFFICES = [
    ("chapter_leader", _("Leader of %(a_chapter)s")),
    ("board_member", _("Member of %(the_board)s")),
    ("coordinator", _("Coordinator")),
    ("secretariat", _("Secretariat")),
]
LOCAL = {"chapter_leader", "board_member"}


class GiveOffice(SiteForm):
    email = EmailField(label=_("E-mail address"))
    given_name = NameField(label=_("First name"), empty=_("Write the first name"))
    family_name = NameField(label=_("Last name"), empty=_("Write the last name"))
    kind = OneField(label=_("Which office?"), choices=OFFICES, empty=_("Choose an office"))
    chapter = OneField(label=_("In which %(chapter)s?"), choices=[], required=False, empty=_("Choose %(a_chapter)s"))

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("kind") in LOCAL and not cleaned.get("chapter"):
            self.add_error("chapter", self.fields["chapter"].error_messages["required"])
        elif cleaned.get("kind") and cleaned["kind"] not in LOCAL:
            cleaned["chapter"] = ""
        return cleaned
