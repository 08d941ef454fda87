"""The pages that look across the rooms: what waits comes first, and each sees their own."""

import pytest
from django.urls import reverse
from django.utils.translation import gettext as _

from portal.accounts import services as accounts
from portal.chapters import services as chapters
from portal.desk import office_views
from portal.desk.office_views import NewOffice
from portal.models import Event, OutboxMail
from portal.onboarding.models import Application, StepNotification
from portal.onboarding.review import services as review_services
from portal.supporters import queries as supporter_queries
from tests.conftest import person, send_in

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("who", ["kari", "rolf", "siri", "ola", "guro"])
def test_everybody_has_a_page(request, who, client_of):
    assert client_of(request.getfixturevalue(who)).get("/min-side/").status_code == 200


def test_a_board_member_finds_the_way_to_what_they_log(client_of, rolf, ola):
    pages = {who: client_of(who).get("/min-side/").content.decode() for who in (rolf, ola)}

    for address in (reverse("portal:log_activity"), reverse("portal:activities")):
        assert f'href="{address}"' in pages[rolf]
        assert f'href="{address}"' not in pages[ola]


@pytest.mark.parametrize(
    ("path", "who", "status"),
    [
        ("/lokalforening/", "rolf", 302),
        ("/lokalforening/", "ola", 200),
        ("/lokalforening/bergen/", "rolf", 200),
        ("/lokalforening/bergen/", "turid", 404),
        ("/lokalforening/bergen/", "ola", 404),
        ("/sekretariat/", "rolf", 403),
        ("/sekretariat/", "siri", 200),
        ("/sekretariat/oversikt/", "siri", 200),
        ("/sekretariat/oversikt/", "kari", 403),
        ("/sekretariat/register/", "siri", 200),
        ("/sekretariat/register/", "rolf", 403),
        ("/sekretariat/register/verv/", "turid", 403),
    ],
)
def test_who_may_open_what(request, bergen, path, who, status, client_of):
    assert client_of(request.getfixturevalue(who)).get(path).status_code == status


@pytest.mark.slow
def test_the_secretariat_gives_and_ends_an_office(siri, bergen, client_of):
    client = client_of(siri)
    values = {"email": "Ny@Example.org", "given_name": "Nora", "family_name": "Næss", "kind": "chapter_leader"}

    refused = client.post("/sekretariat/register/verv/", values)
    for _press in range(2):
        client.post("/sekretariat/register/verv/", {**values, "chapter": "bergen", "seen": NewOffice.NOBODY})
    office = bergen.offices.get()
    client.post(f"/sekretariat/register/verv/{office.ref}/", {})

    office.refresh_from_db()
    assert list(refused.context["form"].errors) == ["chapter"]
    assert (office.person.email, office.person.given_name) == ("ny@example.org", "Nora")
    assert office.ends is not None
    assert Event.objects.filter(verb__in=["office.give", "office.end"], subject=office.ref).count() == 2


@pytest.mark.slow
def test_who_gets_an_office_hears_of_it_and_of_a_central_one_the_others_do_too(siri, bergen, client_of):
    inga = person("inga@example.org", "Inga", "Iversen")
    chapters.give_office(inga, "secretariat", by=siri)
    values = {"email": "ny@example.org", "given_name": "Nora", "family_name": "Næss"}

    for kind, chapter in (("board_member", "bergen"), ("board_member", "bergen"), ("coordinator", "")):
        page = client_of(siri).post("/sekretariat/register/verv/", {**values, "kind": kind, "chapter": chapter})
        seen = page.context["seen"]
        client_of(siri).post("/sekretariat/register/verv/", {**values, "kind": kind, "chapter": chapter, "seen": seen})

    given, news = _("You have got an office with us"), _("Somebody has got an office")
    mails = list(OutboxMail.objects.order_by("pk").values_list("to", "subject"))
    assert mails == [("ny@example.org", given)] * 2 + [("inga@example.org", news)]


@pytest.mark.parametrize("how", ["oneself", "too close", "applied for"])
def test_nobody_gives_an_office_to_themselves_or_to_whom_they_are_too_close(siri, ola, bergen, client_of, how):
    if how == "too close":
        accounts.declare_tie(siri, ola, by=siri)
    elif how == "applied for":
        Application.objects.filter(pk=send_in(ola).pk).update(entered_by=siri)
    someone = siri if how == "oneself" else ola
    values = {"email": someone.email, "given_name": "Ola", "family_name": "Olsen", "chapter": "bergen"}

    page = client_of(siri).post("/sekretariat/register/verv/", {**values, "kind": "chapter_leader"})

    assert (page.status_code, list(page.context["form"].errors)) == (200, ["email"])
    assert (bergen.offices.count(), supporter_queries.appointments_of(someone).count()) == (0, 0)


def test_people_are_found_without_case_and_with_norwegian_letters(siri, client_of):
    person("ase@example.org", "Åse", "Ærlig")

    page = client_of(siri).post("/sekretariat/register/folk/", {"q": "ÅSE æ"})

    assert [row.person.email for row, _groups, _cases in page.context["people"]] == ["ase@example.org"]


