"""What editors can keep of a line, and the sentence they get where rows contradict each other."""

import datetime
import html
import re

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.utils import translation
from wagtail.models import Locale
from wagtail.test.utils.form_data import inline_formset, nested_form_data
from wagtail_localize.models import StringTranslation, TranslationSource

from home.helplines import lookup as helplines
from home.helplines.cards import cards
from home.models import Figure, Helpline, HourException, OpeningSlot, SeasonRow
from home.helplines.hours import State
from portal import clock, fragments, permissions

pytestmark = pytest.mark.django_db

NOW = datetime.datetime(2026, 12, 7, 16, tzinfo=clock.OSLO)
TODAY = NOW.date()
CHECKED = datetime.date(2026, 11, 22)


@pytest.fixture(autouse=True)
def _monday_afternoon():
    with clock.at(NOW):
        yield


@pytest.fixture
def egil(ola, client_of):
    """An editor, signed in."""
    ola.groups.add(Group.objects.get(name=permissions.EDITORS))
    return client_of(ola)


@pytest.fixture
def line():
    return Helpline.objects.get(code="ms-telefonen", locale__language_code="nb")


@pytest.fixture
def edit(egil, line):
    """``edit(**changes)``: the form of MS-telefonen sent as it stands, with these changes."""

    def send(*, hours=None, exceptions=(), seasons=(), **changes):
        names = [
            "name", "phone", "who", "description", "paused_note", "holidays", "easter_wednesday", "christmas_eve",
            "new_years_eve", "kind", "code", "url", "order",
        ]  # fmt: skip
        data = {name: getattr(line, name) for name in names}
        data |= {"free": "True", "anonymous": "True", "checked": "2026-11-22", "other_opens": "", "other_closes": ""}
        if hours is None:
            hours = [(0, "11:00", "15:00"), (2, "17:00", "21:00")]
        rows = [dict(zip(("weekday", "opens", "closes"), row, strict=True)) for row in hours]
        for prefix, forms in (("hours", rows), ("exceptions", exceptions), ("seasons", seasons)):
            kept = list(getattr(line, prefix).values_list("pk", flat=True))
            forms = [{**form, "id": pk} for form, pk in zip(forms, kept + [""] * len(forms), strict=False)]
            data |= nested_form_data({prefix: inline_formset(forms, initial=len(kept))})
        line.refresh_from_db()
        data["loaded_revision_id"] = line.latest_revision_id or ""
        return egil.post(f"/cms/snippets/home/helpline/edit/{line.pk}/", {**data, **changes})

    return send


def complaints(response):
    """``{field or prefix-number-field: sentence}`` of a form that was sent back."""
    form = response.context["form"]
    found = {name: errors[0] for name, errors in form.errors.items()}
    for prefix, formset in form.formsets.items():
        for number, row in enumerate(formset.forms):
            found |= {f"{prefix}-{number}-{name}": errors[0] for name, errors in row.errors.items()}
    return found


def test_the_form_as_it_stands_is_accepted(edit, line):
    assert edit().status_code == 302
    assert [(slot.weekday, slot.opens.hour) for slot in line.hours.all()] == [(0, 11), (2, 17)]


def test_another_closing_time_counts_at_once_in_every_language(edit):
    assert edit(hours=[(0, "11:00", "17:00"), (2, "17:00", "21:00")]).status_code == 302

    fragments.forget()
    for language in ("nb", "nn", "en"):
        with translation.override(language):
            (card,) = helplines.by_kind()["ours"]
            assert (card.is_open, card.status.until.hour) == (True, 17)


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


@pytest.mark.parametrize(("typed", "digits"), [("22 42 45 4", 7), ("22 42 45 45 4", 9), ("11", 2)])
def test_a_number_with_the_wrong_count_of_digits_is_said_to_have_it(edit, typed, digits):
    response = edit(phone=typed)

    assert complaints(response) == {
        "phone": f"Dette har {digits} siffer. Norske telefonnummer har 3, 4, 5, 6 eller 8 siffer."
    }
    assert typed in response.content.decode()


def test_a_number_that_is_none_gets_an_example(edit):
    assert set(complaints(edit(phone="ring oss"))) == {"phone"}


