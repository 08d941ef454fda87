"""Several people confirm the sections of one report, and a change voids only what it touches."""

import datetime
import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from forms import annual_report
from forms.models import Draft
from portal import clock
from portal.activities.corrections import services as correction_services
from portal.chapters import services as chapters
from portal.chapters.models import Office
from portal.models import Event
from portal.reports import services as reports
from portal.reports.answering import services as answering_services
from portal.reports.models import ChapterReport, SectionConfirmation
from portal.reports.reopening import services as reopening_services
from tests.conftest import moment
from tests.portal.reports.test_pages import PLACE, POSTED, post_step, shown_on

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_may")]
NUMBERS, BOARD, ABOUT = annual_report.NUMBERS, annual_report.BOARD, annual_report.ABOUT_YEAR


def tasks(client):
    """``{section: (status, hint)}`` of the page of the report."""
    return {
        task["key"]: (task["status"], task["hint"]) for task in client.get(PLACE).context["tasks"] if "hint" in task
    }


def save_for_later(client, step, **answers):
    fields = {f"{step}-{name}": value for name, value in answers.items()}
    client.post(f"{PLACE}{step}/", {**fields, "action": "later", "version": Draft.objects.get(kind="report").version})


def confirm_all(client):
    for step in (NUMBERS, BOARD, ABOUT):
        post_step(client, step)


@pytest.mark.slow
def test_a_section_is_confirmed_by_somebody_on_a_day(client_of, rolf, bodil, begun):
    assert tasks(client_of(rolf)) == dict.fromkeys((NUMBERS, BOARD, ABOUT), ("Ikke bekreftet", ""))
    with clock.at(moment("2027-05-04 12:00")):
        post_step(client_of(rolf), NUMBERS)
    with clock.at(moment("2027-05-06 23:30")):
        post_step(client_of(bodil), BOARD)
        save_for_later(client_of(bodil), ABOUT, about="Et godt år")
    assert tasks(client_of(rolf)) == {
        NUMBERS: ("Bekreftet", "Rolf Rygg, 4. mai"),
        BOARD: ("Bekreftet", "Bodil Berg, 6. mai"),
        ABOUT: ("Påbegynt", ""),
    }
    assert Event.objects.filter(verb="report.confirm_section").count() == 2


@pytest.mark.slow
def test_what_comes_into_the_log_voids_the_numbers_alone(client_of, rolf, liv, bergen, begun, log):
    with clock.at(moment("2027-05-04 12:00")):
        first = log(bergen, liv.person, led_by=liv)
        second = log(bergen, liv.person, led_by=liv, participants=8)
        confirm_all(client_of(rolf))
    with clock.at(moment("2027-05-08 12:00")):
        for day in (3, 4):
            log(bergen, liv.person, led_by=liv, day=datetime.date(2026, 3, day))
        found = tasks(client_of(rolf))
        assert found == {
            NUMBERS: ("Se på delen igjen", "2 aktiviteter kom til etter at Rolf Rygg bekreftet dette 4. mai"),
            BOARD: ("Bekreftet", "Rolf Rygg, 4. mai"),
            ABOUT: ("Bekreftet", "Rolf Rygg, 4. mai"),
        }
        assert found[NUMBERS][1] in client_of(rolf).get(f"{PLACE}bekreft/").content.decode()
        assert found[NUMBERS][1] in client_of(rolf).get(f"{PLACE}tallene/").content.decode()
        said = {"version": 1, "reason": "mistake", "by": liv.person}
        correction_services.strike(first, token=uuid.uuid4(), **said)
        correction_services.correct(second, token=uuid.uuid4(), participants=6, **said)
        assert tasks(client_of(rolf))[NUMBERS][1].split(". ") == [
            "2 aktiviteter kom til etter at Rolf Rygg bekreftet dette 4",
            "mai",
            "1 aktivitet ble strøket etter at Rolf Rygg bekreftet dette 4",
            "mai",
            "1 aktivitet ble rettet etter at Rolf Rygg bekreftet dette 4",
            "mai",
        ]
        post_step(client_of(rolf), NUMBERS)
        assert tasks(client_of(rolf))[NUMBERS] == ("Bekreftet", "Rolf Rygg, 8. mai")


