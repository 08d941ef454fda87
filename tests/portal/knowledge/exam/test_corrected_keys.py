"""A key that is corrected counts from that moment, and the answers before it can be judged anew."""

import pytest

from portal.knowledge.exam import queries as exam_queries
from portal.knowledge.exam import services as exam_services
from portal.knowledge.models import Question
from portal.models import Event, OutboxMail
from portal.moves import Stale
from tests.portal.knowledge.exam.taking import answer_what_returned, begin, finish, hold, settle, wrong

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def single():
    """Only questions with one right answer, so that another choice can become it."""
    Question.objects.exclude(kind="single").update(is_active=False)


def other_key(asked):
    """Correct the key in the bank: the first wrong choice becomes the right one. Returns the id of that choice."""
    chosen = wrong(asked)[0]
    code = next(choice["code"] for choice in asked.wording["choices"] if choice["id"] == chosen)
    asked.question.choices.update(right=False)
    asked.question.choices.filter(code=code).update(right=True)
    return chosen


def correct(question, siri):
    question = Question.objects.get(pk=question.pk)
    return exam_services.correct_answers(question, key=exam_queries.right_codes(question), by=siri)


def answered(attempt, position=1):
    asked = attempt.questions.get(position=position)
    return asked.tries, asked.right, asked.settled, asked.returns


def verbs(attempt):
    return list(Event.objects.filter(subject=attempt.ref).order_by("pk").values_list("verb", flat=True))


def subjects(person):
    return list(OutboxMail.objects.filter(person=person.ref).order_by("pk").values_list("subject", flat=True))


def test_an_open_attempt_is_judged_by_the_key_in_force(kari):
    attempt = begin(kari)
    asked = attempt.questions.get(position=1)
    before, after = next(iter(asked.right_ids)), other_key(asked)
    assert exam_services.answer(attempt, 1, [before], by=kari).right is False
    asked = exam_services.answer(attempt, 1, [after], by=kari)
    assert (asked.right, asked.settled, asked.right_ids) == (True, True, {after})
    assert exam_queries.judged_by_another_key(asked.question) == []


def test_the_page_shows_a_question_that_waits_as_it_is_now(kari, client_of):
    asked = begin(kari).questions.get(position=1)
    Question.objects.filter(pk=asked.question_id).update(text={"nb": "Hva gjør du nå?"})
    asked.question.choices.filter(right=True).update(text={"nb": "Jeg lytter først."})
    page = client_of(kari).get("/kunnskapstest/sporsmal/1/").content.decode()
    assert "Hva gjør du nå?" in page
    assert "Jeg lytter først." in page


def test_a_key_that_was_not_offered_leaves_the_copy(kari):
    attempt = begin(kari)
    asked = attempt.questions.get(position=1)
    asked.question.choices.update(right=False)
    asked.question.choices.create(text={"nb": "Et nytt svar"}, right=True)
    assert exam_services.answer(attempt, 1, asked.right_ids, by=kari).right is True


@pytest.mark.slow
def test_a_failed_attempt_passes_by_the_corrected_key(kari, siri):
    attempt = finish(kari, 7)
    asked = attempt.questions.filter(right=False).first()
    other_key(asked)
    [row] = exam_queries.judged_by_another_key(asked.question)
    assert (row.was_right, row.is_right, row.state, row.right) == (False, True, "passed", 8)
    assert correct(asked.question, siri) == 1
    attempt.refresh_from_db()
    assert (attempt.state, attempt.right, answered(attempt, asked.position)) == ("passed", 8, (1, True, True, False))
    assert verbs(attempt) == ["attempt.start", "attempt.fail", "attempt.correct_to_passed"]
    assert subjects(kari) == ["Nytt om kunnskapstesten"]
    assert correct(asked.question, siri) == 0
    assert len(verbs(attempt)) == 3


@pytest.mark.slow
def test_a_passed_attempt_fails_by_the_corrected_key_and_back(kari, siri):
    attempt = finish(kari, 8)
    asked = attempt.questions.filter(right=True).first()
    key = asked.question.choices.get(right=True).code
    other_key(asked)
    correct(asked.question, siri)
    attempt.refresh_from_db()
    assert (attempt.state, attempt.right, exam_queries.has_passed(kari)) == ("failed", 7, False)
    asked.question.choices.update(right=False)
    asked.question.choices.filter(code=key).update(right=True)
    correct(asked.question, siri)
    attempt.refresh_from_db()
    assert (attempt.state, attempt.right, exam_queries.has_passed(kari)) == ("passed", 8, True)
    assert verbs(attempt)[2:] == ["attempt.correct_to_failed", "attempt.correct_to_passed"]
    assert len(subjects(kari)) == 3  # passed, failed, passed


