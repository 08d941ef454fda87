"""The verdict while a form is filled in: the same as after saving, and none where there cannot be one."""

import datetime
import re
import uuid

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from forms.choices import ACTIVITY_KINDS
from portal import clock, events
from portal.activities.base_years import services as base_year_services
from portal.activities.counting import queries as counting_queries
from portal.activities.counting.verdicts import STATED
from portal.activities.counting.words import in_words
from portal.activities.models import Activity, Statement
from portal.supporters import services as supporters

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]
NEW = "/aktivitet/ny/"
TELLS = "/aktivitet/ny/teller/"
GROUP = {"kind": "conversation_group", "when": "yesterday", "participants": "6", "minutes": "60", "leader": "me"}
OF_YEAR = "svar på «Gjelder dette for alt du leder eller logger i 2026?»"
ALL = {**GROUP, "statement": "yes"}
LAST_DAY = {"when": "other", "day": "31.12.2025", **dict.fromkeys(STATED, "yes")}


def told(client, answers, address=TELLS):
    """What is told: the verdict in words, or None."""
    found = client.post(address, answers).context["found"]
    return found[0][0] if found else None


def saved(client, answers):
    """The same of the activity when it is saved, from its row."""
    client.post(NEW, {"token": str(uuid.uuid4()), **answers})
    [row] = Activity.objects.all()
    [(_row, found)] = counting_queries.with_verdicts([row], counting_queries.rules_for(row.day.year))
    return found


CASES = {
    "all is said": ALL,
    "too few": {**ALL, "participants": "2"},
    "as few as can be": {**ALL, "participants": "3"},
    "too short": {**ALL, "minutes": "44"},
    "just long enough": {**ALL, "minutes": "45 min"},
    "hours": {**ALL, "minutes": "1,5 time"},
    "led by somebody else": {**ALL, "leader": "other"},
    "led by a colleague": {**ALL, "leader": "supporter", "led_by": "nina"},
    "led by a colleague who said the year": {**ALL, "leader": "supporter", "led_by": "nina", "unpaid": "yes"},
    "nothing said of the year": GROUP,
    "no, or not always": {**GROUP, "statement": "no"},
    "this one was abroad": {**ALL, "in_norway": "no"},
    "this one on a screen": {**ALL, "in_person": "no"},
    "somebody else's": {**ALL, "own_event": "no"},
    "paid": {**ALL, "unpaid": "no"},
    "said of this one alone": {**GROUP, **dict.fromkeys(STATED, "yes")},
    "an activity group": {**ALL, "kind": "activity_group"},
    "a visit": {**ALL, "kind": "visit", "participants": "", "minutes": ""},
    "a course of a day": {**ALL, "kind": "course", "minutes": "90"},
    "a course that is too short": {**ALL, "kind": "course", "minutes": "89"},
    "on the phone": {**ALL, "kind": "phone", "participants": "", "minutes": ""},
    "on a screen": {**ALL, "kind": "digital"},
    "something else": {**ALL, "kind": "other"},
    "the last day of the year": {**GROUP, **LAST_DAY},
    "before the supporter began": {**GROUP, **LAST_DAY, "day": "1.1.2025"},
    "many things": {**ALL, "participants": "2", "minutes": "10", "leader": "other", "in_norway": "no"},
}


@pytest.fixture
def colleague(supporter_in, bergen):
    return supporter_in(bergen, "Nina", "Nilsen")


@pytest.mark.parametrize("answers", CASES.values(), ids=CASES)
def test_what_is_told_is_what_is_so_when_it_is_saved(client_of, liv, colleague, answers):
    client = client_of(liv.person)
    if answers.get("led_by"):
        answers = {**answers, "led_by": str(colleague.ref)}

    before = told(client, answers)

    assert not Activity.objects.exists()
    after = saved(client, answers)
    warnings = before.pop("warnings")
    you_led = answers["leader"] == "me"
    expected = in_words(after, you_led)
    if answers is GROUP:
        assert len(expected["missing"]) == 4
        expected["missing"] = [OF_YEAR]
    assert (before, bool(warnings)) == (expected, bool(after.warnings))


