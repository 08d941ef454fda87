"""The applicant's page: one line, one button, the tasks in the category's order, whose turn it is, what happened."""

import datetime
import re
import uuid

import pytest
from django.utils.formats import date_format

from portal import clock, fragments
from portal.activities import services as activities
from portal.chapters import services as chapters
from portal.desk import own_pathway
from portal.knowledge.course import queries as course_queries
from portal.knowledge.course import services as course_services
from portal.knowledge.exam import services as exam_services
from portal.models import Event, OutboxMail
from portal.onboarding import services as onboarding
from portal.onboarding.review import services as review_services
from portal.supporters import queries as supporter_queries
from portal.supporters import services as supporters
from portal.supporters.appointments import services as appointment_services
from portal.supporters.categories import services as category_services
from portal.supporters.directory import queries as directory_queries
from portal.supporters.directory import services as directory_services
from portal.supporters.pathway import checklist
from portal.supporters.pathway import services as pathway_services
from portal.supporters.workflow import State
from tests.conftest import attend_course, fill_in, make_supporter, moment, pass_test, person, sign, take_on
from tests.portal.knowledge.exam.taking import fail_test, hold

pytestmark = pytest.mark.django_db

FIVE = {"Ferdig", "Ikke begynt", "Påbegynt", "Venter på oss", "Kan ikke starte ennå"}


def page_of(client_of, user):
    return client_of(user).get("/min-side/").context


def next_of(client_of, user):
    """The first thing on the list of what waits for somebody; None where nothing does."""
    return next(iter(page_of(client_of, user)["to_do"]), None)


def how_far(context):
    """How many tasks are done, and how many there are."""
    return tuple(
        sum(len(tasks) for tasks in (getattr(one, name) for one in context["pathways"])) for name in ("done", "tasks")
    )


def statuses(context):
    return {task.title: task.status for pathway in context["pathways"] for task in pathway.tasks}


def test_the_way_is_a_list_of_tasks_in_the_order_of_the_category(submitted, kari, client_of):
    shown = page_of(client_of, kari)

    assert [str(task.title) for task in shown["pathways"][0].tasks] == [
        "Søknad", "Svar på søknaden", "Medlemskap", "Rollen og oppgavene", "Introduksjonskurs", "Kunnskapstest",
        "Taushetserklæring", "Oppnevning",
    ]  # fmt: skip
    assert (how_far(shown), shown["to_do"]) == ((1, 8), [])
    assert set(statuses(shown).values()) <= FIVE


@pytest.mark.slow
def test_what_is_done_moves_the_button_on(submitted, kari, rolf, siri, client_of):
    review_services.assess(submitted, "approve", by=rolf, member=True)
    assert next_of(client_of, kari).href == "/min-side/rolle/conversation_supporter/"

    take_on(kari, supporter_queries.category("conversation_supporter"))
    attend_course(kari, siri)
    assert next_of(client_of, kari).href == "/kunnskapstest/"

    pass_test(kari)
    assert next_of(client_of, kari).href == "/taushetserklaering/"

    sign(kari)
    last = page_of(client_of, kari)
    assert (how_far(last), last["to_do"]) == ((7, 8), [])


@pytest.mark.slow
def test_what_waits_says_with_whom_and_since_when(submitted, kari, rolf, client_of):
    waiting = page_of(client_of, kari)["pathways"][0].tasks[1]
    day = date_format(clock.today(), "MONTH_DAY_FORMAT")
    assert waiting.hint.startswith(f"Dette har ligget hos Rolf Rygg i Bergen siden {day}. Du får svar innen")

    review_services.assess(submitted, "approve", by=rolf)
    membership = page_of(client_of, kari)["pathways"][0].tasks[2]
    assert membership.hint.startswith("Dette har ligget hos Rolf Rygg i Bergen siden")
    assert membership.hint.endswith("Det tar vanligvis inntil 2 uker.")


def test_only_what_came_back_is_red(submitted, kari, rolf, client_of):
    review_services.assess(submitted, "ask_for_more", by=rolf, reasons=["motivation"])

    shown = page_of(client_of, kari)

    assert [task.title for task in shown["pathways"][0].tasks if task.kind == "bad"] == ["Søknad"]
    assert [row.href for row in shown["to_do"]] == ["/soknad/start/"]
    assert statuses(shown)["Svar på søknaden"] == "Kan ikke starte ennå"


