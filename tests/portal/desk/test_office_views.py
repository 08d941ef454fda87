"""The queue of applications: what waits, for whom, and as cheap with many as with few."""

import datetime
import time

import pytest
from django.urls import reverse

from portal import clock
from portal.accounts.models import Reading, Tie, User
from portal.chapters import services as chapters
from portal.chapters.services import give_office
from portal.onboarding.models import Application
from portal.onboarding.review import services as review_services
from portal.onboarding.services import withdraw
from portal.onboarding.workflow import State
from portal.supporters.pathway.services import note_check
from portal.supporters.queries import category
from tests.conftest import moment, person, raw_answers, send_in
from tests.situations import situation

PATH = "/sekretariat/"
DONE = (State.APPROVED, State.DECLINED, State.WITHDRAWN)


def names(response):
    return [line.case.person.given_name for line in response.context["lines"]]


@situation
def cases(kari, rolf, turid, siri):
    """Kari has answered, Anna waits with Rolf, Britt has waited too long in Oslo, Cecilie was asked for more."""
    made = {"Kari": send_in(kari)}
    for name, chapter in (("Anna", "bergen"), ("Britt", "oslo"), ("Cecilie", "bergen")):
        applicant = person(f"{name.lower()}@example.org", name, "Ås")
        made[name] = send_in(applicant, raw_answers(applicant, chapter=chapter))
    review_services.assess(made["Kari"], "ask_for_more", by=siri, reasons=["motivation"])
    send_in(kari)
    review_services.take(made["Anna"], by=rolf)
    Application.objects.filter(pk=made["Britt"].pk).update(waiting_since=clock.now() - datetime.timedelta(days=22))
    review_services.assess(made["Cecilie"], "ask_for_more", by=rolf, reasons=["motivation"])
    return made


@pytest.mark.slow
def test_what_was_answered_comes_first_then_the_longest_wait(cases, siri, client_of):
    page = client_of(siri).get(PATH)

    assert names(page) == ["Kari", "Britt", "Anna"]
    assert [line.days for line in page.context["lines"]] == [0, 22, 0]
    assert page.context["counts"] == {
        "alle": 3,
        "meg": 1,
        "forening": 2,
        "soker": 1,
        "frist": 1,
        "ledig": 1,
        "besvart": 0,
    }


@pytest.mark.slow
@pytest.mark.parametrize(
    ("view", "found"),
    [
        ("alle", ["Kari", "Britt", "Anna"]),
        ("meg", ["Kari"]),
        ("forening", ["Britt", "Anna"]),
        ("soker", ["Cecilie"]),
        ("frist", ["Britt"]),
        ("ledig", ["Britt"]),
        ("finnes-ikke", ["Kari", "Britt", "Anna"]),
        ("\x00", ["Kari", "Britt", "Anna"]),
    ],
)
def test_a_way_of_looking_stands_in_the_address(cases, siri, client_of, view, found):
    assert names(client_of(siri).get(PATH, {"visning": view})) == found


@pytest.mark.slow
@pytest.mark.parametrize(("when", "is_late"), [("2027-03-22 23:50", False), ("2027-03-23 00:10", True)])
def test_the_queue_says_late_on_the_same_day_as_the_applicant_reads_it(kari, siri, client_of, when, is_late):
    with clock.at(moment("2027-03-01 12:00")):
        chapters.create_chapter("Bergen", "bergen", county="Vestland", municipality="Bergen", by=siri)
        send_in(kari)
    with clock.at(moment(when)):
        page = client_of(siri).get(PATH)
        told = client_of(kari).get(reverse("portal:application_sent"))

    late = [line.is_late for line in page.context["lines"]], page.context["counts"]["frist"], told.context["is_late"]
    assert late == ([is_late], int(is_late), is_late)


def test_the_chapter_is_chosen_together_with_the_way_of_looking(cases, siri, client_of):
    page = client_of(siri).get(PATH, {"visning": "forening", "lokalforening": "oslo"})

    assert names(page) == ["Britt"]
    assert "?lokalforening=oslo&amp;visning=meg" in page.content.decode()


@pytest.mark.slow
def test_three_pages_say_the_same_of_who_has_an_application(submitted, kari, rolf, client_of):
    applicant, mine = client_of(kari).get("/min-side/"), client_of(rolf).get("/min-side/")
    page = client_of(rolf).get("/lokalforening/bergen/")

    assert "Dette har ligget hos Rolf Rygg i Bergen siden" in applicant.content.decode()
    assert "1 søknad venter på svar fra deg" in mine.content.decode()
    assert page.context["counts"]["meg"] == 1
    assert page.context["lines"][0].people == ["Rolf Rygg"]
    assert 'data-head="Hos hvem">Rolf Rygg<' in page.content.decode()
    assert "Ikke tatt ennå (1)" in page.content.decode()


@pytest.mark.slow
def test_a_chapter_sees_its_own_in_the_same_way(cases, rolf, client_of):
    client = client_of(rolf)

    assert names(client.get("/lokalforening/bergen/")) == ["Kari", "Anna"]
    assert names(client.get("/lokalforening/bergen/?visning=meg")) == ["Anna"]
    assert names(client.get("/lokalforening/bergen/?visning=soker")) == ["Cecilie"]


