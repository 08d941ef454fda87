"""The way of one person as the board and the secretariat see and move it."""

import datetime

import pytest
from django.utils.formats import date_format

from portal import clock
from portal.accounts import services as accounts
from portal.accounts.models import User
from portal.chapters import services as chapters
from portal.models import Event, OutboxMail
from portal.supporters import queries as supporter_queries
from portal.supporters import services as supporters
from portal.supporters.appointments import services as appointment_services
from portal.supporters.categories import services as category_services
from portal.supporters.directory import services as directory_services
from portal.supporters.models import Appointment, Category, Check, Listing
from portal.supporters.pathway import services as pathway_services
from portal.supporters.workflow import State
from tests.conftest import make_supporter, moment, person, send_in, sign, take_on

pytestmark = pytest.mark.django_db


def page(case, *more):
    kind = "likeperson" if hasattr(case, "since") else "kandidat"
    return f"/lokalforening/{kind}/{case.ref}/" + "".join(f"{part}/" for part in more)


@pytest.mark.parametrize(("who", "status"), [("rolf", 200), ("siri", 200), ("turid", 404), ("kari", 404), ("ola", 404)])
def test_another_chapters_candidate_is_not_there(request, candidate, rolf, who, status, client_of):
    client = client_of(request.getfixturevalue(who))

    assert client.get(page(candidate)).status_code == status
    assert client.get(page(candidate, "samtale")).status_code == status


def test_nobody_follows_their_own_case_or_that_of_a_tie(candidate, rolf, kari, siri, bergen, client_of):
    accounts.declare_tie(rolf, kari, by=rolf)
    own = supporters.begin_candidacy(rolf, candidate.category, bergen, by=rolf)

    assert [client_of(rolf).get(page(case)).status_code for case in (candidate, own)] == [404, 404]


def test_each_requirement_says_whose_turn_it_is(candidate, rolf, client_of):
    rows = client_of(rolf).get(page(candidate)).context["pathways"][0][1]

    assert {str(row["title"]): row["status"] for row in rows} == {
        "Alder": "Venter på den det gjelder",
        "Svar på søknaden": "Venter på styret",
        "En samtale med oss": "Venter på styret",
        "Politiattest": "Kan ikke starte ennå",
        "Fast kontaktperson": "Kan ikke starte ennå",
        "Medlemskap": "Venter på styret",
        "Oppnevning": "Kan ikke starte ennå",
    }
    assert [str(row["title"]) for row in rows if row["href"]] == ["En samtale med oss", "Medlemskap"]


def test_a_talk_is_noted_once_and_never_in_the_future(candidate, kari, rolf, client_of):
    client, address = client_of(rolf), page(candidate, "samtale")

    future = client.post(address, {"on": "1.1.2031"})
    for _press in range(2):
        client.post(address, {"on": "1.6.2026"})

    assert future.context["form"]["on"].value() == "1.1.2031"
    assert list(future.context["form"].errors) == ["on"]
    assert [(check.kind, check.on.isoformat(), check.by) for check in kari.checks.all()] == [
        ("talk", "2026-06-01", rolf)
    ]
    assert Event.objects.filter(verb="check.note").count() == 1


@pytest.mark.parametrize(("day", "is_noted"), [("1.1.1981", False), ("19.5.2025", False), ("20.5.2025", True)])
def test_nothing_is_noted_from_long_before_the_person_set_out(candidate, kari, rolf, client_of, day, is_noted):
    answer = client_of(rolf).post(page(candidate, "samtale"), {"on": day})

    assert kari.checks.filter(kind="talk").exists() is is_noted
    if not is_noted:
        form = answer.context["form"]
        assert form["on"].value() == day
        assert form.errors["on"] == ["Datoen er lenge før saken startet. Skriv 20. mai 2025 eller en senere dato"]


def test_of_a_supporter_who_was_taken_over_it_counts_from_the_appointment(kari, bergen, rolf, siri, client_of):
    category, decided_on = supporter_queries.category("activity_supporter"), datetime.date(2019, 3, 4)
    Category.objects.filter(pk=category.pk).update(requires=[("appointment", []), ("talk", [])])
    supporter = supporters.take_in(kari, bergen, by=siri)
    appointment_services.appoint(
        kari, supporter_queries.category(category.code), bergen, by=siri, decided_on=decided_on
    )
    client = client_of(rolf)

    early, on_the_day = (client.post(page(supporter, "samtale"), {"on": day}) for day in ("3.3.2018", "4.3.2018"))

    assert list(early.context["form"].errors) == ["on"]
    assert on_the_day.status_code == 302
    assert kari.checks.get(kind="talk").on == datetime.date(2018, 3, 4)  # known a year before