def test_a_draft_is_a_way_that_begins(kari, client_of):
    fill_in(kari)

    shown = page_of(client_of, kari)

    assert [task.status for task in shown["pathways"][0].tasks] == ["Påbegynt", "Kan ikke starte ennå"]


def test_a_leader_sees_the_way_from_the_first_sign_in(rolf, client_of):
    shown = page_of(client_of, rolf)

    assert [pathway.title for pathway in shown["pathways"]] == ["Leder og aktivitetslikeperson"]
    assert [str(task.title) for task in shown["pathways"][0].tasks] == [
        "Alder", "Oppnevning", "Medlemskap", "Bekreft rollen", "Taushetserklæring",
    ]  # fmt: skip
    assert "/min-side/rolle/chapter_leader/" in [row.href for row in shown["to_do"]]
    assert OutboxMail.objects.get(to=rolf.email).subject == "Du er oppnevnt som likeperson"


@pytest.mark.slow
def test_an_active_supporter_on_a_second_way_sees_both(guro, bergen, siri, client_of):
    assert page_of(client_of, guro)["pathways"] == []

    supporters.begin_candidacy(guro, supporter_queries.category("conversation_supporter"), bergen, by=guro)

    shown = page_of(client_of, guro)
    assert shown["is_supporter"]
    assert [pathway.title for pathway in shown["pathways"]] == ["Samtalelikeperson"]


@pytest.mark.slow
def test_what_happened_is_told_with_the_latest_first(approved, kari, siri, client_of):
    attend_course(kari, siri)
    pass_test(kari)

    told = [str(text) for _at, text in page_of(client_of, kari)["happened"]]

    assert told == [
        "Du besto kunnskapstesten", "Du var med på kurset", "Vi bekreftet at du er medlem",
        "Søknaden ble godkjent", "Vi fikk søknaden din",
    ]  # fmt: skip


def test_a_course_is_told_of_on_the_day_it_was_held_however_late_it_was_noted(approved, kari, siri, client_of):
    held = clock.now() - datetime.timedelta(days=90)
    with clock.at(held):
        attended = attend_course(siri, siri)
    course_services.register_attendance(kari, attended.course, by=siri)

    [day] = [clock.local(at).date() for at, text in page_of(client_of, kari)["happened"] if "på kurset" in text]

    assert day == clock.local(held).date()


@pytest.mark.slow
def test_nothing_of_another_person_is_told(approved, guro, kari, client_of):
    others = {str(text) for _at, text in page_of(client_of, guro)["happened"]}

    assert "Vi fikk søknaden din" not in others


def test_whoever_was_told_no_finds_the_answer_and_the_way_back(submitted, kari, rolf, client_of):
    review_services.assess(submitted, "decline", by=rolf, message="Vi har mange nok nå.")

    page = client_of(kari).get("/min-side/")

    assert page.context["pathways"] == []
    assert 'href="/soknad/sendt/"' in page.content.decode()
    assert 'href="/soknad/"' in page.content.decode()


@pytest.mark.slow
def test_stepping_back_is_asked_once_and_ends_the_way(approved, kari, rolf, client_of):
    client = client_of(kari)
    address = "/min-side/rolle/conversation_supporter/trekk/"
    assert f'href="{address}"' in client.get("/min-side/").content.decode()

    assert client.get(address).status_code == 200
    presses = [client.post(address).url for _press in range(2)]

    assert presses == ["/min-side/"] * 2
    assert page_of(client_of, kari)["pathways"] == []
    assert supporter_queries.supporter_of(kari).state == State.ENDED
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
    return appointment_services.appoint(kari, supporter_queries.category("young_adult_contact"), bergen, by=rolf)


ROLE = "/min-side/rolle/young_adult_contact/"


@pytest.mark.slow
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


@pytest.mark.slow
def test_whoever_ticked_a_lower_age_is_asked_again(elected, kari, siri, client_of):
    client, version = client_of(kari), elected.category.version
    client.post(ROLE, {"version": version, "of_age": "on"})
    assert "of_age" not in client.get(ROLE).context["form"].fields
    category_services.set_category("young_adult_contact", by=siri, minimum_age=20)

    assert client.get(ROLE).context["form"].fields["of_age"].label == "Jeg er 20 år eller eldre"
    unticked = client.post(ROLE, {"version": version + 1})
    assert list(unticked.context["form"].errors) == ["of_age"]
    presses = [client.post(ROLE, {"version": version + 1, "of_age": "on"}).url for _press in range(2)]

    assert presses == ["/min-side/"] * 2
    assert kari.checks.get(kind="age").age == 20
    assert "age" not in checklist.missing(kari, supporter_queries.category("young_adult_contact"))


