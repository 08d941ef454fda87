"""The pages about gatherings: who may open which, what is kept of what was typed, and what the public cannot see."""

import datetime
import re
import uuid

import pytest
from allauth.core.internal import ratelimit
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from icalendar import Calendar

from portal import clock
from portal.activities import queries as activity_queries
from portal.activities import services as activities
from portal.activities.counting import queries as counting_queries
from portal.activities.gatherings import services as gathering_services
from portal.activities.gatherings import views as gathering_views
from portal.activities.models import Activity, Gathering, SignUp
from portal.activities.totals import queries as total_queries
from portal.chapters.services import give_office
from portal.models import OutboxMail
from portal.supporters import services as supporters
from tests.conftest import moment
from tests.forms.test_gathering import GOOD

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]
BOARD = "/lokalforening/bergen/treff/"
OURS = "/treff/for-likepersoner/"


@pytest.fixture(autouse=True)
def _no_earlier_limits():
    cache.clear()


@pytest.fixture
def cast(liv, supporter_in, oslo, rolf, turid, siri, ola):
    """Everybody who might want in: ``{who: user or None}``."""
    other = supporter_in(oslo, "Odd", "Osloer")
    return {
        "visitor": None, "ola": ola, "liv": liv.person, "odd": other.person, "rolf": rolf, "turid": turid, "siri": siri,
    }  # fmt: skip


def answers(cast, client_of, address, method="get"):
    """The status that each gets: 302 leads to the sign-in page."""
    clients = {who: client_of(user) if user else Client() for who, user in cast.items()}
    return {who: getattr(client, method)(address).status_code for who, client in clients.items()}


@pytest.mark.slow
def test_who_opens_which_page_of_the_board(cast, client_of, plan, sign_up, bergen, rolf):
    cafe = plan(bergen, rolf, takes_sign_ups=True)
    line = sign_up(cafe)
    pages = [
        BOARD, f"{BOARD}nytt/", f"{BOARD}{cafe.ref}/", f"{BOARD}{cafe.ref}/endre/", f"{BOARD}{cafe.ref}/avlys/",
        f"/treff/pamelding/{line.ref}/ta-bort/", f"{BOARD}{cafe.ref}/legg-til/", "/lokalforening/bergen/om/",
    ]  # fmt: skip

    found = {address: answers(cast, client_of, address) for address in pages}

    table = {"visitor": 302, "ola": 404, "liv": 404, "odd": 404, "rolf": 200, "turid": 404, "siri": 404}
    assert found == dict.fromkeys(pages, table)


@pytest.mark.slow
def test_who_sees_a_gathering_for_supporters(cast, client_of, plan, bergen, rolf):
    inner = plan(bergen, rolf, audience="supporters", takes_sign_ups=True)

    table = {"visitor": 302, "ola": 404, "liv": 200, "odd": 200, "rolf": 200, "turid": 404, "siri": 200}
    assert answers(cast, client_of, f"/treff/{inner.ref}/") == table
    assert answers(cast, client_of, f"/treff/{inner.ref}/treff.ics") == table
    joins = {"visitor": 302, "ola": 404, "liv": 302, "odd": 302, "rolf": 404, "turid": 404, "siri": 404}
    assert answers(cast, client_of, f"/treff/{inner.ref}/bli-med/", "post") == joins
    assert sorted(SignUp.objects.values_list("person__given_name", flat=True)) == ["Liv", "Odd"]
    nobody = dict.fromkeys(cast, 404)
    assert answers(cast, client_of, f"/treff/{inner.ref}/meld-av/", "post") == joins
    assert SignUp.objects.count() == 0
    assert answers(cast, client_of, f"/treff/{inner.ref}/pamelding/") == nobody
    assert answers(cast, client_of, f"/treff/{inner.ref}/pamelding/", "post") == nobody


@pytest.mark.slow
def test_who_ended_as_a_supporter_sees_it_no_longer(client_of, liv, plan, bergen, rolf):
    inner = plan(bergen, rolf, audience="supporters")
    supporters.end(liv, by=liv.person)

    client = client_of(liv.person)

    assert [client.get(address).status_code for address in (f"/treff/{inner.ref}/", OURS)] == [404, 403]


