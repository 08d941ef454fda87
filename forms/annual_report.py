"""The annual report: what is asked of a chapter once a year, and the secretariat's answer to it.

The numbers come from the activities that are logged; the chapter looks through them and adds the rest.
"""

from django.utils.translation import gettext_lazy as _

from forms.choice_fields import CheckboxField, SingleChoiceField
from forms.dates import DateField
from forms.fields import LongTextField, TextField, WholeNumberField
from forms.readers import YEARS
from forms.renderer import SiteForm
from forms.steps import CleanedAnswers, RawAnswers, Step

# The keys of the steps.
NUMBERS = "tallene"
BOARD = "styret"
ABOUT_YEAR = "om-aret"
CONFIRM = "bekreft"

ROLE_CHOICES = [
    ("leader", _("Leader")),
    ("deputy", _("Deputy leader")),
    ("secretary", _("Secretary")),
    ("other", _("Another office in %(the_board)s")),
]


class NumbersForm(SiteForm):
    """Whether the numbers from the activities are right."""

    seen = CheckboxField(
        label=_("We have looked through the numbers"),
        required_message=_("Tick here when you have looked through the numbers"),
    )
    correction = LongTextField(
        label=_("Is anything wrong or missing?"),
        longest=1000,
        required=False,
        help_text=_("Write what, and why. The numbers above stay as they are, and both are kept"),
    )


class BoardForm(SiteForm):
    """Who was on the board, and when it was elected."""

    elected_on = DateField(
        label=_("When was %(the_board)s elected?"),
        help_text=_("For example 12.3.2026"),
        error_messages={"required": _("Write the date of the election, for example 12.3.2026")},
    )
    term = WholeNumberField(
        label=_("How many years does the term last?"),
        lowest=1,
        highest=4,
        units=YEARS,
        required_message=_("Write how many years the term lasts, for example 2"),
    )
    members = LongTextField(
        label=_("Who was in %(the_board)s on 31 December?"),
        longest=2000,
        help_text=_("One name on each line"),
        required_message=_("Write the names of those who were in %(the_board)s on 31 December"),
    )
    member_activity = CheckboxField(
        label=_("We held at least one activity for our members, beyond the annual meeting"), required=False
    )
    member_activity_what = TextField(label=_("Which activity, and when?"), longest=200, required=False)

    def clean_elected_on(self):
        day, today = self.cleaned_data["elected_on"], self.today
        if day and today and day > today:
            self.add_error("elected_on", _("The election cannot lie in the future. Write the day on which it was held"))
        return day


class AboutYearForm(SiteForm):
    """A few words about the year."""

    about = LongTextField(
        label=_("A few words about the year"),
        longest=3000,
        required=False,
        help_text=_("Write no names of those you helped"),
    )


class ConfirmForm(SiteForm):
    """Who confirms the report on behalf of the board: the last step."""

    role = SingleChoiceField(
        label=_("What is your office?"), choices=ROLE_CHOICES, required_message=_("Choose your office")
    )
    attest = CheckboxField(
        label=_("I confirm on behalf of %(the_board)s that the numbers are right as far as we know"),
        required_message=_("Tick here to confirm the report on behalf of %(the_board)s"),
    )


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


STEPS = [
    Step(NUMBERS, _("The numbers"), NumbersForm),
    Step(BOARD, _("Those who held office"), BoardForm),
    Step(ABOUT_YEAR, _("About the year"), AboutYearForm),
    Step(CONFIRM, _("Confirm and send"), ConfirmForm),
]


def role_of(answers: CleanedAnswers) -> str:
    """The code of the office in which the report is confirmed."""
    return answers[CONFIRM]["role"]


def answers_for_correction(answers: RawAnswers) -> dict[str, dict[str, list[str]]]:
    """The answers of a report that is sent back, to begin the corrected one with.

    What has to be confirmed anew is left out: that the numbers are looked through, and the last step.
    """
    kept = {step: {name: list(items) for name, items in values.items()} for step, values in answers.items()}
    kept.pop(CONFIRM, None)
    kept[NUMBERS].pop("seen", None)
    return kept


def answers_for_new_report(
    board_members: list[str], last_year: RawAnswers | None = None
) -> dict[str, dict[str, list[str]]]:
    """What is known when a report is begun: the names of the board, and the election that was reported last year."""
    board = {"members": ["\n".join(board_members)]} if board_members else {}
    reported = last_year[BOARD] if last_year else {}
    board |= {name: list(reported[name]) for name in ("elected_on", "term") if name in reported}
    return {BOARD: board, ABOUT_YEAR: {}}
