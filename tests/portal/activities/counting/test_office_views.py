"""The rules of what counts: seeing them, trying others, adding a set."""

import dataclasses
import datetime
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from forms.choices import ACTIVITY_KINDS, name_of
from forms.counting_rules import initial_values
from portal import clock, fragments, organisation
from portal.activities.base_years import services as base_year_services
from portal.activities.counting import queries as counting_queries
from portal.activities.counting import services as counting_services
from portal.activities.counting.trial import Counted, try_rules
from portal.activities.counting.verdicts import RULES_OF_2023
from portal.activities.counting.words import rule_lines
from portal.activities.models import CountedFacts, CountingRules
from portal.chapters import services as chapters
from tests.conftest import moment

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]
RULES, NEW = "/sekretariat/regler/", "/sekretariat/regler/nye/"


@pytest.fixture
def answers():
    """The rules of 2023 for 2026 as the form shows them, as they are posted."""
    shown = initial_values({**dataclasses.asdict(RULES_OF_2023), "base_year": 2026})
    posted = {name: "on" if value is True else value for name, value in shown.items()}
    return {name: value for name, value in posted.items() if value is not None and value is not False}


def test_every_rule_stands_with_its_paragraph_and_the_day_of_the_text(client_of, siri):
    page = client_of(siri).get(RULES)
    text = page.content.decode()
    assert [one.first for one, _lines in page.context["sets"]] == [2023]
    for _name, rules in rule_lines(RULES_OF_2023):
        for rule, source in rules:
            assert rule in text
            assert "§" in source
    assert "FOR-2023-01-01-122" in text
    assert "2. juli 2026" in text
    assert text.count("<h1") == 1


def test_rules_are_added_on_the_page_that_shows_what_would_change_and_on_no_other(client_of, siri, answers):
    client, changed = client_of(siri), {**answers, "conversation_group_participants": "2", "in_norway": ""}
    assert 'value="add"' not in client.get(NEW).content.decode()

    page = client.post(NEW, {**changed, "action": "try"})

    text = page.content.decode()
    assert text.count('value="add"') == 1
    assert '<input type="hidden" name="conversation_group_participants" value="2">' in text
    assert [(one["before"], one["after"]) for one in page.context["changes"]] == [
        (["Minst 3 deltakere"], ["Minst 2 deltakere"]),
        (["I Norge"], ["Også i utlandet"]),
    ]
    assert [texts for _name, texts in page.context["looser"]] == [["Minst 2 deltakere"], ["Også i utlandet"]]
    again = client.post(NEW, {**changed, "action": "change"})
    assert again.context["form"].data["conversation_group_participants"] == "2"
    assert not CountingRules.objects.exists()


@pytest.mark.parametrize("action", ["try", "add"])
def test_the_rules_that_apply_already_are_refused_with_a_sentence(client_of, siri, answers, action):
    page = client_of(siri).post(NEW, {**answers, "action": action})
    assert "Disse reglene gjelder allerede. Endre minst én av dem" in page.content.decode()
    assert not CountingRules.objects.exists()


def test_a_rule_that_differs_from_the_regulation_says_so_and_who_added_it(client_of, siri):
    kinds = dict(RULES_OF_2023.kinds)
    stricter = {**kinds, "activity_group": dataclasses.replace(kinds["activity_group"], participants=4)}
    looser = {**kinds, "activity_group": dataclasses.replace(kinds["activity_group"], minutes=0)}
    counting_services.add_rules(dataclasses.replace(RULES_OF_2023, base_year=2026, kinds=looser), by=siri)
    counting_services.add_rules(dataclasses.replace(RULES_OF_2023, base_year=2026, kinds=stricter), by=siri)
    counting_services.add_rules(dataclasses.replace(RULES_OF_2023, base_year=2027, own_event=False), by=siri)

    page = client_of(siri).get(RULES)

    assert [one.first for one, _lines in page.context["sets"]] == [2026, 2027, 2023]  # this year's come first
    of_group = dict(page.context["sets"][0][1])["Aktivitetsgruppe"]
    assert ("Minst 4 deltakere", "Egen regel, strengere enn § 11") in of_group
    [(_row, replaced)] = page.context["replaced"]
    assert ("Uansett hvor kort", "Egen regel, mildere enn § 11: Vi teller noe som forskriften ikke teller") in (
        dict(replaced)["Aktivitetsgruppe"]
    )
    text = page.content.decode()
    assert text.count(f"Lagt til av {siri} 10. juni 2026") == 3
    assert "Også arrangementer som andre holder" in text


def test_trying_rules_says_what_would_change_and_saves_nothing(client_of, siri, liv, bergen, oslo, log, answers):
    log(bergen, liv.person, led_by=liv, minutes=50)
    log(bergen, liv.person, led_by=liv, minutes=60)
    log(oslo, liv.person, led_by=liv, minutes=50)
    log(bergen, liv.person, led_by=liv, minutes=50, day=datetime.date(2025, 3, 2))
    base_year_services.close_year(oslo, 2026, by=siri)
    client = client_of(siri)

    page = client.post(NEW, {**answers, "conversation_group_minutes": "60", "action": "try"})

    [(trial, _counted_at)] = page.context["tried"]
    assert trial.base_year == 2026
    assert (trial.before.counting, trial.after.counting) == (3, 2)  # what was sent from Oslo stays
    assert (trial.before.activity_days, trial.after.activity_days) == (2, 2)
    assert "3 nå, 2 med disse reglene" in page.content.decode()
    assert not CountingRules.objects.exists()
    assert page.context["form"].data["conversation_group_minutes"] == "60"


