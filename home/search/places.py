"""Where people who want to do something are led: what they type (``content/places.toml``), and the places for it that
are no pages of the CMS."""

import tomllib
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from home.search.vocabulary import stems_of, typed_words, words_that_count
from portal import organisation
from portal.context import language_codes, language_prefix

COMMANDS = tomllib.loads((Path(__file__).parent / "content" / "places.toml").read_text())["place"]


@dataclass(frozen=True)
class Place:
    """A page of the portal or of the guide, which search knows by its title and one sentence."""

    view: str
    title: Promise
    sentence: Promise
    query: str = ""

    @property
    def url(self):
        return reverse(self.view) + self.query


PLACES = {
    "sign_in": Place(
        "portal:sign_in", gettext_lazy("Sign in"), gettext_lazy("We send you a code by e-mail. There is no password.")
    ),
    "apply": Place(
        "portal:apply",
        gettext_lazy("Apply to join our %(supporters)s"),
        gettext_lazy("See what we ask about first. You can stop and go on later."),
    ),
    "call_me": Place(
        "portal:call_me", gettext_lazy("Be called back"), gettext_lazy("Tell us how and when we can call you.")
    ),
    "verify": Place(
        "portal:verify",
        gettext_lazy("Check a paper from us"),
        gettext_lazy("See whether a signature or a certificate from us is real."),
    ),
    "display": Place(
        "portal:display",
        gettext_lazy("Display"),
        gettext_lazy("Choose larger text, more space between the lines, or light or dark colours."),
    ),
    "print": Place(
        "whole_guide",
        gettext_lazy("The whole guide on one page, for printing"),
        gettext_lazy("Every chapter of the guide, one after the other."),
    ),
    "pdf": Place(
        "whole_guide",
        gettext_lazy("The whole guide (PDF)"),
        gettext_lazy("Every chapter of the guide in one file, to save or to print."),
        "?format=pdf",
    ),
    "cards": Place(
        "talk_cards",
        gettext_lazy("Conversation cards"),
        gettext_lazy("The cards of every chapter together, to print and cut out: four to a sheet."),
    ),
}
LANGUAGES = [code for code, _name in settings.INTERFACE_LANGUAGES]


def other_places():
    """``[(name, title, url, sentence)]`` of the places that are no pages of the CMS, in the active language."""
    words = organisation.message_words()
    for name, place in PLACES.items():
        yield name, str(place.title) % words, place.url, str(place.sentence) % words
    for code in LANGUAGES:
        if code in language_codes().values():
            title = dict(settings.LANGUAGES)[code]
            yield code, title, language_prefix(code), _("These pages in another language: %(name)s.") % {"name": title}


@dataclass(frozen=True)
class Phrase:
    """What people type, as the stems of its words. The longer one is the more certain: «ring meg» is not «ring»."""

    stems: frozenset  # of the words that count
    small: frozenset  # the small words
    words: int

    @classmethod
    def from_text(cls, text):
        counted = words_that_count(text)
        small = frozenset(typed_words(text)) - set(counted)
        return cls(frozenset(stems_of(" ".join(counted))), small, len(counted) + len(small))


PHRASES = [(command["to"], [Phrase.from_text(text) for text in command["words"]]) for command in COMMANDS]


def phrases_by_place(known):
    """``{place: [phrase]}``. ``known`` are the places that there are; of those that a command names, the first one
    counts."""
    found = {}
    for places, phrases in PHRASES:
        place = next((name for name in places if name in known), None)
        if place:
            found.setdefault(place, []).extend(phrases)
    return found
