"""Is a text fit to be published? What an editor may not publish is said at the field; the rest is a reminder."""

import html
import re
from dataclasses import dataclass

from django.utils.html import strip_tags
from django.utils.translation import gettext as _
from wagtail.admin.forms import WagtailAdminPageForm

from home.editing import texts

LINK = re.compile(r"<a\b[^>]*>(.*?)</a>", re.DOTALL)
HREF = re.compile(r"""<a\b[^>]*?\bhref\s*=\s*("[^"]*"|'[^']*'|[^\s>]+)""", re.IGNORECASE)
LEADS_SOMEWHERE = re.compile(r"https?:|mailto:|tel:|/|#", re.IGNORECASE)
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
    for address in addresses(piece):
        if not LEADS_SOMEWHERE.match(address):
            sentence = _("The address «%(address)s» leads nowhere. Write all of it, for example https://www.ffo.no/")
            yield Fault(piece.field.name, sentence % {"address": address}, refuses=True)
    text = " ".join(strip_tags(piece.text).split())
    if found := SHORTENED.search(text) or DASHED.search(text):
        sentence = _("Times are easier to read and to hear as «klokka 11 til 15». Look at «%(words)s».")
        yield Fault(piece.field.name, sentence % {"words": around(text, found.start())}, refuses=False)


def around(text, place):
    """The words near a place in a text, none of them cut."""
    start = text.rfind(" ", 0, max(0, place - 15)) + 1
    if len(text) <= start + 40:
        return text[start:]
    end = max(text.rfind(" ", start, start + 40), place)
    return f"{text[start:end].rstrip()}…"


def link_texts(piece):
    if piece.name.endswith("link_text"):
        return [piece.text.strip()]
    return [" ".join(strip_tags(inner).split()) for inner in LINK.findall(piece.text)]


def addresses(piece):
    if piece.name.endswith(("address", "url")):
        return [piece.text.strip()]
    return [html.unescape(address.strip("'\"")).strip() for address in HREF.findall(piece.text)]


def faults_of(instance):
    """Every fault of a page or snippet, each once."""
    return list(dict.fromkeys(fault for piece in texts.pieces_of(instance) for fault in faults_in(piece)))


def refused(instance):
    """``{field: [sentence]}`` of what may not be published."""
    found = {}
    for fault in faults_of(instance):
        if fault.refuses:
            found.setdefault(fault.field, []).append(fault.sentence)
    return found


class ReadingPageForm(WagtailAdminPageForm):
    """What a reader or a screen reader stumbles over is refused by the page itself; a draft may be as it is."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.fields.pop("slug", None)  # others link to it

    def _post_clean(self):
        self.instance.is_draft = self.is_deferred_validation
        super()._post_clean()
