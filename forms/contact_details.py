"""Whether a note gives away how to find somebody: an e-mail address, a phone number or a national identity number.

People write these in many ways, also so that a program should not see it. What is alike is made the same first; then
groups of digits are judged by what they can be. A library that finds phone numbers in texts takes those that are
written properly, and those are the few.
"""

import base64
import contextlib
import datetime
import re
import unicodedata
from collections.abc import Iterator

from forms.readers import DASHES, HIDDEN_CHARACTERS


def has_contact_details(text: str) -> bool:
    """Whether there is an e-mail address, a phone number or an identity number in the text."""
    text = _alike(text)
    return bool(EMAIL.search(text)) or _has_identity_number(text) or _has_phone_number(text)


def has_identity_number(reference: str) -> bool:
    """Whether there is an identity number in a reference that a machine made, also one written in base64 or hex.

    Words of letters and digits, as in a UUID, are judged by the control digits, and only where a group of digits begins
    or ends with the number, or one letter stands after its birth date: in the middle of a long row of digits, as
    some references are, one in fifty looks like one.
    """
    return any(_is_in_reference(text) for text in (reference, *_decoded(reference)))


def _is_in_reference(text: str) -> bool:
    text = _alike(text)
    groups = re.findall(r"[0-9]{11,}", text)
    numbers = [number for group in groups for number in (group[:11], group[-11:])]
    numbers += ["".join(parts) for parts in IN_TWO.findall(text)]
    if any(_is_birth(number[:6]) and _has_control_digits(number) for number in numbers):
        return True
    return _has_identity_number(re.sub(r"\w*[^\W\d_]\w*", " ; ", text))


def _decoded(reference: str) -> Iterator[str]:
    """What the words of a reference say if they are base64 or hex, where that is a text."""
    for word in re.findall(r"[A-Za-z0-9+/_-]{15,}", reference):
        for decode in (bytes.fromhex, _from_base64):
            with contextlib.suppress(ValueError):
                yield decode(word).decode("latin-1")


def _from_base64(word: str) -> bytes:
    return base64.b64decode(word + "=" * (-len(word) % 4), altchars="-_" if re.search("[-_]", word) else None)


def _alike(text: str) -> str:
    """Small letters, ordinary digits, one kind of space and of dash, no brackets around digits."""
    text = unicodedata.normalize("NFKC", HIDDEN_CHARACTERS.sub("", text)).casefold()
    text = re.sub(r"[\ufe0f\u20e3]", "", text)  # around digits on keys
    text = "".join(str(unicodedata.digit(sign)) if sign.isdigit() else sign for sign in text)
    text = DASHES.sub("-", text)
    text = re.sub(r"\(([0-9]{1,2}-[0-9]{1,2})\)", r"; \1 ;", text)  # the score at half-time
    text = " ".join(re.sub(r"[()](?=\+?\d)|(?<=\d)[()]", " ", text).split())
    text = re.sub(r"(?<!\S)(?:\S ){5,}\S(?!\w)", _without_spaces, text)
    for letter, digit in (("o", "0"), ("l", "1")):  # as some type these digits
        text = re.sub(rf"(?<=[0-9]){letter}(?=[0-9ol])|\b{letter}(?=[0-9]{{1,2}}\b)", digit, text)
    text = re.sub(r"0?12345678[0-9]*", ";", text)  # somebody counts
    return NUMBER_WORDS.sub(lambda found: _in_digits(found[0]), text)


def _without_spaces(spelled: re.Match[str]) -> str:
    """``k a r i`` as ``kari``."""
    return str(spelled[0]).replace(" ", "")


# Numbers that are spelled out


def _numbered(first: int, by: int, words: str) -> dict[str, int]:
    return {word: first + by * place for place, alike in enumerate(words.split()) for word in alike.split("/")}


ONES = _numbered(
    0,
    1,
    "null/zero/oh en/én/ein/ett/eitt/one to/two tre/three fire/four fem/five seks/six sju/syv/seven åtte/eight ni/nine",
)
TEENS = _numbered(10, 1, "ti elleve tolv tretten fjorten femten seksten sytten atten nitten")
TENS = _numbered(20, 10, "tjue/tyve tretti/tredve førti femti seksti sytti åtti nitti")
JOINED = {
    word: TENS[ten] + ONES[one]
    for ten in TENS
    for one in ONES
    if ONES[one]
    for word in (f"{ten}{one}", f"{one}og{ten}")
}
SPELLED = ONES | TEENS | TENS | JOINED
ONE_WORD = "|".join(sorted(SPELLED, key=len, reverse=True))
# Four at least beside each other or beside digits: "en", "to" and "fire" are also ordinary words.
NUMBER_WORDS = re.compile(
    rf"\b(?:{ONE_WORD}|[0-9]{{1,3}})(?:(?: ?[-,./] ?|,? og så | og | )(?:{ONE_WORD}|[0-9]{{1,3}})){{3,}}\b"
)


