"""What the file of the grant holds: who and what counts, what is left out and why, and what is missing."""

import datetime

import pytest
from django.db import connection

from forms import annual_report
from portal import clock
from portal.reports import services as reports
from portal.reports.grants.contents import contents_of
from portal.reports.measures import queries as measure_queries
from portal.reports.models import ChapterReport, GrantContact
from portal.supporters import services as supporters
from tests.portal.reports.grants.conftest import NOON_IN_MAY

pytestmark = [pytest.mark.django_db]


def chapter_of(found, name):
    return next(line for line in found.chapters if line["name"] == name)


def test_what_counts_and_what_is_left_out_with_its_reason(bergen, liv, log):
    log(bergen, liv.person, led_by=liv)
    log(bergen, liv.person, led_by=liv, day=datetime.date(2026, 4, 6), participants=2)
    log(bergen, liv.person, led_by=liv, day=datetime.date(2026, 5, 4), kind="phone", participants=1)
    log(bergen, liv.person, led_by=liv, day=datetime.date(2027, 1, 4))

    found = contents_of(2026)

    lines = [(line["day"], line["name"], line["counts"], line["why"]) for line in found.activities]
    assert lines == [
        ("2026-03-02", "Samtalegruppe", True, ""),
        ("2026-04-06", "Samtalegruppe", False, "for få deltok: det trengs minst 3 (likepersoner regnes ikke med)"),
        ("2026-05-04", "Samtale på telefon", False, lines[2][3]),
    ]
    assert lines[2][3] != ""
    totals = {"activities": 1, "left_out": 2, "participants": 5, "activity_days": 1, "supporters": 1, "chapters": 0}
    assert found.about["totals"] == totals


@pytest.mark.slow
def test_the_sums_are_those_of_the_rows(bergen, oslo, rolf, liv, log, siri, send, answers):
    log(bergen, liv.person, led_by=liv)
    log(bergen, liv.person, led_by=liv)  # the same day: two activities and one activity day
    log(None, siri, kind="course", minutes=90, participants=8)
    log(oslo, rolf, kind="visit")
    send(bergen, rolf, answers)

    found = contents_of(2026)

    totals, counting = found.about["totals"], [line for line in found.activities if line["counts"]]
    assert (totals["activities"], totals["activity_days"]) == (len(counting), 2)
    assert totals["activities"] + totals["left_out"] == len(found.activities) == 4
    assert totals["participants"] == sum(line["participants"] for line in counting)
    assert totals["supporters"] == sum(line["listed"] for line in found.supporters) == 1
    assert totals["chapters"] == sum(line["counts"] for line in found.chapters) == 1
    assert sum(line["counts"] for line in found.about["kinds"]) == totals["activities"]
    assert found.about["estimate"] == {
        "chapters": 50, "supporters": 60, "activity_days": 32, "measures": 0, "sum": 142,
    }  # fmt: skip


def test_what_belongs_to_no_chapter_is_the_organisations(siri, log):
    log(None, siri, kind="course", minutes=90, participants=8)

    [line] = contents_of(2026).activities

    assert (line["chapter"], line["counts"], line["leader"]) == ("MS-forbundet sentralt", True, "")


def test_whoever_led_it_stands_there_with_address_and_phone(bergen, liv, log):
    GrantContact.objects.create(
        supporter=liv, base_year=2026, street="Storgata 1", postcode="0155", place="Oslo", phone="+4722424545",
        email="liv@example.org",
    )  # fmt: skip
    log(bergen, liv.person, led_by=liv)

    found = contents_of(2026)

    [line] = found.activities
    assert (line["leader"], line["address"], line["phone"]) == (
        "Liv Likeperson", "Storgata 1, 0155 Oslo", "22 42 45 45",
    )  # fmt: skip
    [supporter] = found.supporters
    assert (supporter["postcode"], supporter["activities"], supporter["listed"]) == ("0155", 1, True)
    assert found.about["gaps"]["addresses"] == []


def test_a_missing_address_is_told_and_that_of_another_year_does_not_do(bergen, liv, log):
    values = {"street": "Storgata 1", "postcode": "0155", "place": "Oslo", "phone": "", "email": "liv@example.org"}
    GrantContact.objects.create(supporter=liv, base_year=2025, **values)
    log(bergen, liv.person, led_by=liv)

    found = contents_of(2026)

    assert found.about["gaps"]["addresses"] == ["Liv Likeperson"]
    assert [(line["street"], line["email"]) for line in found.supporters] == [("", "liv@example.org")]


def test_who_led_nothing_that_counts_is_left_out_of_the_list(bergen, liv, log):
    log(bergen, liv.person, led_by=liv, participants=1)

    [line] = contents_of(2026).supporters

    assert (line["listed"], line["why"]) == (False, "ledet ingen aktivitet som teller dette året")


