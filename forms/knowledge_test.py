"""The forms that answer a question of the knowledge test, and those with which the secretariat runs the test."""

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from forms.choice_fields import CheckboxField, MultiChoiceField, SingleChoiceField
from forms.dates import DateField
from forms.fields import LongTextField, NameField, WholeNumberField
from forms.readers import DAYS
from forms.renderer import SiteForm


class SingleAnswerForm(SiteForm):
    """A question with one right answer."""

    choice = SingleChoiceField(label="", choices=[], required_message=_("Choose the answer that you think is right"))


class SeveralAnswersForm(SiteForm):
    """A question with several right answers."""

    choice = MultiChoiceField(
        label="",
        choices=[],
        help_text=_("Choose all that fit"),
        required_message=_("Choose the answers that you think are right"),
    )


def answer_form_class(kind):
    """The form class for a question of this kind: ``several``, or any other for one right answer."""
    return SeveralAnswersForm if kind == "several" else SingleAnswerForm


class ThemeForm(SiteForm):
    """The theme of the practice questions, in the address of the page. ``choices["tema"]`` are the themes."""

    mark_optional = False
    tema = forms.ChoiceField(label=_("What would you like to practise?"), choices=[], required=False)


class KnowledgeTestSettingsForm(SiteForm):
    """How the test is held. ``themes`` of the question bank: ``[(code, name, how many questions can be drawn)]``."""

    questions = WholeNumberField(
        label=_("How many questions has a test?"), required_message=_("Write how many questions a test has")
    )
    pass_mark = WholeNumberField(
        label=_("How many have to be right to pass?"), lowest=1, required_message=_("Write how many have to be right")
    )
    counting_tries = SingleChoiceField(
        label=_("Which tries count?"),
        choices=[("1", _("Only the first")), ("2", _("The first and the second"))],
        help_text=_("Everybody may try twice, whatever counts"),
        required_message=_("Choose which tries count"),
    )
    must_pass_critical = CheckboxField(label=_("Questions about somebody's safety must end right"), required=False)
    brings_back = CheckboxField(label=_("A question that ended wrong is asked once more at the end"), required=False)
    most_attempts = WholeNumberField(
        label=_("How many times can one take the test?"),
        lowest=1,
        highest=50,
        required=False,
        help_text=_("Empty for as many as one likes. Afterwards we offer a talk."),
    )
    wait_days = WholeNumberField(
        label=_("How many days have to go between?"),
        highest=365,
        units=DAYS,
        required=False,
        help_text=_("Empty for none"),
    )

    def __init__(self, *args, themes, **kwargs):
        super().__init__(*args, **kwargs)
        self.themes = themes
        self.fields["questions"].lowest = 1
        self.fields["questions"].highest = max(1, sum(number for _code, _name, number in themes))
        for code, name, number in themes:
            self.fields[_theme_field(code)] = WholeNumberField(label=name, highest=number, required=False)

    def rule_fields(self):
        """The fields about the test as a whole."""
        return [field for field in self if not field.name.startswith(THEME_PREFIX)]

    def theme_fields(self):
        """The fields with the number of questions in each theme."""
        return [field for field in self if field.name.startswith(THEME_PREFIX)]

    def clean(self):
        values = super().clean()
        asked, right = values.get("questions"), values.get("pass_mark")
        if asked and right and right > asked:
            self.add_error("pass_mark", _("More than the test has questions. Write a smaller number."))
        numbers = {code: values.get(_theme_field(code)) for code, _name, _number in self.themes}
        self.questions_by_theme = {code: number for code, number in numbers.items() if number is not None}
        total = sum(self.questions_by_theme.values())
        rest = sum(number for code, _name, number in self.themes if code not in self.questions_by_theme)
        if asked and total > asked:
            text = _("The themes add up to %(total)d questions, but a test has %(asked)d. Write smaller numbers.")
            self.add_error(None, text % {"total": total, "asked": asked})
        elif asked and total + rest < asked:
            number = total + rest
            text = ngettext(
                "With these themes only %(number)d question can be drawn, but a test has %(asked)d.",
                "With these themes only %(number)d questions can be drawn, but a test has %(asked)d.",
                number,
            )
            self.add_error(None, text % {"number": number, "asked": asked})
        return values

    @property
    def values(self):
        """The settings of a valid form under the names that the service takes."""
        answers = {name: self.cleaned_data[name] for name in self.declared_fields}
        return answers | {
            "counting_tries": int(answers["counting_tries"]),
            "wait_days": answers["wait_days"] or 0,
            "themes": self.questions_by_theme,
        }


THEME_PREFIX = "theme_"


def _theme_field(theme):
    return THEME_PREFIX + theme


class ExceptionForm(SiteForm):
    """An exception for one person: more attempts, or an oral test. ``choices["kind"]`` are the kinds."""

    kind = SingleChoiceField(
        label=_("Which exception?"), choices=[], required_message=_("Choose which exception you make")
    )
    number = WholeNumberField(
        label=_("How many more attempts?"), lowest=1, highest=50, required=False, help_text=_("Only for more attempts")
    )
    held_on = DateField(
        label=_("When was the oral test?"), required=False, help_text=_("Only for an oral test, for example 12.3.2027")
    )
    held_by = NameField(
        label=_("Who held it?"), longest=100, required=False, help_text=_("Only for an oral test: the full name")
    )
    reason = LongTextField(
        label=_("Why?"),
        longest=500,
        help_text=_("Not shown on the person's page, but they can ask to read it. Nothing about %(private)s."),
        required_message=_("Write why you make the exception"),
    )

    def clean(self):
        values = super().clean()
        kind, day = values.get("kind"), values.get("held_on")
        if kind == "more_attempts" and not values.get("number") and "number" not in self.errors:
            self.add_error("number", _("Write how many more attempts, for example 1"))
        if kind == "oral_test":
            if not day and "held_on" not in self.errors:
                self.add_error("held_on", _("Write the day of the oral test, for example 12.3.2027"))
            elif day and day > self.today:
                self.add_error("held_on", _("This day has not come yet. Write the day on which the test was taken."))
            if not values.get("held_by") and "held_by" not in self.errors:
                self.add_error("held_by", _("Write who held the oral test"))
        return values

    @property
    def values(self):
        """The answers that belong to the chosen kind. Only of a valid form."""
        answers = self.cleaned_data
        names = {"more_attempts": ["number"], "oral_test": ["held_on", "held_by"]}.get(answers["kind"], [])
        return {name: answers[name] for name in ("kind", "reason", *names)}
