"""The pages on which somebody says what is so of a year, or of one activity."""

import datetime
import uuid

import pytest

from portal import clock
from portal.activities.base_years import services as base_year_services
from portal.activities.counting.verdicts import STATED
from portal.activities.models import Activity
from portal.activities.statements import services as statement_services
from tests.conftest import moment

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]
NEW = "/aktivitet/ny/"


@pytest.fixture
def answers():
    group = {"kind": "conversation_group", "when": "yesterday", "participants": "6", "minutes": "60"}
    return {"token": str(uuid.uuid4()), **group, "leader": "me", "statement": "yes"}


@pytest.mark.slow
def test_the_year_is_said_once_and_can_be_changed(client_of, liv, answers):
    client = client_of(liv.person)
    assert "2026" in client.get(NEW).context["form"].fields["statement"].label
    client.post(NEW, answers)
    assert "statement" not in client.get(NEW).context["form"].fields
    assert len(client.get("/aktivitet/").context["said"]) == 4

    page = client.get("/aktivitet/aar/2026/")
    assert [page.context["form"].initial[name] for name in STATED] == [True] * 4
    assert client.post("/aktivitet/aar/2026/", {"in_norway": "no", "unpaid": "yes"}).status_code == 302

    [row] = client.get("/aktivitet/").context["rows"]
    assert (row["counts"], len(row["reasons"])) == (False, 1)


def test_what_was_logged_before_it_was_asked_who_led_it_is_said_with_the_year(client_of, liv, bergen, log):
    client, place = client_of(liv.person), "/aktivitet/aar/2026/"
    assert "led_all" not in client.get(place).context["form"].fields
    activity = log(bergen, liv.person, led_by=liv)
    Activity.objects.update(leader="")
    assert "led_all" in client.get(place).context["form"].fields

    client.post(place, {"led_all": "on"})

    activity.refresh_from_db()
    assert activity.leader == "supporter"


@pytest.mark.parametrize("year", [2024, 2027])
def test_a_year_that_is_not_open_cannot_be_said_anything_of(client_of, liv, year):
    client = client_of(liv.person)
    assert client.get(f"/aktivitet/aar/{year}/").status_code == 404
    assert client.post(f"/aktivitet/aar/{year}/", {}).status_code == 404


@pytest.mark.slow
def test_what_nobody_has_said_does_not_count_before_somebody_says_it(client_of, liv, answers):
    client = client_of(liv.person)
    saved = client.post(NEW, {**answers, "statement": ""}, follow=True)
    assert (saved.context["counts"], len(saved.context["missing"]), saved.context["may_say"]) == (False, 4, True)
    assert "<li>Si fra om det var i Norge</li>" in saved.content.decode()
    assert saved.context["year_to_say"] == 2026
    place = f"/aktivitet/{Activity.objects.get().ref}/opplysninger/"
    form = client.get(place).context["form"]
    assert (form.initial["leader"], form.initial["in_norway"]) == ("me", None)

    said = client.post(place, {"version": 1, "leader": "me", **dict.fromkeys(STATED, "yes")}, follow=True)

    assert (said.context["found"]["counts"], said.context["may_say"]) == (True, True)
    assert [str(message) for message in said.context["messages"]] == ["Opplysningene om denne gangen er lagret."]
    assert "/angre/" not in said.content.decode()


@pytest.mark.slow
def test_one_answer_for_the_whole_year_is_the_main_way_where_it_answers_all(client_of, liv, answers):
    client = client_of(liv.person)
    saved = client.post(NEW, {**answers, "statement": ""}, follow=True)
    for place in (saved.request["PATH_INFO"], f"/aktivitet/{saved.context['case'].ref}/"):
        text = client.get(place).content.decode()
        assert '<a class="button" href="/aktivitet/aar/2026/">Oppgi det for hele året</a>' in " ".join(text.split())
    client.post("/aktivitet/aar/2026/", {"in_norway": "yes", "own_event": "no"})
    form = client.get(f"/aktivitet/{saved.context['case'].ref}/opplysninger/").context["form"]
    assert [form.fields[name].widget.no_answer for name in STATED] == [
        "Ikke besvart, heller ikke for hele året",
        "Samme svar som for hele året: ja",
        "Samme svar som for hele året: nei",
        "Ikke besvart, heller ikke for hele året",
    ]


@pytest.mark.slow
def test_the_year_says_what_stands_in_a_report_that_is_sent(client_of, liv, bergen, log):
    log(bergen, liv.person, led_by=liv, day=datetime.date(2025, 3, 2))
    base_year_services.close_year(bergen, 2025, by=None)
    client, place = client_of(liv.person), "/aktivitet/aar/2025/"

    assert "Rapporten for 2025 fra Bergen" in client.get(place).content.decode()
    page = client.post(place, {"in_norway": "yes"}, follow=True)

    [told] = [str(message) for message in page.context["messages"]]
    assert told == f"Lagret. Rapporten for 2025 fra {bergen} er allerede sendt og endres ikke."
    assert "Rapporten" not in client.get("/aktivitet/aar/2026/").content.decode().split("<main")[1]


def test_one_activity_can_be_otherwise_than_the_year(client_of, liv, answers):
    client = client_of(liv.person)
    saved = client.post(NEW, {**answers, "in_norway": "no"}, follow=True)
    assert (saved.context["counts"], saved.context["reasons"]) == (False, ["den var utenfor Norge"])


@pytest.mark.slow
def test_who_may_say_something_of_an_activity(client_of, liv, rolf, turid, siri, bergen, log):
    activity = log(bergen, liv.person, led_by=liv)
    place = f"/aktivitet/{activity.ref}/opplysninger/"
    seen = {str(one): client_of(one).get(place).status_code for one in (liv.person, rolf, turid, siri)}
    assert seen == {"Liv Likeperson": 200, "Rolf Rygg": 200, "Turid Tangen": 404, "Siri Sekretær": 404}
    base_year_services.close_year(bergen, 2026, by=None)
    page = client_of(liv.person).post(place, {"leader": "other"}, follow=True)
    assert [message.level_tag for message in page.context["messages"]] == ["warning"]
    assert Activity.objects.get().led_by == liv


@pytest.mark.slow
def test_nothing_more_is_said_of_a_year_that_is_over(client_of, liv, bergen, log):
    activity = log(bergen, liv.person, led_by=liv)
    place = f"/aktivitet/{activity.ref}/opplysninger/"
    with clock.at(moment("2028-02-01 12:00")):
        client = client_of(liv.person)
        for page in (client.get(place, follow=True), client.post(place, {"leader": "other"}, follow=True)):
            assert "Rapportene for 2026 er avsluttet" in page.content.decode()
        with pytest.raises(base_year_services.YearNotOpen):
            statement_services.say(activity, by=liv.person, version=1, led_by_another=True)