@pytest.mark.parametrize(
    ("hours", "where", "sentence"),
    [
        (
            [(0, "11:00", "15:00"), (0, "14:00", "16:00")],
            "hours-1-opens",
            "Mandag klokka 14:00 til 16:00 går inn i Mandag klokka 11:00 til 15:00. Endre en av de to.",
        ),
        (
            [(6, "20:00", "02:00"), (0, "01:00", "03:00")],
            "hours-1-opens",
            "Mandag klokka 01:00 til 03:00 går inn i Søndag klokka 20:00 til 02:00. Endre en av de to.",
        ),
        (
            [(0, "11:00", "11:00")],
            "hours-0-closes",
            "Den åpner og stenger på samme klokkeslett. Endre ett av de to.",
        ),
        (
            [(0, "15:00", "11:00")],
            "hours-0-closes",
            "Den stenger før den åpner. Mener du neste morgen, er det 20 timer. Har du byttet om de to klokkeslettene?",
        ),
    ],
)
def test_hours_that_cannot_be_meant(edit, hours, where, sentence):
    assert complaints(edit(hours=hours)) == {where: sentence}


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


def day(text, **values):
    return {"date": text, "closed": "on", "opens": "", "closes": "", "note": "", **values}


def test_hours_on_a_day_that_is_marked_as_closed_are_asked_about(edit, line):
    response = edit(exceptions=[day("2026-12-24", opens="10:00", closes="12:00")])

    assert complaints(response) == {
        "exceptions-0-closed": "Du har skrevet tider, men dagen er merket som stengt. Ta bort merket eller tidene."
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
    ],
)
def test_a_time_is_typed_as_people_write_it(edit, line, typed, kept):
    assert edit(hours=[(0, "16:00", typed)]).status_code == 302
    slot = line.hours.get(weekday=0)
    assert (slot.closes.hour, slot.closes.minute) == kept


@pytest.mark.parametrize("typed", ["24", "24:00", "2400", "17:60", "fem"])
def test_a_time_that_is_none_gets_an_example(edit, typed):
    response = edit(hours=[(0, "16:00", typed)])

    assert complaints(response) == {"hours-0-closes": "Skriv klokkeslettet slik: 17:00. Midnatt er 00:00."}
    assert f'value="{typed}"' in response.content.decode()


def test_a_day_that_has_been_is_refused_while_it_is_new(edit):
    sentence = "Denne dagen har vært. Skriv en dag fra i dag av, eller fjern raden."

    assert complaints(edit(exceptions=[day("2026-12-06")])) == {"exceptions-0-date": sentence}
    assert edit(exceptions=[day("2026-12-07")]).status_code == 302


def test_a_day_that_has_been_stays_where_it_was(edit, line):
    HourException.objects.create(helpline=line, date="2026-11-30")

    assert edit(exceptions=[day("2026-11-30")]).status_code == 302


def test_one_day_stands_in_one_row(edit):
    response = edit(exceptions=[day("2026-12-14"), day("2026-12-14", closed="", opens="10:00", closes="11:00")])

    assert complaints(response) == {"exceptions-1-date": "14. desember 2026 står i to rader. Behold en av dem."}


def period(first, last, weekday="", opens="", closes=""):
    return {"first": first, "last": last, "weekday": weekday, "opens": opens, "closes": closes, "note": ""}


JULY = ("2027-07-01", "2027-07-31")


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
            "Denne perioden er over. Skriv en dag fra i dag av, eller fjern raden.",
        ),
        (
            [period(*JULY), period("2027-07-31", "2027-08-10")],
            "seasons-1-first",
            "Denne perioden går inn i den fra 1. juli 2027 til 31. juli 2027. "
            "Skriv de samme to datoene, eller datoer som ikke møtes.",
        ),
        (
            [period(*JULY), period(*JULY, 0, "11:00", "12:00")],
            "seasons-1-weekday",
            "Én rad sier at perioden er stengt, en annen at den er åpen. Fjern en av dem.",
        ),
        (
            [period(*JULY, 0, "11:00", "13:00"), period(*JULY, 0, "12:00", "14:00")],
            "seasons-1-opens",
            "Mandag klokka 12:00 til 14:00 går inn i Mandag klokka 11:00 til 13:00. Endre en av de to.",
        ),
        (
            [period(*JULY, 0, "11:00")],
            "seasons-0-__all__",
            "Fyll inn dagen og begge klokkeslettene, eller la alle tre stå tomme: Da er telefonen stengt.",
        ),
    ],
)
def test_periods_that_cannot_be_meant(edit, rows, where, sentence):
    assert complaints(edit(seasons=rows)) == {where: sentence}


