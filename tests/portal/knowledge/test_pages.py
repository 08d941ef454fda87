"""What a person sees of the test, and what never leaves the server."""

import random
import re

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse
from wagtail.search import index

from portal.knowledge import services
from portal.knowledge.models import Attempt, AttemptQuestion, Question

pytestmark = pytest.mark.django_db


@pytest.fixture
def taking(kari, client_of):
    """Kari's client, and her attempt."""
    return client_of(kari), services.start(kari, by=kari, draw=random.Random(7))


def address(number):
    return reverse("portal:test_question", args=[number])


def wrong(question):
    return [choice["id"] for choice in question.wording["choices"] if not choice["right"]][:1]


def settle(attempt, *positions, right=True):
    for question in attempt.questions.filter(position__in=positions):
        for _try in range(1 if right else 2):
            chosen = question.right_ids if right else wrong(question)
            services.answer(attempt, question.position, chosen, by=attempt.person)


def test_a_visitor_signs_in_first(client):
    assert client.get(reverse("portal:knowledge_test")).status_code == 302


def test_begin_goes_to_the_first_question_and_again_to_the_one_that_waits(kari, client_of):
    client = client_of(kari)
    assert client.get(reverse("portal:knowledge_test")).status_code == 200
    assert client.post(reverse("portal:knowledge_test")).url == address(1)
    settle(Attempt.objects.get(), 1, 2)
    assert client.post(reverse("portal:knowledge_test")).url == address(3)
    assert Attempt.objects.count() == 1


def test_an_empty_bank_is_told_and_nothing_is_begun(kari, client_of):
    Question.objects.all().delete()
    answer = client_of(kari).post(reverse("portal:knowledge_test"))
    assert answer.status_code == 200
    assert Attempt.objects.count() == 0


def test_a_question_that_is_not_settled_gives_nothing_away(taking):
    client, attempt = taking
    question = attempt.questions.get(position=1)
    for _visit in range(2):
        page = client.get(address(1)).content.decode()
        assert question.wording["explanation"]["nb"] not in page
        shown = re.findall(r'<input type="(?:radio|checkbox)" name="choice" value="([0-9a-f]{16})"', page)
        assert shown == [choice["id"] for choice in question.wording["choices"]]
        assert "right" not in re.sub(r'copyright|class="[^"]*"', "", page).lower().split("<main")[1].split("</main")[0]
        client.post(address(1), {"choice": wrong(question), "version": "0"})


def test_right_shows_why_and_the_way_on(taking):
    client, attempt = taking
    question = attempt.questions.get(position=1)
    answer = client.post(address(1), {"choice": list(question.right_ids), "version": "0"})
    assert answer.url == address(1)
    page = client.get(address(1))
    assert question.wording["explanation"]["nb"] in page.content.decode()
    assert f'href="{address(2)}"' in page.content.decode()


def test_wrong_keeps_the_radios_and_may_be_tried_again(taking):
    client, attempt = taking
    question = next(q for q in attempt.questions.all() if q.wording["kind"] == "single")
    settle(attempt, *range(1, question.position))
    chosen = wrong(question)[0]
    client.post(address(question.position), {"choice": chosen, "version": "0"})
    page = client.get(address(question.position)).content.decode()
    assert re.search(rf'value="{chosen}"[^>]*checked', page)
    assert 'name="version" value="1"' in page
    client.post(address(question.position), {"choice": chosen, "version": "1"})
    page = client.get(address(question.position)).content.decode()
    assert question.wording["explanation"]["nb"] in page
    assert "<form" not in page.split("<main")[1].split("</main")[0]


def test_a_double_click_is_one_try(taking):
    client, attempt = taking
    question = attempt.questions.get(position=1)
    for _click in range(2):
        assert client.post(address(1), {"choice": wrong(question), "version": "0"}).url == address(1)
    question.refresh_from_db()
    assert (question.tries, question.settled) == (1, False)


def test_no_choice_is_told_above_the_heading(taking):
    client, attempt = taking
    page = client.post(address(1), {"version": "0"})
    assert page.status_code == 200
    html = page.content.decode()
    assert html.index("error-summary") < html.index("<h1")
    assert 'href="#id_choice_0"' in html
    assert AttemptQuestion.objects.filter(tries=0).count() == 10


