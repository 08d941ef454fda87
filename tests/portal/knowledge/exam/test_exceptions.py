"""An exception for one person: recorded with a reason, seen by the person, and counted where it counts."""

import datetime
import uuid

import pytest
from django.core import mail as sent_mails
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from portal import clock, mail
from portal.accounts import services as accounts
from portal.chapters import services as chapters
from portal.knowledge import models
from portal.knowledge.exam import queries as exam_queries
from portal.knowledge.exam import services as exam_services
from portal.models import Event, OutboxMail
from portal.moves import Stale
from portal.supporters import queries as supporter_queries
from portal.supporters.appointments import services as appointment_services
from portal.supporters.pathway import checklist, sets
from tests.conftest import attend_course, moment, person, sign, take_on
from tests.portal.knowledge.exam.taking import begin, finish, hold

pytestmark = pytest.mark.django_db
PLACE = "/sekretariat/kunnskapstest/unntak/"
REASON = "Hun leser ikke godt på skjerm."


def make(someone, kind, siri, **values):
    values = {"token": uuid.uuid4(), "known": someone.exam_exceptions.count(), "reason": REASON, **values}
    return exam_services.make_exception(someone, kind, by=siri, **values)


def place_of(someone):
    return reverse("portal:exam_exceptions_of", args=[someone.ref])


def asked(someone, **values):
    return {
        "kind": "more_attempts", "number": "2", "reason": REASON, "token": str(uuid.uuid4()),
        "version": str(someone.exam_exceptions.count()), **values,
    }  # fmt: skip


# What it does


@pytest.mark.slow
def test_more_attempts(kari, siri):
    hold(siri, most_attempts=1)
    finish(kari, 0)
    make(kari, "more_attempts", siri, number=2)
    standing = exam_queries.exam_status(kari, exam_queries.exam_settings())
    assert (standing.allowed, standing.may_begin) == (3, True)
    for _time in range(2):
        finish(kari, 0)
    assert exam_queries.exam_status(kari, exam_queries.exam_settings()).is_used_up


@pytest.mark.slow
def test_no_wait(kari, siri):
    hold(siri, wait_days=30)
    finish(kari, 0)
    assert exam_queries.exam_status(kari, exam_queries.exam_settings()).must_wait
    make(kari, "no_wait", siri)
    assert begin(kari).state == "open"


def test_an_oral_test_counts_from_its_day(kari, siri):
    make(kari, "oral_test", siri, held_on=datetime.date(2026, 3, 2), held_by="Kåre Krag")
    assert exam_queries.has_passed(kari)
    assert exam_queries.passed_on(kari) == datetime.date(2026, 3, 2)
    with pytest.raises(exam_services.AttemptNotAllowed):
        begin(kari)


def test_exempt_counts_from_the_day_it_was_decided(kari, siri):
    with clock.at(moment("2026-03-01 23:30")):
        make(kari, "exempt", siri)
    assert exam_queries.passed_on(kari) == datetime.date(2026, 3, 1)


@pytest.mark.parametrize("kind", ["more_attempts", "no_wait"])
def test_the_others_do_not_pass(kari, siri, kind):
    make(kari, kind, siri, **({"number": 1} if kind == "more_attempts" else {}))
    assert not exam_queries.has_passed(kari)
    assert exam_queries.passed_on(kari) is None


def test_what_is_taken_back_counts_no_more(kari, siri):
    exception = make(kari, "exempt", siri)
    for _click in range(2):
        exam_services.withdraw_exception(exception, by=siri)
    assert not exam_queries.has_passed(kari)
    assert exam_queries.exceptions_of(kari) == []
    assert Event.objects.filter(verb="test_exception.withdraw").count() == 1


@pytest.mark.slow
def test_the_last_requirement_met_by_an_exception_makes_a_supporter(kari, siri, bergen):
    category = supporter_queries.category("conversation_supporter")
    chapters.confirm_membership(kari, by=siri)
    attend_course(kari, siri)
    sign(kari)
    take_on(kari, category)
    appointment_services.appoint(kari, category, bergen, by=siri)
    assert checklist.missing(kari, category) == ["test"]

    make(kari, "oral_test", siri, held_on=datetime.date(2026, 3, 2), held_by="Kåre Krag")

    assert supporter_queries.supporter_of(kari).state == "active"
    assert sets.meets_requirements(kari)