def test_rows_with_the_same_dates_are_one_season(edit, line):
    rows = [period(*JULY, 0, "11:00", "13:00"), period(*JULY, 2, "17:00", "18:00")]

    assert edit(seasons=rows).status_code == 302
    (season,) = line.timetable().seasons
    assert [slot.weekday for slot in season.slots] == [0, 2]


def test_other_hours_are_asked_for_where_they_are_chosen(edit):
    missing = "Skriv begge klokkeslettene: Du har valgt andre tider for noen av dagene over."

    assert complaints(edit(christmas_eve="other")) == {"other_opens": missing}
    assert complaints(edit(christmas_eve="other", other_opens="10:00")) == {"other_closes": missing}
    assert complaints(edit(other_opens="12:00", other_closes="10:00")) == {
        "other_closes": "Den stenger før den åpner. Endre ett av de to klokkeslettene."
    }
    assert edit(christmas_eve="other", other_opens="10:00", other_closes="12:00").status_code == 302


NEW = {
    "name": "Nylinja", "phone": "22 00 00 00", "who": "en ny", "description": "Helt ny.", "kind": "peer", "code": "ny",
    "order": "50", "free": "", "anonymous": "", "paused_note": "", "url": "", "checked": "07.12.2026", "holidays": "",
    "easter_wednesday": "", "christmas_eve": "", "new_years_eve": "", "other_opens": "", "other_closes": "",
    **nested_form_data(
        {
            "hours": inline_formset([{"weekday": 0, "opens": "11:00", "closes": "17:00"}]),
            "exceptions": inline_formset([day("24.12.2026", note="God jul!")]),
            "seasons": inline_formset([]),
        }
    ),
}  # fmt: skip


def test_a_new_line_is_in_bokmal_and_shown_at_once(egil):
    assert egil.post("/cms/snippets/home/helpline/add/", NEW).status_code == 302

    made = Helpline.objects.get(code="ny")
    assert (made.locale.language_code, made.phone, made.checked) == ("nb", "+4722000000", TODAY)
    assert [row.date for row in made.exceptions.all()] == [datetime.date(2026, 12, 24)]
    assert "Nylinja" in egil.get("/hjelpetelefoner/").content.decode()


def test_a_short_name_is_one_line_s_alone(egil):
    response = egil.post("/cms/snippets/home/helpline/add/", {**NEW, "code": "ms-telefonen"})

    assert complaints(response) == {"code": "En annen telefon har dette kortnavnet. Skriv et annet."}


def test_a_line_that_is_not_saved_can_be_previewed(egil):
    address = "/cms/snippets/home/helpline/preview/"

    assert egil.post(address, NEW).json()["is_valid"] is True
    text = egil.get(address, {"mode": "monday"}).content.decode()

    assert "Nylinja" in text
    assert "Åpen nå" in text


def test_translators_see_the_texts_and_no_hours(egil, line):
    nynorsk = line.get_translation(Locale.objects.get(language_code="nn"))
    text = egil.get(f"/cms/snippets/home/helpline/edit/{nynorsk.pk}/").content.decode()

    assert "ein frivillig som sj" in text
    assert "id_hours" not in text


def test_one_press_says_that_the_hours_are_checked_and_keeps_the_rest(edit, line):
    assert edit(checked_today="1", name="MS-linja").status_code == 302

    line.refresh_from_db()
    assert (line.checked, line.name) == (TODAY, "MS-linja")


def test_hours_cannot_have_been_checked_tomorrow(edit):
    assert complaints(edit(checked="08.12.2026")) == {
        "checked": "Denne dagen har ikke kommet ennå. Skriv i dag eller en dag før."
    }


def test_nobody_but_an_editor_comes_near(kari, client_of, line):
    for client in (Client(), client_of(kari)):
        for address in (f"edit/{line.pk}/", "coming-days/", ""):
            assert client.get(f"/cms/snippets/home/helpline/{address}").status_code == 302
        assert client.post(f"/cms/snippets/home/helpline/edit/{line.pk}/", {"checked_today": "1"}).status_code == 302
    line.refresh_from_db()
    assert line.checked == CHECKED


