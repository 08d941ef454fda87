"""The placeholders of letters, and filling them in, in the language of the recipient."""

import re

from django.utils import translation
from django.utils.translation import gettext as _

from portal import organisation
from portal.wording import translated

PLACEHOLDERS = ("name", "chapter", "reasons", "contact", "office", "organisation")
PLACEHOLDER = re.compile(r"\{([^{}]*)\}")


def unknown_placeholders(text, *, with_reasons):
    """The placeholders in ``text`` that this letter does not know, with their braces, sorted."""
    known = [name for name in PLACEHOLDERS if with_reasons or name != "reasons"]
    return sorted({f"{{{name}}}" for name in PLACEHOLDER.findall(text) if name not in known})


def fill(text, values):
    """The text with its placeholders replaced. Unknown placeholders stay as they are."""
    return PLACEHOLDER.sub(lambda found: str(values.get(found[1], found[0])), text)


def blank_for_reasons():
    """The text in place of a missing reason, to be replaced by hand. A letter that still holds it is not sent."""
    return _("[Write the reason here]")


def values_for(*, name, chapter, reasons, contact):
    """The values of the placeholders in the active language. ``reasons`` are texts."""
    who = organisation.current()
    return {
        "name": name,
        "chapter": chapter.name if chapter else who.name,
        "reasons": "\n".join(f"– {reason}" for reason in reasons) or blank_for_reasons(),
        "contact": contact,
        "office": who.contact,
        "organisation": who.name,
    }


def compose(letter, application, *, by, reasons=(), chapter=None):
    """``(subject, text)`` of this letter in the applicant's language.

    ``reasons`` are ``Reason`` rows. ``chapter`` is used when the applicant has chosen none.
    """
    person = application.person
    with translation.override(person.language):
        values = values_for(
            name=person.get_short_name(),
            chapter=application.chapter or chapter,
            reasons=[translated(reason.text) for reason in reasons],
            contact=by.get_full_name(),
        )
        return fill(translated(letter.subject), values), fill(translated(letter.text), values)
