"""The form in which an activity is logged: a few questions, and some more that are optional; and what is said of it."""

import datetime

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from forms.choice_fields import CheckboxField, MultiChoiceField, SingleChoiceField
from forms.choices import ACTIVITY_KINDS
from forms.dates import DateField, date_in_words, day_in_words
from forms.days import DaysField
from forms.fields import MinutesField, NameField, WholeNumberField
from forms.free_text import FreeTextField, LongFreeTextField
from forms.present import PRESENT_FIELDS, PresentForm
from forms.readers import EARLIEST_YEAR, PEOPLE, depends_on_today
from forms.renderer import SiteForm

DAY_CHOICES = [("today", _("Today")), ("yesterday", _("Yesterday")), ("other", _("Another day"))]
DAYS_WITH_DATE = {"today": _("Today, %(day)s"), "yesterday": _("Yesterday, %(day)s")}
OPEN_FOR_DAYS = 7  # for so long “today” means the day on which the form was opened; later on, the day is asked for
ONE_TO_ONE_KINDS = {"visit", "phone"}
# From how many on it is asked whether so many took part: a 5 becomes 50 by a slip of the finger.
MANY_OF_KIND = {"activity_group": 30, "conversation_group": 30}
MANY = 100
KINDS_WITH_MINUTES = {"activity_group", "conversation_group", "course"}
KINDS_FOR_SUPPORTERS = {"course"}  # supporters alone can take part, so that nobody besides them is counted
ME, SUPPORTER, ANOTHER = "me", "supporter", "other"
LEADER_CHOICES = [
    (ME, _("I did")),
    (SUPPORTER, _("Another %(supporter)s")),
    (ANOTHER, _("Somebody else, who is not %(role_supporter)s")),
]
YES_OR_NO = [("yes", _("Yes")), ("no", _("No"))]
NO_CHAPTER = "*"  # a sign that is in no short name of a chapter
NO_CHAPTER_CHOICE = _("None: %(organisation)s, centrally")
# What can be said of one activity, or of all in a year.
STATED_FIELDS = ("in_person", "in_norway", "own_event", "unpaid")
OPTIONAL_FIELDS = (*PRESENT_FIELDS, "supporters_present", "topics", "place", "note", *STATED_FIELDS)
# What a device may keep while the net is gone: a choice, a day, a number. Never free text.
KEPT_ON_DEVICE = (SingleChoiceField, forms.ChoiceField, MultiChoiceField, DateField, DaysField, WholeNumberField)


def yes_no_field(label, no_answer):
    """A question that is answered with yes, with no, or not: True, False or None."""
    return YesNoField(
        label=label, choices=YES_OR_NO, required=False, required_message=_("Choose yes or no"), no_answer=no_answer
    )


# What stands beside the last choice where nothing else is said of one activity: what was said for its year.
OF_YEAR = {
    True: _("As said for the whole year: yes"),
    False: _("As said for the whole year: no"),
    None: _("Not answered. Nothing is said for the whole year either"),
}


class YesNoField(SingleChoiceField):
    """Yes, no, or no answer: True, False or None."""

    def prepare_value(self, value):
        return {True: "yes", False: "no"}.get(value, value)

    def clean(self, value):
        return {"yes": True, "no": False}.get(super().clean(value))