# Two editors


BY_SOMEBODY_ELSE = "Noen andre har lagret mens du skrev, og endret: %s. Det du skrev står her fortsatt"


def test_the_first_to_save_is_not_undone_by_the_second(edit, line):
    assert edit(phone="22 00 00 00", exceptions=[day("2026-12-24")]).status_code == 302

    response = edit(who="en annen", loaded_revision_id="")

    line.refresh_from_db()
    text = html.unescape(response.content.decode())
    assert (line.phone, line.exceptions.count()) == ("+4722000000", 1)
    assert BY_SOMEBODY_ELSE % "Telefonnummer, Spesielle dager" in text
    assert 'value="en annen"' in text
    assert f'name="loaded_revision_id" value="{line.latest_revision_id}"' in text
    assert edit(who="en annen").status_code == 302


def test_what_changed_is_counted_from_when_the_form_was_opened(edit, line):
    edit(phone="22 00 00 00")
    line.refresh_from_db()
    opened = line.latest_revision_id
    edit(phone="22 00 00 00", paused_note="Vi har ferie.")

    response = edit(phone="22 00 00 00", loaded_revision_id=opened)

    assert BY_SOMEBODY_ELSE % "Midlertidig stengt, fordi" in html.unescape(response.content.decode())
    line.refresh_from_db()
    assert line.paused_note == "Vi har ferie."


def test_nothing_is_saved_while_somebody_types(egil, line):
    figure = Figure.objects.get(code="antall-med-ms")
    for address in ("helpline/add/", f"helpline/edit/{line.pk}/", "figure/add/", f"figure/edit/{figure.pk}/"):
        response = egil.get(f"/cms/snippets/home/{address}")
        assert response.context["autosave_enabled"] is False
        assert "data-w-autosave-interval-value" not in response.content.decode()


def test_a_fault_is_mended_before_anybody_hears_of_the_other_editor(edit):
    edit(phone="22 00 00 00")

    assert set(complaints(edit(phone="12", loaded_revision_id=""))) == {"phone"}


def test_an_earlier_version_is_compared_and_taken_back(edit, egil, line):
    edit(hours=[(0, "11:00", "17:00"), (2, "17:00", "21:00")])
    line.refresh_from_db()
    first, second = line.revisions.order_by("pk")

    compared = egil.get(f"/cms/snippets/home/helpline/history/{line.pk}/revisions/compare/{first.pk}...{second.pk}/")
    old = egil.get(f"/cms/snippets/home/helpline/history/{line.pk}/revisions/{first.pk}/revert/").content.decode()

    assert compared.status_code == 200
    assert "17:00" in compared.content.decode()
    assert 'name="hours-0-closes" value="15:00"' in old
    assert f'name="loaded_revision_id" value="{second.pk}"' in old


def test_changed_words_are_said_to_be_bokmal_elsewhere(edit, egil, line):
    sentence = "Sidene på nynorsk og engelsk viser de nye ordene på bokmål til noen oversetter dem."

    edit(phone="22 00 00 00")
    assert sentence not in egil.get("/cms/snippets/home/helpline/").content.decode()
    line.refresh_from_db()
    edit(who="en annen")
    assert sentence in egil.get("/cms/snippets/home/helpline/").content.decode()


# What editors are told


def test_each_line_is_listed_once_and_ours_first(egil):
    Helpline.objects.filter(kind="peer").update(order=900)
    listed = egil.get("/cms/snippets/home/helpline/").context["object_list"]
    translated = egil.get("/cms/snippets/home/helpline/", {"locale": "nn"}).context["object_list"]

    assert [line.locale.language_code for line in listed] == ["nb"] * Helpline.objects.filter(
        locale__language_code="nb"
    ).count()
    assert [line.kind == "peer" for line in listed] == sorted((line.kind == "peer" for line in listed), reverse=True)
    assert listed[0].code in ("ms-telefonen", "parorendetelefonen")
    assert {line.locale.language_code for line in translated} == {"nn"}


def test_what_is_added_is_written_with_a_small_letter(egil, line):
    text = egil.get(f"/cms/snippets/home/helpline/edit/{line.pk}/").content.decode()
    added = re.findall(r"Legg til (\w+ ?\w*)", text)

    assert {"åpningstid", "særskilt dag", "rad for"} <= set(added)
    assert [words for words in added if words[0].isupper()] == []