def test_the_list_is_that_of_31_december(bergen, liv, log, siri):
    """Whoever has ended since stands on it; whoever ended in the year does not."""
    log(bergen, liv.person, led_by=liv)
    with clock.at(datetime.datetime(2027, 2, 1, 12, tzinfo=clock.OSLO)):
        supporters.end(liv, by=siri)
    assert [line["listed"] for line in contents_of(2026).supporters] == [True]

    liv.appointments.update(ended_on=datetime.date(2026, 11, 1))
    [line] = contents_of(2026).supporters
    assert (line["listed"], line["why"]) == (False, "var ikke likeperson 31. desember")


@pytest.mark.slow
def test_a_sent_year_is_as_it_was_sent(bergen, rolf, liv, log, send, answers):
    log(bergen, liv.person, led_by=liv)
    send(bergen, rolf, answers)
    before = contents_of(2026)
    liv.appointments.all().delete()
    log(bergen, rolf, kind="course", minutes=90)

    found = contents_of(2026)

    assert found.about["totals"]["activities"] == before.about["totals"]["activities"] == 1
    assert [line["why"] for line in found.activities if not line["counts"]] == [
        "rapporten er sendt, og denne aktiviteten er ikke med i den"
    ]


def test_a_chapter_counts_when_everything_is_said_and_met(bergen, oslo, rolf, send, answers, siri):
    report = send(bergen, rolf, answers)
    reports.approve(report, by=siri)

    found = contents_of(2026)

    line = chapter_of(found, "Bergen")
    assert (line["counts"], line["why"], set(line["conditions"].values())) == (True, "", {"yes"})
    assert (line["elected_on"], line["term"], line["board"]) == ("2026-03-12", 2, "Rolf Rygg")
    assert (line["received"], line["signed_by"]) == ("2027-05-10", "Rolf Rygg")
    assert (line["approved_by"], line["approved_on"]) == ("Siri Sekretær", "2027-05-10")
    assert (chapter_of(found, "Oslo")["counts"], chapter_of(found, "Oslo")["why"]) == (
        False,
        "rapporten har ikke kommet",
    )
    assert found.about["gaps"]["reports_missing"] == ["Oslo"]


@pytest.mark.slow
def test_a_chapter_stands_as_the_register_said_when_its_report_was_sent(bergen, rolf, liv, log, send, answers):
    log(bergen, liv.person, led_by=liv)
    send(bergen, rolf, answers)
    bergen.name, bergen.municipality, bergen.county = "Bergenhus", "Alver", "Hordaland"
    bergen.save()

    found = contents_of(2026)

    [line] = found.chapters
    assert (line["name"], line["municipality"], line["county"]) == ("Bergen", "Bergen", "Vestland")
    assert [line["chapter"] for line in found.activities] == ["Bergen"]


def test_the_board_of_the_register_stands_there_where_the_report_names_none(bergen, rolf, send, answers):
    board = answers[annual_report.BOARD] | {"members": ""}
    send(bergen, rolf, answers | {annual_report.BOARD: board})
    bergen.offices.all().delete()

    assert [line["board"] for line in contents_of(2026).chapters] == ["Rolf Rygg"]


@pytest.mark.parametrize("numbers", [["x"], {"chapter": ["x"], "board": "x"}, {"chapter": {"name": 1}, "board": [1]}])
def test_facts_in_another_shape_are_those_of_today(bergen, rolf, send, answers, numbers):
    report = send(bergen, rolf, answers)
    ChapterReport.objects.filter(pk=report.pk).update(numbers=numbers)

    [line] = contents_of(2026).chapters

    assert (line["name"], line["municipality"], line["county"]) == ("Bergen", "Bergen", "Vestland")


@pytest.mark.parametrize(
    ("changes", "code", "answer"),
    [
        ({"countable_members": 4}, "members", "no"),
        ({"countable_members": 5}, "members", "yes"),
        ({"countable_members": None}, "members", "not_said"),
        ({"own_finances": False}, "finances", "no"),
        ({"own_finances": "no"}, "finances", "no"),
        ({"own_finances": "yes"}, "finances", "yes"),
        ({"own_finances": ""}, "finances", "not_said"),
        ({"member_activity": False}, "activity", "no"),
        ({"member_activity": "none"}, "activity", "no"),
        ({"member_activity": "held"}, "activity", "yes"),
        ({"elected_on": datetime.date(2025, 1, 2)}, "election", "yes"),
        ({"elected_on": datetime.date(2024, 12, 31)}, "election", "no"),
        ({"elected_on": datetime.date(2027, 1, 15)}, "election", "no"),
        ({"term": 3}, "election", "no"),
        ({"term": None}, "election", "not_said"),
    ],
)
def test_each_condition_of_a_chapter(bergen, rolf, send, answers, changes, code, answer):
    board = answers[annual_report.BOARD] | changes
    send(bergen, rolf, answers | {annual_report.BOARD: board})

    line = chapter_of(contents_of(2026), "Bergen")

    assert (line["conditions"][code], line["counts"]) == (answer, answer == "yes")
    assert bool(line["why"]) is (answer != "yes")


