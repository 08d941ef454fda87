"""Whether a note seems to name a person: the words that look like a name.

The lists are in ``content/names.toml``. A given name beside what may be a family name is a full name, in the ways
people write it. A given name alone is one only where the words around it are about a person ("ringte Kari"). Given
names that are also words ("Bo", "Stein", "Per") are names only beside a family name, after what one does with a
person, and with a capital letter where it is about a person ("Per og Kari", "Per ledet"). Whether it is a name
cannot be known, so whoever finds one asks (``forms/free_text.py``).
"""

import re
import tomllib
import unicodedata
from pathlib import Path
from typing import NamedTuple

from forms.readers import HIDDEN_CHARACTERS

NORDIC = str.maketrans("öä", "øæ")  # Björn is Bjørn
LISTS = {
    name: frozenset(words.translate(NORDIC).split())
    for name, words in tomllib.loads((Path(__file__).parent / "content" / "names.toml").read_text()).items()
}
ALSO_WORDS, FAMILY, NOT_NAMES = LISTS["also_words"], LISTS["family"], LISTS["not_names"] | LISTS["makers"]
WITH_SOMEBODY = LISTS["with_somebody"] | LISTS["certainly_somebody"]
GIVEN = (LISTS["given"] | LISTS["sami"] | LISTS["immigrants"]) - ALSO_WORDS - NOT_NAMES
ANY_GIVEN = GIVEN | ALSO_WORDS
ENDINGS, SURE_ENDINGS = tuple(LISTS["endings"]), tuple(LISTS["sure_endings"])
SURE_BEGINNINGS = ("amanu", "berhane", "gebre", "ghebre", "habte", "haile", "tesfa", "wolde")  # Tesfamariam
LONG_ENDINGS = tuple(ending for ending in ENDINGS if len(ending) > 3)
PLACE_ENDINGS = (*LONG_ENDINGS, "nes", "vik", "dal")  # Nordstrand and Sandnes are places, and family names
ADDRESSED = frozenset(["fru", "frøken", "frk", "herr", "mr", "mrs", "miss", "familien", "ekteparet"])
PARTICLES = frozenset(["v", "von", "van", "de", "del", "dela", "della", "di", "da", "dos", "al", "el", "bin", "af"])
ORGANISATIONS = re.compile(
    r"(?:forbund|forening|lag|senter|sent(?:eret|ret)|hus|kirke|kyrkje|kommune|klubb|sykehus|sjukehus|hjemm?|heim"
    r"|telefon|fellesskap|vakt|apotek|skole|skule|bibliotek|barnehage|butikk|stiftelse)"
    r"(?:et|en|a|ene|ar)?s?$"
)
# What stands before the name of a room, a house, a boat or a group of people: Møterom Grieg, Hytta Fagerli.
THINGS = re.compile(
    r"(?:rom|rommet|sal|salen|hytte|hytta|hytten|stue|stua|stuen|bygg|bygget|blokk|blokka|båt|båten|skip|skipet|ferge"
    r"|ferja|gård|gården|gard|garden|plass|plassen|avdeling|kafé|kafe|hotell|gruppe|gruppa|gruppen|turen|boka|boken)$"
)
WORD = re.compile(r"[^\W\d_]+(?:[-'’´`][^\W\d_]+)*")
# Old names are made of two parts, in more ways than any list has: Steinulf, Asgjerd, Eldbjørg.
TWO_PARTS = re.compile(
    r"(?:alf|arn|as|aud|berg|bjørn|borg|brynj?|dag|eld|frøy|geir|gud|gunn?|hall|har|helg|herm|hjør|ing|jor|kjell|kol|leid|mål|magn"
    r"|odd?|ragn|rand|reid|rolf|sig|sol|stein|svan|svein|syn|tor|tran|trygg|val|øy|ås)"
    r"(?:bjør[gn]|borg|brand|dis|finn|frid|geir|gj?erd|grim|gunn|hild|kjell|ketil|laug|lei[fkv]|mund|run|stein|trud|[uo]l[fv]|unn"
    r"|vald|vard|veig)"
)
COMPOUND = re.compile(r"^[A-ZÆØÅ].*-[^\W\d_A-ZÆØÅ][^-]*$")
AGE = re.compile(r" ?[(,] ?\d{1,2}(?: ?år\b|[),. ]|$)")
ALIKE, DOUBLED = str.maketrans("cwz", "kvs"), re.compile(r"(.)\1+")
MOST_WORDS = 5  # in one name
# What is done by those whose given name is also a word.
ALSO_WORD_DOES = LISTS["person_verbs"] | frozenset(
    ["kom", "kjem", "kommer", "ledet", "leda", "leia", "leder", "led", "came"]
)
WAS_THERE = (["var", "med"], ["var", "der"], ["er", "med"], ["was", "there"])
# Of the given names that are also words: months, places and those that often begin a sentence.
NEVER_ALONE = frozenset(
    [
        "alta",
        "an",
        "andre",
        "april",
        "asker",
        "august",
        "din",
        "gjest",
        "in",
        "jul",
        "juli",
        "july",
        "june",
        "juni",
        "mai",
    ]
    + ["mars", "san", "sine", "vi", "vår"]
)
BEFORE_THINGS = frozenset(["i", "på", "fra", "frå", "in", "at", "on", "from", "om", "about", "etter", "ved", "til"])
AFTER_PEOPLE = (
    LISTS["somebody_does"]
    | ALSO_WORD_DOES
    | frozenset(["og", "and", "med", "i", "på", "som", "også", "òg", "with", "who"])
)


