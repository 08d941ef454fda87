"""What is a long form? A list of steps: each has a key and a form."""

import datetime
from collections.abc import Callable
from dataclasses import dataclass

from django import forms
from django.http import QueryDict
from django.utils.formats import date_format
from django.utils.translation import pgettext

from forms.fields import PhoneField, SeveralField, phone_in_words


@dataclass(frozen=True)
class Step:
    key: str  # also the last part of the page's address
    title: str  # lazy; the page's heading and the name in lists
    form: type[forms.Form]
    asked_if: Callable | None = None  # of the values that the room passes to the form; none where it is always asked


def asked(steps, form_values):
    """The steps that there is something to ask in."""
    return [step for step in steps if step.asked_if is None or step.asked_if(form_values(step.key))]


def check(steps, raw, form_values=lambda key: {}):
    """Read raw answers ``{step key: {field: [values]}}`` again, as at submit; ``form_values(key)`` as in the wizard.

    Returns ``(answers, gaps)``: the cleaned answers per step, and the steps that are missing or wrong. Computed from
    the data, never from which pages were visited.
    """
    answers, gaps = {}, []
    for step in asked(steps, form_values):
        values = raw.get(step.key)
        form = bound(step, values or {}, **form_values(step.key))
        if values is not None and form.is_valid() and not form.holds_back():
            answers[step.key] = form.cleaned_data
        else:
            gaps.append(step)
    return answers, gaps


def bound(step, values, **form_values):
    """The step's form with these raw values ``{field: [values]}``."""
    data = QueryDict(mutable=True)
    for name, items in values.items():
        data.setlist(name, items)
    return step.form(data, **form_values)


def summary(form):
    """The questions of a bound form with their answers in words: rows for components/summary_list.html.

    An answer that is not right yet stands as it was written. Of several answers to one question each is a line.
    """
    form.full_clean()
    rows = []
    for field in form:
        if getattr(field.field, "is_kept_out_of_summary", False):
            continue
        value = form.cleaned_data.get(field.name, field.data)
        row = {"name": field.name, "key": str(field.label), "value": in_words(field, value)}
        if isinstance(field.field, SeveralField) and "\n" in row["value"]:
            row["lines"] = row["value"].split("\n")
        rows.append(row)
    return rows


def in_words(field, value):
    """One answer as a person would say it; empty where nothing was answered."""
    if value in (None, "", [], ()):
        return ""
    if isinstance(value, bool):
        return pgettext("answer", "Yes") if value else ""
    if isinstance(field.field, PhoneField):
        return phone_in_words(value)
    if isinstance(value, datetime.date):
        return date_format(value)
    choices = getattr(field.field, "names", None) or getattr(field.field, "choices", None)
    if choices:
        names = {str(code): name for code, name in choices}
        chosen = value if isinstance(value, list | tuple | set) else [value]
        return "\n".join(str(names.get(str(code), code)) for code in chosen)
    return str(value)