def test_why_a_chapter_does_not_count_is_said_as_on_the_page_of_its_report(bergen, rolf, send, answers):
    board = answers[annual_report.BOARD] | {"elected_on": datetime.date(2024, 12, 31), "countable_members": 4}
    send(bergen, rolf, answers | {annual_report.BOARD: board})

    line = chapter_of(contents_of(2026), "Bergen")

    assert (
        line["why"]
        == "færre enn fem medlemmer hadde betalt for året; valgperioden til styret var over før 31. desember"
    )


def test_what_an_earlier_form_did_not_ask_is_not_said(bergen, rolf, send, answers):
    board = {key: value for key, value in answers[annual_report.BOARD].items() if key not in ("countable_members",)}
    send(bergen, rolf, answers | {annual_report.BOARD: board})

    line = chapter_of(contents_of(2026), "Bergen")

    assert line["why"] == "det er ikke oppgitt hvor mange medlemmer det er"


@pytest.mark.slow
def test_what_waits_is_told(bergen, rolf, liv, log, send, answers):
    log(bergen, liv.person, led_by=liv, in_norway=None)
    send(bergen, rolf, answers)

    gaps = contents_of(2026).about["gaps"]

    assert (gaps["reports_unanswered"], gaps["unjudged"], gaps["unreadable"]) == (["Bergen"], 1, 0)


@pytest.mark.slow
def test_rows_that_cannot_be_read_are_counted_and_the_others_are_there(bergen, rolf, liv, log, send, answers):
    log(bergen, liv.person, led_by=liv)
    odd = log(bergen, liv.person, led_by=liv, day=datetime.date(2026, 6, 1))
    send(bergen, rolf, answers)
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL keeps no text in a column of numbers")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE activities_activity SET minutes = 'sixty' WHERE id = %s", [odd.pk])

    found = contents_of(2026)

    assert (found.about["gaps"]["unreadable"], len(found.activities)) == (1, 1)


def test_a_report_with_answers_in_another_shape_is_left_out_and_told(bergen, rolf, send, answers):
    report = send(bergen, rolf, answers)
    ChapterReport.objects.filter(pk=report.pk).update(answers=["x"])

    found = contents_of(2026)

    assert found.about["gaps"]["unreadable"] == 1
    assert set(chapter_of(found, "Bergen")["conditions"].values()) == {"no", "not_said"}


@pytest.mark.parametrize(
    "changed", [{"answers": {"board": {"countable_members": 500}}}, {"numbers": {"count": 9}}, {"on_time": False}]
)
def test_a_report_that_was_changed_in_the_database_does_not_count(bergen, rolf, send, answers, changed):
    report = send(bergen, rolf, answers)
    assert contents_of(2026).about["gaps"]["reports_changed"] == []
    if "numbers" in changed:
        changed = {"numbers": report.numbers | changed["numbers"]}
    ChapterReport.objects.filter(pk=report.pk).update(**changed)

    found = contents_of(2026)

    [line] = found.chapters
    assert (line["counts"], line["why"], line["board"]) == (False, "rapporten er endret etter at den ble sendt", "")
    assert (found.about["gaps"]["reports_changed"], found.about["totals"]["chapters"]) == (["Bergen"], 0)


def test_the_measures_of_the_year_stand_in_it(monkeypatch):
    picture = {
        "ref": "x", "name": "Forum.png", "size": 9, "sha256": "ab12", "shown_on": datetime.date(2026, 4, 1),
        "confirmed_at": NOON_IN_MAY, "confirmed_by": "Siri Sekretær",
    }  # fmt: skip
    told = {
        "code": "helpline", "in_place": True, "points": 350, "how": "Nettsiden", "address": "", "pictures": [picture],
        "announced_on": datetime.date(2026, 2, 3),
    }  # fmt: skip
    absent = told | {"code": "digital_exchange", "in_place": False, "points": 0}
    monkeypatch.setattr(measure_queries, "measures_of", lambda year: [told, absent] if year == 2026 else [])

    [line] = contents_of(2026).about["measures"]

    assert (line["code"], line["name"], line["counts"]) == ("helpline", "Telefontjeneste", True)
    assert line["evidence"] == "Nettsiden; 2026-02-03; 1 bilde"
    assert line["pictures"] == [
        {
            "name": "Forum.png", "sha256": "ab12", "shown_on": "2026-04-01", "confirmed_by": "Siri Sekretær",
            "confirmed_at": NOON_IN_MAY.isoformat(),
        }
    ]  # fmt: skip
    assert contents_of(2026).about["estimate"]["measures"] == 350
    assert contents_of(2025).about["measures"] == []


def test_the_rules_of_the_year_stand_in_it():
    rules = contents_of(2026).about["rules"]

    assert [paragraph for _what, text, paragraph in rules if "45" in text] == ["§ 11", "§ 11"]


@pytest.mark.slow
@pytest.mark.parametrize("number", [3, 30])
def test_as_many_queries_for_any_number(bergen, liv, log, rolf, send, answers, number, django_assert_max_num_queries):
    for day in range(number):
        log(bergen, liv.person, led_by=liv, day=datetime.date(2026, 3, 1) + datetime.timedelta(days=day))
    send(bergen, rolf, answers)

    with django_assert_max_num_queries(32):
        contents_of(2026)
