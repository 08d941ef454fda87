"""One number is one card, which says what is true of its lines at a moment."""

import html5lib
import pytest
from django.test import Client

from home.helplines.hours import State
from home.models import Helpline, HourException, SeasonRow
from portal import clock, fragments
from tests.conftest import moment
from tests.first_check import set_checked
from tests.home.helplines.reading import MONDAY_NOON, card_of, line_called, live_line, main_of, ours, pause, text_of

pytestmark = pytest.mark.django_db


MS, RELATIVES = "en frivillig som selv har MS", "en frivillig som selv er pårørende"


@pytest.mark.parametrize(
    ("at", "state", "who", "opens"),
    [
        ("2026-12-07 09:59", State.CLOSED, MS, "2026-12-07 11:00"),
        ("2026-12-07 10:00", State.OPENS_SOON, MS, "2026-12-07 11:00"),
        ("2026-12-07 11:00", State.OPEN, MS, None),
        (MONDAY_NOON, State.OPEN, MS, None),
        ("2026-12-07 14:45", State.CLOSES_SOON, MS, None),
        ("2026-12-07 15:00", State.CLOSED, RELATIVES, "2026-12-08 17:00"),
        ("2026-12-08 18:00", State.OPEN, RELATIVES, None),
        ("2026-12-08 21:00", State.CLOSED, MS, "2026-12-09 17:00"),
        ("2026-12-09 20:50", State.CLOSES_SOON, MS, None),
        ("2026-12-13 23:59", State.CLOSED, MS, "2026-12-14 11:00"),
        # Easter Monday: the line of that day is closed, and the one of Tuesday is next.
        ("2027-03-29 12:00", State.CLOSED_HOLIDAY, RELATIVES, "2027-03-30 17:00"),
    ],
)
def test_the_shared_number_says_who_answers_now_or_next(at, state, who, opens):
    card = ours(at)

    assert card.status.state == state
    assert card.who == who
    assert card.status.opens_at == (moment(opens) if opens else None)


def test_two_lines_with_one_number_are_one_card_with_the_whole_week():
    card = ours(MONDAY_NOON)

    assert [line.code for line in card.lines] == ["ms-telefonen", "parorendetelefonen"]
    assert [(row.day, row.line.who) for row in card.week] == [("Mandag", MS), ("Tirsdag", RELATIVES), ("Onsdag", MS)]
    for at in (MONDAY_NOON, "2026-12-07 16:00"):  # a link, and a number to read
        with clock.at(moment(at)):
            assert main_of().count("22\xa042\xa045\xa045") == 1


def test_a_line_that_is_paused_says_why():
    Helpline.objects.filter(kind="peer").update(paused_note="Vi har ferie.")
    card = ours(MONDAY_NOON)

    assert card.status.state == State.PAUSED
    assert "Vi har ferie." in Client().get("/hjelpetelefoner/").content.decode()


def test_hours_that_nobody_has_checked_lately_are_shown_without_a_status():
    Helpline.objects.update(checked="2026-01-01")
    card = ours(MONDAY_NOON)

    assert card.status.state == State.UNKNOWN
    assert card.headline == ""
    with clock.at(moment(MONDAY_NOON)):
        text = Client().get("/hjelpetelefoner/").content.decode()
    assert 'href="tel:+4722424545"' in text
    assert "Mandag" in text


def test_a_line_of_unknown_hours_hides_the_status_of_those_it_shares_a_number_with():
    Helpline.objects.filter(code="parorendetelefonen").update(checked=None)

    assert ours("2026-12-08 18:00").status.state == State.UNKNOWN
    assert ours(MONDAY_NOON).status.state == State.OPEN


def test_what_is_different_in_the_coming_two_months_is_told_in_order_of_date():
    line = Helpline.objects.get(code="ms-telefonen", locale__language_code="nb")
    HourException.objects.create(helpline=line, date="2026-12-14", closed=False, opens="12:00", closes="13:30")
    HourException.objects.create(helpline=line, date="2026-12-10", closed=True, note="Ingen forskjell.")
    HourException.objects.create(helpline=line, date="2027-03-01", closed=True)
    SeasonRow.objects.create(helpline=line, first="2026-12-21", last="2027-01-03", note="God jul!")
    relatives = Helpline.objects.get(code="parorendetelefonen", locale__language_code="nb")
    for weekday in (0, 1):
        SeasonRow.objects.create(
            helpline=relatives, first="2026-12-28", last="2026-12-30", weekday=weekday, opens="10:00", closes="11:00"
        )

    changes = [(change.line.code, change.when, change.hours, change.note) for change in ours(MONDAY_NOON).changes]

    assert changes == [
        ("ms-telefonen", "mandag 14. desember", "klokka 12 til 13.30", ""),
        ("ms-telefonen", "fra 21. desember til 3. januar", "stengt", "God jul!"),
        (
            "parorendetelefonen",
            "fra 28. desember til 30. desember",
            "mandag klokka 10 til 11 og tirsdag klokka 10 til 11",
            "",
        ),
    ]