def test_the_coming_days_are_listed_with_what_happens_and_a_way_to_decide(egil, line):
    text = egil.get("/cms/snippets/home/helpline/coming-days/").content.decode()
    rows = [row.split("</tr>")[0] for row in text[text.index("<tbody>") :].split("<tr>")[1:]]

    easter_monday = [row for row in rows if "2. påskedag" in row and "MS-telefonen" in row]
    wednesday = [row for row in rows if "Onsdag før skjærtorsdag" in row and "MS-telefonen" in row]
    assert len(easter_monday) == len(wednesday) == 1
    assert "Mandag 29. mars 2027" in easter_monday[0]
    assert "Stengt" in easter_monday[0]
    assert "Ikke ennå" not in easter_monday[0]
    assert "Klokka 17 til 21" in wednesday[0]
    assert f'href="/cms/snippets/home/helpline/edit/{line.pk}/">Ikke ennå' in wednesday[0]


def test_a_half_day_is_undecided_until_a_rule_or_a_special_day_decides_it(line):
    in_march = datetime.date(2027, 3, 1)

    def open_questions():
        return [(found.code, day.date) for found, day in helplines.undecided_holidays(helplines.read_lines(), in_march)]

    wednesday = datetime.date(2027, 3, 24)
    assert open_questions() == [("ms-telefonen", wednesday), ("ffo-rettighetssenter", wednesday)]
    Helpline.objects.filter(code="ffo-rettighetssenter").update(easter_wednesday="open")
    HourException.objects.create(helpline=line, date=wednesday, closed=True)
    assert open_questions() == []


@pytest.mark.parametrize(("days", "expected"), [(150, []), (151, ["ms-telefonen"])])
def test_editors_hear_a_month_before_the_page_falls_silent(line, days, expected):
    Helpline.objects.filter(pk=line.pk).update(checked=TODAY - datetime.timedelta(days))

    assert [found.code for found in helplines.unchecked(helplines.read_lines(), TODAY)] == expected
    (card,) = helplines.by_kind()["ours"]
    assert card.status.state != State.UNKNOWN


def test_lines_that_were_never_checked_are_among_the_unchecked(line):
    Helpline.objects.filter(pk=line.pk).update(checked=None)

    assert [found.pk for found in helplines.unchecked(helplines.read_lines(), TODAY)] == [line.pk]


# Previews


@pytest.mark.parametrize(
    ("mode", "heading", "state"),
    [
        ("", "Slik den vises nå", "Stengt nå"),
        ("monday", "Slik den vises mandag 14. desember 2026 klokka 12", "Åpen nå"),
        ("easter_monday", "Slik den vises mandag 29. mars 2027 klokka 12", "Stengt på grunn av helligdag"),
        ("constitution_day", "Slik den vises mandag 17. mai 2027 klokka 12", "Stengt på grunn av helligdag"),
    ],
)
def test_a_preview_shows_the_line_as_seen_on_another_day(line, mode, heading, state):
    text = line.make_preview_request(preview_mode=mode).content.decode()

    assert f"<h1>{heading}</h1>" in text
    main = text[text.index("<main") : text.index("</main>")]
    assert state in main
    assert "Pårørendetelefonen" in main


def test_a_preview_shows_what_is_not_saved(line):
    line.hours = [OpeningSlot(weekday=0, opens=datetime.time(12), closes=datetime.time(12, 10))]

    text = line.make_preview_request(preview_mode="monday").content.decode()

    assert "Stenger om 10 minutter" in text


# Translations


@pytest.fixture
def translated(line):
    """``translated("nn", who="…")``: some texts of MS-telefonen in another language, as translators keep them."""

    def keep(code, **texts):
        locale = Locale.objects.get(language_code=code)
        source, _is_new = TranslationSource.update_or_create_from_instance(line)
        for segment in source.stringsegment_set.select_related("string", "context"):
            if segment.context.path in texts:
                StringTranslation.objects.update_or_create(
                    translation_of_id=segment.string_id,
                    locale=locale,
                    context=segment.context,
                    defaults={
                        "data": texts[segment.context.path],
                        "translation_type": StringTranslation.TRANSLATION_TYPE_MANUAL,
                    },
                )
        source.translations.get(target_locale=locale).save_target(publish=True)

    return keep


