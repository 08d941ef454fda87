"""What is said about the lines at a given moment, and that one number is one card."""

import datetime
import re
from zoneinfo import ZoneInfo

import html5lib
import pytest
from django.test import Client
from django.utils import translation
from icalendar import Calendar

from home.helplines import hours
from home.helplines import lookup as helplines
from home.helplines.cards import cards
from home.models import Helpline, HourException, OpeningSlot, SeasonRow
from home.helplines.hours import State
from portal import clock, fragments

pytestmark = pytest.mark.django_db

MONDAY_NOON = "2026-12-07 12:00"
MS, RELATIVES = "en frivillig som selv har MS", "en frivillig som selv er pårørende"


def moment(text):
    return datetime.datetime.fromisoformat(text).replace(tzinfo=clock.OSLO)


def ours(text):
    fragments.forget()
    with clock.at(moment(text)):
        (card,) = helplines.by_kind()["ours"]
    return card


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


def test_an_open_line_is_a_link_to_call_and_a_closed_one_is_a_number_to_read():
    with clock.at(moment(MONDAY_NOON)):
        opened = {address: Client().get(address).content.decode() for address in ("/", "/hjelpetelefoner/")}
    with clock.at(moment("2026-12-07 16:00")):
        closed = {address: Client().get(address).content.decode() for address in ("/", "/hjelpetelefoner/")}

    for address in opened:
        main = opened[address][: opened[address].index("</main>")]
        assert 'href="tel:+4722424545"' in main
        main = closed[address][: closed[address].index("</main>")]
        assert "tel:+4722424545" not in main
        assert "22\xa042\xa045\xa045" in main


def test_every_number_to_call_is_the_number_that_is_shown():
    text = Client().get("/hjelpetelefoner/").content.decode()

    pairs = re.findall(r'href="tel:([^"]+)".*?</span>([^<]+)</a>', text, re.DOTALL)

    assert len(pairs) >= 4
    for number, shown in pairs:
        digits = re.sub(r"\D", "", shown)
        assert number.removeprefix("+47") == digits


def test_clock_times_are_read_out_in_norwegian_and_written_in_english():
    Helpline.objects.get(code="ms-telefonen", locale__language_code="nb").hours.filter(weekday=0).update(closes="15:30")
    card = ours(MONDAY_NOON)

    assert card.until == "15.30"
    with translation.override("en"):
        assert card.until == "15:30"
        assert ours("2026-12-07 15:45").opens.endswith("17:00")


def test_an_opening_beyond_a_week_has_a_date():
    Helpline.objects.filter(code="parorendetelefonen").update(paused_note="Vi har ferie.")
    line = Helpline.objects.get(code="ms-telefonen", locale__language_code="nb")
    for day in ("2026-12-07", "2026-12-09", "2026-12-14"):
        HourException.objects.create(helpline=line, date=day, closed=True)
    card = ours(MONDAY_NOON)

    assert card.status.opens_at == moment("2026-12-16 17:00")
    assert "16" in card.opens
    assert "16" not in ours("2026-12-10 12:00").opens


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


def test_the_crisis_numbers_come_in_their_order():
    assert [line["phone"] for line in helplines.crisis_lines()] == ["113", "116117", "116123", "+4722400040"]


def test_a_site_without_lines_still_has_its_pages():
    Helpline.objects.all().delete()

    assert Client().get("/").status_code == 200
    assert Client().get("/hjelpetelefoner/").status_code == 200
    assert Client().get("/sok/?q=qqqqqq").status_code == 200


# While a line is closed, and days that are different


def main_of(address="/hjelpetelefoner/"):
    fragments.forget()
    text = Client().get(address).content.decode()
    return text[text.index("<main") : text.index("</main>")]


def card_of(code, at):
    with clock.at(moment(at)):
        text = main_of()
    card = text[text.index(f'id="{code}"') :]
    return card[: card.index("</section>")]


def test_a_closed_line_of_ours_says_where_to_turn_instead():
    closed, opened = card_of("ms-telefonen", "2026-12-07 16:00"), card_of("ms-telefonen", MONDAY_NOON)

    assert re.findall(r'href="tel:([^"]+)"', closed) == ["116123", "+4722400040"]
    assert 'href="/finn-likeperson/bli-ringt-opp/"' in closed
    assert re.findall(r'href="tel:([^"]+)"', opened) == ["+4722424545"]
    assert "/finn-likeperson/" not in opened


def test_the_way_to_be_called_instead_keeps_the_language():
    with clock.at(moment("2026-12-07 16:00")):
        assert 'href="/nn/finn-likeperson/bli-ringt-opp/"' in main_of("/nn/hjelpetelefoner/")


def test_the_day_that_closes_a_line_is_named_in_the_language_of_the_reader():
    for language, name in (("nb", "2. påskedag"), ("nn", "2. påskedag"), ("en", "Easter Monday")):
        with translation.override(language):
            assert ours("2027-03-29 12:00").reason == name
    assert ours("2027-05-17 12:00").reason == "grunnlovsdagen 17. mai og 2. pinsedag"