def test_a_question_out_of_order_leads_to_the_one_that_waits(taking):
    client, attempt = taking
    settle(attempt, 1)
    assert client.get(address(5)).url == address(2)
    assert client.post(address(5), {"choice": "x"}).url == address(2)
    assert client.get(address(99)).url == address(2)
    assert client.get(address(1)).status_code == 200
    assert client.get(reverse("portal:test_result")).url == address(2)


def test_without_an_attempt_everything_leads_to_the_beginning(kari, client_of):
    client = client_of(kari)
    assert client.get(address(1)).url == reverse("portal:knowledge_test")
    assert client.get(reverse("portal:test_result")).url == reverse("portal:knowledge_test")


def test_another_persons_attempt_is_not_reached(taking, ola, client_of):
    assert client_of(ola).get(address(1)).url == reverse("portal:knowledge_test")


def test_the_last_question_leads_to_the_result(taking):
    client, attempt = taking
    settle(attempt, *range(1, 10))
    question = attempt.questions.get(position=10)
    client.post(address(10), {"choice": list(question.right_ids), "version": "0"})
    page = client.get(address(10))
    assert f'href="{reverse("portal:test_result")}"' in page.content.decode()
    result = client.get(reverse("portal:test_result"))
    assert result.context["passed"] is True
    assert client.post(reverse("portal:knowledge_test")).url == reverse("portal:test_result")
    assert Attempt.objects.count() == 1


def test_the_crisis_question_says_so_first(taking):
    client, attempt = taking
    settle(attempt, *range(1, 10))
    assert client.get(address(10)).context["is_crisis"] is True
    assert not client.get(address(1)).context["is_crisis"]


def test_only_missed_themes_are_shown(taking):
    client, attempt = taking
    settle(attempt, *range(1, 7))
    settle(attempt, *range(7, 11), right=False)
    result = client.get(reverse("portal:test_result"))
    missed = {question.wording["theme"] for question in attempt.questions.filter(position__gte=7)}
    assert result.context["passed"] is False
    assert len(result.context["themes"]) == len(missed)
    assert client.post(reverse("portal:knowledge_test")).url == address(1)
    assert Attempt.objects.count() == 2


@pytest.mark.parametrize("prefix", ["", "/nn", "/en"])
def test_a_text_that_is_not_translated_says_its_language(taking, prefix):
    client, attempt = taking
    question = attempt.questions.get(position=1)
    question.wording["text"] = {"nb": "Bare bokmål?"}
    question.save()
    page = client.get(prefix + address(1)).content.decode()
    assert ('<h1 lang="nb">' in page) == bool(prefix)


# The question bank


@pytest.fixture
def editor(kari):
    kari.groups.add(Group.objects.get(name="Redaktører"))
    return kari


def test_editors_alone_open_the_bank(siri, ola, editor, client_of):
    place = reverse("question_bank:index")
    assert client_of(editor).get(place).status_code == 200
    for person in (siri, ola):
        assert client_of(person).get(place).status_code in (302, 403)


def test_an_editor_changes_a_question_and_its_answers(editor, client_of):
    question = Question.objects.get(code="role-1")
    place = reverse("question_bank:edit", args=[question.pk])
    client = client_of(editor)
    page = client.get(place)
    assert page.status_code == 200
    data = {"theme": "role", "kind": "single", "chapter": "roller", "is_active": "on"}
    data |= {"text_nb": "Hva gjør du?", "text_en": "What?"}
    data |= {"explanation_nb": "Fordi.", "choices-TOTAL_FORMS": "2", "choices-INITIAL_FORMS": "2"}
    for number, choice in enumerate(question.choices.all()[:2]):
        data |= {f"choices-{number}-id": choice.pk, f"choices-{number}-text_nb": f"Svar {number}"}
    data |= {"choices-1-right": "on", "choices-MIN_NUM_FORMS": "2", "choices-MAX_NUM_FORMS": "1000"}
    answer = client.post(place, data)
    assert answer.status_code == 302, answer.context["form"].errors
    question = Question.objects.get(code="role-1")
    assert question.text == {"nb": "Hva gjør du?", "en": "What?"}
    assert [choice.right for choice in question.choices.all()][:2] == [False, True]


def test_the_bank_is_in_no_search():
    assert not issubclass(Question, index.Indexed)