def test_a_role_that_was_changed_meanwhile_is_shown_again(elected, kari, siri, client_of):
    old = elected.category.version
    category_services.set_category("young_adult_contact", by=siri, role_description={"nb": "Du gjør noe annet."})

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


@pytest.mark.slow
def test_the_page_costs_the_same_with_more_behind_one(
    kari, bergen, siri, client_of, django_assert_num_queries, django_assert_max_num_queries
):
    client = client_of(kari)
    make_supporter(kari, bergen, by=siri)
    client.get("/min-side/")
    with django_assert_max_num_queries(60) as one:
        client.get("/min-side/")
    for _course in range(3):
        supporters.pause(supporter_queries.supporter_of(kari), until=None, by=kari)
        supporters.resume(supporter_queries.supporter_of(kari), by=kari)

    with django_assert_num_queries(len(one)):
        client.get("/min-side/")


def test_a_contact_of_ones_own_is_whom_to_turn_to_first(guro, bergen, rolf, siri, client_of):
    chapters.give_office(person("kim@example.org", "Kim", "Koordinator"), "coordinator", by=siri)
    pathway_services.give_contact(supporter_queries.supporter_of(guro), rolf, by=siri)

    assert [str(one) for one in page_of(client_of, guro)["contacts"]] == ["Rolf Rygg", "Kim Koordinator"]


@pytest.mark.slow
def test_what_is_begun_says_so_and_how_far_it_has_come(approved, kari, siri, client_of):
    course = task_of(client_of, kari, "Introduksjonskurs")
    assert (course.status, course.hint) == ("Ikke begynt", "Meld deg på et kurs som vi holder.")

    part, count = course_queries.parts()[0], len(course_queries.parts())
    course_services.finish_part(part, by=kari)
    course = task_of(client_of, kari, "Introduksjonskurs")
    assert course.status == "Påbegynt"
    assert course.hint == f"Meld deg på et kurs som vi holder. Du har lest 1 av {count} deler."

    attend_course(kari, siri)
    assert task_of(client_of, kari, "Kunnskapstest").status == "Ikke begynt"
    fail_test(kari)
    day = date_format(clock.today(), "DATE_FORMAT")
    failed = task_of(client_of, kari, "Kunnskapstest")
    assert (failed.status, failed.href) == ("Ikke bestått ennå", "/kunnskapstest/")
    assert failed.hint == f"Du tok testen {day}. Siden viser hva du kan lese en gang til."

    exam_services.start(kari, by=kari)
    assert task_of(client_of, kari, "Kunnskapstest").status == "Påbegynt"


@pytest.mark.slow
def test_nobody_is_sent_on_to_a_test_that_they_cannot_begin(approved, kari, siri, client_of):
    attend_course(kari, siri)
    conversation = supporter_queries.category("conversation_supporter")
    pathway_services.agree_to_role(kari, conversation, version=conversation.version, by=kari)
    fail_test(kari)
    assert next_of(client_of, kari).title == "Kunnskapstest"

    hold(siri, wait_days=5)
    again = date_format(clock.today() + datetime.timedelta(days=5), "DATE_FORMAT")
    waiting = task_of(client_of, kari, "Kunnskapstest")
    assert waiting.hint == f"Du kan ta testen på nytt fra {again}. Fram til da kan du lese og øve."
    assert next_of(client_of, kari) is None

    hold(siri, most_attempts=1)
    used_up = task_of(client_of, kari, "Kunnskapstest")
    assert used_up.hint.endswith("Ta kontakt med oss, så finner vi en løsning sammen: epost@ms.no")
    assert (used_up.href, used_up.minutes) == ("/kunnskapstest/", 0)


@pytest.mark.slow
def test_a_test_that_was_not_passed_is_told_under_what_has_happened(guro, client_of):
    fail_test(guro)

    assert str(page_of(client_of, guro)["happened"][0][1]) == "Du tok kunnskapstesten og har ikke bestått ennå"


def task_of(client_of, user, title):
    return next(
        task for pathway in page_of(client_of, user)["pathways"] for task in pathway.tasks if task.title == title
    )