def test_the_same_form_twice_is_one_and_another_meanwhile_is_told(kari, siri):
    token = uuid.uuid4()
    first = make(kari, "no_wait", siri, token=token, known=0)
    assert make(kari, "no_wait", siri, token=token, known=0) == first
    with pytest.raises(Stale):
        make(kari, "more_attempts", siri, number=2, known=0)
    assert (models.TestException.objects.count(), OutboxMail.objects.filter(person=kari.ref).count()) == (1, 1)


# What the person sees


@pytest.mark.parametrize(
    ("kind", "values"),
    [
        ("more_attempts", {"number": 2}),
        ("no_wait", {}),
        ("oral_test", {"held_on": datetime.date(2026, 3, 2), "held_by": "Kåre Krag"}),
        ("exempt", {}),
    ],
)
def test_the_person_sees_which_kind_and_not_why(kari, siri, client_of, kind, values):
    make(kari, kind, siri, **values)
    client = client_of(kari)
    page = client.get(reverse("portal:knowledge_test"))
    assert [exception.kind for exception in page.context["exam_status"].exceptions] == [kind]
    text = page.content.decode()
    assert text.count("alert-ok") == 1
    assert REASON not in text
    assert ("Kåre Krag" in text) == (kind == "oral_test")
    assert ("<form" in text.split("<main")[1].split("</main")[0]) == (kind in ("more_attempts", "no_wait"))
    data = client.get(reverse("portal:my_data"))
    assert [exception.kind for exception in data.context["exam_exceptions"]] == [kind]


def test_the_mail_says_where_to_look_and_nothing_of_why(kari, siri):
    make(kari, "exempt", siri)
    mail.send_due()
    [message] = sent_mails.outbox
    assert reverse("portal:knowledge_test") in message.body
    assert REASON not in message.body + message.subject


@pytest.mark.slow
def test_who_passed_by_exception_is_led_from_a_result_that_says_otherwise(kari, siri, client_of):
    finish(kari, 0)
    make(kari, "exempt", siri)
    assert client_of(kari).get(reverse("portal:exam_result")).url == reverse("portal:knowledge_test")


# The pages


@pytest.mark.slow
def test_find_the_person_and_make_the_exception(kari, siri, client_of):
    client = client_of(siri)
    found = client.post(PLACE, {"q": "kari krogh"})
    assert place_of(kari) in found.content.decode()
    assert client.get(place_of(kari)).status_code == 200
    posted = asked(kari)
    for _click in range(2):
        answer = client.post(place_of(kari), posted)
        assert (answer.status_code, answer.url) == (302, place_of(kari))
    made = models.TestException.objects.get()
    assert (made.person, made.kind, made.number, made.reason, made.recorded_by) == (
        kari, "more_attempts", 2, REASON, siri,
    )  # fmt: skip
    page = client.get(place_of(kari)).content.decode()
    assert REASON in page
    assert "no-store" in client.get(place_of(kari)).headers["Cache-Control"]
    client.post(place_of(kari), {"action": "withdraw", "exception": str(made.ref)})
    made.refresh_from_db()
    assert made.withdrawn_by == siri


def test_what_belongs_to_another_kind_is_left_out(kari, siri, client_of):
    posted = asked(kari, kind="oral_test", held_on="2.3.2026", held_by="Kåre Krag", number="7")
    with clock.at(moment("2026-06-03 12:00")):
        assert client_of(siri).post(place_of(kari), posted).status_code == 302
    made = models.TestException.objects.get()
    assert (made.number, made.held_on, made.held_by) == (None, datetime.date(2026, 3, 2), "Kåre Krag")


@pytest.mark.parametrize(
    ("changes", "wrong_fields"),
    [
        ({"kind": ""}, {"kind"}),
        ({"kind": "passed"}, {"kind"}),
        ({"number": ""}, {"number"}),
        ({"number": "0"}, {"number"}),
        ({"number": "x\x00"}, {"number"}),
        ({"reason": ""}, {"reason"}),
        ({"reason": "a" * 501}, {"reason"}),
        ({"reason": "a\x00b"}, {"reason"}),
        ({"kind": "oral_test"}, {"held_on", "held_by"}),
        ({"kind": "oral_test", "held_on": "31.12.2026", "held_by": "Kåre"}, {"held_on"}),
        ({"kind": "oral_test", "held_on": "en dag", "held_by": "Kåre\x00"}, {"held_on", "held_by"}),
    ],
)
def test_what_is_missing_is_told_and_what_was_typed_is_kept(kari, siri, client_of, changes, wrong_fields):
    posted = asked(kari, **changes)
    with clock.at(moment("2026-06-03 12:00")):
        page = client_of(siri).post(place_of(kari), posted)
    assert page.status_code == 200
    assert set(page.context["form"].errors) == wrong_fields
    assert page.context["form"]["reason"].value() == posted["reason"].replace("\x00", "")
    assert str(page.context["token"]) == posted["token"]
    assert models.TestException.objects.count() == 0


