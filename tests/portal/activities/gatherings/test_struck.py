"""A gathering whose activity is struck, put back, or the same as another entry; and how many are suggested."""

import datetime
import importlib
import uuid

import pytest
from django.apps import apps

from portal import clock, events, moves
from portal.activities import services as activities
from portal.activities import witness
from portal.activities.corrections import services as correction_services
from portal.activities.double_entries import services as double_entry_services
from portal.activities.gatherings import services as gathering_services
from portal.activities.models import Activity, Gathering
from tests.conftest import moment

pytestmark = pytest.mark.django_db
DAY = datetime.date(2026, 6, 17)


@pytest.fixture(autouse=True)
def afterwards():
    with clock.at(moment("2026-06-20 09:00")):
        yield


@pytest.fixture
def cafe(plan, bergen, rolf):
    with clock.at(moment("2026-06-10 12:00")):
        return plan(bergen, rolf)


@pytest.fixture
def log_it(bergen, rolf):
    def make(gathering, token=None, **values):
        group = {"kind": "conversation_group", "day": DAY, "participants": 6, "minutes": 60, "chapter": bergen}
        gathering.refresh_from_db()
        token = token or uuid.uuid4()
        return gathering_services.log_gathering(gathering, token=token, by=rolf, **{**group, **values})

    return make


def strike(activity, by, **values):
    activity.refresh_from_db()
    why = {"token": uuid.uuid4(), "version": activity.version, "reason": "not_held"}
    return correction_services.strike(activity, by=by, **why, **values)


def put_back(activity, by):
    return correction_services.put_back(activity, token=uuid.uuid4(), reason="struck_by_mistake", by=by)


def state_of(gathering):
    gathering.refresh_from_db()
    return gathering.state, gathering.activity


def counted():
    return Activity.objects.filter(undone_at=None).count()


def test_a_gathering_whose_activity_is_struck_can_be_logged_again(cafe, rolf, log_it):
    first, token = None, uuid.uuid4()
    first = log_it(cafe, token)
    strike(first, rolf)
    assert state_of(cafe) == ("planned", None)
    assert log_it(cafe, token) == first  # the old form, sent once more
    assert state_of(cafe) == ("planned", None)

    again = log_it(cafe)

    assert state_of(cafe) == ("logged", again)
    with pytest.raises(gathering_services.LoggedAnew):
        put_back(first, rolf)
    assert counted() == 1
    strike(again, rolf)
    put_back(first, rolf)
    assert (state_of(cafe), counted()) == (("logged", first), 1)


def test_what_is_put_back_is_the_gathering_again(cafe, rolf, log_it):
    activity = log_it(cafe)
    strike(activity, rolf)

    put_back(activity, rolf)

    assert (state_of(cafe), counted()) == (("logged", activity), 1)
    with pytest.raises(moves.IllegalMove):
        log_it(cafe)


def test_a_gathering_over_two_days_can_be_logged_again_once_both_are_struck(cafe, rolf, log_it):
    first = log_it(cafe, also_on=[DAY + datetime.timedelta(days=1)])
    second = Activity.objects.exclude(pk=first.pk).get()
    strike(first, rolf)
    assert state_of(cafe)[0] == "logged"
    strike(second, rolf)
    assert state_of(cafe)[0] == "planned"
    put_back(second, rolf)
    put_back(first, rolf)
    assert (state_of(cafe), counted()) == (("logged", second), 2)


def test_the_day_that_is_left_is_undone_and_the_gathering_can_be_logged_again(cafe, rolf, log_it):
    first = log_it(cafe, also_on=[DAY + datetime.timedelta(days=1)])
    strike(first, rolf)
    activities.undo(Activity.objects.exclude(pk=first.pk).get(), by=rolf)
    assert (state_of(cafe)[0], counted()) == ("planned", 0)


def test_a_gathering_that_was_called_off_since_stays_so(cafe, rolf, log_it):
    activity = log_it(cafe)
    strike(activity, rolf)
    cafe.refresh_from_db()
    gathering_services.cancel_gathering(cafe, version=cafe.version, because="Ingen kom", by=rolf)
    put_back(activity, rolf)
    assert (state_of(cafe)[0], counted()) == ("cancelled", 1)


