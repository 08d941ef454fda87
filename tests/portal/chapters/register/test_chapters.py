"""Chapters are founded, changed, renamed, closed and merged by the secretariat, each from a day."""

import datetime

import pytest

from forms.dates import date_in_words
from portal import clock
from portal.chapters import queries as chapter_queries
from portal.chapters import services as chapters
from portal.chapters.models import Chapter
from portal.chapters.register import queries as register_queries
from portal.chapters.register import services as register_services
from portal.chapters.register import words
from portal.chapters.register.validation import Refused, short_name_of
from portal.models import Event
from portal.moves import IllegalMove, Stale

pytestmark = pytest.mark.django_db
PLACE = {"county": "Vestland", "municipality": "Voss"}
REGISTER = "/sekretariat/register/lokalforeninger/"
VOSS = {
    "name": "Voss", "short_name": "", "starts": "", "level": "local", **PLACE, "postcodes": "57", "email": "",
    "website": "", "version": "0",
}  # fmt: skip


def days(number):
    return clock.today() + datetime.timedelta(days=number)


def found(by, name="Voss", **values):
    return register_services.found(name=name, by=by, **{**PLACE, **values})


def test_the_first_one_is_founded_on_an_empty_site_and_shown_to_all(siri, client_of, client):
    made = client_of(siri).post(f"{REGISTER}ny/", {**VOSS, "name": " Sør-Ålen  lag ", "postcodes": "73, 74 73"})

    assert made.headers["Location"] == f"{REGISTER}sor-alen-lag/"
    chapter = Chapter.objects.get()
    assert (chapter.name, chapter.postcodes, chapter.starts) == ("Sør-Ålen lag", ["73", "74"], clock.today())
    assert chapter_queries.chapters_suggested_for("7380") == [chapter]
    page = client_of(siri).get(made.headers["Location"]).content.decode()
    assert [text for text in ("Sør-Ålen lag", "73, 74", "Siri Sekretær") if text not in page] == []


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({"name": "BERGEN"}, "name"),
        ({"name": "Bérgen "}, "name"),
        ({"name": "  "}, "name"),
        ({"short_name": "bergen"}, "short_name"),
        ({"short_name": "Bergen Vest"}, "short_name"),
        ({"short_name": "ny"}, "short_name"),
        ({"postcodes": "5003"}, "postcodes"),
        ({"postcodes": "AB"}, "postcodes"),
        ({"postcodes": "٥٠"}, "postcodes"),
        ({"starts": "1.1.2099"}, "starts"),
        ({"starts": "1.1.1850"}, "starts"),
        ({"email": "ikke en adresse"}, "email"),
        ({"county": ""}, "county"),
        ({"level": "moon"}, "level"),
    ],
)
def test_what_cannot_be_is_said_beside_the_field(siri, bergen, client_of, changes, wrong):
    page = client_of(siri).post(f"{REGISTER}ny/", {**VOSS, **changes})

    assert list(page.context["form"].errors) == [wrong]
    assert Chapter.objects.count() == 1


def test_os_and_aas_are_two_places(siri):
    assert [found(siri, name).short_name for name in ("As", "Ås")] == ["as", "as-2"]


def test_the_same_form_twice_is_one_chapter(siri, client_of):
    client = client_of(siri)

    assert [client.post(f"{REGISTER}ny/", VOSS).status_code for _time in range(2)] == [302, 302]
    assert Event.objects.filter(verb="chapter.found").count() == Chapter.objects.count() == 1


@pytest.mark.parametrize(
    ("name", "short"),
    [("Sør-Trøndelag", "sor-trondelag"), ("Kárášjohka", "karasjohka"), ("Ås/Ski", "as-ski"), ("北", "")],
)
def test_a_short_name_is_proposed_from_the_name(name, short):
    assert short_name_of(name) == short


def test_one_that_begins_later_is_nobodys_choice_until_the_worker_opens_it(siri, bergen):
    chapter = found(siri, starts=days(10))
    assert chapter not in chapter_queries.active_chapters()

    with clock.at(clock.now() + datetime.timedelta(days=10)):
        assert [register_services.carry_out_due(), register_services.carry_out_due()] == [1, 0]

    assert chapter in chapter_queries.active_chapters()
    assert Event.objects.get(verb="chapter.begin").subject == chapter.ref


def test_a_change_keeps_what_was_there_and_the_same_again_is_nothing(siri, bergen):
    register_services.change(bergen, by=siri, version=1, email="bergen@example.org", postcodes=["51", "50"])
    bergen.refresh_from_db()
    register_services.change(bergen, by=siri, version=bergen.version, email="bergen@example.org")

    told = register_queries.history(bergen)[0]
    assert (told.who, told.details["before"]) == (siri, {"email": "", "postcodes": ["50"]})
    assert told.details["after"] == {"email": "bergen@example.org", "postcodes": ["50", "51"]}
    assert Event.objects.filter(verb="chapter.change").count() == 1