def test_a_gathering_is_found_under_its_own_chapter_alone(client_of, plan, bergen, oslo, rolf, turid):
    cafe = plan(bergen, rolf)

    assert client_of(turid).get(f"/lokalforening/oslo/treff/{cafe.ref}/").status_code == 404
    assert client_of(rolf).get(f"/lokalforening/oslo/treff/{cafe.ref}/").status_code == 404


@pytest.mark.slow
def test_a_board_plans_changes_and_calls_off(client_of, rolf, bergen):
    client = client_of(rolf)
    new = {**GOOD, "token": str(uuid.uuid4())}
    places = {client.post(f"{BOARD}nytt/", new).headers["Location"] for _time in range(2)}
    cafe = Gathering.objects.get()
    assert places == {f"{BOARD}{cafe.ref}/"}

    page = client.get(f"{BOARD}{cafe.ref}/endre/")
    form, version = page.context["form"], page.context["version"]
    shown = {name: form.initial[name] for name in ("day", "begins", "ends", "last_day", "sign_up_by", "places")}
    assert shown == {
        "day": "17.6.2026", "begins": "18.00", "ends": "20.00", "last_day": "", "sign_up_by": "15.6.2026", "places": 12,
    }  # fmt: skip
    again = client.post(f"{BOARD}nytt/", {**new, "title": "Kafé for alle"})
    assert (again.headers["Location"], Gathering.objects.get().title) == (f"{BOARD}{cafe.ref}/", "Kafé for alle")
    version += 1
    changed = {**GOOD, "title": "Kafé for alle", "place": "Kafeen", "version": version}
    assert client.post(f"{BOARD}{cafe.ref}/endre/", changed).status_code == 302
    assert Gathering.objects.get().place == "Kafeen"

    stale = client.post(f"{BOARD}{cafe.ref}/endre/", {**changed, "about": "Ta med kopp"})
    assert stale.status_code == 409
    assert "Ta med kopp" in stale.content.decode()

    client.post(f"{BOARD}{cafe.ref}/avlys/", {"version": 3, "because": "Lokalet er stengt"})
    assert Gathering.objects.get().state == "cancelled"
    assert client.get(f"{BOARD}{cafe.ref}/endre/").status_code == 302
    assert client.post(f"{BOARD}nytt/", {**new, "title": "Likevel"}).status_code == 409


@pytest.mark.slow
def test_a_title_that_names_nobody_is_asked_about_once(client_of, rolf, bergen):
    client = client_of(rolf)
    new = {**GOOD, "title": "Kari Nordmann-kveld med Ola Dunk", "token": str(uuid.uuid4())}
    page = client.post(f"{BOARD}nytt/", new)
    question = page.context["form"].fields["title"].question
    assert question.names == "Ola Dunk"
    assert client.post(f"{BOARD}nytt/", {**new, "title_names_nobody": question.answer}).status_code == 302
    evening = Gathering.objects.get()

    assert client.post(f"{BOARD}{evening.ref}/endre/", {**new, "version": 1, "about": "Ta med kopp"}).status_code == 302
    copy = f"{BOARD}nytt/?copy={evening.ref}&weeks=4"
    assert client.post(copy, {**new, "token": str(uuid.uuid4())}).status_code == 302
    assert client.post(copy, {**new, "title": "Kari Nordmann", "token": str(uuid.uuid4())}).status_code == 200


@pytest.mark.parametrize(("now", "status"), [("00:40", 302), ("01:40", 200)])
def test_in_the_hour_that_comes_twice_a_time_is_the_first(client_of, rolf, bergen, now, status):
    values = {**GOOD, "day": "31.10.2027", "begins": "02.50", "ends": "03.30", "sign_up_by": "", "token": uuid.uuid4()}

    with clock.at(datetime.datetime.fromisoformat(f"2027-10-31T{now}:00+00:00")):
        page = client_of(rolf).post(f"{BOARD}nytt/", values)

    assert (page.status_code, Gathering.objects.count()) == (status, int(status == 302))
    assert [(each.ends_at - each.starts_at).seconds for each in Gathering.objects.all()] == [6000] * (status == 302)


def test_what_begins_while_it_is_sent_is_asked_for_another_time(client_of, rolf, bergen, monkeypatch):
    def begun(*args, **values):
        raise activities.TooLate

    monkeypatch.setattr(gathering_services, "plan_gathering", begun)

    page = client_of(rolf).post(f"{BOARD}nytt/", {**GOOD, "token": uuid.uuid4()})

    assert (page.status_code, list(page.context["form"].errors)) == (200, ["begins"])


