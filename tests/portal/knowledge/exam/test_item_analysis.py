"""What the secretariat learns about questions, and that it learns nothing about people."""

import statistics

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from portal.knowledge.exam import item_analysis
from portal.knowledge.exam import services as exam_services
from portal.knowledge.models import Question
from tests.conftest import person
from tests.portal.knowledge.exam.taking import answer_what_returned, begin, hold, wrong
from tests.situations import situation

pytestmark = pytest.mark.django_db
PLACE = "/sekretariat/kunnskapstest/sporsmal/"
CODES = ["role-1", "role-2", "crisis-1"]


@situation
def three(siri):
    """A bank of three questions, all of which each test asks."""
    hold(siri, questions=3, pass_mark=3)
    Question.objects.exclude(code__in=CODES).update(is_active=False)
    return {question.code: question for question in Question.objects.filter(code__in=CODES)}


def taker(number):
    return person(f"taker{number}@example.org", "Qvarin", f"Qvist{number}")


def take(someone, three, right):
    """A whole test in which the questions of these codes are right at the first try."""
    attempt = begin(someone)
    codes = {question.pk: code for code, question in three.items()}
    for question in attempt.questions.all():
        if codes[question.question_id] not in right:
            exam_services.answer(attempt, question.position, wrong(question), by=someone)
        exam_services.answer(attempt, question.position, question.right_ids, by=someone)
    answer_what_returned(attempt)
    attempt.refresh_from_db()
    assert attempt.state != "open"
    return attempt


# Six people; who was right at the first try at what.
RESULTS = [set(CODES), {"role-1", "role-2"}, {"role-1", "crisis-1"}, {"role-1"}, {"crisis-1"}, set()]


@situation
def taken(three):
    for number, right in enumerate(RESULTS):
        take(taker(number), three, right)
    return three


def found(code):
    return next(item for item in item_analysis.overview() if item.question.code == code)


@pytest.mark.slow
def test_facility_is_the_share_right_at_the_first_try(taken):
    assert [(found(code).asked, found(code).facility) for code in CODES] == [(6, 4 / 6), (6, 2 / 6), (6, 3 / 6)]


@pytest.mark.slow
def test_discrimination_is_the_correlation_with_the_rest(taken):
    for code in CODES:
        here = [int(code in right) for right in RESULTS]
        rest = [len(right - {code}) / 2 for right in RESULTS]
        assert found(code).discrimination == pytest.approx(statistics.correlation(here, rest))


@pytest.mark.slow
def test_a_question_that_those_who_know_get_wrong_stands_out(three):
    for number in range(6):
        take(taker(number), three, {"role-1", "role-2"} if number % 2 else {"crisis-1"})
    assert found("crisis-1").discrimination == pytest.approx(-1)
    assert found("crisis-1").is_weak


@pytest.mark.slow
def test_where_all_are_alike_nothing_is_told_apart(three):
    for number in range(5):
        take(taker(number), three, set(CODES))
    assert (found("role-1").facility, found("role-1").discrimination) == (1, None)


@pytest.mark.slow
def test_below_five_only_the_number_is_told(three, siri, client_of):
    for number in range(4):
        take(taker(number), three, {"role-1"})
    assert (found("role-1").asked, found("role-1").facility, found("role-1").discrimination) == (4, None, None)
    assert item_analysis.choice_counts(three["role-1"]) is None
    page = client_of(siri).get(f"{PLACE}role-1/")
    assert page.context["bars"] == []
    assert "100 %" not in page.content.decode()


def test_an_attempt_under_way_does_not_count(taken):
    late = taker(99)
    attempt = begin(late)
    exam_services.answer(attempt, 1, attempt.questions.get(position=1).right_ids, by=late)
    assert {item.asked for item in item_analysis.overview() if item.question.code in CODES} == {6}