def test_what_is_not_open_is_refused(candidate, kari, rolf, client_of):
    client = client_of(rolf)

    closed = [client.post(page(candidate, what), {"on": "1.6.2026"}) for what in ("politiattest", "oppnevning")]

    assert [response.status_code for response in closed] == [409, 409]
    assert kari.checks.count() == 0
    assert client.get(page(candidate, "gjennomgang")).status_code == 404  # this kind does not ask for it


def test_of_a_certificate_only_the_day_is_kept(approved_candidate, kari, rolf, client_of):
    client, address = client_of(rolf), page(approved_candidate, "politiattest")

    old = client.post(address, {"on": "1.6.2026", "issued_on": "28.2.2026"})
    newer = client.post(address, {"on": "1.6.2026", "issued_on": "2.6.2026"})
    seen = client.post(address, {"on": "1.6.2026", "issued_on": "1.3.2026"})

    assert [list(found.context["form"].errors) for found in (old, newer)] == [["issued_on"], ["issued_on"]]
    assert seen.status_code == 302
    kept = {"id", "ref", "person", "kind", "on", "by", "recorded_at", "age"}
    assert {field.name for field in Check._meta.fields} == kept
    assert kari.checks.get(kind="police_certificate").age is None
    assert "2026-03-01" not in Event.objects.get(verb="check.note").details.text


def test_a_wrong_note_is_taken_back_the_same_day_by_whoever_noted_it(candidate, kari, rolf, siri, client_of):
    with clock.at(moment("2026-06-01 12:00")):
        pathway_services.note_check(kari, "talk", on=clock.today(), by=rolf)
        client_of(siri).post(page(candidate, "samtale"), {"action": "take_back"})
        assert kari.checks.count() == 1
        client_of(rolf).post(page(candidate, "samtale"), {"action": "take_back"})
        assert kari.checks.count() == 0
        pathway_services.note_check(kari, "talk", on=clock.today(), by=rolf)

    with clock.at(moment("2026-06-02 00:01")):
        client_of(rolf).post(page(candidate, "samtale"), {"action": "take_back"})

    assert kari.checks.count() == 1


@pytest.mark.slow
def test_somebody_to_turn_to_is_chosen_among_those_nearby(approved_candidate, kari, rolf, turid, siri, client_of):
    supporter, client = supporter_queries.supporter_of(kari), client_of(siri)
    pathway_services.note_check(kari, "talk", on=clock.today(), by=rolf)
    appointment_services.appoint(kari, approved_candidate.category, supporter.chapter, by=rolf)
    address = page(supporter, "kontaktperson")

    stranger = client.post(address, {"contact": str(turid.ref)})
    client.post(address, {"contact": str(rolf.ref)})

    assert [name for _ref, name in client.get(address).context["form"].fields["contact"].choices] == ["Rolf Rygg"]
    assert list(stranger.context["form"].errors) == ["contact"]
    assert supporter_queries.supporter_of(kari).contact == rolf


def test_a_leader_does_not_appoint_where_the_secretariat_does(kari, bergen, rolf, siri, client_of):
    central = supporter_queries.category("central_supporter")
    candidate = supporters.begin_candidacy(kari, central, bergen, by=kari)

    assert client_of(rolf).get(page(candidate, "oppnevning")).status_code == 404
    assert client_of(siri).get(page(candidate, "oppnevning")).status_code == 200


HOSTILE = ["\x00", "x" * 10_000, "-1", "😀", "31.2.2026", "<b>"]


@pytest.mark.parametrize("value", HOSTILE)
def test_strange_values_are_answered_in_sentences(candidate, bergen, rolf, value, client_of):
    client = client_of(rolf)
    names = ("email", "given_name", "family_name", "category", "method", "decided_on")

    noted = client.post(page(candidate, "samtale"), {"on": [value, value], "action": value})
    registered = client.post("/lokalforening/bergen/likeperson/ny/", {name: [value, value] for name in names})

    assert [noted.status_code, registered.status_code] == [200, 200]
    assert "on" in noted.context["form"].errors
    assert {"email", "category", "method", "decided_on"} <= set(registered.context["form"].errors)


