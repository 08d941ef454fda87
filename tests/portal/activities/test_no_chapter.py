"""What belongs to no chapter: who logs it, who sees and corrects it, and where it is counted."""

import datetime
import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from portal import clock, permissions
from portal.activities import queries as activity_queries
from portal.activities.base_years import queries as base_year_queries
from portal.activities.base_years import services as base_year_services
from portal.activities.counting import queries as counting_queries
from portal.activities.double_entries import queries as double_entry_queries
from portal.activities.double_entries import services as double_entry_services
from portal.activities.models import Activity, Correction
from portal.activities.statements import queries as statement_queries
from portal.activities.statements import services as statement_services
from portal.activities.totals import queries as total_queries
from portal.chapters import services as chapters
from portal.desk import queries as desk_queries
from portal.permissions import Role, access_of
from portal.reports import queries as report_queries
from portal.supporters import services as supporters
from portal.supporters.appointments import services as appointment_services
from portal.supporters.categories import services as category_services
from portal.supporters.queries import supporter_of
from tests.conftest import moment, person

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]
NEW = "/aktivitet/ny/"
NONE = "*"


@pytest.fixture
def answers():
    course = {"kind": "course", "when": "yesterday", "participants": "12", "minutes": "120"}
    return {"token": str(uuid.uuid4()), **course, "leader": "other", "statement": "yes"}


@pytest.fixture
def cato(bergen, siri):
    """A supporter whom the secretariat has appointed, and who lives in Bergen."""
    wording = {"nb": "Sentral likeperson"}
    central = category_services.set_category(
        "central", by=siri, name=wording, description=wording, method="secretariat",
        requires=[["appointment", []]], minimum_age=0,
    )  # fmt: skip
    cato = person("cato@example.org", "Cato", "Sentral")
    with clock.at(moment("2025-01-02 12:00")):
        appointment_services.appoint(cato, central, bergen, by=siri)
    return supporter_of(cato)


@pytest.fixture
def berit(siri):
    """Somebody else of the secretariat."""
    berit = person("berit@example.org", "Berit", "Bakke")
    chapters.give_office(berit, "secretariat", by=siri, starts=datetime.date(2020, 1, 1))
    return berit


def places(page):
    field = page.context["form"].fields.get("chapter")
    return [(code, str(name)) for code, name in field.choices] if field else None


def statuses(client_of, place, *people):
    return {one.given_name: client_of(one).get(place).status_code for one in people}


@pytest.mark.slow
def test_the_secretariat_logs_a_course_of_its_own(client_of, siri, bergen, answers):
    client = client_of(siri)
    assert places(client.get(NEW)) is None

    saved = client.post(NEW, answers, follow=True)

    activity = Activity.objects.get()
    assert (activity.chapter, activity.logged_by, activity.kind) == (None, siri, "course")
    assert saved.context["counts"] is True
    text = saved.content.decode()
    assert "MS-forbundet sentralt." in text
    assert "Teller for hele organisasjonen:" in text
    assert "Teller i rapporten" not in text
    assert client.get("/aktivitet/").context["may_log"] is True
    assert client.get("/aktivitet/aar/2026/").status_code == 200


@pytest.mark.slow
def test_what_is_of_no_chapter_is_never_said_to_be_in_the_report_of_one(client_of, siri, answers):
    client = client_of(siri)

    while_filling_in = client.post(f"{NEW}teller/", answers).content.decode()
    two_days = {"when": "other", "day": "31.12.2025", "more_days": "2.1.2026"}  # the answer is about 2026 alone
    receipt = client.post(NEW, {**answers, **two_days}, follow=True).content.decode()
    strike = client.get(f"/aktivitet/{Activity.objects.first().ref}/stryk/").content.decode()

    assert "teller aktiviteten for hele organisasjonen" in while_filling_in
    assert "1 av 2 dager teller for hele organisasjonen" in receipt
    assert "Den kan tas inn igjen" in strike
    assert "rapporten" not in while_filling_in + receipt + strike


def test_while_the_leader_s_name_is_written_what_is_known_is_told(client_of, siri, answers):
    """The name is not posted before it is saved, so nobody is asked for it, and nothing is said of it."""
    group = {**answers, "kind": "conversation_group", "leader": "supporter"}

    def told(**changes):
        found = client_of(siri).post(f"{NEW}teller/", {**group, **changes}).context["found"]
        return [(one["counts"], one["missing"], one["reasons"]) for one, _days in found]

    assert told() == []
    assert told(minutes="10") == [(False, [], ["den var for kort: det trengs minst 45 minutter"])]
    [(counts, missing, reasons)] = told(statement="no")
    assert (counts, reasons) == (False, [])
    assert len(missing) == 3
    assert not [text for text in missing if "hvem som ledet" in text]