def test_what_was_chosen_at_the_first_try(taken):
    question = taken["role-1"]
    chosen = item_analysis.choice_counts(question)
    assert sum(one.times for one in chosen) == 6
    assert {one.text: one.times for one in chosen if one.right} == {
        choice.text["nb"]: 4 for choice in question.choices.all() if choice.right
    }
    assert [one.times for one in chosen] == sorted((one.times for one in chosen), reverse=True)
    assert len(chosen) == question.choices.count()


def test_an_answer_is_followed_through_a_new_wording_and_a_removed_one_stays(taken):
    question = taken["role-1"]
    right = next(choice for choice in question.choices.all() if choice.right)
    other = next(choice for choice in question.choices.all() if not choice.right)
    right.text = {"nb": "Nye ord"}
    right.save()
    gone = other.text["nb"]
    other.delete()
    texts = {one.text: one.times for one in item_analysis.choice_counts(Question.objects.get(pk=question.pk))}
    assert texts["Nye ord"] == 4
    assert gone in texts


def test_a_deleted_question_still_counts_among_the_rest(taken):
    before = found("role-1").discrimination
    taken["crisis-1"].delete()
    assert found("role-1").discrimination == pytest.approx(before)


def test_the_pages_show_figures_and_no_people(taken, siri, client_of):
    client = client_of(siri)
    pages = [client.get(PLACE), client.get(f"{PLACE}role-1/")]
    for page in pages:
        text = page.content.decode()
        assert page.status_code == 200
        assert "67 %" in text
        assert [name for name in ("Qvarin", "Qvist", "@example.org") if name in text.split("<main")[1]] == []
    assert [bar["value"] for bar in pages[1].context["bars"]][0] == "4 (67 %)"


def test_the_hardest_questions_in_use_come_first(taken, siri, client_of):
    assert [item.question.code for item in item_analysis.hardest(item_analysis.overview())] == [
        "role-2", "crisis-1", "role-1",
    ]  # fmt: skip
    page = client_of(siri).get(reverse("portal:exam_items")).content.decode()
    assert page.index("De vanskeligste") < page.index(str(taken["role-2"])) < page.index("<table")

    Question.objects.filter(code="role-2").update(is_active=False)

    assert "role-2" not in [item.question.code for item in item_analysis.hardest(item_analysis.overview())]


@pytest.mark.slow
def test_what_nearly_everybody_gets_right_is_not_among_the_hardest(three, siri, client_of):
    for number in range(5):
        take(taker(number), three, {"role-1", "role-2"} if number < 2 else set(CODES))

    assert [item.question.code for item in item_analysis.hardest(item_analysis.overview())] == ["crisis-1"]
    assert "De vanskeligste" in client_of(siri).get(PLACE).content.decode()

    Question.objects.filter(code="crisis-1").update(is_active=False)
    assert "De vanskeligste" not in client_of(siri).get(PLACE).content.decode()


def test_an_unknown_question_is_not_there(siri, client_of):
    assert client_of(siri).get(f"{PLACE}finnes-ikke/").status_code == 404


def test_an_empty_bank_says_what_to_do(siri, client_of):
    Question.objects.all().delete()
    page = client_of(siri).get(PLACE)
    assert page.context["themes"] == []
    assert page.status_code == 200


def test_only_the_secretariat_sees_it(kari, rolf, client_of):
    for someone in (kari, rolf):
        for place in (PLACE, f"{PLACE}role-1/"):
            assert client_of(someone).get(place).status_code == 403


@pytest.mark.slow
def test_as_many_queries_for_ten_attempts_as_for_five(three, siri, client_of):
    client = client_of(siri)

    def counted(place):
        client.get(place)
        with CaptureQueriesContext(connection) as seen:
            client.get(place)
        return len(seen)

    places = [PLACE, reverse("portal:exam_item", args=["role-1"])]
    for number in range(5):
        take(taker(number), three, set())
    five = [counted(place) for place in places]
    for number in range(5, 10):
        take(taker(number), three, {"role-1"})
    assert [counted(place) for place in places] == five