def test_a_deed_needs_a_fresh_code(candidate, bergen, kari, rolf, client_of):
    client = client_of(rolf, code_age=3600)

    asked = [
        client.post(address, {"on": "1.6.2026"})
        for address in (page(candidate, "samtale"), "/lokalforening/bergen/likeperson/ny/")
    ]

    assert [response.status_code for response in asked] == [302, 302]
    assert kari.checks.count() == 0


@pytest.mark.slow
def test_whoever_is_a_supporter_already_has_one_page_with_every_way(approved_candidate, kari, rolf, client_of):
    supporter, client = supporter_queries.supporter_of(kari), client_of(rolf)

    assert client.get(page(approved_candidate)).url == page(supporter)
    rows = client.get(page(supporter)).context["pathways"][0][1]
    assert [row["href"] for row in rows if str(row["title"]) == "Fast kontaktperson"] == [
        page(supporter, "kontaktperson")
    ]
    client.post(page(supporter, "samtale"), {"on": "1.6.2026"})
    client.post(page(supporter, "kontaktperson"), {"contact": str(rolf.ref)})
    client.post(page(supporter, "oppnevning"), {"decided_on": "2.6.2026"})

    assert supporter_queries.supporter_of(kari).contact == rolf
    assert supporter_queries.appointments_of(kari).get().decided_on == datetime.date(2026, 6, 2)


@pytest.mark.slow
def test_a_reader_who_cannot_see_the_supporter_keeps_the_candidates_page(
    kari, bergen, oslo, rolf, siri, visitor, client_of
):
    make_supporter(kari, oslo, by=siri)
    candidate = supporters.begin_candidacy(kari, visitor, bergen, by=kari)

    assert client_of(rolf).get(page(candidate)).status_code == 200
    assert client_of(siri).get(page(candidate)).url == page(supporter_queries.supporter_of(kari))


@pytest.mark.slow
def test_a_countys_board_is_chosen_where_the_chapter_is_a_local_one(
    approved_candidate, kari, rolf, siri, visitor, client_of
):
    category_services.set_category(visitor.code, by=siri, method="county_board")
    pathway_services.note_check(kari, "talk", on=clock.today(), by=rolf)
    chapters.create_chapter("Vestland", "vestland", county="Vestland", municipality="Bergen", level="county", by=siri)
    address, given = page(supporter_queries.supporter_of(kari), "oppnevning"), {"decided_on": "1.6.2026"}

    refused = client_of(rolf).post(address, given)
    assert "chapter" not in refused.context["form"].fields
    assert len(refused.context["form"].non_field_errors()) == 1
    assert list(client_of(siri).post(address, given).context["form"].errors) == ["chapter"]
    assert supporter_queries.appointments_of(kari).count() == 0

    client_of(siri).post(address, {**given, "chapter": "vestland"})
    assert supporter_queries.appointments_of(kari).get().method == "county_board"


# A way that leads no further


def test_a_way_is_ended_once_and_the_mail_says_nothing_of_why(approved_candidate, kari, rolf, client_of):
    pathway_services.note_check(kari, "police_certificate", on=clock.today(), by=rolf)
    client, address = client_of(rolf), page(approved_candidate, "avslutt")
    before = OutboxMail.objects.count()

    assert client.get(address).status_code == 200
    assert supporter_queries.candidacies_of(kari).count() == 1
    for _press in range(2):
        client.post(address)

    assert supporter_queries.candidacies_of(kari).count() == 0
    assert supporter_queries.supporter_of(kari).state == State.ENDED
    assert kari.checks.count() == 0
    assert OutboxMail.objects.filter(to=kari.email).count() == OutboxMail.objects.count() - before == 1
    assert Event.objects.filter(verb="candidacy.end").count() == 1


@pytest.mark.parametrize(("who", "status"), [("rolf", 200), ("siri", 200), ("turid", 404), ("kari", 404), ("ola", 404)])
def test_who_ends_a_way(request, approved_candidate, rolf, who, status, client_of):
    assert client_of(request.getfixturevalue(who)).get(page(approved_candidate, "avslutt")).status_code == status