SO_FAR = {
    "nothing yet": ({"when": "today"}, None),
    "the kind alone": (
        {"when": "today", "kind": "conversation_group"},
        ["antall deltakere mangler", "det er ikke oppgitt hvor lenge den varte", "si fra hvem som ledet aktiviteten"],
    ),
    "who led it is missing": ({**ALL, "leader": ""}, ["si fra hvem som ledet aktiviteten"]),
    "which supporter is missing": ({**ALL, "leader": "supporter"}, ["si fra hvem som ledet aktiviteten"]),
    "who led a course, which may be anybody": (
        {**ALL, "kind": "course", "minutes": "90", "leader": ""},
        ["si fra hvem som ledet aktiviteten"],
    ),
    "too few, but who led it may be one of them": (
        {**ALL, "participants": "2", "leader": ""},
        ["si fra hvem som ledet aktiviteten"],
    ),
    "another day, and not which": ({**ALL, "when": "other"}, None),
}


@pytest.mark.parametrize(("answers", "missing"), SO_FAR.values(), ids=SO_FAR)
def test_what_is_not_answered_yet_is_asked_for_and_does_not_count(client_of, liv, colleague, answers, missing):
    found = told(client_of(liv.person), answers)

    asked = found["missing"] if found else None
    assert (asked if missing is None else asked[: len(missing)]) == missing
    assert not (found and (found["counts"] or found["reasons"]))


def test_what_no_answer_can_change_is_said_at_once(client_of, liv):
    client = client_of(liv.person)
    on_phone = told(client, {"when": "today", "kind": "phone"})
    short = told(client, {**GROUP, "minutes": "10", "leader": ""})
    assert (len(on_phone["reasons"]), on_phone["missing"]) == (1, [])
    assert (short["reasons"], short["missing"]) == (["den var for kort: det trengs minst 45 minutter"], [])


UNREADABLE = [
    {"minutes": "halv dag"}, {"minutes": "0"}, {"minutes": "10 000"}, {"participants": "x"},
    {"kind": "x"}, {"kind": "visit"}, {"leader": "x"}, {"statement": "x"},
    {"in_norway": "x"}, {"day": "3.6"}, {"when": "x"}, {"chapter": "x", "kind": ""},
    {"when": "other", "day": "29.2.2026"}, {"when": "other", "day": "1.7.2026"}, {"when": "other", "day": "1.1.1950"},
    {"when": "other", "day": "31/5-2027"}, {"when": "other", "day": "5.3"},
]  # fmt: skip


@pytest.mark.parametrize("typed", UNREADABLE, ids=str)
def test_what_cannot_be_read_gives_no_verdict(client_of, liv, typed):
    client = client_of(liv.person)
    page = client.post(TELLS, {**ALL, **typed})
    assert (page.status_code, page.context["found"]) == (200, [])
    content = page.content.decode()
    assert "Vi kan ikke si ennå om den teller" in content or "Når du har lagret, får du vite" in content


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"minutes": "25:70"}, "Hvor mange minutter varte aktiviteten? Skriv hvor mange minutter"),
        (
            {"minutes": "10 000"},
            "Hvor mange minutter varte aktiviteten? Skriv minst 1, og høyst et døgn (1440 minutter)",
        ),
        ({"minutes": "0"}, "Hvor mange minutter varte aktiviteten? Skriv minst 1"),
        ({"participants": "1.5"}, "Hvor mange deltok? Skriv et helt tall"),
        ({"when": "other", "day": "1.1.1950"}, "Hvilken dag? "),
        ({"when": "other", "day": "1.1.2031"}, "Hvilken dag? "),
        ({"when": "other", "day": "29.2.2026"}, "Hvilken dag? Skriv datoen slik"),
    ],
    ids=str,
)
def test_it_says_which_answer_is_to_be_looked_over(client_of, liv, typed, said):
    page = client_of(liv.person).post(TELLS, {**ALL, **typed}).content.decode()
    assert f"<li>{said}" in page
    assert "Når du har lagret" not in page