def test_a_half_day_that_closes_is_no_public_holiday():
    Helpline.objects.update(checked="2029-12-01")
    card = ours("2029-12-24 12:00")  # a Monday; both days of Christmas and New Year's Eve close the line as well

    assert (card.status.state, card.headline, card.reason) == (State.CLOSED, "Stengt nå", "julaften")
    assert card.opens == "onsdag 2. januar klokka 17"


def test_what_is_different_in_the_coming_two_months_is_told_in_the_order_of_the_dates():
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


# One of the lines that share a number is paused, or closed for the day


def words(html):
    return " ".join(re.sub(r"<[^>]+>", " ", html).replace("\N{NO-BREAK SPACE}", " ").split())


def live_line(at, address="/"):
    with clock.at(moment(at)):
        page = html5lib.parse(Client().get(address).content.decode(), namespaceHTMLElements=False)
    (block,) = (element for element in page.iter("div") if element.get("id") == "live-line")
    return " ".join("".join(block.itertext()).replace("\N{NO-BREAK SPACE}", " ").split())


def line_called(code):
    return Helpline.objects.get(code=code, locale__language_code="nb")


def pause(code, note="Vi har ferie."):
    Helpline.objects.filter(code=code).update(paused_note=note)
    fragments.forget()


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


def test_a_paused_line_that_is_open_day_and_night_does_not_say_so():
    Helpline.objects.filter(code="ms-telefonen").update(always=True)
    pause("ms-telefonen")

    assert "hoursAvailable" in schema_of("ms-telefonen", MONDAY_NOON)  # the other line's
    pause("parorendetelefonen")
    assert "hoursAvailable" not in schema_of("ms-telefonen", MONDAY_NOON)
    assert "Åpent hele døgnet" not in words(card_of("ms-telefonen", MONDAY_NOON))


@pytest.mark.parametrize("at", [MONDAY_NOON, "2026-12-07 16:00"])
def test_why_one_of_two_lines_is_paused_stands_with_the_status_once(at):
    pause("parorendetelefonen")

    for shown in (live_line(at), words(card_of("ms-telefonen", at))):
        assert shown.count("Pårørendetelefonen : Vi har ferie.") + shown.count("Pårørendetelefonen: Vi har ferie.") == 1
        assert shown.count("Vi har ferie.") == 1


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


def test_a_pause_is_told_although_nobody_has_checked_the_other_hours():
    Helpline.objects.filter(code="ms-telefonen").update(checked=None)
    pause("parorendetelefonen")

    assert ours(MONDAY_NOON).status.state == State.UNKNOWN
    assert live_line(MONDAY_NOON).endswith("Pårørendetelefonen: Vi har ferie.")


@pytest.mark.parametrize("language", ["", "/nn", "/en"])
def test_why_the_line_of_the_day_is_closed_is_told_although_another_line_opens_next(language):
    why = "Stengt på grunn av sykdom."
    HourException.objects.create(helpline=line_called("ms-telefonen"), date="2026-12-07", closed=True, note=why)
    fragments.forget()

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


# In words, and on a page that stays open


def test_an_open_line_says_until_when_and_who():
    assert live_line(MONDAY_NOON).endswith("Til klokka 15 svarer en frivillig som selv har MS.")
    assert live_line(MONDAY_NOON, "/nn/").endswith("Til klokka 15 svarar ein frivillig som sjølv har MS.")


def test_a_line_of_unknown_hours_is_named_once_to_those_who_listen():
    Helpline.objects.update(checked=None)
    fragments.forget()

    assert live_line(MONDAY_NOON) == "Ring MS-telefonen og Pårørendetelefonen: 22 42 45 45"


def test_a_day_is_not_named_by_its_own_date():
    days = {"2027-05-01": ("", "May Day"), "2027-03-28": ("1. påskedag", "Easter Sunday")}
    Helpline.objects.update(checked="2027-03-01")
    for weekday in (5, 6):
        OpeningSlot.objects.create(helpline=line_called("ms-telefonen"), weekday=weekday, opens="10:00", closes="12:00")
    for language, place in (("nb", 0), ("en", 1)):
        with translation.override(language):
            found = {str(change.first): change.why for change in ours("2027-03-20 12:00").changes}
        assert {day: found[day] for day in days} == {day: names[place] for day, names in days.items()}


def test_what_is_true_only_now_has_a_place_that_can_be_renewed():
    def blocks(address, at):
        fragments.forget()
        with clock.at(moment(at)):
            page = html5lib.parse(Client().get(address).content.decode(), namespaceHTMLElements=False)
        found = [element for element in page.iter("div") if element.get("data-live")]
        assert {element.get("role") for element in found} == {"status"}
        return {element.get("id"): (element.get("data-live"), "".join(element.itertext())) for element in found}

    for address, name in (("/", "live-line"), ("/hjelpetelefoner/", "ms-telefonen-now")):
        opened, closed = blocks(address, MONDAY_NOON), blocks(address, "2026-12-07 16:00")
        assert opened.keys() == closed.keys()
        assert (opened[name][0], closed[name][0]) == ("open", "closed")
        assert opened[name][1] != closed[name][1]