def test_a_season_closes_the_line_and_says_the_date_on_which_it_opens():
    SeasonRow.objects.create(
        helpline=Helpline.objects.get(code="ms-telefonen", locale__language_code="nb"),
        first="2026-12-01",
        last="2027-01-10",
        note="Ferie.",
    )
    Helpline.objects.filter(code="parorendetelefonen").update(paused_note="Pause.")
    card = ours(MONDAY_NOON)

    assert (card.status.state, card.opens, card.status.note) == (
        State.CLOSED,
        "mandag 11. januar klokka 11",
        "Ferie.",
    )


def test_a_paused_line_has_no_hours_on_the_card_it_shares():
    line = line_called("parorendetelefonen")
    HourException.objects.create(helpline=line, date="2026-12-15", closed=True)
    SeasonRow.objects.create(helpline=line, first="2026-12-21", last="2027-01-03")
    days = {"https://schema.org/Monday", "https://schema.org/Wednesday"}
    assert [change.line.code for change in ours(MONDAY_NOON).changes] == ["parorendetelefonen"] * 2
    pause("parorendetelefonen")

    card = ours(MONDAY_NOON)

    assert [(row.day, row.line.code) for row in card.week] == [("Mandag", "ms-telefonen"), ("Onsdag", "ms-telefonen")]
    assert card.changes == []
    hours = schema_of("ms-telefonen", MONDAY_NOON)["hoursAvailable"]
    assert {day for spec in hours for day in spec["dayOfWeek"]} == days
    assert len(hours) == len(days)


@pytest.mark.slow
def test_a_paused_line_that_is_open_day_and_night_does_not_say_so():
    Helpline.objects.filter(code="ms-telefonen").update(always=True)
    pause("ms-telefonen")

    assert "hoursAvailable" in schema_of("ms-telefonen", MONDAY_NOON)  # the other line's
    pause("parorendetelefonen")
    assert "hoursAvailable" not in schema_of("ms-telefonen", MONDAY_NOON)
    assert "Åpent hele døgnet" not in text_of(card_of("ms-telefonen", MONDAY_NOON))


@pytest.mark.slow
@pytest.mark.parametrize("at", [MONDAY_NOON, "2026-12-07 16:00"])
def test_why_one_of_two_lines_is_paused_stands_with_the_status_once(at):
    pause("parorendetelefonen")

    for shown in (live_line(at), text_of(card_of("ms-telefonen", at))):
        assert shown.count("Pårørendetelefonen : Vi har ferie.") + shown.count("Pårørendetelefonen: Vi har ferie.") == 1
        assert shown.count("Vi har ferie.") == 1


@pytest.mark.slow
def test_why_both_lines_are_paused_is_said_once_or_of_each():
    pause("ms-telefonen")
    pause("parorendetelefonen")
    assert [(note.name, note.text) for note in ours(MONDAY_NOON).notes] == [("", "Vi har ferie.")]
    assert live_line(MONDAY_NOON) == "Midlertidig stengt Vi har ferie."
    assert card_of("ms-telefonen", MONDAY_NOON).count("Vi har ferie.") == 1

    pause("parorendetelefonen", "Vi søker frivillige.")

    assert [(note.name, note.text) for note in ours(MONDAY_NOON).notes] == [
        ("MS-telefonen", "Vi har ferie."),
        ("Pårørendetelefonen", "Vi søker frivillige."),
    ]
    assert card_of("ms-telefonen", MONDAY_NOON).count("Vi søker frivillige.") == 1


@pytest.mark.slow
def test_a_pause_is_told_although_nobody_has_checked_the_other_hours():
    Helpline.objects.filter(code="ms-telefonen").update(checked=None)
    pause("parorendetelefonen")

    assert ours(MONDAY_NOON).status.state == State.UNKNOWN
    assert live_line(MONDAY_NOON).endswith("Pårørendetelefonen: Vi har ferie.")