@pytest.mark.slow
def test_only_who_may_is_offered_no_chapter(client_of, cato, liv, rolf, siri, bergen):
    none = (NONE, "Ingen: MS-forbundet sentralt")
    assert places(client_of(cato.person).get(NEW)) == [("bergen", "Bergen"), none]
    assert places(client_of(liv.person).get(NEW)) is None
    assert places(client_of(rolf).get(NEW)) is None
    chapters.give_office(siri, "board_member", bergen, by=siri, starts=datetime.date(2020, 1, 1))
    assert places(client_of(siri).get(NEW)) == [("bergen", "Bergen"), none]


def test_a_code_that_was_not_offered_is_no_way_to_log_for_no_chapter(client_of, liv, answers):
    page = client_of(liv.person).post(NEW, {**answers, "chapter": NONE})
    assert "logget du for en annen enn nå" in page.content.decode()
    assert not Activity.objects.exists()


@pytest.mark.slow
def test_whoever_has_two_places_chooses(client_of, cato, answers):
    client = client_of(cato.person)
    assert list(client.post(NEW, answers).context["form"].errors) == ["chapter"]
    client.post(NEW, {**answers, "chapter": NONE})
    client.post(NEW, {**answers, "chapter": "bergen", "token": str(uuid.uuid4()), "participants": "3"})
    assert {one.chapter for one in Activity.objects.all()} == {None, cato.chapter}


def test_a_central_supporter_is_one_while_the_appointment_is_in_force(cato, siri):
    def roles():
        return access_of(cato.person).roles

    assert Role.CENTRAL_SUPPORTER in roles()
    supporters.pause(cato, until=None, by=cato.person)
    assert Role.CENTRAL_SUPPORTER in roles()
    cato.refresh_from_db()
    supporters.end(cato, by=cato.person)
    assert Role.CENTRAL_SUPPORTER not in roles()


@pytest.mark.slow
def test_who_sees_and_who_corrects_it(client_of, cato, liv, rolf, turid, siri, berit, ola, log):
    activity = log(None, cato.person, led_by=cato)
    place = f"/aktivitet/{activity.ref}/"
    everybody = (cato.person, liv.person, rolf, turid, siri, berit, ola)
    hidden = {"Liv": 404, "Rolf": 404, "Turid": 404, "Ola": 404}
    expected = {"Cato": 200, "Siri": 200, "Berit": 200, **hidden}
    for page in ("", "lagret/", "rett/", "stryk/", "opplysninger/"):
        assert statuses(client_of, place + page, *everybody) == expected


def test_whoever_led_it_sees_it_too(client_of, cato, siri, log):
    activity = log(None, siri, led_by=cato)
    assert client_of(cato.person).get(f"/aktivitet/{activity.ref}/").status_code == 200
    assert list(activity_queries.of_person(cato.person, 2026)) == [activity]


def test_it_counts_in_the_totals_of_the_organisation_and_in_no_chapters(cato, siri, bergen, log):
    activity = log(None, cato.person, led_by=cato)
    own = log(bergen, cato.person, led_by=cato)
    rules = counting_queries.rules_for(2026)
    assert list(activity_queries.of_chapter(bergen, 2026)) == [own]
    assert report_queries.numbers(bergen, 2026)["count"] == 1
    assert total_queries.count_in(2026) == 2
    assert 2 in [figure.number for figure in desk_queries.numbers(siri, 2026) if "logget" in str(figure.text)]
    total = total_queries.totals(Activity.objects.all(), rules)
    assert (total.count, total.counting, total.activity_days) == (2, 2, 2)
    assert total_queries.counting_by_supporter([activity], rules) == {cato.pk: 1}


def test_a_chapter_that_closes_its_year_closes_nothing_of_no_chapter(cato, bergen, log, client_of):
    activity = log(None, cato.person, led_by=cato)
    Activity.objects.update(leader="")
    base_year_services.close_year(bergen, 2026, by=None)
    assert list(statement_queries.without_leader(cato.person, 2026)) == [activity]
    statement_services.say_led(2026, by=cato.person)
    activity.refresh_from_db()
    assert (activity.leader, activity.settled) == ("supporter", None)
    [(_row, found)] = counting_queries.with_verdicts([activity], counting_queries.rules_for(2026))
    assert (found.counts, found.is_apart) == (True, False)
    assert base_year_queries.is_closed(None, 2026) is False


