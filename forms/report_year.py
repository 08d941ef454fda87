"""The secretariat's forms about a reporting year: its dates, what applies to one chapter, and whom to remind."""

from django.utils.translation import gettext_lazy as _

from forms.choice_fields import MultiChoiceField, SingleChoiceField
from forms.dates import DateField
from forms.fields import LongTextField
from forms.renderer import SiteForm

EXTENSION, NOT_REQUIRED, USUAL = "extension", "not_required", "usual"


class YearDatesForm(SiteForm):
    """From when the reports can be begun, and their last day."""

    opens = DateField(label=_("From which day can the reports be begun?"))
    deadline = DateField(label=_("Which day is the deadline?"), help_text=_("The whole day counts"))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.error_messages["required"] = _("Write the date like this: 3.6.2026")


class ChapterDecisionForm(SiteForm):
    """What applies to one chapter."""

    mark_optional = False  # the day is needed for an extension alone, and the hint says so
    kind = SingleChoiceField(
        label=_("What applies to them?"),
        choices=[
            (EXTENSION, _("They get more time")),
            (NOT_REQUIRED, _("They do not have to send a report for this year")),
            (USUAL, _("The same deadline as for all the others")),
        ],
        required_message=_("Choose what applies to them"),
    )
    last_day = DateField(
        label=_("Their last day"), help_text=_("Only if they get more time. The whole day counts"), required=False
    )
    reason = LongTextField(
        label=_("Why?"),
        longest=500,
        help_text=_("These words are shown to %(the_board)s"),
        required_message=_("Write why, in a few words"),
    )

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("kind") == EXTENSION and not cleaned.get("last_day") and "last_day" not in self.errors:
            self.add_error("last_day", _("Write which day is their last one"))
        return cleaned


class RemindChaptersForm(SiteForm):
    """About which chapters somebody is reminded. All of them are ticked from the beginning."""

    chapters = MultiChoiceField(
        label=_("About which reports do we send a reminder?"), required_message=_("Choose at least one to remind about")
    )
