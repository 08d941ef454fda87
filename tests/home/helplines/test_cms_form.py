"""What editors can keep of a line, and the sentence they get where rows contradict each other."""

import datetime

import pytest
from django.test import Client
from django.utils import translation
from wagtail.models import Locale

from home.helplines import hours, words
from home.helplines import lookup as helplines
from home.models import Helpline, HourException
from portal import clock, fragments
from tests.home.helplines.conftest import NOW
from tests.home.helplines.editing import NEW, complaints, day

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday_afternoon")]


TODAY = NOW.date()


CHECKED = datetime.date(2026, 11, 22)


@pytest.mark.slow
def test_the_form_as_it_stands_is_accepted(edit, line):
    assert edit().status_code == 302
    assert [(slot.weekday, slot.opens.hour) for slot in line.hours.all()] == [(0, 11), (2, 17)]


@pytest.mark.slow
def test_another_closing_time_counts_at_once_in_every_language(edit):
    assert edit(hours=[(0, "11:00", "17:00"), (2, "17:00", "21:00")]).status_code == 302

    fragments.forget_cached()
    for language in ("nb", "nn", "en"):
        with translation.override(language):
            (card,) = helplines.by_kind()["ours"]
            assert (card.is_open, card.status.until.hour) == (True, 17)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("22 42 45 45", "+4722424545"),
        ("22\u00a042\u00a045\u00a045", "+4722424545"),
        ("+47 22 42 45 45", "+4722424545"),
        ("0047 22424545", "+4722424545"),
        ("116 117", "116117"),
        ("02800", "02800"),
        ("+46 8 123 456 78", "+46812345678"),
    ],
)
def test_a_number_is_kept_as_it_is_dialled(edit, line, typed, kept):
    assert edit(phone=typed).status_code == 302

    line.refresh_from_db()
    assert line.phone == kept


@pytest.mark.slow
@pytest.mark.parametrize(("typed", "digits"), [("22 42 45 4", 7), ("22 42 45 45 4", 9), ("11", 2)])
def test_a_number_with_the_wrong_count_of_digits_is_said_to_have_it(edit, typed, digits):
    response = edit(phone=typed)

    assert complaints(response) == {
        "phone": f"Nummeret har {digits} siffer. Norske telefonnummer har 3, 4, 5, 6 eller 8 siffer."
    }
    assert typed in response.content.decode()


@pytest.mark.slow
def test_a_number_that_is_none_gets_an_example(edit):
    assert set(complaints(edit(phone="ring oss"))) == {"phone"}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("hours", "where", "sentence"),
    [
        (
            [(0, "11:00", "15:00"), (0, "14:00", "16:00")],
            "hours-1-opens",
            "Mandag klokka 14:00 til 16:00 overlapper med Mandag klokka 11:00 til 15:00. Endre en av de to.",
        ),
        (
            [(6, "20:00", "02:00"), (0, "01:00", "03:00")],
            "hours-1-opens",
            "Mandag klokka 01:00 til 03:00 overlapper med Søndag klokka 20:00 til 02:00. Endre en av de to.",
        ),
        (
            [(0, "11:00", "11:00")],
            "hours-0-closes",
            "Telefonen åpner og stenger på samme klokkeslett. Endre ett av de to.",
        ),
        (
            [(0, "15:00", "11:00")],
            "hours-0-closes",
            "Telefonen stenger før den åpner. Mener du neste morgen, er det 20 timer. "
            "Har du byttet om de to klokkeslettene?",
        ),
    ],
)
def test_hours_that_cannot_be_meant(edit, hours, where, sentence):
    assert complaints(edit(hours=hours)) == {where: sentence}


@pytest.mark.slow
@pytest.mark.parametrize(
    "hours",
    [
        [(0, "11:00", "15:00"), (0, "15:00", "16:00")],
        [(4, "20:00", "02:00"), (5, "02:00", "03:00")],
        [(6, "20:00", "00:00"), (0, "00:00", "03:00")],
    ],
)
def test_hours_that_meet_do_not_run_into_each_other(edit, hours):
    assert edit(hours=hours).status_code == 302


@pytest.mark.slow
def test_hours_on_a_day_that_is_marked_as_closed_are_asked_about(edit, line):
    response = edit(exceptions=[day("2026-12-24", opens="10:00", closes="12:00")])

    assert complaints(response) == {
        "exceptions-0-closed": "Du har skrevet tider, men dagen er merket som stengt. Fjern krysset eller tidene."
    }
    assert edit(exceptions=[day("2026-12-24", closed="", opens="10:00", closes="12:00")]).status_code == 302
    assert [(row.closed, row.opens.hour) for row in line.exceptions.all()] == [(False, 10)]


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("17", (17, 0)),
        ("17.30", (17, 30)),
        ("1730", (17, 30)),
        ("17:30", (17, 30)),
        ("0.05", (0, 5)),
        ("00:00", (0, 0)),
        ("24:00", (0, 0)),
        ("24.00", (0, 0)),
        ("kl 24", (0, 0)),
    ],
)
def test_a_time_is_typed_as_people_write_it(edit, line, typed, kept):
    assert edit(hours=[(0, "16:00", typed)]).status_code == 302
    slot = line.hours.get(weekday=0)
    assert (slot.closes.hour, slot.closes.minute) == kept


