"""Asking without a name: what is shown before it is sent, what is refused, and who can read the answer."""

import datetime
import re
import uuid

import pytest
from django.test import Client

from portal import clock, events, fragments
from portal.experts import queries as expert_queries
from portal.experts import services as experts
from portal.experts.answering import services as answering_services
from portal.experts.asking import codes
from portal.experts.models import Question, QuestionMonth
from portal.models import Event, EventDetails, OutboxMail
from tests.portal.experts.cast import ANSWER, NOW, TEXT, again, answered, ask, code_of

pytestmark = pytest.mark.django_db
PAGE, ASK, ANSWERS = "/spor-en-ekspert/", "/spor-en-ekspert/still/", "/spor-en-ekspert/svar/"
ANSWERED = {"text": TEXT, "topic": "", "may_publish": "no"}


def opened(client, at=NOW):
    with clock.at(at):
        return client.get(ASK).context["started"]


def send(client, at=NOW, started=None, action="send", **changes):
    """Open the form, take one's time, send it."""
    started = started or opened(client, at)
    with clock.at(at + datetime.timedelta(seconds=30)):
        return client.post(ASK, {**ANSWERED, "started": started, "action": action, **changes})


@pytest.mark.slow
def test_nothing_is_there_until_the_service_is_opened_with_somebody_who_answers(siri, eva, client):
    assert [client.get(address).status_code for address in (PAGE, ASK, ANSWERS)] == [404, 404, 404]
    assert "/spor-en-ekspert/" not in client.get("/").content.decode()
    experts.remove_expert(expert_queries.expert_of(eva), by=siri)
    with pytest.raises(experts.NoExpert):
        experts.open_service(by=siri)

    experts.add_expert(eva, profession="Sykepleier", topics=[], by=siri)
    experts.open_service(by=siri)
    fragments.forget_cached()

    assert [client.get(address).status_code for address in (PAGE, ASK, ANSWERS)] == [200, 200, 200]
    assert "/spor-en-ekspert/" in client.get("/raadgivning/").content.decode().split("<footer")[1]
    assert client.get(PAGE).cookies == {} == Client().get(PAGE).cookies


@pytest.mark.slow
def test_it_is_looked_through_then_sent_once_and_the_code_reads_the_answer(is_open, eva, nils, client, caplog):
    started = opened(client)
    checked = send(client, started=started, action="check").content.decode()
    assert (Question.objects.count(), "Kan jeg trene når jeg er sliten?<br>" in checked) == (0, True)

    first, second = (send(client, started=started) for _time in range(2))

    question = Question.objects.get()
    assert (question.text, question.may_publish, question.language) == (TEXT, False, "nb")
    code = code_of(question)
    assert first.status_code == second.status_code == 200
    assert code in first.content.decode()
    assert code in second.content.decode()
    assert "no-store" in first.headers["Cache-Control"]
    assert code.replace("-", "") not in str(Question.objects.values().get())
    assert set(client.cookies) == {"csrftoken"}
    told = OutboxMail.objects.filter(subject="Et spørsmål venter på deg").order_by("to").values_list("to", flat=True)
    assert list(told) == [eva.email, nils.email]
    assert [mail.text for mail in OutboxMail.objects.all() if "trene" in mail.text] == []
    assert not EventDetails.objects.filter(text__contains="trene").exists()
    assert list(QuestionMonth.objects.values_list("asked", "answered")) == [(1, 0)]

    answering_services.take(question, by=eva)
    answering_services.answer(question, ANSWER, version=question.version, by=eva)
    read = client.post(ANSWERS, {"code": code.lower().replace("-", " ")})

    assert ANSWER in read.content.decode()
    assert "Sykepleier" in read.content.decode()
    assert "Eva" not in read.content.decode()
    assert "no-store" in read.headers["Cache-Control"]
    assert client.get(ANSWERS, {"code": code}).content.decode().count(ANSWER) == 0
    assert code not in caplog.text