@situation
def decided(cases, rolf, turid, siri):
    """Anna got a yes on the first day, Britt a no on the second, and Kari withdrew on the third."""
    now, day = clock.now(), datetime.timedelta(days=1)
    for days, name, verdict, by in ((1, "Anna", "approve", rolf), (2, "Britt", "decline", siri)):
        with clock.at(now + days * day):
            review_services.assess(Application.objects.get(pk=cases[name].pk), verdict, by=by)
    with clock.at(now + 3 * day):
        withdraw(Application.objects.get(pk=cases["Kari"].pk), by=cases["Kari"].person)
    return cases


@pytest.mark.slow
def test_what_is_answered_is_found_again_the_latest_first(decided, siri, client_of):
    page = client_of(siri).get(PATH, {"visning": "besvart"})

    found = [(row.person.given_name, str(state), row.handler.given_name) for row, state in page.context["done"]]
    assert found == [("Kari", "Trukket", "Siri"), ("Britt", "Avslått", "Siri"), ("Anna", "Godkjent", "Rolf")]
    assert (page.context["counts"]["besvart"], page.context["counts"]["alle"], page.context["lines"]) == (3, 0, [])
    assert f'href="/sekretariat/soknad/{decided["Anna"].ref}/"' in page.content.decode()


def test_what_is_answered_is_looked_through_by_chapter(decided, siri, client_of):
    page = client_of(siri).get(PATH, {"visning": "besvart", "lokalforening": "oslo"})

    assert [row.person.given_name for row, _state in page.context["done"]] == ["Britt"]


def test_a_board_finds_what_it_has_answered_and_not_what_others_have(decided, rolf, kari, client_of):
    Tie.objects.create(person=rolf, to=decided["Anna"].person)

    page = client_of(rolf).get("/lokalforening/bergen/", {"visning": "besvart"})

    assert [row.person for row, _state in page.context["done"]] == [kari]


def test_the_list_of_what_is_answered_says_nothing_of_the_answers(decided, siri, client_of):
    before = Reading.objects.count()

    text = client_of(siri).get(PATH, {"visning": "besvart"}).content.decode()

    assert [word for word in ("Jeg har MS", "gi videre det jeg", "22 42 45", "5003", "own") if word in text] == []
    assert Reading.objects.count() == before


def test_the_list_says_nothing_of_the_answers_and_reads_none(cases, siri, client_of):
    before = Reading.objects.count()

    text = client_of(siri).get(PATH).content.decode()

    assert [word for word in ("Jeg har MS", "gi videre det jeg", "22 42 45", "5003", "own") if word in text] == []
    assert Reading.objects.count() == before


def test_the_ticked_ones_are_mine_and_those_that_others_have_are_left(cases, siri, client_of):
    refs = [cases["Britt"].ref, cases["Anna"].ref, "no-id", "\x00"]
    client = client_of(siri)

    for _press in range(2):
        back = client.post("/sekretariat/tildel-meg/", {"case": refs, "next": f"{PATH}?visning=ledig"})

    assert back.url == f"{PATH}?visning=ledig"
    assert [Application.objects.get(pk=cases[name].pk).handler.given_name for name in ("Britt", "Anna")] == [
        "Siri",
        "Rolf",
    ]


@pytest.mark.parametrize("who", ["turid", "kari"])
def test_nobody_takes_what_is_not_theirs(request, cases, who, client_of):
    Application.objects.update(handler=None)

    client_of(request.getfixturevalue(who)).post("/sekretariat/tildel-meg/", {"case": [cases["Anna"].ref]})

    assert Application.objects.get(pk=cases["Anna"].pk).handler is None


def test_whoever_answers_none_is_shown_no_queue(cases, siri, client_of):
    kare = person("kare@example.org", "Kåre", "Koordinator")
    give_office(kare, "coordinator", by=siri)

    page = client_of(kare).get(PATH)

    assert (page.status_code, "lines" in page.context, "Kari" in page.content.decode()) == (200, False, False)


@pytest.mark.parametrize("address", ["https://example.com/", "//example.com/", "[", "sekretariat/"])
def test_an_address_elsewhere_is_not_gone_to(cases, siri, address, client_of):
    back = client_of(siri).post("/sekretariat/tildel-meg/", {"case": [], "next": address})

    assert back.url == PATH


def many(count, chapter, states=(State.ANSWERED, *6 * [State.SUBMITTED])):
    """That many cases, which are in these states by turns: rows as the services leave them, written at once."""
    kind, now = category("conversation_supporter"), clock.now()
    people = User.objects.bulk_create(
        User(email=f"mange-{states[0]}{n}@example.org", given_name=f"Nr{n}", family_name="Ås") for n in range(count)
    )
    Application.objects.bulk_create(
        Application(
            person=applicant,
            chapter=chapter,
            assessed_in=chapter,
            category=kind,
            answers=raw_answers(applicant),
            state=states[number % len(states)],
            submitted_at=now,
            waiting_since=now - datetime.timedelta(hours=number),
        )
        for number, applicant in enumerate(people)
    )


