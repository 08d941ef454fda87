"""The letters and reasons that a new site begins with."""

import tomllib
from pathlib import Path

CONTENT = Path(__file__).parent / "content" / "letters.toml"


def load_letters(letters, reasons):
    """Add what is not there to the tables of ``Letter`` and ``Reason``; what people have edited stays."""
    found = tomllib.loads(CONTENT.read_text(encoding="utf-8"))
    for values in found["letters"]:
        letters.objects.get_or_create(code=values["code"], defaults=_stripped(values))
    for order, values in enumerate(found["reasons"]):
        reasons.objects.get_or_create(code=values["code"], defaults={**_stripped(values), "order": order})


def _stripped(values):
    return {
        name: {language: text.strip() for language, text in value.items()} if isinstance(value, dict) else value
        for name, value in values.items()
    }
