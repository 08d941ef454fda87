"""The organisation: its name, its own words for things, and the experiences and topics of its supporters.

A new site begins with a preset, a file in ``portal/presets/``. Afterwards the secretariat changes the row.
"""

import functools
import secrets
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.functional import Promise
from django.utils.translation import get_language

from forms import distress
from portal import events, fragments
from portal.models import Organisation
from portal.moves import Stale
from portal.types import Person
from portal.verbs import Verb
from portal.wording import translated

# The forms of a word in each language: singular, definite, plural, definite plural; and its gender (m, f or n).
WORDS = ("supporter", "chapter", "board")
FORMS = ("one", "the", "many", "all", "gender")
PRESETS = sorted(path.stem for path in (Path(__file__).parent / "presets").glob("*.toml"))
Words = dict[str, dict[str, str]]  # {word: {form: text}}
ARTICLES = {
    "nb": {"m": "en", "f": "en", "n": "et"},
    "nn": {"m": "ein", "f": "ei", "n": "eit"},
}


@functools.cache
def preset(name: str) -> dict[str, Any]:
    """The content of a preset file, its categories included. It is cached, so the caller must not change it."""
    return tomllib.loads((Path(__file__).parent / "presets" / f"{name}.toml").read_text(encoding="utf-8"))


def preset_values(name: str) -> dict[str, Any]:
    """The values of the organisation's row for a preset."""
    found = preset(name)
    words = {
        language: {word: dict(zip(FORMS, forms, strict=True)) for word, forms in each.items()}
        for language, each in found["words"].items()
    }
    kept = ("name", "service_name", "phone", "email", "chapter_level", "experiences", "topics")
    numbers = {key: found[key] or None for key in ("declaration_years", "confirms_receipt_within_days")}
    return {"preset": name, "words": words, **numbers, **{key: found[key] for key in kept}}


def install(name: str, **contact: str) -> Organisation:
    """Create the organisation's row from a preset and return it; an existing row is not changed.

    ``contact`` is ``phone`` and ``email`` of the office where the preset does not know them.
    """
    row, is_new = Organisation.objects.get_or_create(pk=1, defaults=preset_values(name) | contact)
    if is_new:
        fragments.forget_cached()
    return row


def current() -> Organisation:
    """The organisation of this site. Before `start` or `demo` has run: the preset ``ms``, not saved."""
    return Organisation.objects.filter(pk=1).first() or Organisation(**preset_values("ms"))


def current_cached() -> Organisation:
    """The same from the cache, at most a minute old. For pages."""
    return fragments.cached_one_minute("organisation", current)


def words(language: str | None = None, organisation: Organisation | None = None) -> Words:
    """The organisation's words in a language (default: the active one), for sentences in templates and mails.

    ``{word: {form: text}}``: ``one``, ``the``, ``many`` and ``all`` are singular, definite, plural and definite plural;
    ``a`` is the singular with its article; ``role`` is the singular for what somebody is or becomes, which has an
    article only in English. ``phrases`` are those of the preset.
    """
    language = language or get_language() or "nb"
    who = organisation or current_cached()
    language = language if language in who.words else "nb"
    found = {name: {**forms, **_derived_forms(forms, language)} for name, forms in who.words[language].items()}
    return {**found, "phrases": preset(who.preset)["phrases"][language]}


def _derived_forms(forms: Mapping[str, str], language: str) -> dict[str, str]:
    a = _with_article(forms, language)
    return {"a": a, "role": a if language == "en" else forms["one"]}


def _with_article(forms: Mapping[str, str], language: str) -> str:
    if language == "en":
        return f"{'an' if forms['one'][:1].lower() in 'aeiou' else 'a'} {forms['one']}"
    return f"{ARTICLES[language][forms['gender']]} {forms['one']}"


