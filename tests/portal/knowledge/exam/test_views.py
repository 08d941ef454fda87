"""What a person sees of the test, and what never leaves the server."""

import random
import re
from html import unescape

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation
from wagtail.models import PreviewableMixin, ReferenceIndex, RevisionMixin
from wagtail.search import index

from portal.knowledge.exam import services as exam_services
from portal.knowledge.guide import queries as guide_queries
from portal.knowledge.models import Attempt, AttemptQuestion, Choice, Question, Theme
from portal.models import OutboxMail
from tests.portal.knowledge.exam.taking import answer_what_returned, begin, finish, settle, wrong

pytestmark = pytest.mark.django_db


@pytest.fixture
def taking(kari, client_of):
    """Kari's client, and her attempt."""
    return client_of(kari), exam_services.start(kari, by=kari, draw=random.Random(7))


def address(number):
    return reverse("portal:exam_question", args=[number])


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


@pytest.mark.slow
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


def test_an_answer_that_does_not_say_to_which_page_changes_nothing(taking):
    client, attempt = taking
    chosen = list(attempt.questions.get(position=1).right_ids)
    for version in ("", "x", "7"):
        assert client.post(address(1), {"choice": chosen, "version": version}).url == address(1)
    assert AttemptQuestion.objects.filter(tries=0).count() == 10


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
    assert client.get(reverse("portal:exam_result")).url == address(2)


def again(number):
    return reverse("portal:exam_question_again", args=[number])


@pytest.mark.slow
def test_a_question_that_is_skipped_comes_last_and_is_called_the_same(taking):
    client, attempt = taking
    assert client.post(address(1), {"action": "skip"}).url == address(2)
    assert client.post(address(1), {"action": "skip"}).url == address(2)  # the same post again
    assert client.get(address(1)).url == address(2)
    assert client.post(reverse("portal:knowledge_test")).url == address(2)
    settle(attempt, *range(2, 11))
    page = client.get(address(1))
    assert (page.context["number"], page.context["count"], page.context["may_skip"]) == (1, 10, False)
    assert client.post(address(1), {"action": "skip"}).url == address(1)
    assert not AttemptQuestion.objects.filter(position=1, tries__gt=0).exists()


@pytest.mark.slow
def test_every_question_can_be_skipped_round_and_round(taking):
    client, attempt = taking
    for number in range(1, 11):
        assert client.post(address(number), {"action": "skip"}).url == address(number % 10 + 1)


@pytest.mark.slow
def test_a_skip_after_a_first_try_keeps_the_try(taking):
    client, attempt = taking
    client.post(address(1), {"choice": wrong(attempt.questions.get(position=1)), "version": "0"})
    client.post(address(1), {"action": "skip"})
    settle(attempt, *range(2, 11))
    page = client.get(address(1))
    assert page.context["tries"] == 1
    client.post(address(1), {"choice": wrong(attempt.questions.get(position=1)), "version": "1"})
    assert AttemptQuestion.objects.get(position=1).settled


@pytest.mark.slow
def test_what_ended_wrong_comes_once_more_at_the_end_and_shows_nothing_then(taking):
    client, attempt = taking
    settle(attempt, 1, right=False)
    first = client.get(address(1))
    assert (first.context["returns"], first.context["next_address"]) == (True, address(2))
    assert client.get(again(1)).url == address(2)  # not its turn
    assert client.post(again(1), {"choice": "x"}).url == address(2)
    settle(attempt, *range(2, 11))
    assert client.get(address(10)).context["next_address"] == again(1)
    page = client.get(again(1))
    question = attempt.questions.get(position=1)
    assert question.wording["explanation"]["nb"] not in page.content.decode()
    assert "checked" not in page.content.decode().split("<main")[1]
    answer = client.post(again(1), {"choice": list(question.right_ids)})
    assert answer.url == again(1)
    done = client.get(again(1))
    assert (done.context["was_right"], done.context["next_address"]) == (True, reverse("portal:exam_result"))
    assert client.get(address(1)).context["was_right"] is False
    assert client.get(reverse("portal:exam_result")).context["passed"] is True


def test_a_question_that_never_returned_has_no_such_page(taking):
    client, attempt = taking
    settle(attempt, 1)
    assert client.get(again(1)).url == address(2)
    assert client.get(again(99)).url == address(2)


def test_another_device_goes_on_at_the_same_question(taking, kari, client_of):
    client, attempt = taking
    client.post(address(1), {"action": "skip"})
    settle(attempt, 2, 3)
    other = client_of(kari)
    page = other.get(reverse("portal:knowledge_test"))
    assert (page.context["under_way"], page.context["number"]) == (True, 4)
    assert other.post(reverse("portal:knowledge_test")).url == address(4)


