"""Why an activity is corrected, struck or put back: one choice, and some words that are optional."""

from django.utils.translation import gettext_lazy as _

from forms.choice_fields import SingleChoiceField
from forms.choices import name_of
from forms.free_text import FreeTextField
from forms.renderer import SiteForm

OTHER = "other"
CORRECT_REASONS = [
    ("mistake", _("Something was written wrongly")),
    ("known_later", _("Something became known later")),
    (OTHER, _("Something else")),
]
STRIKE_REASONS = [
    ("not_held", _("It did not take place")),
    ("twice", _("It is logged twice")),
    ("not_ours", _("It does not belong here")),
    (OTHER, _("Something else")),
]
PUT_BACK_REASONS = [
    ("struck_by_mistake", _("It was struck by mistake")),
    ("known_later", _("Something became known later")),
    (OTHER, _("Something else")),
]
SAME = "same"  # nobody chooses it: it is what the answer about a double entry says
REASONS = [*CORRECT_REASONS, *STRIKE_REASONS, *PUT_BACK_REASONS, (SAME, _("The same activity is logged twice"))]


def reason_in_words(code):
    return name_of(REASONS, code)


class ReasonForm(SiteForm):
    """Why. ``choices`` of ``reason`` are one of the lists above."""

    mark_optional = False
    reason = SingleChoiceField(label=_("Why?"), choices=[], required_message=_("Choose why"))
    because = FreeTextField(
        label=_("In a few words"),
        longest=200,
        required=False,
        help_text=_("Only needed if you chose “Something else”. Write no names"),
    )

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("reason") == OTHER and not cleaned.get("because") and "because" not in self.errors:
            self.add_error("because", _("Write in a few words why"))
        return cleaned


BACK, BOTH = "back", "both"


class StrikeForm(ReasonForm):
    """Why; and what becomes of the entries that are struck because this one stands, where ``has_same``."""

    same = SingleChoiceField(
        label=_("What about the other entry?"),
        choices=[
            (BACK, _("It comes back, and stands instead of this one")),
            (BOTH, _("It stays struck as well, so nothing is left of the activity")),
        ],
        required_message=_("Choose whether the other entry comes back"),
    )

    def __init__(self, *args, has_same=False, **kwargs):
        super().__init__(*args, **kwargs)
        if not has_same:
            del self.fields["same"]


EARLIER, LATER = "earlier", "later"


class KeepForm(SiteForm):
    """Which of two entries stands where they are the same activity. ``choices`` of ``keep`` say who logged each."""

    keep = SingleChoiceField(
        label=_("Which one stands, if it is the same?"),
        choices=[],
        required_message=_("Choose which one stands"),
    )


class FormsTogether:
    """Two forms that are sent as one, for the summary of what is wrong (``components/error_summary.html``)."""

    def __init__(self, *forms):
        self.forms = forms

    def is_valid(self):
        return not self.errors

    @property
    def errors(self):
        return {name: found for form in self.forms for name, found in form.errors.items()}

    def non_field_errors(self):
        return [text for form in self.forms for text in form.non_field_errors()]

    def hidden_fields(self):
        return [field for form in self.forms for field in form.hidden_fields()]

    def visible_fields(self):
        return [field for form in self.forms for field in form.visible_fields()]
