"""How the test is held: every setting decides what it says, and an attempt keeps those that it began with."""

import datetime

import pytest
from django.urls import reverse

from portal import clock
from portal.accounts import services as accounts
from portal.chapters import services as chapters
from portal.knowledge import models
from portal.knowledge.exam import queries as exam_queries
from portal.knowledge.exam import services as exam_services
from portal.knowledge.models import Attempt, Question, Theme
from portal.models import Event
from portal.moves import Stale
from tests.conftest import moment, person
from tests.portal.knowledge.exam.taking import answer_what_returned, begin, finish, hold, settle, wrong

pytestmark = pytest.mark.django_db
PLACE = "/sekretariat/kunnskapstest/"
ASKED = {
    "questions": "6", "pass_mark": "5", "counting_tries": "1", "must_pass_critical": "on", "most_attempts": "3",
    "wait_days": "7", "theme_role": "2", "theme_reporting": "0", "version": "1",
}  # fmt: skip


def safe_and_other(attempt):
    """The positions of the questions about safety, and of the others."""
    rows = list(attempt.questions.all())
    safe = [question.position for question in rows if question.is_critical]
    return safe, [question.position for question in rows if question.position not in safe]


@pytest.fixture
def one_critical(db):
    """A bank with a single question about safety, so that each test has exactly one."""
    Question.objects.update(critical=False)
    Question.objects.filter(code="crisis-1").update(critical=True)


@pytest.fixture
def cast(kari, rolf, siri, bergen):
    kare = person("kare@example.org", "Kåre", "Krag")
    chapters.give_office(kare, "coordinator", by=siri, starts=datetime.date(2020, 1, 1))
    return {"kari": kari, "rolf": rolf, "siri": siri, "kare": kare}


# What counts


def test_only_the_first_try_counts_where_it_is_said_so(kari, siri):
    hold(siri, counting_tries=1)
    attempt = begin(kari)
    settle(attempt, *range(1, 10))
    question = attempt.questions.get(position=10)
    exam_services.answer(attempt, 10, wrong(question), by=kari)
    assert exam_services.answer(attempt, 10, question.right_ids, by=kari).returns is False
    attempt.refresh_from_db()
    assert attempt.right == 9


def test_what_returns_counts_for_nothing(kari, one_critical):
    attempt = begin(kari)
    safe, others = safe_and_other(attempt)
    settle(attempt, *safe, *others[:6])
    settle(attempt, *others[6:], right=False)
    assert attempt.questions.filter(returns=True).count() == 3
    for question in attempt.questions.filter(returns=True):
        again = exam_services.answer_again(attempt, question.position, question.right_ids, by=kari)
        assert (again.right, again.tries, again.returns) == (True, 3, False)
    attempt.refresh_from_db()
    assert (attempt.state, attempt.right) == ("failed", 7)


def test_without_it_nothing_returns(kari, siri):
    hold(siri, brings_back=False)
    attempt = begin(kari)
    settle(attempt, *range(1, 11), right=False)
    attempt.refresh_from_db()
    assert (attempt.state, attempt.questions.filter(returns=True).count()) == ("failed", 0)


def test_a_question_returns_once(kari):
    attempt = begin(kari)
    settle(attempt, 1, right=False)
    question = attempt.questions.get(position=1)
    for _post in range(3):
        question = exam_services.answer_again(attempt, 1, wrong(question), by=kari)
    assert (question.tries, question.returns, len(question.answers)) == (3, False, 3)


@pytest.mark.parametrize(("must_pass", "state"), [(True, "failed"), (False, "passed")])
def test_a_question_about_safety_that_ends_wrong(kari, siri, client_of, one_critical, must_pass, state):
    hold(siri, must_pass_critical=must_pass)
    attempt = begin(kari)
    safe, others = safe_and_other(attempt)
    settle(attempt, *others)
    settle(attempt, *safe, right=False)
    answer_what_returned(attempt)
    attempt.refresh_from_db()
    assert (attempt.state, attempt.right) == (state, 9)
    result = client_of(kari).get(reverse("portal:exam_result"))
    assert [theme for theme, _chapters in result.context["critical"]] == ([Theme.CRISIS.label] if must_pass else [])
    assert result.context["enough"] is True


def test_an_attempt_keeps_what_it_began_with(kari, siri):
    attempt = begin(kari)
    hold(siri, pass_mark=1, counting_tries=1, must_pass_critical=False, brings_back=False, questions=3)
    settle(attempt, *range(1, 10))
    settle(attempt, 10, right=False)
    attempt.refresh_from_db()
    assert (attempt.pass_mark, attempt.counting_tries, attempt.must_pass_critical) == (8, 2, True)
    assert (attempt.state, attempt.questions.filter(returns=True).count()) == ("open", 1)


# How often


@pytest.mark.slow
def test_no_limit_and_no_wait_as_it_comes(kari):
    for _time in range(4):
        finish(kari, 0)
    assert exam_queries.exam_status(kari, exam_queries.exam_settings()).may_begin


