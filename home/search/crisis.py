"""Does somebody ask about not wanting to live, or about hurting themselves? Then the numbers to ring come first.

Better once too often than once too seldom: whoever asks about the subject for another sees the numbers too.
"""

import re

from home.search.vocabulary import normalise

# Bokmål, nynorsk and English. Each is looked for as it stands, at the beginning of a word.
WORDS = (
    "selvmord", "sjølvmord", "sjolvmord", "selvskad", "sjølvskad", "selvdrap", "sjølvdrap", "suicid", "overdose",
    "overdosis", "krise", "crisis", "self harm", "selfharm",
)  # fmt: skip
# (Not) wanting, bearing or managing … to live; wanting … to die; taking one's life, killing or harming oneself.
PHRASES = (
    r"(ikke|ikkje|ikkj|aldri) .{0,20}\b(leve|mer|meir|mere)\b",
    r"\b(orker|orkar|klarer|klarar|greier) (ikke|ikkje)\b",
    r"\b(vil|ønsker|ønskjer|ynskjer|lyst til å|lyst å|vurderer å|tenker på å|tenkjer på å) dø\b",
    r"\b(ta|tar|tok|tek|avslutte|avslutta|gjøre slutt på|gjere slutt på) .{0,6}liv(et)?\b",
    r"\b(drepe|drep|skade|skadar|skader|kutte|kuttar|kutter|henge) (meg|seg|deg|oss)\b",
    r"\b(døden|vil vekk|vil bort) (for alltid|nå|no)\b",
    r"\b(end|take|ending|taking) (it all|my|his|her|their|your|ones) ?(own )?life?\b",
    r"\b(kill|hurt|harm|cut|hang)(ing)? (my|him|her|your|them|one)(self|selves)\b",
    r"\b(want|wants|wish|like) to (die|be dead)\b",
    r"\b(do not|dont|don t|cannot|cant|can t|no longer) .{0,20}\b(live|go on|be alive|take it|anymore)\b",
)
ASKED = re.compile("|".join([*(rf"\b{re.escape(word)}" for word in WORDS), *PHRASES]))


def is_about_crisis(query):
    """Whether a clean query (``results.clean_query``) is about this. Case and punctuation do not matter."""
    return bool(ASKED.search(" ".join(re.findall(r"\w+", normalise(query)))))