def _sound(word: str) -> str:
    """The word as it is heard: ``christoffer`` and ``kristofer`` are alike."""
    for written, heard in (("aa", "å"), ("ph", "f"), ("th", "t"), ("ch", "k")):
        word = word.replace(written, heard)
    return DOUBLED.sub(r"\1", word.translate(ALIKE))


ORDINARY = ALSO_WORDS | NOT_NAMES | WITH_SOMEBODY | LISTS["words_like_family"] | LISTS["somebody_does"]
NEVER = (NOT_NAMES | WITH_SOMEBODY | LISTS["somebody_does"]) - ANY_GIVEN - LISTS["small_words"] - FAMILY
HEARD = {_sound(name) for name in GIVEN if len(name) > 3} - {_sound(word) for word in ORDINARY}


class Word(NamedTuple):
    """A word, and what it can be: 2 says surely, 1 perhaps, 0 no."""

    plain: str  # in small letters
    start: int
    end: int
    gap: str  # what stands between the word before and this one
    is_capital: bool
    given: int
    family: int
    is_compound: bool  # Parkinson-kafé: what it says is the last part, with a small letter


def find_names(text: str) -> list[str]:
    """The names in the text as they are written there, each once, in their order."""
    text = unicodedata.normalize("NFKC", HIDDEN_CHARACTERS.sub("", text))
    words = _words(text)
    found, place = [], 0
    while place < len(words):
        length = _name_at(words, place, text)
        name = words[place : place + length]
        if name and not _is_well_known(name) and not _names_something_else(words, place + length):
            found.append(text[words[place].start : words[place + length - 1].end])
        place += length or 1
    return list(dict.fromkeys(found))


def _words(text: str) -> list[Word]:
    shouted = text.isupper()
    words, end = [], 0
    for match in WORD.finditer(text):
        plain = match[0].casefold().translate(NORDIC).replace("’", "'").replace("´", "'").replace("`", "'")
        is_capital = match[0][0].isupper() and not shouted
        is_compound = bool(COMPOUND.search(match[0])) and not _as_given(plain, is_capital)
        if is_compound:
            plain, is_capital = plain.rpartition("-")[2], False
        gap = text[end : match.start()]
        end = match.end()
        given = family = 0
        if plain not in NEVER:
            given, family = _as_given(plain, is_capital), _as_family(plain, is_capital)
        words.append(Word(plain, match.start(), end, gap, is_capital, given, family, is_compound))
    return words


