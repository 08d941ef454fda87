"""A long form is a list of steps. Each step has a key, a title and a form."""

import datetime
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.forms import BoundField
from django.http import QueryDict
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import pgettext

from forms.choice_fields import MultiChoiceField
from forms.phones import PhoneField, format_phone
from forms.renderer import SiteForm

RawStep = Mapping[str, Sequence[str]]  # {field: [values]}, as the browser posted them
RawAnswers = Mapping[str, RawStep]  # {step key: raw values}, as a draft and a sent application keep them
CleanedAnswers = Mapping[str, Mapping[str, Any]]  # {step key: cleaned_data}, as validate_answers() returns them
FormValues = Callable[[str], dict[str, Any]]  # step key -> the keyword arguments of the step's form


@dataclass(frozen=True)
class Step:
    """One page of a long form."""

    key: str  # also the last part of the page's address
    title: str | Promise  # the page's heading and the name in lists
    form: type[SiteForm]
    condition: Callable[[dict[str, Any]], bool] | None = None  # takes the form's keyword arguments; None: always asked


def no_form_values(key: str) -> dict[str, Any]:
    """The keyword arguments of forms that need none."""
    return {}


def steps_to_ask(steps: Iterable[Step], form_values: FormValues) -> list[Step]:
    """The steps whose condition is met, and those without a condition."""
    return [step for step in steps if step.condition is None or step.condition(form_values(step.key))]


def validate_answers(
    steps: Iterable[Step], answers: RawAnswers, form_values: FormValues = no_form_values
) -> tuple[dict[str, dict[str, Any]], list[Step]]:
    """Validate raw answers with the forms of the steps.

    Returns ``(cleaned answers, gaps)``. The gaps are the steps that are missing, wrong or keep the answers from being
    sent (``SiteForm.eligibility_errors``). They depend on the answers alone, never on which pages were visited.
    """
    cleaned, gaps = {}, []
    for step in steps_to_ask(steps, form_values):
        values = answers.get(step.key)
        form = bound_form(step, values or {}, **form_values(step.key))
        if values is not None and form.is_valid() and not form.eligibility_errors():
            cleaned[step.key] = form.cleaned_data
        else:
            gaps.append(step)
    return cleaned, gaps


def bound_form(step: Step, values: RawStep, **form_values: Any) -> SiteForm:
    """The step's form, bound to these raw values."""
    data = QueryDict(mutable=True)
    for name, items in values.items():
        data.setlist(name, list(items))
    return step.form(data, **form_values)


def summary_rows(form: SiteForm) -> list[dict[str, Any]]:
    """The questions of a bound form with their answers in words: rows for components/summary_list.html.

    An answer that is not valid is shown as it was written. Several answers to one question are ``lines`` of its row.
    """
    form.full_clean()
    rows = []
    for field in form:
        if getattr(field.field, "is_kept_out_of_summary", False):
            continue
        value = form.cleaned_data.get(field.name, field.data)
        row: dict[str, Any] = {"name": field.name, "key": str(field.label), "value": answer_in_words(field, value)}
        if isinstance(field.field, MultiChoiceField) and "\n" in row["value"]:
            row["lines"] = row["value"].split("\n")
        rows.append(row)
    return rows


def answer_in_words(field: BoundField, value: Any) -> str:
    """One answer as text for people: choices by their names, dates and phone numbers as they are usually written.

    Empty where nothing was answered.
    """
    if value in (None, "", [], ()):
        return ""
    if isinstance(value, bool):
        return pgettext("answer", "Yes") if value else ""
    if isinstance(field.field, PhoneField):
        return format_phone(value)
    if isinstance(value, datetime.date):
        return date_format(value)
    choices = getattr(field.field, "known_choices", None) or getattr(field.field, "choices", None)
    if choices:
        names = {str(code): name for code, name in choices}
        chosen = value if isinstance(value, list | tuple | set) else [value]
        return "\n".join(str(names.get(str(code), code)) for code in chosen)
    return str(value)