@pytest.mark.slow
@pytest.mark.parametrize("language", ["", "/nn", "/en"])
def test_why_the_line_of_the_day_is_closed_is_told_although_another_line_opens_next(language):
    why = "Stengt på grunn av sykdom."
    HourException.objects.create(helpline=line_called("ms-telefonen"), date="2026-12-07", closed=True, note=why)
    fragments.forget_cached()

    card = ours(MONDAY_NOON)

    assert (card.status.state, card.who) == (State.CLOSED, RELATIVES)
    assert f"MS-telefonen: {why}" in live_line(MONDAY_NOON, f"{language}/")
    with clock.at(moment(MONDAY_NOON)):
        text = main_of(f"{language}/hjelpetelefoner/")
    mark = ' lang="nb"' if language else ""
    assert text.count(f"</span>: <span{mark}>{why}</span></p>") == 1
    assert why not in live_line("2026-12-08 12:00")


def test_a_note_about_one_line_does_not_hide_the_holiday_that_closes_the_other():
    relatives = line_called("parorendetelefonen")
    SeasonRow.objects.create(
        helpline=relatives,
        first="2027-03-20",
        last="2027-04-30",
        weekday=1,
        opens="17:00",
        closes="19:00",
        note="Kort.",
    )
    Helpline.objects.filter(code="parorendetelefonen").update(order=0)

    card = ours("2027-03-29 12:00")

    assert (card.status.state, card.reason) == (State.CLOSED_HOLIDAY, "2. påskedag")
    assert [(note.name, note.text) for note in card.notes] == [("Pårørendetelefonen", "Kort.")]


def items(element):
    """``{property: [values]}`` of the microdata in a piece of HTML; an item within it is a value of that kind."""
    found = {}
    for child in element:
        name, nested = child.get("itemprop"), child.get("itemscope") is not None
        if name and nested:
            found.setdefault(name, []).append(items(child))
        elif name:
            value = child.get("content") or child.get("href") or "".join(child.itertext())
            found.setdefault(name, []).append(value)
        if not nested:
            for key, values in items(child).items():
                found.setdefault(key, []).extend(values)
    return found


def schema_of(code, at):
    fragments.forget_cached()
    with clock.at(moment(at)):
        page = html5lib.parse(Client().get("/hjelpetelefoner/").content.decode(), namespaceHTMLElements=False)
    (card,) = (section for section in page.iter("section") if section.get("id") == code)
    assert card.get("itemtype") == "https://schema.org/ContactPoint"
    return items(card)


def test_the_hours_can_be_read_by_machines():
    found = schema_of("ms-telefonen", MONDAY_NOON)

    assert found["telephone"] == ["+4722424545"]
    assert found["name"] == ["MS-telefonen og Pårørendetelefonen"]
    assert found["hoursAvailable"] == [
        {"dayOfWeek": [f"https://schema.org/{day}"], "opens": [opens], "closes": [closes]}
        for day, opens, closes in (
            ("Monday", "11:00", "15:00"),
            ("Tuesday", "17:00", "21:00"),
            ("Wednesday", "17:00", "21:00"),
        )
    ]


def test_days_that_are_different_can_be_read_by_machines():
    line = Helpline.objects.get(code="ms-telefonen", locale__language_code="nb")
    HourException.objects.create(helpline=line, date="2026-12-14", closed=False, opens="12:00", closes="13:30")
    SeasonRow.objects.create(helpline=line, first="2026-12-21", last="2027-01-03")

    assert schema_of("ms-telefonen", MONDAY_NOON)["hoursAvailable"][3:] == [
        {"opens": ["12:00"], "closes": ["13:30"], "validFrom": ["2026-12-14"], "validThrough": ["2026-12-14"]},
        {"opens": ["00:00"], "closes": ["00:00"], "validFrom": ["2026-12-21"], "validThrough": ["2027-01-03"]},
    ]


@pytest.mark.slow
@pytest.mark.parametrize("at", [MONDAY_NOON, "2026-12-06 03:00"])
@pytest.mark.parametrize("prefix", ["/", "/nn/", "/en/"])
def test_the_cards_of_a_new_site_are_numbers_to_ring_without_a_status_or_a_date(prefix, at):
    set_checked(None)

    with clock.at(moment(at)):
        main = main_of(f"{prefix}hjelpetelefoner/")
    for code, phone in (("ms-telefonen", "+4722424545"), ("ffo-rettighetssenter", "+4723905155")):
        card = main[main.index(f'id="{code}-now"') :].partition("</section>")[0]
        now = card.partition("</div>")[0]
        assert f'data-live="{State.UNKNOWN}"' in now
        assert f'href="tel:{phone}"' in now
        assert 'class="tag' not in now
        assert 'class="meta"' not in card
