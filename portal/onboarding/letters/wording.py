"""What can a letter name, and how is it filled in? In the language of whoever gets it."""

import re

from django.utils import translation
from django.utils.translation import gettext as _

from portal import organisation
from portal.wording import say

PLACEHOLDERS = ("name", "chapter", "reasons", "contact", "phone", "organisation")
NAMED = re.compile(r"\{([^{}]*)\}")


def unknown(text, *, with_reasons):
    """The placeholders in ``text`` that mean nothing in this letter, as they are written."""
    known = [name for name in PLACEHOLDERS if with_reasons or name != "reasons"]
    return sorted({f"{{{name}}}" for name in NAMED.findall(text) if name not in known})


def fill(text, values):
    return NAMED.sub(lambda found: str(values.get(found[1], found[0])), text)


def blank_for_reasons():
    """What stands in a letter where a reason has to be written by hand; such a letter is not sent."""
    return _("[Write the reason here]")


def values_for(*, name, chapter, reasons, contact):
    """What the placeholders stand for, in the language that is active. ``reasons`` are texts."""
    who = organisation.current()
    return {
        "name": name,
        "chapter": chapter.name if chapter else who.name,
        "reasons": "\n".join(f"– {reason}" for reason in reasons) or blank_for_reasons(),
        "contact": contact,
        "phone": who.phone_display or who.email,
        "organisation": who.name,
    }


def compose(letter, application, *, by, reasons=(), chapter=None):
    """``(subject, text)`` of this letter to the applicant. ``reasons`` are rows; ``chapter`` where they knew none."""
    person = application.person
    with translation.override(person.language):
        values = values_for(
            name=person.get_short_name(),
            chapter=application.chapter or chapter,
            reasons=[say(reason.text) for reason in reasons],
            contact=by.get_full_name(),
        )
        return fill(say(letter.subject), values), fill(say(letter.text), values)