def message_words(language: str | None = None, organisation: Organisation | None = None) -> dict[str, str]:
    """The same words as a flat dict, for the placeholders of messages.

    ``%(chapter)s``, ``%(a_chapter)s``, ``%(the_chapter)s``, ``%(chapters)s``, ``%(the_chapters)s``,
    ``%(role_chapter)s``, likewise board and supporter, ``%(organisation)s``, and the phrases.
    """
    who = organisation or current_cached()
    called = words(language, who)
    found = {"organisation": who.name, **called["phrases"]}
    for name in WORDS:
        forms = called[name]
        found |= {
            name: forms["one"],
            f"a_{name}": forms["a"],
            f"role_{name}": forms["role"],
            f"the_{name}": forms["the"],
            f"{name}s": forms["many"],
            f"the_{name}s": forms["all"],
        }
    return found


def fill_in_words(text: str | Promise, **values: object) -> str:
    """A message with these values and the organisation's words, such as ``%(supporter)s`` (``message_words``)."""
    text = str(text)
    return text % {**message_words(), **values} if "%(" in text else text


def experiences(who: str = "mine") -> list[tuple[str, str]]:
    """The experiences to choose from: ``[(code, text)]``, worded for oneself (``mine``) or for another (``theirs``)."""
    return [
        (found["code"], translated(found[who])) for found in current_cached().experiences if not found.get("hidden")
    ]


def topics() -> list[tuple[str, str]]:
    """The topics to choose from: ``[(code, text)]``."""
    return [(found["code"], translated(found["name"])) for found in current_cached().topics if not found.get("hidden")]


def crisis_topics() -> set[str]:
    """The codes of the topics that can be about wanting to die: where one is chosen, the crisis lines stand on top."""
    return {found["code"] for found in current_cached().topics if found.get("crisis")}


def crisis_topic_names() -> list[str]:
    """The names of those topics, in every language."""
    return [name for found in current_cached().topics if found.get("crisis") for name in found["name"].values()]


def is_about_crisis(topic: str, *texts: str) -> bool:
    """Whether something is about a topic that can be about wanting to die, or was written by somebody who may want to.

    Judged anew whenever a page is shown; nothing of it is stored (decision 0026).
    """
    return topic in crisis_topics() or distress.is_about_crisis("\n".join(texts), also=crisis_topic_names())


def experience_name(code: str) -> str:
    """The text of an experience, worded for another person; empty for a code that the organisation does not have."""
    return next((translated(found["theirs"]) for found in current_cached().experiences if found["code"] == code), "")


def topic_names(codes: Iterable[str]) -> list[str]:
    """The texts of the topics with these codes. Codes that the organisation does not have are left out."""
    names = {found["code"]: translated(found["name"]) for found in current_cached().topics}
    return [names[code] for code in codes if code in names]


@transaction.atomic
def change(*, version: int, by: Person | None, **values: object) -> Organisation:
    """Save new values of the organisation and return it.

    Raises ``Stale`` where it was changed after ``version`` was read.
    """
    if not Organisation.objects.filter(pk=1, version=version).update(version=F("version") + 1, **values):
        raise Stale(f"read at version {version}")
    row = current()
    events.record(Verb.ORGANISATION_CHANGE, subject=row, by=by, details=values)
    transaction.on_commit(fragments.forget_cached)
    return row


def change_word(word: str, called: Words, *, version: int, by: Person | None) -> Organisation:
    """Change one of the organisation's words. ``called`` is ``{language: {form: text}}``. Raises ``Stale``."""
    words = {language: {**known, word: called[language]} for language, known in current().words.items()}
    return change(words=words, version=version, by=by)


def change_row(kind: str, code: str, values: Mapping[str, object], *, version: int, by: Person | None) -> Organisation:
    """Change one of the ``experiences`` or ``topics`` (``kind``), or add one where ``code`` is empty. Raises ``Stale``.

    None is ever deleted, since people's answers refer to it; a hidden one can no longer be chosen.
    """
    rows = getattr(current(), kind)
    changed = {"code": code or secrets.token_hex(4), **values}
    rows = [changed if row["code"] == code else row for row in rows] + ([] if code else [changed])
    return change(**{kind: rows}, version=version, by=by)
