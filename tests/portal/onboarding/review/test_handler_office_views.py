"""Whose desk an application is on: taken, handed over, sent on, or given up by somebody who is too close."""

import datetime

import pytest

from portal import clock
from portal.accounts.models import Reading, Tie
from portal.chapters import services as chapters
from portal.models import Event
from portal.onboarding.models import Application
from portal.onboarding.review import queries as review_queries
from portal.onboarding.review import services as review_services
from portal.supporters import services as supporters
from tests.conftest import make_supporter, raw_answers, send_in
from tests.portal.onboarding.review.test_office_views import mailed, path
from tests.portal.waiting import titles

pytestmark = pytest.mark.django_db


@pytest.mark.slow
def test_the_case_is_taken_and_the_others_are_told_on_the_page(submitted, rolf, siri, client_of):
    for _press in range(2):
        assert client_of(rolf).post(path(submitted, "ta/"), {"handler": ""}).status_code == 302

    page = client_of(siri).get(path(submitted)).content.decode()
    assert Application.objects.get().handler == rolf
    assert "Rolf Rygg har denne saken." in page
    assert Event.objects.filter(verb="application.take").count() == 1


def test_a_case_that_was_taken_meanwhile_is_not_taken_silently(submitted, rolf, siri, client_of):
    review_services.take(submitted, by=rolf)

    late = client_of(siri).post(path(submitted, "ta/"), {"handler": ""})
    known = client_of(siri).post(path(submitted, "ta/"), {"handler": rolf.ref})

    assert (late.status_code, known.status_code, Application.objects.get().handler) == (409, 302, siri)


def test_handed_over_the_other_one_hears_of_it_alone(submitted, rolf, berit, client_of):
    mailed()
    for _press in range(2):
        client_of(rolf).post(path(submitted, "gi-videre/"), {"to": berit.ref, "handler": ""})

    assert Application.objects.get().handler == berit
    assert mailed() == ["berit"]


@pytest.mark.parametrize("who", ["turid", "kari", "ola"])
def test_it_is_not_handed_to_somebody_who_may_not_answer(request, submitted, rolf, who, client_of):
    to = request.getfixturevalue(who)

    client_of(rolf).post(path(submitted, "gi-videre/"), {"to": to.ref, "handler": ""})

    assert Application.objects.get().handler is None
    with pytest.raises(review_services.CannotAssess):
        review_services.hand_over(submitted, to, by=rolf)


@pytest.mark.parametrize(("part", "status"), [("ta/", 404), ("gi-videre/", 302)])
def test_who_lost_the_office_while_the_page_was_on_its_way(
    monkeypatch, submitted, rolf, berit, part, status, client_of
):
    """The page let them in, and the office ended before the action."""
    client = client_of(berit if part == "ta/" else rolf)

    def too_late(*_case, **_by):
        raise review_services.CannotAssess

    monkeypatch.setattr(review_services, "_put_on_desk", too_late)
    done = client.post(path(submitted, part), {"to": berit.ref, "handler": ""})

    assert (done.status_code, Application.objects.get().handler) == (status, None)


@pytest.mark.slow
def test_a_tie_is_declared_before_anything_is_read_and_the_case_is_gone(submitted, rolf, berit, kari, client_of):
    client = client_of(rolf)
    mailed()
    page = client.get(path(submitted, "inhabil/"))

    for _press in range(2):
        assert client.post(path(submitted, "inhabil/")).status_code == 302

    assert "gi videre det jeg selv fikk" not in page.content.decode()
    assert Reading.objects.count() == 0
    assert list(Tie.objects.values_list("person", "to")) == [(rolf.pk, kari.pk)]
    assert client.get(path(submitted)).status_code == 404
    assert client.get("/lokalforening/bergen/").context["lines"] == []
    assert mailed() == ["berit"]


def send_on(client, application, chapter, **changes):
    application.refresh_from_db()
    handler = str(application.handler.ref) if application.handler else ""
    values = {"chapter": chapter, "version": application.version, "handler": handler, **changes}
    return client.post(path(application, "annen-forening/"), values)


