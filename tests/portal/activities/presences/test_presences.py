"""Several supporters on one activity: who can be named, what is kept and shown, and what names do not give away."""

import datetime
import json
import re
import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from portal import clock
from portal.activities import services as activities
from portal.activities.corrections import queries as correction_queries
from portal.activities.corrections import services as correction_services
from portal.activities.counting import queries as counting_queries
from portal.activities.double_entries import queries as double_entry_queries
from portal.activities.double_entries import services as double_entry_services
from portal.activities.models import Activity, Correction, Presence
from portal.activities.presences import people
from portal.activities.presences import queries as presence_queries
from portal.activities.presences.services import NotSupporterThen
from portal.activities.statements import services as statement_services
from portal.activities.totals import queries as total_queries
from portal.models import EventDetails
from portal.reports.totals import inactive
from portal.supporters import services as supporters
from tests.conftest import already, moment

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]
NEW = "/aktivitet/ny/"
DAY = datetime.date(2026, 3, 2)


@pytest.fixture
def per(supporter_in, bergen):
    return supporter_in(bergen, "Per", "Pil")


@pytest.fixture
def odd(supporter_in, oslo):
    """A supporter of another chapter."""
    return supporter_in(oslo, "Odd", "Ås-Øye")


@pytest.fixture
def answers():
    group = {"kind": "conversation_group", "when": "yesterday", "participants": "6", "minutes": "60"}
    return {"token": str(uuid.uuid4()), **group, "leader": "me", "statement": "yes"}


def named(activity):
    return [str(one) for one in presence_queries.present(activity)]


def shown(page):
    return re.sub(r"\s+", " ", page.content.decode())


# Logging


@pytest.mark.slow
def test_those_of_ones_chapter_are_ticked_and_those_of_others_are_named(client_of, liv, per, odd, answers):
    client = client_of(liv.person)
    form = client.get(NEW).context["form"]
    assert [code for code, _name in form.fields["present"].choices] == [str(liv.ref), str(per.ref)]

    saved = client.post(NEW, {**answers, "present": [str(per.ref)], "present_elsewhere": "odd  ÅS-ØYE"}, follow=True)

    activity = Activity.objects.get()
    assert named(activity) == ["Per Pil", "Odd Ås-Øye"]
    assert (activity.led_by, activity.participants, activity.supporters_present) == (liv, 6, 3)
    assert "Også med: Per Pil, Odd Ås-Øye." in shown(saved)
    [details] = EventDetails.objects.filter(event__verb="activity.log")
    assert json.loads(details.text)["present"] == sorted([str(per.ref), str(odd.ref)])


def test_who_led_it_is_not_named_twice_and_oneself_can_have_taken_part(client_of, liv, per, answers):
    ticked = {"present": [str(liv.ref), str(per.ref), str(per.ref)], "present_elsewhere": "Per Pil og Liv Likeperson"}
    client = client_of(liv.person)

    client.post(NEW, {**answers, **ticked, "leader": "supporter", "led_by": str(per.ref)})

    activity = Activity.objects.get()
    assert (activity.led_by, named(activity), activity.supporters_present) == (per, ["Liv Likeperson"], 2)


@pytest.mark.slow
def test_how_many_supporters_were_there_is_said_without_naming_them(client_of, liv, per, odd, answers):
    client, two = client_of(liv.person), {"present": [str(per.ref)]}
    refused = client.post(NEW, {**answers, **two, "supporters_present": "1"})
    assert list(refused.context["form"].errors) == ["supporters_present"]
    assert "2 er navngitt" in shown(refused)

    saved = client.post(NEW, {**answers, **two, "supporters_present": "5"}, follow=True)

    activity = Activity.objects.get()
    assert (named(activity), activity.participants, activity.supporters_present) == (["Per Pil"], 6, 5)
    assert "Likepersoner: 5." in shown(saved)
    assert "<dt>Likepersoner</dt> <dd>5</dd>" in shown(client.get(f"/aktivitet/{activity.ref}/"))
    correct = f"/aktivitet/{activity.ref}/rett/"
    form = client.get(correct).context["form"]
    assert form.initial["supporters_present"] == 5

    def corrected(**changes):
        page = client.get(correct)
        told = {**answers, **two, "when": "other", "day": "9.6.2026", "reason": "mistake", **changes}
        client.post(correct, {**told, "token": str(uuid.uuid4()), "version": page.context["version"]})
        activity.refresh_from_db()
        return activity.supporters_present

    assert corrected(supporters_present="") == 2
    assert client.get(correct).context["form"].initial["supporters_present"] is None
    assert corrected(present_elsewhere="Odd Ås-Øye", supporters_present="") == 3
    assert corrected(present_elsewhere="Odd Ås-Øye", supporters_present="7") == 7


