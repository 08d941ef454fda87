"""One answer to who has a step now: my page, the queue, the overview and the mails give the same."""

import pytest

from forms import drafts
from forms.application import NOT_KNOWN, STEPS
from forms.steps import validate_answers
from portal import clock
from portal.accounts import services as accounts
from portal.chapters import services as chapters
from portal.onboarding import queries as onboarding_queries
from portal.onboarding import services as onboarding
from portal.onboarding.questions.queries import StepValues
from portal.onboarding.review import queries as review_queries
from portal.onboarding.review import services as review_services
from portal.requirements import Turn
from portal.supporters import queries as supporter_queries
from portal.supporters.pathway import checklist, turns
from portal.supporters.pathway import words as pathway_words
from tests.conftest import raw_answers, send_in

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


def all_say(case, people, client_of):
    """The answer, the queue's own question and the applicant's page name these people."""
    case.refresh_from_db()
    found = answer_of(case.person)
    assert found.people == tuple(people)
    assert review_queries.current_assignees(case) == list(people)
    assert pathway_words.by_name(found) in hints(client_of(case.person))


@pytest.mark.slow
def test_a_case_that_was_sent_on_is_with_the_other_board(submitted, oslo, turid, rolf, client_of):
    all_say(submitted, [rolf], client_of)

    review_services.send_on(submitted, oslo, by=rolf)

    all_say(submitted, [turid], client_of)


@pytest.mark.slow
def test_where_no_chapter_is_known_the_secretariat_has_it(rolf, siri, ola, client_of):
    all_say(send_in(ola, raw_answers(ola, chapter=NOT_KNOWN)), [siri], client_of)


@pytest.mark.slow
def test_who_filled_it_in_for_the_applicant_does_not_answer_it(rolf, siri, client_of):
    entry = onboarding.begin_for_another("mari@example.org", "Mari", "Moe", by=rolf)
    mari = entry.person
    mari.given_name, mari.family_name = "Mari", "Moe"
    raw = raw_answers(mari)
    drafts.begin(onboarding_queries.DRAFT, entry.draft_key, now=clock.now())
    answers, gaps = validate_answers(STEPS, raw, StepValues(raw))
    assert gaps == []

    case = onboarding.submit_for_another(entry, answers, by=rolf, consent_text="Jeg samtykker.")

    all_say(case, [siri], client_of)


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
