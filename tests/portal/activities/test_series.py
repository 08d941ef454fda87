"""An activity that was on several days: logging it, what is said of it, doubles, and its receipt."""

import datetime
import re
import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from portal import clock
from portal.activities import queries as activity_queries
from portal.activities.base_years import services as base_year_services
from portal.activities.corrections import services as correction_services
from portal.activities.counting.verdicts import STATED
from portal.activities.double_entries import queries as double_entry_queries
from portal.activities.models import Activity
from portal.activities.statements import services as statement_services

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]
NEW = "/aktivitet/ny/"


@pytest.fixture
def answers():
    group = {"kind": "conversation_group", "when": "other", "day": "6.5.2026", "participants": "6", "minutes": "60"}
    weekly = {"repeat": "week", "repeat_until": "20.5.2026", "more_days": "7.5.2026"}
    return {"token": str(uuid.uuid4()), **group, "leader": "me", "statement": "yes", **weekly}


def days():
    rows = Activity.objects.filter(undone_at=None).order_by("day")
    return [f"{row.day:%-d.%-m.}" for row in rows]


@pytest.mark.slow
def test_several_days_are_saved_at_once_and_undone_at_once(client_of, liv, answers):
    client = client_of(liv.person)

    saved = client.post(NEW, answers, follow=True)

    assert days() == ["6.5.", "7.5.", "13.5.", "20.5."]
    assert {(row.participants, row.minutes, row.led_by) for row in Activity.objects.all()} == {(6, 60, liv)}
    text = saved.content.decode()
    assert "4 dager er lagret" in text
    for day in ("onsdag 6. mai 2026", "torsdag 7. mai 2026", "onsdag 20. mai 2026"):
        assert day in text
    assert "Det samme er lagret for hver av dagene nedenfor." in text
    assert (saved.context["counts"], saved.context["are_alike"]) == (True, True)
    assert text.count("Teller i rapporten:") == 1
    assert "ja, alle 4." in text
    client.post(f"/aktivitet/{saved.context['case'].ref}/angre/")
    assert days() == []


def test_days_without_a_year_are_shown_before_anything_is_saved(client_of, liv, answers):
    client = client_of(liv.person)

    page = client.post(NEW, {**answers, "more_days": "4/1 5/1"}).content.decode()

    assert "<details open" in page
    assert "2 dager: søndag 4. januar 2026, mandag 5. januar 2026" in page
    assert ">4.1.2026, 5.1.2026</textarea>" in page.replace("\n", "")
    assert days() == []


def test_the_same_form_twice_is_one_series_and_asks_nothing(client_of, liv, answers):
    client = client_of(liv.person)
    places = {client.post(NEW, answers).headers["Location"] for _time in range(2)}
    assert (len(places), len(days())) == (1, 4)


def test_the_question_about_a_duplicate_sees_every_day(client_of, liv, bergen, log, answers):
    client, earlier = client_of(liv.person), log(bergen, liv.person, day=datetime.date(2026, 5, 13), participants=6)

    page = client.post(NEW, answers)

    assert page.context["earlier"] == earlier
    text = page.content.decode()
    assert "20. mai 2026" in text
    hidden = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', text))
    assert (hidden["more_days"], hidden["repeat"], hidden["repeat_until"]) == ("7.5.2026", "week", "20.5.2026")
    assert client.post(NEW, {**hidden, "action": "anyway"}).status_code == 302
    assert days() == ["6.5.", "7.5.", "13.5.", "13.5.", "20.5."]


@pytest.mark.slow
def test_only_the_days_that_are_new_are_saved_where_somebody_wants_that(client_of, liv, bergen, log, answers):
    client = client_of(liv.person)
    log(bergen, liv.person, day=datetime.date(2026, 5, 6), also_on=[datetime.date(2026, 5, 13)], participants=6)
    page = client.post(NEW, answers)
    assert [f"{day:%-d.%-m.}" for day in page.context["earlier_days"]] == ["6.5.", "13.5."]
    text = page.content.decode()
    assert "Lagre de 2 nye dagene" in text
    hidden = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', text))

    places = {client.post(NEW, {**hidden, "action": "others"}).headers["Location"] for _time in range(2)}

    assert (len(places), days()) == (1, ["6.5.", "7.5.", "13.5.", "20.5."])
    again = {**hidden, "token": str(uuid.uuid4())}
    page = client.post(NEW, {**again, "action": "others"})
    assert (page.context["others"], len(days())) == ([], 4)
    assert "som er nye" not in page.content.decode()


@pytest.mark.slow
def test_what_somebody_else_logged_on_any_of_the_days_is_asked_about(client_of, liv, rolf, bergen, log, answers):
    theirs = log(bergen, rolf, day=datetime.date(2026, 5, 20), participants=6)

    saved = client_of(liv.person).post(NEW, answers, follow=True)

    own = Activity.objects.get(logged_by=liv.person, day=theirs.day)
    assert saved.context["double"] == theirs
    assert f"/aktivitet/dobbelt/{own.ref}/{theirs.ref}/" in saved.content.decode()
    assert double_entry_queries.double_of(saved.context["case"]) is None


