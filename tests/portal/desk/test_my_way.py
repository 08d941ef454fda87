"""The applicant's page: one line, one button, the tasks in the category's order, whose turn it is, what happened."""

import pytest

from portal import clock
from portal.chapters import services as chapters
from portal.knowledge import course_services
from portal.knowledge import queries as knowledge
from portal.knowledge import services as knowledge_services
from portal.knowledge.models import Attempt
from portal.models import OutboxMail
from portal.onboarding import assess_services
from portal.onboarding import services as onboarding
from portal.supporters import queries, services, way_queries
from portal.supporters.workflow import State
from tests.conftest import attend_course, fill_in, make_supporter, pass_test, person, sign, take_on

pytestmark = pytest.mark.django_db

FIVE = {"Ferdig", "Ikke begynt", "Påbegynt", "Venter på oss", "Kan ikke starte ennå"}


def page_of(client_of, user):
    return client_of(user).get("/min-side/").context


def statuses(context):
    return {task.title: task.status for way in context["ways"] for task in way.tasks}


def test_the_way_is_a_list_of_tasks_in_the_order_of_the_category(submitted, kari, client_of):
    shown = page_of(client_of, kari)

    assert [str(task.title) for task in shown["ways"][0].tasks] == [
        "Søknad", "Svar på søknaden", "Medlemskap", "Rollen og oppgavene", "Introduksjonskurs", "Kunnskapstest",
        "Taushetserklæring", "Oppnevning",
    ]  # fmt: skip
    assert (shown["done"], shown["all"], shown["next"]) == (1, 8, None)
    assert set(statuses(shown).values()) <= FIVE


def test_what_is_done_moves_the_button_on(submitted, kari, rolf, siri, client_of):
    assess_services.assess(submitted, "approve", by=rolf, member=True)
    assert page_of(client_of, kari)["next"].href == "/min-side/rolle/conversation_supporter/"

    take_on(kari, queries.category("conversation_supporter"))
    attend_course(kari, siri)
    assert page_of(client_of, kari)["next"].href == "/kunnskapstest/"

    pass_test(kari)
    assert page_of(client_of, kari)["next"].href == "/taushetserklaering/"

    sign(kari)
    last = page_of(client_of, kari)
    assert (last["done"], last["all"], last["next"]) == (7, 8, None)


def test_what_waits_says_with_whom_and_since_when(submitted, kari, rolf, client_of):
    waiting = page_of(client_of, kari)["ways"][0].tasks[1]
    assert waiting.hint.startswith("Rolf Rygg i Bergen har dette nå. Du får svar innen")

    assess_services.assess(submitted, "approve", by=rolf)
    membership = page_of(client_of, kari)["ways"][0].tasks[2]
    assert membership.hint.startswith("Rolf Rygg i Bergen har dette nå, siden")


def test_only_what_came_back_is_red(submitted, kari, rolf, client_of):
    assess_services.assess(submitted, "ask_for_more", by=rolf, reasons=["motivation"])

    shown = page_of(client_of, kari)

    assert [task.title for task in shown["ways"][0].tasks if task.kind == "bad"] == ["Søknad"]
    assert shown["next"].href == "/soknad/start/"
    assert statuses(shown)["Svar på søknaden"] == "Kan ikke starte ennå"


def test_a_draft_is_a_way_that_begins(kari, client_of):
    fill_in(kari)

    shown = page_of(client_of, kari)

    assert [task.status for task in shown["ways"][0].tasks] == ["Påbegynt", "Kan ikke starte ennå"]


def test_a_leader_sees_the_way_from_the_first_sign_in(rolf, client_of):
    shown = page_of(client_of, rolf)

    assert [way.title for way in shown["ways"]] == ["Leder og aktivitetslikeperson"]
    assert [str(task.title) for task in shown["ways"][0].tasks] == [
        "Alder", "Oppnevning", "Medlemskap", "Bekreft rollen", "Taushetserklæring",
    ]  # fmt: skip
    assert shown["next"].href == "/min-side/rolle/chapter_leader/"
    assert OutboxMail.objects.get(to=rolf.email).subject == "Du er oppnevnt som likeperson"