def test_a_number_that_is_asked_about_on_saving_has_its_verdict(client_of, liv):
    assert told(client_of(liv.person), {**ALL, "participants": "50"})["counts"] is True


@pytest.mark.slow
def test_the_question_about_the_year_is_named_in_place_of_its_parts(client_of, liv, colleague):
    client = client_of(liv.person)
    another = {**GROUP, "leader": "supporter", "led_by": str(colleague.ref)}
    last_year = {**GROUP, "when": "other", "day": "5.3.2025"}

    assert told(client, GROUP)["missing"] == [OF_YEAR]
    assert told(client, another)["missing"] == ["si fra om den som ledet, fikk betalt", OF_YEAR]
    assert "si fra om du fikk betalt" in told(client, {**GROUP, "statement": "no"})["missing"]
    assert OF_YEAR not in told(client, last_year)["missing"]


@pytest.mark.slow
def test_it_is_told_in_plain_words_and_changes_nothing(client_of, liv):
    client = client_of(liv.person)
    written = events.Event.objects.count()
    texts = {
        name: " ".join(re.sub("<[^>]+>", " ", client.post(TELLS, {**ALL, **more}).content.decode()).split())
        for name, more in {
            "counts": {}, "not yet": {"leader": ""}, "not": {"minutes": "10"}, "warned": LAST_DAY | {"statement": ""},
        }.items()
    }  # fmt: skip
    assert texts == {
        "counts": "Teller Slik skjemaet er fylt ut nå, teller aktiviteten i rapporten.",
        "not yet": "Teller ikke ennå Dette trenger vi før aktiviteten kan telle: Si fra hvem som ledet aktiviteten",
        "not": "Teller ikke Slik skjemaet er fylt ut nå, teller aktiviteten ikke, fordi den var for kort: det "
        "trengs minst 45 minutter Den er like viktig og blir stående i listen din.",
        "warned": "Teller Slik skjemaet er fylt ut nå, teller aktiviteten i rapporten. "
        "Aktiviteten var 31. desember. Reglene kan leses på to måter, så sekretariatet vurderer den.",
    }
    assert (Activity.objects.count(), Statement.objects.count(), events.Event.objects.count()) == (0, 0, written)


def test_a_year_whose_report_is_sent_says_so(client_of, liv, bergen):
    base_year_services.close_year(bergen, 2026, by=None)
    assert told(client_of(liv.person), ALL)["is_apart"] is True


def test_somebody_on_a_break_is_told_that_it_does_not_count(client_of, liv, at_noon):
    supporters.pause(liv, until=None, by=liv.person)
    with clock.at(at_noon + datetime.timedelta(days=3)):
        found = told(client_of(liv.person), {**ALL, "when": "today"})
    assert (found["counts"], len(found["reasons"])) == (False, 1)


def test_the_year_of_the_address_is_the_year_of_a_day_without_one(client_of, liv):
    client = client_of(liv.person)
    page = client.get(f"{NEW}?aar=2025").content.decode()
    [address] = re.findall(r'data-hx-post="([^"]+)"', page)
    assert address == f"{TELLS}?aar=2025"
    assert told(client, {**ALL, "when": "other", "day": "5.3.2025"}, address)["counts"] is True


def test_the_form_sends_what_was_chosen_and_no_free_text(client_of, liv):
    client = client_of(liv.person)
    page, form = client.get(NEW).content.decode(), client.get(NEW).context["form"]
    [sent] = re.findall(r'data-hx-params="([^"]+)"', page)
    assert set(sent.split(",")) == {"csrfmiddlewaretoken", "writer", "opened", *form.judged_fields}
    assert set(form.fields) - set(form.judged_fields) == {"topics", "place", "note", "present_elsewhere"}
    assert re.search(r'<div[^>]+role="status"[^>]+aria-live="polite"', page)


@pytest.mark.slow
def test_who_is_told(client, client_of, liv, rolf, ola, turid):
    assert client.post(TELLS, ALL).status_code == 403
    assert client.session.get("stash") is None
    assert {str(one): client_of(one).post(TELLS, ALL).status_code for one in (liv.person, rolf, ola)} == {
        "Liv Likeperson": 200, "Rolf Rygg": 200, "Ola Olsen": 403,
    }  # fmt: skip
    assert client_of(liv.person).get(TELLS).url == NEW