def test_another_window_was_first(kari, siri, client_of):
    posted = asked(kari)
    make(kari, "no_wait", siri)
    answer = client_of(siri).post(place_of(kari), posted)
    assert answer.status_code == 409
    assert REASON in answer.content.decode()
    assert models.TestException.objects.count() == 1


def test_nobody_makes_an_exception_for_themselves(siri, kari, client_of):
    client = client_of(siri)
    assert client.get(place_of(siri)).status_code == 404
    assert client.post(place_of(siri), asked(siri)).status_code == 404
    assert place_of(siri) not in client.post(PLACE, {"q": "siri"}).content.decode()
    assert models.TestException.objects.count() == 0


@pytest.mark.slow
def test_whoever_has_a_tie_makes_and_takes_back_no_exception(siri, kari, client_of):
    exception = make(kari, "exempt", siri)
    synne = person("synne@example.org", "Synne", "Sol")
    chapters.give_office(synne, "secretariat", by=siri)
    client = client_of(synne)
    withdraw = {"action": "withdraw", "exception": str(exception.ref)}
    assert client.get(place_of(kari)).status_code == 200
    accounts.declare_tie(synne, kari, by=synne)

    assert client.get(place_of(kari)).status_code == 404
    assert client.post(place_of(kari), asked(kari, kind="no_wait")).status_code == 404
    assert client.post(place_of(kari), withdraw).status_code == 404
    assert place_of(kari) not in client.post(PLACE, {"q": "kari"}).content.decode()
    assert [one.withdrawn_at for one in models.TestException.objects.all()] == [None]
    assert client_of(siri).post(place_of(kari), withdraw).status_code == 302
    assert not exam_queries.has_passed(kari)


@pytest.mark.slow
def test_others_meet_the_same_404_for_a_person_as_for_nobody(kari, ola, rolf, client_of):
    nobody = reverse("portal:exam_exceptions_of", args=[uuid.uuid4()])
    for someone in (ola, rolf):
        client = client_of(someone)
        assert [client.get(place).status_code for place in (place_of(kari), nobody)] == [404, 404]
        assert client.post(place_of(kari), asked(kari)).status_code == 404
        assert client.get(PLACE).status_code == 403


def test_it_needs_a_fresh_code(kari, siri, client_of):
    answer = client_of(siri, code_age=3600).post(place_of(kari), asked(kari))
    assert reverse("portal:fresh_code") in answer.url
    assert models.TestException.objects.count() == 0


@pytest.mark.parametrize("ref", ["", "tull", str(uuid.UUID(int=1)), "\x00"])
def test_an_exception_that_is_not_there_is_not_taken_back(kari, siri, client_of, ref):
    answer = client_of(siri).post(place_of(kari), {"action": "withdraw", "exception": ref})
    assert answer.status_code == 404


def test_another_persons_exception_is_not_taken_back_here(kari, ola, siri, client_of):
    exception = make(ola, "exempt", siri)
    answer = client_of(siri).post(place_of(kari), {"action": "withdraw", "exception": str(exception.ref)})
    assert answer.status_code == 404
    assert exam_queries.has_passed(ola)


@pytest.mark.slow
def test_who_has_no_attempt_left_is_listed_until_somebody_helps(kari, ola, siri, client_of):
    hold(siri, most_attempts=1)
    for someone in (kari, ola):
        finish(someone, 0)
    client = client_of(siri)
    assert client.get(PLACE).context["used_up"] == [kari, ola]
    make(kari, "more_attempts", siri, number=1)
    make(ola, "exempt", siri)
    assert client.get(PLACE).context["used_up"] == []


@pytest.mark.slow
def test_as_many_queries_for_five_people_as_for_one(siri, client_of):
    hold(siri, most_attempts=1)
    client = client_of(siri)

    def counted(number):
        for place in range(number):
            finish(person(f"per{number}{place}@example.org", "Per", f"Nr{number}{place}"), 0)
        client.get(PLACE)
        with CaptureQueriesContext(connection) as seen:
            found = client.post(PLACE, {"q": "per"}).context["used_up"]
        return len(found), len(seen)

    assert counted(1)[1] == counted(4)[1]
