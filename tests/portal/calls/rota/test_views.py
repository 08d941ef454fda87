"""The pages of the rota: who sees and does what, and what they say."""

import datetime
import uuid

import pytest

from portal import clock, to_do
from portal.accounts.models import User
from portal.calls import services as calls
from portal.calls.models import Shift
from portal.calls.rota import services as rota_services
from tests.conftest import moment
from tests.portal.calls.conftest import MS, RELATIVES

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]
ROTA = "/telefonvakt/"


def on_rota(shift):
    return f"{ROTA}?vakt={shift.ref}#vakt-{shift.ref}"


def address(shift, verb):
    return f"{ROTA}vakt/{shift.ref}/{verb}/"


@pytest.mark.parametrize(
    ("who", "status"),
    [("vigdis", 200), ("siri", 200), ("kaare", 200), ("liv", 403), ("rolf", 403), ("kari", 403), (None, 302)],
)
def test_who_sees_the_rota(request, client_of, client, who, status):
    found = client_of(request.getfixturevalue(who)) if who else client

    assert found.get(ROTA).status_code == status


@pytest.mark.slow
def test_volunteers_see_their_own_lines_and_the_office_every_line(client_of, shifts, vigdis, kaare):
    def lines(person):
        return {row.shift.line for week in client_of(person).get(ROTA).context["weeks"] for row in week.rows}

    assert (lines(vigdis), lines(kaare)) == ({MS}, {MS, RELATIVES})


WHO = ["vigdis", "mari", "roar", "liv", "rolf", "kaare", "siri"]
# (verb, how the shift stands) -> {who: status}. Vigdis has it where somebody does; she and Mari answer its line.
MATRIX = {
    ("ta", "free"): {"vigdis": 302, "mari": 302} | dict.fromkeys(WHO[2:], 404),
    ("overta", "offered"): {"vigdis": 302, "mari": 302} | dict.fromkeys(WHO[2:], 404),
    ("bytt", "taken"): {"vigdis": 302} | dict.fromkeys(WHO[1:], 404),
    ("behold", "offered"): {"vigdis": 302} | dict.fromkeys(WHO[1:], 404),
    ("gi-tilbake", "taken"): {"vigdis": 302} | dict.fromkeys(WHO[1:], 404),
    ("ingen", "free"): {"kaare": 302, "siri": 302} | dict.fromkeys(WHO[:5], 404),
    ("noen", "closed"): {"kaare": 302, "siri": 302} | dict.fromkeys(WHO[:5], 404),
}


@pytest.mark.parametrize("who", WHO)
@pytest.mark.parametrize(("verb", "state"), MATRIX)
def test_who_does_what(request, client_of, shift, vigdis, siri, verb, state, who):
    """Nothing changes where it is refused."""
    one = shift("2026-06-17", person=vigdis if state in ("taken", "offered") else None)
    if state == "offered":
        rota_services.offer(one, by=vigdis)
    if state == "closed":
        rota_services.close(one, by=siri)
    before = Shift.objects.values().get()

    status = client_of(request.getfixturevalue(who)).post(address(one, verb)).status_code

    assert status == MATRIX[verb, state][who]
    changes_nothing = status != 302 or (verb, who) == ("overta", "vigdis")
    assert (Shift.objects.values().get() == before) is changes_nothing


def test_taking_and_giving_back(client_of, shift, vigdis):
    one, client = shift("2026-06-17"), client_of(vigdis)

    taken = client.post(address(one, "ta"), follow=True).content.decode()
    assert "Vakten er din: onsdag 17. juni klokka 17 til 21." in taken
    assert [row.shift for row in client.get(ROTA).context["mine"]] == [one]

    for _press in range(2):
        assert client.post(address(one, "gi-tilbake")).headers["Location"] == on_rota(one)
    assert Shift.objects.get().person is None


@pytest.mark.parametrize(
    ("day", "said"), [("2026-06-12", "får en e-post med en gang"), ("2026-06-17", "Har ingen tatt den tre dager før")]
)
def test_who_gives_back_a_shift_reads_first_what_happens_then(client_of, shift, vigdis, day, said):
    one, client = shift(day, person=vigdis), client_of(vigdis)
    assert f'href="{address(one, "gi-tilbake")}"' in client.get(ROTA).content.decode()

    page = client.get(address(one, "gi-tilbake")).content.decode()

    assert said in page
    assert "Du trenger ikke å finne noen selv" in page
    assert Shift.objects.get().person == vigdis


def test_of_two_who_take_it_the_second_is_told(client_of, shift, vigdis, mari):
    one = shift("2026-06-17")
    client_of(vigdis).post(address(one, "ta"))

    page = client_of(mari).post(address(one, "ta"), follow=True).content.decode()

    assert "En annen var først" in page
    assert Shift.objects.get().person == vigdis