class LeaderForm(SiteForm):
    """Who led an activity. ``choices`` of ``led_by`` are the other supporters who can be named; it may be none.

    ``names_leader``: the name can be written instead.
    """

    leader = SingleChoiceField(label=_("Who led it?"), choices=LEADER_CHOICES, required_message=_("Choose who led it"))
    led_by = forms.ChoiceField(
        label=_("Which %(supporter)s?"), choices=[], required=False, help_text=_("Only if another one led it")
    )

    led_by_name = NameField(
        label=_("The full name of whoever led it"),
        required=False,
        help_text=_("Only if it was another %(supporter)s, whose name you cannot choose above"),
    )

    def __init__(self, *args, names_leader=False, **kwargs):
        super().__init__(*args, **kwargs)
        if not names_leader:
            del self.fields["led_by_name"]
        if not self.fields["led_by"].choices:
            del self.fields["led_by"]
        if not {"led_by", "led_by_name"} & set(self.fields):
            self.fields["leader"].choices = [
                choice for choice in self.fields["leader"].choices if choice[0] != SUPPORTER
            ]

    def clean(self):
        cleaned = super().clean()
        leader, written = cleaned.get("leader"), cleaned.get("led_by_name")
        named = cleaned.get("led_by") or written
        if cleaned.get("led_by") and written:
            self.add_error("led_by_name", _("You have chosen a name as well. Choose who led it, or take the name away"))
        elif named and not self.data.get("leader"):
            del self.errors["leader"]
            cleaned["leader"] = SUPPORTER
        elif leader == SUPPORTER and not named and not {"led_by", "led_by_name"} & set(self.errors):
            if "led_by" in self.fields:
                self.add_error("led_by", _("Choose who it was"))
            else:
                self.add_error("led_by_name", _("Write the full name of whoever led it"))
        elif leader in (ME, ANOTHER) and named:
            self.add_error("leader", self.name_as_well())
        return cleaned

    def name_as_well(self):
        """What is said where “I did”, or somebody who is no supporter, is chosen, and a name too."""
        return _("You have chosen a name as well. Choose who led it, or take the name away")


class SayForm(LeaderForm):
    """Who led one activity, and what is said of it alone.

    ``of_year`` is what was said for the whole year, ``{name: True, False or None}``: it stands beside that answer.
    """

    mark_optional = False
    in_person = yes_no_field(_("Did people meet in person?"), _("The same as I said for the whole year"))
    in_norway = yes_no_field(_("Was it in Norway?"), _("The same as I said for the whole year"))
    own_event = yes_no_field(
        _("Was it our own event, and not somebody else's?"), _("The same as I said for the whole year")
    )
    unpaid = yes_no_field(_("Was it led without pay?"), _("The same as I said for the whole year"))

    def __init__(self, *args, of_year=None, **kwargs):
        super().__init__(*args, **kwargs)
        for name, value in (of_year or {}).items():
            if name in self.fields:
                self.fields[name].widget.no_answer = OF_YEAR[value]


class SayOfSeriesForm(SayForm):
    """The same of an activity that was on several days: of all of them, or of one."""

    days = SingleChoiceField(
        label=_("Which days is it about?"),
        choices=[("all", _("All the days that it was on")), ("one", _("This day alone"))],
        required_message=_("Choose which days it is about"),
    )


class StatementForm(SiteForm):
    """What is so of all that a person leads or logs in a year.

    ``asks_who_led``: whether there is something that they logged and of which it is not said who led it.
    """

    mark_optional = False
    in_person = yes_no_field(_("Do people meet in person, in groups and on courses?"), _("I do not say it for all"))
    in_norway = yes_no_field(_("Is it in Norway?"), _("I do not say it for all"))
    own_event = yes_no_field(_("Is it our own event, and not somebody else's?"), _("I do not say it for all"))
    unpaid = yes_no_field(_("Do you do it without pay?"), _("I do not say it for all"))
    led_all = CheckboxField(label=_("I led what I logged before it was asked who led it"), required=False)

    def __init__(self, *args, asks_who_led=False, **kwargs):
        super().__init__(*args, **kwargs)
        if not asks_who_led:
            del self.fields["led_all"]


def day_of_opening(data, today):
    """On which day the form for an activity was opened; today where it does not say, or says one that cannot be."""
    try:
        day = datetime.date.fromisoformat((data or {}).get("opened", ""))
    except ValueError:
        return today
    return today if day > today or day.year < EARLIEST_YEAR else day