@pytest.mark.slow
@pytest.mark.parametrize("page", ["nytt", "endre"])
def test_a_board_hears_that_it_has_to_tell_visitors(client_of, rolf, bergen, sign_up, page):
    client = client_of(rolf)
    new = {**GOOD, "token": str(uuid.uuid4())}
    client.post(f"{BOARD}nytt/", new, follow=True)
    cafe = Gathering.objects.get()
    address = {"nytt": f"{BOARD}nytt/", "endre": f"{BOARD}{cafe.ref}/endre/"}[page]

    def levels(**changes):
        values = {**new, **changes, "version": Gathering.objects.get().version}
        return [message.level_tag for message in client.post(address, values, follow=True).context["messages"]]

    assert levels(place="Kafeen") == ["success"]
    sign_up(cafe)
    assert levels(place="Kafeen", title="Kafé for alle") == ["success"]
    assert levels(place="Parken", title="Kafé for alle") == ["warning"]


@pytest.mark.parametrize("page", ["nytt", "endre"])
def test_a_gathering_with_visitors_cannot_be_hidden_from_them(client_of, rolf, bergen, sign_up, page):
    client = client_of(rolf)
    new = {**GOOD, "token": str(uuid.uuid4())}
    client.post(f"{BOARD}nytt/", new)
    cafe = Gathering.objects.get()
    sign_up(cafe)
    address = {"nytt": f"{BOARD}nytt/", "endre": f"{BOARD}{cafe.ref}/endre/"}[page]

    answer = client.post(address, {**new, "version": 1, "audience": "supporters", "about": "Ta med kopp"})

    assert list(answer.context["form"].errors) == ["audience"]
    assert "Ta med kopp" in answer.content.decode()
    assert (Gathering.objects.get().audience, Gathering.objects.get().version) == ("public", 1)


def test_bad_input_keeps_what_was_typed_and_saves_nothing(client_of, rolf, bergen):
    page = client_of(rolf).post(f"{BOARD}nytt/", {**GOOD, "ends": "17", "about": "Ta med kopp"})

    assert list(page.context["form"].errors) == ["ends"]
    assert "Ta med kopp" in page.content.decode()
    assert Gathering.objects.count() == 0


@pytest.mark.slow
def test_the_same_again_is_a_form_that_is_filled_in(client_of, rolf, turid, plan, bergen, oslo):
    cafe = plan(bergen, rolf)
    theirs = plan(oslo, turid, title="Hemmelig")
    client = client_of(rolf)

    form = client.get(f"{BOARD}nytt/?copy={cafe.ref}&weeks=4").context["form"]

    assert (form.initial["title"], form.initial["day"], form.initial["begins"]) == (
        "Kafé for nye",
        "15.7.2026",
        "18.00",
    )
    for query in (
        f"copy={theirs.ref}&weeks=4",
        "copy=x&weeks=4",
        f"copy={cafe.ref}&weeks=9999",
        "copy=%00",
        "weeks=-1",
    ):
        assert client.get(f"{BOARD}nytt/?{query}").context["form"].initial == {}


def test_what_has_not_begun_is_not_logged_whatever_is_sent(client_of, rolf, plan, bergen):
    cafe, client = plan(bergen, rolf), client_of(rolf)
    filled = {
        "token": str(uuid.uuid4()), "kind": "conversation_group", "when": "yesterday", "participants": "6",
        "minutes": "60", "leader": "other",
    }  # fmt: skip

    answer = client.post(f"{BOARD}{cafe.ref}/registrer/", filled)

    assert answer.headers["Location"] == f"{BOARD}{cafe.ref}/"
    assert not Activity.objects.exists()


@pytest.mark.slow
def test_a_gathering_does_not_become_what_somebody_else_has_logged(client_of, rolf, liv, siri, plan, log, bergen, oslo):
    """The hidden field of the form holds the token of another activity."""
    cafe, client = plan(bergen, rolf), client_of(rolf)
    give_office(rolf, "chapter_leader", oslo, by=siri, starts=datetime.date(2020, 1, 1))
    filled = {
        "kind": "conversation_group", "when": "other", "day": "17.6.2026", "participants": "6", "minutes": "60",
        "leader": "other", "statement": "yes",
    }  # fmt: skip
    with clock.at(moment("2026-06-18 09:00")):
        for activity in (log(oslo, rolf), log(bergen, liv.person)):
            answer = client.post(f"{BOARD}{cafe.ref}/registrer/", {**filled, "token": str(activity.token)})
            assert answer.status_code == 409
    assert Gathering.objects.get().state == "planned"


