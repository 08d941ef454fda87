"""Which words has an editor written, and where do they stand? Every check of contents reads them from here."""

from dataclasses import dataclass

from django.db import models
from wagtail.fields import StreamField
from wagtail.models import Page

# Of what every page of Wagtail has, these are words that somebody reads.
OF_EVERY_PAGE = ["title", "search_description"]


@dataclass(frozen=True)
class Piece:
    """One text as it was typed. ``name`` is the innermost name it has: ``link_text`` in a list of services."""

    field: models.Field
    name: str
    text: str


def fields_of(kind):
    """The fields of a page or snippet in which somebody writes words."""
    for field in kind._meta.concrete_fields:
        if field.model is Page and field.name not in OF_EVERY_PAGE:
            continue
        if isinstance(field, models.CharField | models.TextField | StreamField) and not field.choices:
            yield field


def pieces_of(instance):
    return [piece for field in fields_of(type(instance)) for piece in pieces(field, getattr(instance, field.name))]


def pieces(field, value):
    """The texts in the value of one field: of a form or of a row."""
    if hasattr(value, "get_prep_value"):
        value = value.get_prep_value()
    return [Piece(field, name, text) for name, text in _walk(field.name, value) if text.strip()]


def _walk(name, value):
    if isinstance(value, str):
        yield name, value
    elif isinstance(value, list):
        for item in value:
            if isinstance(item, dict) and "value" in item:
                # A block of a stream has a kind of its own; an item of a list is called what the list is called.
                yield from _walk(name if item["type"] == "item" else item["type"], item["value"])
            else:
                yield from _walk(name, item)
    elif isinstance(value, dict):
        for inner in sorted(value):  # one database keeps the order of the names, another does not
            yield from _walk(inner, value[inner])