def test_before_the_yes_it_is_the_application_that_is_answered(candidate, kari, rolf, client_of):
    assert client_of(rolf).post(page(candidate, "avslutt")).status_code == 404
    assert supporter_queries.candidacies_of(kari).count() == 1


@pytest.mark.parametrize("how", ["declined", "stepped back", "another kind"])
def test_the_note_of_a_certificate_goes_with_what_it_was_for(candidate, kari, bergen, rolf, siri, visitor, how):
    supporters.approve_candidacy(candidate, bergen, by=rolf)
    pathway_services.note_check(kari, "police_certificate", on=clock.today(), by=rolf)

    if how == "declined":
        supporters.end_candidacies(kari, by=rolf)
    elif how == "stepped back":
        supporters.step_back(candidate, by=kari)
    else:
        other = supporter_queries.category("conversation_supporter")
        supporters.begin_candidacy(kari, other, bergen, by=kari)
        supporters.end_candidacies(kari, but=other, by=kari)

    assert kari.checks.count() == (how == "another kind")


# Appointed without an application

NEW = {
    "email": "Ny@Example.org", "given_name": "Nora", "family_name": "Čáhci-O'Connor",
    "category": "young_adult_contact", "method": "election", "decided_on": "12.3.2026",
}  # fmt: skip
REGISTER = "/lokalforening/bergen/likeperson/ny/"
NOT_HERE = "Du kan ikke registrere denne personen her. Spør sekretariatet."


def as_named(user, **values):
    """What somebody types who knows this person."""
    return {**NEW, "email": user.email, "given_name": user.given_name, "family_name": user.family_name, **values}


def test_somebody_elected_gets_an_account_an_appointment_and_a_mail(bergen, rolf, client_of):
    client = client_of(rolf)

    for _press in range(2):
        done = client.post(REGISTER, NEW)

    nora = User.objects.get(email="ny@example.org")
    appointment = Appointment.objects.get(supporter__person=nora)
    assert done.url == page(nora.supporter)
    assert (appointment.method, appointment.decided_on) == ("election", datetime.date(2026, 3, 12))
    assert str(nora) == "Nora Čáhci-O'Connor"
    mail = OutboxMail.objects.get(to="ny@example.org")
    assert mail.subject == "Du er oppnevnt som likeperson"
    assert [line for line in mail.text.splitlines() if line.startswith("- ")] == [
        "- Alder", "- Medlemskap", "- Rollen og oppgavene", "- Introduksjonskurs", "- Kunnskapstest",
        "- Taushetserklæring",
    ]  # fmt: skip


def test_a_supporter_from_before_keeps_the_day(bergen, rolf, client_of):
    values = {**NEW, "category": "activity_supporter", "method": "transfer", "decided_on": "1.5.2014"}

    client_of(rolf).post(REGISTER, values)

    appointment = Appointment.objects.get(supporter__person__email="ny@example.org")
    assert (appointment.method, appointment.decided_on) == ("transfer", datetime.date(2014, 5, 1))


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"method": "board"}, "method"),
        ({"decided_on": "1.1.2031"}, "decided_on"),
        ({"category": "central_supporter"}, "category"),
        ({"category": "chapter_leader"}, "category"),
        ({"email": "nora"}, "email"),
        ({"family_name": ""}, "family_name"),
    ],
)
def test_what_does_not_fit_gets_a_sentence_and_keeps_the_rest(bergen, rolf, change, field, client_of):
    refused = client_of(rolf).post(REGISTER, NEW | change)

    assert list(refused.context["form"].errors) == [field]
    assert refused.context["form"]["given_name"].value() == "Nora"
    assert not User.objects.filter(email="ny@example.org").exists()


def test_the_secretariat_registers_in_every_kind_but_those_of_an_office(bergen, siri, rolf, client_of):
    def offered(user):
        return {code for code, _name in client_of(user).get(REGISTER).context["form"].fields["category"].choices}

    central = {"central_supporter", "hospital_contact_supporter"}
    assert offered(siri) - offered(rolf) == central
    assert "chapter_leader" not in offered(siri)


