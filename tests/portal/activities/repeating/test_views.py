"""The kinds that were used last come first, and the last activity is repeated in two taps."""

import datetime
import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from forms.choices import ACTIVITY_KINDS
from portal import clock, organisation
from portal.activities import services as activities
from portal.activities.corrections import services as correction_services
from portal.activities.models import Activity
from portal.chapters.models import Chapter
from portal.supporters import services as supporters

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]
NEW = "/aktivitet/ny/"


def kinds(client):
    return [code for code, _name in client.get(NEW).context["form"].fields["kind"].choices]


def button(client, page):
    return client.get(page).context["repeat"]


def filled_in(client, activity):
    """What the form holds that repeats the activity: the answers that are given."""
    form = client.get(f"{NEW}?gjenta={activity.ref}").context["form"]
    return {name: value for name, value in form.initial.items() if value not in (None, "", [])}


@pytest.fixture
def nina(supporter_in, bergen):
    return supporter_in(bergen, "Nina", "Nilsen")


@pytest.mark.slow
def test_the_kinds_that_were_used_last_come_first_and_none_is_chosen(client_of, liv, bergen, log, at_noon):
    client, usual = client_of(liv.person), [code for code, _name in ACTIVITY_KINDS]
    assert kinds(client) == usual
    for number, kind in enumerate(("course", "visit", "course", "phone")):
        with clock.at(at_noon + datetime.timedelta(minutes=number)):
            last = log(bergen, liv.person, kind=kind)
    assert kinds(client)[:3] == ["phone", "course", "visit"]
    assert sorted(kinds(client)) == sorted(usual)
    assert "kind" not in client.get(NEW).context["form"].initial
    activities.undo(last, by=liv.person)
    assert kinds(client)[:2] == ["course", "visit"]


def test_what_others_log_does_not_change_the_order(client_of, liv, rolf, bergen, log):
    log(bergen, rolf, kind="other", led_by=liv)
    assert kinds(client_of(liv.person)) == [code for code, _name in ACTIVITY_KINDS]


@pytest.mark.slow
@pytest.mark.parametrize("address", [NEW, "/aktivitet/", "/min-side/"])
def test_a_page_costs_as_many_queries_however_much_is_logged(client_of, liv, bergen, log, address):
    client, numbers = client_of(liv.person), []
    client.get(address)
    for _round in range(2):
        for kind in ("phone", "visit", "course", "other")[: 1 + 3 * len(numbers)]:
            log(bergen, liv.person, kind=kind)
        with CaptureQueriesContext(connection) as found:
            client.get(address)
        numbers.append(len(found))
    assert numbers[0] == numbers[1], numbers


@pytest.mark.slow
@pytest.mark.parametrize("page", ["/min-side/", "/aktivitet/"])
def test_the_button_names_the_last_activity_that_was_not_undone(client_of, liv, bergen, log, at_noon, page):
    client = client_of(liv.person)
    assert button(client, page) is None
    first = log(bergen, liv.person, participants=6, day=datetime.date(2026, 6, 9))
    with clock.at(at_noon + datetime.timedelta(minutes=1)):
        second = log(bergen, liv.person, kind="visit", participants=1)
    assert button(client, page)["text"] == "Gjenta forrige: Besøk, ansikt til ansikt"
    correction_services.strike(second, token=uuid.uuid4(), version=second.version, by=liv.person, reason="twice")
    shown = button(client, page)
    assert (shown["text"], shown["href"]) == (
        "Gjenta forrige: Samtale i gruppe, 6 deltakere",
        f"{NEW}?gjenta={first.ref}",
    )
    assert shown["href"] in client.get(page).content.decode()


def test_it_is_filled_in_like_the_last_one_and_saved_today(client_of, liv, bergen, log):
    client = client_of(liv.person)
    [(topic, name), *_others] = organisation.topics()
    last = log(bergen, liv.person, led_by=liv, topics=[topic], place="Biblioteket", note="Et notat", in_norway=False)
    page = client.get(f"{NEW}?gjenta={last.ref}")
    assert filled_in(client, last) == {
        "kind": "conversation_group", "participants": 5, "minutes": 60, "chapter": "bergen", "leader": "me",
        "topics": [topic],
        "place": "Biblioteket", "in_person": True, "in_norway": False, "own_event": True, "unpaid": True,
    }  # fmt: skip
    assert page.context["like"]["head"] == "I dag, onsdag 10. juni: Samtale i gruppe, 5 deltakere, 60 minutter"
    assert {"Du ledet aktiviteten", "Bergen", "Sted: Biblioteket", f"Temaer: {name}"} <= set(
        page.context["like"]["lines"]
    )
    assert page.context["like"]["missing"] == []
    assert "Et notat" not in page.content.decode()
    assert page.content.decode().count('role="status"') == 2  # what is not saved, and whether it counts