def test_where_the_result_stays_nobody_hears_of_it(kari, siri):
    attempt = finish(kari, 10)
    asked = next(one for one in attempt.questions.all() if not one.is_critical)
    other_key(asked)
    told = subjects(kari)
    correct(asked.question, siri)
    attempt.refresh_from_db()
    assert (attempt.state, attempt.right, subjects(kari)) == ("passed", 9, told)
    assert verbs(attempt)[2:] == ["attempt.correct"]


def test_an_answer_in_an_open_attempt_is_put_right(kari, ola, siri):
    first, second = begin(kari), begin(ola)
    asked = first.questions.get(position=1)
    settle(first, 1, right=False)
    same = next(one for one in second.questions.all() if one.question_id == asked.question_id)
    settle(second, same.position)
    other_key(asked)
    assert correct(asked.question, siri) == 2
    assert answered(first) == (1, True, True, False)  # no longer asked once more
    assert answered(second, same.position) == (1, False, False, False)  # may be tried again
    assert verbs(first) == verbs(second) == ["attempt.start", "attempt.correct"]


def test_an_attempt_that_waited_for_this_alone_is_finished(kari, siri):
    attempt = begin(kari)
    settle(attempt, *range(2, 11))
    settle(attempt, 1, right=False)
    asked = attempt.questions.get(position=1)
    other_key(asked)
    correct(asked.question, siri)
    attempt.refresh_from_db()
    assert (attempt.state, attempt.right) == ("passed", 10)
    assert verbs(attempt) == ["attempt.start", "attempt.pass"]


def test_a_key_that_changed_again_is_stale(kari, siri):
    asked = finish(kari, 7).questions.filter(right=False).first()
    shown = exam_queries.right_codes(asked.question)
    other_key(asked)
    with pytest.raises(Stale):
        exam_services.correct_answers(Question.objects.get(pk=asked.question_id), key=shown, by=siri)


@pytest.mark.slow
def test_the_secretariat_sees_the_answers_and_puts_them_right(kari, siri, client_of):
    attempt = finish(kari, 7)
    asked = attempt.questions.filter(right=False).first()
    client, address = client_of(siri), f"/sekretariat/kunnskapstest/sporsmal/{asked.question.code}/"
    assert "Vurdert etter en annen fasit" not in client.get(address).content.decode()
    other_key(asked)
    page = client.get(address).content.decode()
    assert "Vurdert etter en annen fasit" in page
    assert "Blir bestått" in page
    assert kari.family_name not in page
    key = ",".join(exam_queries.right_codes(Question.objects.get(pk=asked.question_id)))
    assert client.post(f"{address}doem-pa-nytt/", {"key": key}).status_code == 302
    attempt.refresh_from_db()
    assert attempt.state == "passed"


def test_only_the_secretariat_judges_anew(kari, client_of):
    asked = finish(kari, 7).questions.filter(right=False).first()
    address = f"/sekretariat/kunnskapstest/sporsmal/{asked.question.code}/doem-pa-nytt/"
    assert client_of(kari).post(address, {"key": ""}).status_code == 403


@pytest.mark.slow
@pytest.mark.parametrize(
    ("language", "before", "after"),
    [
        ("nb", "må besvares riktig på første forsøk", "teller bare det første forsøket"),
        ("nn", "må ha rett svar på første forsøk", "tel berre det første forsøket"),
        ("en", "answered correctly on the first attempt", "only the first attempt counts"),
    ],
)
def test_a_safety_question_that_was_put_right_too_late_is_named(kari, siri, client_of, language, before, after):
    hold(siri, counting_tries=1)
    kari.language = language
    kari.save()
    client = client_of(kari)
    client.cookies["django_language"] = language
    prefix = "" if language == "nb" else f"/{language}"
    assert before in client.get(f"{prefix}/kunnskapstest/").content.decode()
    attempt = begin(kari)
    for asked in attempt.questions.all():
        if asked.is_critical:
            exam_services.answer(attempt, asked.position, wrong(asked), by=kari)
        exam_services.answer(attempt, asked.position, asked.right_ids, by=kari)
    answer_what_returned(attempt)
    attempt.refresh_from_db()
    assert attempt.state == "failed"
    for address in ("/kunnskapstest/resultat/", "/kunnskapstest/"):
        assert after in client.get(f"{prefix}{address}").content.decode()