@pytest.mark.parametrize("asked", ["\x00", "x" * 10_000, "😀", "%_'\"", "-1"])
def test_a_strange_search_answers_in_the_ordinary_way(siri, client_of, asked):
    assert client_of(siri).post("/sekretariat/register/folk/", {"q": asked}).status_code == 200


@pytest.mark.slow
def test_my_data_tells_which_steps_the_office_was_told_of(approved, kari, ola, client_of):
    steps = list(StepNotification.objects.filter(person=kari).order_by("told_at", "pk"))
    page = client_of(kari).get("/mine-opplysninger/")

    assert list(page.context["opened"]) == steps != []
    assert [str(step.name) for step in steps if str(step.name) not in page.content.decode()] == []
    assert list(client_of(ola).get("/mine-opplysninger/").context["opened"]) == []


def test_my_data_can_be_corrected_and_a_fault_keeps_what_was_typed(kari, client_of):
    client = client_of(kari)

    refused = client.post("/mine-opplysninger/", {"given_name": "Kari", "family_name": "", "phone": "12"})
    saved = client.post("/mine-opplysninger/", {"given_name": "Karoline", "family_name": "Krogh", "phone": ""})

    assert sorted(refused.context["form"].errors) == ["family_name", "phone"]
    assert refused.context["form"]["phone"].value() == "12"
    assert saved.status_code == 302
    kari.refresh_from_db()
    assert kari.given_name == "Karoline"


def test_what_was_mailed_stands_on_the_page_too(submitted, kari, client_of):
    mails = client_of(kari).get("/min-side/").context["mails"]

    assert [mail.subject for mail in mails] == [OutboxMail.objects.get(to=kari.email).subject]


def test_the_register_costs_the_same_with_one_and_with_three(
    siri, rolf, client_of, django_assert_num_queries, django_assert_max_num_queries
):
    client = client_of(siri)
    client.post("/sekretariat/register/folk/", {"q": "ol"})
    with django_assert_max_num_queries(15) as one:
        client.post("/sekretariat/register/folk/", {"q": "ol"})
    for name in ("Anna", "Olga"):
        chapters.give_office(
            person(f"{name}@example.org", name, "Ås"), "board_member", rolf.offices.get().chapter, by=siri
        )

    with django_assert_num_queries(len(one)):
        client.post("/sekretariat/register/folk/", {"q": "ol"})


@pytest.mark.slow
def test_a_case_that_nobody_waits_with_is_not_in_the_queue(kari, rolf, siri, client_of):
    application = send_in(kari)
    client = client_of(siri)
    assert [line.case.pk for line in client.get("/sekretariat/").context["lines"]] == [application.pk]

    review_services.assess(application, "ask_for_more", by=rolf, reasons=["motivation"])

    assert client.get("/sekretariat/").context["lines"] == []


def test_what_ends_with_an_office_is_said_before_it_ends(rolf, siri, bergen, client_of):
    address = f"/sekretariat/register/verv/{rolf.offices.get().ref}/"
    page = client_of(siri).get(address)
    text = page.content.decode()

    assert [row.category.code for row in page.context["ending"]] == ["chapter_leader"]
    assert "Leder" in text
    assert "Bergen" in text
    chapters.give_office(
        rolf,
        "chapter_leader",
        chapters.create_chapter("Voss", "voss", county="Vestland", municipality="Voss", by=siri),
        by=siri,
    )
    assert list(client_of(siri).get(address).context["ending"]) == []  # he still leads another


def test_the_coordinator_is_led_to_what_is_theirs(siri, client_of):
    kare = person("kare@example.org", "Kåre", "Koll")
    chapters.give_office(kare, "coordinator", by=siri)

    text, of_siri = (client_of(who).get("/min-side/").content.decode() for who in (kare, siri))
    assert ('href="/sekretariat/"' in text, 'href="/sekretariat/"' in of_siri) == (False, True)
    assert f'href="{reverse("portal:on_the_way")}?visning=meg"' in text


@pytest.mark.slow
@pytest.mark.parametrize(("organisation", "shown"), [("pef", (True, True)), ("uf", (False, False))])
def test_where_everything_is_central_a_leader_gets_no_queue_and_registers_nobody(
    request, organise, organisation, shown, client_of
):
    organise(organisation)

    page = client_of(request.getfixturevalue("rolf")).get("/lokalforening/bergen/")
    assert ("counts" in page.context, page.context["may_appoint"]) == shown


def test_the_offices_of_the_register_come_in_pages_the_central_ones_first(rolf, siri, client_of, monkeypatch):
    monkeypatch.setattr(office_views, "OFFICES_PER_PAGE", 1)
    first, second = (client_of(siri).get(f"/sekretariat/register/?page={number}") for number in (1, 2))

    shown = [office.person for page in (first, second) for office in page.context["offices"]]
    assert shown == [siri, rolf]
    assert 'href="?page=2"' in first.content.decode()