@pytest.mark.slow
def test_what_was_held_is_logged_from_a_form_that_is_filled_in(client_of, rolf, liv, plan, bergen):
    cafe, other = plan(bergen, rolf), plan(bergen, rolf)
    client = client_of(rolf)
    address = f"{BOARD}{cafe.ref}/registrer/"
    assert client.get(address).headers["Location"] == f"{BOARD}{cafe.ref}/"

    with clock.at(moment("2026-06-18 09:00")):
        page = client.get(address)
        main = page.content.decode().split("<main")[1]
        assert f"<h1>Logg treffet «{cafe.title}»</h1>" in main
        assert "17. juni" in main
        assert main.index(f'href="{BOARD}{cafe.ref}/"') < main.index("<h1")
        form = page.context["form"]
        known = {name: form.initial[name] for name in ("kind", "when", "day", "minutes", "place")}
        assert known == {
            "kind": "conversation_group", "when": "other", "day": "17.6.2026", "minutes": 120, "place": "Biblioteket",
        }  # fmt: skip
        filled = {**known, "token": str(uuid.uuid4()), "participants": "6", "led_by": str(liv.ref)}
        answer = client.post(address, filled)
        activity = Activity.objects.get()
        assert answer.headers["Location"] == f"/aktivitet/{activity.ref}/lagret/"
        assert client.post(address, {**filled, "token": str(uuid.uuid4()), "participants": "7"}).status_code == 409
        assert f"/aktivitet/{activity.ref}/lagret/" in client.get(f"{BOARD}{cafe.ref}/").content.decode()
        assert client.post(f"{BOARD}{other.ref}/registrer/", filled).status_code == 409

    assert (activity.led_by, activity.minutes, activity.chapter) == (liv, 120, bergen)
    assert [(one.state, one.activity) for one in Gathering.objects.order_by("pk")] == [
        ("logged", activity),
        ("planned", None),
    ]
    assert Activity.objects.count() == 1


@pytest.mark.slow
@pytest.mark.parametrize(
    ("ends", "days"),
    [("2026-06-17 22:00", 1), ("2026-06-18 02:00", 1), ("2026-06-18 15:00", 2), ("2026-06-19 15:00", 3)],
)
def test_a_gathering_over_two_days_is_two_activity_days(client_of, rolf, liv, plan, bergen, ends, days):
    seminar = plan(bergen, rolf, ends_at=moment(ends))
    client, address = client_of(rolf), f"{BOARD}{seminar.ref}/registrer/"
    with clock.at(moment("2026-06-20 09:00")):
        form = client.get(address).context["form"]
        assert (form.initial["minutes"] is None) is (days > 1)  # nobody has said how long each day was
        filled = {name: form.initial[name] for name in ("kind", "when", "day", "place")}
        filled |= {"token": str(uuid.uuid4()), "participants": "6", "minutes": "120", "led_by": str(liv.ref)}
        filled |= {"in_person": "yes", "in_norway": "yes", "own_event": "yes", "unpaid": "yes"}
        page = client.post(address, filled, follow=True)
        client.post(address, filled)

        assert len(page.context["lines"]) == Activity.objects.count() == days
        rows = activity_queries.of_chapter(bergen, 2026)
        total = total_queries.totals(rows, counting_queries.rules_for(2026))
        assert (total.counting, total.activity_days) == (days, days)

        client.post(f"/aktivitet/{page.context['case'].ref}/angre/")
        assert not rows.all().exists()


# Signing up without an account


VISITOR = {"name": "Mette", "email": "mette@example.org", "phone": "", "agreed": "on"}


@pytest.fixture
def cafe(plan, bergen, rolf):
    return plan(bergen, rolf, takes_sign_ups=True, places=1)


