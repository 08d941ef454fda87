"""The whole of a person's checklist is read at most once in a request.

What stands before one step is asked by itself.
"""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from forms.application import CONFIRM
from portal import requirements
from portal.declarations import queries as declaration_queries
from portal.knowledge.exam import queries as exam_queries
from portal.knowledge.exam import services as exam_services
from portal.supporters import queries as supporter_queries
from portal.supporters.categories import services as category_services
from tests.conftest import attend_course, fill_in, pass_test, read_declaration, take_on

pytestmark = pytest.mark.django_db


@pytest.fixture
def whole_checklists():
    """``whole_checklists(post)``: the answer of ``post()``, and how often it asked for every fact of somebody."""
    tables = sum(len(requirement.facts) for requirement in requirements.declared().values())

    def count(post):
        with CaptureQueriesContext(connection) as asked:
            answer = post()
        return answer, sum(query["sql"].count("UNION ALL") == tables - 1 for query in asked.captured_queries)

    return count


def yes_to(application, client):
    """``post()`` of the letter that says yes."""
    page = f"/sekretariat/soknad/{application.ref}/svar/"
    chosen = {"verdict": "approve", "version": application.version}
    letter = client.post(page, chosen).context["written"].initial
    return lambda: client.post(page, {**chosen, **letter, "action": "send"})


@pytest.mark.slow
def test_the_boards_yes_that_appoints(submitted, kari, rolf, siri, client_of, whole_checklists):
    requires = [["approval", []], ["appointment", ["approval"]], ["test", []]]
    category_services.set_category(submitted.category.code, by=siri, method="board", requires=requires)

    answer, times = whole_checklists(yes_to(submitted, client_of(rolf)))

    assert (answer.status_code, times) == (302, 1)
    assert supporter_queries.appointments_of(kari).exists()


@pytest.mark.slow
def test_the_boards_yes_that_does_not_appoint(submitted, kari, rolf, siri, client_of, whole_checklists):
    requires = [["approval", []], ["test", []], ["appointment", ["approval", "test"]]]
    category_services.set_category(submitted.category.code, by=siri, method="board", requires=requires)

    answer, times = whole_checklists(yes_to(submitted, client_of(rolf)))

    assert (answer.status_code, times) == (302, 1)
    assert not supporter_queries.appointments_of(kari).exists()


def test_the_office_appoints(approved_candidate, kari, rolf, client_of, whole_checklists):
    client = client_of(rolf)
    case = f"/lokalforening/kandidat/{approved_candidate.ref}/"
    talk, times = whole_checklists(lambda: client.post(f"{case}samtale/", {"on": "1.6.2026"}))
    assert (talk.status_code, times) == (302, 1)

    answer, times = whole_checklists(lambda: client.post(f"{case}oppnevning/", {"decided_on": "1.6.2026"}))

    assert (answer.status_code, times) == (302, 1)
    assert supporter_queries.appointments_of(kari).exists()


def test_an_application_is_sent(kari, rolf, client_of, whole_checklists):
    draft, client = fill_in(kari), client_of(kari)
    values = {f"{CONFIRM}-consent": "on", "version": draft.version}

    answer, times = whole_checklists(lambda: client.post(f"/soknad/{CONFIRM}/", values))

    assert (answer.url, times) == ("/soknad/sendt/", 1)


@pytest.mark.slow
def test_the_last_answer_of_the_test(approved, kari, siri, client_of, whole_checklists):
    attend_course(kari, siri)
    attempt = exam_services.start(kari, by=kari)
    *before, last = attempt.questions.order_by("position")
    for question in before:
        exam_services.answer(attempt, question.position, question.right_ids, by=kari)
    client, address = client_of(kari), reverse("portal:exam_question", args=[last.position])

    answer, times = whole_checklists(lambda: client.post(address, {"choice": list(last.right_ids), "version": "0"}))

    assert (answer.status_code, times) == (302, 1)
    assert exam_queries.has_passed(kari)


@pytest.mark.slow
def test_a_declaration_is_signed(approved, kari, siri, client_of, whole_checklists):
    attend_course(kari, siri)
    pass_test(kari)
    take_on(kari, approved.category)
    read_declaration(kari)
    shown = declaration_queries.render_text(declaration_queries.text_in_force(), "nb")
    values = {"version": shown.sha256, **{promise["code"]: "on" for promise in shown.promises}}
    client = client_of(kari)
    page, times = whole_checklists(lambda: client.get(reverse("portal:sign")))
    assert (page.status_code, times) == (200, 1)

    answer, times = whole_checklists(lambda: client.post(reverse("portal:sign"), values))

    assert (answer.url, times) == (reverse("portal:signed"), 1)


@pytest.mark.slow
def test_no_page_reads_it_twice(submitted, guro, kari, rolf, siri, client_of):
    """Neither the whole of it nor a part: my page, the case, the queues, the pathways, and what is done on the way."""
    case = f"/sekretariat/soknad/{submitted.ref}/"
    of_guro = f"/lokalforening/likeperson/{supporter_queries.supporter_of(guro).ref}/"
    pages = {
        kari: ["/min-side/", "/kurs/", "/kunnskapstest/", "/taushetserklaering/", "/soknad/sendt/"],
        guro: ["/min-side/"],
        rolf: ["/min-side/", case, "/lokalforening/bergen/", of_guro],
        siri: ["/min-side/", case, "/sekretariat/", "/sekretariat/pa-vei/", "/sekretariat/oversikt/"],
    }

    twice = []
    for person, addresses in pages.items():
        client = client_of(person)
        for address in addresses:
            with CaptureQueriesContext(connection) as asked:
                assert client.get(address).status_code == 200, address
            if sum('"fact_code"' in query["sql"] for query in asked.captured_queries) > 1:
                twice.append((str(person), address))

    assert twice == []