def test_where_no_supporter_led_it_nobody_is_counted_before_somebody_is_named(bergen, liv, rolf, log):
    activity = log(bergen, rolf, kind="course", minutes=90, led_by=None, led_by_another=True)
    assert activity.supporters_present == 0
    said = statement_services.say(activity, by=rolf, version=1, led_by=liv)
    assert said.supporters_present == 1


@pytest.mark.slow
def test_a_board_member_who_is_no_supporter_says_who_led_and_who_was_there(client_of, rolf, liv, per, answers):
    led = {"leader": "supporter", "led_by": str(liv.ref), "present": [str(per.ref)]}
    saved = client_of(rolf).post(NEW, {**answers, **led}, follow=True)
    activity = Activity.objects.get()
    assert (activity.logged_by, activity.led_by, activity.chapter) == (rolf, liv, liv.chapter)
    assert named(activity) == ["Per Pil"]
    assert saved.status_code == 200


def paused_in_march(supporter, _answers):
    with clock.at(moment("2026-06-08 12:00")):
        supporters.pause(supporter, until=None, by=supporter.person)
    return {}


def before_they_began(_supporter, _answers):
    return {"day": "1.1.2025", "when": "other"}


@pytest.mark.parametrize(
    ("happens", "day"),
    [(paused_in_march, "tirsdag 9. juni 2026"), (before_they_began, "onsdag 1. januar 2025")],
    ids=["on a break", "had not begun"],
)
@pytest.mark.parametrize("by", ["tick", "name"])
def test_somebody_who_was_no_supporter_that_day_is_refused_with_the_day(client_of, liv, per, answers, happens, day, by):
    changed = {**answers, **happens(per, answers)}
    how = {"present": [str(per.ref)]} if by == "tick" else {"present_elsewhere": "Per Pil"}

    page = client_of(liv.person).post(NEW, {**changed, **how, "note": "Vi var ute"})

    field = "present" if by == "tick" else "present_elsewhere"
    [error] = page.context["form"].errors[field]
    assert "Per Pil" in error
    assert day in error
    assert "<details open" in page.content.decode()
    assert "Vi var ute" in page.content.decode()
    assert not Activity.objects.exists()


@pytest.mark.slow
def test_a_name_does_not_tell_whether_somebody_is_in_the_system(client_of, liv, odd, supporter_in, oslo, ola, answers):
    """Nobody, somebody who is no supporter, two of one name, and one who had a break: the same sentence."""
    type(liv.person).objects.filter(pk=supporter_in(oslo, "Annen", "Person").person_id).update(
        given_name="Odd", family_name="Ås-Øye"
    )
    away = supporter_in(oslo, "Eva", "Borte")
    with clock.at(moment("2026-06-08 12:00")):
        supporters.pause(away, until=None, by=away.person)
    client = client_of(liv.person)
    sentences = set()
    for name in ("Ingen Slik", "Ola Olsen", "Odd Ås-Øye", "Eva Borte"):
        page = client.post(NEW, {**answers, "present_elsewhere": name})
        [error] = page.context["form"].errors["present_elsewhere"]
        sentences.add(error.replace(name, "…"))
    assert len(sentences) == 1
    assert not Activity.objects.exists()


def test_so_many_names_that_somebody_tries_them_are_not_looked_up(client_of, liv, odd, answers):
    already(30, "name_supporter", people.LOOK_UP_LIMIT)
    page = client_of(liv.person).post(NEW, {**answers, "present_elsewhere": "Odd Ås-Øye"})
    assert list(page.context["form"].errors) == ["present_elsewhere"]
    assert not Activity.objects.exists()


def test_a_ticked_supporter_who_was_not_offered_is_refused(client_of, liv, odd, answers):
    page = client_of(liv.person).post(NEW, {**answers, "present": [str(odd.ref)]})
    assert list(page.context["form"].errors) == ["present"]
    assert not Activity.objects.exists()


@pytest.mark.slow
def test_a_likely_duplicate_keeps_who_took_part(client_of, liv, per, odd, answers):
    client = client_of(liv.person)
    client.post(NEW, answers)
    again = {**answers, "token": str(uuid.uuid4()), "present": [str(per.ref)], "present_elsewhere": "Odd Ås-Øye"}
    page = client.post(NEW, again).content.decode()
    hidden = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page))
    assert client.post(NEW, {**hidden, "action": "anyway"}).status_code == 302
    assert named(Activity.objects.first()) == ["Per Pil", "Odd Ås-Øye"]