@pytest.mark.slow
@pytest.mark.parametrize("typed", ["25:00", "24:01", "17:60", "tolv", "12-16"])
def test_a_time_that_is_none_gets_an_example(edit, typed):
    response = edit(hours=[(0, "16:00", typed)])

    assert complaints(response) == {"hours-0-closes": "Skriv klokkeslettet slik: 17:00. Midnatt er 24:00."}
    assert f'value="{typed}"' in response.content.decode()


@pytest.mark.slow
def test_a_small_hour_is_asked_about(edit):
    response = edit(hours=[(0, "6", "21")])

    sentence = "Skriv 06.00 hvis det er om morgenen, eller 18.00 hvis det er om kvelden"
    assert complaints(response) == {"hours-0-opens": sentence}


@pytest.mark.slow
@pytest.mark.parametrize("typed", ["24.12.2026", "24. desember 2026", "24/12-26", "torsdag 24.12.2026", "2026-12-24"])
def test_a_day_is_typed_as_people_write_it(edit, line, typed):
    assert edit(exceptions=[day(typed)]).status_code == 302
    assert line.exceptions.get().date.isoformat() == "2026-12-24"


@pytest.mark.slow
def test_a_day_without_a_year_is_shown_in_full_before_it_is_kept(edit, line):
    response = edit(exceptions=[day("24.12")])

    assert complaints(response)["exceptions-0-date"].startswith("Vi leste dette som torsdag 24. desember 2026.")
    assert 'value="24.12.2026"' in response.content.decode()
    assert not line.exceptions.exists()


@pytest.mark.slow
def test_a_day_that_has_been_is_refused_while_it_is_new(edit):
    sentence = "Denne dagen er passert. Skriv dagens dato eller en senere dato, eller fjern raden."

    assert complaints(edit(exceptions=[day("2026-12-06")])) == {"exceptions-0-date": sentence}
    assert edit(exceptions=[day("2026-12-07")]).status_code == 302


@pytest.mark.slow
def test_a_day_that_has_been_stays_where_it_was(edit, line):
    HourException.objects.create(helpline=line, date="2026-11-30")

    assert edit(exceptions=[day("2026-11-30")]).status_code == 302


def opening(date, opens, closes, **values):
    return day(date, closed="", opens=opens, closes=closes, **values)


@pytest.mark.slow
@pytest.mark.parametrize("date", ["2026-12-14", "2027-03-28", "2027-10-31"])  # the last two: the clocks change
def test_a_day_has_two_openings_and_closes_at_midnight_everywhere(edit, line, editor, date):
    rows = [opening(date, "17", "24.00", note="Ekstra kveld."), opening(date, "10", "12")]
    assert edit(exceptions=rows).status_code == 302

    kept = datetime.date.fromisoformat(date)
    [row] = [row for row in helplines.read_lines() if row.code == line.code]
    plan = hours.day_plan(row.hours, kept)
    assert [(opens.hour, closes.hour) for opens, closes in plan.times] == [(10, 12), (17, 0)]
    assert words.times_in_words(plan.times) == "klokka 10 til 12 og klokka 17 til 24"
    spans = hours.open_spans(row.hours, kept, 1)
    assert [stop - start for start, stop in spans] == [datetime.timedelta(hours=2), datetime.timedelta(hours=7)]
    with clock.at(datetime.datetime.combine(kept, datetime.time(23, 50), tzinfo=clock.OSLO)):
        fragments.forget_cached()
        calendar = Client().get(f"/hjelpetelefoner/{line.code}.ics").content.decode()
    compact = date.replace("-", "")
    assert f"DTSTART;TZID=Europe/Oslo:{compact}T170000" in calendar
    assert 'value="24:00"' in editor.get(f"/cms/snippets/home/helpline/edit/{line.pk}/").content.decode()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        (
            [opening("2026-12-14", "10", "12"), opening("2026-12-14", "11", "13")],
            "14. desember 2026 klokka 11:00 til 13:00 overlapper med 14. desember 2026 klokka 10:00 til 12:00. "
            "Endre en av de to.",
        ),
        (
            [opening("2026-12-14", "20", "02:00"), opening("2026-12-15", "01:00", "03:00")],
            "15. desember 2026 klokka 01:00 til 03:00 overlapper med 14. desember 2026 klokka 20:00 til 02:00. "
            "Endre en av de to.",
        ),
    ],
)
def test_openings_of_special_days_that_run_into_each_other(edit, rows, sentence):
    assert complaints(edit(exceptions=rows)) == {"exceptions-1-opens": sentence}


@pytest.mark.slow
def test_a_day_is_not_both_closed_and_open(edit):
    response = edit(exceptions=[day("2026-12-14"), day("2026-12-14", closed="", opens="10:00", closes="11:00")])

    assert complaints(response) == {"exceptions-1-date": "14. desember 2026 står i to rader. Behold en av dem."}


