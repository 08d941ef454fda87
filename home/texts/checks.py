"""What is wrong with a text. Some faults stop it from being published; the others are reminders to the editor."""

import html
import re
from dataclasses import dataclass

from django.utils.html import strip_tags
from django.utils.translation import gettext as _
from wagtail.admin.forms import WagtailAdminPageForm

from home.editing.review import second_person
from home.links.in_texts import links_in
from home.links.local_check import check_local, is_local
from home.texts.pieces import pieces_of

LINK = re.compile(r"<a\b[^>]*>(.*?)</a>", re.DOTALL)
HREF = re.compile(r"""<a\b[^>]*?\bhref\s*=\s*("[^"]*"|'[^']*'|[^\s>]+)""", re.IGNORECASE)
VALID_ADDRESS_START = re.compile(r"https?:|mailto:|tel:|/(?!/)|#", re.IGNORECASE)
MEANINGLESS_LINK_TEXTS = {
    "les mer", "les meir", "klikk her", "trykk her", "her", "read more", "click here", "here", "more", "mer", "meir",
}  # fmt: skip
ABBREVIATED_TIME = re.compile(r"\bkl\.?\s?\d", re.IGNORECASE)
TIMES_WITH_DASH = re.compile(r"\d\s?–\s?\d")


@dataclass(frozen=True)
class Fault:
    """What is wrong with a text, in a sentence."""

    field: str
    sentence: str
    blocks_publishing: bool


def faults_in(piece):
    """The faults of one text."""
    for words in link_texts(piece):
        if not words:
            yield Fault(piece.field.name, _("A link has no text. Write where it leads."), blocks_publishing=True)
        elif words.lower().rstrip(".!:") in MEANINGLESS_LINK_TEXTS:
            sentence = _("The link «%(words)s» does not say where it leads. Write the name of the page or the service.")
            yield Fault(piece.field.name, sentence % {"words": words}, blocks_publishing=True)
    for address in addresses(piece):
        if not VALID_ADDRESS_START.match(address):
            sentence = _("The address «%(address)s» leads nowhere. Write all of it, for example https://www.ffo.no/")
            yield Fault(piece.field.name, sentence % {"address": address}, blocks_publishing=True)
    text = " ".join(strip_tags(piece.text).split())
    if found := ABBREVIATED_TIME.search(text) or TIMES_WITH_DASH.search(text):
        sentence = _("Times are easier to read and to hear as «klokka 11 til 15». Look at «%(words)s».")
        yield Fault(piece.field.name, sentence % {"words": excerpt(text, found.start())}, blocks_publishing=False)


def excerpt(text, place):
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
    return list(dict.fromkeys(fault for piece in pieces_of(instance) for fault in faults_in(piece)))


def blocking_faults(instance):
    """``{field: [sentence]}`` of the faults that stop a page from being published."""
    found = {}
    for fault in faults_of(instance):
        if fault.blocks_publishing:
            found.setdefault(fault.field, []).append(fault.sentence)
    return found


def dead_links(instance):
    """``{field: [sentence]}`` of the links within this site that lead nowhere. The network is not asked."""
    gone = _("The link «%(words)s» leads to something that is deleted or taken down. Choose again.")
    nowhere = _("The link «%(words)s» leads to %(address)s, and there is no such page. Choose it instead.")
    found = {}
    for piece in pieces_of(instance):
        for address, words in links_in(piece.text):
            if is_local(address) and check_local(address).fault:
                sentence = gone if address.startswith(("page:", "document:")) else nowhere
                told = sentence % {"words": words or address, "address": address}
                found.setdefault(piece.field.name, {})[told] = None  # each once, in their order
    return {name: list(sentences) for name, sentences in found.items()}


class ReadingPageForm(WagtailAdminPageForm):
    """The CMS's form of a page. It tells the page whether a draft is saved, which may have faults."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields.pop("slug", None)  # it follows from the title, and once others can link to it, it stays

    def _post_clean(self):
        self.instance.is_draft = self.is_deferred_validation
        super()._post_clean()
        if not self.is_deferred_validation:
            for field, sentences in dead_links(self.instance).items():
                self.add_error(field if field in self.fields else None, sentences)
        publishes = "action-publish" in self.data or self.data.get("workflow-action-name") == "approve"
        if publishes and self.instance.pk and second_person.needs_second_person(self.instance):
            self._refuse_own_words()

    def _refuse_own_words(self):
        """What is published with a review has been read by somebody else: not what is written just now."""
        before = type(self.instance).objects.get(pk=self.instance.pk).get_latest_revision_as_object()
        if second_person.version_of(self.instance) != second_person.version_of(before):
            self.add_error(None, second_person.explanation())