@pytest.mark.parametrize("whom", ["rolf", "tie", "elsewhere"])
def test_nobody_registers_themselves_a_tie_or_another_chapters(bergen, oslo, rolf, kari, guro, siri, whom, client_of):
    if whom == "tie":
        accounts.declare_tie(rolf, kari, by=rolf)
    if whom == "elsewhere":
        make_supporter(kari, oslo, by=siri)
    whom = rolf if whom == "rolf" else kari
    before = Appointment.objects.count()

    refused = client_of(rolf).post(REGISTER, as_named(whom))

    assert refused.context["form"].non_field_errors() == [NOT_HERE]
    assert Appointment.objects.count() == before


def test_somebody_who_has_applied_is_answered_instead(candidate, kari, rolf, client_of):
    values = as_named(kari, category="visitor", method="transfer")

    refused = client_of(rolf).post(REGISTER, values)

    assert refused.context["form"].non_field_errors() == [
        "Denne personen har søkt om dette. Svar på søknaden i stedet."
    ]


@pytest.mark.slow
def test_a_leader_takes_nobody_who_has_applied_elsewhere(kari, rolf, turid, siri, client_of):
    application = send_in(kari)
    address = "/lokalforening/oslo/likeperson/ny/"

    applied = client_of(turid).post(address, as_named(kari))
    supporters.end_candidacies(kari, by=kari)  # the application alone is enough
    still = client_of(turid).post(address, as_named(kari))

    assert [found.context["form"].non_field_errors() for found in (applied, still)] == [[NOT_HERE], [NOT_HERE]]
    assert supporter_queries.supporter_of(kari) is None
    done = client_of(siri).post(address, as_named(kari))
    assert (done.status_code, supporter_queries.supporter_of(kari).chapter.short_name) == (302, "oslo")
    assert application.chapter.short_name == "bergen"


def test_nobody_learns_of_an_application_that_is_not_theirs_to_read(kari, visitor, turid, client_of):
    supporters.begin_candidacy(kari, visitor, None, by=kari)
    values = as_named(kari, category="visitor", method="transfer")

    refused = client_of(turid).post("/lokalforening/oslo/likeperson/ny/", values)

    assert refused.context["form"].non_field_errors() == [NOT_HERE]


def test_a_known_address_with_another_name_registers_nobody(kari, bergen, rolf, client_of):
    client = client_of(rolf)

    refused = client.post(REGISTER, as_named(kari, family_name="Kvam"))

    assert refused.context["form"].non_field_errors() == [NOT_HERE]
    assert supporter_queries.supporter_of(kari) is None
    assert client.post(REGISTER, as_named(kari, given_name="KARI ")).status_code == 302


@pytest.mark.slow
def test_addresses_are_not_tried_without_end(bergen, rolf, client_of):
    client = client_of(rolf)

    found = [client.post(REGISTER, NEW | {"given_name": f"N{number}"}).status_code for number in range(31)]

    assert found == [302] + [200] * 29 + [429]


@pytest.mark.parametrize(("who", "status"), [("turid", 404), ("kari", 404), ("siri", 200)])
def test_only_the_own_leader_and_the_secretariat_register(request, bergen, who, status, client_of):
    assert client_of(request.getfixturevalue(who)).get(REGISTER).status_code == status


# The end


@pytest.mark.slow
def test_an_appointment_ends_once_with_thanks(guro, rolf, client_of):
    appointment = supporter_queries.appointments_of(guro).get()
    client, address = client_of(rolf), f"/lokalforening/oppnevning/{appointment.ref}/avslutt/"

    early = client.post(address, {"ended_on": "1.1.2020"})
    future = client.post(address, {"ended_on": "1.1.2031"})
    for _press in range(2):
        client.post(address, {"ended_on": clock.today().isoformat()})

    assert [list(found.context["form"].errors) for found in (early, future)] == [["ended_on"], ["ended_on"]]
    assert supporter_queries.supporter_of(guro).state == State.ENDED
    assert OutboxMail.objects.filter(to=guro.email, subject="Takk for det du har gjort").count() == 1
    assert Event.objects.filter(verb="supporter.end_appointment").count() == 1


def test_what_came_with_an_office_ends_with_it(rolf, siri, client_of):
    appointment = supporter_queries.appointments_of(rolf).get()
    address = f"/lokalforening/oppnevning/{appointment.ref}/avslutt/"

    client_of(siri).post(address, {"ended_on": clock.today().isoformat()})

    assert client_of(siri).get(address).context["comes_with_office"]
    assert supporter_queries.appointments_of(rolf).count() == 1