@pytest.mark.slow
def test_the_course_page_says_that_reading_is_not_taking_part(approved, kari, guro, siri, client_of):
    says = "Du kan godt lese nettkurset først, men det erstatter ikke kurset du deltar på."
    assert says in client_of(kari).get("/kurs/").content.decode()
    assert says not in client_of(guro).get("/kurs/").content.decode()  # her role asks for none

    attend_course(kari, siri)
    assert says not in client_of(kari).get("/kurs/").content.decode()


def test_whoever_withdrew_before_any_answer_is_offered_none(submitted, kari, client_of):
    onboarding.withdraw(submitted, by=kari)

    page = client_of(kari).get("/min-side/").content.decode()

    assert ">Se søknaden din</a>" in page
    assert "svaret vårt" not in page


# What is asked of somebody later


def ask_also(code, kind, siri):
    """From now on the category asks for this too."""
    asked = supporter_queries.category(code).requires
    category_services.set_category(code, by=siri, requires=[*asked, [kind, []]])
    fragments.forget_cached()


@pytest.fixture
def shown(guro):
    """Guro is shown in the public list."""
    directory_services.consent_to_listing(supporter_queries.supporter_of(guro), by=guro, text="Ja.", shown_name="Guro")
    return guro


@pytest.mark.slow
def test_whoever_lacks_what_is_asked_later_is_told_so_and_what_to_do(shown, siri, client_of):
    before = client_of(shown).get("/min-side/")
    assert "Du vises blant likepersonene." in before.content.decode()

    ask_also("activity_supporter", "police_certificate", siri)
    page, listing = client_of(shown).get("/min-side/"), client_of(shown).get("/min-side/synlighet/")

    assert directory_queries.listed() == []
    assert [row.title for row in page.context["to_do"]] == ["Politiattest"]
    for text in (page.content.decode(), listing.content.decode()):
        assert "Du vises blant" not in text
    assert "akkurat nå" in page.content.decode().split("Er du tilgjengelig")[-1]
    assert "Ikke vis meg lenger" in listing.content.decode()  # the yes still stands

    pathway_services.note_check(shown, "police_certificate", on=clock.today(), by=siri)
    assert "Du vises blant likepersonene." in client_of(shown).get("/min-side/").content.decode()


@pytest.mark.slow
def test_an_applicant_is_told_what_is_done_on_no_page(submitted, kari, siri, rolf, client_of):
    ask_also("conversation_supporter", "police_certificate", siri)

    waiting = next_of(client_of, kari)
    assert (waiting.title, waiting.href) == ("Politiattest", "")
    assert "Rolf Rygg i Bergen" in waiting.note
    assert "Gå videre" not in client_of(kari).get("/min-side/").content.decode()

    review_services.assess(submitted, "approve", by=rolf)
    assert next_of(client_of, kari).href == "/min-side/rolle/conversation_supporter/"


def test_what_is_asked_later_has_waited_since_it_was_asked(kari, bergen, siri):
    with clock.at(moment("2026-01-16 12:00")):
        make_supporter(kari, bergen, by=siri)
    asked = moment("2026-11-20 09:00")
    with clock.at(asked):
        ask_also("activity_supporter", "registration", siri)

    lacking = checklist.checklist(
        kari, supporter_queries.category("activity_supporter"), begun_at=moment("2026-01-16 12:00")
    )

    assert {one.code: one.since for one in lacking if not one.met} == {"registration": asked}


# Saying no, and ending the role

END = "/min-side/avslutt/"


@pytest.mark.slow
def test_a_supporter_ends_the_role_and_it_is_told_first_what_happens(shown, client_of):
    client, supporter = client_of(shown), supporter_queries.supporter_of(shown)
    assert f'href="{END}"' in client.get("/min-side/").content.decode()
    assert "Du vises ikke lenger på nettsiden" in client.get(END).content.decode()

    assert client.post(END, {"version": supporter.version - 1}).status_code == 409
    assert client.post(END, {"version": "\x00"}).status_code == 409
    presses = [client.post(END, {"version": supporter.version}).url for _press in range(2)]

    assert presses == ["/min-side/"] * 2
    assert supporter_queries.supporter_of(shown).state == State.ENDED
    assert not supporter_queries.appointments_of(shown).exists()
    assert not directory_queries.wants_to_be_listed(shown)
    assert [str(text) for _at, text in page_of(client_of, shown)["happened"]][0] == "Rollen tok slutt"