@pytest.fixture
def new_line(db):
    """A line that nobody has translated yet."""
    return Helpline.objects.create(
        code="ny", name="Nylinja", who="en ny", phone="+4722000000", kind="peer", description="Helt ny.", checked=TODAY
    )


def test_a_translation_has_its_own_texts_and_the_facts_of_the_source(translated):
    translated("nn", who="ein heilt annan")
    Helpline.objects.filter(locale__language_code="nn").update(phone="+4799999999", checked=None, order=999)
    OpeningSlot.objects.filter(helpline__locale__language_code="nn").delete()

    with translation.override("nn"), clock.at(datetime.datetime(2026, 12, 7, 12, tzinfo=clock.OSLO)):
        (card,) = helplines.by_kind()["ours"]
        text = Client().get("/nn/hjelpetelefoner/").content.decode()

    assert (card.who, card.phone, card.is_open) == ("ein heilt annan", "+4722424545", True)
    assert "<strong>ein heilt annan</strong>" in text
    assert "99\u00a099\u00a099" not in text


def test_only_texts_are_asked_of_translators(line):
    source, _is_new = TranslationSource.update_or_create_from_instance(line)

    assert {segment.context.path for segment in source.stringsegment_set.select_related("context")} == {
        "name", "who", "description",
    }  # fmt: skip
    assert source.overridablesegment_set.count() == 0


@pytest.mark.parametrize("code", ["nn", "en"])
def test_a_line_without_translation_is_marked_as_bokmal(new_line, code):
    text = Client().get(f"/{code}/hjelpetelefoner/").content.decode()

    assert '<p itemprop="description" lang="nb">Helt ny.</p>' in text
    assert 'lang="nb"' not in Client().get("/hjelpetelefoner/").content.decode().split("<main")[1].split("</main>")[0]


def test_the_first_lines_speak_the_language_of_the_reader():
    text = Client().get("/en/hjelpetelefoner/").content.decode()

    assert "someone who listens" not in text  # who answers is told of lines with hours
    assert "For anyone who needs someone to talk to, whatever it is about." in text
    assert '<p itemprop="description">' in text
    assert "Snakk med en som vet" not in text


def test_a_pause_is_the_source_s_alone(line, translated):
    line.paused_note = "Vi har ferie."
    line.save()
    translated("nn", paused_note="Me har ferie.")
    with translation.override("nn"):
        fragments.forget()
        assert helplines.lines_sharing_number("ms-telefonen")[0].paused_note == "Me har ferie."

    Helpline.objects.filter(pk=line.pk).update(paused_note="")

    with translation.override("nn"):
        fragments.forget()
        assert helplines.lines_sharing_number("ms-telefonen")[0].hours.paused_note == ""


def test_words_that_an_editor_changes_are_not_kept_as_they_were_in_a_translation(edit, line, translated):
    line.paused_note = "Stengt til 1. februar."
    line.save()
    translated("nn", paused_note="Stengd til 1. februar.", who="ein med MS")

    assert edit(paused_note="Stengt til 1. mars.").status_code == 302

    fragments.forget()
    with translation.override("nn"):
        found = helplines.lines_sharing_number("ms-telefonen")[0]
        assert (found.paused_note, found.lang["paused_note"]) == ("Stengt til 1. mars.", ' lang="nb"')
        assert (found.who, found.lang["who"]) == ("ein med MS", "")


def test_a_change_is_seen_within_a_minute(line):
    assert helplines.all_lines() == helplines.read_lines()
    Helpline.objects.filter(pk=line.pk).update(name="Nytt navn")

    assert "Nytt navn" not in [found.name for found in helplines.all_lines()]
    fragments.forget()
    assert "Nytt navn" in [found.name for found in helplines.all_lines()]


def test_lines_cost_four_queries_however_many_there_are(line, django_assert_num_queries):
    SeasonRow.objects.create(helpline=line, first="2027-07-01", last="2027-07-31")
    with translation.override("nn"):
        for code in ("ny", "nyest"):
            with django_assert_num_queries(4):
                lines = helplines.read_lines()
                cards(lines, NOW)
            Helpline(code=code, name="Ny", who="en", phone="+4722000000", kind="peer", description="Ny.").save()