def test_the_coordinator_reads_what_the_public_is_told_before_closing(client_of, shift, kaare):
    one, client = shift("2026-06-17"), client_of(kaare)

    page = client.get(address(one, "ingen")).content.decode()
    assert "MS-telefonen" in page
    assert "stengt på denne tiden" in page
    said = client.post(address(one, "ingen"), follow=True).content.decode()

    assert "Nettsiden sier innen et minutt at telefonen er stengt: onsdag 17. juni klokka 17 til 21." in said
    assert "Telefonen holdes stengt på denne tiden." in client.get(ROTA).content.decode()
    client.post(address(one, "noen"))
    assert Shift.objects.get().closed_at is None


def waiting(person):
    """Whatever the title says the day of has no deadline besides."""
    rows = to_do.waiting_for(to_do.Reader(User.objects.get(pk=person.pk)))
    found = [row for row in rows if "vakt" in row.title.lower()]
    assert not any(row.when for row in found)
    return [(row.title, row.action, row.due) for row in found]


@pytest.mark.slow
def test_my_page_tells_of_shifts_of_today_and_tomorrow_and_of_what_others_offer(shift, vigdis, mari, roar):
    shift("2026-06-10", "11:00", "15:00", person=vigdis)
    shift("2026-06-12", person=vigdis)
    rota_services.offer(shift("2026-06-17", person=mari), by=mari)

    assert waiting(vigdis) == [
        ("Du har vakt: MS-telefonen, onsdag 10. juni klokka 11 til 15", "Logg en samtale", datetime.date(2026, 6, 10)),
        (
            "Kan du ta en vakt for en annen? MS-telefonen, onsdag 17. juni klokka 17 til 21",
            "Se vakten",
            datetime.date(2026, 6, 17),
        ),
    ]
    assert waiting(mari) == []
    assert waiting(roar) == []
    with clock.at(moment("2026-06-11 12:00")):
        assert [due for _title, _action, due in waiting(vigdis)][0] == datetime.date(2026, 6, 12)


@pytest.mark.slow
def test_my_page_tells_the_coordinator_of_gaps(shift, kaare, siri, rolf, vigdis):
    """Which it is, or which is the first of them; and the button leads to it."""
    shift("2026-06-30")
    shift("2026-06-12")
    first, day = "MS-telefonen, fredag 12. juni klokka 17 til 21", datetime.date(2026, 6, 12)
    assert waiting(kaare) == [(f"Ingen har tatt denne vakten: {first}", "Finn noen", day)]

    shift("2026-06-13", "10:00", "11:00")

    told = [(f"2 vakter er ledige. Den første er {first}", "Finn noen", day)]
    assert (waiting(kaare), waiting(siri), waiting(rolf), waiting(vigdis)) == (told, told, [], [])


def test_the_rota_begins_with_what_needs_somebody_and_folds_later_weeks(client_of, shift, vigdis, mari, kaare, siri):
    """10 June is a Wednesday. What is closed needs nobody."""
    gap, asked = shift("2026-06-19"), shift("2026-06-12", person=mari, offered_at=clock.now())
    rota_services.close(shift("2026-06-11"), by=siri)
    later = [shift(day) for day in ("2026-06-22", "2026-06-28")]
    shift("2026-06-24", person=vigdis)

    context = client_of(kaare).get(ROTA).context

    assert [row.shift for row in context["needs"]] == [asked, gap]
    assert [(week.title, week.is_open, len(week.rows)) for week in context["weeks"]] == [
        ("Denne uken", True, 2), ("Neste uke", True, 1), ("Uke 26, fra 22. juni: 3 vakter, 2 ledige", False, 3),
    ]  # fmt: skip
    page = client_of(kaare).get(f"{ROTA}?vakt={later[0].ref}")
    assert [week.is_open for week in page.context["weeks"]] == [True, True, True]
    text = page.content.decode()
    assert f'href="#vakt-{gap.ref}"' in text
    assert text.count(f'id="vakt-{gap.ref}"') == 1


def test_what_was_done_with_a_shift_is_said_at_the_shift_and_once(client_of, shift, vigdis):
    """Also where its week is folded, or where it is one's own from then on."""
    for day in ("2026-06-17", "2026-07-29"):
        one = shift(day)
        text = client_of(vigdis).post(address(one, "ta"), follow=True).content.decode()
        assert text.count("Vakten er din: ") == 1
        assert text.index(f'id="vakt-{one.ref}"') < text.index("Vakten er din: ")