def test_an_active_supporter_on_a_second_way_sees_both(guro, bergen, siri, client_of):
    assert page_of(client_of, guro)["ways"] == []

    services.begin_candidacy(guro, queries.category("conversation_supporter"), bergen, by=guro)

    shown = page_of(client_of, guro)
    assert shown["is_supporter"]
    assert [way.title for way in shown["ways"]] == ["Samtalelikeperson"]


def test_what_happened_is_told_with_the_latest_first(approved, kari, siri, client_of):
    attend_course(kari, siri)
    pass_test(kari)

    told = [str(text) for _at, text in page_of(client_of, kari)["happened"]]

    assert told == [
        "Du besto kunnskapstesten", "Du var med på kurset", "Vi bekreftet at du er medlem",
        "Søknaden ble godkjent", "Vi fikk søknaden din",
    ]  # fmt: skip


def test_nothing_of_another_person_is_told(approved, guro, kari, client_of):
    others = {str(text) for _at, text in page_of(client_of, guro)["happened"]}

    assert "Vi fikk søknaden din" not in others


def test_whoever_was_told_no_finds_the_answer_and_the_way_back(submitted, kari, rolf, client_of):
    assess_services.assess(submitted, "decline", by=rolf, message="Vi har mange nok nå.")

    page = client_of(kari).get("/min-side/")

    assert page.context["ways"] == []
    assert '<a href="/soknad/sendt/">' in page.content.decode()
    assert 'href="/soknad/"' in page.content.decode()


def test_stepping_back_is_asked_once_and_ends_the_way(approved, kari, rolf, client_of):
    client = client_of(kari)
    address = "/min-side/rolle/conversation_supporter/trekk/"
    assert f'href="{address}"' in client.get("/min-side/").content.decode()

    assert client.get(address).status_code == 200
    presses = [client.post(address).url for _press in range(2)]

    assert presses == ["/min-side/"] * 2
    assert page_of(client_of, kari)["ways"] == []
    assert queries.supporter_of(kari).state == State.ENDED
    assert client_of(rolf).get("/min-side/rolle/conversation_supporter/trekk/").status_code == 404


def test_before_the_answer_it_is_the_application_that_is_withdrawn(submitted, kari, client_of):
    client = client_of(kari)

    sent_on = client.post("/min-side/rolle/conversation_supporter/trekk/").url

    assert sent_on == "/soknad/trekk/"
    assert 'href="/soknad/trekk/"' in client.get("/min-side/").content.decode()
    assert kari.candidacies.get().ended_at is None


@pytest.mark.parametrize("code", ["conversation_supporter", "nobody"])
def test_another_kind_of_supporter_is_nobodys_way(guro, code, client_of):
    for path in (f"/min-side/rolle/{code}/", f"/min-side/rolle/{code}/trekk/"):
        assert client_of(guro).get(path).status_code == 404


# The role


@pytest.fixture
def elected(kari, bergen, rolf):
    """Kari is elected as contact for young adults, without any application."""
    return services.appoint(kari, queries.category("young_adult_contact"), bergen, by=rolf)


ROLE = "/min-side/rolle/young_adult_contact/"


def test_the_role_is_read_point_by_point_and_agreed_to(elected, kari, client_of):
    client = client_of(kari)
    page = client.get(ROLE)
    version = elected.category.version

    unticked = client.post(ROLE, {"version": version})
    presses = [client.post(ROLE, {"version": version, "of_age": "on"}).url for _press in range(2)]

    assert len(page.context["points"]) == 5
    assert list(unticked.context["form"].errors) == ["of_age"]
    assert presses == ["/min-side/"] * 2
    assert kari.role_agreements.get().text == elected.category.role_description["nb"]
    assert [check.kind for check in kari.checks.all()] == ["age"]


def test_whoever_ticked_a_lower_age_is_asked_again(elected, kari, siri, client_of):
    client, version = client_of(kari), elected.category.version
    client.post(ROLE, {"version": version, "of_age": "on"})
    assert "of_age" not in client.get(ROLE).context["form"].fields
    services.set_category("young_adult_contact", by=siri, minimum_age=20)

    assert client.get(ROLE).context["form"].fields["of_age"].label == "Jeg er 20 år eller eldre"
    unticked = client.post(ROLE, {"version": version + 1})
    assert list(unticked.context["form"].errors) == ["of_age"]
    presses = [client.post(ROLE, {"version": version + 1, "of_age": "on"}).url for _press in range(2)]

    assert presses == ["/min-side/"] * 2
    assert kari.checks.get(kind="age").age == 20
    assert "age" not in way_queries.missing(kari, queries.category("young_adult_contact"))


