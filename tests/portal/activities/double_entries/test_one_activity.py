"""Two entries that become one: which stands, whose activity it is, and what comes back. No day that counts is lost."""

import datetime
import uuid

import pytest

from portal.activities import queries as activity_queries
from portal.activities.base_years import services as base_year_services
from portal.activities.corrections import services as correction_services
from portal.activities.counting import queries as counting_queries
from portal.activities.double_entries import services as double_entry_services
from portal.activities.models import Activity
from portal.activities.statements import services as statement_services
from portal.activities.totals import queries as total_queries
from portal.reports import queries as report_queries
from portal.reports.totals import inactive

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]
DAY = datetime.date(2026, 3, 2)


@pytest.fixture
def unni(supporter_in, bergen):
    """Has said that she is paid in 2026."""
    found = supporter_in(bergen, "Unni", "Urd")
    statement_services.state_year(2026, by=found.person, unpaid=False)
    return found


def counting_in(chapter):
    rows = activity_queries.of_chapter(chapter, 2026)
    return total_queries.totals(rows, counting_queries.rules_for(2026)).counting


def of_each(chapter):
    """How many activities that count the report gives each supporter."""
    return {one["name"]: one["counting"] for one in report_queries.numbers(chapter, 2026)["supporters"]}


def fresh(row):
    return Activity.objects.get(pk=row.pk)


@pytest.mark.slow
def test_each_of_those_who_led_it_counts_by_themselves(bergen, liv, unni, supporter_in, rolf, log):
    per = supporter_in(bergen, "Per", "Pil")
    first = log(bergen, liv.person, led_by=liv)
    paid = log(bergen, unni.person, led_by=unni, unpaid=None)
    unpaid = log(bergen, per.person, led_by=per)
    for other in (paid, unpaid):
        double_entry_services.answer(first, other, True, by=rolf)
    assert fresh(first).leaders == [liv.pk, unni.pk, per.pk]
    assert of_each(bergen) == {"Liv Likeperson": 1, "Per Pil": 1, "Unni Urd": 0}
    assert list(inactive.without_activity(2026, chapter=bergen)) == [unni]
    assert counting_in(bergen) == 1


def test_a_course_is_an_activity_only_of_whoever_counted_that_day(bergen, liv, unni, rolf, log):
    course = {"kind": "course", "minutes": 90}
    log(bergen, liv.person, led_by=liv, **course)
    log(bergen, unni.person, led_by=unni, **course, unpaid=None, day=DAY + datetime.timedelta(days=1))
    assert counting_in(bergen) == 2
    assert of_each(bergen) == {"Liv Likeperson": 1, "Unni Urd": 0}


def test_a_report_that_is_sent_keeps_whose_activities_they_were(bergen, liv, unni, siri, log):
    log(bergen, liv.person, led_by=liv, unpaid=None)
    statement_services.state_year(2026, by=liv.person, unpaid=True)
    base_year_services.close_year(bergen, 2026, by=siri)
    statement_services.state_year(2026, by=liv.person, unpaid=False)
    assert of_each(bergen)["Liv Likeperson"] == 1


@pytest.mark.parametrize("counts_first", [True, False])
def test_the_entry_that_counts_is_kept_unless_the_other_is_chosen(bergen, liv, rolf, log, counts_first):
    counts, too_short = {"led_by": liv}, {"led_by_another": True, "minutes": 40}
    first = log(bergen, liv.person, **(counts if counts_first else too_short))
    second = log(bergen, rolf, **(too_short if counts_first else counts))
    double = double_entry_services.answer(first, second, True, by=rolf)
    assert double.kept == (first if counts_first else second)
    assert (counting_in(bergen), of_each(bergen)) == (1, {"Liv Likeperson": 1})

    correction_services.put_back(double.struck, token=uuid.uuid4(), reason="known_later", by=rolf)
    other = double_entry_services.answer(first, second, True, by=rolf, keep=double.struck)
    assert other.kept == double.struck
    assert counting_in(bergen) == 0
    assert of_each(bergen) == {"Liv Likeperson": 0}


