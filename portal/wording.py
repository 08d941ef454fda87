"""Wording that people edit in the portal: one row, three languages, bokmål where one is missing."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _


class Words(str):
    """A text that knows its language, so that a page can mark it with ``lang`` where it is not the page's own."""

    def __new__(cls, text, language):
        self = super().__new__(cls, text)
        self.language = language
        return self


def say(wording, language=None):
    """The text in the language that is asked for (the active one), else bokmål."""
    language = language or get_language() or "nb"
    if wording.get(language):
        return Words(wording[language], language)
    return Words(wording.get("nb", ""), "nb")


def check_wording(value):
    if not isinstance(value, dict) or not value.get("nb") or set(value) - dict(settings.INTERFACE_LANGUAGES).keys():
        raise ValidationError(_("Write the text in bokmål. Nynorsk and English can be left for later."))


class WordingField(models.JSONField):
    """``{nb, nn, en}``: bokmål has to be there."""

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("default", dict)
        super().__init__(*args, **kwargs)
        self.validators = [*self.validators, check_wording]

    def formfield(self, **kwargs):
        from forms.fields import WordingFormField

        return super().formfield(
            form_class=WordingFormField, **{k: v for k, v in kwargs.items() if k not in ("encoder", "decoder")}
        )