@pytest.mark.parametrize(("kind", "participants"), [("visit", 1), ("phone", 1)])
def test_what_is_with_one_person_has_no_number_to_fill_in(client_of, liv, bergen, log, kind, participants):
    last = log(bergen, liv.person, kind=kind, participants=participants, minutes=None, led_by=liv)
    assert "participants" not in filled_in(client_of(liv.person), last)


@pytest.mark.slow
def test_another_who_led_it_is_repeated_while_they_are_a_supporter(client_of, liv, nina, bergen, log):
    client = client_of(liv.person)
    last = log(bergen, liv.person, led_by=nina)
    assert (filled_in(client, last)["leader"], filled_in(client, last)["led_by"]) == ("supporter", str(nina.ref))
    supporters.end(nina, by=nina.person)
    assert not {"leader", "led_by"} & filled_in(client, last).keys()
    shown = client.get(f"{NEW}?gjenta={last.ref}").context["like"]
    assert shown["missing"] == ["Velg nedenfor hvem som ledet aktiviteten"]


@pytest.mark.slow
def test_who_led_it_is_not_repeated_where_they_are_on_a_break_or_nobody_said_it(client_of, liv, bergen, log):
    client = client_of(liv.person)
    own, unsaid = log(bergen, liv.person, led_by=liv), log(bergen, liv.person, kind="visit")
    other = log(bergen, liv.person, kind="course", led_by_another=True)
    assert [filled_in(client, one).get("leader") for one in (own, unsaid, other)] == ["me", None, "other"]
    supporters.pause(liv, until=None, by=liv.person)
    assert filled_in(client, own).get("leader") is None


def test_a_chapter_that_is_closed_and_a_topic_that_is_gone_are_left_out(client_of, rolf, bergen, oslo, log):
    last = log(oslo, rolf, led_by_another=True, topics=["gone"])
    client = client_of(rolf)
    Chapter.objects.filter(pk=oslo.pk).update(is_active=False)
    assert not {"chapter", "topics"} & filled_in(client, last).keys()


@pytest.mark.slow
def test_only_an_activity_of_ones_own_that_stands_is_repeated(client_of, liv, rolf, bergen, log):
    client = client_of(liv.person)
    undone, of_another = log(bergen, liv.person, led_by=liv), log(bergen, rolf, led_by=liv)
    activities.undo(undone, by=liv.person)
    for ref in (undone.ref, of_another.ref, uuid.uuid4(), "x", ""):
        page = client.get(f"{NEW}?gjenta={ref}")
        assert (page.status_code, page.context["form"].initial, page.context["like"]) == (200, {}, None)


@pytest.mark.slow
def test_what_is_repeated_can_have_the_same_words_again_and_faults_are_shown_as_ever(client_of, liv, bergen, log):
    client = client_of(liv.person)
    last = log(bergen, liv.person, led_by=liv, place="Hos Kari Nordmann", day=datetime.date(2026, 6, 1))
    address = f"{NEW}?gjenta={last.ref}"
    answers = {"token": str(uuid.uuid4()), "kind": "conversation_group", "when": "today", "participants": "5",
               "minutes": "60", "leader": "me", "place": "Hos Kari Nordmann"}  # fmt: skip
    page = client.post(address, {**answers, "minutes": "x"})
    assert (list(page.context["form"].errors), page.context["like"]) == (["minutes"], None)
    assert client.post(address, answers).status_code == 302
    assert Activity.objects.get(day=datetime.date(2026, 6, 10)).place == "Hos Kari Nordmann"


def test_the_receipt_leads_to_an_empty_form(client_of, liv, bergen, log):
    client = client_of(liv.person)
    page = client.get(f"/aktivitet/{log(bergen, liv.person, led_by=liv).ref}/lagret/").content.decode()
    assert f'href="{NEW}"' in page
    assert client.get(NEW).context["form"].initial == {}


@pytest.mark.parametrize(("hour", "chosen"), [(0, ""), (4, ""), (5, "today"), (23, "today")])
def test_no_day_is_chosen_beforehand_at_night(client_of, liv, bergen, log, at_noon, hour, chosen):
    client, activity = client_of(liv.person), log(bergen, liv.person, participants=6)
    with clock.at(at_noon.replace(hour=hour, minute=33)):
        new = client.get(NEW)
        again = client.get(f"{NEW}?gjenta={activity.ref}")

    assert new.context["form"]["when"].value() == again.context["form"]["when"].value() == chosen
    assert ("Velg nedenfor når det var" in again.context["like"]["missing"]) is (not chosen)
    assert ("I dag" in again.context["like"]["head"]) is bool(chosen)
