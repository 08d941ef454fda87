"""The texts that an editor has written in a page or a snippet, one by one. Every check of content reads them here."""

import datetime
from dataclasses import dataclass

from django.db import models
from wagtail.fields import StreamField
from wagtail.models import Page

# Of what every page of Wagtail has, these are words that somebody reads.
PAGE_TEXT_FIELDS = ["title", "search_description"]


@dataclass(frozen=True)
class Piece:
    """One text as an editor typed it. ``name`` is the innermost name it has: ``link_text`` in a list of services."""

    field: models.Field
    name: str
    text: str


def text_fields_of(model):
    """The fields of a kind of page or snippet in which editors write text."""
    for field in model._meta.concrete_fields:
        if field.model is Page and field.name not in PAGE_TEXT_FIELDS:
            continue
        if isinstance(field, models.CharField | models.TextField | StreamField) and not field.choices:
            yield field


def pieces_of(instance):
    """Every text of a page or a snippet."""
    return [
        piece for field in text_fields_of(type(instance)) for piece in pieces_in(field, getattr(instance, field.name))
    ]


def pieces_in(field, value):
    """The texts in the value of one field, from a form or from a row."""
    if hasattr(value, "get_prep_value"):
        value = value.get_prep_value()
    return [Piece(field, name, text) for name, text in _walk(field.name, value) if text.strip()]


def _walk(name, value):
    if isinstance(value, str):
        yield name, value
    elif isinstance(value, datetime.date):  # text in a stream that nobody has read yet, a date afterwards
        yield name, value.isoformat()
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