class ActivityForm(PresentForm, SayForm):
    """One activity that has taken place. Needs ``today``.

    ``statement_year`` is the year for which the person is asked, once, to say something of all activities;
    ``first_year`` is the first one in which an activity can be logged.

    ``opened`` is the day on which the form was opened, from its hidden field of that name. “Today” and “yesterday” are
    counted from it, and are shown as dates once it is another day.
    """

    mark_optional = False  # what is needed depends on the kind, and the hints say so
    kind = SingleChoiceField(
        label=_("What kind of activity?"),
        choices=ACTIVITY_KINDS,
        required_message=_("Choose what kind of activity it was"),
    )
    when = SingleChoiceField(
        label=_("When?"), choices=DAY_CHOICES, initial="today", required_message=_("Choose when it was")
    )
    day = DateField(
        label=_("Which day?"), required=False, help_text=_("Only if you chose another day. For example 3.6.2026")
    )
    participants = WholeNumberField(
        label=_("How many took part?"),
        highest=2000,
        units=PEOPLE,
        required=False,
        help_text=_(
            "Not counting you or other %(supporters)s: write 0 for a course with them alone. Leave it empty for a "
            "visit or a phone call"
        ),
    )
    supporters_present = WholeNumberField(
        label=_("How many %(supporters)s were there, you and whoever led it too?"),
        lowest=1,
        highest=2000,
        units=PEOPLE,
        required=False,
        help_text=_("Only if more were there than you have named"),
    )
    minutes = MinutesField(
        label=_("How many minutes did it last?"),
        lowest=1,
        highest=1440,
        required=False,
        help_text=_("Needed for groups and courses. Write it of a visit too"),
    )
    chapter = SingleChoiceField(
        label=_("For which %(chapter)s?"), choices=[], required_message=_("Choose %(a_chapter)s")
    )
    statement = SingleChoiceField(
        label=_("Is this so for all that you lead or log in %(year)d?"),
        help_text=_(
            "People meet in person, it is in Norway, it is our own event and not somebody else's, and you are not paid "
            "for it. You are asked once a year, and can change it"
        ),
        choices=[("yes", _("Yes, for all of it")), ("no", _("No, or not always: I say it for each activity"))],
        required=False,
        required_message=_("Choose yes or no"),
        no_answer=_("I will say it later"),
    )
    topics = MultiChoiceField(label=_("Topics"), choices=[], required=False)
    place = FreeTextField(label=_("Place"), longest=100, required=False)
    note = LongFreeTextField(
        label=_("Note"),
        longest=500,
        required=False,
        help_text=_("Write no names and nothing that can reveal who it is about"),
    )

    optional = OPTIONAL_FIELDS  # shown under “Add more”
    names_two_leaders = False  # then the question who else was there is shown
    asked_participants = None  # the number that the person is asked about

    field_order = (
        "kind",
        "when",
        "day",
        "participants",
        "minutes",
        "chapter",
        "leader",
        "led_by",
        "led_by_name",
        "statement",
    )

    def __init__(self, *args, statement_year=None, first_year=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.first_year = first_year
        self.only_chapter = ()  # (code, name) of the one that is not asked for
        if len(self.fields["chapter"].choices) == 1:
            [self.only_chapter] = self.fields["chapter"].choices
            del self.fields["chapter"]
        if statement_year:
            self.fields["statement"].label = str(self.fields["statement"].label) % {"year": statement_year}
        else:
            del self.fields["statement"]
        self.opened = day_of_opening(self.data, self.today)
        if depends_on_today(self.data.get("day", "")):
            self.fields["day"].today = self.opened
        if self.opened != self.today:
            self.fields["when"].choices = [
                (when, capfirst(date_in_words(day)) if (day := self._day_of_choice(when)) else name)
                for when, name in DAY_CHOICES
            ]
        else:  # the form may be open past midnight
            self.fields["when"].choices = [
                (
                    when,
                    DAYS_WITH_DATE[when] % {"day": day_in_words(day)} if (day := self._day_of_choice(when)) else name,
                )
                for when, name in DAY_CHOICES
            ]

    def clean(self):
        cleaned = super().clean()
        if self.only_chapter and self.data.get("chapter", self.only_chapter[0]) != self.only_chapter[0]:
            text = _(
                "When you opened this, you logged for others than now. Nothing is saved yet. Save it if the activity "
                "was for %(name)s"
            )
            self.add_error(None, text % {"name": self.only_chapter[1]})
        kind, when, today = cleaned.get("kind"), cleaned.get("when"), self.today
        chosen_day = self._day_of_choice(when)
        if chosen_day and today - self.opened > datetime.timedelta(days=OPEN_FOR_DAYS):
            text = _("This form was opened on %(day)s. Choose “Another day”, and write which day it was")
            self.add_error("when", text % {"day": date_in_words(self.opened)})
        elif chosen_day and (self.errors.pop("day", None) or cleaned.get("day") not in (None, chosen_day)):
            text = _(
                "You have written a day as well. Choose “Another day” if it was then, or empty the field “Which day?”"
            )
            self.add_error("when", text)
        elif when == "other" and not cleaned.get("day") and "day" not in self.errors:
            self.add_error("day", _("Write which day it was, for example 3.6.2026"))
        elif cleaned.get("day") and when == "other" and cleaned["day"] > today:
            self.add_error("day", _("Choose a day that has been. Log the activity when it has taken place"))
        elif self.first_year and cleaned.get("day") and when == "other" and cleaned["day"].year < self.first_year:
            text = _("Choose a day in %(year)d or later. The reports on earlier years are finished")
            self.add_error("day", text % {"year": self.first_year})
        if kind in ONE_TO_ONE_KINDS:
            if cleaned.get("participants") not in (None, 1):
                text = _(
                    "A visit or a phone call is with one person. Empty this field, or choose another kind of activity"
                )
                self.add_error("participants", text)
            cleaned["participants"] = 1
        elif cleaned.get("participants") is None and "participants" not in self.errors:
            self.add_error("participants", _("Write how many took part, for example 6"))
        elif self.is_unlikely(kind, cleaned.get("participants")):
            self.asked_participants = cleaned["participants"]
            text = _(
                "You wrote %(count)d participants. If that is right, press the button once more. If not, correct the "
                "number"
            )
            self.add_error("participants", text % {"count": self.asked_participants})
        if kind in KINDS_WITH_MINUTES and cleaned.get("minutes") is None and "minutes" not in self.errors:
            self.add_error("minutes", _("Write how many minutes it lasted, for example 90"))
        return cleaned

    def name_as_well(self):
        self.names_two_leaders = True
        text = _(
            "You have chosen a name as well. Choose one who led it, or take the name away. Whoever else was there is "
            "named under “%(question)s”"
        )
        return text % {"question": self.fields["present" if "present" in self.fields else "present_elsewhere"].label}

    def is_unlikely(self, kind, number):
        """Whether it is to be asked if so many took part: more than usual, or ten times as many as before.

        It is asked once: the form then holds ``asked_participants``, and is saved with that number.
        """
        before = self.initial.get("participants")
        if number is None or number == before or self.data.get("asked_participants") == str(number):
            return False
        return number >= MANY_OF_KIND.get(kind, MANY) or bool(before and number >= 10 * before)

    @property
    def date(self):
        """The date of the activity. Only of a valid form."""
        return self._day_of_choice(self.cleaned_data["when"]) or self.cleaned_data["day"]

    @property
    def all_days(self):
        """The days on which it was, in order. Only of a valid form."""
        return [self.date]

    @property
    def is_sent_on_another_day(self):
        """Whether “today” or “yesterday” was chosen in a form that was opened on another day. Only of a valid form."""
        return self.opened != self.today and self.cleaned_data["when"] != "other"

    def _day_of_choice(self, when):
        return {"today": self.opened, "yesterday": self.opened - datetime.timedelta(days=1)}.get(when)

    @property
    def unanswered(self):
        """The fields that still need an answer, where all that was answered can be read; else None."""
        return None if any(self.data.get(name, "").strip() for name in self.errors) else set(self.errors)

    @property
    def judged_fields(self):
        """The names of the fields on which it depends whether the activity counts. No free text is among them."""
        return [name for name in self.kept_fields if name != "topics"]

    @property
    def kept_fields(self):
        """The names of the fields that a device may keep until the activity is saved."""
        return [name for name, field in self.fields.items() if isinstance(field, KEPT_ON_DEVICE)]

    @property
    def optional_fields(self):
        """The fields that are shown under “Add more”."""
        return [self[name] for name in self.optional if name in self.fields]

    @property
    def optional_fields_have_errors(self):
        return self.names_two_leaders or any(name in self.errors for name in self.optional)

    @property
    def main_fields(self):
        return [field for field in self if field.name not in self.optional]