def period(first, last, weekday="", opens="", closes=""):
    return {"first": first, "last": last, "weekday": weekday, "opens": opens, "closes": closes, "note": ""}


JULY = ("2027-07-01", "2027-07-31")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("rows", "where", "sentence"),
    [
        (
            [period("2027-08-01", "2027-07-01")],
            "seasons-0-last",
            "Den siste dagen kommer før den første. Endre en av de to.",
        ),
        (
            [period("2026-07-01", "2026-07-31")],
            "seasons-0-last",
            "Denne perioden er over. Skriv dagens dato eller en senere dato, eller fjern raden.",
        ),
        (
            [period(*JULY), period("2027-07-31", "2027-08-10")],
            "seasons-1-first",
            "Denne perioden overlapper med den fra 1. juli 2027 til 31. juli 2027. "
            "Skriv de samme to datoene, eller datoer som ikke overlapper.",
        ),
        (
            [period(*JULY), period(*JULY, 0, "11:00", "12:00")],
            "seasons-1-weekday",
            "Én rad sier at perioden er stengt, en annen at den er åpen. Fjern en av dem.",
        ),
        (
            [period(*JULY, 0, "11:00", "13:00"), period(*JULY, 0, "12:00", "14:00")],
            "seasons-1-opens",
            "Mandag klokka 12:00 til 14:00 overlapper med Mandag klokka 11:00 til 13:00. Endre en av de to.",
        ),
        (
            [period(*JULY, 0, "11:00")],
            "seasons-0-__all__",
            "Fyll inn dagen og begge klokkeslettene, eller la alle tre stå tomme. Da er telefonen stengt.",
        ),
    ],
)
def test_periods_that_cannot_be_meant(edit, rows, where, sentence):
    assert complaints(edit(seasons=rows)) == {where: sentence}


@pytest.mark.slow
def test_rows_with_the_same_dates_are_one_season(edit, line):
    rows = [period(*JULY, 0, "11:00", "13:00"), period(*JULY, 2, "17:00", "18:00")]

    assert edit(seasons=rows).status_code == 302
    (season,) = line.timetable().seasons
    assert [slot.weekday for slot in season.slots] == [0, 2]


@pytest.mark.slow
def test_other_hours_are_asked_for_where_they_are_chosen(edit):
    missing = "Skriv begge klokkeslettene. Du har valgt andre tider for noen av dagene ovenfor."

    assert complaints(edit(christmas_eve="other")) == {"other_opens": missing}
    assert complaints(edit(christmas_eve="other", other_opens="10:00")) == {"other_closes": missing}
    assert complaints(edit(other_opens="12:00", other_closes="10:00")) == {
        "other_closes": "Telefonen stenger før den åpner. Endre ett av de to klokkeslettene."
    }
    assert edit(christmas_eve="other", other_opens="10:00", other_closes="12:00").status_code == 302


@pytest.mark.slow
def test_a_new_line_is_in_bokmal_and_shown_at_once(editor):
    assert editor.post("/cms/snippets/home/helpline/add/", NEW).status_code == 302

    made = Helpline.objects.get(code="ny")
    assert (made.locale.language_code, made.phone, made.checked) == ("nb", "+4722000000", TODAY)
    assert [row.date for row in made.exceptions.all()] == [datetime.date(2026, 12, 24)]
    assert "Nylinja" in editor.get("/hjelpetelefoner/").content.decode()


@pytest.mark.slow
def test_a_short_name_is_one_line_s_alone(editor):
    response = editor.post("/cms/snippets/home/helpline/add/", {**NEW, "code": "ms-telefonen"})

    assert complaints(response) == {"code": "En annen telefon har dette kortnavnet. Skriv et annet."}


def test_translators_see_the_texts_and_no_hours(editor, line):
    nynorsk = line.get_translation(Locale.objects.get(language_code="nn"))
    text = editor.get(f"/cms/snippets/home/helpline/edit/{nynorsk.pk}/").content.decode()

    assert "ein frivillig som sj" in text
    assert "id_hours" not in text


@pytest.mark.slow
def test_one_press_says_that_the_hours_are_checked_and_keeps_the_rest(edit, line):
    assert edit(checked_today="1", name="MS-linja").status_code == 302

    line.refresh_from_db()
    assert (line.checked, line.name) == (TODAY, "MS-linja")


@pytest.mark.slow
def test_hours_cannot_have_been_checked_tomorrow(edit):
    assert complaints(edit(checked="08.12.2026")) == {
        "checked": "Datoen er fram i tid. Skriv datoen i dag eller en tidligere dato."
    }


def test_nobody_but_an_editor_comes_near(kari, client_of, line):
    for client in (Client(), client_of(kari)):
        for address in (f"edit/{line.pk}/", "coming-days/", ""):
            assert client.get(f"/cms/snippets/home/helpline/{address}").status_code == 302
        assert client.post(f"/cms/snippets/home/helpline/edit/{line.pk}/", {"checked_today": "1"}).status_code == 302
    line.refresh_from_db()
    assert line.checked == CHECKED
