"""The places of a report that words can stand at: each kind of activity with a number, and each section."""

from forms.annual_report import CONFIRM, NUMBERS, STEPS
from forms.choices import ACTIVITY_KINDS, name_of
from portal import organisation

KIND = "kind-"  # a place is the key of a step, or this and the kind of activity


def places_of(numbers):
    """The places of a report with these numbers: ``[(code, name)]``."""
    shown = [one["kind"] for one in numbers["kinds"] if one["count"] or one["kind"] in numbers.get("corrections", {})]
    kinds = [(f"{KIND}{kind}", _name_of_kind(kind)) for kind in shown]
    return [*kinds, *((step.key, step.title) for step in STEPS if step.key != CONFIRM)]


def at_section(words, step):
    """The words at one section, without those at a number in it: ``at_lines`` shows these."""
    return {place: text for place, text in words.items() if place == step}


def said_at(words):
    """The words at each place, for pages that name all of them: ``[(step key, name of the place, text)]``."""
    titles = {step.key: step.title for step in STEPS}
    return [
        (NUMBERS, _name_of_kind(place.removeprefix(KIND)), text)
        if place.startswith(KIND)
        else (place, titles.get(place, place), text)
        for place, text in words.items()
    ]


def at_lines(lines, words):
    """The lines of ``queries.kind_lines``, each with the words that stand at it as ``returned``."""
    return [{**line, "returned": words.get(f"{KIND}{line['kind']}", "")} for line in lines]


def _name_of_kind(kind):
    return organisation.fill_in_words(name_of(ACTIVITY_KINDS, kind))
