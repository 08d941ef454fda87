"""Is a text fit to be published? What an editor may not publish is said at the field; the rest is a reminder."""

import re
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.html import strip_tags
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from wagtail.admin.forms import WagtailAdminPageForm

from home import texts

LINK = re.compile(r"<a\b[^>]*>(.*?)</a>", re.DOTALL)
SAYS_NOTHING = {
    "les mer", "les meir", "klikk her", "trykk her", "her", "read more", "click here", "here", "more", "mer", "meir",
}  # fmt: skip
SHORTENED = re.compile(r"\bkl\.?\s?\d", re.IGNORECASE)
DASHED = re.compile(r"\d\s?–\s?\d")


@dataclass(frozen=True)
class Fault:
    """What is wrong with a text, in a sentence, and whether it may be published all the same."""

    field: str
    sentence: str
    refuses: bool


def faults_in(piece):
    """The faults of one text."""
    for words in link_texts(piece):
        if not words:
            yield Fault(piece.field.name, _("A link has no text. Write where it leads."), refuses=True)
        elif words.lower().rstrip(".!:") in SAYS_NOTHING:
            sentence = _("The link «%(words)s» does not say where it leads. Write the name of the page or the service.")
            yield Fault(piece.field.name, sentence % {"words": words}, refuses=True)
    text = strip_tags(piece.text)
    for pattern in (SHORTENED, DASHED):
        if found := pattern.search(text):
            around = Truncator(text[max(0, found.start() - 15) :].strip()).chars(40)
            sentence = _("Times are easier to read and to hear as «klokka 11 til 15». Look at «%(words)s».")
            yield Fault(piece.field.name, sentence % {"words": around}, refuses=False)


def link_texts(piece):
    if piece.name.endswith("link_text"):
        return [piece.text.strip()]
    return [" ".join(strip_tags(inner).split()) for inner in LINK.findall(piece.text)]


def faults_of(instance):
    """Every fault of a page or snippet, each once."""
    return list(dict.fromkeys(fault for piece in texts.pieces_of(instance) for fault in faults_in(piece)))


class ReadingPageForm(WagtailAdminPageForm):
    """Refuses to publish what a reader or a screen reader stumbles over. A draft may be as it is."""

    def clean(self):
        cleaned = super().clean()
        if self.is_deferred_validation:
            return cleaned
        for field in texts.fields_of(type(self.instance)):
            found = [fault for piece in texts.pieces(field, cleaned.get(field.name, "")) for fault in faults_in(piece)]
            sentences = list(dict.fromkeys(fault.sentence for fault in found if fault.refuses))
            if sentences:
                self.add_error(field.name, ValidationError(" ".join(sentences)))
        return cleaned