def test_the_service_refuses_whoever_was_no_supporter_on_one_of_the_days(liv, per, bergen, log):
    with clock.at(moment("2026-03-03 12:00")):
        supporters.pause(per, until=None, by=per.person)
    with pytest.raises(NotSupporterThen) as refused:
        log(bergen, liv.person, led_by=liv, also_on=[datetime.date(2026, 3, 3)], present=[per])
    assert (refused.value.supporter, refused.value.day) == (per, datetime.date(2026, 3, 3))
    assert not Activity.objects.exists()


def test_each_day_of_several_names_them_and_a_number_of_others_is_kept(liv, per, bergen, log):
    log(bergen, liv.person, led_by=liv, also_on=[datetime.date(2026, 3, 3)], present=[per, liv], supporters_present=5)
    assert [(named(one), one.supporters_present) for one in Activity.objects.all()] == [(["Per Pil"], 5)] * 2


@pytest.mark.slow
def test_the_form_takes_as_many_queries_for_one_as_for_five(client_of, liv, supporter_in, bergen, answers):
    client = client_of(liv.person)
    client.post(NEW, answers, follow=True)  # the first page of a session has queries of its own
    numbers, others = [], []
    for number in range(5):
        others.append(supporter_in(bergen, f"Nr{number}", "Navn"))
        if number not in (0, 4):
            continue
        ticked = {"present": [str(one.ref) for one in others], "participants": str(20 + number)}
        with CaptureQueriesContext(connection) as found:
            saved = client.post(NEW, {**answers, **ticked, "token": str(uuid.uuid4())})
        with CaptureQueriesContext(connection) as receipt:
            client.get(saved.headers["Location"])
        with CaptureQueriesContext(connection) as page:
            client.get(f"/aktivitet/{Activity.objects.latest('pk').ref}/rett/")
        numbers.append((len(found), len(receipt), len(page)))
    assert Presence.objects.count() == 6
    assert numbers[0] == numbers[1]


# Counting, one's own pages


def test_taking_part_counts_for_nobody_and_is_in_no_numbers(liv, per, bergen, log):
    activity = log(bergen, liv.person, led_by=liv, present=[per])
    pairs = counting_queries.with_verdicts([activity], counting_queries.rules_for(2026))
    assert total_queries.counting_of(pairs) == {liv.pk: 1}
    assert list(inactive.without_activity(2026, chapter=bergen)) == [per]
    assert list(total_queries.logged_by(per, 2026)) == [(0, 0, 0)]


@pytest.mark.slow
def test_whoever_is_named_sees_it_among_their_own_with_who_logged_it(client_of, liv, per, odd, ola, bergen, log):
    activity = log(bergen, liv.person, led_by=liv, present=[per, odd], day=datetime.date(2025, 5, 5))
    for one in (per, odd):
        client = client_of(one.person)
        assert client.get("/aktivitet/").context["years"] == [2026, 2025]
        page = client.get("/aktivitet/?aar=2025")
        assert (page.context["rows"], list(page.context["attended"])) == ([], [activity])
        assert "Logget av Liv Likeperson" in shown(page)
        assert client.get(f"/aktivitet/{activity.ref}/").status_code == 200
        assert client.get(f"/aktivitet/{activity.ref}/rett/").status_code == 404
        assert "Andre har skrevet at du var med på 1 aktivitet" in shown(client.get("/mine-opplysninger/"))
    assert client_of(ola).get(f"/aktivitet/{activity.ref}/").status_code == 404
    activities.undo(activity, by=liv.person)
    assert list(presence_queries.of_person(per.person, 2025)) == []
    assert presence_queries.count_of(per.person) == 0


@pytest.mark.slow
def test_whoever_led_what_the_board_has_logged_sees_it(client_of, liv, rolf, bergen, log):
    activity = log(bergen, rolf, led_by=liv)
    client = client_of(liv.person)
    assert "Logget av Rolf Rygg" in shown(client.get("/aktivitet/"))
    assert client.get(f"/aktivitet/{activity.ref}/").status_code == 200


# Correcting


def fields_of(page):
    form, values = page.context["form"], {}
    for field in form:
        value = field.value()
        values[field.html_name] = "" if value is None else value
    return {**values, "token": str(page.context["token"]), "version": str(page.context["version"]), "reason": "mistake"}


