"""The first questions and the introduction course: fair to answer, true in every organisation, in three languages."""

import re
import tomllib
from collections import Counter
from itertools import combinations

import pytest

from home import article
from home.first_content.pages import CONTENT
from portal.knowledge.loading import FIRST_QUESTIONS
from portal.knowledge.models import Theme

LANGUAGES = ["nb", "nn", "en"]
BANK = tomllib.loads(FIRST_QUESTIONS.read_text(encoding="utf-8"))["question"]
PARTS = tomllib.loads((FIRST_QUESTIONS.parent / "course.toml").read_text(encoding="utf-8"))["part"]
GUIDE = [tomllib.loads(path.read_text(encoding="utf-8")) for path in (CONTENT / "nb" / "guide").glob("*.toml")]
WITH_HEADING = {"advice", "checklist", "cards"}  # a note's heading is no place that one can link to
EASY_ENOUGH = 38

ONE_ORGANISATION = re.compile(
    r"\bMS\b|psoriasis|eksem(?!p)|eczema|foster|unge funksjonshemm|\bPEF\b|\bNFF\b|\bUF\b|lokalfor|lokallag|fylkeslag"
    r"|fylkesfor|local chapter|peer[ -]support",
    re.IGNORECASE,
)
ALL_OR_NONE = re.compile(
    r"\b(alle|ingen|begge)( av)? (svara|svarene|alternativ\w*)|\b(all|none|both) of (these|the (above|answers))",
    re.IGNORECASE,
)
A_LETTER = re.compile(r"\b(svar|alternativ|answer|option|choice) [A-D]\b", re.IGNORECASE)
NEGATION = re.compile(r"\b(ikke|ikkje|aldri|ingen|unntatt|not|never|none|nobody|except|\w+n[’']t)\b", re.IGNORECASE)
OTHER_LANGUAGE = {
    "nb": re.compile(r"\b(ikkje|eg|kva|korleis|kven|nokon|noko|ein|eit|dei|ho|vere|kjem|frå|saman)\b", re.IGNORECASE),
    "nn": re.compile(r"\b(ikke|jeg|hva|hvordan|hvem|noen|noe|en|et|hun|være|fra|sammen|dere|bare)\b", re.IGNORECASE),
    "en": re.compile(r"\b(og|ikke|ikkje|som|du|det|er)\b", re.IGNORECASE),
}


def of_kind(kind):
    return [question for question in BANK if question["kind"] == kind]


def right(question):
    return [choice for choice in question["choices"] if choice["right"]]


def wordings(item):
    """Every text of a question or a part, as ``{nb, nn, en}``."""
    own = [item[name] for name in ("text", "explanation", "title") if name in item]
    return [*own, *(choice["text"] for choice in item.get("choices", [])), *item.get("reflect", [])]


def said(item, language):
    return [wording[language] for wording in wordings(item)]


def places(chapter):
    """The headings that the chapter's page gives an address."""
    found = set()
    for block in chapter["body"]:
        if block["type"] == "text":
            found |= {article.anchor(heading) for heading in re.findall(r"<h2>(.*?)</h2>", block["value"])}
        elif block["type"] in WITH_HEADING:
            found.add(article.anchor(block["heading"]))
    return found


PLACES = {chapter["slug"]: places(chapter) for chapter in GUIDE}


def everything():
    return [pytest.param(item, id=item["code"]) for item in [*BANK, *PARTS]]


def questions():
    return [pytest.param(question, id=question["code"]) for question in BANK]


def test_the_bank_has_enough_of_each_sort():
    themes = Counter(question["theme"] for question in BANK)

    assert len(BANK) >= 66
    assert set(themes) == set(Theme.values)
    assert {theme: count for theme, count in themes.items() if count < 7} == {}
    assert {theme: themes[theme] for theme in (Theme.CONFIDENTIALITY, Theme.CRISIS) if themes[theme] < 10} == {}
    assert sum(question["is_case"] for question in BANK) >= 20
    assert sum(question["critical"] for question in BANK) >= 10
    assert len(of_kind("several")) >= 12


def test_what_is_no_danger_to_anybody_does_not_fail_a_test_alone():
    harmless = re.compile(r"ikke (i livsfare|om livet)")
    assert [one["code"] for one in BANK if one["critical"] and harmless.search(one["text"]["nb"])] == []
    assert [one["code"] for one in BANK if harmless.search(one["text"]["nb"])] == ["crisis-8", "signposting-8"]


def test_codes_and_questions_are_asked_once():
    for key in [lambda item: item["code"], *(lambda item, code=code: item["text"][code] for code in LANGUAGES)]:
        assert [value for value, times in Counter(map(key, BANK)).items() if times > 1] == []


@pytest.mark.parametrize("question", questions())
def test_a_question_has_what_is_needed(question):
    assert set(question) == {
        "code",
        "theme",
        "kind",
        "is_case",
        "critical",
        "chapter",
        "anchor",
        "text",
        "explanation",
        "choices",
    }
    assert question["kind"] in ("single", "several")
    assert len(question["choices"]) in (3, 4)
    assert [choice["code"] for choice in question["choices"]] == list("abcd")[: len(question["choices"])]