@pytest.mark.parametrize(
    "post",
    [
        {"choice": "\x00"},
        {"choice": "x" * 10_000},
        {"choice": ["a", "b", "c"]},
        {"choice": ""},
        {},
        {"choice": "0" * 16, "version": "\x00"},
        {"state": "passed", "right": "10", "settled": "on"},
        {"action": ["skip", "x"]},
    ],
)
def test_a_strange_post_changes_nothing(taking, post):
    client, attempt = taking
    page = client.post(address(1), {"version": "0", **post})
    assert page.status_code == 200
    assert page.context["form"].errors
    assert AttemptQuestion.objects.filter(tries=0, settled=False, attempt__state="open").count() == 10


def test_the_link_leads_to_the_place_in_the_chapter(taking):
    client, attempt = taking
    question = attempt.questions.get(position=1)
    Question.objects.filter(pk=question.question_id).update(chapter="taushetsplikt", anchor="hva-du-kan-dele")
    exam_services.answer(attempt, 1, question.right_ids, by=attempt.person)
    assert 'href="/veileder/taushetsplikt/#hva-du-kan-dele"' in client.get(address(1)).content.decode()


def test_who_has_passed_sees_the_result_and_cannot_begin(taking):
    client, attempt = taking
    settle(attempt, *range(1, 11))
    assert client.post(reverse("portal:knowledge_test")).url == reverse("portal:exam_result")
    assert "<form" not in client.get(reverse("portal:knowledge_test")).content.decode().split("<main")[1]
    assert client.post(address(1), {"choice": "x", "version": "0"}).url == address(1)
    assert Attempt.objects.count() == 1


def test_the_mail_about_passing_leads_to_my_page(taking):
    client, attempt = taking
    settle(attempt, *range(1, 11))
    mail = OutboxMail.objects.get(person=attempt.person.ref)
    assert reverse("portal:my_page") in mail.text
    assert len(mail.subject) <= 50


def test_without_an_attempt_everything_leads_to_the_beginning(kari, client_of):
    client = client_of(kari)
    assert client.get(address(1)).url == reverse("portal:knowledge_test")
    assert client.get(reverse("portal:exam_result")).url == reverse("portal:knowledge_test")


def test_another_persons_attempt_is_not_reached(taking, ola, client_of):
    assert client_of(ola).get(address(1)).url == reverse("portal:knowledge_test")


@pytest.mark.slow
def test_the_last_question_leads_to_the_result(taking):
    client, attempt = taking
    settle(attempt, *range(1, 10))
    question = attempt.questions.get(position=10)
    client.post(address(10), {"choice": list(question.right_ids), "version": "0"})
    page = client.get(address(10))
    assert f'href="{reverse("portal:exam_result")}"' in page.content.decode()
    result = client.get(reverse("portal:exam_result"))
    assert result.context["passed"] is True
    assert client.post(reverse("portal:knowledge_test")).url == reverse("portal:exam_result")
    assert Attempt.objects.count() == 1


def test_the_crisis_question_says_so_first(taking):
    client, attempt = taking
    settle(attempt, *range(1, 10))
    assert client.get(address(10)).context["is_crisis"] is True
    assert not client.get(address(1)).context["is_crisis"]


def marks(page):
    """``[(text, is right, is chosen)]`` of the choices of a question that is answered, as the page marks them."""
    lines = re.findall(r"<li><span>(.*?)</span>(.*?)</li>", page.content.decode(), re.DOTALL)
    return [(unescape(text), ">Riktig<" in tags, ">Du svarte<" in tags) for text, tags in lines]


@pytest.mark.slow
def test_a_settled_question_shows_ones_own_answer_beside_the_right_one(taking):
    client, attempt = taking
    settle(attempt, 1, right=False)
    question = attempt.questions.get(position=1)
    choices = question.wording["choices"]

    assert marks(client.get(address(1))) == [
        (choice["text"]["nb"], choice["right"], choice["id"] in wrong(question)) for choice in choices
    ]

    settle(attempt, *range(2, 11))
    exam_services.answer_again(attempt, 1, question.right_ids, by=attempt.person)
    assert [(right, chosen) for _text, right, chosen in marks(client.get(again(1)))] == [
        (choice["right"], choice["right"]) for choice in choices
    ]
    assert any(chosen and not right for _text, right, chosen in marks(client.get(address(1))))


@pytest.mark.slow
@pytest.mark.parametrize(("right", "says"), [(0, False), (4, False), (5, True)])
def test_having_come_far_is_said_by_the_sum(kari, client_of, right, says):
    finish(kari, right)
    result = client_of(kari).get(reverse("portal:exam_result")).content.decode()
    assert ("Ikke bestått denne gangen" in result) is says
    assert f"{right} av 10 svar var riktige" in result


