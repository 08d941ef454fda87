"""The forms of those who take calls: a call after it has ended, who answers a helpline or gets a shift, and the talks
of a month.

None of them has a field for free text: nothing can be written about whoever called.
"""

import datetime

from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from forms.choice_fields import MultiChoiceField, SingleChoiceField
from forms.dates import DateField, day_in_words
from forms.fields import EmailField, WholeNumberField
from forms.renderer import SiteForm

LENGTHS = [
    ("under-15", _("Less than 15 minutes")),
    ("15-30", _("15 to 30 minutes")),
    ("30-60", _("30 to 60 minutes")),
    ("over-60", _("More than an hour")),
]
NOT_KNOWN = _("I do not know")
OPTIONAL_FIELDS = ("caller", "minutes", "themes")


class CallForm(SiteForm):
    """One call on a helpline. Needs ``today``. The line and the day are enough.

    ``first_year`` is the first one in which a call can be logged.

    The days to choose from stand as dates: a form that was opened before midnight means the day that it showed.
    ``hint`` is what to say of the day. ``saved`` is the day of a call that is corrected: it can be chosen too.
    """

    mark_optional = False
    line = SingleChoiceField(
        label=_("Which helpline?"), choices=[], required_message=_("Choose which helpline it was on")
    )
    when = SingleChoiceField(label=_("When?"), choices=[], required_message=_("Choose when it was"))
    day = DateField(
        label=_("Which day?"), required=False, help_text=_("Only if you chose another day. For example 3.6.2026")
    )
    caller = SingleChoiceField(
        label=_("Who called?"),
        choices=[],
        required=False,
        no_answer=NOT_KNOWN,
        required_message=_("Choose among the answers in the list"),
    )
    minutes = SingleChoiceField(
        label=_("How long did you talk?"),
        choices=LENGTHS,
        required=False,
        no_answer=NOT_KNOWN,
        required_message=_("Choose among the answers in the list"),
    )
    themes = MultiChoiceField(label=_("What was it about?"), choices=[], required=False)

    def __init__(self, *args, first_year=None, hint="", saved=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.first_year = first_year
        self.fields["when"].help_text = hint
        if self.today:
            yesterday = self.today - datetime.timedelta(days=1)
            days = [(self.today, _("Today, %(day)s")), (yesterday, _("Yesterday, %(day)s"))]
            if saved and saved not in (self.today, yesterday):
                days.insert(0, (saved, "%(day)s"))
            self.fields["when"].choices = [
                *((day.isoformat(), capfirst(text % {"day": day_in_words(day)})) for day, text in days),
                ("other", _("Another day")),
            ]
            self.fields["when"].initial = (saved or self.today).isoformat()
        self.only_line = ()  # (code, name) of the line that is not asked for
        if len(self.fields["line"].choices) == 1:
            [self.only_line] = self.fields["line"].choices
            del self.fields["line"]

    def clean(self):
        cleaned = super().clean()
        if self.only_line and self.data.get("line", self.only_line[0]) != self.only_line[0]:
            text = _(
                "This was about another helpline, which you do not answer any more. Nothing is saved yet. Save it if "
                "the call was on %(line)s"
            )
            self.add_error(None, text % {"line": self.only_line[1]})
        when, day = cleaned.get("when"), cleaned.get("day")
        if when and when != "other":
            if self.errors.pop("day", None) or day not in (None, datetime.date.fromisoformat(when)):
                text = _(
                    "You have written a day as well. Choose “Another day” if it was then, or empty the field “Which "
                    "day?”"
                )
                self.add_error("when", text)
        elif when and "day" not in self.errors:
            if not day:
                self.add_error("day", _("Write which day it was, for example 3.6.2026"))
            elif day > self.today:
                self.add_error("day", _("Choose a day that has been. Log the call when you have had it"))
            elif self.first_year and day.year < self.first_year:
                self.add_error("day", _("Choose a day in this year or the last one"))
        return cleaned

    @property
    def date(self):
        """The day of the call. Only of a valid form."""
        when = self.cleaned_data["when"]
        return self.cleaned_data["day"] if when == "other" else datetime.date.fromisoformat(when)

    @property
    def optional_fields(self):
        """What need not be told: the page folds it away."""
        return [self[name] for name in OPTIONAL_FIELDS]

    @property
    def optional_fields_have_errors(self):
        return any(name in self.errors for name in OPTIONAL_FIELDS)


class VolunteerForm(SiteForm):
    """Who answers which helpline."""

    line = SingleChoiceField(
        label=_("Which helpline?"), choices=[], required_message=_("Choose which helpline it is about")
    )
    email = EmailField(
        label=_("E-mail address of %(the_supporter)s"),
        help_text=_("The one that they sign in with. They have to be active"),
    )


class AssignShiftForm(SiteForm):
    """Who is given a shift."""

    person = SingleChoiceField(label=_("Who gets the shift?"), choices=[], required_message=_("Choose who gets it"))


class TallyForm(SiteForm):
    """The talks of one month."""

    mark_optional = False
    talks = WholeNumberField(
        label=_("How many talks did you have?"),
        highest=500,
        help_text=_("Write 0 if there were none"),
        required_message=_("Write how many talks you had, for example 6. Write 0 if there were none"),
    )
    themes = MultiChoiceField(label=_("What were they about?"), choices=[], required=False)

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("talks") == 0 and cleaned.get("themes"):
            text = _("You have ticked what the talks were about. Write how many there were, or take the ticks away")
            self.add_error("talks", text)
        return cleaned