def _bare(plain: str) -> list[str]:
    """The word, and the word without a genitive's ``s``."""
    if plain.endswith("'s"):
        return [plain[:-2]]
    return [plain, plain[:-1]] if plain.endswith("s") and len(plain) > 3 else [plain]


def _as_given(plain: str, is_capital: bool) -> int:
    for name in _bare(plain):
        if name in LISTS["small_words"]:
            return 2 if is_capital else 1
        if name in GIVEN:
            return 2
        if name in ALSO_WORDS:
            return 1
        if (
            (is_capital or len(name) > 6)
            and name not in ORDINARY
            and (_sound(name) in HEARD or TWO_PARTS.fullmatch(name))
        ):
            return 2
    if "-" in plain:
        parts = [_as_given(part, is_capital) for part in plain.split("-")]
        return 2 if len(parts) == 2 and all(parts) and max(parts) == 2 else 0
    return 0


def _as_family(plain: str, is_capital: bool) -> int:
    for name in _bare(plain):
        if name in LISTS["words_like_family"]:
            return 1 if name in FAMILY and (is_capital or name not in NOT_NAMES) else 0
        if name in FAMILY or (name not in NOT_NAMES and _is_surely_family(name)):
            return 2
        if name not in NOT_NAMES and (
            (is_capital and len(name) > 4 and name.endswith(ENDINGS)) or (len(name) > 6 and name.endswith(LONG_ENDINGS))
        ):
            return 1
    if "-" in plain:
        return max(_as_family(part, is_capital) for part in plain.split("-"))
    return 0


def _is_surely_family(name: str) -> bool:
    if name.endswith(("sen", "son")):
        return not ANY_GIVEN.isdisjoint([name[:-3], name[:-2], name[:-4]])  # Hansen, Kristiansen, Johansson
    return (len(name) > 4 and name.endswith(SURE_ENDINGS)) or (len(name) > 6 and name.startswith(SURE_BEGINNINGS))


def _name_at(words: list[Word], place: int, text: str) -> int:
    """How many words of a name begin here; 0 where none does."""
    word = words[place]
    if not (word.is_capital or word.given or word.family or len(word.plain) == 1):
        return 0
    return _full_name(words, place) or _reversed_name(words, place) or _part_of_a_name(words, place, text)


def _full_name(words: list[Word], place: int) -> int:
    rest = _joined(words, place)
    if not rest:
        return 0
    kinds = (_after_unknown_given, _after_doubtful_given, _after_sure_given)
    shortest = kinds[words[place].given](words, place, rest)
    return _length(words, place, shortest) if shortest else 0


def _after_sure_given(words: list[Word], place: int, rest: list[Word]) -> int:
    if _can_follow(rest[0]) or _is_initial(rest[0]):
        return 2
    if len(rest) > 1 and rest[0].given and rest[1].family:  # in small letters: trond inge fuglestad
        return 3
    return 3 if rest[0].plain in PARTICLES and len(rest) > 1 and rest[1].is_capital else 0


def _after_doubtful_given(words: list[Word], place: int, rest: list[Word]) -> int:
    """The given name is also a word, such as ``Bo``, or even one that is not in names, such as ``dag``."""
    first, second = words[place], rest[0]
    in_doubt = first.plain in NOT_NAMES
    if second.given == 2 or (second.family == 2 and not in_doubt):
        return 2
    if not (first.is_capital and second.is_capital):
        does = place == 0 and len(rest) > 1 and rest[1].plain in LISTS["somebody_does"]  # bo lund trenger
        return 2 if second.family and not in_doubt and (does or _is_after(words, place, WITH_SOMEBODY)) else 0
    if second.family or (second.given and second.plain not in NOT_NAMES and not in_doubt):
        return 2
    third = rest[1] if len(rest) > 1 else None
    if third and second.given and third.is_capital and third.plain not in NOT_NAMES:
        return 3
    return 2 if not in_doubt and (_is_initial(second) or _is_no_organisation(second)) else 0