@pytest.mark.slow
def test_who_took_part_is_corrected_and_the_history_says_so(client_of, liv, per, odd, bergen, log):
    activity = log(bergen, liv.person, led_by=liv, present=[odd])
    client, place = client_of(liv.person), f"/aktivitet/{activity.ref}/"
    fields = fields_of(client.get(f"{place}rett/"))
    assert fields["present"] == [str(odd.ref)]
    unchanged = client.post(f"{place}rett/", fields, follow=True)
    assert [str(message) for message in unchanged.context["messages"]] == ["Ingenting ble endret."]

    client.post(f"{place}rett/", {**fields, "token": str(uuid.uuid4()), "present": [str(odd.ref), str(per.ref)]})

    assert Correction.objects.get().changes == {
        "present": [[str(odd.ref)], sorted([str(odd.ref), str(per.ref)])],
        "supporters_present": [2, 3],
    }
    text = shown(client.get(place))
    for part in ("Hvilke likepersoner var med?", "Før: Odd Ås-Øye", "Andre likepersoner som var med"):
        assert part in text
    assert correction_queries.values_at(activity, 1)["present"] == [str(odd.ref)]


@pytest.mark.slow
def test_of_two_who_correct_at_once_the_second_keeps_their_ticks(client_of, liv, rolf, per, odd, bergen, log):
    activity = log(bergen, liv.person, led_by=liv, present=[odd])
    place = f"/aktivitet/{activity.ref}/rett/"
    mine, theirs = client_of(liv.person), client_of(rolf)
    fields, of_board = fields_of(mine.get(place)), fields_of(theirs.get(place))
    theirs.post(place, {**of_board, "participants": "9"})
    page = mine.post(place, {**fields, "present": [str(per.ref)]})
    assert page.status_code == 409
    assert (page.context["form"]["present"].value(), page.context["form"]["participants"].value()) == (
        [str(per.ref)],
        9,
    )
    mine.post(place, {**fields_of(page), "token": str(uuid.uuid4())})
    assert named(activity) == ["Per Pil"]


@pytest.mark.slow
def test_a_day_on_which_one_of_them_was_no_supporter_is_refused(client_of, liv, per, bergen, log):
    activity = log(bergen, liv.person, led_by=liv, present=[per])
    client, place = client_of(liv.person), f"/aktivitet/{activity.ref}/rett/"
    page = client.post(place, {**fields_of(client.get(place)), "day": "1.1.2025"})
    assert "onsdag 1. januar 2025" in str(page.context["form"].errors["present"])
    assert Activity.objects.get().day == DAY


def test_whoever_turns_out_to_have_led_it_is_no_longer_among_those_who_took_part(liv, per, rolf, bergen, log):
    said, corrected = (log(bergen, liv.person, led_by=liv, present=[per]) for _one in range(2))
    statement_services.say(said, version=said.version, by=rolf, led_by=per)
    correction_services.correct(corrected, token=uuid.uuid4(), version=1, reason="mistake", by=rolf, led_by=per)
    for one in (said, corrected):
        one.refresh_from_db()
        assert (named(one), one.led_by, one.supporters_present) == ([], per, 1)
        assert one.corrections.get().changes["present"] == [[str(per.ref)], []]


# Double entries


@pytest.mark.slow
def test_two_entries_are_alike_where_one_names_the_supporter_of_the_other(bergen, liv, per, odd, rolf, log):
    course = {"kind": "course", "participants": 20}
    first = log(bergen, liv.person, led_by=liv, present=[per])
    led, took_part, apart = (
        log(bergen, per.person, led_by=per, **course),
        log(bergen, rolf, present=[per], **course),
        log(bergen, rolf, present=[odd], kind="visit", participants=1),
    )
    alike = [double_entry_queries.double_of(one) is not None for one in (first, led, took_part, apart)]
    assert alike == [True, True, True, False]


@pytest.mark.slow
def test_the_same_entry_names_all_who_took_part_until_it_is_put_back(bergen, liv, per, odd, rolf, log):
    first = log(bergen, liv.person, led_by=liv, present=[per])
    second = log(bergen, per.person, led_by=per, present=[liv, odd], participants=6)

    double_entry_services.answer(first, second, True, by=rolf)

    first.refresh_from_db()
    assert (named(first), first.also_led_by, first.supporters_present) == (["Per Pil", "Odd Ås-Øye"], [per.pk], 3)
    assert list(presence_queries.of_person(odd.person, 2026)) == [first]
    correction_services.put_back(second, token=uuid.uuid4(), reason="struck_by_mistake", by=rolf)
    first.refresh_from_db()
    assert (named(first), first.also_led_by, first.supporters_present) == (["Per Pil"], [], 2)
    assert named(second) == ["Liv Likeperson", "Odd Ås-Øye"]


@pytest.mark.slow
def test_both_entries_are_shown_with_who_took_part(client_of, bergen, liv, per, odd, rolf, log):
    first = log(bergen, liv.person, led_by=liv, present=[per])
    second = log(bergen, per.person, led_by=per, present=[odd])
    text = shown(client_of(rolf).get(f"/aktivitet/dobbelt/{first.ref}/{second.ref}/"))
    assert text.count("Andre likepersoner som var med") == 2
    assert "Odd Ås-Øye" in text