def test_another_chapter_ends_nothing(guro, turid, client_of):
    appointment = supporter_queries.appointments_of(guro).get()

    assert client_of(turid).get(f"/lokalforening/oppnevning/{appointment.ref}/avslutt/").status_code == 404


@pytest.mark.slow
def test_the_whole_role_ends_at_once_with_one_mail(guro, bergen, siri, rolf, client_of):
    appointment_services.appoint(
        guro, supporter_queries.category("young_adult_contact"), bergen, by=siri, method="transfer"
    )
    supporter = supporter_queries.supporter_of(guro)
    text = {"shown_name": "Guro", "text": "Jeg samtykker."}
    directory_services.consent_to_listing(supporter, by=guro, **text)
    client, address = client_of(rolf), page(supporter, "avslutt")
    before = OutboxMail.objects.count()

    shown = client.get(address)
    assert f'href="{address}"' in client.get(page(supporter)).content.decode()
    presses = [client.post(address, {"version": shown.context["case"].version}) for _press in range(2)]

    assert [response.url for response in presses] == [page(supporter)] * 2
    assert [str(one.category) for one in shown.context["appointments"]] == ["Aktivitetslikeperson", "Ungkontakt"]
    assert supporter_queries.supporter_of(guro).state == State.ENDED
    assert supporter_queries.appointments_of(guro).count() == 0
    assert not Listing.objects.exists()
    mail = OutboxMail.objects.order_by("pk")[before:].get()
    assert (mail.to, mail.subject) == (guro.email, "Takk for det du har gjort")
    assert "Aktivitetslikeperson, Ungkontakt" in mail.text
    assert Event.objects.filter(verb="supporter.end").count() == 1
    assert client.get(address).status_code == 302
    assert address not in client.get(page(supporter)).content.decode()


def test_the_role_of_somebody_on_the_way_ends_too(approved_candidate, kari, rolf, client_of):
    supporter = supporter_queries.supporter_of(kari)

    client_of(rolf).post(page(supporter, "avslutt"), {"version": supporter.version})

    assert (supporter_queries.supporter_of(kari).state, supporter_queries.candidacies_of(kari).count()) == (
        State.ENDED,
        0,
    )
    assert "Besøker" in OutboxMail.objects.get(to=kari.email, subject="Takk for det du har gjort").text


@pytest.mark.slow
def test_an_application_that_waits_keeps_its_way_when_the_role_ends(guro, candidate, bergen, siri, rolf, client_of):
    applied = supporters.begin_candidacy(guro, candidate.category, bergen, by=guro)
    supporter = supporter_queries.supporter_of(guro)

    client_of(rolf).post(page(supporter, "avslutt"), {"version": supporter.version})

    assert supporter_queries.supporter_of(guro).state == State.ENDED
    assert list(supporter_queries.candidacies_of(guro)) == [applied]
    assert client_of(rolf).get(page(applied)).status_code == 200
    assert "Besøker" not in OutboxMail.objects.get(to=guro.email, subject="Takk for det du har gjort").text


@pytest.mark.parametrize("version", ["", "0", "x", "\x00", "9" * 10_000, ["1", "7"]])
def test_a_role_that_changed_meanwhile_is_not_ended(guro, rolf, client_of, version):
    supporter = supporter_queries.supporter_of(guro)

    assert client_of(rolf).post(page(supporter, "avslutt"), {"version": version}).status_code == 409
    assert supporter_queries.supporter_of(guro).state == State.ACTIVE


@pytest.mark.parametrize(
    ("who", "status"),
    [("rolf", 200), ("siri", 200), ("guro", 404), ("turid", 404), ("ola", 404), ("bodil", 404), ("kåre", 404)],
)
def test_who_ends_a_role(request, guro, bergen, siri, rolf, who, status, client_of):
    if who in ("bodil", "kåre"):
        reader = person(f"{len(who)}@example.org", who.title(), "Berg")
        office = ("board_member", bergen) if who == "bodil" else ("coordinator",)
        chapters.give_office(reader, *office, by=siri)
    else:
        reader = request.getfixturevalue(who)
    supporter = supporter_queries.supporter_of(guro)
    client, address = client_of(reader), page(supporter, "avslutt")

    assert client.get(address).status_code == status
    shown = client.get(page(supporter))
    assert (shown.status_code == 200 and address in shown.content.decode()) is (status == 200)
    if status == 404:
        assert client.post(address, {"version": supporter.version}).status_code == 404