@pytest.mark.slow
def test_a_visitor_signs_up_sees_it_and_withdraws(cafe):
    client = Client(headers={"origin": "http://testserver"})
    page = client.get(f"/treff/{cafe.ref}/pamelding/")
    assert page.headers["X-Robots-Tag"] == "noindex"
    assert {"private", "no-store"} <= set(page.headers["Cache-Control"].split(", "))  # Back gets a new form
    values = {**VISITOR, "token": str(page.context["token"])}

    places = {client.post(f"/treff/{cafe.ref}/pamelding/", values).headers["Location"] for _time in range(2)}

    line = SignUp.objects.get()
    [receipt] = places
    assert receipt == f"/treff/pamelding/{line.token}/"
    assert not re.search("mette|kaf|bergen", receipt, re.IGNORECASE)
    seen = client.get(receipt)
    assert seen.context["line"].has_place is True
    assert (seen.headers["X-Robots-Tag"], "no-store" in seen.headers["Cache-Control"]) == ("noindex", True)
    leave = f"{receipt}meld-av/"
    assert f'href="{leave}"' in seen.content.decode()
    assert (client.post(receipt).status_code, client.get(leave).status_code) == (405, 200)
    assert SignUp.objects.count() == 1
    for _time in range(2):
        assert client.post(leave).context["withdrawn"] is True
    assert SignUp.objects.count() == 0
    assert [client.get(address).status_code for address in (receipt, leave)] == [404, 404]


def test_the_same_form_with_another_number_corrects_it(cafe):
    values = {**VISITOR, "token": str(uuid.uuid4())}
    address = f"/treff/{cafe.ref}/pamelding/"

    places = {
        Client().post(address, {**values, "phone": phone}).headers["Location"] for phone in ("22424545", "22424546")
    }

    assert places == {f"/treff/pamelding/{SignUp.objects.get().token}/"}
    assert SignUp.objects.get().phone == "+4722424546"


def test_who_is_on_the_list_already_hears_that_and_no_more(cafe, sign_up):
    line = sign_up(cafe)

    answer = Client().post(f"/treff/{cafe.ref}/pamelding/", {**VISITOR, "name": "mette", "phone": "22424545"})

    text = answer.content.decode()
    assert (answer.status_code, list(answer.context["form"].errors)) == (200, ["__all__"])
    assert SignUp.objects.get().name == "Mette"
    assert [word for word in ("Mette<", str(line.token), str(line.ref)) if word in text] == []


def test_who_comes_after_the_last_place_hears_that_it_is_full(cafe, sign_up):
    sign_up(cafe, "Arne")
    client = Client()
    assert "Det er fullt" in client.get(f"/treff/{cafe.ref}/pamelding/").content.decode()

    place = client.post(f"/treff/{cafe.ref}/pamelding/", VISITOR).headers["Location"]

    assert client.get(place).context["line"].has_place is False
    gathering_services.withdraw_sign_up(SignUp.objects.get(name="Arne"))
    assert client.get(place).context["line"].has_place is True


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({"name": ""}, ["name"]),
        ({"email": ""}, ["email"]),
        ({"email": "mette"}, ["email"]),
        ({"phone": "123"}, ["phone"]),
        ({"agreed": ""}, ["agreed"]),
        ({"name": "M\x00tte"}, ["name"]),
    ],
)
def test_a_sign_up_that_lacks_something_is_asked_for_it(cafe, changes, wrong):
    page = Client().post(f"/treff/{cafe.ref}/pamelding/", {**VISITOR, **changes})

    assert list(page.context["form"].errors) == wrong
    assert SignUp.objects.count() == 0


def test_a_phone_number_alone_is_enough(cafe):
    Client().post(f"/treff/{cafe.ref}/pamelding/", {**VISITOR, "email": "", "phone": "22 42 45 45"})

    assert SignUp.objects.get().phone == "+4722424545"


def test_the_limit_is_held_in_the_database_and_keeps_what_was_typed(cafe, monkeypatch):
    monkeypatch.setattr(gathering_views, "SIGN_UP_LIMIT", "2/h/key")
    answers = [send(cafe, number) for number in range(3)]

    assert [answer.status_code for answer in answers] == [302, 302, 429]
    assert 'value="mette2@example.org"' in answers[2].content.decode()
    assert SignUp.objects.count() == 2
    assert ratelimit.cache._table == "shared_cache"  # noqa: SLF001  no public name tells the table


def send(gathering, number, **values):
    answers = {**VISITOR, "email": f"mette{number}@example.org", **values}
    return Client().post(f"/treff/{gathering.ref}/pamelding/", answers)


