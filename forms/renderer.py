"""The base class of every form, and the templates that all forms are shown with."""

import datetime
from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.forms.renderers import TemplatesSetting
from django.forms.utils import flatatt
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from forms.choice_fields import NOT_OFFERED
from forms.dates import DateField
from forms.free_text import FreeTextField

SELECT = "django/forms/widgets/select.html"


class SiteRenderer(TemplatesSetting):
    """Shows forms and fields with the templates of this site."""

    form_template_name = "forms/form.html"
    field_template_name = "forms/field.html"

    def render(self, template_name: str, context: dict[str, Any], request: HttpRequest | None = None) -> str:
        if template_name == SELECT:
            context = {**context, "options": _options(context["widget"]["optgroups"])}
        return super().render(template_name, context, request)


def _options(groups: Iterable[Any]) -> SafeString:
    """The choices of a list as HTML. A template that goes through 400 chapters takes a third of the page's time."""
    return format_html_join("", "{}", ([_group(name, options)] for name, options, _index in groups))


def _group(name: str | None, options: Iterable[Mapping[str, Any]]) -> SafeString:
    rows = ((str(one["value"]), flatatt(one["attrs"]) if one["attrs"] else "", one["label"]) for one in options)
    found = format_html_join("", '<option value="{}"{}>{}</option>', rows)
    return format_html('<optgroup label="{}">{}</optgroup>', name, found) if name else found


class SiteForm(forms.Form):
    """A form of this site. Rooms pass in as plain values what only they know:

    ``choices`` is ``{field: [(code, name)]}``; ``words`` fills in labels that name the organisation's things
    (``%(chapter)s``); ``today`` is the date of today, for dates that are written without a year, and ``year`` is the
    one that these lie in where the page is about a certain year.
    """

    use_required_attribute = False  # the server answers in full sentences, not the browser in bubbles
    mark_optional = True  # whether "(optional)" is written behind the label of a field that is not required

    def __init__(
        self,
        *args: Any,
        choices: Mapping[str, Iterable[Any]] | None = None,
        words: Mapping[str, Any] | None = None,
        today: datetime.date | None = None,
        year: int | None = None,
        **kwargs: Any,
    ) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        self.today, self.year = today, year
        for name, options in (choices or {}).items():
            if name in self.fields:
                self.fields[name].choices = options  # type: ignore[attr-defined]  # only choice fields are named
        for name, field in self.fields.items():
            if isinstance(field, forms.ChoiceField):
                _say_it_in_our_words(field)
            if isinstance(field, DateField):
                field.today, field.year = today, year
            if isinstance(field, FreeTextField):
                field.saved = self.get_initial_for_field(field, name)
            if words:
                field.label = _fill_in_words(field.label, words)
                field.help_text = _fill_in_words(field.help_text, words)
                if hasattr(field, "choices"):
                    field.choices = [(code, _fill_in_choice(name, words)) for code, name in field.choices]
                field.error_messages = {key: _fill_in_words(text, words) for key, text in field.error_messages.items()}

    def clean(self) -> dict[str, Any]:
        """The cleaned answers. Forms that compare answers with each other begin with these."""
        super().clean()
        return self.cleaned_data

    def eligibility_errors(self) -> dict[str, Any]:
        """What keeps valid answers from being sent: ``{field: sentence}``. The person can go on to the next step."""
        return {}


def _say_it_in_our_words(field: forms.ChoiceField) -> None:
    """Django's own sentence shows the code that was sent, which is often a UUID."""
    for django_field in (forms.ChoiceField, forms.MultipleChoiceField):
        if field.error_messages["invalid_choice"] is django_field.default_error_messages["invalid_choice"]:
            field.error_messages["invalid_choice"] = NOT_OFFERED


def _fill_in_choice(name: Any, words: Mapping[str, Any]) -> Any:
    """Fill in only names that are our own messages: a person's name, a place or a group stays as it is."""
    return _fill_in_words(name, words) if isinstance(name, Promise) else name


def _fill_in_words(text: Any, words: Mapping[str, Any]) -> str:
    template = str(text or "")
    return template % words if any(f"%({name})s" in template for name in words) else template