# On every page


@pytest.mark.parametrize("language", ["", "/nn", "/en"])
def test_the_foot_of_every_page_leads_to_the_hours_and_helps_in_the_same_order(language):
    def helps(address):
        text = Client().get(f"{language}{address}").content.decode()
        foot = text[text.index('class="footer-help"') :]
        return re.findall(r'href="([^"]+)"', foot[: foot.index("</ul>")])

    found = [
        helps(address) for address in ("/", "/hjelpetelefoner/", "/veileder/", "/finn-likeperson/", "/finnes-ikke/")
    ]

    assert found == [[f"{language}/hjelpetelefoner/", "mailto:epost@ms.no", f"{language}/tilgjengelighet/"]] * 5


# schema.org


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
    fragments.forget()
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


# For a calendar


def calendar(address="/hjelpetelefoner/ms-telefonen.ics", at=MONDAY_NOON):
    fragments.forget()
    with clock.at(moment(at)):
        response = Client().get(address)
    assert response.status_code == 200
    return response, Calendar.from_ical(response.content)


def test_the_calendar_of_a_number_holds_every_opening_of_half_a_year():
    response, found = calendar()
    events = [(event.start, event.end, str(event["summary"])) for event in found.walk("VEVENT")]
    with clock.at(moment(MONDAY_NOON)):
        lines = helplines.lines_sharing_number("ms-telefonen")
    begin, end = datetime.date(2026, 12, 7), datetime.date(2026, 12, 7) + datetime.timedelta(182)

    assert response.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert response.headers["Cache-Control"] == "public, max-age=900"
    for line in lines:
        mine = [event for event in events if event[2].startswith(line.name)]
        assert [(start, stop) for start, stop, _name in mine] == [
            (start, stop) for start, stop in hours.spans(line.hours, begin, 182)
        ]
        assert len(mine) > 20
    assert max(start.date() for start, _stop, _name in events) < end
    assert events[0][0].utcoffset() == datetime.timedelta(hours=1)
    assert events[0][0].astimezone(ZoneInfo("Europe/Oslo")).hour == 11


def test_a_holiday_is_not_in_the_calendar_and_the_zone_is():
    _response, found = calendar()
    days = {event.start.date() for event in found.walk("VEVENT")}

    assert datetime.date(2027, 3, 22) in days
    assert datetime.date(2027, 3, 29) not in days  # Easter Monday
    assert [str(zone["tzid"]) for zone in found.walk("VTIMEZONE")] == ["Europe/Oslo"]


def test_the_calendar_is_the_same_until_what_it_says_changes():
    first, again = calendar()[0], calendar(at="2026-12-07 23:00")[0]
    Helpline.objects.filter(code="ms-telefonen").update(holidays="open")

    assert first.content == again.content
    assert dict(first.cookies) == {}
    assert calendar()[0].content != first.content


def test_an_entry_says_who_answers_and_leads_to_the_line():
    _response, found = calendar("/nn/hjelpetelefoner/parorendetelefonen.ics")
    tuesdays = [event for event in found.walk("VEVENT") if event.start.weekday() == 1]

    assert str(tuesdays[0]["summary"]) == "Pårørendetelefonen 22\xa042\xa045\xa045"
    assert str(tuesdays[0]["description"]) == "Kven svarar: ein frivillig som sjølv er pårørande"
    assert str(tuesdays[0]["url"]).endswith("/nn/hjelpetelefoner/#ms-telefonen")


def test_an_opening_keeps_its_name_from_day_to_day():
    names = [
        {event.start: str(event["uid"]) for event in calendar(at=at)[1].walk("VEVENT")}
        for at in (MONDAY_NOON, "2026-12-20 03:00")
    ]
    both = names[0].keys() & names[1].keys()

    assert len(both) > 60
    assert all(names[0][start] == names[1][start] for start in both)
    assert len(set(names[0].values())) == len(names[0])


def test_both_short_names_of_a_number_lead_to_its_whole_week():
    counts = [
        len(calendar(f"{prefix}/hjelpetelefoner/{code}.ics")[1].walk("VEVENT"))
        for prefix in ("", "/nn", "/en")
        for code in ("ms-telefonen", "parorendetelefonen")
    ]

    assert len(set(counts)) == 1


def test_a_paused_line_has_an_empty_calendar():
    Helpline.objects.filter(kind="peer").update(paused_note="Vi har ferie.")

    assert calendar()[1].walk("VEVENT") == []


@pytest.mark.parametrize("code", ["kirkens-sos", "finnes-ikke"])
def test_there_is_no_calendar_of_a_line_without_hours(code):
    assert Client().get(f"/hjelpetelefoner/{code}.ics").status_code == 404
