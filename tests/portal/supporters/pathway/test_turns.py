"""One answer to who has a step now: my page, the queue, the overview and the mails give the same."""

import pytest

from portal.accounts import services as accounts
from portal.chapters import services as chapters
from portal.onboarding.review import queries as review_queries
from portal.onboarding.review import services as review_services
from portal.requirements import Turn
from portal.supporters import queries as supporter_queries
from portal.supporters.pathway import checklist, turns
from portal.supporters.pathway import words as pathway_words

pytestmark = pytest.mark.django_db


def answer_of(person):
    """Who has the answer to this person's application."""
    [pathway] = checklist.pathways(supporter_queries.candidacies_of(person))
    return turns.Turns([pathway]).of(pathway, checklist.find("approval", pathway.checklist))


def hints(client):
    return " ".join(task.hint for pathway in client.get("/min-side/").context["pathways"] for task in pathway.tasks)


@pytest.mark.slow
def test_a_leader_who_is_too_close_has_it_no_longer_and_the_applicant_reads_who_does(
    submitted, rolf, siri, kari, client_of
):
    assert pathway_words.by_name(answer_of(kari)) == "Rolf Rygg i Bergen"

    review_services.declare_tie(submitted, by=rolf)

    found = answer_of(kari)
    assert (found.office, found.people) == (Turn.SECRETARIAT, (siri,))
    assert f"hos {siri.get_full_name()} i sekretariatet" in hints(client_of(kari))
    assert "Rolf" not in hints(client_of(kari))
    submitted.refresh_from_db()
    assert review_queries.current_assignees(submitted) == list(found.people)


def test_a_tie_that_is_declared_without_a_case_counts_on_every_step(submitted, rolf, siri, kari):
    accounts.declare_tie(rolf, kari, by=rolf)

    [pathway] = checklist.pathways(supporter_queries.candidacies_of(kari))
    offices = {assignment.office for _pathway, _step, assignment in turns.Turns([pathway]).open_steps()}

    assert Turn.CHAPTER not in offices
    assert answer_of(kari).people == (siri,)


def test_an_office_that_ended_has_nothing(submitted, rolf, siri, kari):
    for office in rolf.offices.all():
        chapters.end_office(office, by=siri)

    assert answer_of(kari).people == (siri,)


def test_what_was_asked_for_more_is_with_the_applicant(submitted, rolf, kari):
    review_services.assess(submitted, "ask_for_more", by=rolf, reasons=["motivation"])

    found = answer_of(kari)

    assert (found.office, found.people) == (Turn.PERSON, (kari,))
    submitted.refresh_from_db()
    assert found.since == submitted.waiting_since


def test_others_step_in_for_those_who_have_it(submitted, rolf, siri, kari):
    found = answer_of(kari)

    assert (found.office, found.people, found.deputies) == (Turn.CHAPTER, (rolf,), (siri,))


def test_who_took_the_case_is_named_where_they_sit(submitted, siri, kari):
    review_services.take(submitted, by=siri)

    found = answer_of(kari)

    assert (found.office, found.people, found.handler) == (Turn.SECRETARIAT, (siri,), siri)


@pytest.mark.parametrize("number", [1, 3])
def test_as_many_queries_for_one_pathway_as_for_three(number, submitted, kari, siri, bergen, django_assert_num_queries):
    cases = list(supporter_queries.candidacies_of(kari)) * number

    with django_assert_num_queries(3):
        pathways = checklist.pathways(cases)
        assignments = turns.Turns(pathways)
        for pathway in pathways:
            for step in pathway.open:
                assignments.of(pathway, step)
