"""Which words of the pages match a word of a query.

Case, endings, small misspellings and question words do not matter; «likemann» finds «likeperson» and the other way
round, and a phone number is found however it is typed. What is known of words is in ``content/words.toml``.
"""

import difflib
import re
import tomllib
import unicodedata
from dataclasses import dataclass
from pathlib import Path

from forms import names
from forms.spelling import is_one_letter_off

WORD = re.compile(r"\w+")
NUMBER = re.compile(r"\d+(?:\s\d+)+")  # in groups of digits
# What is left out of a phone number in a query: the spaces, and 47 or 0047 in front of eight digits.
NOT_OF_NUMBER = re.compile(r"\b(?:00)?47(?=(?:\s?\d){8}\b)|(?<=\d)\s(?=\d)")
MAX_WORDS = 10
SUFFIXES = ("ene", "ane", "er", "en", "et", "ar", "a", "e")
MIN_STEM_LENGTH = 4
MIN_PART_LENGTH = 5  # a shorter word is found inside too many others: «ring» is not «opplæring», «NAV» is not «navn»
MIN_MISSPELLED_LENGTH = 5
MIN_SIMILARITY = 0.75
WITHOUT_ACCENTS = str.maketrans("åøæéèêö", "aoaeeeo")  # as typed where a keyboard lacks the letters

_WORDS = tomllib.loads((Path(__file__).parent / "content" / "words.toml").read_text())
SAME = [tuple(line.split()) for line in _WORDS["same"]]
NEAR = [tuple(line.split()) for line in _WORDS["near"]]
SMALL_WORDS = frozenset(_WORDS["small"].split())
NAMES = names.ANY_GIVEN | names.FAMILY


@dataclass(frozen=True)
class Matches:
    """The stems that a word of a query may stand for."""

    whole: frozenset = frozenset()
    part: frozenset = frozenset()  # those that have it in them: «taushet» in «taushetsplikt»
    elsewhere: frozenset = frozenset()  # as the pages in other languages have it

    def __bool__(self):
        return bool(self.whole or self.part or self.elsewhere)

    @property
    def own(self):
        return self.whole | self.part


def normalise(text):
    return unicodedata.normalize("NFC", text).casefold()


def stem(word):
    """The word without its endings. Cautious: a short word stays as it is."""
    word = word[:-1] if word.endswith("s") and len(word) > MIN_STEM_LENGTH else word
    while ending := next(
        (one for one in SUFFIXES if word.endswith(one) and len(word) - len(one) >= MIN_STEM_LENGTH), ""
    ):
        word = word[: -len(ending)]
    return word


def stems_of(text):
    """The stem of every word, and every number in groups of digits as one word too."""
    text = normalise(text)
    return [stem(word) for word in WORD.findall(text)] + ["".join(number.split()) for number in NUMBER.findall(text)]


def typed_words(text):
    """The words as they are typed, in small letters; the groups of a phone number as one."""
    return [word for word in WORD.findall(NOT_OF_NUMBER.sub("", normalise(text))) if len(word) > 1 or word.isdigit()]


def words_that_count(text):
    """The words of a query that count. The words that make it a question count where there are no others."""
    typed = typed_words(text)
    return [word for word in typed if word not in SMALL_WORDS] or typed


def asked_words(query):
    """The words of a query that count, each once, at most MAX_WORDS."""
    return list(dict.fromkeys(words_that_count(query)))[:MAX_WORDS]


def matching_stems(asked, vocabulary, titles_elsewhere=frozenset(), texts_elsewhere=frozenset()):
    """What a word may stand for: words near it, else the word itself or one for the same, and those that it is a part
    of. Titles in other languages count as well; their texts, misspellings and parts of the word only where there is
    nothing else."""
    near = _near(asked, vocabulary)
    if near:
        return Matches(whole=near)
    same = _synonyms(asked)
    whole, part = _whole(same, vocabulary), _having(same, vocabulary)
    found = Matches(whole, part - whole, _whole(same, titles_elsewhere))
    found = found or Matches(elsewhere=_whole(same, texts_elsewhere))
    if found or asked in NAMES:  # nobody's name is a misspelled word
        return found
    found = Matches(_spelled_like(stem(asked), vocabulary), elsewhere=_spelled_like(stem(asked), titles_elsewhere))
    return found or Matches(part=_parts_of(stem(asked), vocabulary))


def _near(asked, vocabulary):
    """The stems of the words that are near it, if it is one of those in which people say how they are."""
    beginnings = next((beginnings for beginnings in NEAR if asked.startswith(beginnings)), ())
    stems = {stem(beginning) for beginning in beginnings}
    return frozenset(word for word in vocabulary if word in stems or word.startswith(beginnings))


def _whole(same, vocabulary):
    """The words themselves, also in the genitive, or with accents that were not typed."""
    plain = {one.translate(WITHOUT_ACCENTS) for one in same if len(one) >= MIN_STEM_LENGTH}
    return frozenset(
        word
        for word in vocabulary
        if word in same or (word[-1] == "s" and word[:-1] in same) or word.translate(WITHOUT_ACCENTS) in plain
    )


def _having(same, vocabulary):
    long = [one for one in same if len(one) >= MIN_PART_LENGTH]
    return frozenset(word for word in vocabulary if any(one in word for one in long))


def _synonyms(asked):
    """The stem of the word and of what others call the same."""
    found, plain = {stem(asked)}, asked.translate(WITHOUT_ACCENTS)
    for beginnings in SAME:
        for beginning in beginnings:
            if plain.startswith(beginning.translate(WITHOUT_ACCENTS)):
                found |= {stem(other + asked[len(beginning) :]) for other in beginnings}
    return found


def _spelled_like(asked, vocabulary):
    """Who types «parorende» means «pårørende», but who types «gråt» does not mean «gratis». Few mistake the first
    letter: a word that begins with another one is another word."""
    plain = {word: word.translate(WITHOUT_ACCENTS) for word in vocabulary}
    asked = asked.translate(WITHOUT_ACCENTS)
    if len(asked) < MIN_MISSPELLED_LENGTH:
        return frozenset()
    near = {spelling for spelling in plain.values() if spelling[0] == asked[0]}
    if len(asked) == MIN_MISSPELLED_LENGTH:
        close = {spelling for spelling in near if is_one_letter_off(asked, spelling)}
    else:
        close = set(difflib.get_close_matches(asked, near, cutoff=MIN_SIMILARITY))
    return frozenset(word for word, spelling in plain.items() if spelling in close)


def _parts_of(asked, vocabulary):
    """The words that a compound begins or ends with: who types «hjernetåketreff» may want «treff»."""
    return frozenset(
        word
        for word in vocabulary
        if MIN_PART_LENGTH < len(word) < len(asked) and (asked.startswith(word) or asked.endswith(word))
    )