@pytest.mark.slow
def test_double_entries_of_no_chapter_are_found_among_themselves(client_of, cato, siri, berit, bergen, log):
    first, second = log(None, cato.person, led_by=cato), log(None, siri, participants=6)
    elsewhere = log(bergen, cato.person, led_by=cato)
    alike = [double_entry_queries.double_of(one) for one in (first, second, elsewhere)]
    assert alike == [second, first, None]
    client, place = client_of(berit), f"/aktivitet/dobbelt/{first.ref}/{second.ref}/"
    assert "MS-forbundet sentralt" in client.get("/aktivitet/dobbelt/").content.decode()
    assert "MS-forbundet sentralt" in client.get(place).content.decode()
    client.post(place, {"action": "same"})
    assert [one.struck_at is None for one in Activity.objects.order_by("pk")] == [True, False, True]


def test_the_secretariat_reads_the_answer_that_they_are_two(client_of, cato, siri, log):
    first, second = log(None, cato.person, led_by=cato), log(None, siri, participants=6)
    double_entry_services.answer(first, second, False, by=siri)
    assert "MS-forbundet sentralt" in client_of(siri).get("/sekretariat/dobbelt/").content.decode()


def fields_of(page):
    form, values = page.context["form"], {}
    for field in form:
        value = field.value()
        values[field.html_name] = "" if value is None else value
    return {**values, "token": str(page.context["token"]), "version": str(page.context["version"]), "reason": "mistake"}


@pytest.mark.slow
def test_it_is_corrected_and_moved_to_a_chapter_and_back(client_of, cato, bergen, log):
    activity = log(None, cato.person, led_by=cato)
    client, place = client_of(cato.person), f"/aktivitet/{activity.ref}/"
    fields = fields_of(client.get(f"{place}rett/"))
    assert fields["chapter"] == NONE
    same = client.post(f"{place}rett/", fields, follow=True)
    assert [str(message) for message in same.context["messages"]] == ["Ingenting ble endret."]

    client.post(f"{place}rett/", {**fields, "chapter": "bergen"})

    assert Activity.objects.get().chapter == bergen
    assert Correction.objects.get().changes == {"chapter": [None, str(bergen.ref)]}
    assert "Før: MS-forbundet sentralt" in " ".join(client.get(place).content.decode().split())
    again = fields_of(client.get(f"{place}rett/"))
    client.post(f"{place}rett/", {**again, "chapter": NONE})
    assert Activity.objects.get().chapter is None


def test_the_secretariat_strikes_and_puts_back_what_belongs_to_no_chapter(client_of, cato, siri, bergen, log):
    activity = log(None, cato.person, led_by=cato)
    client, place = client_of(siri), f"/aktivitet/{activity.ref}/"
    client.post(f"{place}stryk/", {"reason": "not_held", "version": "1", "token": str(uuid.uuid4())})
    assert Activity.objects.get().struck_at
    client.post(f"{place}ta-inn-igjen/", {"reason": "struck_by_mistake", "token": str(uuid.uuid4())})
    assert Activity.objects.get().struck_at is None
    own = log(bergen, cato.person, led_by=cato)
    assert client.get(f"/aktivitet/{own.ref}/stryk/").status_code == 404


@pytest.mark.slow
def test_the_secretariat_can_name_those_whom_it_has_appointed(client_of, siri, cato, liv, answers):
    client = client_of(siri)
    form = client.get(NEW).context["form"]
    assert [code for code, _name in form.fields["led_by"].choices] == ["", str(cato.ref)]
    client.post(NEW, {**answers, "leader": "supporter", "led_by": str(cato.ref), "present_elsewhere": "Liv Likeperson"})
    activity = Activity.objects.get()
    assert (activity.led_by, [one.supporter for one in activity.presences.all()]) == (cato, [liv])


@pytest.mark.slow
def test_the_secretariat_has_a_list_of_all_and_a_way_to_it(client_of, siri, berit, cato, rolf, bergen, log):
    rows = [log(None, cato.person, led_by=cato), log(None, siri, kind="course", minutes=120)]
    log(bergen, rolf)
    log(None, siri, day=datetime.date(2025, 3, 2))
    place = "/sekretariat/aktiviteter/"
    client = client_of(berit)
    assert f'href="{place}"' in client.get("/sekretariat/oversikt/").content.decode()
    page = client.get(place)
    assert [row["activity"] for row in page.context["rows"]] == rows[::-1]
    assert "Logget av Cato Sentral" in " ".join(page.content.decode().split())
    assert len(client.get(f"{place}?aar=2025").context["rows"]) == 1
    assert client.get(f"{place}?aar=x").context["year"] == 2026
    assert statuses(client_of, place, cato.person, rolf) == {"Cato": 403, "Rolf": 403}