@pytest.mark.parametrize("with_same", [True, False])
def test_striking_what_was_kept_brings_the_other_back_unless_both_go(bergen, liv, rolf, log, with_same):
    first, second = log(bergen, rolf, led_by=liv), log(bergen, liv.person, led_by=liv)
    double_entry_services.answer(first, second, True, by=rolf)
    said = {"token": uuid.uuid4(), "version": fresh(first).version, "reason": "twice", "by": rolf}
    correction_services.strike(first, **said, with_same=with_same)
    assert counting_in(bergen) == (0 if with_same else 1)
    assert (fresh(second).struck_at is None) == (not with_same)


@pytest.mark.slow
def test_it_is_among_the_activities_of_whoever_led_it_by_the_other_entry(
    client_of, bergen, liv, supporter_in, rolf, log
):
    lise = supporter_in(bergen, "Lise", "Lie")
    first, second = log(bergen, liv.person, led_by=liv), log(bergen, lise.person, led_by=lise)
    double_entry_services.answer(first, second, True, by=rolf)
    client = client_of(lise.person)
    page = client.get("/aktivitet/")
    assert [row["activity"] for row in page.context["rows"]] == [first]
    assert page.context["attended"] == []
    assert client.get(f"/aktivitet/{first.ref}/").status_code == 200
    [numbers] = total_queries.logged_by(lise, 2026)
    assert numbers == (1, 5, 1)


# The pages


def address(first, second):
    return f"/aktivitet/dobbelt/{first.ref}/{second.ref}/"


@pytest.fixture
def pair(bergen, liv, rolf, log):
    """The first does not count: somebody else led it, and it was too short. Liv logged the second, which does."""
    return log(bergen, rolf, led_by_another=True, minutes=40, place="Huset"), log(bergen, liv.person, led_by=liv)


def test_the_page_of_the_pair_shows_both_verdicts_and_what_differs(client_of, liv, pair):
    page = client_of(liv.person).get(address(*pair))
    assert [entry["found"]["counts"] for entry in page.context["entries"]] == [False, True]
    assert page.context["differs"] == {"minutes", "leader", "led_by", "place"}
    assert page.context["form"]["keep"].initial == "later"
    text = page.content.decode()
    assert text.count("Ikke likt") == 6
    assert "Bare den ene teller i rapporten" in text


@pytest.mark.slow
def test_the_receipt_says_which_stands_and_how_to_take_it_back(client_of, liv, pair):
    first, second = pair
    client = client_of(liv.person)
    page = client.post(address(*pair), {"action": "same", "keep": "later"}, follow=True)
    text = page.content.decode()
    assert (page.context["stands"], page.context["stands_found"]["counts"]) == (second, True)
    assert f'href="/aktivitet/{second.ref}/"' in text
    assert page.context["may_take_back"] is False
    assert "Rolf Rygg eller styret kan ta inn igjen den som er strøket." in text
    struck = client.get(f"/aktivitet/{second.ref}/").context["answers"]
    assert [(row["other"], row["is_struck"]) for row in struck] == [(first, False)]


@pytest.mark.slow
def test_the_struck_entry_links_to_the_one_that_stands(client_of, liv, rolf, pair):
    first, second = pair
    client_of(liv.person).post(address(*pair), {"action": "same"})  # what is chosen beforehand
    client = client_of(rolf)
    text = client.get(f"/aktivitet/{first.ref}/").content.decode()
    assert "Den blir stående i stedet" in text
    assert f'href="/aktivitet/{second.ref}/"' in text
    assert f'href="/aktivitet/{first.ref}/ta-inn-igjen/"' in client.get(address(*pair)).content.decode()


@pytest.mark.parametrize("keep", ["x", ""])
def test_a_choice_that_is_none_changes_nothing(client_of, liv, pair, keep):
    page = client_of(liv.person).post(address(*pair), {"action": "same", "keep": keep})
    assert page.context["form_errors"]
    assert [fresh(row).struck_at for row in pair] == [None, None]


def test_that_they_are_two_stands_on_the_page_of_each(client_of, liv, rolf, pair):
    first, second = pair
    client_of(liv.person).post(address(*pair), {"action": "two"})
    text = client_of(rolf).get(f"/aktivitet/{first.ref}/").content.decode()
    assert "Liv Likeperson har svart at denne og en annen oppføring er to aktiviteter." in text
    assert f'href="/aktivitet/{second.ref}/"' in text


