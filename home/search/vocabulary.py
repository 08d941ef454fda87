"""Which words of the pages match a word of a query.

Case, endings, small misspellings and question words do not matter; «likemann» finds «likeperson» and the other way
round, and a phone number is found however it is typed.
"""

import difflib
import re
import unicodedata

WORD = re.compile(r"\w+")
NUMBER = re.compile(r"\d+(?:\s\d+)+")  # in groups of digits
# What is left out of a phone number in a query: the spaces, and 47 or 0047 in front of eight digits.
NOT_OF_NUMBER = re.compile(r"\b(?:00)?47(?=(?:\s?\d){8}\b)|(?<=\d)\s(?=\d)")
MAX_WORDS = 10
# Beginnings of words for the same thing: old and new, nynorsk and bokmål, English. What follows them is kept.
SYNONYMS = [
    ("likeperson", "likemann", "likemenn", "likekvinne", "supporter"),
    ("taushets", "teie"),
    ("taushet", "teie"),
    ("lokalforening", "lokalforeining"),
    ("veileder", "rettleiar"),
    ("syk", "sjuk"),
    ("bli", "blir"),
]
# Beginnings of the words in which people say how they are, and of those that the pages have for it. What follows them
# says nothing more.
RELATED_WORDS = [
    ("ensom", "einsam", "einsem", "alene", "åleine", "lonel", "alone"),
    ("selvmord", "sjølvmord", "suicid", "selvskad", "sjølvskad"),
    ("angst", "engst", "depr", "anxi", "psykisk", "mental"),
    ("slit", "utslit", "trøtt", "trøytt", "utmatt", "fatigue", "tired", "exhaust", "energi", "energy"),
    ("vold", "valdtekt", "overgrep", "violen", "abuse"),
]
# The words that make it a question. They count only where there are no others.
STOP_WORDS = frozenset(
    WORD.findall(
        "hva hvor hvordan hvem når hvorfor jeg meg du deg er en et å og i på til for med har kan skal vil min mitt mine"
        " som om det den de være seg"
        " kva kvar korleis kven kvifor eg ein eit vere"
        " how what who where when why do does can i is am are a an the to of my me in and"
    )
)
SUFFIXES = ("ene", "ane", "er", "en", "et", "ar", "a", "e", "s")
MIN_STEM_LENGTH = 4
MIN_MISSPELLED_LENGTH = 6  # a shorter word is like too many others
MIN_SIMILARITY = 0.75
WITHOUT_ACCENTS = str.maketrans("åøæéèêö", "aoaeeeo")  # as typed where a keyboard lacks the letters


def normalise(text):
    return unicodedata.normalize("NFC", text).casefold()


def stem(word):
    """The word without its ending. Cautious: a short word stays as it is."""
    for ending in SUFFIXES:
        if word.endswith(ending) and len(word) - len(ending) >= MIN_STEM_LENGTH:
            return word[: -len(ending)]
    return word


def stems_of(text):
    """The stem of every word, and every number in groups of digits as one word too."""
    text = normalise(text)
    return [stem(word) for word in WORD.findall(text)] + ["".join(number.split()) for number in NUMBER.findall(text)]


def asked_words(query):
    """The words of a query that count, at most MAX_WORDS. The words that make it a question count where there are no
    others."""
    typed = [word for word in WORD.findall(NOT_OF_NUMBER.sub("", normalise(query))) if len(word) > 1 or word.isdigit()]
    return ([word for word in typed if word not in STOP_WORDS] or typed)[:MAX_WORDS]


def _synonyms(asked):
    """The stem of the word and of what others call the same."""
    found = {stem(asked)}
    for beginnings in SYNONYMS:
        for beginning in beginnings:
            if asked.startswith(beginning):
                found |= {stem(other + asked[len(beginning) :]) for other in beginnings}
    return found


def _related(asked, vocabulary):
    """The stems of the words that are near it, if it is one of those in which people say how they are."""
    beginnings = next((beginnings for beginnings in RELATED_WORDS if asked.startswith(beginnings)), ())
    stems = {stem(beginning) for beginning in beginnings}
    return {word for word in vocabulary if word in stems or word.startswith(beginnings)}


def matching_stems(asked, vocabulary):
    """The stems that a word may stand for: those that are near it, else those that contain it or a word for the same,
    else those that are spelled almost like it."""
    return (
        _related(asked, vocabulary)
        or {word for one in _synonyms(asked) for word in vocabulary if _contains(word, one)}
        or _spelled_like(stem(asked), vocabulary)
    )


def _contains(word, one):
    return word.startswith(one) if len(one) < MIN_STEM_LENGTH else one in word


def _spelled_like(asked, vocabulary):
    """Who types «parorende» means «pårørende», but who types «gråt» does not mean «gratis». Few mistake the first
    letter: a word that begins with another one is another word."""
    plain = {word: word.translate(WITHOUT_ACCENTS) for word in vocabulary}
    asked_plain = asked.translate(WITHOUT_ACCENTS)
    same = {word for word, spelling in plain.items() if spelling == asked_plain or _contains(spelling, asked)}
    if same or len(asked) < MIN_MISSPELLED_LENGTH:
        return same
    near = {spelling for spelling in plain.values() if spelling[0] == asked_plain[0]}
    close = difflib.get_close_matches(asked_plain, near, cutoff=MIN_SIMILARITY)
    return {word for word, spelling in plain.items() if spelling in close}
