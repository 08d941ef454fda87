"""The annual report: what is asked of a chapter once a year.

The numbers come from the activities that are logged; the chapter looks through them and adds the rest.
"""

import datetime
from collections.abc import Mapping
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy

from forms.choice_fields import CheckboxField, SingleChoiceField
from forms.dates import DateField
from forms.fields import LongTextField, TextField, WholeNumberField, format_number
from forms.free_text import FreeTextField
from forms.readers import YEARS
from forms.renderer import SiteForm
from forms.steps import CleanedAnswers, RawAnswers, Step, answer_in_words

# The keys of the steps.
NUMBERS = "tallene"
BOARD = "styret"
ABOUT_YEAR = "om-aret"
CONFIRM = "bekreft"

LEADER = "leader"
SECRETARIAT = "secretariat"  # it sends the report of a chapter that was closed, and says why
ROLE_CHOICES = [
    (LEADER, _("Leader")),
    ("deputy", _("Deputy leader")),
    ("secretary", _("Secretary")),
    ("other", _("Another office in %(the_board)s")),
    (SECRETARIAT, _("The secretariat, in the place of %(the_board)s")),
]


MOST_BOARD_MEMBERS = 40
OLDEST_ELECTION = 10  # years before the base year: an earlier date is a slip of the pen

# The codes of the answers about the chapter.
CENTRAL, OWN = "central", "own"
YES, NO = "yes", "no"
HELD, NONE_HELD = "held", "none"
WAS_HELD = pgettext_lazy("answer", "Yes")
NONE_WAS_HELD = _("No, we held none")


class SaidByButton(forms.HiddenInput):
    """What the button of the page says when it is pressed. Where it was said before, a hidden field keeps it."""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> Any:
        return super().render(name, "on", attrs, renderer) if value else ""


class NumbersForm(SiteForm):
    """Whether the numbers from the activities are right."""

    seen = CheckboxField(
        label=_("We have looked through the numbers"),
        widget=SaidByButton,
        required_message=_("Look through the numbers, and press the button to confirm them"),
    )
    correction = LongTextField(
        label=_("Is anything missing, or is there something to say about the numbers?"),
        longest=1000,
        required=False,
        help_text=_("In your own words. If a number is wrong, use the link “Say that a number is wrong”"),
    )