def test_a_series_over_new_year_is_judged_by_each_of_its_years(client_of, liv, bergen, answers):
    base_year_services.close_year(bergen, 2025, by=None)
    over = {**answers, "day": "24.12.2025", "repeat_until": "7.1.2026", "more_days": ""}

    saved = client_of(liv.person).post(NEW, over, follow=True)

    assert days() == ["24.12.", "31.12.", "7.1."]
    assert (saved.context["are_alike"], saved.context["counting"]) == (False, 1)
    text = saved.content.decode()
    assert "1 av 3 dager teller i rapporten" in text
    assert text.count("Etter rapporten") == 2
    assert "Teller i rapporten: ja" not in " ".join(text.split())


def test_the_year_that_nothing_is_said_of_is_the_one_that_is_asked_about(client_of, liv, answers):
    over = {**answers, "day": "24.12.2025", "repeat_until": "7.1.2026", "more_days": ""}

    saved = client_of(liv.person).post(NEW, over, follow=True)

    assert (saved.context["year_to_say"], saved.context["counting"]) == (2025, 1)
    assert "/aktivitet/aar/2025/" in saved.content.decode()


def test_what_is_said_in_the_form_holds_for_every_day(client_of, liv, answers):
    client_of(liv.person).post(NEW, {**answers, "statement": "", **dict.fromkeys(STATED, "yes"), "in_norway": "no"})

    rows = Activity.objects.values_list(*STATED)
    assert (len(rows), set(rows)) == (4, {(True, False, True, True)})


@pytest.mark.slow
@pytest.mark.parametrize(("chosen", "counting"), [("all", 4), ("one", 1)])
def test_something_is_said_of_the_whole_series_or_of_one_day(client_of, liv, answers, chosen, counting):
    client = client_of(liv.person)
    saved = client.post(NEW, {**answers, "statement": ""}, follow=True)
    assert saved.context["counting"] == 0
    place = f"/aktivitet/{saved.context['case'].ref}/opplysninger/"
    said = {"leader": "me", "version": "1", **dict.fromkeys(STATED, "yes")}
    assert list(client.post(place, said).context["form"].errors) == ["days"]

    saved = client.post(place, {**said, "days": chosen}, follow=True)

    assert saved.request["PATH_INFO"] == place.removesuffix("opplysninger/")
    receipt = client.get(place.replace("opplysninger", "lagret"))
    assert receipt.context["counting"] == counting


def test_of_the_whole_series_what_is_struck_or_in_a_report_is_left_alone(liv, bergen, log):
    dates = [datetime.date(2025, 12, 30), datetime.date(2026, 1, 6), datetime.date(2026, 1, 13)]
    log(bergen, liv.person, led_by=liv, day=dates[2], also_on=dates[:2], in_norway=None)
    sent, struck, own = Activity.objects.order_by("day")
    base_year_services.close_year(bergen, 2025, by=None)
    why = {"token": uuid.uuid4(), "version": 1, "reason": "not_held"}
    correction_services.strike(struck, by=liv.person, **why)

    statement_services.say(own, version=own.version, by=liv.person, led_by=liv, whole_series=True, in_norway=True)

    assert [row.in_norway for row in Activity.objects.order_by("day")] == [None, None, True]
    assert activity_queries.days_of(own) == [dates[0], dates[2]]
    with pytest.raises(base_year_services.YearClosed):
        statement_services.say(sent, version=sent.version, by=liv.person, led_by=liv, whole_series=True)


@pytest.mark.slow
def test_one_day_of_a_series_is_corrected_by_itself(client_of, liv, answers):
    client = client_of(liv.person)
    client.post(NEW, answers)
    one = Activity.objects.get(day="2026-05-13")

    page = client.get(f"/aktivitet/{one.ref}/rett/")
    assert not {"more_days", "repeat", "repeat_until"} & set(page.context["form"].fields)
    values = {"kind": one.kind, "when": "other", "day": "14.5.2026", "participants": "7", "minutes": "60"}
    values |= {"leader": "me", "reason": "mistake", "version": "1", "token": str(uuid.uuid4())}
    client.post(f"/aktivitet/{one.ref}/rett/", values)

    found = Activity.objects.order_by("day").values_list("participants", flat=True)
    assert (days(), list(found)) == (["6.5.", "7.5.", "14.5.", "20.5."], [6, 6, 7, 6])


def test_a_form_of_december_that_is_sent_in_january_keeps_its_days(client_of, liv, answers):
    sent = {**answers, "when": "today", "day": "", "opened": "2026-12-31", "more_days": "29.12.2026"}
    with clock.at(datetime.datetime(2027, 1, 1, 12, tzinfo=clock.OSLO)):
        client_of(liv.person).post(NEW, {**sent, "repeat": "", "repeat_until": ""})
    assert list(Activity.objects.order_by("day").values_list("day", flat=True)) == [
        datetime.date(2026, 12, 29), datetime.date(2026, 12, 31)
    ]  # fmt: skip


@pytest.mark.slow
def test_the_receipt_needs_as_many_queries_for_two_days_as_for_many(client_of, liv, answers):
    client, numbers = client_of(liv.person), []
    for until in ("13.5.2026", "10.6.2026"):
        Activity.objects.update(day=datetime.date(2026, 1, 1))
        sent = {**answers, "token": str(uuid.uuid4()), "more_days": "", "repeat_until": until}
        place = client.post(NEW, sent).headers["Location"]
        client.get(place)
        with CaptureQueriesContext(connection) as found:
            client.get(place)
        numbers.append(len(found))
    assert numbers[0] == numbers[1]
