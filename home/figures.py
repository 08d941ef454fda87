"""Where a text says ``{antall-med-ms}``, which number stands there, and who says so?"""

import json
import re

from django.core.exceptions import ValidationError
from django.utils.html import escape
from django.utils.translation import gettext as _

from home.editing import texts, written
from home.models.figure import Figure
from portal.fragments import cached_one_minute

TOKEN = re.compile(r"\{([a-z0-9-]+)\}")


def all_figures():
    """``{code: figure}``."""
    return cached_one_minute("figures", lambda: {figure.code: figure for figure in Figure.objects.all()})


def fill(text):
    """The text with its numbers, and the figures that were put in. One that does not exist stays as it is written."""
    used = {}

    def number(match):
        figure = all_figures().get(match[1])
        if figure is None:
            return match[0]
        used[figure.code] = figure
        return escape(figure.in_words)

    return TOKEN.sub(number, text), list(used.values())


def named(pages=None):
    """``{code: [pages]}``: which published pages name which figure, whether it exists or not."""
    found = {}
    for page in written.pages() if pages is None else pages:
        for code in dict.fromkeys(code for piece in texts.pieces_of(page) for code in TOKEN.findall(piece.text)):
            found.setdefault(code, []).append(page)
    return found


def check(page, *names):
    """Raise a ValidationError at each of the page's streams that names a figure which does not exist."""
    faults = {}
    for name in names:
        codes = set(TOKEN.findall(json.dumps(getattr(page, name).get_prep_value(), ensure_ascii=False)))
        unknown = codes - set(Figure.objects.values_list("code", flat=True)) if codes else set()
        if unknown:
            faults[name] = _("No figure is called %(code)s. See “Figures” in the menu for those there are.") % {
                "code": ", ".join(f"{{{code}}}" for code in sorted(unknown))
            }
    if faults:
        raise ValidationError(faults)
