"""Texts in three languages that staff edit: ``{nb, nn, en}`` on one row. Bokmål replaces a missing language."""

from collections.abc import Mapping
from typing import Any, Self

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from forms.fields import WordingFormField


class TextInLanguage(str):
    """A text that knows its language, so that a page can mark it with ``lang`` where it is not the page's own."""

    language: str

    def __new__(cls, text: str, language: str) -> Self:
        self = super().__new__(cls, text)
        self.language = language
        return self


def translated(wording: Mapping[str, str], language: str | None = None) -> TextInLanguage:
    """The text of a ``{nb, nn, en}`` in a language (default: the active one), or in bokmål where it is missing."""
    language = language or get_language() or "nb"
    if wording.get(language):
        return TextInLanguage(wording[language], language)
    return TextInLanguage(wording.get("nb", ""), "nb")


def check_wording(value: object) -> None:
    """Validator: raises ``ValidationError`` where bokmål is missing or a language is unknown."""
    if not isinstance(value, dict) or not value.get("nb") or set(value) - dict(settings.INTERFACE_LANGUAGES).keys():
        raise ValidationError(_("Write the text in bokmål. Nynorsk and English can be left for later."))


class WordingField(models.JSONField):
    """A JSON field with ``{nb, nn, en}``. Bokmål is required."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("default", dict)
        super().__init__(*args, **kwargs)
        self.validators = [*self.validators, check_wording]

    def formfield(self, **kwargs: Any) -> forms.Field | None:  # type: ignore[override]  # the parent takes them by name
        return super().formfield(
            form_class=WordingFormField, **{k: v for k, v in kwargs.items() if k not in ("encoder", "decoder")}
        )
