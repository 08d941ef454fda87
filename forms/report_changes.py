"""What is said about a report beside its sections: that a number is wrong, that it should be opened
again, and the secretariat's answer."""

from django.utils.translation import gettext_lazy as _

from forms.choice_fields import SingleChoiceField
from forms.choices import ACTIVITY_KINDS
from forms.fields import LongTextField, WholeNumberField
from forms.renderer import SiteForm

NUMBERS = [("count", _("How many")), ("participants", _("Participants"))]


class CorrectNumberForm(SiteForm):
    """Which number is wrong, what is right, and why. The number that was counted stays beside it."""

    kind = SingleChoiceField(
        label=_("Which kind of activity?"),
        choices=ACTIVITY_KINDS,
        required_message=_("Choose which kind of activity the number is about"),
    )
    number = SingleChoiceField(
        label=_("Which number is wrong?"), choices=NUMBERS, required_message=_("Choose which number is wrong")
    )
    right = WholeNumberField(
        label=_("What is the right number?"),
        lowest=0,
        highest=100_000,
        required_message=_("Write the right number, for example 12"),
    )
    why = LongTextField(
        label=_("Why?"),
        longest=500,
        help_text=_("Write no names of those you helped"),
        required_message=_("Write why the number is another one"),
    )


class AskReopeningForm(SiteForm):
    """Why a report that was sent should be opened again."""

    reason = LongTextField(
        label=_("What has to be changed, and why?"),
        longest=1000,
        required_message=_("Write what has to be changed, and why"),
    )


class AnswerReopeningForm(SiteForm):
    """The secretariat's answer to that."""

    mark_optional = False  # what is needed depends on the answer, and the hint says so
    answer = SingleChoiceField(
        label=_("Shall the report be opened again?"),
        choices=[("yes", _("Yes, open it again")), ("no", _("No, it stays as it was sent"))],
        required_message=_("Choose an answer"),
    )
    answer_words = LongTextField(
        label=_("A few words to %(the_board)s"),
        longest=1000,
        required=False,
        help_text=_("Needed if you say no"),
    )

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("answer") == "no" and not cleaned.get("answer_words") and "answer_words" not in self.errors:
            self.add_error("answer_words", _("Write why it is not opened again"))
        return cleaned


class AnswerForm(SiteForm):
    """The secretariat's answer: the report is approved or sent back."""

    mark_optional = False  # what is needed depends on the answer, and the hint says so
    verdict = SingleChoiceField(
        label=_("What is your answer?"),
        choices=[("approve", _("Approve the report")), ("return", _("Send it back to be corrected"))],
        required_message=_("Choose an answer"),
    )
    words = LongTextField(
        label=_("What has to be corrected?"),
        longest=2000,
        required=False,
        help_text=_("Only if you send it back. These words are shown to %(the_board)s"),
    )

    def __init__(self, *args, places=(), **kwargs):
        """``places`` are ``[(code, name)]``: words can be written at each of them too."""
        super().__init__(*args, **kwargs)
        self.places = {f"place-{code}": code for code, _name in places}
        for code, name in places:
            self.fields[f"place-{code}"] = LongTextField(label=name, longest=1000, required=False)

    @property
    def place_fields(self):
        return [self[name] for name in self.places]

    @property
    def has_words_at_places(self):
        """Whether something was written at a place: then it is not hidden when the page is shown again."""
        return any(field.value() for field in self.place_fields)

    def clean(self):
        """With the words at the places as ``places``, ``{code: words}``."""
        cleaned = super().clean()
        cleaned["places"] = {code: cleaned[name] for name, code in self.places.items() if cleaned.get(name)}
        has_words = cleaned.get("words") or cleaned["places"]
        if cleaned.get("verdict") == "return" and not has_words and "words" not in self.errors:
            self.add_error("words", _("Write what has to be corrected"))
        return cleaned
