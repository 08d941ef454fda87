"""Fields where one ticks: one choice, several choices, one box."""

from typing import Any, Self

from django import forms
from django.utils.translation import gettext_lazy as _

from forms.fields import Choices, Message


class ChoiceWithHint(str):
    """The name of a choice, and a ``hint`` that is shown below it."""

    hint: str

    def __new__(cls, name: str, hint: str) -> Self:
        self = super().__new__(cls, name)
        self.hint = hint
        return self


NOT_OFFERED = _("What was chosen is not in the list any more. Choose again")
NO_ANSWER = _("I do not answer this")


class RadioButtons(forms.RadioSelect):
    """Radio buttons. Where ``no_answer`` is set and no choice is empty, it is the last button, and takes a choice back.

    A radio button that is ticked cannot be unticked. Without an answer, none is ticked.
    """

    no_answer: Message = ""

    def format_value(self, value: Any) -> Any:
        return [] if value is None else super().format_value(value)

    def optgroups(self, name: str, value: list[str], attrs: dict[str, Any] | None = None) -> list[Any]:
        groups = super().optgroups(name, value, attrs)
        codes = {str(option["value"]) for _group, options, _index in groups for option in options}
        if not self.no_answer or not codes or "" in codes:
            return groups
        last = self.create_option(name, "", str(self.no_answer), "" in value, len(groups), attrs=attrs)
        return [*groups, (None, [last], len(groups))]


class SingleChoiceField(forms.ChoiceField):
    """One choice among several, as radio buttons. One that is not required can be taken back: ``no_answer``."""

    widget = RadioButtons
    known_choices: Choices = ()  # also names the choices that were offered before, for summaries
    is_kept_out_of_summary = False
    is_part_of_another = False  # whether it belongs to the question before it, and is not marked as optional

    def __init__(self, *, required_message: Message, no_answer: Message = NO_ANSWER, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.error_messages |= {"required": required_message, "invalid_choice": required_message}
        if not self.required and isinstance(self.widget, RadioButtons):
            self.widget.no_answer = no_answer


class MultiChoiceField(forms.MultipleChoiceField):
    """Any number of choices, as check boxes."""

    widget = forms.CheckboxSelectMultiple
    known_choices: Choices = ()  # also names the choices that were offered before, for summaries

    def __init__(self, *, required_message: Message | None = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        if required_message:
            self.error_messages["required"] = required_message
        self.error_messages["invalid_choice"] = _("Choose among the answers in the list")


class CheckboxField(forms.BooleanField):
    """A statement that one agrees to by ticking a check box. The box is never ticked beforehand."""

    def __init__(self, *, required_message: Message | None = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        if required_message:
            self.error_messages["required"] = required_message
