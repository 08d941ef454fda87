"""The experts' queue: who sees which question, who has it, and what becomes of it."""

import pytest
from django.core.management import call_command

from portal import clock, to_do
from portal.experts import queries as expert_queries
from portal.experts import services as experts
from portal.experts.answering import services as answering_services
from portal.experts.models import Question
from portal.experts.workflow import State
from portal.models import OutboxMail
from portal.moves import IllegalMove
from portal.permissions import access_of
from tests.portal.experts.cast import ANSWER, NOW, TEXT, again, ask, code_of, later

pytestmark = pytest.mark.django_db
QUEUE = "/ekspert/"


def page_of(question):
    return f"/ekspert/{question.ref}/"


def lines_of(someone):
    someone.access = access_of(someone)
    return [line.title for line in to_do.waiting_for(to_do.Reader(someone))]


@pytest.mark.slow
def test_each_expert_sees_their_topics_and_what_another_has_is_seen_as_taken(is_open, eva, nils, kare, kari, client_of):
    about_work, other = ask(topic="work"), ask("Hva spiser jeg?", topic="everyday")

    assert [client_of(nils).get(page_of(one)).status_code for one in (about_work, other)] == [200, 404]
    assert client_of(kari).get(QUEUE).status_code == 403
    assert client_of(kare).get(page_of(other)).status_code == 404
    assert "trene" not in client_of(kare).get(QUEUE).content.decode()

    client = client_of(nils)
    assert client.post(page_of(about_work), {"action": "take"}).url == page_of(about_work)
    assert (again(about_work).taken_by, again(about_work).state) == (nils, State.TAKEN)
    assert client_of(eva).get(page_of(about_work)).url == QUEUE
    assert client_of(eva).post(page_of(about_work), {"action": "take"}).url == QUEUE
    assert client_of(eva).post(page_of(about_work), {"action": "answer", "answer": "Nei"}).status_code == 404
    assert again(about_work).taken_by == nils
    assert "Nils Nes" in client_of(eva).get(QUEUE).content.decode()


@pytest.mark.slow
def test_the_list_asks_as_often_however_many_wait(is_open, eva, client_of, django_assert_num_queries):
    client = client_of(eva)

    def count():
        with django_assert_num_queries(8) as asked:
            assert client.get(QUEUE).status_code == 200
        return len(asked)

    ask()
    client.get(QUEUE)
    one = count()
    for _number in range(12):
        ask()
    assert count() == one


@pytest.mark.slow
def test_a_draft_is_saved_then_the_answer_is_given_with_the_name_if_the_expert_wants(is_open, eva, client, client_of):
    with clock.at(NOW):
        question = ask()
        answering_services.take(question, by=eva)
    with later(days=3):
        staff = client_of(eva)
        version = staff.get(page_of(question)).context["case"].version
        staff.post(page_of(question), {"action": "save", "answer": "Ja", "version": version})
        stale = staff.post(page_of(question), {"action": "answer", "answer": "Nei, aldri", "version": version})
        assert (stale.status_code, "Nei, aldri" in stale.content.decode()) == (409, True)  # from another tab
        assert again(question).draft == "Ja"
        staff.post(QUEUE, {"shows_name": "on"})

        values = {"action": "answer", "answer": ANSWER, "version": again(question).version}
        assert [staff.post(page_of(question), values).status_code for _time in range(2)] == [302, 302]

        found = again(question)
        assert (found.state, found.answer, found.draft, found.taken_by) == (State.ANSWERED, ANSWER, "", None)
        assert (found.profession, found.shown_name, found.answered_by) == ("Sykepleier", "Eva Eng", eva)
        months = expert_queries.months()
        assert [(row.asked, row.answered, row.waits) for row in months] == [(1, 1, [3])]
        read = client.post("/spor-en-ekspert/svar/", {"code": code_of(question)}).content.decode()
        assert "Eva Eng, Sykepleier" in read


def test_the_secretariat_is_asked_back_and_the_expert_goes_on(is_open, eva, siri, client_of):
    question = ask()
    answering_services.take(question, by=eva)
    client_of(eva).post(page_of(question), {"action": "consult", "asked_office": "Har vi en brosjyre?"})

    assert (again(question).state, again(question).taken_by) == (State.CONSULTING, eva)
    assert "En ekspert har spurt dere om noe" in lines_of(siri)
    assert client_of(eva).post(page_of(question), {"action": "advise", "office_said": "Ja"}).status_code == 302
    assert again(question).state == State.CONSULTING  # it is not the expert's own to answer
    client_of(siri).post(page_of(question), {"action": "advise", "office_said": "Ja, den ligger ute."})

    assert (again(question).state, again(question).office_said) == (State.TAKEN, "Ja, den ligger ute.")
    assert "Skriv svar på et spørsmål" in lines_of(eva)
    subjects = OutboxMail.objects.filter(to__in=[eva.email, siri.email]).values_list("to", "subject")
    assert list(subjects.order_by("pk"))[-2:] == [
        (siri.email, "En ekspert har spurt dere om noe"), (eva.email, "Sekretariatet har svart deg"),
    ]  # fmt: skip
    assert not OutboxMail.objects.filter(text__contains="brosjyre").exists()