@pytest.mark.slow
def test_when_the_attempts_are_used_up_a_talk_is_offered(kari, siri, cast, client_of):
    hold(siri, most_attempts=2)
    accounts.change_details(cast["kare"], by=cast["kare"], given_name="Kåre", family_name="Krag", phone="+4723001004")
    for _time in range(2):
        finish(kari, 0)
    client = client_of(kari)
    page = client.get(reverse("portal:knowledge_test"))
    assert page.context["exam_status"].is_used_up
    text = page.content.decode().split("<main")[1].split("</main")[0]
    assert ('href="mailto:epost@ms.no"' in text, "tel:" in text) == (True, False)
    assert ("Kåre Krag" in text, "23001004" in text.replace("\xa0", "")) == (True, False)
    assert "<form" not in text
    assert client.post(reverse("portal:knowledge_test")).status_code == 200
    assert Attempt.objects.count() == 2
    most_attempts = exam_queries.exam_settings().most_attempts
    assert list(exam_queries.people_without_attempts_left(most_attempts)) == [kari]
    with pytest.raises(exam_services.AttemptNotAllowed):
        begin(kari)


@pytest.mark.slow
def test_an_attempt_that_is_begun_goes_on_when_the_limit_comes(kari, siri):
    finish(kari, 0)
    attempt = begin(kari)
    hold(siri, most_attempts=1)
    assert begin(kari) == attempt


@pytest.mark.slow
def test_the_wait_is_in_norwegian_days(kari, siri, client_of):
    hold(siri, wait_days=2)
    with clock.at(moment("2026-03-01 23:30")):
        finish(kari, 0)
    with clock.at(moment("2026-03-02 23:59")):
        page = client_of(kari).get(reverse("portal:knowledge_test"))
        assert page.context["exam_status"].may_begin_on == datetime.date(2026, 3, 3)
        assert "3. mars 2026" in page.content.decode()
        with pytest.raises(exam_services.AttemptNotAllowed):
            begin(kari)
    with clock.at(moment("2026-03-03 00:01")):
        assert begin(kari).state == "open"


# The page of the secretariat


@pytest.mark.slow
def test_the_secretariat_changes_how_the_test_is_held(siri, client_of):
    client = client_of(siri)
    page = client.get(PLACE)
    assert page.status_code == 200
    answer = client.post(PLACE, ASKED)
    assert (answer.status_code, answer.url) == (302, PLACE)
    held = exam_queries.exam_settings()
    assert (held.questions, held.pass_mark, held.counting_tries, held.must_pass_critical) == (6, 5, 1, True)
    assert (held.brings_back, held.most_attempts, held.wait_days) == (False, 3, 7)
    assert held.themes == {"role": 2, "reporting": 0}
    assert Event.objects.filter(verb="test_settings.change").count() == 1
    again = client.get(PLACE).context["form"].initial
    assert (again["theme_role"], again["theme_reporting"], again["counting_tries"]) == (2, 0, "1")


def test_empty_means_no_limit(siri, client_of):
    hold(siri, most_attempts=2, wait_days=3)
    client_of(siri).post(PLACE, {**ASKED, "most_attempts": "", "wait_days": "", "version": "2"})
    assert (exam_queries.exam_settings().most_attempts, exam_queries.exam_settings().wait_days) == (None, 0)


@pytest.mark.parametrize(
    ("changes", "wrong_fields"),
    [
        ({"questions": ""}, {"questions"}),
        ({"questions": "0"}, {"questions"}),
        ({"questions": "100000"}, {"questions"}),
        ({"pass_mark": "7"}, {"pass_mark"}),
        ({"pass_mark": "-1"}, {"pass_mark"}),
        ({"counting_tries": "3"}, {"counting_tries"}),
        ({"most_attempts": "0"}, {"most_attempts"}),
        ({"wait_days": "mange"}, {"wait_days"}),
        ({"theme_role": "99"}, {"theme_role"}),
        ({"theme_role": "3", "theme_crisis": "3", "theme_boundaries": "2"}, {"__all__"}),
        ({"questions": "20"} | {f"theme_{theme}": "0" for theme in ("understanding", "role", "confidentiality",
          "conversation", "boundaries", "crisis", "reporting")}, {"__all__"}),
        ({"questions": "\x00"}, {"questions"}),
        ({"questions": "9" * 10_000}, {"questions"}),
    ],
)  # fmt: skip
def test_what_cannot_be_is_told_and_kept(siri, client_of, changes, wrong_fields):
    page = client_of(siri).post(PLACE, {**ASKED, **changes})
    assert page.status_code == 200
    assert set(page.context["form"].errors) == wrong_fields
    assert page.context["form"]["wait_days"].value() == {**ASKED, **changes}["wait_days"]
    assert models.TestSettings.objects.count() == 0


def test_two_windows_do_not_overwrite_each_other(siri, client_of):
    client = client_of(siri)
    client.post(PLACE, ASKED)
    answer = client.post(PLACE, {**ASKED, "questions": "9"})
    assert answer.status_code == 409
    assert exam_queries.exam_settings().questions == 6
    with pytest.raises(Stale):
        exam_services.change_settings(version=1, by=siri, questions=9)


def test_changing_needs_a_fresh_code(siri, client_of):
    answer = client_of(siri, code_age=3600).post(PLACE, ASKED)
    assert answer.status_code == 302
    assert reverse("portal:fresh_code") in answer.url
    assert models.TestSettings.objects.count() == 0


@pytest.mark.parametrize(
    ("name", "who"),
    [
        ("exam_rules", {"siri"}),
        ("exam_items", {"siri"}),
        ("exam_exceptions", {"siri", "kare"}),
        ("practice", {"kari", "rolf", "siri", "kare"}),
        ("knowledge_test", {"kari", "rolf", "siri", "kare"}),
    ],
)
def test_who_opens_which_page(cast, client_of, client, name, who):
    place = reverse(f"portal:{name}")
    opened = {called for called, one in cast.items() if client_of(one).get(place).status_code == 200}
    assert opened == who
    assert client.get(place).status_code == 302
    assert client.post(place).status_code == 302