@pytest.mark.parametrize("question", questions())
def test_a_question_has_its_right_and_wrong_answers(question):
    wrong = len(question["choices"]) - len(right(question))

    assert wrong >= 1
    assert len(right(question)) == 1 if question["kind"] == "single" else len(right(question)) >= 2


@pytest.mark.parametrize("question", questions())
def test_a_question_leads_to_the_place_that_answers_it(question):
    assert question["chapter"] in PLACES
    assert question["anchor"] in {"", *PLACES[question["chapter"]]}


@pytest.mark.slow
@pytest.mark.parametrize("item", everything())
def test_it_is_there_in_three_languages(item):
    for wording in wordings(item):
        assert list(wording) == LANGUAGES
        for language, text in wording.items():
            assert text == text.strip() != ""
            assert OTHER_LANGUAGE[language].findall(text) == [], text


@pytest.mark.slow
@pytest.mark.parametrize("item", everything())
def test_it_is_true_in_every_organisation(item):
    assert [text for language in LANGUAGES for text in said(item, language) if ONE_ORGANISATION.search(text)] == []


@pytest.mark.slow
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("question", questions())
def test_a_question_is_fair(question, language):
    choices = [choice["text"][language] for choice in question["choices"]]
    asked = question["text"][language].rsplit(". ", 1)[-1]

    assert question["text"][language].endswith("?")
    assert NEGATION.findall(asked.rsplit("» ", 1)[-1].rsplit("” ", 1)[-1]) == []
    assert [text for text in choices if ALL_OR_NONE.search(text)] == []
    assert [text for text in said(question, language) if A_LETTER.search(text)] == []
    assert len({text.casefold() for text in choices}) == len(choices)
    assert [pair for pair in combinations(choices, 2) if words_apart(*pair) < 2] == []
    assert max(map(len, choices)) <= 2 * min(map(len, choices))
    assert 1 <= len(re.findall(r"[.!?](?:\s|$)", question["explanation"][language])) <= 2


def words_apart(one, other):
    mine, theirs = (Counter(re.findall(r"\w+", text.casefold())) for text in (one, other))
    return max((mine - theirs).total(), (theirs - mine).total())


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_length_of_an_answer_gives_nothing_away(language):
    single = of_kind("single")
    lengths = [[len(choice["text"][language]) for choice in question["choices"]] for question in single]
    of_right = [len(right(question)[0]["text"][language]) for question in single]

    for extreme in (max, min):
        assert sum(length == extreme(all_of) for length, all_of in zip(of_right, lengths, strict=True)) <= 0.4 * len(
            single
        )


@pytest.mark.parametrize("question", questions())
def test_numbers_to_ring_are_the_same_in_every_language(question):
    known = {"110", "112", "113", "116 111", "116 117", "116 123", "22 40 00 40"}
    found = {code: set(re.findall(r"\d(?: ?\d){2,}", " ".join(said(question, code)))) for code in LANGUAGES}

    assert found["nb"] == found["nn"] == found["en"]
    assert found["nb"] <= known


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_bank_is_easy_to_read(language):
    assert article.lix([text for question in BANK for text in said(question, language)]) <= EASY_ENOUGH


def parts():
    return [pytest.param(part, id=part["code"]) for part in PARTS]


def test_the_course_is_short_and_in_order():
    assert [part["code"] for part in PARTS] == [
        "what-it-is",
        "the-role",
        "confidentiality",
        "conversation",
        "boundaries",
        "crisis",
        "reporting",
        "the-association",
    ]
    assert sum(part["minutes"] for part in PARTS) <= 60


@pytest.mark.parametrize("part", parts())
def test_a_part_has_what_is_needed(part):
    assert set(part) == {"code", "chapter", "minutes", "title", "text", "reflect"}
    assert part["chapter"] in PLACES
    assert type(part["minutes"]) is int
    assert part["minutes"] > 0
    assert 1 <= len(part["reflect"]) <= 3
    assert [
        text for language in LANGUAGES for text in said({"reflect": part["reflect"]}, language) if "?" not in text
    ] == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("part", parts())
def test_a_part_is_plain_short_and_easy(part, language):
    passages = part["text"][language].split("\n\n")
    lines = part["text"][language].split("\n")
    lists = [passage.split("\n") for passage in passages if "\n" in passage]

    assert [line for line in lines if re.search(r"[<>*#_\[\]]", line) or line != line.strip()] == []
    assert [lines for lines in lists if not all(line.startswith("- ") for line in lines)] == []
    assert len(part["text"][language].split()) <= 350
    assert article.lix(lines) <= EASY_ENOUGH


@pytest.mark.parametrize("part", parts())
def test_a_part_says_the_same_in_every_language(part):
    shapes = {
        tuple(passage.count("\n") + 1 if passage.startswith("- ") else 0 for passage in text.split("\n\n"))
        for text in part["text"].values()
    }
    numbers = {tuple(re.findall(r"\d(?: ?\d){2,}", text)) for text in part["text"].values()}

    assert len(shapes) == 1
    assert len(numbers) == 1