@pytest.mark.slow
def test_one_address_does_not_take_all_places(cafe, plan, bergen, rolf):
    other = plan(bergen, rolf, takes_sign_ups=True)

    found = [send(cafe, number).status_code for number in range(5)]

    assert found == [302, 302, 302, 302, 429]
    assert send(other, 5).status_code == 302
    assert (cafe.sign_ups.count(), other.sign_ups.count()) == (4, 1)


@pytest.mark.slow
def test_who_guesses_who_comes_gets_few_answers(cafe, sign_up):
    sign_up(cafe)

    found = [send(cafe, 0, email="mette@example.org").status_code for _time in range(5)]

    assert found == [200, 200, 200, 200, 429]


@pytest.mark.slow
def test_the_same_form_sent_many_times_counts_once(cafe):
    token = str(uuid.uuid4())

    assert [send(cafe, 0, token=token).status_code for _time in range(11)] == [302] * 11
    assert SignUp.objects.count() == 1


def test_what_is_closed_says_so_and_takes_nothing(cafe, rolf):
    gathering_services.cancel_gathering(cafe, version=1, because="Sykdom", by=rolf)

    pages = [Client().get(f"/treff/{cafe.ref}/pamelding/"), Client().post(f"/treff/{cafe.ref}/pamelding/", VISITOR)]

    assert [page.context["is_open"] for page in pages] == [False, False]
    assert ["<form" in page.content.decode().split("<main")[1] for page in pages] == [False, False]
    assert SignUp.objects.count() == 0


@pytest.mark.slow
def test_the_board_adds_who_has_called_and_tells_who_moves_up(client_of, rolf, cafe):
    client, page = client_of(rolf), f"{BOARD}{cafe.ref}/"
    asked = {"token": str(uuid.uuid4()), "name": "Mette", "phone": "22 00 00 01", "agreed": "on"}

    assert list(client.post(f"{page}legg-til/", {**asked, "phone": ""}).context["form"].errors) == ["email"]
    for _time in range(2):
        assert client.post(f"{page}legg-til/", asked).headers["Location"] == page
    again = {**asked, "token": str(uuid.uuid4())}
    assert list(client.post(f"{page}legg-til/", again).context["form"].errors) == ["name"]
    assert client.post(f"{page}legg-til/", {**again, "name": "Arne"}, follow=True).status_code == 200

    text = client.get(page).content.decode()
    assert ("1 person kommer." in text, "1 venter på plass." in text) == (True, True)
    assert "1 påmeldte, 1 plasser, 1 venter" in " ".join(client.get(BOARD).content.decode().split())
    gathering_services.withdraw_sign_up(SignUp.objects.get(name="Mette"))
    assert "Har fått plass, men vet det ikke" in client.get(page).content.decode()
    told = f"/treff/pamelding/{SignUp.objects.get().ref}/har-beskjed/"
    assert client.post(told).headers["Location"] == page
    assert "vet det ikke" not in client.get(page).content.decode()


@pytest.mark.slow
def test_the_board_takes_a_name_off_the_list(client_of, rolf, cafe, sign_up):
    line = sign_up(cafe)
    client = client_of(rolf)
    assert "mette@example.org" in client.get(f"{BOARD}{cafe.ref}/").content.decode()
    assert "no-store" in client.get(f"{BOARD}{cafe.ref}/").headers["Cache-Control"]

    client.post(f"/treff/pamelding/{line.ref}/ta-bort/")

    assert SignUp.objects.count() == 0


# Supporters


@pytest.mark.slow
def test_a_supporter_sees_what_is_coming_and_joins_with_one_button(client_of, liv, plan, bergen, oslo, rolf, turid):
    inner = plan(bergen, rolf, title="Samling", audience="supporters", takes_sign_ups=True)
    plan(oslo, turid, title="Samling i Oslo", audience="supporters")
    plan(oslo, turid, title="Kafé i Oslo")
    client = client_of(liv.person)

    assert [row.title for row in client.get(OURS).context["rows"]] == ["Samling", "Samling i Oslo"]
    assert [row.title for row in client.get("/min-side/").context["gatherings"]] == ["Samling", "Samling i Oslo"]
    for _time in range(2):
        client.post(f"/treff/{inner.ref}/bli-med/", {})
    assert SignUp.objects.get().person == liv.person
    assert client.get(f"/treff/{inner.ref}/").context["line"].has_place is True
    leave = f"/treff/{inner.ref}/meld-av/"
    assert f'href="{leave}"' in client.get(f"/treff/{inner.ref}/").content.decode()
    assert client.get(leave).status_code == 200
    assert SignUp.objects.count() == 1
    for _time in range(2):
        assert client.post(leave).headers["Location"] == f"/treff/{inner.ref}/"
    assert SignUp.objects.count() == 0
    assert client.get(leave).headers["Location"] == f"/treff/{inner.ref}/"