def test_it_costs_as_many_queries_however_much_is_logged(client_of, liv, bergen, log):
    client = client_of(liv.person)
    client.post(TELLS, ALL)
    numbers = []
    for _round in range(2):
        for _one in range(3 * len(numbers)):
            log(bergen, liv.person, led_by=liv)
        with CaptureQueriesContext(connection) as found:
            client.post(TELLS, ALL)
        numbers.append(len(found))
    assert numbers[0] == numbers[1] <= 21, numbers


@pytest.mark.slow
@pytest.mark.parametrize(
    ("changed", "counts"),
    [({}, True), ({"minutes": "10"}, False), ({"minutes": "x"}, None), ({"leader": "other"}, False)],
)
def test_while_correcting_it_is_told_whether_it_counts_after_that(client_of, liv, rolf, bergen, log, changed, counts):
    activity = log(bergen, liv.person, led_by=liv)
    place = f"/aktivitet/{activity.ref}/rett/"
    client = client_of(rolf)
    page = client.get(place).content.decode()
    assert f'data-hx-post="{place}teller/"' in page
    shown = {"kind": "conversation_group", "when": "other", "day": "2.3.2026", "participants": "5", "minutes": "60",
             "leader": "supporter", "led_by": str(liv.ref), **dict.fromkeys(STATED, "yes")}  # fmt: skip

    found = told(client, {**shown, **({"led_by": ""} if "leader" in changed else {}), **changed}, f"{place}teller/")

    assert (found and found["counts"]) == counts
    activity.refresh_from_db()
    assert (activity.minutes, activity.version) == (60, 1)


def test_a_correction_that_would_be_refused_has_no_verdict(client_of, liv, bergen, log):
    activity = log(bergen, liv.person, led_by=liv)
    base_year_services.close_year(bergen, 2026, by=None)
    assert told(client_of(liv.person), ALL, f"/aktivitet/{activity.ref}/rett/teller/") is None


@pytest.mark.slow
def test_each_kind_can_be_told_of(client_of, liv):
    client = client_of(liv.person)
    for kind, _name in ACTIVITY_KINDS:
        assert told(client, {"when": "today", "kind": kind}) is not None


ANSWERS = st.fixed_dictionaries(
    {
        "kind": st.sampled_from([code for code, _name in ACTIVITY_KINDS]),
        "day": st.dates(datetime.date(2024, 12, 30), datetime.date(2026, 6, 12)).map(
            "{0.day}.{0.month}.{0.year}".format
        ),
        "participants": st.sampled_from(["2", "3", "12", "", "x"]),
        "minutes": st.sampled_from(["44", "45", "90", "1,5 time", "", "x"]),
        "leader": st.sampled_from(["", "me", "supporter", "other"]),
        "led_by": st.sampled_from(["", "nina"]),
        "statement": st.sampled_from(["", "yes", "no"]),
        **{name: st.sampled_from(["", "yes", "no"]) for name in STATED},
    }
)


@pytest.mark.slow
def test_whatever_is_filled_in_it_is_told_as_it_is_when_it_is_saved(client_of, liv, colleague):
    client = client_of(liv.person)

    @given(ANSWERS)
    def same(answers):
        led_by = str(colleague.ref) if answers["led_by"] else ""
        answers = {**answers, "when": "other", "led_by": led_by}
        before = told(client, answers)
        with transaction.atomic():
            page = client.post(NEW, {"token": str(uuid.uuid4()), **answers})
            row = Activity.objects.first()
            if page.status_code == 302:
                [(_row, found)] = counting_queries.with_verdicts([row], counting_queries.rules_for(row.day.year))
                warned = bool(before.pop("warnings"))
                assert (before, warned) == (in_words(found), bool(found.warnings))
            else:
                assert row is None
                assert before is None or not before["counts"]
            transaction.set_rollback(True)

    same()