def test_a_role_that_was_changed_meanwhile_is_shown_again(elected, kari, siri, client_of):
    old = elected.category.version
    services.set_category("young_adult_contact", by=siri, role_description={"nb": "Du gjør noe annet."})

    shown = client_of(kari).post(ROLE, {"version": old, "of_age": "on"})

    assert shown.status_code == 409
    assert shown.context["points"] == ["Du gjør noe annet."]
    assert kari.role_agreements.count() == 0
    assert kari.checks.count() == 0


@pytest.mark.parametrize("version", ["", "x", "\x00", "9" * 30, "-1"])
def test_a_version_that_was_made_up_agrees_to_nothing(elected, kari, version, client_of):
    assert client_of(kari).post(ROLE, {"version": version, "of_age": "on"}).status_code == 409
    assert kari.role_agreements.count() == 0


def test_the_role_of_an_applicant_opens_with_the_approval(submitted, kari, client_of):
    client = client_of(kari)
    address = "/min-side/rolle/conversation_supporter/"

    page = client.get(address)
    early = client.post(address, {"version": 1})

    assert (page.status_code, page.context["may_answer"]) == (200, False)
    assert early.status_code == 409
    assert kari.role_agreements.count() == 0


def test_the_page_costs_the_same_with_more_behind_one(
    kari, bergen, siri, client_of, django_assert_num_queries, django_assert_max_num_queries
):
    client = client_of(kari)
    make_supporter(kari, bergen, by=siri)
    client.get("/min-side/")
    with django_assert_max_num_queries(60) as one:
        client.get("/min-side/")
    for _course in range(3):
        services.pause(queries.supporter_of(kari), until=None, by=kari)
        services.resume(queries.supporter_of(kari), by=kari)

    with django_assert_num_queries(len(one)):
        client.get("/min-side/")


def test_a_contact_of_ones_own_is_whom_to_turn_to_first(guro, bergen, rolf, siri, client_of):
    chapters.give_office(person("kim@example.org", "Kim", "Koordinator"), "coordinator", by=siri)
    services.give_contact(queries.supporter_of(guro), rolf, by=siri)

    assert [str(one) for one in page_of(client_of, guro)["contacts"]] == ["Rolf Rygg", "Kim Koordinator"]


def test_what_is_begun_says_so_and_how_far_it_has_come(approved, kari, siri, client_of):
    course = task_of(client_of, kari, "Introduksjonskurs")
    assert (course.status, course.hint) == ("Ikke begynt", "Meld deg på et kurs som vi holder.")

    part, count = knowledge.parts()[0], len(knowledge.parts())
    course_services.finish_part(part, by=kari)
    course = task_of(client_of, kari, "Introduksjonskurs")
    assert course.status == "Påbegynt"
    assert course.hint == f"Meld deg på et kurs som vi holder. Du har lest 1 av {count} deler."

    attend_course(kari, siri)
    assert task_of(client_of, kari, "Kunnskapstest").status == "Ikke begynt"
    attempt = knowledge_services.start(kari, by=kari)
    Attempt.objects.filter(pk=attempt.pk).update(state="failed", finished_at=clock.now(), right=0)
    assert task_of(client_of, kari, "Kunnskapstest").status == "Påbegynt"


def task_of(client_of, user, title):
    return next(task for way in page_of(client_of, user)["ways"] for task in way.tasks if task.title == title)


def test_the_course_page_says_that_reading_is_not_taking_part(approved, kari, guro, siri, client_of):
    says = "Å lese kurset er en fin start, men det teller ikke som å være med."
    assert says in client_of(kari).get("/kurs/").content.decode()
    assert says not in client_of(guro).get("/kurs/").content.decode()  # her role asks for none

    attend_course(kari, siri)
    assert says not in client_of(kari).get("/kurs/").content.decode()


def test_whoever_withdrew_before_any_answer_is_offered_none(submitted, kari, client_of):
    onboarding.withdraw(submitted, by=kari)

    page = client_of(kari).get("/min-side/").content.decode()

    assert ">Se søknaden din</a>" in page
    assert "svaret vårt" not in page