def test_of_two_who_edit_at_once_the_second_sees_what_differs(siri, bergen, client_of):
    client, address = client_of(siri), f"{REGISTER}bergen/endre/"
    values = {**VOSS, "municipality": "Bergen", "postcodes": "50", "version": client.get(address).context["version"]}
    client.post(address, {**values, "email": "en@example.org"})

    late = client.post(address, {**values, "email": "to@example.org"})

    assert late.status_code == 409
    assert [(one["now"], one["ours"]) for one in late.context["differs"]] == [("en@example.org", "to@example.org")]
    again = client.post(address, {**values, "email": "to@example.org", "version": late.context["version"]})
    assert again.status_code == 302
    bergen.refresh_from_db()
    assert bergen.email == "to@example.org"


def test_a_new_name_has_its_day_and_the_old_one_is_found(siri, bergen):
    register_services.rename(bergen, name="Bergen og omegn", from_day=clock.today(), by=siri, version=1)

    bergen.refresh_from_db()
    assert (bergen.name, bergen.short_name) == ("Bergen og omegn", "bergen")
    assert [bergen.name_on(days(number)) for number in (-1, 0)] == ["Bergen", "Bergen og omegn"]
    register_services.rename(bergen, name="Vestkysten", from_day=days(1), by=siri, version=bergen.version)
    assert [register_queries.find(asked) for asked in ("bergen", "omégn", "VESTKYST", "oslo")] == [[bergen]] * 3 + [[]]


def test_a_name_to_come_is_the_workers_and_is_taken_already(siri, bergen, oslo):
    register_services.rename(bergen, name="Vestkysten", from_day=days(3), by=siri, version=1)

    bergen.refresh_from_db()
    assert bergen.name == "Bergen"
    with pytest.raises(Refused):
        register_services.rename(oslo, name="VESTKYSTEN", from_day=days(0), by=siri, version=1)
    with clock.at(clock.now() + datetime.timedelta(days=3)):
        register_services.carry_out_due()
    bergen.refresh_from_db()
    assert (bergen.name, bergen.changes_on) == ("Vestkysten", None)


def test_a_name_to_come_is_called_off_and_the_history_says_so(siri, bergen, oslo, client_of):
    register_services.rename(bergen, name="Vestkysten", from_day=days(3), by=siri, version=1)
    client = client_of(siri)
    assert "Vestkysten" in client.get(f"{REGISTER}bergen/avlys/navn/").content.decode()

    for _time in range(2):
        assert client.post(f"{REGISTER}bergen/avlys/navn/").status_code == 302

    bergen.refresh_from_db()
    assert (bergen.name, bergen.names, bergen.changes_on) == ("Bergen", [], None)
    assert Event.objects.filter(verb="chapter.call_off", actor=siri.ref).count() == 1
    told = [words.line(one) for one in register_queries.history(bergen)][0]
    assert told == [f"Skal likevel ikke hete Vestkysten fra {date_in_words(days(3))}"]
    register_services.rename(oslo, name="Vestkysten", from_day=days(0), by=siri, version=1)
    with pytest.raises(IllegalMove):
        register_services.call_off_name(oslo, "Vestkysten", by=siri)


def test_a_closing_and_a_merger_that_were_called_off_are_told_of(siri, bergen, oslo):
    register_services.close(bergen, last_day=days(3), by=siri)
    register_services.call_off(bergen, by=siri)
    register_services.merge(bergen, oslo, from_day=days(4), by=siri)
    register_services.call_off(bergen, by=siri)

    day = date_in_words(days(3))
    told = [line for one in register_queries.history(bergen) for line in words.line(one)]
    assert [told[0], told[2]] == [
        f"Skal likevel ikke bli en del av Oslo. Den siste dagen skulle være {day}",
        f"Skal likevel ikke legges ned. Den siste dagen skulle være {day}",
    ]


@pytest.mark.parametrize("day", [datetime.date(1950, 1, 1), datetime.date(2031, 1, 1)])
def test_nothing_happens_to_a_chapter_long_ago_or_far_ahead(siri, bergen, oslo, day):
    for act in (
        lambda: register_services.rename(bergen, name="Ny", from_day=day, by=siri, version=1),
        lambda: register_services.close(bergen, last_day=day, by=siri),
        lambda: register_services.merge(bergen, oslo, from_day=day, by=siri),
    ):
        with pytest.raises(Refused):
            act()


def test_one_that_was_changed_meanwhile_is_not_renamed(siri, bergen):
    chapters.describe(bergen, about={"nb": "Ny"}, website="", version=1, by=siri)

    with pytest.raises(Stale):
        register_services.rename(bergen, name="Vest", from_day=clock.today(), by=siri, version=1)


@pytest.mark.parametrize("page", ["", "bergen/", "ny/", "bergen/endre/", "bergen/navn/", "bergen/legg-ned/"])
def test_the_secretariat_alone_opens_these_pages(siri, rolf, client_of, page):
    assert [client_of(user).get(REGISTER + page).status_code for user in (siri, rolf)] in ([200, 403], [200, 404])


def test_a_coordinator_reads_and_changes_nothing(siri, bergen, kari, client_of):
    chapters.give_office(kari, "coordinator", by=siri)
    client = client_of(kari)

    page = client.get(f"{REGISTER}bergen/")

    assert page.status_code == 200
    assert "/endre/" not in page.content.decode()
    assert [client.get(REGISTER + rest).status_code for rest in ("ny/", "bergen/endre/")] == [403, 404]
