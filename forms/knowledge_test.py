"""How a question of the knowledge test is answered, and how the secretariat says how the test is held."""

from django import forms
from django.utils.translation import gettext_lazy as _

from forms.fields import DayField, LongTextField, NameField, OneField, SeveralField, TickField, WholeNumberField
from forms.renderer import SiteForm


class AnswerOne(SiteForm):
    choice = OneField(label="", choices=[], empty=_("Choose the answer that you think is right"))


class AnswerSeveral(SiteForm):
    choice = SeveralField(
        label="", choices=[], help_text=_("Choose all that fit"), empty=_("Choose the answers that you think are right")
    )


def answer_form(kind):
    return AnswerSeveral if kind == "several" else AnswerOne


class ChooseTheme(SiteForm):
    """A filter: it is never wrong. ``choices["tema"]`` are the themes."""

    mark_optional = False
    tema = forms.ChoiceField(label=_("What would you like to practise?"), choices=[], required=False)


class HoldTest(SiteForm):
    """``themes`` are those of the bank, each with how many questions can be drawn: ``[(code, name, number)]``."""

    questions = WholeNumberField(
        label=_("How many questions has a test?"), empty=_("Write how many questions a test has")
    )
    pass_mark = WholeNumberField(
        label=_("How many have to be right to pass?"), lowest=1, empty=_("Write how many have to be right")
    )
    counting_tries = OneField(
        label=_("Which tries count?"),
        choices=[("1", _("Only the first")), ("2", _("The first and the second"))],
        help_text=_("Everybody may try twice, whatever counts"),
        empty=_("Choose which tries count"),
    )
    must_pass_critical = TickField(label=_("Questions about somebody's safety must end right"), required=False)
    brings_back = TickField(label=_("A question that ended wrong is asked once more at the end"), required=False)
    most_attempts = WholeNumberField(
        label=_("How many times can one take the test?"),
        lowest=1,
        highest=50,
        required=False,
        help_text=_("Empty for as many as one likes. Afterwards we offer a talk."),
    )
    wait_days = WholeNumberField(
        label=_("How many days have to go between?"), highest=365, required=False, help_text=_("Empty for none")
    )

    def __init__(self, *args, themes, **kwargs):
        super().__init__(*args, **kwargs)
        self.themes = themes
        self.fields["questions"].lowest = 1
        self.fields["questions"].highest = max(1, sum(number for _code, _name, number in themes))
        for code, name, number in themes:
            self.fields[_field(code)] = WholeNumberField(label=name, highest=number, required=False)

    def rules(self):
        return [field for field in self if not field.name.startswith(THEME)]

    def of_themes(self):
        return [field for field in self if field.name.startswith(THEME)]

    def clean(self):
        values = super().clean()
        asked, right = values.get("questions"), values.get("pass_mark")
        if asked and right and right > asked:
            self.add_error("pass_mark", _("More than the test has questions. Write a smaller number."))
        named = {code: values.get(_field(code)) for code, _name, _number in self.themes}
        self.named = {code: number for code, number in named.items() if number is not None}
        total = sum(self.named.values())
        rest = sum(number for code, _name, number in self.themes if code not in self.named)
        if asked and total > asked:
            text = _("The themes add up to %(total)d questions, but a test has %(asked)d. Write smaller numbers.")
            self.add_error(None, text % {"total": total, "asked": asked})
        elif asked and total + rest < asked:
            text = _("With these themes only %(number)d questions can be drawn, but a test has %(asked)d.")
            self.add_error(None, text % {"number": total + rest, "asked": asked})
        return values

    @property
    def values(self):
        """The settings as the room keeps them."""
        found = {name: self.cleaned_data[name] for name in self.declared_fields}
        return found | {
            "counting_tries": int(found["counting_tries"]),
            "wait_days": found["wait_days"] or 0,
            "themes": self.named,
        }


THEME = "theme_"


def _field(theme):
    return THEME + theme


class MakeException(SiteForm):
    """``choices["kind"]`` are the kinds of exception."""

    kind = OneField(label=_("Which exception?"), choices=[], empty=_("Choose which exception you make"))
    number = WholeNumberField(
        label=_("How many more attempts?"), lowest=1, highest=50, required=False, help_text=_("Only for more attempts")
    )
    held_on = DayField(
        label=_("When was the oral test?"), required=False, help_text=_("Only for an oral test, for example 12.3.2027")
    )
    held_by = NameField(
        label=_("Who held it?"), longest=100, required=False, help_text=_("Only for an oral test: the full name")
    )
    reason = LongTextField(
        label=_("Why?"),
        longest=500,
        help_text=_("Not shown on the person's page, but they can ask to read it. Nothing about %(private)s."),
        empty=_("Write why you make the exception"),
    )

    def clean(self):
        values = super().clean()
        kind, day = values.get("kind"), values.get("held_on")
        if kind == "more_attempts" and not values.get("number") and "number" not in self.errors:
            self.add_error("number", _("Write how many more attempts, for example 1"))
        if kind == "oral_test":
            if not day and "held_on" not in self.errors:
                self.add_error("held_on", _("Write the day of the oral test, for example 12.3.2027"))
            elif day and day > self.fields["held_on"].today:
                self.add_error("held_on", _("This day has not come yet. Write the day on which the test was taken."))
            if not values.get("held_by") and "held_by" not in self.errors:
                self.add_error("held_by", _("Write who held the oral test"))
        return values

    @property
    def values(self):
        """What belongs to the exception that is chosen."""
        asked = self.cleaned_data
        found = {"kind": asked["kind"], "reason": asked["reason"]}
        if asked["kind"] == "more_attempts":
            found["number"] = asked["number"]
        if asked["kind"] == "oral_test":
            found |= {"held_on": asked["held_on"], "held_by": asked["held_by"]}
        return found