@pytest.mark.slow
def test_a_pair_that_nobody_has_answered_counts_once(client_of, bergen, liv, rolf, log):
    pair = log(bergen, rolf, led_by=liv), log(bergen, liv.person, led_by=liv)
    words = "Er begge oppføringene den samme aktiviteten, teller bare den ene."
    client = client_of(liv.person)
    pages = [f"/aktivitet/{pair[1].ref}/", f"/aktivitet/{pair[1].ref}/lagret/"]
    assert [words in client.get(path).content.decode() for path in pages] == [True, True]
    client.post(address(*pair), {"action": "two"})
    assert [words in client.get(path).content.decode() for path in pages] == [False, False]


@pytest.mark.slow
def test_striking_what_was_kept_asks_about_the_other(client_of, bergen, liv, rolf, log):
    first, second = log(bergen, rolf, led_by=liv), log(bergen, liv.person, led_by=liv)
    client = client_of(rolf)
    client.post(address(first, second), {"action": "same", "keep": "earlier"})
    path = f"/aktivitet/{first.ref}/stryk/"
    assert f'href="/aktivitet/{second.ref}/"' in client.get(path).content.decode()
    why = {"token": str(uuid.uuid4()), "version": str(fresh(first).version), "reason": "twice"}
    assert client.post(path, why).context["form"].errors.keys() == {"same"}
    assert fresh(first).struck_at is None
    client.post(path, {**why, "same": "back"})
    assert [fresh(row).struck_at is None for row in (first, second)] == [False, True]
    assert "same" not in client.get(f"/aktivitet/{second.ref}/stryk/").context["form"].fields


@pytest.mark.slow
def test_the_report_tells_of_pairs_that_nobody_has_answered(client_of, bergen, liv, rolf, log):
    days = [datetime.date(2025, 3, 2), datetime.date(2025, 3, 3)]
    pairs = [[log(bergen, someone, led_by=liv, day=day) for someone in (rolf, liv.person)] for day in days]
    client, path = client_of(rolf), "/lokalforening/bergen/rapport/2025/"
    page = client.get(path)
    assert page.context["doubles"] == 2
    assert 'href="/aktivitet/dobbelt/"' in page.content.decode()
    for pair in pairs:
        client.post(address(*pair), {"action": "two"})
    assert client.get(path).context["doubles"] == 0


def test_a_day_of_a_series_moved_onto_another_of_its_days_is_asked_about(client_of, bergen, liv, log):
    days = [DAY, DAY + datetime.timedelta(days=7)]
    first = log(bergen, liv.person, led_by=liv, day=days[0], also_on=days[1:])
    client = client_of(liv.person)
    moved = {
        "token": str(uuid.uuid4()), "version": "1", "reason": "mistake", "when": "other", "day": "9.3.2026",
        "kind": "conversation_group", "participants": "5", "minutes": "60", "leader": "me", "in_person": "yes",
        "in_norway": "yes", "own_event": "yes", "unpaid": "yes",
    }  # fmt: skip
    page = client.post(f"/aktivitet/{first.ref}/rett/", moved)
    assert page.context["earlier"].day == days[1]
    assert fresh(first).day == days[0]
    client.post(f"/aktivitet/{first.ref}/rett/", {**moved, "action": "anyway"})
    assert fresh(first).day == days[1]


def test_how_many_count_is_told_above_my_activities(client_of, bergen, liv, log):
    log(bergen, liv.person, led_by=liv)
    log(bergen, liv.person, led_by=liv, minutes=10, day=DAY + datetime.timedelta(days=1))
    text = client_of(liv.person).get("/aktivitet/").content.decode()
    assert "I år: 2 aktiviteter, 10 deltakere. 1 teller i rapporten." in text


@pytest.mark.slow
def test_what_is_told_while_correcting_knows_who_says_that_it_was_unpaid(client_of, bergen, unni, rolf, log):
    row = log(bergen, unni.person, led_by=unni, unpaid=None)
    answers = {
        "when": "other", "day": "2.3.2026", "kind": "conversation_group", "participants": "5", "minutes": "60",
        "in_person": "yes", "in_norway": "yes", "own_event": "yes", "unpaid": "yes",
    }  # fmt: skip
    leaders = {unni.person: {"leader": "me"}, rolf: {"leader": "supporter", "led_by": str(unni.ref)}}
    told = {
        someone: client_of(someone).post(f"/aktivitet/{row.ref}/rett/teller/", {**answers, **leader}).context["found"]
        for someone, leader in leaders.items()
    }
    assert [found[0][0]["counts"] for found in told.values()] == [True, False]
