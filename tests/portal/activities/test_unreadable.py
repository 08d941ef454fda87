"""Values that no column of the models holds, and that SQLite keeps: every page answers, and nothing counts for it."""

import datetime
import uuid

import pytest
from django.db import connection
from django.urls import reverse

from portal.activities import queries as activity_queries
from portal.activities.base_years import services as base_year_services
from portal.activities.corrections import services as correction_services
from portal.activities.counting import queries as counting_queries
from portal.activities.counting import services as counting_services
from portal.activities.counting import trial
from portal.activities.counting.verdicts import RULES_OF_2023, STATED, KindRules, Rules
from portal.activities.double_entries import services as double_entry_services
from portal.activities.models import Activity, ClosedYear, Correction, CountingRules, DoubleEntry, Presence, Statement
from portal.activities.statements import services as statement_services
from portal.activities.totals import queries as total_queries
from portal.supporters.models import LeaderAssessment
from tests.portal.frame.odd_rows import answers, columns_of, garbage, share_of, written

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("at_noon"),
    pytest.mark.skipif(connection.vendor != "sqlite", reason="other databases refuse such values"),
]


@pytest.fixture
def what_there_is(liv, rolf, siri, bergen, oslo, supporter_in, log):
    """One of each kind of row, and an activity besides that nobody changes: ``{table: row}``."""
    per = supporter_in(bergen, "Per", "Pettersen")
    counting_services.add_rules(Rules(2026, RULES_OF_2023.kinds, warns_of_last_day=False), by=siri)
    first = log(bergen, liv.person, led_by=liv, present=[per], topics=["new"], **dict.fromkeys(STATED))
    log(bergen, rolf, led_by=per, kind="visit", day=datetime.date(2026, 4, 1), participants=1)
    twin = log(bergen, rolf, led_by=per, participants=6)
    answer = double_entry_services.answer(first, twin, False, by=rolf)
    statement_services.state_year(2026, by=liv.person, **dict.fromkeys(STATED, True))
    first.refresh_from_db()
    correction_services.correct(first, token=uuid.uuid4(), version=1, reason="mistake", minutes=90, by=rolf)
    day = datetime.date(2026, 6, 4)
    kept, other = log(bergen, liv.person, led_by=liv, day=day), log(bergen, rolf, led_by=per, day=day)
    same = double_entry_services.answer(kept, other, True, by=rolf)
    base_year_services.close_year(oslo, 2025, by=siri)
    struck = log(bergen, liv.person, led_by=liv, day=datetime.date(2026, 5, 5))
    correction_services.strike(struck, token=uuid.uuid4(), version=1, reason="not_held", by=rolf)
    return {
        Activity: Activity.objects.get(pk=first.pk),
        Statement: Statement.objects.get(),
        Correction: Correction.objects.get(activity=first),
        DoubleEntry: answer,
        CountingRules: CountingRules.objects.get(),
        LeaderAssessment: LeaderAssessment.objects.create(supporter=liv, on=datetime.date(2026, 1, 5), by=siri),
        ClosedYear: ClosedYear.objects.get(),
        Presence: Presence.objects.get(activity=first),
        "led by the same": Presence.objects.get(activity=kept, role=Presence.Role.LED),
        "same": same,
        "kept": kept,
        "struck": Activity.objects.get(pk=struck.pk),
    }


@pytest.fixture
def pages(liv, rolf, siri, client_of, what_there_is):
    """``[(what, client, address)]`` of all that tell of these rows."""
    ref, clients = what_there_is[Activity].ref, {who: client_of(who) for who in (liv.person, rolf, siri)}
    twin = what_there_is[DoubleEntry].later
    of_liv = ("activities", "my_page", "my_data", "log_activity")
    of_rolf = ("activities", "my_page", "my_data", "double_entries")
    of_siri = (
        "my_page", "entries_said_to_be_two", "counting_rules", "new_counting_rules", "activities_of_no_chapter",
        "overview", "leader_assessments",
    )  # fmt: skip
    places = [(who, name) for who, names in ((liv.person, of_liv), (rolf, of_rolf), (siri, of_siri)) for name in names]
    about = ("activity", "logged_activity", "correct_activity", "say_of_activity", "strike_activity")

    kept, struck = what_there_is["kept"].ref, what_there_is["struck"].ref
    asked = [(f"{who} {name}", who, name, []) for who, name in places]
    asked += [(name, rolf, name, [ref]) for name in about]
    asked += [(name, rolf, name, ["bergen", 2026]) for name in ("report", "report_rows")]
    asked += [("year", liv.person, "state_year", [2026]), ("double", rolf, "double_entry", [ref, twin.ref])]
    asked += [(name, rolf, name, ["bergen"]) for name in ("chapter", "activities_of_chapter")]
    asked += [(f"kept {name}", rolf, name, [kept]) for name in ("activity", "logged_activity")]
    asked += [("struck activity", rolf, "activity", [struck])]
    return [(what, clients[who], reverse(f"portal:{name}", args=args)) for what, who, name, args in asked]