class BoardForm(SiteForm):
    """Who was on the board, when it was elected, and what else the grant asks of a chapter.

    ``known`` is what the site knows before anybody has answered, ``{field: cleaned value}``. The page shows it, and
    one tick, ``as_known``, says that it is right: it is the answer wherever nothing else is written. Nothing is taken
    over without that tick. ``offered`` are member activities from the log, ``{code: name and date}``.
    """

    mark_optional = False  # what is known may be left empty, and the page says so

    as_known = CheckboxField(label=_("This is right. What is not, we have corrected below"), required=False)
    elected_on = DateField(
        label=_("When was %(the_board)s elected?"),
        help_text=_("The election of those who were in it on 31 December. For example 12.3.2026"),
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
    countable_members = WholeNumberField(
        label=_("How many members had paid for the year on 31 December?"),
        help_text=_("Those who belong to %(the_chapter)s. Zero is an answer too"),
        required_message=_("Write how many members had paid, for example 34. If there were none, write 0"),
    )
    bylaws = SingleChoiceField(
        label=_("Which bylaws apply to %(the_chapter)s?"),
        choices=[(CENTRAL, _("The central ones")), (OWN, _("Our own"))],
        required_message=_("Choose which bylaws apply"),
    )
    own_finances = SingleChoiceField(
        label=_("Did %(the_chapter)s have its own finances?"),
        choices=[(YES, pgettext_lazy("answer", "Yes")), (NO, pgettext_lazy("answer", "No"))],
        help_text=_("Its own accounts, and its own money"),
        required_message=_("Answer yes or no"),
    )
    member_activity = SingleChoiceField(
        label=_("Did you hold an activity for your members, beyond the annual meeting?"),
        choices=[(HELD, WAS_HELD), (NONE_HELD, NONE_WAS_HELD)],
        help_text=_(
            "The grant asks for one. Without it %(the_chapter)s does not count that year, and you can send the report "
            "all the same"
        ),
        required_message=_("Choose an activity, or say that you held none"),
    )
    member_activity_what = TextField(label=_("Which activity, and when?"), longest=200, required=False)

    def __init__(
        self,
        *args: Any,
        known: Mapping[str, Any] | None = None,
        offered: Mapping[str, str] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.known, self.offered = dict(known or {}), dict(offered or {})
        activity = self.fields["member_activity"]
        # Reports that were sent before it was a choice have a tick.
        activity.known_choices = [(HELD, WAS_HELD), (NONE_HELD, NONE_WAS_HELD), ("on", WAS_HELD)]  # type: ignore[attr-defined]  # a choice field
        if self.offered:
            other = [(HELD, _("Yes, another one: write it below")), (NONE_HELD, NONE_WAS_HELD)]
            activity.choices = [*self.offered.items(), *other]  # type: ignore[attr-defined]  # a choice field
        if not self.known:
            del self.fields["as_known"]
        else:
            self.fields["as_known"].is_kept_out_of_summary = True  # type: ignore[attr-defined]  # read by steps
        for name in self.known:
            self.fields[name].required = False
        # A list is corrected, not written anew.
        self.fields["members"].initial = self.known.get("members")

    def clean_elected_on(self) -> Any:
        day, today = self.cleaned_data["elected_on"], self.today
        if day and today and day > today:
            self.add_error("elected_on", _("The election cannot lie in the future. Write the day on which it was held"))
        elif day and self.year and day.year > self.year:
            text = _("This election was held after 31 December %(year)s. Write the one before it")
            self.add_error("elected_on", text % {"year": self.year})
        elif day and self.year and day.year < self.year - OLDEST_ELECTION:
            self.add_error("elected_on", _("This is long ago. Write the date of the last election before 31 December"))
        return day

    def clean_members(self) -> str:
        names = _names(self.cleaned_data["members"])
        if len(names) > MOST_BOARD_MEMBERS:
            text = ngettext(
                "Write up to %(most)s name. Now there are %(now)s.",
                "Write up to %(most)s names. Now there are %(now)s.",
                MOST_BOARD_MEMBERS,
            )
            self.add_error("members", text % {"most": MOST_BOARD_MEMBERS, "now": format_number(len(names))})
        return "\n".join(names)

    def clean(self) -> dict[str, Any]:
        """The answers: what is written, and what is known where the tick says that it is right."""
        cleaned = super().clean()
        empty = [name for name in self.known if name not in self.errors and self._is_untouched(name, cleaned.get(name))]
        if cleaned.get("as_known"):
            cleaned |= {name: self.known[name] for name in empty if name != "member_activity"}
            if "member_activity" in empty:
                cleaned |= {"member_activity": HELD, "member_activity_what": self.known["member_activity"]}
        elif empty:
            self.add_error(
                "as_known",
                _("Tick here if this is right. If something is not, write it below, and tick here for the rest"),
            )
        chosen = cleaned.get("member_activity")
        if chosen in self.offered:
            cleaned |= {"member_activity": HELD, "member_activity_what": self.offered[chosen]}
        elif chosen == NONE_HELD:
            cleaned["member_activity_what"] = ""
        elif chosen == HELD and not cleaned.get("member_activity_what") and "member_activity_what" not in self.errors:
            self.add_error("member_activity_what", _("Write which activity it was, and when"))
        return cleaned

    def _is_untouched(self, name: str, value: Any) -> bool:
        """Whether nobody has written anything: the field is empty, or holds what it was filled in with."""
        return value in (None, "") or (name == "members" and _names(value) == _names(self.known[name]))

    def known_rows(self) -> list[dict[str, Any]]:
        """What is known: rows for components/summary_list.html."""
        rows = []
        for name, value in self.known.items():
            # What is known of the activity is its name and date, not the code of a choice.
            text = value if name == "member_activity" else answer_in_words(self[name], value)
            if name == "term":
                text = ngettext("%(count)d year", "%(count)d years", value) % {"count": value}
            row: dict[str, Any] = {"key": self.fields[name].label, "value": text}
            if "\n" in text:
                row["lines"] = text.split("\n")
            rows.append(row)
        return rows

    def fields_to_answer(self) -> list[BoundField]:
        """The questions to which nothing is known."""
        return [self[name] for name in self.fields if self._of(name) not in self.known and name != "as_known"]

    def fields_to_change(self) -> list[BoundField]:
        """The questions that ``as_known`` answers."""
        return [self[name] for name in self.fields if self._of(name) in self.known]

    def _of(self, name: str) -> str:
        """The question to which a field belongs."""
        return "member_activity" if name == "member_activity_what" else name

    def is_changed(self) -> bool:
        """Whether something else than what is known is written, or cannot be read."""
        return any(
            field.errors or not self._is_untouched(field.name, field.value()) for field in self.fields_to_change()
        )


def _names(text: str) -> list[str]:
    """The names of a list with one on each line."""
    return [" ".join(line.split()) for line in text.split("\n") if line.strip()]


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
    because = FreeTextField(
        label=_("Why do you send it in the place of %(the_board)s?"),
        longest=200,
        required_message=_("Write why you send it"),
        help_text=_("It appears in the report. Write no names"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Why is asked of the secretariat alone; what was sent tells it where it was said."""
        super().__init__(*args, **kwargs)
        codes = [code for code, _name in self.fields["role"].choices]  # type: ignore[attr-defined]  # it has choices
        said = self.data.get(self.add_prefix("role")) == SECRETARIAT
        if SECRETARIAT not in codes or (len(codes) > 1 and not said):
            del self.fields["because"]


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

    The last step is left out: the report is confirmed anew. Sections stay confirmed while nothing in them changes.
    """
    kept = {step: {name: list(items) for name, items in values.items()} for step, values in answers.items()}
    kept.pop(CONFIRM, None)
    return kept


def answers_for_new_report() -> dict[str, dict[str, list[str]]]:
    """What a report begins with: nothing is answered. The words about the year can be left empty."""
    return {ABOUT_YEAR: {}}


def known_of_last_year(answers: CleanedAnswers, base_year: int) -> dict[str, Any]:
    """What the report of the year before said of the chapter and still may be so, ``{field: cleaned value}``.

    ``base_year`` is that of the new report. The election is among it only while the term still ran on 31 December: a
    board that was to be elected since is asked about anew.
    """
    board = answers.get(BOARD, {})
    known = {
        name: board[name]
        for name in ("countable_members", "bylaws", "own_finances")
        if board.get(name) not in (None, "")
    }
    elected_on, term = read_day(board.get("elected_on")), board.get("term")
    if elected_on and term and elected_on.year + term > base_year:
        known = {"elected_on": elected_on, "term": term} | known
    return known


def read_day(value: Any) -> datetime.date | None:
    """A day as a cleaned answer has it, or as text as a sent report keeps it. None for an empty one."""
    return datetime.date.fromisoformat(value) if isinstance(value, str) and value else value or None