@pytest.mark.slow
def test_a_corrected_register_voids_the_board_alone(client_of, rolf, bodil, begun):
    confirm_all(client_of(rolf))
    Office.objects.filter(person=bodil).update(ends=datetime.date(2026, 12, 30))
    assert {key: status for key, (status, _hint) in tasks(client_of(rolf)).items()} == {
        NUMBERS: "Bekreftet",
        BOARD: "Se på delen igjen",
        ABOUT: "Bekreftet",
    }


@pytest.mark.slow
def test_another_answer_saved_for_later_voids_the_section(client_of, rolf, bodil, begun):
    confirm_all(client_of(rolf))
    save_for_later(client_of(bodil), BOARD, countable_members="7")
    text = "Det som står her, er endret siden Rolf Rygg bekreftet det 10. mai"
    assert tasks(client_of(rolf))[BOARD] == ("Se på delen igjen", text)


@pytest.mark.slow
def test_what_changed_while_the_page_was_open_is_shown_and_not_confirmed(client_of, rolf, liv, bergen, begun, log):
    client = client_of(rolf)
    shown = client.get(f"{PLACE}tallene/").context["shown"]
    log(bergen, liv.person, led_by=liv)
    version = Draft.objects.get(kind="report").version
    posted = {"tallene-seen": "on", "tallene-correction": "Mangler en tur", "version": version, "shown": shown}

    page = client.post(f"{PLACE}tallene/", posted)

    assert "Noe her ble endret mens du hadde siden åpen" in page.content.decode()
    assert page.context["numbers"]["count"] == 1
    assert page.context["form"]["correction"].value() == "Mangler en tur"
    assert SectionConfirmation.objects.count() == 0
    again = {**posted, "version": page.context["draft"].version, "shown": page.context["shown"]}
    assert client.post(f"{PLACE}tallene/", again).headers["Location"] == f"{PLACE}styret/"
    assert SectionConfirmation.objects.get().by == rolf


@pytest.mark.slow
def test_what_does_not_say_what_it_showed_is_shown_once_more(client_of, rolf, begun):
    client = client_of(rolf)
    for shown in ({}, {"shown": ""}, {"shown": "x" * 70}):
        version = Draft.objects.get(kind="report").version
        page = client.post(f"{PLACE}tallene/", {"tallene-seen": "on", "version": version, **shown})
        assert "Noe her ble endret mens du hadde siden åpen" in page.content.decode()
        assert SectionConfirmation.objects.count() == 0


@pytest.mark.slow
@pytest.mark.parametrize("how", ["return", "reopen"])
def test_what_is_opened_again_unchanged_stays_confirmed(client_of, rolf, siri, liv, bergen, begun, log, how):
    with clock.at(moment("2027-05-04 12:00")):
        log(bergen, liv.person, led_by=liv)
        confirm_all(client_of(rolf))
        post_step(client_of(rolf), annual_report.CONFIRM)
    report = ChapterReport.objects.get()
    if how == "return":
        reports.return_(report, "Se på mars", by=siri)
    else:
        request = reopening_services.ask(report, "En tur manglet", by=rolf)
        reopening_services.answer(request, True, "", by=siri)
    assert tasks(client_of(rolf)) == dict.fromkeys((NUMBERS, BOARD, ABOUT), ("Bekreftet", "Rolf Rygg, 4. mai"))
    log(bergen, liv.person, led_by=liv)
    text = "1 aktivitet kom til etter at Rolf Rygg bekreftet dette 4. mai"
    assert tasks(client_of(rolf))[NUMBERS] == ("Se på delen igjen", text)


@pytest.mark.slow
def test_a_number_that_is_said_to_be_wrong_voids_the_numbers(client_of, rolf, bodil, begun):
    confirm_all(client_of(rolf))
    with clock.at(moment("2027-05-11 12:00")):
        answering_services.correct(begun, "visit", "count", 2, "Glemt", by=bodil)
        text = "Det dere har skrevet om et tall, ble endret etter at Rolf Rygg bekreftet dette 10. mai"
        assert tasks(client_of(rolf)) == {
            NUMBERS: ("Se på delen igjen", text),
            BOARD: ("Bekreftet", "Rolf Rygg, 10. mai"),
            ABOUT: ("Bekreftet", "Rolf Rygg, 10. mai"),
        }
        post_step(client_of(bodil), NUMBERS)
        assert tasks(client_of(rolf))[NUMBERS] == ("Bekreftet", "Bodil Berg, 11. mai")


