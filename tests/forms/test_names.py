"""Which notes seem to name a person. The examples are in ``names.toml``."""

import time
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms.names import LISTS, find_names

SENTENCES = tomllib.loads((Path(__file__).parent / "names.toml").read_text())


@pytest.mark.parametrize(
    ("named", "nobody", "how_many"),
    [
        ("with_full_name", "without_name", (200, 200)),
        ("tuning_with_a_name", "tuning_without_a_name", (181, 229)),
        ("later_with_full_name", "later_without_name", (600, 600)),
    ],
)
def test_nearly_all_names_are_found_and_hardly_anything_else(named, nobody, how_many):
    missed = [sentence for sentence in SENTENCES[named] if not find_names(sentence)]
    false_alarms = [sentence for sentence in SENTENCES[nobody] if find_names(sentence)]

    assert (len(set(SENTENCES[named])), len(set(SENTENCES[nobody]))) == how_many
    assert len(missed) <= 0.01 * how_many[0], missed
    assert len(false_alarms) <= 0.02 * how_many[1], false_alarms


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Møtte Kari Nordmann på kafé, og Ola Hansen", ["Kari Nordmann", "Ola Hansen"]),
        ("snakka m kari nordmann. kari nordmann var glad", ["kari nordmann"]),
        ("Nordmann, Kari", ["Nordmann, Kari"]),
        ("Kari K. kom", ["Kari K"]),
        ("Anne-Marie Aas-Hansens mor", ["Anne-Marie Aas-Hansens"]),
        ("ho snakka om Jovnna Ánte Hætta", ["Jovnna Ánte Hætta"]),
        ("Katrine Olsen og Cathrine Olsen", ["Katrine Olsen", "Cathrine Olsen"]),
        ("Bo Hansen", ["Bo Hansen"]),
        ("fru Hansen", ["Hansen"]),
        ("familien Mowinckel", ["Mowinckel"]),
        # a given name alone, where the words around it are about a person
        ("tur med Kari", ["Kari"]),
        ("ringte ola", ["ola"]),
        ("Karis mann kom", ["Karis"]),
        ("Kari (54)", ["Kari"]),
        ("Kari og Ola var der", ["Kari og Ola"]),
        ("Ringte Bo", ["Bo"]),
        ("Odd Nordstoga song", ["Odd Nordstoga"]),
        ("Bahram Moradi ringte", ["Bahram Moradi"]),
        ("may britt sandnes", ["may britt"]),
        # a given name that is also a word
        ("Tone og Stein ledet", ["Tone og Stein"]),
        ("Per var med", ["Per"]),
        ("May kom", ["May"]),
        ("Per og Kari var med", ["Per og Kari"]),
        ("Kari og Per var med", ["Kari og Per"]),
        ("Turen med Per og Tone", ["Per og Tone"]),
        ("Kurset ble ledet av Tone", ["Tone"]),
        ("Vi snakket, og Liv ringte", ["Liv"]),
        ("Bo sa at det gikk bra", ["Bo"]),
        # and where they are not
        ("Vi var med, og andre kom", []),
        ("Andre var med. Vi kom hjem", []),
        ("Kurs i Mai og Juni", []),
        ("Even flow of people", []),
        ("30 kr Per person", []),
        ("Marte Meo-veiledning", []),
        ("Baker Hansen", []),
        ("Bo hjemme lenger", []),
        ("Liv og helse", []),
        ("Mo i Rana", []),
        ("30 kr per person", []),
        ("hans mor og noko anna", []),
        ("Parkinsons sykdom", []),
        ("Ringte Kirkens SOS", []),
        ("Møte med Mental Helse", []),
        ("Henrik Ibsens gate 48 og Sigrid Undsets vei", []),
        ("17. mai, og Juni-treff", []),
        ("", []),
        ("🙂 12 %", []),
    ],
)
def test_the_words_of_a_name_are_shown(text, names):
    assert find_names(text) == names


@given(st.text(max_size=200))
def test_any_text_is_read(text):
    assert all(find_names(text))


def test_the_lists_hold_what_they_say():
    assert len(LISTS["given"] | LISTS["sami"] | LISTS["immigrants"] | LISTS["also_words"]) > 4000
    assert all(word == word.casefold() for words in LISTS.values() for word in words)


@pytest.mark.slow
def test_a_long_text_is_read_quickly():
    """1,000 characters take 0.5 ms to 1 ms. Counted is the process's own time, at its best of five."""
    text = " ".join(SENTENCES["with_full_name"] + SENTENCES["without_name"])
    pages = [text[start : start + 1000] for start in range(0, 10_000, 1000)]

    assert min(seconds_for(pages) for _time in range(5)) / len(pages) < 0.002


def seconds_for(texts):
    begun = time.process_time()
    for text in texts:
        find_names(text)
    return time.process_time() - begun