def test_a_question_is_ended_with_a_reason_that_whoever_asked_reads(is_open, eva, client, client_of):
    question = ask()
    answering_services.take(question, by=eva)
    client_of(eva).post(page_of(question), {"action": "refuse", "reason": "examine"})

    read = client.post("/spor-en-ekspert/svar/", {"code": code_of(question)}).content.decode()
    assert again(question).state == State.REFUSED
    assert "Spør legen din" in read
    with pytest.raises(IllegalMove):
        answering_services.answer(again(question), ANSWER, version=again(question).version, by=eva)


def test_an_expert_who_is_taken_off_the_list_leaves_what_was_written_to_the_next_one(
    is_open, eva, nils, siri, client_of
):
    question = ask(topic="work")
    answering_services.take(question, by=eva)
    answering_services.save_draft(question, "Jeg begynte", version=question.version, by=eva)
    client = client_of(eva)
    experts.remove_expert(expert_queries.expert_of(eva), by=siri)

    late = client.post(page_of(question), {"action": "answer", "answer": ANSWER, "version": again(question).version})

    assert late.status_code == 404
    assert (again(question).state, again(question).taken_by, again(question).draft) == (
        State.WAITING,
        None,
        "Jeg begynte",
    )
    with pytest.raises(IllegalMove):
        answering_services.take(again(question), by=eva)
    experts.add_expert(eva, profession="Sykepleier", topics=[], by=siri)
    read_at_once = again(question), again(question)
    answering_services.take(read_at_once[0], by=nils)
    with pytest.raises(IllegalMove):  # the other of two who press at the same time
        answering_services.take(read_at_once[1], by=eva)
    assert "Jeg begynte" in client_of(nils).get(page_of(question)).content.decode()


def test_what_is_held_too_long_or_by_a_closed_account_waits_again(is_open, eva, nils):
    with clock.at(NOW):
        one, two, three = ask(), ask(), ask()
        answering_services.take(one, by=eva)
        answering_services.take(two, by=nils)
        answering_services.take(three, by=eva)
        answering_services.consult(three, "Hva nå?", by=eva)
        nils.is_active = False
        nils.save()
        assert answering_services.release_overdue() == 1
    with later(days=7):
        assert answering_services.release_overdue() == 0
    with later(days=8):
        assert answering_services.release_overdue() == 1

    states = [again(question).state for question in (one, two, three)]
    assert states == [State.WAITING, State.WAITING, State.CONSULTING]


def test_after_a_week_the_experts_are_reminded_then_the_coordinator_each_once(is_open, eva, nils, kare):
    with clock.at(NOW):
        ask(topic="work")
        ask(topic="everyday")
    sent = []
    for days in (6, 7, 7, 13, 14, 14):
        with later(days=days):
            OutboxMail.objects.all().delete()
            answering_services.remind()
            sent.append(sorted(OutboxMail.objects.values_list("to", "subject")))

    late = "Et spørsmål har ventet lenge"
    to_experts = [(eva.email, late), (nils.email, late)]
    assert sent == [[], to_experts, [], [], [(kare.email, "Spørsmål til ekspertene har ventet lenge")], []]
    with later(days=14):
        assert "2 spørsmål til ekspertene har ventet i to uker" in lines_of(kare)
        assert "2 spørsmål venter på en ekspert" in lines_of(eva)
        assert "1 spørsmål venter på en ekspert" in lines_of(nils)


@pytest.mark.slow
def test_the_periods_that_are_promised_are_kept(is_open, eva, siri):
    with clock.at(NOW):
        _waiting, done, refused = ask("Er dette nytt?"), ask("Er dette trygt?"), ask("Er dette lurt?")
        for question in (done, refused):
            answering_services.take(question, by=eva)
        answering_services.answer(done, ANSWER, version=done.version, by=eva)
        answering_services.refuse(refused, "not_ours", by=eva)
    left = {}
    for days in (29, 31, 89, 91):
        with later(days=days):
            call_command("forget", verbosity=0)
            left[days] = Question.objects.count()

    assert left == {29: 3, 31: 2, 89: 2, 91: 0}
    assert [(row.asked, row.answered, row.refused) for row in expert_queries.months()] == [(3, 1, 1)]


def test_staff_rules_hold_for_an_expert(eva, siri, client):
    """Without a second factor an expert gets no further than to where it is set up."""
    assert access_of(eva).is_staff
    client.force_login(eva)
    assert client.get(QUEUE).url == "/sikkerhet/app/"


def test_the_texts_of_the_questions_are_in_no_list(is_open, eva, client_of):
    ask(TEXT)
    assert "sliten" not in client_of(eva).get(QUEUE).content.decode()
    assert "sliten" not in client_of(eva).get("/min-side/").content.decode()