@pytest.mark.slow
def test_after_a_test_that_was_not_passed_its_page_shows_what_was_missed(kari, client_of):
    client = client_of(kari)
    assert "Testen viser at du vet" in client.get(reverse("portal:knowledge_test")).content.decode()
    finish(kari, 3)
    page = client.get(reverse("portal:knowledge_test"))
    result = client.get(reverse("portal:exam_result"))
    assert "Testen viser at du vet" not in page.content.decode()
    assert "Ikke bestått ennå." in page.content.decode()
    for name in ("critical", "themes"):
        assert page.context[name] == result.context[name]
    begin(kari, 2)
    assert "Ikke bestått ennå." not in client.get(reverse("portal:knowledge_test")).content.decode()


@pytest.mark.slow
def test_only_missed_themes_are_shown(taking):
    client, attempt = taking
    settle(attempt, *range(1, 7))
    settle(attempt, *range(7, 11), right=False)
    answer_what_returned(attempt)
    result = client.get(reverse("portal:exam_result"))
    missed = {question.wording["theme"] for question in attempt.questions.filter(position__gte=7)}
    assert result.context["passed"] is False
    shown = {theme for theme, _chapters in [*result.context["themes"], *result.context["critical"]]}
    assert shown == {Theme(theme).label for theme in missed}
    assert client.post(reverse("portal:knowledge_test")).url == address(1)
    assert Attempt.objects.count() == 2


@pytest.mark.parametrize("prefix", ["", "/nn", "/en"])
def test_a_text_that_is_not_translated_says_its_language(taking, prefix):
    client, attempt = taking
    question = attempt.questions.get(position=1)
    Question.objects.filter(pk=question.question_id).update(text={"nb": "Bare bokmål?"})
    page = client.get(prefix + address(1)).content.decode()
    assert ('<h1 lang="nb">' in page) == bool(prefix)


@pytest.mark.slow
def test_as_many_queries_at_the_third_test_as_at_the_second(kari, client_of):
    client = client_of(kari)

    def counts():
        begin(kari)
        places = [reverse("portal:knowledge_test"), address(1)]
        found = []
        for place in places:
            client.get(place)
            with CaptureQueriesContext(connection) as seen:
                client.get(place)
            found.append(len(seen))
        finish(kari, 0)
        return found

    finish(kari, 0)
    assert counts() == counts()


# The question bank


@pytest.fixture
def editor(kari):
    kari.groups.add(Group.objects.get(name="Redaktører"))
    return kari


@pytest.mark.slow
def test_editors_alone_open_the_bank(siri, ola, editor, client_of):
    place = reverse("question_bank:index")
    assert client_of(editor).get(place).status_code == 200
    for person in (siri, ola):
        assert client_of(person).get(place).status_code in (302, 403)


def typed(question, **changes):
    """What an editor posts for a question with two answers, the second of which is right."""
    data = {
        "theme": "role", "kind": "single", "chapter": "roller", "anchor": "", "is_active": "on",
        "text_nb": "Hva gjør du?", "text_en": "What?", "explanation_nb": "Fordi.",
        "choices-TOTAL_FORMS": "2", "choices-INITIAL_FORMS": "2",
        "choices-MIN_NUM_FORMS": "2", "choices-MAX_NUM_FORMS": "1000", "choices-1-right": "on",
    }  # fmt: skip
    for number, choice in enumerate(question.choices.all()[:2]):
        data |= {f"choices-{number}-id": choice.pk, f"choices-{number}-text_nb": f"Svar {number}"}
    return {name: value for name, value in {**data, **changes}.items() if value is not None}


def test_an_editor_changes_a_question_and_its_answers(editor, client_of):
    question = Question.objects.get(code="role-1")
    answer = client_of(editor).post(reverse("question_bank:edit", args=[question.pk]), typed(question, critical="on"))
    assert answer.status_code == 302, answer.context["form"].errors
    question = Question.objects.get(code="role-1")
    assert (question.text, question.critical) == ({"nb": "Hva gjør du?", "en": "What?"}, True)
    assert [choice.right for choice in question.choices.all()][:2] == [False, True]


@pytest.mark.parametrize(
    ("changes", "where"),
    [
        ({"choices-1-right": None}, "__all__"),
        ({"choices-0-right": "on"}, "__all__"),
        ({"kind": "several", "choices-0-right": "on"}, "__all__"),
        ({"kind": "several", "choices-1-right": None}, "__all__"),
        ({"text_nb": ""}, "text"),
        ({"explanation_nb": ""}, "explanation"),
        ({"anchor": "Hva du kan dele"}, "anchor"),
        ({"chapter": "taushetsplikten"}, "chapter"),
        ({"chapter": ""}, "chapter"),
        ({"chapter": "taushetsplikt", "anchor": "finnes-ikke"}, "anchor"),
    ],
)
def test_a_question_that_cannot_be_asked_is_told_and_not_saved(editor, client_of, changes, where):
    question = Question.objects.get(code="role-1")
    before = question.text
    page = client_of(editor).post(reverse("question_bank:edit", args=[question.pk]), typed(question, **changes))
    assert page.status_code == 200
    assert list(page.context["form"].errors) == [where]
    question.refresh_from_db()
    assert question.text == before