def _after_unknown_given(words: list[Word], place: int, rest: list[Word]) -> int:
    """An initial, or two words with capital letters, of which the first is in no list of given names."""
    first, second = words[place], rest[0]
    if len(first.plain) == 1 and second.gap == ". " and second.family == 2:
        return 2
    if not first.is_capital or first.plain in ORDINARY or not second.is_capital:
        return 0
    before = [words[place - 1].plain] if place and not first.gap.strip() else []  # Foreningen Norden Lier
    if any(ORGANISATIONS.search(plain) or THINGS.search(plain) for plain in (first.plain, *before)):
        return 0
    if second.family == 2:
        return 2
    if not _is_no_organisation(second):
        return 0
    does = len(rest) > 1 and rest[1].plain in LISTS["person_verbs"]
    return 2 if does or _is_after(words, place, LISTS["certainly_somebody"]) else 0


def _is_initial(word: Word) -> bool:
    return len(word.plain) == 1 and word.is_capital


def _joined(words: list[Word], place: int) -> list[Word]:
    """The words behind this one that nothing but spaces parts from it, or the full stop of an initial."""
    joined = []
    for number in range(place + 1, min(place + MOST_WORDS, len(words))):
        is_short = len(words[number - 1].plain) == 1
        if words[number].gap.strip(" \t") not in (("", ".") if is_short else ("",)):
            break
        joined.append(words[number])
    return joined


def _can_follow(word: Word) -> bool:
    """Whether it can be the second word of a name that begins with a sure given name."""
    if word.is_capital and not word.family and ORGANISATIONS.search(word.plain):  # Amanda Storsenter
        return False
    if word.is_capital and (word.plain not in NOT_NAMES or word.plain.endswith(PLACE_ENDINGS)):
        return len(word.plain) > 1
    return bool(word.family and (word.is_capital or word.plain not in NOT_NAMES)) or word.given == 2


def _is_no_organisation(word: Word) -> bool:
    return word.plain not in ORDINARY and len(word.plain) > 1 and not ORGANISATIONS.search(word.plain)


def _length(words: list[Word], place: int, length: int) -> int:
    """The length of a name of at least so many words, with those behind that belong to it."""
    for word in _joined(words, place)[length - 1 :]:
        if not (word.is_capital and word.plain not in NOT_NAMES) and word.family != 2:
            break
        length += 1
    return length


def _reversed_name(words: list[Word], place: int) -> int:
    """``Nordmann, Kari``."""
    if place + 1 == len(words) or words[place + 1].gap.strip(" ") != ",":
        return 0
    last, first = words[place], words[place + 1]
    if last.plain in NOT_NAMES or last.given == 2:
        return 0
    if first.given == 2 and (last.family == 2 or (last.is_capital and last.family)):
        return _length(words, place + 1, 1) + 1
    return 2 if first.given == 1 and first.is_capital and last.family == 2 and first.plain not in NOT_NAMES else 0


def _part_of_a_name(words: list[Word], place: int, text: str) -> int:
    """A given name or a family name alone, where the words around it are about a person."""
    word = words[place]
    if length := _also_a_word(words, place):
        return length
    if word.plain in NOT_NAMES:
        return 0
    if _is_after(words, place, ADDRESSED):
        return int(word.is_capital or word.family == 2)
    if _is_after(words, place, LISTS["titles"]):
        return int((word.is_capital and bool(word.family or word.given)) or word.family == 2 or word.given == 2)
    if word.is_capital and word.family == 2 and _is_after(words, place, LISTS["certainly_somebody"]):
        return 1
    if word.given == 1 and word.is_capital:
        return int(_is_after(words, place, LISTS["certainly_somebody"]))
    if word.given != 2:
        return 0
    if _is_after(words, place, WITH_SOMEBODY) or AGE.match(text, word.end):
        return 1
    return _does_something(words, place)


