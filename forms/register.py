"""The forms of the secretariat's register: chapters, and who has which office."""

import re

from django.utils.translation import gettext_lazy as _

from forms.choice_fields import SingleChoiceField
from forms.dates import DateField
from forms.fields import EmailField, NameField, TextField, WebAddressField
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

    starts = DateField(
        label=_("First day"), help_text=_("Leave it empty for today. It may lie in the past, or ahead"), required=False
    )
    ends = DateField(label=_("Last day"), help_text=_("Leave it empty if nobody knows it yet"), required=False)

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("kind") in CHAPTER_OFFICES and not cleaned.get("chapter"):
            self.add_error("chapter", self.fields["chapter"].error_messages["required"])
        elif cleaned.get("kind") and cleaned["kind"] not in CHAPTER_OFFICES and cleaned.get("chapter"):
            self.add_error("chapter", self.fields["chapter"].error_messages["central"])
        return cleaned


class OfficeDaysForm(SiteForm):
    """The days of an office that were written down wrongly."""

    starts = DateField(label=_("First day"), error_messages={"required": _("Write the first day")})
    ends = DateField(label=_("Last day"), help_text=_("Leave it empty if nobody knows it yet"), required=False)


class LastDayForm(SiteForm):
    """The last day of an office."""

    last_day = DateField(
        label=_("Last day"),
        help_text=_("Leave it empty for yesterday: then the rights are gone at once"),
        required=False,
    )


EDITING_CHOICES = [
    ("none", _("Does not edit the pages")),
    ("editor", _("Edits the pages")),
    ("reviewer", _("Edits them, and approves those on crisis and law")),
]


class EditingForm(SiteForm):
    """What somebody may do with the pages that the public reads."""

    role = SingleChoiceField(
        label=_("What may they do?"), choices=EDITING_CHOICES, required_message=_("Choose one of the answers")
    )


class NewEditorForm(SiteForm):
    """Somebody without an account who is to edit the pages."""

    email = EmailField(label=_("E-mail address"))
    given_name = NameField(label=_("First name"), required_message=_("Write the first name"))
    family_name = NameField(label=_("Last name"), required_message=_("Write the last name"))
    role = SingleChoiceField(
        label=_("What may they do?"), choices=EDITING_CHOICES[1:], required_message=_("Choose one of the answers")
    )


LEVEL_CHOICES = [("local", _("Local")), ("county", _("A whole county"))]


class PostcodesField(TextField):
    """Beginnings of postcodes with spaces or commas between them, as a list. The register says which are possible."""

    def __init__(self, **kwargs):
        super().__init__(longest=200, **kwargs)

    def clean(self, value):
        return [one for one in re.split(r"[\s,;]+", super().clean(value)) if one]


class ChapterRecordForm(SiteForm):
    """What the register knows of a chapter, besides its name."""

    level = SingleChoiceField(
        label=_("What does %(the_chapter)s cover?"),
        choices=LEVEL_CHOICES,
        required_message=_("Choose one of the answers"),
    )
    county = TextField(label=_("County"), longest=60, required_message=_("Write the county"))
    municipality = TextField(label=_("Municipality"), longest=60, required_message=_("Write the municipality"))
    postcodes = PostcodesField(
        label=_("Postcodes nearby"),
        help_text=_("The first two digits of each, such as 50, 51. People who live there see %(the_chapter)s first"),
        required=False,
    )
    email = EmailField(label=_("E-mail address"), required=False)
    website = WebAddressField(label=_("Website of your own"), required=False, autocomplete="url")


class NewChapterForm(ChapterRecordForm):
    """What is needed to found a chapter."""

    field_order = ("name", "short_name", "starts")
    name = TextField(label=_("Name"), longest=100, required_message=_("Write the name"))
    short_name = TextField(
        label=_("Short name"),
        help_text=_("Stands in web addresses and never changes. Leave it empty to get the one that the name suggests"),
        longest=40,
        required=False,
    )
    starts = DateField(label=_("First day"), help_text=_("Leave it empty for today"), required=False)


class NewNameForm(SiteForm):
    """Another name for a chapter, from a day."""

    name = TextField(label=_("New name"), longest=100, required_message=_("Write the name"))
    from_day = DateField(label=_("From which day?"), error_messages={"required": _("Write the first day")})


class CloseForm(SiteForm):
    """The last day of a chapter."""

    last_day = DateField(label=_("Last day"), error_messages={"required": _("Write the last day")})


class MergeForm(SiteForm):
    """Which chapter another one becomes part of, and when."""

    into = SingleChoiceField(label=_("Into which %(chapter)s?"), choices=[], required_message=_("Choose %(a_chapter)s"))
    from_day = DateField(label=_("From which day?"), error_messages={"required": _("Write the first day")})