def test_nobody_ends_the_role_of_a_tie_nor_without_a_fresh_code(guro, rolf, client_of):
    supporter = supporter_queries.supporter_of(guro)
    address, values = page(supporter, "avslutt"), {"version": supporter.version}

    assert client_of(rolf, code_age=3600).post(address, values).url.startswith("/logg-inn/ny-kode/")
    accounts.declare_tie(rolf, guro, by=rolf)

    assert client_of(rolf).post(address, values).status_code == 404
    assert supporter_queries.supporter_of(guro).state == State.ACTIVE


def test_a_role_that_comes_with_an_office_ends_with_it(rolf, siri, client_of):
    supporter = supporter_queries.supporter_of(rolf)
    address = page(supporter, "avslutt")

    client_of(siri).post(address, {"version": supporter.version})

    shown = client_of(siri).get(address)
    assert shown.context["comes_with_office"]
    assert 'name="version"' not in shown.content.decode()
    assert supporter_queries.appointments_of(rolf).count() == 1


# The lists


@pytest.mark.slow
def test_the_chapter_sees_who_is_on_the_way_and_whose_turn_it_is(candidate, guro, rolf, turid, client_of):
    shown = client_of(rolf).get("/lokalforening/bergen/").context["on_the_way"]

    assert [(str(row.pathway.person), row.href) for row in shown] == [("Kari Krogh", page(candidate))]
    assert shown[0].turns[0].startswith("den det gjelder: Alder, siden ")
    assert not any("Medlemskap" in turn for turn in shown[0].turns)  # it is confirmed with the answer
    assert client_of(turid).get("/lokalforening/oslo/").context["on_the_way"] == []


@pytest.mark.slow
def test_the_office_sees_everybody_and_the_cost_stays(
    candidate, bergen, siri, rolf, client_of, django_assert_num_queries, django_assert_max_num_queries
):
    client = client_of(siri)
    client.get("/sekretariat/pa-vei/")
    with django_assert_max_num_queries(40) as few:
        client.get("/sekretariat/pa-vei/")
    for number in range(6):
        other = person(f"p{number}@example.org", "Per", f"Nr {number}")
        supporters.begin_candidacy(other, candidate.category, bergen, by=siri)

    with django_assert_num_queries(len(few)):
        rows = client.get("/sekretariat/pa-vei/").context["rows"]
    assert len(rows) == 8  # Rolf's own way as leader is among them
    assert client_of(rolf).get("/sekretariat/pa-vei/").status_code == 403


@pytest.mark.slow
def test_the_welcome_says_who_is_there(bergen, kari, rolf, siri):
    category = supporter_queries.category("activity_supporter")
    chapters.confirm_membership(kari, by=siri)
    appointment_services.appoint(kari, category, bergen, by=rolf)
    pathway_services.give_contact(supporter_queries.supporter_of(kari), rolf, by=siri)
    take_on(kari, category)
    sign(kari)

    subjects = list(OutboxMail.objects.filter(to=kari.email).order_by("pk").values_list("subject", flat=True))
    assert subjects[0] == "Du er oppnevnt som likeperson"
    assert "Velkommen blant likepersonene" in subjects
    assert "Rolf Rygg" in OutboxMail.objects.get(to=kari.email, subject="Velkommen blant likepersonene").text


def test_an_appointment_has_one_day_how_it_was_decided_and_who_noted_it(guro, bergen, siri, rolf, client_of):
    decided = clock.today() - datetime.timedelta(days=80)
    supporter_queries.appointments_of(guro).update(decided_on=decided)
    day = date_format(decided, "DATE_FORMAT")
    shown = client_of(rolf).get(page(supporter_queries.supporter_of(guro)))
    ((_way, rows, _can_end, how),) = shown.context["pathways"]

    assert [row["hint"] for row in rows if row["title"] == "Oppnevning"] == [f"{day}, notert av Siri Sekretær"]
    assert how == "Bestemt av styret"
    assert f"Oppnevnt {day}." in shown.content.decode()

    appointment_services.end_appointment(supporter_queries.appointments_of(guro).get(), by=siri)
    ended = client_of(rolf).get(page(supporter_queries.supporter_of(guro))).context["ended"]
    assert [row.category.code for row in ended] == ["activity_supporter"]
