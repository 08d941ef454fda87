"""What is this organisation called, and what does it call things?"""

from django.utils.translation import get_language

from portal.models import Organisation

# Per language: each word as one, the one, many, all of them, and its gender (nb and nn: m, f or n).
PRESETS = {
    "ms": {
        "name": "MS-forbundet",
        "service_name": "Likepersontjenesten i MS-forbundet",
        "phone": "+4722424545",
        "email": "epost@ms.no",
        "words": {
            "nb": {
                "chapter": {"one": "lokalforening", "the": "lokalforeningen", "many": "lokalforeninger", "all": "lokalforeningene", "gender": "m"},
                "board": {"one": "styre", "the": "styret", "many": "styrer", "all": "styrene", "gender": "n"},
            },
            "nn": {
                "chapter": {"one": "lokalforeining", "the": "lokalforeininga", "many": "lokalforeiningar", "all": "lokalforeiningane", "gender": "f"},
                "board": {"one": "styre", "the": "styret", "many": "styre", "all": "styra", "gender": "n"},
            },
            "en": {
                "chapter": {"one": "local chapter", "the": "the local chapter", "many": "local chapters", "all": "the local chapters", "gender": ""},
                "board": {"one": "board", "the": "the board", "many": "boards", "all": "the boards", "gender": ""},
            },
        },
    },
}  # fmt: skip


def install(preset):
    """Write the organisation's row from a preset; an existing row is kept as the secretariat left it."""
    values = PRESETS[preset]
    return Organisation.objects.get_or_create(pk=1, defaults={"preset": preset, **values})[0]


def current():
    """The organisation of this site; before `start` or `demo` ran, the first preset unsaved."""
    return Organisation.objects.filter(pk=1).first() or Organisation(preset="ms", **PRESETS["ms"])


def words(language=None, organisation=None):
    """The organisation's words in a language (the active one), for sentences in templates and mails."""
    chosen = (organisation or current()).words
    return chosen.get(language or get_language() or "nb", chosen["nb"])


def flat(language=None):
    """The same words for form labels: ``%(chapter)s``, ``%(the_chapter)s``, ``%(chapters)s``, ``%(organisation)s``."""
    who = current()
    found = {"organisation": who.name}
    for name, forms in words(language, who).items():
        found |= {
            name: forms["one"],
            f"the_{name}": forms["the"],
            f"{name}s": forms["many"],
            f"the_{name}s": forms["all"],
        }
    return found
