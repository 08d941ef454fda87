"""Filters of a list. They are kept in the address, so that a list can be shared."""

from collections.abc import Mapping
from typing import Any, Self
from urllib.parse import urlencode

from django import forms

from forms.renderer import SiteForm

CHECKED = "on"


class Filters(SiteForm):
    """Base class of such forms: fields with choices, and check boxes. An unknown value counts as not chosen."""

    mark_optional = False
    chosen: dict[str, str]  # what the reader chose, by the name of the field
    has_unknown: bool  # whether the address asked for something that cannot be chosen

    @classmethod
    def from_query(cls, query: Mapping[str, str], choices: dict[str, list[Any]] | None = None) -> Self:
        """The form with what the reader chose, and nothing else."""
        form = cls(choices=choices or {})
        form.chosen, form.has_unknown = {}, False
        for name, field in form.fields.items():
            field.required = False
            value = query.get(name, "")
            if value and value in form.choices_of(name):
                form.chosen[name] = field.initial = value
            elif value:
                form.has_unknown = True
        return form

    def choices_of(self, name: str) -> dict[str, Any]:
        """What can be chosen, by code, with the groups taken apart."""
        field = self.fields[name]
        if isinstance(field, forms.BooleanField):
            return {CHECKED: field.label}
        found: dict[str, Any] = {}
        for code, text in field.choices:
            found |= dict(text) if isinstance(text, list) else {code: text}
        return found

    def removable(self) -> list[dict[str, Any]]:
        """Each choice in words, with the address of the same list without it."""
        return [
            {"text": self.choices_of(name)[value], "url": self.address(**{name: ""})}
            for name, value in self.chosen.items()
        ]

    def query(self, **changes: str) -> str:
        """What is chosen, as it stands in an address, with these changes."""
        return urlencode({name: value for name, value in (self.chosen | changes).items() if value})

    def address(self, **changes: str) -> str:
        query = self.query(**changes)
        return f"?{query}" if query else ""