def test_that_list_takes_as_many_queries_for_one_as_for_four(client_of, siri, cato, log):
    client, numbers = client_of(siri), []
    client.get("/sekretariat/aktiviteter/")
    for _round in range(2):
        for _one in range(1 + 2 * len(numbers)):
            log(None, cato.person, led_by=cato)
        with CaptureQueriesContext(connection) as found:
            client.get("/sekretariat/aktiviteter/")
        numbers.append(len(found))
    assert numbers[0] == numbers[1]


@pytest.mark.slow
@pytest.mark.parametrize("rule", ["activities.view_activity", "activities.correct_activity"])
def test_a_list_holds_what_each_case_allows(rule, cato, liv, rolf, turid, siri, ola, bergen, log):
    """Of a chapter and of none; logged, led, and named as having taken part."""
    rows = [
        log(bergen, liv.person, led_by=liv),
        log(None, cato.person, led_by=cato),
        log(None, siri, led_by=cato, present=[liv]),
        log(bergen, rolf, led_by=liv, present=[cato]),
    ]
    for someone in (cato.person, liv.person, rolf, turid, siri, ola):
        listed = list(permissions.visible_to(Activity.objects.order_by("pk"), someone, rule))
        assert listed == [row for row in rows if permissions.allows(someone, rule, row)]


@pytest.mark.slow
def test_whoever_logs_for_no_chapter_can_write_who_led_it(client_of, siri, liv, rolf, answers):
    client = client_of(siri)
    page = client.get(NEW)
    assert "Aktiviteten lagres for MS-forbundet sentralt." in " ".join(page.content.decode().split())
    assert [code for code, _name in page.context["form"].fields["leader"].choices] == ["me", "supporter", "other"]

    client.post(NEW, {**answers, "leader": "supporter", "led_by_name": "liv likeperson"})

    activity = Activity.objects.get()
    assert (activity.led_by, activity.leader, activity.chapter) == (liv, "supporter", None)
    assert "led_by_name" not in client_of(rolf).get(NEW).context["form"].fields


@pytest.mark.parametrize(
    ("said", "wrong"),
    [
        ({"leader": "supporter", "led_by_name": "Ingen Slik"}, "led_by_name"),
        ({"leader": "supporter"}, "led_by_name"),
        ({"leader": "other", "led_by_name": "Liv Likeperson"}, "leader"),
        ({"leader": "me", "led_by_name": "Liv Likeperson"}, "leader"),
    ],
)
def test_a_name_that_does_not_fit_the_answer_is_refused_with_a_sentence(client_of, siri, liv, answers, said, wrong):
    page = client_of(siri).post(NEW, {**answers, **said})
    assert list(page.context["form"].errors) == [wrong]
    assert said.get("led_by_name", "") in page.content.decode()
    assert not Activity.objects.exists()


def test_of_two_names_of_who_led_it_none_is_chosen(client_of, siri, cato, liv, answers):
    both = {"leader": "supporter", "led_by": str(cato.ref), "led_by_name": "Liv Likeperson"}
    page = client_of(siri).post(NEW, {**answers, **both})
    assert list(page.context["form"].errors) == ["led_by_name"]
    assert not Activity.objects.exists()


@pytest.mark.slow
def test_who_led_it_can_be_said_and_corrected_by_name(client_of, siri, cato, liv, log):
    activity = log(None, siri, led_by=cato)
    client, place = client_of(siri), f"/aktivitet/{activity.ref}/"
    client.post(f"{place}opplysninger/", {"leader": "supporter", "led_by_name": "Liv Likeperson", "version": "1"})
    assert Activity.objects.get().led_by == liv
    wrong = client.post(f"{place}opplysninger/", {"leader": "supporter", "led_by_name": "Ingen Slik"})
    assert list(wrong.context["form"].errors) == ["led_by_name"]
    fields = fields_of(client.get(f"{place}rett/"))
    assert (fields["leader"], fields["led_by"]) == ("supporter", str(liv.ref))
    client.post(f"{place}rett/", {**fields, "led_by": "", "led_by_name": "Cato Sentral"})
    assert Activity.objects.get().led_by == cato
