"""Does a text speak of not wanting to live, or of feeling very low? Then the numbers to ring come first.

Better once too often than once too seldom: whoever asks for another sees the numbers too. Whole messages are read as
well as searches, so that what people write of their illness ("klarer ikke å jobbe") must not be taken for it.
Bokmål, nynorsk and English, whichever language the page is in. Nothing is kept of what was found.
"""

import re
import unicodedata

from forms.spelling import begins_almost_like

NOT = "(ikke|ikkje|ikkj|ikje|ikk|ik|ike|ikek|itj|ittj|itte|aldri)"
END_OR_MORE = r"(?= ?$| (mer|meir|mere|lenger|lengre|livet|dette|å leve|leve|være her|vere her)\b)"
NOT_AS = r"(?! (på|av|om|i|opp)\b)"  # what is said of accidents, and of joining in
# Each is looked for in one sentence at a time, in small letters without punctuation.
CRISIS = (
    # words, at the beginning of a word
    r"\b(selvskad|sjølvskad|suicid|overdose|krise|crisis|self ?harm)",
    r"\b(selv|sjøl|sjølv|sjolv) ?(mord|drap|skading)",  # many write it in two words
    r"\b(tunge|heavy) (tanker|tankar|thoughts)\b",
    r"\b(døden|dødslyst|dødslengsel|dødsønske|livstrøtt|livstrøytt|livslei)",
    r"\b(dødelig|dødeleg|lethal|fatal|deadly) (dose|mengde)\b",
    # not wanting, bearing or managing to live
    rf"\b{NOT} .{{0,20}}\bleve\b(?! (med ms|med sykdom|med sjukdom|av|på|for)\b)",
    rf"\b(orker|orkar|klarer|klarar|greier|makter|maktar) {NOT}{END_OR_MORE}",
    rf"\b(vil|ønsker|ønskjer|ynskjer|gidder|gidd|lyst) {NOT} (mer|meir|mere|lenger|lengre|være her|vere her)\b",
    r"\b(ikke|ikkje) (lyst til å|lyst å) (være|vere) (her|til)\b",
    r"\b(livet|det) er (ikke|ikkje) (verdt|verd) å leve\b|\bingen (vits|grunn) (i|til) å leve\b",
    r"\blivet .{0,12}\b(meningsløst|meiningslaust|(ingen|inga|uten|utan) (mening|meining))\b|\bmeningsløst å leve\b",
    r"\b(lei|trøtt|trøytt|tired|sick) (av |of )?(livet|å leve|life|living)\b",
    r"\baldri (mer |meir )?våkn|\b(vil|ønsker å|ønskjer å|lyst til å) (ikke|ikkje) våkn|\b(never|not) wake up\b",
    r"\bhar (det )?(bedre|betre) uten meg\b|\b(bedre|betre) (uten|utan) meg\b",
    # wanting to die, taking one's life, harming oneself
    r"\b(vil|ønsker å|ønskjer å|ynskjer å|lyst til å|lyst å|vurderer å|tenker på å|tenkjer på å|bare|berre) d(ø+|øy)\b",
    r"\b(ønsker|ønskjer|ynskjer) (dø|døy)\b",
    r"\b(vil|ville|ønsker|ønskjer|skulle|ønske) .{0,12}\b(var|være|vere|vært|vore) død\b",
    r"\b(vil|ønsker å|ønskjer å|lyst til å) (bare |berre )?forsvinne\b|\b(want to|wanna|wish to) (just )?disappear\b",
    r"\bhopp(e|er|ar|a)? (foran|framfor) (et |eit )?tog",
    r"\b(ta|tar|tok|tek|avslutte|avslutta|gjøre slutt på|gjere slutt på|få slutt på) .{0,6}liv(et)?\b",
    r"\b(gjøre|gjere) (slutt på (det|alt)|meg selv noe|meg sjølv noko)\b",
    rf"\b(drepe|drep|skade|skadar|skader|kutte|kuttar|kutter|skjære|skjærer|skjere|henge) (meg|seg|deg|oss)\b{NOT_AS}",
    r"\b(vil vekk|vil bort) (for alltid|nå|no)\b",
    r"\b(want to|wanna|going to|gonna) end it\b",
    r"\b(end|take|ending|taking) (it all|((my|his|her|their|your|ones) (own )?life))\b",
    r"\b(kill|hurt|harm|cut|hang)(ing)? (my|him|her|your|them|one) ?(self|selves)\b",
    r"\b((want|wants|wish|like) to|wanna) (die|be dead)\b|\b(wish|wished) i (was|were) dead\b",
    r"\bbetter off (dead|without me)\b",
    r"\b(do not|dont|don t|no longer) (want|wish|wanna) .{0,10}\b(live|go on|be alive|be here)\b",
    r"\b(cannot|cant|can t|can not) (go on|(take|bear|do) (it|this)|cope|live)( any ?more| like this)?$",
    r"\b(no reason to live|not worth living|nothing to live for|unalive)\b",
    r"\b(for mange|too many) (sove)?(tabletter|tablettar|piller|pillar|pills|tablets)\b",
)
# Words that are so heavy, and so unlike others, that one with a letter wrong is understood as well.
MISSPELLED = ("selvmord", "sjølvmord", "selvskad", "sjølvskad", "selvdrap", "sjølvdrap", "suicid", "overdose")
LOW = (
    r"\b(ensom|einsam|einsem|lonel|deprim|depres|depri|angst|panikk|panic|fortvil|desperat|despair|hopeless)",
    r"\b(håpløs|håplaus|nedstemt|nedfor|anxi|gråt|græt|sorg|grief)",
    r"\b(trist|redd|alene|åleine|aleine|alone|sad|scared|afraid|dø|døy|døyr|dør|død|die|dying|death)\b",
    r"\b(mørke|svarte|vonde|dark) (tanker|tankar|thoughts)\b",
    r"\b(har|hatt) (det )?(så |veldig |skikkelig |ikke )?(vondt|tungt|vanskelig|vanskeleg|jævlig|fælt)( nå| no)?$",
    r"\b(feel|feeling|feels) (so |very |really )?(bad|low|down|empty|lost|awful)\b",
    r"^(jeg |eg |i )?(trenger |treng |need |vil ha )?(hjelp|help)( meg| me| nå| no| now)*$",
    r"\b(noen|nokon|somebody|someone|anyone) (å snakke med|to talk (to|with))\b",
)
SENTENCE_END = re.compile(r"[.!?\n]+")
IS_CRISIS, IS_LOW = re.compile("|".join(CRISIS)), re.compile("|".join(LOW))


def is_about_crisis(text, also=()):
    """Whether somebody may not want to live, or hurt themselves. ``also``: what else means that, in words."""
    return (
        _found(IS_CRISIS, text)
        or _has_misspelled(text)
        or any(
            f" {name} " in f" {sentence} " for name in filter(None, map(_plain, also)) for sentence in _sentences(text)
        )
    )


def is_about_feeling_low(text):
    """Whether the text says that somebody is having a hard time, and nothing worse."""
    return _found(IS_LOW, text)


def _has_misspelled(text):
    words = {word for sentence in _sentences(text) for word in sentence.split()}
    return any(begins_almost_like(word, beginning) for word in words for beginning in MISSPELLED)


def _found(pattern, text):
    return any(pattern.search(sentence) for sentence in _sentences(text))


def _sentences(text):
    return [_plain(sentence) for sentence in SENTENCE_END.split(text)]


def _plain(text):
    """The words in small letters, without the signs between them and those within them that do not show."""
    shown = "".join(sign for sign in unicodedata.normalize("NFC", text) if unicodedata.category(sign) != "Cf")
    return " ".join(re.findall(r"\w+", shown.casefold()))