def test_ones_own_shifts_stand_once_and_the_later_ones_are_folded(client_of, shift, vigdis):
    rows = [shift(f"2026-06-{day}", person=vigdis) for day in (15, 17, 22, 24, 29)]

    page = client_of(vigdis).get(ROTA)

    assert [row.shift for row in page.context["mine"]] == rows[:3]
    assert [row.shift for row in page.context["mine_later"]] == rows[3:]
    text = page.content.decode()
    assert "2 senere vakter" in text
    assert [text.count(f'id="vakt-{row.ref}"') for row in rows] == [1] * 5


def test_the_coordinator_sees_whom_to_ring_and_volunteers_do_not(client_of, shift, vigdis, mari, kaare):
    User.objects.filter(pk=mari.pk).update(phone="+4791234567")
    shift("2026-06-17", person=mari)
    free = shift("2026-06-22")
    office = client_of(kaare)

    for path in (ROTA, "/telefonvakt/hvem-svarer/"):
        assert 'href="tel:+4791234567"' in office.get(path).content.decode(), path
    assert User.objects.get(pk=mari.pk).phone_display in office.get(address(free, "gi")).content.decode()
    seen_by_vigdis = client_of(vigdis).get(ROTA).content.decode()
    assert [number for number in ("91234567", "91 23 45 67") if number in seen_by_vigdis] == []


def test_a_shift_that_somebody_asks_about_can_be_taken_back_and_closed(client_of, shift, vigdis, kaare):
    one, office = shift("2026-06-17", person=vigdis, offered_at=clock.now()), client_of(kaare)
    assert f'href="{address(one, "ta-tilbake")}"' in office.get(ROTA).content.decode()

    page = office.post(address(one, "ta-tilbake"), {"person": str(vigdis.ref)}, follow=True).content.decode()

    assert f'href="{address(one, "ingen")}"' in page
    office.post(address(one, "ingen"))
    assert Shift.objects.get().closed_at is not None


MY_PAGE = "/min-side/"


def test_my_page_begins_with_logging_the_calls_of_the_month_and_the_next_shift(client_of, shift, vigdis, mari):
    """The shift of tomorrow stands among what waits, and is not said twice."""
    shift("2026-06-11", person=vigdis)
    for day, person in (("2026-06-15", mari), ("2026-06-22", vigdis), ("2026-06-17", vigdis)):
        shift(day, person=person)
    for day in (datetime.date(2026, 6, 2), datetime.date(2026, 6, 9), datetime.date(2026, 5, 31)):
        calls.log_call(token=uuid.uuid4(), line=MS, day=day, by=vigdis)

    text = client_of(vigdis).get(MY_PAGE).content.decode()

    assert "Du har logget 2 samtaler i juni." in text
    assert "Neste vakt: MS-telefonen, onsdag 17. juni klokka 17 til 21." in text
    assert text.index("/telefonvakt/logg/") < text.index('id="next"')
    assert text.count('href="/telefonvakt/logg/"') == 1


@pytest.mark.slow
def test_my_page_of_others_has_no_calls_of_theirs_at_the_top(client_of, siri, liv, kaare):
    for person in (siri, liv, kaare):
        context = client_of(person).get(MY_PAGE).context
        assert (context["answers"], context["calls_this_month"], context["next_shift"]) == (False, "", ""), person


def test_my_page_costs_a_volunteer_no_more_with_many_shifts_and_calls(
    client_of, shift, vigdis, django_assert_num_queries
):
    client = client_of(vigdis)
    client.get(MY_PAGE)
    for number in range(1, 30):
        shift(f"2026-07-{number:02}", person=vigdis)
        calls.log_call(token=uuid.uuid4(), line=MS, day=datetime.date(2026, 6, 2), by=vigdis)
    with django_assert_num_queries(6):
        client.get(MY_PAGE)


def test_logging_begins_with_the_line_of_the_shift(client_of, shift, siri):
    shift("2026-06-10", "11:00", "15:00", line=RELATIVES, person=siri)

    assert client_of(siri).get("/telefonvakt/logg/").context["form"]["line"].value() == RELATIVES


@pytest.mark.parametrize(("who", "number"), [("vigdis", 5), ("kaare", 5)])
def test_the_rota_costs_the_same_with_many_shifts(
    request, client_of, shift, vigdis, mari, who, number, django_assert_num_queries
):
    client = client_of(request.getfixturevalue(who))
    shift("2026-06-17")
    client.get(ROTA)
    for day in range(1, 60, 29):
        for hour in range(8, 20):
            found = datetime.date(2026, 7, 1) + datetime.timedelta(days=day)
            shift(found.isoformat(), f"{hour:02}:00", "21:00", person=[vigdis, mari, None][hour % 3])
        with django_assert_num_queries(number):
            client.get(ROTA)