@pytest.mark.slow
def test_trying_takes_as_many_queries_for_one_activity_as_for_six(
    client_of, siri, liv, supporter_in, bergen, oslo, log, answers
):
    client, numbers = client_of(siri), []
    for leaders in ((liv,), (supporter_in(oslo, "Nina"), supporter_in(bergen, "Per"))):
        for one in leaders:
            log(bergen, one.person, led_by=one)
            log(oslo, one.person, led_by=one, kind="course", minutes=90)
        client.post(NEW, {**answers, "action": "try"})
        fragments.forget_cached()
        with CaptureQueriesContext(connection) as found:
            client.post(NEW, {**answers, "action": "try"})
            numbers.append(len(found))
    assert numbers[0] == numbers[1]


def test_what_the_worker_has_counted_is_tried_and_the_page_says_when(client_of, siri, liv, bergen, log, answers):
    tried = {**answers, "conversation_group_minutes": "60", "action": "try"}
    for minutes in (50, 60):
        log(bergen, liv.person, led_by=liv, minutes=minutes)
    while counting_services.count_due():
        pass
    log(bergen, liv.person, led_by=liv, minutes=70, day=clock.today() - datetime.timedelta(days=1))

    numbers, texts = [], []
    for later in (0, 9, 11):  # after that long the worker is silent, and the page counts itself
        with clock.at(moment("2026-06-10 12:00") + datetime.timedelta(minutes=later)):
            page = client_of(siri).post(NEW, tried)
        [(trial, _counted_at)] = page.context["tried"]
        numbers.append((trial.before.counting, trial.after.counting, trial.after.activity_days))
        texts += re.findall(r"Beregnet klokka [0-9.]+", page.content.decode())

    assert numbers == [(2, 1, 1), (2, 1, 1), (3, 2, 2)]
    assert texts == ["Beregnet klokka 12.", "Beregnet klokka 12.", "Beregnet klokka 12.11."]


@pytest.mark.parametrize("counted", [5, "x", [], {}, [1, 2, 3, 4], [[[1, 2]], [], 0, 0]])
def test_what_was_counted_and_cannot_be_read_is_counted_by_the_page(siri, liv, bergen, log, counted):
    log(bergen, liv.person, led_by=liv)
    assert counting_services.count_due() == 2026
    CountedFacts.objects.update(counted=counted)

    [trial] = try_rules(dataclasses.replace(RULES_OF_2023, base_year=2026, unpaid=False))

    assert trial.before == Counted(1, 1)


def test_a_set_is_added_for_a_year_and_open_years_are_judged_anew(client_of, siri, liv, bergen, log, answers):
    activity = log(bergen, liv.person, led_by=liv, participants=2)
    client = client_of(siri)
    added = {**answers, "leader_counts_as_participant": "on", "action": "add"}

    assert client.post(NEW, added).headers["Location"] == RULES
    assert "Disse reglene gjelder allerede" in client.post(NEW, added).content.decode()

    expected = dataclasses.replace(RULES_OF_2023, base_year=2026, leader_counts_as_participant=True)
    assert [row.values for row in CountingRules.objects.all()] == [expected]
    [(_activity, found)] = counting_queries.with_verdicts([activity], counting_queries.rules_for(2026))
    assert found.counts is True
    sets = client.get(RULES).context["sets"]
    assert [(one.first, one.last) for one, _lines in sets] == [(2026, None), (2023, 2025)]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"base_year": "2024"}, "base_year"),
        ({"base_year": "2028"}, "base_year"),
        ({"visit_participants": ""}, "visit_participants"),
        ({"visit_participants": "1.5"}, "visit_participants"),
        ({"course_minutes": "0"}, "course_minutes"),
        ({"course_minutes": "10 000"}, "course_minutes"),
    ],
)
def test_bad_rules_are_refused_with_a_sentence(client_of, siri, answers, changes, field):
    page = client_of(siri).post(NEW, {**answers, **changes, "action": "add"})
    assert list(page.context["form"].errors) == [field]
    assert not CountingRules.objects.exists()


@pytest.mark.slow
def test_who_sees_and_who_adds(client_of, siri, rolf, liv, client):
    kari = type(siri).objects.create_user("koordinator@example.org", given_name="Kåre", family_name="Koordinator")
    chapters.give_office(kari, "coordinator", None, by=siri, starts=datetime.date(2020, 1, 1))
    seen = [(client_of(one).get(RULES).status_code, client_of(one).get(NEW).status_code) for one in (siri, kari, rolf)]
    assert seen == [(200, 200), (200, 403), (403, 403)]
    assert client_of(liv.person).get(RULES).status_code == 403
    assert client.get(RULES).headers["Location"].startswith("/logg-inn/")


def test_the_rules_take_as_many_queries_for_one_set_as_for_four(client_of, siri):
    client = client_of(siri)
    client.get(RULES)
    numbers = []
    for years in ((2026,), (2025, 2027, 2028)):
        for year in years:
            counting_services.add_rules(dataclasses.replace(RULES_OF_2023, base_year=year), by=siri)
        with CaptureQueriesContext(connection) as found:
            client.get(RULES)
        numbers.append(len(found))
    assert numbers[0] == numbers[1]


def test_no_number_of_participants_is_asked_of_a_course_by_itself():
    """Those who are trained are supporters, and § 11 says no number."""
    course = dict(rule_lines(RULES_OF_2023))[organisation.fill_in_words(name_of(ACTIVITY_KINDS, "course"))]
    assert not [rule for rule, *_source in course if rule.startswith("At least 0")]
    assert [rule for rule, *_source in course if "90" in rule]
