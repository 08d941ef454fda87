"""A text that speaks of not wanting to live, or of feeling low, is told from what people write of their illness."""

import pytest

from forms.distress import is_about_crisis, is_about_feeling_low

ASKED = [
    "vil ikke leve lenger", "vil ikkje leve lenger", "suicidal thoughts", "overdose", "selvmord", "sjølvmord",
    "SELVMORD", "selvmordstanker", "Jeg orker ikke mer", "eg orkar ikkje meir", "vil dø", "lyst til å dø",
    "ta livet mitt",
    "han tar livet sitt", "skade meg selv", "kutter meg", "selvskading", "I want to die", "kill myself",
    "don't want to live anymore", "end my life", "can't go on", "Krise!",
]  # fmt: skip
ASKED += [
    "døden", "jeg vil ikke leve lenger", "livet er ikke verdt å leve", "de har det bedre uten meg", "orker ikke",
    "skulle ønske jeg var død", "gjøre slutt på alt", "har ikke lyst til å være her", "vil døy", "dødslyst",
    "wish I were dead", "no reason to live", "better off dead", "selmord", "selvmorstanker", "sjølmord", "suisidal",
    "overdosse", "selvmrod", "tunge tanker", "heavy thoughts",
    "tok for mange tabletter", "too many pills", "vil ikek leve", "wanna die", "selvmordet",
]  # fmt: skip
ASKED += [
    "selv mord", "sjølv mord", "Selv-mord", "selv\u00admord", "selv\u200bmord", "selv skading", "kill my self",
    "vil bare forsvinne", "I just want to disappear", "sovne inn og aldri våkne", "never wake up", "dødelig dose",
    "livet er meningsløst", "livet har ingen mening", "lei av livet", "tired of living", "hoppe foran toget",
    "få slutt på livet", "skjære meg", "want to end it", "jeg skulle vært død", "vil døø",
]  # fmt: skip
LOW = [
    "ensom", "ensomhet", "einsam", "lonely", "depresjon", "deprimert", "depression", "hjelp", "help me",
    "jeg trenger hjelp", "angst", "anxiety", "redd", "alene", "åleine", "alone", "håpløst", "fortvilet", "mørke tanker",
    "jeg har det vondt", "noen å snakke med", "I feel so down", "redd for å dø", "sorg",
]  # fmt: skip
ORDINARY = [
    "kurs", "taushet", "taushetsplikt", "rapport", "årsrapport", "MS", "medisin", "Bergen", "hjelpetelefoner",
    "hjelpemidler", "lokalforening", "bli likeperson", "treff", "medlemskap", "personvern", "trening", "attakk", "NAV",
    "pårørende", "veileder", "logg inn", "fatigue", "course", "annual report", "kunnskapstest", "reiseutgifter",
    "leve med ms", "livet med behandling", "skjema", "ungdom",
]  # fmt: skip
# What people write of their illness when they ask to be called.
MESSAGES = [
    "Jeg klarer ikke å jobbe lenger, og vil snakke om NAV.", "Jeg har ikke lært å leve med MS ennå.",
    "Jeg klarer ikke gå så langt mer. Hvordan gjør du det?", "Eg orkar ikkje lange møte. Korleis gjer du det?",
    "I can't work anymore and would like to talk.", "I don't live in Oslo.", "Jeg sover dårlig. Ring etter klokka 18.",
    "Kan ikke leve av uføretrygd.", "I cannot go on holiday alone. Tips?", "Jeg har slått opp og gjort det slutt.",
]  # fmt: skip
OTHERS = [
    "", "taushetsplikt", "likeperson bergen", "trøtt", "klage", "hvor lenge lever man med ms", "dødsfall",
    "leve med ms", "livsopphold", "skadet på jobb", "ta kontakt", "22 42 45 45", "rettigheter", "fatigue",
    "tell a friend", "selskap", "aksjeselskap", "overdo it", "selvmedisinering", "selvsagt", "overdrive",
    "skjer meg imot", "hvorfor våkner jeg ofte", "jeg har selv skadet ryggen", "selv morsomme treff",
    "lei av sykdommen",
    "livet har fått ny mening", "det skal ta slutt", "wake up at night",
]  # fmt: skip


@pytest.mark.parametrize("query", ASKED)
def test_a_question_about_not_wanting_to_live_is_understood(query):
    assert is_about_crisis(query)


@pytest.mark.parametrize("query", OTHERS)
def test_other_questions_are_left_alone(query):
    assert not is_about_crisis(query)


@pytest.mark.parametrize("text", MESSAGES)
def test_what_people_write_of_their_illness_is_no_crisis(text):
    assert not is_about_crisis(text)


def test_one_sentence_among_others_is_enough():
    assert is_about_crisis("Hei! Jeg fikk diagnosen i mai. Jeg vil ikke leve lenger. Ring gjerne etter klokka 18.")


@pytest.mark.parametrize("query", LOW)
def test_words_of_feeling_low_are_understood_and_are_no_crisis(query):
    assert (is_about_feeling_low(query), is_about_crisis(query)) == (True, False)


@pytest.mark.parametrize("query", ORDINARY)
def test_an_ordinary_search_raises_no_alarm(query):
    assert (is_about_crisis(query), is_about_feeling_low(query)) == (False, False)
