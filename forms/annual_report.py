"""What is asked of a chapter once a year. The numbers are filled in from the activities; the rest is short."""

from django.utils.translation import gettext_lazy as _

from forms.fields import DayField, LongTextField, OneField, TextField, TickField, WholeNumberField
from forms.renderer import SiteForm
from forms.steps import Step

ROLES = [
    ("leader", _("Leader")),
    ("deputy", _("Deputy leader")),
    ("secretary", _("Secretary")),
    ("other", _("Another office in %(the_board)s")),
]


class Numbers(SiteForm):
    seen = TickField(
        label=_("We have looked through the numbers"), empty=_("Tick here when you have looked through the numbers")
    )
    correction = LongTextField(
        label=_("Is anything wrong or missing?"),
        longest=1000,
        required=False,
        help_text=_("Write what, and why. The numbers above stay as they are, and both are kept"),
    )


class Board(SiteForm):
    elected_on = DayField(
        label=_("When was %(the_board)s elected?"),
        help_text=_("For example 12.3.2026"),
        error_messages={"required": _("Write the date of the election, for example 12.3.2026")},
    )
    term = WholeNumberField(
        label=_("How many years does the term last?"),
        lowest=1,
        highest=4,
        empty=_("Write how many years the term lasts, for example 2"),
    )
    members = LongTextField(
        label=_("Who was in %(the_board)s on 31 December?"),
        longest=2000,
        help_text=_("One name on each line"),
        empty=_("Write the names of those who were in %(the_board)s on 31 December"),
    )
    member_activity = TickField(
        label=_("We held at least one activity for our members, beyond the annual meeting"), required=False
    )
    member_activity_what = TextField(label=_("Which activity, and when?"), longest=200, required=False)

    def clean_elected_on(self):
        day, today = self.cleaned_data["elected_on"], self.fields["elected_on"].today
        if day and today and day > today:
            self.add_error("elected_on", _("The election cannot lie in the future. Write the day on which it was held"))
        return day


class Words(SiteForm):
    about = LongTextField(
        label=_("A few words about the year"),
        longest=3000,
        required=False,
        help_text=_("Write no names of those you helped"),
    )


class Attest(SiteForm):
    role = OneField(label=_("What is your office?"), choices=ROLES, empty=_("Choose your office"))
    attest = TickField(
        label=_("I confirm on behalf of %(the_board)s that the numbers are right as far as we know"),
        empty=_("Tick here to confirm the report on behalf of %(the_board)s"),
    )


class Answer(SiteForm):
    """The secretariat's answer to a report."""

    verdict = OneField(
        label=_("What is your answer?"),
        choices=[("approve", _("Approve the report")), ("return", _("Send it back to be corrected"))],
        empty=_("Choose an answer"),
    )
    words = LongTextField(
        label=_("What has to be corrected?"),
        longest=2000,
        required=False,
        help_text=_("Only if you send it back. These words are shown to %(the_board)s"),
    )

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("verdict") == "return" and not cleaned.get("words") and "words" not in self.errors:
            self.add_error("words", _("Write what has to be corrected"))
        return cleaned


STEPS = [
    Step("tallene", _("The numbers"), Numbers),
    Step("styret", _("Those who held office"), Board),
    Step("om-aret", _("About the year"), Words),
    Step("bekreft", _("Confirm and send"), Attest),
]