@pytest.mark.parametrize("path", ["/min-side/synlighet/", "/min-side/pause/", END])
def test_after_the_end_the_pages_of_the_role_lead_to_my_page_and_save_nothing(shown, path, client_of):
    client, supporter = client_of(shown), supporter_queries.supporter_of(shown)
    client.post(END, {"version": supporter.version})
    values = {"shown_name": "Guro", "capacity": "3", "consent": "on", "length": "week"}

    assert [client.get(path).headers.get("Location"), client.post(path, values).headers.get("Location")] == [
        "/min-side/", "/min-side/",
    ]  # fmt: skip
    assert not directory_queries.wants_to_be_listed(shown)
    assert supporter_queries.supporter_of(shown).state == State.ENDED


def test_ending_the_role_takes_a_fresh_code(guro, client_of):
    client_of(guro, code_age=3600).post(END, {"version": supporter_queries.supporter_of(guro).version})

    assert supporter_queries.supporter_of(guro).state == State.ACTIVE


@pytest.mark.slow
def test_whoever_is_appointed_and_not_active_yet_can_say_no(elected, kari, client_of):
    client = client_of(kari)
    assert f'href="{END}"' in client.get("/min-side/").content.decode()
    assert "Vil du trekke deg?" in client.get(END).content.decode()

    client.post(END, {"version": supporter_queries.supporter_of(kari).version})

    assert supporter_queries.supporter_of(kari).state == State.ENDED
    assert page_of(client_of, kari)["pathways"] == []


def test_who_is_one_by_office_keeps_the_office(rolf, bergen, client_of):
    assert "Vervet ditt" in client_of(rolf).get(END).content.decode()

    client_of(rolf).post(END, {"version": supporter_queries.supporter_of(rolf).version})

    assert supporter_queries.supporter_of(rolf).state == State.ENDED
    assert rolf.offices.get().ends is None


def test_whoever_has_no_appointment_has_nothing_to_end(submitted, kari, ola, client_of):
    for one in (kari, ola):
        assert client_of(one).get(END).url == "/min-side/"
        assert client_of(one).post(END, {"version": 1}).url == "/min-side/"
    assert kari.candidacies.get().ended_at is None


# The rest of the page


def test_an_appointment_is_told_on_the_day_it_was_decided(kari, bergen, siri, client_of):
    decided = clock.today() - datetime.timedelta(days=9)
    appointment_services.appoint(
        kari, supporter_queries.category("young_adult_contact"), bergen, by=siri, decided_on=decided
    )

    [(at, text)] = page_of(client_of, kari)["happened"]

    assert (clock.local(at).date(), text) == (decided, "Du ble oppnevnt: Ungkontakt")


def test_an_answer_that_is_late_says_whose_it_is(submitted, kari, client_of):
    with clock.at(clock.now() + datetime.timedelta(weeks=8)):
        hint = task_of(client_of, kari, "Svar på søknaden").hint

    assert hint.startswith("Dette ligger hos Rolf Rygg i Bergen. Du skulle ha fått svar innen ")


def test_a_new_supporter_is_told_what_to_begin_with_until_something_is_logged(guro, client_of):
    page = client_of(guro).get("/min-side/").content.decode()
    main = page[page.index("<main") :]

    for address in ("/veileder/", "/min-side/synlighet/", "/aktivitet/ny/", "/taushetserklaering/kvittering/",
                    "/min-side/rolle/activity_supporter/"):  # fmt: skip
        assert f'href="{address}"' in main
    assert "Tre ting å begynne med" in main
    assert "0 aktiviteter" not in main

    chapter = supporter_queries.supporter_of(guro).chapter
    activities.log(token=uuid.uuid4(), kind="phone", day=clock.today(), chapter=chapter, participants=1, by=guro)
    assert not page_of(client_of, guro)["is_new"]


def test_what_opens_later_links_to_what_comes_first(approved, kari, client_of):
    closed = client_of(kari).get("/kunnskapstest/").content.decode()

    assert re.search(r'<li><a href="/kurs/">Introduksjonskurs</a></li>', closed)


def test_what_somebody_put_into_the_table_has_not_happened(submitted, kari):
    before = own_pathway.history(own_pathway.noted_about(kari), [])
    Event.objects.create(
        verb="application.approve", subject=submitted.ref, actor=kari.ref, at=clock.now(), digest="0" * 64
    )

    assert own_pathway.history(own_pathway.noted_about(kari), []) == before
    assert len(before) > 0
