"""Supporters without an activity that counts: who is on the list, why, and the message to them."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from portal import clock, fragments
from portal.activities.double_entries import services as double_entry_services
from portal.models import Event, OutboxMail
from portal.reports.totals import inactive
from portal.reports.totals import services as total_services
from portal.reports.verbs import Verb
from portal.supporters.appointments import services as appointment_services
from portal.supporters.categories import services as category_services
from portal.supporters.models import ActivePeriod, Supporter
from portal.supporters.on_the_day.history import histories
from portal.supporters.on_the_day.standing import was_supporter_on
from portal.supporters.queries import supporter_of
from tests.conftest import make_supporter, moment, person

pytestmark = pytest.mark.django_db
LIST, OF_BERGEN = "/sekretariat/tall/2026/uten-aktivitet/", "/lokalforening/bergen/rapport/2026/uten-aktivitet/"


@pytest.fixture
def anna(oslo, siri):
    with clock.at(moment("2025-02-01 12:00")):
        return make_supporter(person("anna@example.org", "Anna", "Aas"), oslo, by=siri)


def names(page):
    return [row.supporter.person.given_name for row in page.context["rows"]]


@pytest.mark.slow
def test_whoever_led_one_that_counts_is_not_on_the_list(client_of, siri, liv, anna, bergen, log):
    client = client_of(siri)
    log(bergen, liv.person, led_by=liv, participants=2)
    assert names(client.get(LIST)) == ["Anna", "Liv"]
    assert names(client.get(f"{LIST}?fylke=Vestland")) == ["Liv"]

    log(bergen, liv.person, led_by=liv)
    fragments.forget_cached()
    assert names(client.get(LIST)) == ["Anna"]
    assert names(client.get(OF_BERGEN)) == []


def test_the_list_says_what_was_logged_and_why_it_does_not_count(client_of, siri, liv, bergen, log):
    log(bergen, liv.person, led_by=liv, participants=2)
    log(bergen, liv.person, led_by=liv, kind="phone", participants=1)

    row = client_of(siri).get(LIST).context["rows"][0]
    assert (row.logged, len(row.reasons), row.written_on) == (2, 2, None)


@pytest.mark.slow
def test_what_somebody_logged_for_another_leader_is_not_theirs(client_of, siri, liv, anna, bergen, log):
    log(bergen, liv.person, led_by=anna, participants=2)
    log(bergen, liv.person, led_by_another=True, participants=2, day=datetime.date(2026, 3, 3))
    told = {row.supporter: (row.logged, len(row.reasons)) for row in client_of(siri).get(LIST).context["rows"]}
    assert told == {anna: (1, 1), liv: (0, 0)}

    log(bergen, liv.person, day=datetime.date(2026, 3, 4))  # who led it is not said
    told = {row.supporter: (row.logged, len(row.reasons)) for row in client_of(siri).get(LIST).context["rows"]}
    assert told == {anna: (1, 1), liv: (1, 1)}


@pytest.mark.slow
def test_what_was_logged_twice_and_does_not_count_is_told_of_both_leaders(
    client_of, siri, rolf, liv, anna, bergen, log
):
    pair = [log(bergen, one.person, led_by=one, participants=2) for one in (liv, anna)]
    double_entry_services.answer(*pair, True, by=rolf)
    told = {row.supporter: (row.logged, len(row.reasons)) for row in client_of(siri).get(LIST).context["rows"]}
    assert told == {anna: (1, 1), liv: (1, 1)}


@pytest.mark.parametrize(
    ("begins", "ends"),
    [("2025-01-02", None), ("2025-01-02", "2026-12-31"), ("2025-01-02", "2027-01-01"), ("2027-01-01", None)],
)  # fmt: skip
@pytest.mark.parametrize("method", ["board", "transfer"])
def test_who_was_a_supporter_on_the_last_day_is_as_the_standing_says(liv, anna, in_may, begins, ends, method):
    ActivePeriod.objects.filter(supporter=liv).update(begins=begins, ends=ends)
    liv.appointments.update(method=method)
    day = datetime.date(2026, 12, 31)
    known = histories(Supporter.objects.all())
    assert {one.pk for one in inactive.supporters_on(day)} == {
        pk for pk, history in known.items() if was_supporter_on(day, history)
    }


def test_in_the_year_that_runs_it_is_today_that_counts(in_may):
    assert inactive.last_day_of(2027) == datetime.date(2027, 5, 10)
    assert inactive.last_day_of(2026) == datetime.date(2026, 12, 31)


def mails_to(name):
    return OutboxMail.objects.filter(to=f"{name}@example.org", subject="En hilsen om 2026")


def posted(supporter, action, text="Takk for alt du gjør."):
    return {"to": [str(supporter.ref)], "text": text, "action": action}


@pytest.mark.slow
@pytest.mark.parametrize(("who", "path"), [("siri", LIST), ("rolf", OF_BERGEN), ("siri", OF_BERGEN)])
def test_the_message_is_shown_and_then_sent_once_a_day(request, client_of, liv, in_may, who, path):
    client, address = client_of(request.getfixturevalue(who)), f"{path}melding/"
    assert "Takk for at du er" in client.get(address).context["form"]["text"].value()

    seen = client.post(address, posted(liv, "see")).content.decode()
    assert "Takk for alt du gjør." in seen
    assert "Liv Likeperson, Bergen" in seen
    assert not mails_to("liv").exists()

    for _time in range(3):
        client.post(address, posted(liv, "send"))
    assert "Takk for alt du gjør." in mails_to("liv").get().text
    assert Event.objects.get(verb=Verb.SUPPORTER_WRITE_TO).subject == liv.ref

    with clock.at(moment("2027-05-11 08:00")):
        client.post(address, posted(liv, "send"))
    assert mails_to("liv").count() == 2


def test_the_same_day_is_a_norwegian_day(liv, siri, in_may):
    sent = []
    for at in ("2027-05-10 00:01", "2027-05-10 23:59", "2027-05-11 00:01"):
        with clock.at(moment(at)):
            sent.append(total_services.write_to([liv.ref], "Hei", 2026, by=siri))
    assert sent == [1, 0, 1]


@pytest.mark.slow
def test_a_board_writes_to_its_own_alone(client_of, rolf, liv, anna, in_may):
    client_of(rolf).post(f"{OF_BERGEN}melding/", posted(anna, "send"))
    assert not mails_to("anna").exists()
    assert client_of(rolf).get("/lokalforening/oslo/rapport/2026/uten-aktivitet/").status_code == 404
    assert client_of(rolf).get(LIST).status_code == 404


def test_an_empty_text_is_not_sent(client_of, siri, liv, in_may):
    page = client_of(siri).post(f"{LIST}melding/", posted(liv, "send", " "))
    assert page.context["form"].errors
    assert not mails_to("liv").exists()


@pytest.mark.parametrize("code", ["logg", "leder", "hjelp", "mangler", "ukjent"])
def test_each_ready_text_thanks(client_of, siri, liv, in_may, code):
    text = client_of(siri).get(f"{LIST}melding/?tekst={code}").context["form"]["text"].value()
    assert text.startswith("Takk for")
    assert "%(" not in text


@pytest.fixture
def leader(rolf, bergen, siri):
    """Rolf, a supporter through the office as leader."""
    nothing = {"requires": [["appointment", []]], "minimum_age": 0, "method": "office", "office": "chapter_leader"}
    wording = {"nb": "Leder"}
    category = category_services.set_category("leader", by=siri, name=wording, description=wording, **nothing)
    with clock.at(moment("2025-02-01 12:00")):
        appointment_services.appoint(rolf, category, bergen, by=siri)
    return supporter_of(rolf)


@pytest.mark.slow
def test_each_text_ticks_those_whom_it_fits(client_of, siri, rolf, liv, anna, leader, bergen, oslo, log):
    """One logged what counts when somebody says more of it, one only what never counts, one leads by office."""
    log(bergen, liv.person, led_by=liv, own_event=None)
    log(oslo, anna.person, led_by=anna, kind="phone", participants=1)
    client = client_of(siri)

    def ticked(code):
        initial = client.get(f"{LIST}melding/?tekst={code}").context["form"].initial["to"]
        return sorted(one.person.given_name for one in Supporter.objects.filter(ref__in=initial))

    assert {code: ticked(code) for code in ("logg", "leder", "hjelp", "mangler")} == {
        "logg": ["Anna"],
        "leder": ["Rolf"],
        "hjelp": ["Anna"],
        "mangler": ["Liv"],
    }


@pytest.mark.slow
def test_the_text_that_fits_most_is_there_first(client_of, rolf, leader, liv, in_may):
    page = client_of(rolf).get(f"{OF_BERGEN}melding/")
    assert page.context["chosen"] == "logg"
    liv.appointments.all().delete()
    assert client_of(rolf).get(f"{OF_BERGEN}melding/").context["chosen"] == "leder"


@pytest.mark.slow
@pytest.mark.parametrize("path", [LIST, OF_BERGEN])
def test_the_lists_cost_the_same_for_many(client_of, siri, bergen, liv, log, path):
    client, path, numbers = client_of(siri), path.replace("2026", "2027"), []
    for number in (1, 6):
        for place in range(number):
            one = make_supporter(person(f"n{number}{place}@example.org", "En", f"Til{place}"), bergen, by=siri)
            log(bergen, one.person, led_by=one, participants=1, day=clock.today())
        assert "Til0" in client.get(path).content.decode()
        with CaptureQueriesContext(connection) as found:
            client.get(path)
        numbers.append(len(found))
    assert numbers[0] == numbers[1]
    assert numbers[1] < 50