def _in_digits(words: str) -> str:
    """``fire åtte førtito sju en null åtte`` as ``48427108``: where it has as many digits as what we look for."""
    parts = re.findall(rf"\b(?:{ONE_WORD}|[0-9]+)\b", words)
    if all(part.isdigit() for part in parts):
        return words
    apart = [part if part.isdigit() else str(SPELLED[part]) for part in parts]
    together: list[str] = []  # "sixty seven" can be 60 7 or 67
    for part, digits in zip(parts, apart, strict=True):
        if together and part in ONES and together[-1] in TENS:
            digits = str(TENS[together.pop()] + ONES[part])
        together.append(part if part in TENS else digits)
    read = "".join(apart), "".join(str(TENS.get(part, part)) for part in together)
    return next((digits for digits in read if len(digits) in (8, 11)), words)


# E-mail addresses

SIGN = r"[()\[\]{}<>«»\"'*_-]"
AT = rf"(?: ?@ ?| ?{SIGN} ?(?:@|at|a|alfa|krøllalfa) ?{SIGN} ?|,? ?(?:krøllalfa|alfakrøll|krøll|snabel-?a),? ?|\.at\.)"
DOT = rf"(?:\.| \. | ?{SIGN} ?(?:\.|dot|punktum|punkt|prikk) ?{SIGN} ?| ?(?:dot|punktum|punkt|prikk) ?)"
LETTERBOXES = r"gmail|hotmail|outlook|yahoo|icloud"  # which are nothing but that
PROVIDERS = rf"{LETTERBOXES}|live|msn|online|broadpark|getmail|lyse|proton|me"
EMAIL = re.compile(
    rf"\S@\S|@ ?[\w-]+[.,][^\W\d]{{2}}|\b\w+{AT}[\w-]+?{DOT}[^\W\d]{{2,}}|\w{AT}(?:{PROVIDERS})\b"
    rf"|\w a (?:{PROVIDERS})\.|\w at (?:(?:{PROVIDERS})\.|[\w-]+ ?{SIGN}? ?(?:dot|punktum|punkt|prikk)\b)"
    rf"|\w at (?:{LETTERBOXES})\b|(?:{LETTERBOXES})\.(?:com|no)\b"
)

# Groups of digits. Between two groups of one number stand at most a few signs and the spaces around them; after a comma
# and a space begins another number.

BETWEEN = r"(?: o |,? og (?:så|resten er) | ?[-./_:*|'\u00b7]{1,3} ?| |,)"
DIGITS = re.compile(rf"[0-9]+(?:{BETWEEN}[0-9]+)*")


def _runs(text: str) -> list[list[str]]:
    """The groups of digits that stand together: ``[["901", "23", "456"]]``."""
    return [re.findall(r"[0-9]+", run) for run in DIGITS.findall(text)]


def _windows(groups: list[str], digits: int) -> Iterator[list[str]]:
    """Neighbouring groups that have this number of digits together."""
    for first in range(len(groups)):
        for last in range(first + 1, min(first + digits, len(groups)) + 1):
            if sum(map(len, groups[first:last])) == digits:
                yield groups[first:last]


# Identity numbers

WEIGHTS = (3, 7, 6, 1, 8, 9, 4, 5, 2), (5, 4, 3, 2, 7, 6, 5, 4, 3, 2)
IN_TWO = re.compile(r"(?<![0-9])([0-9]{6})[^0-9]([0-9]{5})(?![0-9])")  # the birth date, a sign, and the rest
AMOUNT = r"(?: ?(?:kr|kroner|nok|,-|skritt|steg|personer|stk)\b| ?,-)"
SIX_AND_FIVE = re.compile(rf"(?<![0-9])([0-9]{{6}}){BETWEEN}?[0-9]{{5}}(?![0-9])")
DATE_AND_FIVE = re.compile(
    rf"(?<![0-9])([0-9]{{1,2}}){BETWEEN}([0-9]{{1,2}}){BETWEEN}(?:[0-9]{{2}})?([0-9]{{2}}){BETWEEN}[0-9]{{5}}(?![0-9])(?!{AMOUNT})"
)
NAMED = re.compile(r"(?:personn|pnr|fødselsn|fnr|d-n|dnr|identity n|(?:fem|5) siste)[^0-9]{0,20}[0-9]{5}")
APART = re.compile(
    r"(?<![0-9])([0-9]{1,2})[./ -]?([0-9]{2})[./ -]?(?:[0-9]{2})?([0-9]{2})[^0-9]{1,30}([0-9]{5})(?![0-9])"
)


