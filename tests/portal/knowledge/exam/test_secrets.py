"""Nothing that leaves the server before a question is settled tells which answer is right."""

import random
import re
from collections import Counter

import pytest
from django.test import Client
from django.urls import reverse

from portal.knowledge.exam import practice
from portal.knowledge.exam import queries as exam_queries
from portal.knowledge.exam import services as exam_services
from portal.knowledge.models import Attempt, Question
from tests.portal.knowledge.exam.taking import begin, hold, wrong

pytestmark = pytest.mark.django_db
SHOWN = re.compile(r'<input type="(?:radio|checkbox)" name="choice" value="([0-9a-f]{16})"')
MOST = 16.27  # chi-square, three degrees of freedom, p = 0.001
TIMES = 200


def chi_square(places, times):
    assert sum(places.values()) == times
    return sum((places[place] - times / 4) ** 2 / (times / 4) for place in range(4))


def body(response):
    """A page without what differs at each view, whatever it shows: the guard against foreign posts."""
    text = response.content.decode()
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"|nonce="[^"]+"', "", text)


def headers(response):
    return {name: value for name, value in response.headers.items() if name != "Content-Security-Policy"}


@pytest.fixture
def only_one(siri):
    """A bank with a single question with four answers, one of them right."""
    hold(siri, questions=1, pass_mark=1)
    Question.objects.exclude(code="role-1").update(is_active=False)
    question = Question.objects.get(code="role-1")
    assert [choice.right for choice in question.choices.all()].count(True) == 1
    assert question.choices.count() == 4
    return question


@pytest.mark.proof
def test_place_and_id_say_nothing_over_many_renders(kari, only_one, client_of):
    client = client_of(kari)
    places, ranks, seen = Counter(), Counter(), set()
    for seed in range(TIMES):
        Attempt.objects.all().delete()
        attempt = begin(kari, seed)
        [right] = attempt.questions.get().right_ids
        shown = SHOWN.findall(client.get(reverse("portal:exam_question", args=[1])).content.decode())
        assert len(shown) == 4
        places[shown.index(right)] += 1
        ranks[sorted(shown).index(right)] += 1
        seen.update(shown)

    assert chi_square(places, TIMES) < MOST
    assert chi_square(ranks, TIMES) < MOST
    assert len(seen) == 4 * TIMES


@pytest.mark.proof
def test_place_and_id_say_nothing_over_many_renders_of_practice(kari, only_one, client_of, monkeypatch):
    drawn = random.Random(1)  # the same each time: a thousandth of all draws is beyond the limit
    monkeypatch.setattr(practice.secrets, "token_hex", lambda size: drawn.randbytes(size).hex())
    client = client_of(kari)
    texts = {choice.text["nb"]: choice.right for choice in only_one.choices.all()}
    places = Counter()
    for _time in range(TIMES):
        asked = client.get(reverse("portal:practice")).context["asked"]
        shown = [name for name, _choice in asked.choices]
        assert shown == sorted(shown)
        places[[texts[choice.text["nb"]] for _name, choice in asked.choices].index(True)] += 1

    assert chi_square(places, TIMES) < MOST


@pytest.mark.slow
def test_the_page_is_the_same_whichever_answer_is_right(kari, client_of):
    """The key is moved in the bank: before the question is settled no byte and no header may change."""
    client, attempt = client_of(kari), begin(kari)
    question = attempt.questions.get(position=1)
    place = reverse("portal:exam_question", args=[1])
    for tries in range(2):
        pages = []
        for offered in question.wording["choices"]:
            question.question.choices.update(right=False)
            question.question.choices.filter(code=offered["code"]).update(right=True)
            pages.append(client.get(place))
        assert len({body(page) for page in pages}) == 1
        assert len({tuple(sorted(headers(page).items())) for page in pages}) == 1
        if tries == 0:
            exam_services.answer(attempt, 1, [question.wording["choices"][0]["id"]], by=kari)
            question = attempt.questions.get(position=1)


def test_a_right_and_a_wrong_post_are_answered_alike(kari, client_of):
    answers = []
    for right in (True, False):
        Attempt.objects.all().delete()
        client, attempt = client_of(kari), begin(kari)
        question = attempt.questions.get(position=1)
        chosen = list(question.right_ids) if right else wrong(question)
        answers.append(client.post(reverse("portal:exam_question", args=[1]), {"choice": chosen, "version": "0"}))

    first, second = answers
    assert (first.status_code, first.url, first.content) == (second.status_code, second.url, second.content)
    assert first.status_code == 302
    assert headers(first) == headers(second)
    assert set(first.cookies) == set(second.cookies)


@pytest.mark.slow
def test_a_crawl_finds_no_key_of_what_waits(kari, client_of):
    """The explanation and the bank's own ids stand for the key: no page that Kari can open holds one."""
    attempt = begin(kari)
    client = client_of(kari)
    markers = {wording["explanation"]["nb"] for wording in attempt.questions.values_list("wording", flat=True)}
    names = ["knowledge_test", "exam_result", "my_page", "my_data", "practice"]
    places = [reverse(f"portal:{name}") for name in names]
    places += [reverse("portal:exam_question", args=[number]) for number in range(0, 12)]
    places += [reverse("portal:exam_question_again", args=[number]) for number in range(0, 12)]
    places += ["/sok/?q=taushetsplikt", "/sitemap.xml", "/sekretariat/kunnskapstest/sporsmal/"]
    for place in places:
        for reader in (client, Client()):
            text = reader.get(place, follow=True).content.decode()
            assert [marker for marker in markers if marker in text] == []


@pytest.mark.slow
def test_practising_keeps_away_from_what_waits_in_ones_own_test(kari, ola, only_one, client_of):
    place = reverse("portal:practice")
    kari_client, ola_client = client_of(kari), client_of(ola)
    asked = kari_client.get(place).context["asked"]
    attempt = begin(kari)
    assert kari_client.get(place).context["asked"] is None
    late = kari_client.post(place, {"token": asked.token, "choice": list(asked.right_ids)})
    assert (late.context["asked"], late.context["is_done"]) == (None, False)
    assert only_one.explanation["nb"] not in late.content.decode()
    assert ola_client.get(place).context["asked"].question == only_one
    exam_services.answer(attempt, 1, attempt.questions.get().right_ids, by=kari)
    assert kari_client.get(place).context["asked"].question == only_one


def test_the_ids_of_one_person_tell_another_nothing(kari, ola):
    asked = [*begin(kari).questions.all(), *begin(ola, 2).questions.all()]
    ids = [choice["id"] for question in asked for choice in question.wording["choices"]]
    assert len(set(ids)) == len(ids)
    assert exam_queries.open_attempt(kari) != exam_queries.open_attempt(ola)


def test_the_draw_cannot_be_foreseen(kari, monkeypatch):
    """Without a source of chance of its own a test is drawn by the system's."""
    used = []
    real = random.SystemRandom
    monkeypatch.setattr(exam_services.random, "SystemRandom", lambda: used.append(1) or real())
    exam_services.start(kari, by=kari)
    assert used == [1]