def test_the_file_for_a_supporters_calendar(client_of, liv, plan, bergen, rolf):
    inner = plan(bergen, rolf, audience="supporters")

    answer = client_of(liv.person).get(f"/treff/{inner.ref}/treff.ics")

    [event] = Calendar.from_ical(answer.content).walk("VEVENT")
    assert (answer.headers["Content-Type"], str(event["summary"])) == ("text/calendar; charset=utf-8", "Kafé for nye")
    assert "private" in answer.headers["Cache-Control"]


@pytest.mark.slow
@pytest.mark.parametrize("address", [BOARD, "/treff/", "/min-side/", "/lokalforening/bergen/"])
def test_more_gatherings_cost_no_more_queries(client_of, liv, rolf, plan, bergen, address):
    client = client_of(liv.person if address in ("/treff/", "/min-side/") else rolf)
    found = []
    for number in range(3):
        plan(bergen, rolf, takes_sign_ups=True, audience="supporters", title=f"Treff {number}")
        client.get(address)
        with CaptureQueriesContext(connection) as captured:
            assert client.get(address).status_code == 200
        found.append(len(captured))

    assert found[0] == found[2]


@pytest.mark.slow
def test_more_names_on_the_list_cost_no_more_queries(client_of, rolf, plan, sign_up, bergen):
    cafe = plan(bergen, rolf, takes_sign_ups=True)
    client = client_of(rolf)
    found = []
    for number in range(3):
        sign_up(cafe, f"Navn {number}")
        client.get(f"{BOARD}{cafe.ref}/")
        with CaptureQueriesContext(connection) as captured:
            client.get(f"{BOARD}{cafe.ref}/")
        found.append(len(captured))

    assert found[0] == found[2]


@pytest.mark.slow
def test_what_was_never_held_is_put_away_without_a_mail(client_of, rolf, liv, plan, bergen):
    inner = plan(bergen, rolf, audience="supporters", takes_sign_ups=True)
    gathering_services.join(inner, by=liv.person)
    client = client_of(rolf)

    with clock.at(moment("2026-06-18 09:00")):
        assert list(client.get(BOARD).context["to_log"]) == [inner]
        client.post(f"{BOARD}{inner.ref}/avlys/", {"version": 1, "because": ""})
        assert list(client.get(BOARD).context["to_log"]) == []

    assert OutboxMail.objects.filter(text__contains="/treff/").count() == 0


@pytest.mark.slow
def test_what_is_stored_about_me_names_the_gatherings(client_of, liv, rolf, plan, bergen):
    inner = plan(bergen, rolf, audience="supporters", takes_sign_ups=True)
    gathering_services.join(inner, by=liv.person)

    assert f'href="/treff/{inner.ref}/"' in client_of(liv.person).get("/mine-opplysninger/").content.decode()


@pytest.mark.slow
def test_a_gathering_that_is_logged_stays_on_the_page_of_the_board(client_of, plan, bergen, rolf):
    client, numbers = client_of(rolf), []
    for number in range(1, 4):
        with clock.at(moment(f"2026-0{number}-01 12:00")):
            starts = moment(f"2026-0{number}-10 18:00")
            one = plan(bergen, rolf, title=f"Kafé {number}", starts_at=starts, takes_sign_ups=True)
        with clock.at(moment(f"2026-0{number}-11 12:00")):
            values = {"kind": one.kind, "day": starts.date(), "chapter": bergen, "participants": 5, "minutes": 120}
            gathering_services.log_gathering(one, token=uuid.uuid4(), by=rolf, **values)
        client.get(BOARD)
        with CaptureQueriesContext(connection) as found:
            page = client.get(BOARD)
        numbers.append(len(found))

    assert [row.title for row in page.context["logged"]] == ["Kafé 3", "Kafé 2", "Kafé 1"]
    assert "Gjennomført og logget" in page.content.decode()
    assert f'href="{BOARD}{one.ref}/"' in page.content.decode()
    assert len(set(numbers)) == 1, numbers
    with clock.at(moment("2027-01-10 12:00")):
        assert not client.get(BOARD).context["logged"]