@pytest.mark.slow
def test_confirmed_twice_is_once_and_by_two_is_two(client_of, rolf, bodil, begun):
    for person in (rolf, rolf, bodil):
        post_step(client_of(person), NUMBERS)
    assert [row.by for row in SectionConfirmation.objects.all()] == [rolf, bodil]


@pytest.mark.slow
def test_of_two_who_save_one_section_at_once_the_later_sees_both(client_of, rolf, bodil, begun):
    post_step(client_of(rolf), NUMBERS)
    shown = Draft.objects.get(kind="report").version
    fields = {f"{BOARD}-{name}": value for name, value in POSTED[BOARD].items()}
    fields["shown"] = shown_on(client_of(rolf), step=BOARD)
    client_of(rolf).post(f"{PLACE}styret/", {**fields, "version": shown, "page": "a"})

    page = client_of(bodil).post(
        f"{PLACE}styret/", {**fields, f"{BOARD}-countable_members": "7", "version": shown, "page": "b"}
    )

    assert [(row["value"], row["stored"]) for row in page.context["both"]] == [("7", "34")]
    assert [row.by for row in SectionConfirmation.objects.filter(section=BOARD)] == [rolf]


@pytest.mark.slow
def test_what_was_sent_says_who_confirmed_what_and_never_changes(client_of, rolf, bodil, liv, bergen, begun, log):
    with clock.at(moment("2027-05-04 12:00")):
        post_step(client_of(bodil), NUMBERS)
        post_step(client_of(bodil), BOARD)
    log(bergen, liv.person, led_by=liv)
    post_step(client_of(rolf), annual_report.CONFIRM)
    report = ChapterReport.objects.get()
    assert report.numbers["confirmed"] == [
        {"section": NUMBERS, "name": "Bodil Berg", "on": "2027-05-04", "is_as_sent": False},
        {"section": BOARD, "name": "Bodil Berg", "on": "2027-05-04", "is_as_sent": True},
    ]
    SectionConfirmation.objects.update(by=rolf)
    page = client_of(rolf).get(f"{PLACE}kvittering/").content.decode()
    assert "Bodil Berg, 4. mai 2027. Det ble endret etterpå" in page


@pytest.mark.slow
def test_the_page_of_the_report_takes_as_many_queries_for_one_activity_as_for_five(
    client_of, rolf, liv, bergen, begun, log
):
    client, numbers = client_of(rolf), {}
    confirm_all(client)
    for count in (1, 5):
        for _number in range(count):
            log(bergen, liv.person, led_by=liv)
        post_step(client, NUMBERS)
        for page in ("", "tallene/", "styret/", "om-aret/", "bekreft/"):
            client.get(PLACE + page)
            with CaptureQueriesContext(connection) as found:
                assert client.get(PLACE + page).status_code == 200
            numbers.setdefault(page, []).append(len(found))
    assert numbers == {
        "": [41, 41], "tallene/": [38, 38], "styret/": [19, 19], "om-aret/": [16, 16], "bekreft/": [46, 46],
    }  # fmt: skip


@pytest.mark.slow
def test_who_has_left_the_board_meanwhile_gets_the_text_back_and_confirms_nothing(client_of, rolf, siri, begun):
    client = client_of(rolf)
    for step in (NUMBERS, BOARD):
        post_step(client, step)
    page = client.get(f"{PLACE}om-aret/")
    for office in Office.objects.filter(person=rolf):
        chapters.end_office(office, by=siri)
    posted = {"om-aret-about": "Vi har hatt et godt år", "version": page.context["draft"].version}

    refused = client.post(f"{PLACE}om-aret/", {**posted, "writer": page.context["writer"]})

    assert refused.status_code in (403, 404)
    assert "Vi har hatt et godt år" in refused.content.decode()
    assert [row.section for row in SectionConfirmation.objects.all()] == [NUMBERS, BOARD]
