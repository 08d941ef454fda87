"""What is this organisation called, and what does it call things?"""

from django.utils.translation import get_language

from portal.models import Organisation

# Per language: each word as one, the one, many, all of them, and its gender (nb and nn: m, f or n).
FORMS = ("one", "the", "many", "all", "gender")
PRESETS = {
    "ms": {
        "name": "MS-forbundet",
        "service_name": "Likepersontjenesten i MS-forbundet",
        "phone": "+4722424545",
        "email": "epost@ms.no",
        "publishes_contact": False,
        "words": {
            "nb": {
                "chapter": ("lokalforening", "lokalforeningen", "lokalforeninger", "lokalforeningene", "m"),
                "board": ("styre", "styret", "styrer", "styrene", "n"),
            },
            "nn": {
                "chapter": ("lokalforeining", "lokalforeininga", "lokalforeiningar", "lokalforeiningane", "f"),
                "board": ("styre", "styret", "styre", "styra", "n"),
            },
            "en": {
                "chapter": ("local chapter", "the local chapter", "local chapters", "the local chapters", ""),
                "board": ("board", "the board", "boards", "the boards", ""),
            },
        },
    },
}


def values_of(preset):
    """The preset as the organisation's row keeps it."""
    values = PRESETS[preset]
    words = {
        language: {word: dict(zip(FORMS, forms, strict=True)) for word, forms in found.items()}
        for language, found in values["words"].items()
    }
    return {"preset": preset, **values, "words": words}


def install(preset):
    """Write the organisation's row from a preset; an existing row is kept as the secretariat left it."""
    return Organisation.objects.get_or_create(pk=1, defaults=values_of(preset))[0]


def current():
    """The organisation of this site; before `start` or `demo` ran, the first preset unsaved."""
    return Organisation.objects.filter(pk=1).first() or Organisation(**values_of("ms"))


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
