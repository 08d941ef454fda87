"""Practising: one question at a time, told at once, and nothing is kept."""

import pytest
from django.core import signing
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from portal.knowledge.exam import practice
from portal.knowledge.models import Attempt, Question, Theme

pytestmark = pytest.mark.django_db
PLACE = "/kunnskapstest/oving/"


def answered(client, asked, right, **values):
    others = [name for name, choice in asked.choices if not choice.right][:1]
    return client.post(PLACE, {"token": asked.token, "choice": list(asked.right_ids) if right else others, **values})


@pytest.mark.parametrize("right", [True, False])
def test_the_answer_is_told_at_once_with_why_and_where(kari, client_of, right):
    client = client_of(kari)
    asked = client.get(PLACE).context["asked"]
    page = answered(client, asked, right)
    assert (page.status_code, page.context["is_done"], page.context["was_right"]) == (200, True, right)
    chosen = [answer.is_right for answer in page.context["answers"] if answer.is_chosen]
    assert chosen == ([True] * len(asked.right_ids) if right else [False])
    assert page.content.decode().count(">Du svarte<") == len(chosen)
    assert page.context["asked"].question == asked.question
    text = page.content.decode()
    assert page.context["explanation"] == asked.question.explanation["nb"]
    assert f'href="{page.context["chapter"].url}"' in text
    assert 'name="choice"' not in text


@pytest.mark.slow
def test_nothing_is_stored(kari, client_of):
    client = client_of(kari)
    client.get(reverse("portal:knowledge_test"))
    before = dict(client.session.items())
    with CaptureQueriesContext(connection) as seen:
        asked = client.get(PLACE, {"tema": "role"}).context["asked"]
        answered(client, asked, True, tema="role")
        answered(client, asked, False, tema="role")
    reads = ("SELECT", "(SELECT", "WITH", "SAVEPOINT", "RELEASE")
    assert [query["sql"] for query in seen if not query["sql"].startswith(reads)] == []
    assert dict(client.session.items()) == before
    assert Attempt.objects.count() == 0


@pytest.mark.slow
def test_a_theme_can_be_chosen_and_stays(kari, client_of):
    client = client_of(kari)
    for _time in range(10):
        page = client.get(PLACE, {"tema": "crisis"})
        assert page.context["asked"].question.theme == Theme.CRISIS
    done = answered(client, page.context["asked"], True, tema="crisis").content.decode()
    assert "?tema=crisis&amp;etter=" in done
    assert '<option value="crisis" selected>' in done


@pytest.mark.slow
def test_the_next_is_another_one(kari):
    codes = [practice.draw_question(kari, "role", after="role-1").question.code for _time in range(20)]
    assert "role-1" not in codes
    Question.objects.filter(theme="role").exclude(code="role-1").update(is_active=False)
    assert practice.draw_question(kari, "role", after="role-1").question.code == "role-1"


def test_the_token_holds_which_question_and_chance_alone(kari):
    asked = practice.draw_question(kari)
    code, seed = signing.loads(asked.token, salt=practice.SALT)
    assert code == asked.question.code
    assert len(seed) == 16
    assert practice.question_from_token(asked.token, kari) == asked


SIGNED_FOR_ELSEWHERE = signing.dumps(["role-1", "s"], salt="x")


@pytest.mark.parametrize(
    "token",
    ["", "tull", "a:b:c", "\x00", "x" * 10_000, SIGNED_FOR_ELSEWHERE],
    ids=["empty", "word", "shape", "null", "long", "salt"],
)
def test_a_token_that_is_not_ours_gets_another_question(kari, client_of, token):
    page = client_of(kari).post(PLACE, {"token": token, "choice": "x"})
    assert (page.status_code, page.context["is_done"], page.context["is_lost"]) == (200, False, True)


@pytest.mark.parametrize("choice", ["", "tull", "\x00", ["a", "b"], "0" * 10_000])
def test_an_answer_that_was_not_offered_is_told(kari, client_of, choice):
    client = client_of(kari)
    asked = client.get(PLACE).context["asked"]
    page = client.post(PLACE, {"token": asked.token, "choice": choice})
    assert (page.status_code, page.context["is_done"]) == (200, False)
    assert "choice" in page.context["form"].errors
    assert page.context["asked"] == asked


def test_an_unknown_theme_is_all_of_them(kari, client_of):
    page = client_of(kari).get(PLACE, {"tema": "<x>", "etter": "\x00"})
    assert (page.status_code, page.context["theme"]) == (200, "")


def test_an_empty_theme_says_what_to_do(kari, client_of):
    Question.objects.filter(theme="role").update(is_active=False)
    page = client_of(kari).get(PLACE, {"tema": "role"})
    assert page.context["asked"] is None
    assert 'name="tema"' in page.content.decode()


def test_a_visitor_signs_in_first_and_nothing_of_the_answer_is_kept(client):
    answer = client.post(PLACE, {"token": "x", "choice": "y"})
    assert answer.url.startswith(reverse("portal:sign_in"))
    assert "stash" not in client.session


@pytest.mark.slow
def test_as_many_queries_for_a_larger_bank(kari, client_of):
    client = client_of(kari)

    def counted():
        client.get(PLACE)
        with CaptureQueriesContext(connection) as seen:
            client.get(PLACE)
        return len(seen)

    all_of_them = counted()
    Question.objects.exclude(code__endswith="-1").update(is_active=False)
    assert counted() == all_of_them