def counting(bergen):
    rules = counting_queries.rules_for(2026)
    return total_queries.totals(activity_queries.of_chapter(bergen, 2026), rules).counting


def counting_of_supporters(bergen):
    rules = counting_queries.rules_for(2026)
    return total_queries.counting_by_supporter(activity_queries.of_chapter(bergen, 2026), rules)


EVERY_TABLE = columns_of(
    Activity, Statement, Correction, DoubleEntry, CountingRules, Presence, ClosedYear, LeaderAssessment
)
MORE_ROWS = [
    pytest.param(key, column.values[1], id=f"{key}.{column.values[1]}")
    for key, table in (("led by the same", Presence), ("same", DoubleEntry))
    for column in columns_of(table)
]
ABOUT_IT = {"activity", "logged_activity", "correct_activity", "say_of_activity", "strike_activity", "double"}
ABOUT_IT |= {"kept activity", "kept logged_activity", "struck activity"}


@pytest.mark.slow
@pytest.mark.parametrize(("table", "name"), EVERY_TABLE)
def test_every_page_answers_and_nothing_counts_for_it(what_there_is, pages, bergen, rolf, table, name):
    every_page_answers(what_there_is, pages[share_of(table, name, of=6)], bergen, rolf, table, name, slice(1))


@pytest.mark.proof
@pytest.mark.parametrize(("table", "name"), [*EVERY_TABLE, *MORE_ROWS])
def test_every_page_answers_whatever_stands_there(what_there_is, pages, bergen, rolf, table, name):
    every_page_answers(what_there_is, pages, bergen, rolf, table, name, slice(None))


def every_page_answers(what_there_is, pages, bergen, rolf, table, name, which):
    row = what_there_is[table]
    field = row._meta.get_field(name)
    before, of_supporters = counting(bergen), counting_of_supporters(bergen)
    assert before == 4
    for value in garbage(field)[which]:
        with written(row, field.column, value):
            others = {what: page.status_code for what, page in answers(pages).items() if page.status_code != 200}
            assert {status for what, status in others.items() if what in ABOUT_IT} <= {302, 404}, (value, others)
            assert others.keys() <= ABOUT_IT, (value, others)
            assert counting(bergen) <= before, value
            assert counting_of_supporters(bergen) <= of_supporters, value
            trial.try_rules(Rules(2026, {"visit": KindRules()}))
            base_year_services.close_year(bergen, 2026, by=rolf)


@pytest.mark.proof
def test_what_is_left_out_is_said(what_there_is, pages, bergen):
    before = answers(pages)
    with written(what_there_is[Activity], "participants", "x"):
        after = answers(pages)
    for name in ("report_rows", "double_entries", "activities"):
        [key] = [key for key in before if key.endswith(name) and (" " not in key or "liv" in key)][:1] or [None]
        if key:
            assert "1 oppføring er endret i databasen" in after[key].content.decode(), key
            assert "endret i databasen" not in before[key].content.decode(), key
    assert "Dette kan ikke bekreftes" in after["activity"].content.decode()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("column", "value", "reason"),
    [("kinds", "5", "rules_unreadable"), ("base_year", "x", "rules_unreadable"), ("preset", "x", "rules_unreadable")],
)
def test_earlier_rules_do_not_take_the_place_of_rules_that_cannot_be_read(
    what_there_is, bergen, siri, client_of, column, value, reason
):
    """Nothing counts of the years that they are about, and the secretariat reads why; adding them again mends it."""
    rules = what_there_is[CountingRules]
    with written(rules, column, value):
        pairs = counting_queries.with_verdicts(
            activity_queries.of_chapter(bergen, 2026), counting_queries.rules_for(2026)
        )
        assert {found.reasons for _activity, found in pairs} == {(reason,)}
        page = client_of(siri).get(reverse("portal:counting_rules")).content.decode()
        assert "i databasen" in page
        if column != "base_year":
            assert counting_queries.rules_for(2025) == RULES_OF_2023
            counting_services.add_rules(Rules(2026, RULES_OF_2023.kinds), by=siri)
            assert counting(bergen) == 4


@pytest.mark.slow
def test_what_the_leader_said_and_cannot_be_read_is_not_replaced_by_others(what_there_is, bergen, rolf):
    """Liv has said that she is paid; somebody makes that unreadable. What Rolf says of the year is not about her."""
    statement = what_there_is[Statement]
    statement_services.state_year(2026, by=rolf, **dict.fromkeys(STATED, True))
    before = counting(bergen)
    with written(statement, "own_event", "x"):
        assert counting(bergen) == before - 1