def _also_a_word(words: list[Word], place: int) -> int:
    """A given name alone that is also a word, with a capital letter, where it is surely about a person: joined with
    another (``Tone og Stein``), before what only people do (``Per var med``), or where no sentence begins."""
    word, rest = words[place], _joined(words, place)
    if not _can_be_given(word):
        return 0
    if len(rest) > 1 and rest[0].plain in ("og", "and") and _can_be_given(rest[1]) and not _begins_longer(rest[1:]):
        return 3
    if word.given != 1:
        return 0
    does = [one.plain for one in rest[:2]]
    if does and (does[0] in ALSO_WORD_DOES or does in WAS_THERE):
        return 1
    return int(
        word.plain not in NOT_NAMES
        and not _begins_sentence(words, place)
        and not words[place - 1].is_capital
        and words[place - 1].plain not in BEFORE_THINGS
        and (not rest or rest[0].plain in AFTER_PEOPLE)
    )


def _can_be_given(word: Word) -> bool:
    return word.is_capital and word.given > 0 and word.plain not in NEVER_ALONE


def _begins_longer(rest: list[Word]) -> bool:
    return len(rest) > 1 and rest[1].is_capital


def _begins_sentence(words: list[Word], place: int) -> bool:
    return not place or bool(re.search(r"[.!?:\n•–\"«“]", words[place].gap))


def _does_something(words: list[Word], place: int) -> int:
    """Whether what is behind a sure given name is about a person: ``Kari ringte``, ``Karis mann``, ``Kari og Ola``."""
    rest = _joined(words, place)
    if not rest:
        return 0
    if rest[0].plain in LISTS["somebody_does"] or rest[0].plain in ("fra", "frå", "from"):
        return 1
    if rest[0].plain in LISTS["relatives"] and words[place].plain.endswith("s"):
        return 1
    if len(rest) > 1 and rest[0].plain in ("og", "and") and rest[1].given == 2:
        return 3
    if len(rest) > 1 and rest[1].plain in LISTS["somebody_does"] and rest[0].plain not in ORDINARY:
        return 2  # a family name that is in no list
    return 0


def _is_after(words: list[Word], place: int, before: frozenset[str]) -> bool:
    """Whether one of these words stands before it: also ``snakket med``, ``m/``, ``Navn:``, ``dr.``."""
    if not place or words[place].gap.strip(' /:@"«“(.') or "\n" in words[place].gap:
        return False
    last = words[place - 1].plain
    if "." in words[place].gap and len(last) > 3:
        return False
    if last in before:
        return True
    with_or_to = ("med", "m", "mæ", "til", "with", "to")
    return last in with_or_to and place > 1 and words[place - 2].plain in before and not words[place - 1].gap.strip()


def _is_well_known(name: list[Word]) -> bool:
    first_names = "-".join(word.plain for word in name[:-1])
    return any(f"{first_names}-{last}" in LISTS["well_known"] for last in _bare(name[-1].plain.partition("-")[0]))


def _names_something_else(words: list[Word], place: int) -> bool:
    """Whether the name before this place is that of a street, a house, an illness or a thing."""
    if place == len(words) or words[place].gap.strip():
        return False
    return words[place].is_compound or words[place].plain in LISTS["named_after"]


def find_given_names(text: str) -> list[str]:
    """Each given name in the text with a capital letter, whatever stands around it, once. Those that are also words,
    such as "Bo", are left out."""
    words = WORD.findall(unicodedata.normalize("NFC", HIDDEN_CHARACTERS.sub("", text)))
    return list(dict.fromkeys(one for one in words if one[0].isupper() and one.casefold().translate(NORDIC) in GIVEN))