@pytest.mark.slow
def test_sent_on_it_is_the_other_boards_and_the_time_begins_anew(submitted, rolf, turid, kari, client_of):
    review_services.take(submitted, by=rolf)
    Application.objects.update(waiting_since=clock.now() - datetime.timedelta(days=15))
    mailed()
    first = send_on(client_of(rolf), submitted, "oslo")
    again = send_on(client_of(rolf), submitted, "oslo")

    submitted.refresh_from_db()
    assert (submitted.chapter, submitted.assessed_in, submitted.handler) == (turid.offices.get().chapter,) * 2 + (None,)
    assert clock.now() - submitted.waiting_since < datetime.timedelta(minutes=1)
    assert [found.chapter for found in kari.candidacies.all()] == [submitted.chapter]
    assert (mailed(), first.status_code, again.status_code) == (["kari", "turid"], 302, 302)
    assert Event.objects.filter(verb="application.send_on").count() == 1
    assert client_of(rolf).get(path(submitted)).status_code == 404
    shown = client_of(turid).get(path(submitted))
    assert "Oslo" in [line.what.split()[-1] for line in shown.context["history"]]


@pytest.mark.slow
def test_who_did_not_know_where_they_belong_is_sent_to_a_chapter_by_the_secretariat(kari, rolf, siri, client_of):
    application = send_in(kari, raw_answers(kari, chapter="unknown"))
    assert application.chapter is None
    mailed()
    for _press in range(2):
        assert send_on(client_of(siri), application, "bergen").status_code == 302

    application.refresh_from_db()
    assert (application.assessed_in.short_name, mailed()) == ("bergen", ["kari", "rolf"])


@pytest.mark.slow
def test_what_changed_meanwhile_is_not_sent_on(submitted, rolf, berit, turid, siri, client_of):
    version = submitted.version
    review_services.take(submitted, by=berit)
    taken = send_on(client_of(rolf), submitted, "oslo", handler="")
    send_on(client_of(siri), submitted, "oslo")
    old = send_on(client_of(siri), submitted, "bergen", version=version)

    submitted.refresh_from_db()
    assert (taken.status_code, old.status_code, submitted.assessed_in.short_name) == (409, 409, "oslo")


@pytest.mark.parametrize("chapter", ["", "bergen", "finnes-ikke", "\x00", "x" * 10_000])
def test_a_strange_place_gets_a_sentence(submitted, turid, rolf, chapter, client_of):
    answer = send_on(client_of(rolf), submitted, chapter)

    submitted.refresh_from_db()
    assert (answer.status_code, list(answer.context["form"].errors)) == (200, ["chapter"])
    assert submitted.assessed_in.short_name == "bergen"


def test_what_is_answered_is_not_sent_on(approved, turid, rolf, client_of):
    assert send_on(client_of(rolf), approved, "oslo").status_code == 409
    assert client_of(rolf).get(path(approved, "annen-forening/")).status_code == 302


# Whoever has taken it cannot answer it any more


def office_over(berit, bergen, siri):
    chapters.end_office(berit.offices.get(), by=siri, last_day=clock.today())


def account_closed(berit, bergen, siri):
    berit.is_active = False
    berit.save()


def takes_break(berit, bergen, siri):
    supporters.pause(make_supporter(berit, bergen, by=siri), until=None, by=berit)


@pytest.mark.slow
@pytest.mark.parametrize("end", [office_over, account_closed, takes_break])
def test_a_case_of_somebody_who_cannot_answer_it_is_on_nobodys_desk_at_once(
    submitted, rolf, berit, siri, kari, bergen, client_of, end
):
    review_services.take(submitted, by=berit)
    end(berit, bergen, siri)

    with clock.at(clock.now() + datetime.timedelta(days=1)):
        case = Application.objects.get()
        assert review_queries.assignment(case).handler is None
        assert review_queries.current_assignees(case) == [rolf]
        assert "1 søknad venter på svar fra deg" in titles(client_of, rolf)
        queue = client_of(rolf).get("/lokalforening/bergen/?visning=ledig")
        [line] = queue.context["lines"]
        assert (line.handler, line.people, line.can_be_taken) == (None, ["Rolf Rygg"], True)
        assert queue.context["counts"]["meg"] == queue.context["counts"]["forening"] == 1
        page = client_of(rolf).get(path(submitted)).content.decode()
        assert "Berit Bakke har denne saken" not in page
        assert "Styret, Bergen" in page
        assert "Dette har ligget hos Rolf Rygg i Bergen siden" in client_of(kari).get("/min-side/").content.decode()

        client_of(rolf).post("/sekretariat/tildel-meg/", {"case": [submitted.ref]})
        assert Application.objects.get().handler == rolf


@pytest.mark.slow
def test_where_the_whole_board_takes_a_break_the_secretariat_has_it(submitted, rolf, bergen, siri, client_of):
    supporters.pause(make_supporter(rolf, bergen, by=siri), until=None, by=rolf)

    found = review_queries.assignment(submitted)

    assert (found.people, found.deputies, found.chapter) == ((siri,), (rolf,), None)
    assert "1 søknad venter på svar fra deg" in titles(client_of, siri)
