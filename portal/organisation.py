"""What is this organisation called, what does it call things, and what can one talk about with its supporters?

What a new site begins with is a file of ``portal/presets/``; afterwards the row is the secretariat's.
"""

import functools
import secrets
import tomllib
from pathlib import Path

from django.db import transaction
from django.db.models import F
from django.utils.translation import get_language

from portal import events, fragments
from portal.models import Organisation
from portal.moves import Stale
from portal.verbs import Verb
from portal.wording import say

# Per language: each word as one, the one, many, all of them, and its gender (nb and nn: m, f or n).
WORDS = ("supporter", "chapter", "board")
FORMS = ("one", "the", "many", "all", "gender")
PRESETS = sorted(path.stem for path in (Path(__file__).parent / "presets").glob("*.toml"))
ARTICLES = {
    "nb": {"m": "en", "f": "en", "n": "et"},
    "nn": {"m": "ein", "f": "ei", "n": "eit"},
}


@functools.cache
def preset(name):
    """What a new site of this organisation begins with, its categories included. Not to be changed by the caller."""
    return tomllib.loads((Path(__file__).parent / "presets" / f"{name}.toml").read_text(encoding="utf-8"))


def values_of(name):
    """The preset as the organisation's row keeps it."""
    found = preset(name)
    words = {
        language: {word: dict(zip(FORMS, forms, strict=True)) for word, forms in each.items()}
        for language, each in found["words"].items()
    }
    kept = ("name", "service_name", "phone", "email", "chapter_level", "experiences", "topics")
    return {"preset": name, "words": words, **{key: found[key] for key in kept}}


def install(name, **contact):
    """Write the organisation's row from a preset; an existing row is kept as the secretariat left it.

    ``contact`` is ``phone`` and ``email`` where the preset does not know them.
    """
    row, is_new = Organisation.objects.get_or_create(pk=1, defaults=values_of(name) | contact)
    if is_new:
        fragments.forget_cached()
    return row


def current():
    """The organisation of this site; before `start` or `demo` ran, the first preset unsaved."""
    return Organisation.objects.filter(pk=1).first() or Organisation(**values_of("ms"))


def known():
    """The same as every reader is shown it: asked for once a minute."""
    return fragments.cached_one_minute("organisation", current)


def words(language=None, organisation=None):
    """The organisation's words in a language (the active one), for sentences in templates and mails.

    Each word as ``one``, ``the``, ``many``, ``all``, ``a``: one with its article, and ``role``: one as what somebody
    is or becomes, which has an article in English alone. ``phrases`` are those of the preset.
    """
    language = language or get_language() or "nb"
    who = organisation or known()
    language = language if language in who.words else "nb"
    found = {name: {**forms, **_alone(forms, language)} for name, forms in who.words[language].items()}
    return {**found, "phrases": preset(who.preset)["phrases"][language]}


def _alone(forms, language):
    a = _with_article(forms, language)
    return {"a": a, "role": a if language == "en" else forms["one"]}


def _with_article(forms, language):
    if language == "en":
        return f"{'an' if forms['one'][:1].lower() in 'aeiou' else 'a'} {forms['one']}"
    return f"{ARTICLES[language][forms['gender']]} {forms['one']}"


def flat(language=None, organisation=None):
    """The same words for labels: ``%(chapter)s``, ``%(a_chapter)s``, ``%(the_chapter)s``, ``%(chapters)s``,
    ``%(the_chapters)s``, ``%(role_chapter)s``, likewise board and supporter, ``%(organisation)s``, and the phrases."""
    who = organisation or known()
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


def filled(text):
    """A message with the organisation's words in the places that it has for them."""
    text = str(text)
    return text % flat() if "%(" in text else text


def experiences(who="mine"):
    """What one can have experience of: ``[(code, words)]``, said of oneself (``mine``) or of another (``theirs``)."""
    return [(found["code"], say(found[who])) for found in known().experiences if not found.get("hidden")]


def topics():
    """What one can talk about: ``[(code, words)]``."""
    return [(found["code"], say(found["name"])) for found in known().topics if not found.get("hidden")]


def experience_name(code):
    """Somebody else's experience in words; empty for a code that the organisation does not have."""
    return next((say(found["theirs"]) for found in known().experiences if found["code"] == code), "")


def topic_names(codes):
    """The topics of these codes in words, without those that the organisation does not have."""
    names = {found["code"]: say(found["name"]) for found in known().topics}
    return [names[code] for code in codes if code in names]


@transaction.atomic
def change(*, version, by, **values):
    """Keep what the secretariat says of the organisation.

    Raises ``Stale`` where it was changed after ``version`` was read.
    """
    if not Organisation.objects.filter(pk=1, version=version).update(version=F("version") + 1, **values):
        raise Stale(f"read at version {version}")
    row = current()
    events.record(Verb.ORGANISATION_CHANGE, subject=row, by=by, details=values)
    transaction.on_commit(fragments.forget_cached)
    return row


def change_word(word, called, *, version, by):
    """Call a thing something else: ``called`` is ``{language: {form: text}}``."""
    words = {language: {**known, word: called[language]} for language, known in current().words.items()}
    return change(words=words, version=version, by=by)


def change_row(kind, code, values, *, version, by):
    """Change one of the ``experiences`` or ``topics``, or add one where ``code`` is empty.

    None is ever deleted, for what people have written names it; a hidden one is offered to nobody.
    """
    rows = getattr(current(), kind)
    changed = {"code": code or secrets.token_hex(4), **values}
    rows = [changed if row["code"] == code else row for row in rows] + ([] if code else [changed])
    return change(**{kind: rows}, version=version, by=by)
