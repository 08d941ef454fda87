"""Which questions are drawn, for any bank, any history and any settings; and what the settings decide."""

import random
from collections import Counter

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from portal.knowledge.exam import queries as exam_queries
from portal.knowledge.exam import services as exam_services
from portal.knowledge.models import Question, Theme
from tests.portal.knowledge.exam.taking import begin, finish, hold

THEMES = Theme.values


@st.composite
def banks(draw):
    """A bank of up to forty questions, and how often somebody has met each."""
    rows = draw(st.lists(st.tuples(st.sampled_from(THEMES), st.booleans(), st.integers(0, 3)), min_size=1, max_size=40))
    bank = [Question(pk=pk, theme=theme, critical=critical) for pk, (theme, critical, _met) in enumerate(rows, 1)]
    return bank, {pk: met for pk, (_theme, _critical, met) in enumerate(rows, 1)}


def drawn_from(bank, seen, number, themes, seed):
    return exam_services.draw_questions(bank, Counter(seen), number, themes, random.Random(seed))


def reserved(drawn, bank, seen):
    """The one question that may be drawn before others of its theme that were met less: it is about safety."""
    critical = [question for question in drawn if question.critical]
    least = min((seen[question.pk] for question in bank if question.critical), default=0)
    return {question.pk for question in critical if seen[question.pk] == least}


@given(banks(), st.integers(1, 12), st.integers(0, 10**6))
def test_a_spread_draw(made, number, seed):
    bank, seen = made
    assume(len(bank) >= number)

    drawn = drawn_from(bank, seen, number, {}, seed)

    assert len({question.pk for question in drawn}) == number
    held = Counter(question.theme for question in drawn)
    there = Counter(question.theme for question in bank)
    most = max(held.values())
    assert all(held[theme] >= min(there[theme], most - 1) for theme in there)  # evenly, as far as there are any
    assert any(question.critical for question in drawn) == any(question.critical for question in bank)
    crisis = [question.theme == Theme.CRISIS for question in drawn]
    assert crisis == sorted(crisis)
    passed_over = [question for question in bank if question not in drawn]
    early = [
        question.pk
        for question in drawn
        if any(left.theme == question.theme and seen[left.pk] < seen[question.pk] for left in passed_over)
    ]
    assert len(early) <= 1
    assert set(early) <= reserved(drawn, bank, seen)


@given(banks(), st.dictionaries(st.sampled_from(THEMES), st.integers(0, 4)), st.data())
def test_a_draw_with_so_many_of_some_themes(made, themes, data):
    bank, seen = made
    there = Counter(question.theme for question in bank)
    fewest, most = max(1, sum(themes.values())), sum(there[theme] for theme in there if themes.get(theme) != 0)
    assume(fewest <= most)
    number, seed = data.draw(st.integers(fewest, most)), data.draw(st.integers(0, 10**6))

    drawn = drawn_from(bank, seen, number, themes, seed)

    held = Counter(question.theme for question in drawn)
    assert len({question.pk for question in drawn}) == number
    assert all(held[theme] == 0 for theme, count in themes.items() if count == 0)
    assert all(held[theme] >= min(there[theme], count) for theme, count in themes.items())
    spare = sum(count for theme, count in there.items() if theme not in themes)
    enough = all(there[theme] >= count for theme, count in themes.items())
    if enough and spare >= number - sum(themes.values()):
        assert all(held[theme] == count for theme, count in themes.items())
    to_spread = number - sum(min(there[theme], count) for theme, count in themes.items())
    reached = [question for question in bank if themes.get(question.theme, to_spread) > 0]
    assert any(question.critical for question in drawn) == any(question.critical for question in reached)


@given(banks(), st.integers(1, 60))
def test_too_small_a_bank_is_refused(made, number):
    bank, seen = made
    assume(len(bank) < number)

    with pytest.raises(exam_services.BankTooSmall):
        drawn_from(bank, seen, number, {}, 1)


@pytest.mark.django_db
def test_the_first_bank_gives_ten_over_all_themes_with_crisis_last(kari):
    bank = exam_queries.available_questions()
    for seed in range(20):
        asked = drawn_from(bank, {}, 10, {}, seed)
        themes = [question.theme for question in asked]
        assert (len(themes), set(themes), max(Counter(themes).values())) == (10, set(Theme.values), 2)
        assert themes[-1] == Theme.CRISIS
        assert any(question.critical for question in asked)


@pytest.mark.slow
@pytest.mark.django_db
def test_a_later_test_asks_what_was_not_asked_before(kari):
    first = finish(kari, right=0)
    second = begin(kari)
    met = set(first.questions.values_list("question", flat=True))
    asked = {question.question for question in second.questions.select_related("question")}
    left = set(exam_queries.available_questions()) - asked
    early = [
        one
        for one in asked
        if one.pk in met and any(other.theme == one.theme and other.pk not in met for other in left)
    ]
    assert len(early) <= 1
    assert all(one.critical for one in early)


@pytest.mark.django_db
def test_the_draw_follows_the_settings(kari, siri):
    hold(siri, questions=5, pass_mark=3, themes={"role": 2, "crisis": 1, "reporting": 0})
    attempt = begin(kari)
    held = Counter(question.wording["theme"] for question in attempt.questions.all())
    assert (sum(held.values()), held["role"], held["crisis"], held["reporting"]) == (5, 2, 1, 0)
    assert attempt.pass_mark == 3
