"""Active means: appointed, with every requirement of the category met. The public list follows at once."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from portal import clock, gates
from portal.accounts import services as accounts
from portal.accounts.models import Consent
from portal.chapters import services as chapters
from portal.models import Organisation, OutboxMail
from portal.moves import IllegalMove
from portal.operations.management.commands.worker import PERIODIC_TASKS
from portal.supporters import queries as supporter_queries
from portal.supporters import services as supporters
from portal.supporters.appointments import services as appointment_services
from portal.supporters.categories import services as category_services
from portal.supporters.directory import queries as directory_queries
from portal.supporters.directory import services as directory_services
from portal.supporters.models import Appointment, Category, Listing
from portal.supporters.pathway import checklist
from portal.supporters.pathway import services as pathway_services
from portal.supporters.workflow import State
from tests.conftest import attend_course, make_supporter, moment, pass_test, person, sign, take_on
from tests.portal.supporters.portraits.photos import show_portrait


@pytest.fixture
def conversation(db):
    return supporter_queries.category("conversation_supporter")


def test_the_checklist_follows_the_category(kari, conversation):
    activity = supporter_queries.category("activity_supporter")

    assert checklist.missing(kari, conversation) == [
        "age", "approval", "membership", "role", "course", "test", "declaration", "appointment",
    ]  # fmt: skip
    assert checklist.missing(kari, activity) == [
        "age",
        "approval",
        "membership",
        "role",
        "declaration",
        "appointment",
    ]


@pytest.mark.slow
def test_whatever_comes_last_makes_the_supporter_active(approved, kari, rolf, siri, bergen, conversation):
    take_on(kari, conversation)
    attend_course(kari, siri)
    pass_test(kari)
    sign(kari)
    assert supporter_queries.supporter_of(kari).state == State.BECOMING

    appointment_services.appoint(kari, conversation, bergen, by=rolf)

    assert supporter_queries.supporter_of(kari).state == State.ACTIVE
    subjects = OutboxMail.objects.filter(to=kari.email).values_list("subject", flat=True)
    assert list(subjects).count("Velkommen blant likepersonene") == 1


def test_what_comes_before_the_appointment_comes_first(approved, kari, rolf, bergen, conversation):
    with pytest.raises(gates.NotYet) as early:
        appointment_services.appoint(kari, conversation, bergen, by=rolf)

    assert list(early.value.first) == ["role", "declaration"]
    assert Appointment.objects.filter(supporter__person=kari).count() == 0


def test_the_same_appointment_twice_is_one(kari, rolf, bergen, conversation):
    for _press in range(2):
        appointment_services.appoint(kari, conversation, bergen, by=rolf, method="transfer")

    assert Appointment.objects.filter(supporter__person=kari).count() == 1


@pytest.mark.slow
def test_a_leader_is_a_supporter_by_office_and_only_as_long(rolf, siri, bergen):
    """domain (a.4): leaders become supporters by office; they skip the course and sign all the same."""
    leading = supporter_queries.category("chapter_leader")
    assert checklist.missing(rolf, leading) == ["age", "membership", "role", "declaration"]

    chapters.confirm_membership(rolf, by=siri)
    take_on(rolf, leading)
    sign(rolf)
    assert supporter_queries.supporter_of(rolf).state == State.ACTIVE

    chapters.end_office(rolf.offices.get(), by=siri)
    assert supporter_queries.supporter_of(rolf).state == State.ENDED


def test_a_kind_out_of_use_ends_with_the_office_too(rolf, siri, bergen):
    category_services.set_category("chapter_leader", by=siri, is_active=False)
    ending = list(supporter_queries.ends_with(rolf.offices.get()))

    chapters.end_office(rolf.offices.get(), by=siri)

    assert [appointment.category.code for appointment in ending] == ["chapter_leader"]
    assert not rolf.supporter.appointments.filter(ended_on__isnull=True).exists()


@pytest.mark.parametrize("first", ["bergen", "oslo"])
def test_whoever_leads_two_chapters_is_a_supporter_until_the_last_office_ends(rolf, siri, bergen, oslo, first):
    chapters.give_office(rolf, "chapter_leader", oslo, by=siri)
    last = {"bergen": oslo, "oslo": bergen}[first]

    chapters.end_office(rolf.offices.get(chapter__short_name=first), by=siri)

    supporter = supporter_queries.supporter_of(rolf)
    assert (supporter.state, supporter.chapter) == (State.BECOMING, last)
    assert supporter_queries.appointments_of(rolf).get().category.code == "chapter_leader"
    assert not OutboxMail.objects.filter(to=rolf.email, subject="Takk for det du har gjort").exists()

    yesterday = clock.today() - datetime.timedelta(days=1)
    chapters.end_office(rolf.offices.get(chapter=last), by=siri)  # and on the same day

    assert supporter_queries.supporter_of(rolf).state == State.ENDED
    assert [found.ended_on for found in Appointment.objects.filter(supporter__person=rolf)] == [yesterday]
    assert OutboxMail.objects.filter(to=rolf.email, subject="Takk for det du har gjort").count() == 1


def test_an_office_of_another_kind_keeps_nobody(rolf, siri, bergen, oslo):
    chapters.give_office(rolf, "board_member", oslo, by=siri)

    chapters.end_office(rolf.offices.get(chapter=bergen), by=siri)

    assert supporter_queries.supporter_of(rolf).state == State.ENDED


def test_a_central_office_gives_nobody_the_role_of_a_chapter(kari, siri, bergen):
    category_services.set_category("chapter_leader", by=siri, office="coordinator")

    office = chapters.give_office(kari, "coordinator", by=siri)
    assert supporter_queries.supporter_of(kari) is None

    chapters.end_office(office, by=siri)
    assert supporter_queries.supporter_of(kari) is None


def test_whoever_is_something_else_in_the_chapter_stays_in_it(rolf, siri, bergen, oslo):
    chapters.give_office(rolf, "chapter_leader", oslo, by=siri)
    appointment_services.appoint(
        rolf, supporter_queries.category("activity_supporter"), bergen, by=siri, method="transfer"
    )

    chapters.end_office(rolf.offices.get(chapter=bergen), by=siri)

    assert supporter_queries.supporter_of(rolf).chapter == bergen
    assert supporter_queries.appointments_of(rolf).count() == 2


def test_nobody_appoints_themselves(rolf, bergen, siri, client_of):
    supporters.take_in(rolf, bergen, by=siri)
    supporter = supporter_queries.supporter_of(rolf)

    assert client_of(rolf).get(f"/lokalforening/likeperson/{supporter.ref}/").status_code == 404


@pytest.mark.slow
def test_appointing_through_the_page(approved, kari, rolf, siri, client_of):
    take_on(kari, supporter_queries.category("conversation_supporter"))
    attend_course(kari, siri)
    pass_test(kari)
    sign(kari)
    supporter = supporter_queries.supporter_of(kari)
    client = client_of(rolf)
    address = f"/lokalforening/kandidat/{kari.candidacies.get().ref}/oppnevning/"

    future = client.post(address, {"decided_on": "1.1.2031"})
    presses = [client.post(address, {"decided_on": "1.6.2026"}) for _press in range(2)]

    assert list(future.context["form"].errors) == ["decided_on"]
    assert [done.status_code for done in presses] == [302, 302]
    assert Appointment.objects.get(supporter=supporter).decided_on.isoformat() == "2026-06-01"
    assert supporter_queries.supporter_of(kari).state == State.ACTIVE


CHOSEN = {
    "shown_name": "Guro", "experience": "own", "topics": ["exercise"], "languages": ["no"], "capacity": "2",
    "consent": "on",
}  # fmt: skip


def test_nobody_is_shown_without_consent(guro, client_of):
    client = client_of(guro)

    response = client.post("/min-side/synlighet/", {**CHOSEN, "consent": ""})

    assert list(response.context["form"].errors) == ["consent"]
    assert directory_queries.listed() == []


def test_only_what_was_consented_to_is_shown(guro, client_of, client):
    client_of(guro).post("/min-side/synlighet/", CHOSEN)

    page = client.get("/finn-likeperson/").content.decode()

    assert [entry.shown_name for entry in directory_queries.listed()] == ["Guro"]
    assert "Guro" in page
    assert [secret for secret in ("Gran", "guro@example.org") if secret in page] == []


@pytest.mark.parametrize("leaving", ["pause", "end", "withdraw"])
def test_a_break_an_end_or_a_withdrawn_consent_hides_at_once(guro, client_of, leaving):
    client_of(guro).post("/min-side/synlighet/", CHOSEN)
    supporter = supporter_queries.supporter_of(guro)

    if leaving == "pause":
        supporters.pause(supporter, until=None, by=guro)
    elif leaving == "end":
        supporters.end(supporter, by=guro)
    else:
        directory_services.withdraw_listing(supporter, by=guro)

    assert directory_queries.listed() == []


def test_a_break_ends_by_itself(guro):
    with clock.at(moment("2026-06-01 12:00")):
        supporters.pause(supporter_queries.supporter_of(guro), until=clock.today(), by=guro)
        assert supporters.end_breaks() == 0

    with clock.at(moment("2026-06-02 00:01")):
        assert supporters.end_breaks() == 1

    assert supporter_queries.supporter_of(guro).state == State.ACTIVE


def test_who_has_ended_cannot_take_a_break(guro):
    supporter = supporter_queries.supporter_of(guro)
    supporters.end(supporter, by=guro)

    with pytest.raises(IllegalMove):
        supporters.pause(supporter, until=None, by=guro)


@pytest.fixture
def telephone(siri):
    """A kind of supporter that asks for a talk and somebody to turn to."""
    name = {"nb": "Telefon"}
    asked = [["talk", []], ["declaration", []], ["contact", []], ["appointment", []]]
    return category_services.set_category("phone", by=siri, name=name, description=name, requires=asked, minimum_age=0)


@pytest.mark.slow
def test_whoever_comes_back_is_met_anew(guro, siri, bergen, telephone):
    with clock.at(moment("2028-03-01 12:00")):
        appointment_services.appoint(guro, telephone, bergen, by=siri, method="transfer")
        pathway_services.note_check(guro, "talk", on=clock.today(), by=siri)
        pathway_services.give_contact(supporter_queries.supporter_of(guro), siri, by=siri)
        assert checklist.missing(guro, telephone) == []
        supporters.end(supporter_queries.supporter_of(guro), by=guro)

    with clock.at(moment("2033-03-01 12:00")):
        appointment_services.appoint(guro, telephone, bergen, by=siri, method="transfer")

    assert checklist.missing(guro, telephone) == ["talk", "contact"]
    assert [check.kind for check in guro.checks.all()] == ["age"]
    assert supporter_queries.supporter_of(guro).state == State.BECOMING


def test_what_was_noted_stays_for_a_way_that_goes_on(guro, siri, bergen, telephone):
    supporters.begin_candidacy(guro, telephone, bergen, by=guro)
    pathway_services.note_check(guro, "talk", on=clock.today(), by=siri)

    supporters.end(supporter_queries.supporter_of(guro), by=guro)

    assert sorted(check.kind for check in guro.checks.all()) == ["age", "talk"]


@pytest.mark.slow
def test_the_worker_finds_whoever_lacks_nothing_and_was_not_noticed(kari, guro, siri, bergen, telephone):
    appointment_services.appoint(kari, telephone, bergen, by=siri)
    assert supporters.activate_completed_supporters() == 0
    Category.objects.filter(pk=telephone.pk).update(requires=[["appointment", []]])  # in the same instant

    assert [supporters.activate_completed_supporters(), supporters.activate_completed_supporters()] == [1, 0]

    assert supporter_queries.supporter_of(kari).state == State.ACTIVE
    assert supporters.activate_completed_supporters in [task for task, _seconds in PERIODIC_TASKS]


def test_looking_for_them_costs_the_same_for_many(siri, bergen, telephone, django_assert_num_queries):
    for number in (1, 2, 3):
        appointment_services.appoint(person(f"p{number}@example.org", "P", "Nr"), telephone, bergen, by=siri)
        if number == 1:
            with CaptureQueriesContext(connection) as one:
                supporters.activate_completed_supporters()

    with django_assert_num_queries(len(one)):
        supporters.activate_completed_supporters()


@pytest.mark.slow
def test_the_public_list_costs_the_same_with_one_and_with_three(bergen, siri, django_assert_num_queries):
    for number, name in enumerate(("Anna", "Britt", "Cato")):
        someone = person(f"{name}@example.org", name, "Ås")
        supporter = make_supporter(someone, bergen, by=siri)
        directory_services.consent_to_listing(supporter, by=someone, text="Ja.", shown_name=name)
        show_portrait(someone)
        if number in (0, 2):
            directory_queries.listed()  # the categories are remembered
            with django_assert_num_queries(1):
                assert all(entry.portrait and entry.large_portrait for entry in directory_queries.listed())


def test_the_last_name_is_asked_away_and_never_shown(guro, client_of):
    client, full = client_of(guro), f"{guro.given_name} {guro.family_name}"

    page = client.post("/min-side/synlighet/", {**CHOSEN, "shown_name": full})

    assert list(page.context["form"].errors) == ["shown_name"]
    assert directory_queries.listed() == []
    for kept, shown in ((full, guro.given_name), (guro.family_name, guro.given_name)):  # from before it was refused
        directory_services.consent_to_listing(
            supporter_queries.supporter_of(guro), by=guro, text="Ja.", shown_name=kept
        )
        assert [entry.shown_name for entry in directory_queries.listed()] == [shown]


class TestPublishingContact:
    """Its own tick for each field, and only where the organisation publishes such things at all."""

    ADDRESS = "/min-side/synlighet/"
    OPEN = {**CHOSEN, "show_phone": "on", "shown_phone": "23 00 20 02"}

    def test_is_not_asked_where_the_organisation_does_not_publish(self, guro, client_of):
        client = client_of(guro)

        text = client.get(self.ADDRESS).content.decode()
        client.post(self.ADDRESS, self.OPEN)

        assert "shown_phone" not in text
        assert Listing.objects.values_list("shown_phone", "shown_email").get() == ("", "")

    def test_each_field_has_its_tick_and_stands_in_the_consent(self, guro, client_of):
        Organisation.objects.update(publishes_contact=True)

        client_of(guro).post(self.ADDRESS, {**self.OPEN, "shown_email": "guro.viser@example.com"})

        assert Listing.objects.values_list("shown_phone", "shown_email").get() == ("+4723002002", "")
        consent = Consent.objects.get(person=guro, purpose=directory_queries.LISTING)
        assert consent.details == {"fields": ["experience", "languages", "shown_name", "shown_phone", "topics"]}
        assert [(entry.phone, entry.email) for entry in directory_queries.listed()] == [("+4723002002", "")]

    @pytest.mark.parametrize(
        ("changes", "wrong"),
        [
            ({"shown_phone": ""}, ["shown_phone"]),
            ({"shown_phone": "2300"}, ["shown_phone"]),
            ({"show_email": "on", "shown_email": ""}, ["shown_email"]),
            ({"show_phone": "", "shown_phone": "2300"}, []),
            ({"about": "Ring meg på 23 00 20 02"}, ["about"]),
            ({"shown_name": "guro@example.org"}, ["shown_name"]),
            ({"capacity": "6"}, ["capacity"]),
            ({"capacity": ""}, ["capacity"]),
        ],
    )
    def test_bad_input_gets_a_sentence(self, guro, client_of, changes, wrong):
        Organisation.objects.update(publishes_contact=True)

        response = client_of(guro).post(self.ADDRESS, {**self.OPEN, **changes})

        assert list(response.context["form"].errors if response.context else []) == wrong

    def test_the_account_s_own_number_is_never_offered(self, guro, client_of):
        Organisation.objects.update(publishes_contact=True)
        accounts.change_details(guro, by=guro, phone="+4723009999")

        text = client_of(guro).get(self.ADDRESS).content.decode()

        assert [secret for secret in ("23009999", "23\xa000\xa099\xa099") if secret in text] == []
        assert 'name="shown_email" value' not in text

    def test_taking_the_tick_away_is_taking_the_consent_back(self, guro, client_of):
        Organisation.objects.update(publishes_contact=True)
        client = client_of(guro)
        client.post(self.ADDRESS, self.OPEN)

        client.post(self.ADDRESS, {**self.OPEN, "show_phone": ""})

        assert Listing.objects.get().shown_phone == ""
        consents = Consent.objects.filter(person=guro, purpose=directory_queries.LISTING).order_by("pk")
        assert [("shown_phone" in one.details["fields"], one.withdrawn_at is None) for one in consents] == [
            (True, False),
            (False, True),
        ]