@pytest.mark.slow
@pytest.mark.parametrize("gated", [False, True])
@pytest.mark.parametrize("path", [PATH, "/lokalforening/bergen/", f"{PATH}?visning=frist&page=2"])
def test_sixty_cost_the_same_number_of_queries_as_twenty(
    siri, bergen, client_of, django_assert_num_queries, django_assert_max_num_queries, path, gated
):
    if gated:
        kind = category("conversation_supporter")
        kind.requires = [["test", []], ["approval", ["test"]], ["appointment", ["approval"]]]
        kind.save()
    many(20, bergen)
    client = client_of(siri)
    client.get(path)
    with django_assert_max_num_queries(40) as few:
        client.get(path)
    Application.objects.all().delete()
    User.objects.filter(email__startswith="mange").delete()
    many(60, bergen)

    with django_assert_num_queries(len(few)):
        client.get(path)


@pytest.mark.slow
def test_sixty_that_are_answered_cost_the_same_number_of_queries_as_twenty(
    siri, rolf, bergen, client_of, django_assert_num_queries, django_assert_max_num_queries
):
    client, path = client_of(siri), f"{PATH}?visning=besvart"
    many(20, bergen, DONE)
    Application.objects.update(handler=rolf)
    client.get(path)
    with django_assert_max_num_queries(40) as few:
        client.get(path)
    Application.objects.all().delete()
    User.objects.filter(email__startswith="mange").delete()
    many(60, bergen, DONE)
    Application.objects.update(handler=rolf)

    with django_assert_num_queries(len(few)):
        client.get(path)


@pytest.mark.proof
@pytest.mark.parametrize("gated", [False, True])
def test_two_thousand_are_answered_within_150_milliseconds(siri, bergen, client_of, gated):
    """Each way of looking at 2,000 that wait, beside 2,000 that are answered."""
    if gated:
        kind = category("conversation_supporter")
        kind.requires = [["test", []], ["approval", ["test"]], ["appointment", ["approval"]]]
        kind.save()
    many(2000, bergen, (State.ANSWERED, *4 * [State.SUBMITTED], State.RETURNED))
    Application.objects.filter(state=State.ANSWERED).update(handler=siri)
    many(2000, bergen, DONE)
    client = client_of(siri)
    client.get(PATH)
    median = {}
    for view in ("alle", "meg", "forening", "soker", "frist", "ledig", "besvart"):
        took = []
        for _turn in range(9):
            begun = time.perf_counter()
            client.get(PATH, {"visning": view})
            took.append((time.perf_counter() - begun) * 1000)
        median[view] = round(sorted(took)[4])

    print(f"\n2,000 cases, median of nine in milliseconds, middleware and template included: {median}")
    assert {view: took for view, took in median.items() if took >= 150} == {}


@pytest.mark.slow
def test_a_leader_is_told_of_what_is_theirs_and_not_of_what_another_has(cases, rolf, siri, client_of):
    def to_answer():
        rows = client_of(rolf).get("/min-side/").context["to_do"]
        return [row.title for row in rows if "søknad" in row.title]

    before = to_answer()
    review_services.take(cases["Anna"], by=siri)

    assert (before, to_answer()) == (["1 søknad venter på svar fra deg"], [])  # Kari's is with Siri


@pytest.mark.slow
def test_a_leader_is_told_first_of_who_waits_for_the_board(cases, rolf, turid, siri, client_of):
    kind = Application.objects.get(pk=cases["Anna"].pk).category
    kind.requires = [["approval", []], ["appointment", ["approval"]]]
    kind.save()
    for name in ("Anna", "Britt"):  # in Bergen, and in Oslo
        review_services.assess(Application.objects.get(pk=cases[name].pk), "approve", by=siri)

    def waits():
        return [row.title for row in client_of(rolf).get("/min-side/").context["to_do"] if "person" in row.title]

    assert waits() == ["Oppnevning: 1 person venter"]
    Tie.objects.create(person=rolf, to=cases["Anna"].person)
    assert waits() == []


@pytest.mark.slow
def test_what_the_office_can_do_while_the_applicant_has_the_turn_stands_in_the_queue(kari, rolf, siri, client_of):
    kind = category("conversation_supporter")
    kind.requires = [["talk", []], ["test", []], ["approval", ["talk", "test"]], ["appointment", ["approval"]]]
    kind.save()
    send_in(kari)

    page = client_of(siri).get(PATH)
    (line,) = page.context["lines"]
    assert (line.with_applicant, [str(name) for name in line.ours]) == (True, ["En samtale med oss"])
    assert "Dette kan dere gjøre så lenge: En samtale med oss" in page.content.decode()

    note_check(kari, "talk", on=clock.today(), by=rolf)
    (line,) = client_of(siri).get(PATH).context["lines"]
    assert (line.with_applicant, line.ours) == (True, [])