def _has_identity_number(text: str) -> bool:
    if NAMED.search(text):
        return True
    births = [match[1] for match in SIX_AND_FIVE.finditer(text)]
    births += ["".join(part.zfill(2) for part in match.groups()) for match in DATE_AND_FIVE.finditer(text)]
    if any(_is_birth(birth) for birth in births):
        return True
    apart = ("".join([day.zfill(2), month, year, rest]) for day, month, year, rest in APART.findall(text))
    if any(_is_birth(number[:6]) and _has_control_digits(number) for number in apart):
        return True
    # In any other grouping, the two control digits tell it from other numbers.
    numbers = ("".join(window) for groups in _runs(text) for window in _windows(groups, 11))
    return any(_is_birth(number[:6]) and _has_control_digits(number) for number in numbers)


def _is_birth(six: str) -> bool:
    """Whether ``ddmmyy`` is a day: also of D-numbers (day + 40) and of the numbers of test persons (month + 40, 80)."""
    day, month = int(six[:2]), int(six[2:4])
    try:
        datetime.date(2000, month % 40, day - 40 if day > 40 else day)
    except ValueError:
        return False
    return True


def _has_control_digits(number: str) -> bool:
    digits = [int(digit) for digit in number]
    return all(
        -sum(weight * digit for weight, digit in zip(weights, digits, strict=False)) % 11 == digits[len(weights)]
        for weights in WEIGHTS
    )


# Phone numbers

# What has as many digits and is something else: dates, times, years, sums of money.
YEAR = r"(?:19|20)[0-9]{2}"
HARMLESS = re.compile(
    rf"(?<![0-9.])[0-3]?[0-9][./][01]?[0-9][./-](?:{YEAR}|[0-9]{{2}})(?![0-9]|[./-][0-9]{{2,3}}(?![./][0-9]))"
    rf"|(?<![0-9])[0-3]?[0-9]-[01]?[0-9]-{YEAR}(?![0-9])"
    rf"|(?<![0-9]){YEAR}-?[01][0-9]-?[0-3][0-9](?![0-9])"
    r"|(?<![0-9.])(?:[01]?[0-9]|2[0-4])[.:][0-5][0-9](?![0-9]|[.:][0-9])"
    rf"|(?<![0-9]){YEAR} ?[-/ ] ?{YEAR}(?![0-9])|(?<![0-9]){YEAR}/[0-9]+"
    rf"|(?<![0-9])[0-9]{{1,3}}(?:[ .][0-9]{{3}})+(?:,[0-9]{{2}})?{AMOUNT}"
    r"|(?<![0-9])[0-9]{1,3}(?:[ .][0-9]{3})*[ .]000(?![0-9])"
    r"|\b97[89](?:[- ]?[0-9]){10}(?![0-9])"
    r"|\borg(?:anisasjonsn|\.? ?n)[a-zæøå.]*:? ?[0-9]{3} ?[0-9]{3} ?[0-9]{3}(?![0-9])"
)
INTERNATIONAL = re.compile(rf"(?:\+|(?<![0-9])00)[1-9](?:{BETWEEN}?[0-9]){{7,13}}")
GROUPINGS = {
    (8,), (4, 4), (2, 2, 2, 2), (3, 2, 3), (3, 3, 2), (2, 3, 3), (5, 3), (3, 5), (2, 2, 4), (4, 2, 2), (2, 4, 2),
    (2, 6), (6, 2), (2, 2, 2, 1, 1), (1,) * 8,
}  # fmt: skip


# Ten digits as in Sweden, Britain, Australia (0…) and America.
ABROAD = re.compile(
    rf"(?<![0-9])(?:0[0-9]{{1,3}}(?:{BETWEEN}?[0-9]{{2,3}}){{2,4}}|[0-9]{{3}}{BETWEEN}[0-9]{{3}}{BETWEEN}[0-9]{{4}})(?![0-9])"
)


def _has_phone_number(text: str) -> bool:
    if INTERNATIONAL.search(text):
        return True
    text = HARMLESS.sub(" ; ", text)
    if ABROAD.search(text) or re.search(r"[0-9]{8}", text):
        return True
    return any(
        tuple(map(len, window)) in GROUPINGS and window[0][0] not in "01"
        for groups in _runs(text)
        for window in _windows(groups, 8)
    )