@pytest.mark.slow
def test_the_same_as_another_entry_is_still_the_gathering(cafe, rolf, liv, bergen, log, log_it):
    theirs = log(bergen, liv.person, led_by=liv, day=DAY, participants=6)
    activity = log_it(cafe)
    double_entry_services.answer(theirs, activity, True, by=rolf)
    assert (state_of(cafe)[0], counted()) == ("logged", 1)
    strike(theirs, rolf)  # the other entry comes back
    assert (state_of(cafe), counted()) == (("logged", activity), 1)
    put_back(theirs, rolf)
    double_entry_services.answer(theirs, activity, True, by=rolf)
    strike(theirs, rolf, with_same=True)
    assert (state_of(cafe)[0], counted()) == ("planned", 0)
    again = log_it(cafe)
    for struck in (theirs, activity):
        with pytest.raises(gathering_services.LoggedAnew):
            put_back(struck, rolf)
    assert (state_of(cafe), counted()) == (("logged", again), 1)


@pytest.mark.slow
def test_the_pages_say_that_it_can_be_logged_again_or_was(client_of, cafe, rolf, log_it):
    client, activity = client_of(rolf), log_it(cafe)
    why = {"token": str(uuid.uuid4()), "version": "1", "reason": "not_held"}
    page = client.post(f"/aktivitet/{activity.ref}/stryk/", why, follow=True).content.decode()
    assert "Treffet «Kafé for nye» er ikke lenger logget" in page
    board = f"/lokalforening/bergen/treff/{cafe.ref}/"
    assert f'href="{board}registrer/"' in client.get(board).content.decode()
    log_it(cafe)

    back = {"token": str(uuid.uuid4()), "reason": "struck_by_mistake"}
    page = client.post(f"/aktivitet/{activity.ref}/ta-inn-igjen/", back, follow=True).content.decode()

    assert "Treffet er logget på nytt etterpå" in page
    assert counted() == 1


@pytest.mark.slow
def test_as_many_as_signed_up_are_suggested_and_little_is_left_to_answer(client_of, rolf, liv, plan, bergen, sign_up):
    with clock.at(moment("2026-06-10 12:00")):
        cafe = plan(bergen, rolf, takes_sign_ups=True, places=2)
        for name in ("Mette", "Ola", "Per"):
            sign_up(cafe, name)
    client, address = client_of(rolf), f"/lokalforening/bergen/treff/{cafe.ref}/registrer/"

    page = client.get(address)

    form, text = page.context["form"], page.content.decode()
    assert form.initial["participants"] == 2  # the third waited for a place
    assert "2 var påmeldt. Endre tallet hvis det kom flere eller færre." in text
    assert [field.name for field in form.main_fields] == ["participants", "leader", "led_by", "statement"]
    assert "Fylt ut fra treffet" in text
    filled = {name: form.initial[name] for name in ("kind", "when", "day", "minutes", "place", "participants")}
    client.post(address, {**filled, "token": str(uuid.uuid4()), "leader": "supporter", "led_by": str(liv.ref)})
    assert (state_of(cafe)[0], Activity.objects.get().participants) == ("logged", 2)


@pytest.mark.parametrize("audience", ["public", "supporters"])
def test_nothing_is_suggested_where_nobody_signed_up_or_only_supporters(client_of, rolf, liv, plan, bergen, audience):
    with clock.at(moment("2026-06-10 12:00")):
        cafe = plan(bergen, rolf, takes_sign_ups=True, audience=audience)
        if audience == "supporters":
            gathering_services.join(cafe, by=liv.person)
    page = client_of(rolf).get(f"/lokalforening/bergen/treff/{cafe.ref}/registrer/")
    assert page.context["form"].initial.get("participants") is None
    assert Gathering.objects.get().state == "planned"


def test_what_was_logged_before_names_its_gathering(cafe, log_it):
    log_it(cafe, also_on=[DAY + datetime.timedelta(days=1)])
    Activity.objects.update(planned_as=None)

    importlib.import_module("portal.activities.migrations.0010_planned_as").name_gatherings(apps, None)

    assert [row.planned_as for row in Activity.objects.all()] == [cafe, cafe]


def test_a_gathering_that_an_activity_was_not_logged_from_is_told(cafe, rolf, bergen, log, log_it, plan):
    activity, other = log_it(cafe), log(bergen, rolf)
    with clock.at(moment("2026-06-10 12:00")):
        another = plan(bergen, rolf)
    events.seal_pending()
    assert witness.faults() == []
    for row, gathering in ((activity, another), (other, cafe)):
        Activity.objects.filter(pk=row.pk).update(planned_as=gathering)
    words = "the gathering that it was logged from"
    assert witness.faults() == [f"the activity in row {row.pk}: {words}" for row in (activity, other)]