@pytest.mark.slow
def test_a_theme_that_is_called_as_its_chapter_is_said_once(kari, client_of):
    finish(kari, right=0)
    result = client_of(kari).get(reverse("portal:exam_result")).content.decode()
    assert re.findall(r"<li>(\w+): <a [^>]*>\1</a>", result) == []
    assert re.findall(r"<li>Rollen: <a ", result) != []


@pytest.mark.slow
def test_what_was_answered_long_ago_is_not_counted_as_nothing(kari, client_of):
    finish(kari, right=6).questions.all().delete()  # as after a year
    intro, result = (client_of(kari).get(reverse(f"portal:{name}")) for name in ("knowledge_test", "exam_result"))
    for page in (intro, result):
        assert "Les litt mer, og prøv igjen når det passer deg." in page.content.decode()
        assert "av 0 svar" not in page.content.decode()
    assert "Les dette først" in intro.content.decode()


@pytest.mark.parametrize("room", ["question_bank", "course_parts"])
def test_an_editor_chooses_the_chapter_by_its_title(editor, client_of, room):
    field = client_of(editor).get(reverse(f"{room}:add")).context["form"]["chapter"]
    offered = dict(field.field.choices)
    assert (offered["taushetsplikt"], offered[""]) == ("Taushetsplikt", "---------")
    assert "veileder" not in offered


@pytest.mark.slow
def test_editors_meet_no_english_in_the_question_bank(editor, client_of):
    client = client_of(editor)
    listed, new = (client.get(reverse(f"question_bank:{name}")).content.decode() for name in ("index", "add"))
    assert re.findall(r">\s*(True|False)\s*<", listed) == []
    assert "Legg til svar" in new
    assert re.findall(r"\bchoice \d|\bto choice|Legg til choice", new, re.IGNORECASE) == []
    question = Question.objects.get(code="role-1")
    page = client.post(reverse("question_bank:edit", args=[question.pk]), typed(question, **{"choices-0-DELETE": "on"}))
    assert "Legg til minst 2" in page.content.decode()
    assert "Vennligst" not in page.content.decode()


def test_a_heading_of_the_chapter_can_be_named(editor, client_of):
    question = Question.objects.get(code="role-1")
    heading = guide_queries.anchors("taushetsplikt")[0]
    posted = typed(question, chapter="taushetsplikt", anchor=heading)
    assert client_of(editor).post(reverse("question_bank:edit", args=[question.pk]), posted).status_code == 302
    question.refresh_from_db()
    assert question.anchor == heading
    assert (
        guide_queries.chapter_with_answer({"chapter": "taushetsplikt", "anchor": heading}).url
        == f"/veileder/taushetsplikt/#{heading}"
    )


@pytest.mark.parametrize(
    ("language", "heading"),
    [
        ("nn", "kvifor-teieplikta-er-sa-viktig"),
        ("en", "why-it-matters-so-much"),
        ("nb", "hvorfor-taushetsplikten-er-sa-viktig"),
    ],
)
def test_the_link_leads_to_the_heading_in_each_language(db, language, heading):
    with translation.override(language):
        place = guide_queries.chapter_with_answer(
            {"chapter": "taushetsplikt", "anchor": "hvorfor-taushetsplikten-er-sa-viktig"}
        )
    assert place.url.endswith(f"/veileder/taushetsplikt/#{heading}")


def test_a_heading_that_is_gone_leads_to_the_top_of_a_translation(db):
    with translation.override("nn"):
        place = guide_queries.chapter_with_answer({"chapter": "taushetsplikt", "anchor": "er-borte"})
    assert place.url.endswith("/veileder/taushetsplikt/")


def test_a_question_with_one_answer_cannot_be_saved(editor, client_of):
    question = Question.objects.get(code="role-1")
    posted = typed(question, **{"choices-0-DELETE": "on"})
    page = client_of(editor).post(reverse("question_bank:edit", args=[question.pk]), posted)
    assert page.status_code == 200
    assert question.choices.count() == 4


def test_the_bank_is_in_no_search_no_index_and_has_no_preview():
    assert not issubclass(Question, (index.Indexed, PreviewableMixin, RevisionMixin))
    assert not {Question, Choice} & ReferenceIndex.indexed_models