def test_whoever_does_not_want_to_live_sees_the_numbers_before_it_is_sent(is_open, client):
    text = "Jeg vil ikke leve lenger. Hva gjør jeg?"
    page = send(client, action="check", text=text).content.decode()

    top = page[page.index("<main") : page.index("<h1")]
    assert re.findall(r'href="tel:([^"]+)"', top)[:3] == ["116123", "+4722400040", "113"]
    assert "Meldingen er ikke sendt ennå" in page
    assert 'value="send"' in page
    assert "Har du det vondt nå?" in send(client, text=text).content.decode()
    assert Question.objects.get().text == text


@pytest.mark.slow
def test_what_robots_and_floods_send_is_refused(is_open, client):
    with clock.at(NOW):
        quick = client.post(ASK, {**ANSWERED, "started": client.get(ASK).context["started"], "action": "send"})
    trapped = send(client, website="https://example.org")
    long = send(client, text="a b" * 40_000)
    answers = [send(client, text=f"{TEXT} {number} ganger?").status_code for number in range(7)]

    assert "Det gikk veldig fort" in quick.content.decode()
    assert [len(page.context["form"].errors) for page in (quick, trapped, long)] == [1, 1, 1]
    assert answers == [200] * 5 + [429] * 2
    assert Question.objects.count() == 5
    assert OutboxMail.objects.filter(subject="Et spørsmål venter på deg").count() == 2  # once a day for each


def test_what_is_written_is_never_a_part_of_the_page(is_open, eva, client, client_of):
    evil = '<script>alert(1)</script> "><img src=x onerror=alert(1)> {{ 7|add:7 }}'
    checked = send(client, action="check", text=evil)
    send(client, text=evil)
    question = Question.objects.get()
    seen = [checked, client.post(ANSWERS, {"code": code_of(question)}), client_of(eva).get(f"/ekspert/{question.ref}/")]

    for page in seen:
        html = page.content.decode()
        assert page.status_code == 200
        assert "&lt;script&gt;alert(1)" in html
        assert "<script>alert" not in html
        assert "<img src=x" not in html


@pytest.mark.slow
def test_another_code_gives_nothing_and_can_be_tried_ten_times_an_hour(is_open, client):
    question = ask()
    wrong = [client.post(ANSWERS, {"code": codes.code_for(uuid.uuid4())}) for _time in range(11)]

    assert [page.status_code for page in wrong] == [200] * 10 + [429]
    assert [page for page in wrong if "trene" in page.content.decode()] == []
    assert client.post(ANSWERS, {"code": code_of(question)}).status_code == 429
    assert Client(REMOTE_ADDR="192.0.2.7").post(ANSWERS, {"code": code_of(question)}).status_code == 200


def test_whoever_asked_deletes_it_with_the_code_and_the_answer_goes_too(is_open, eva, client):
    question = answered(eva)
    asks = client.post(ANSWERS, {"code": code_of(question), "action": "ask_to_delete"})
    assert (asks.status_code, Question.objects.count()) == (200, 1)

    gone = client.post(ANSWERS, {"code": code_of(question), "action": "delete"})

    assert (gone.url, Question.objects.count()) == ("/spor-en-ekspert/slettet/", 0)
    assert client.get(gone.url).status_code == 200
    assert "Ingen spørsmål har denne koden" in client.post(ANSWERS, {"code": code_of(question)}).content.decode()
    assert Event.objects.filter(subject=question.ref, actor=None, verb="expert_question.withdraw").exists()
    events.seal_pending()
    assert events.verify().faults == []


@pytest.mark.slow
def test_the_answer_can_be_read_after_the_service_is_closed(is_open, eva, siri, client):
    question, started = answered(eva), opened(client)
    experts.close_service(by=siri)
    fragments.forget_cached()

    assert [client.get(address).status_code for address in (PAGE, ASK)] == [404, 404]
    assert send(client, started=started).status_code == 409
    assert ANSWER in client.post(ANSWERS, {"code": code_of(again(question))}).content.decode()
