"""One look for every form, and the base class that gives it."""

from django import forms
from django.forms.renderers import TemplatesSetting
from django.utils.functional import Promise


class SiteRenderer(TemplatesSetting):
    form_template_name = "forms/form.html"
    field_template_name = "forms/field.html"


class SiteForm(forms.Form):
    """A form of this site. Rooms pass in what only they know, as plain values:

    ``choices`` ``{field: [(code, name)]}``, ``words`` for labels that name the organisation's things
    (``%(chapter)s``), ``today`` for dates written without a year.
    """

    use_required_attribute = False  # the server answers in full sentences; the browser's bubbles do not

    def __init__(self, *args, choices=None, words=None, today=None, **kwargs):
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        for name, options in (choices or {}).items():
            if name in self.fields:
                self.fields[name].choices = options
        for field in self.fields.values():
            field.today = today
            if words:
                field.label = _fill(field.label, words)
                field.help_text = _fill(field.help_text, words)
                if hasattr(field, "choices"):
                    field.choices = [(code, _fill_choice(text, words)) for code, text in field.choices]
                field.error_messages = {key: _fill(text, words) for key, text in field.error_messages.items()}

    def holds_back(self):
        """What keeps answers that are all right from being sent, ``{field: sentence}``; one can go on meanwhile."""
        return {}


def _fill_choice(name, words):
    """Only a message of ours is filled: a name of somebody or something stays what it is, and so does a group."""
    return _fill(name, words) if isinstance(name, Promise) else name


def _fill(text, words):
    text = str(text or "")
    return text % words if "%(" in text and any(f"%({name})s" in text for name in words) else text
