"""Where a text says ``{antall-med-ms}``, the number of that figure is shown."""

import json

from django.core.exceptions import ValidationError
from django.utils.html import escape
from django.utils.translation import gettext as _

from home.figures.references import REFERENCE
from home.models.figure import Figure
from portal.fragments import cached_one_minute


def all_figures():
    """``{code: figure}``."""
    return cached_one_minute("figures", lambda: {figure.code: figure for figure in Figure.objects.all()})


def substitute(text):
    """The text with its numbers, and the figures that were used. The name of an unknown figure stays as it is."""
    used = {}

    def number(match):
        figure = all_figures().get(match[1])
        if figure is None:
            return match[0]
        used[figure.code] = figure
        return escape(figure.in_words)

    return REFERENCE.sub(number, text), list(used.values())


def check_references(page, *names):
    """Raises ValidationError at each of these streams of the page that names a figure which does not exist."""
    faults = {}
    for name in names:
        codes = set(REFERENCE.findall(json.dumps(getattr(page, name).get_prep_value(), ensure_ascii=False)))
        unknown = codes - set(Figure.objects.values_list("code", flat=True)) if codes else set()
        if unknown:
            faults[name] = _("No figure is called %(code)s. See “Figures” in the menu for those there are.") % {
                "code": ", ".join(f"{{{code}}}" for code in sorted(unknown))
            }
    if faults:
        raise ValidationError(faults)
