"""The form in which the secretariat gives somebody an office."""

from django.utils.translation import gettext_lazy as _

from forms.choice_fields import SingleChoiceField
from forms.fields import EmailField, NameField
from forms.renderer import SiteForm

OFFICE_CHOICES = [
    ("chapter_leader", _("Leader of %(a_chapter)s")),
    ("board_member", _("Member of %(the_board)s")),
    ("coordinator", _("Coordinator")),
    ("secretariat", _("Secretariat")),
]
CHAPTER_OFFICES = {"chapter_leader", "board_member"}


class OfficeForm(SiteForm):
    """Who gets which office, and in which chapter if it is an office of a chapter."""

    email = EmailField(label=_("E-mail address"))
    given_name = NameField(label=_("First name"), required_message=_("Write the first name"))
    family_name = NameField(label=_("Last name"), required_message=_("Write the last name"))
    kind = SingleChoiceField(label=_("Which office?"), choices=OFFICE_CHOICES, required_message=_("Choose an office"))
    chapter = SingleChoiceField(
        label=_("In which %(chapter)s?"),
        choices=[],
        required=False,
        required_message=_("Choose %(a_chapter)s"),
        error_messages={
            "central": _(
                "This office covers the whole country, but you also chose %(a_chapter)s. "
                "Take the chapter away, or choose another office."
            )
        },
    )

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("kind") in CHAPTER_OFFICES and not cleaned.get("chapter"):
            self.add_error("chapter", self.fields["chapter"].error_messages["required"])
        elif cleaned.get("kind") and cleaned["kind"] not in CHAPTER_OFFICES and cleaned.get("chapter"):
            self.add_error("chapter", self.fields["chapter"].error_messages["central"])
        return cleaned
