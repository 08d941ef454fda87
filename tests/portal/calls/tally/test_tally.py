"""The talks of a month: noted by supporters of the organisations that want it, and corrected until the year closes."""

import datetime
import io

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from portal import clock, organisation, to_do
from portal.accounts.models import User
from portal.calls.models import Tally
from portal.calls.tally import queries as tally_queries
from portal.calls.tally import services as tally_services
from portal.calls.totals.queries import Number
from portal.models import Event
from portal.supporters import queries as supporter_queries
from portal.supporters import services as supporters
from tests.conftest import moment

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]
MINE, ALL = "/aktivitet/samtaler/", "/sekretariat/samtaler/"
MAY = datetime.date(2026, 5, 1)


@pytest.fixture
def of_nff(monkeypatch):
    monkeypatch.setattr(tally_queries, "is_kept", lambda: True)


@pytest.mark.slow
@pytest.mark.parametrize(("preset", "kept"), [("nff", True), ("ms", False), ("pef", False), ("uf", False)])
def test_the_preset_says_whether_talks_are_counted(organise, client_of, siri, preset, kept):
    organise(preset)

    assert tally_queries.is_kept() is kept
    assert client_of(siri).get(ALL).status_code == (200 if kept else 404)


def test_no_talks_last_month_is_one_press(client_of, of_nff, liv):
    client = client_of(liv)
    page = client.get(f"{MINE}2026/5/")
    assert page.context["form"]["talks"].value() == 0

    client.post(f"{MINE}2026/5/", {"talks": "0"})

    assert Tally.objects.values_list("person", "month", "talks", "themes").get() == (liv.pk, MAY, 0, [])


def test_it_is_corrected_and_what_was_before_is_in_the_log(client_of, of_nff, liv):
    client = client_of(liv)
    for talks, themes in (("4", ["new"]), ("6", ["new", "work"])):
        client.post(f"{MINE}2026/5/", {"talks": talks, "themes": themes})

    assert Tally.objects.values_list("talks", "themes").get() == (6, ["new", "work"])
    assert Event.objects.filter(verb="tally.note", subject=Tally.objects.get().ref).count() == 2
    page = client.get(f"{MINE}2026/5/")
    assert (page.context["form"]["talks"].value(), page.context["form"]["themes"].value()) == (6, ["new", "work"])
    assert "6 samtaler" in client.get(MINE).content.decode()


@pytest.mark.parametrize(
    ("address", "today", "status"),
    [
        ("2026/6", "2026-06-10", 200),
        ("2026/7", "2026-06-10", 404),
        ("2026/13", "2026-06-10", 404),
        ("2025/12", "2026-05-31", 200),
        ("2025/12", "2026-06-01", 404),
        ("2024/12", "2026-01-01", 404),
    ],
)
def test_which_months_can_be_changed(client_of, of_nff, liv, address, today, status):
    with clock.at(moment(f"{today} 23:00")):
        client = client_of(liv)
        assert client.get(f"{MINE}{address}/").status_code == status
        assert client.post(f"{MINE}{address}/", {"talks": "1"}).status_code == (302 if status == 200 else 404)


def test_months_before_somebody_was_a_supporter_are_not_noted(client_of, of_nff, liv):
    supporter = supporter_queries.supporter_of(liv)
    type(supporter).objects.filter(pk=supporter.pk).update(since=datetime.date(2026, 4, 15))
    client = client_of(liv)

    assert [client.get(f"{MINE}2026/{month}/").status_code for month in (3, 4, 5)] == [404, 200, 200]
    with pytest.raises(tally_services.Closed):
        tally_services.note_talks(liv, datetime.date(2026, 3, 1), 1, [], by=liv)


def test_the_service_refuses_a_closed_year(of_nff, liv):
    with pytest.raises(tally_services.Closed):
        tally_services.note_talks(liv, datetime.date(2024, 5, 1), 1, [], by=liv)


@pytest.mark.parametrize(
    "typed", [{"talks": ""}, {"talks": "1.5"}, {"talks": "501"}, {"talks": "0", "themes": ["new"]}]
)
def test_what_cannot_be_meant_is_asked_about(client_of, of_nff, liv, typed):
    page = client_of(liv).post(f"{MINE}2026/5/", typed)

    assert list(page.context["form"].errors) == ["talks"]
    assert not Tally.objects.exists()


@pytest.mark.parametrize(
    ("who", "mine", "everybodys"),
    [("liv", 200, 403), ("kaare", 403, 200), ("siri", 403, 200), ("rolf", 403, 403), ("kari", 403, 403)],
)
def test_who_notes_and_who_sees_the_sum(request, client_of, of_nff, liv, who, mine, everybodys):
    client = client_of(request.getfixturevalue(who))

    assert [client.get(page).status_code for page in (MINE, ALL)] == [mine, everybodys]
    assert client.get(f"{MINE}2026/5/").status_code == (200 if mine == 200 else 404)


def test_another_ones_numbers_are_nowhere(client_of, of_nff, liv, mari):
    tally_services.note_talks(liv, MAY, 7, ["new"], by=liv)

    client = client_of(mari)
    assert client.get(f"{MINE}2026/5/").context["form"]["talks"].value() == 0
    assert {row["tally"] for row in client.get(MINE).context["rows"]} == {None}


def waiting(person):
    rows = to_do.waiting_for(to_do.Reader(User.objects.get(pk=person.pk)))
    return [(row.title, row.href) for row in rows if "samtaler" in row.title]


def test_my_page_asks_for_last_month_until_it_is_noted(of_nff, liv, kaare):
    assert waiting(liv) == [("Logg hvor mange samtaler du hadde i mai", f"{MINE}2026/5/")]
    assert waiting(kaare) == []

    tally_services.note_talks(liv, MAY, 0, [], by=liv)
    assert waiting(liv) == []


def test_nobody_is_asked_during_a_break_or_in_their_first_month(of_nff, liv):
    with clock.at(moment("2025-01-20 12:00")):
        assert waiting(liv) == []
    supporters.pause(supporter_queries.supporter_of(liv), until=None, by=liv)
    assert waiting(liv) == []


def test_my_page_asks_nothing_where_talks_are_not_counted(liv):
    assert waiting(liv) == []


@pytest.mark.slow
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    noted=st.dictionaries(
        st.tuples(st.sampled_from(["liv", "mari", "vigdis"]), st.integers(1, 6)),
        st.tuples(st.integers(0, 9), st.lists(st.sampled_from(["new", "work"]), unique=True)),
        max_size=9,
    )
)
def test_the_sum_is_that_of_the_rows(liv, mari, vigdis, noted):
    people = {"liv": liv, "mari": mari, "vigdis": vigdis}
    Tally.objects.all().delete()
    for (who, month), (talks, themes) in noted.items():
        tally_services.note_talks(people[who], datetime.date(2026, month, 1), talks, themes, by=people[who])

    months, themes = tally_queries.of_year(2026, exact=True)

    for month in range(1, 7):
        found = [talks for (_who, number), (talks, _themes) in noted.items() if number == month]
        assert months[datetime.date(2026, month, 1)] == (len(found), Number(sum(found)))
    for theme in ("new", "work"):
        count = sum(theme in ticked for _talks, ticked in noted.values())
        assert themes.get(theme, Number()) == Number(count)


@pytest.mark.parametrize("page", [MINE, ALL])
def test_the_pages_cost_the_same_with_many_tallies(client_of, of_nff, liv, siri, page, django_assert_num_queries):
    client = client_of(liv if page == MINE else siri)
    for month in (1, 5):
        for number in range(1, month + 1):
            tally_services.note_talks(liv, datetime.date(2026, number, 1), 3, ["new"], by=liv)
        client.get(page)
        with django_assert_num_queries(7 if page == MINE else 5):
            client.get(page)


FILE = f"{ALL}2026/"


def rows_of(response):
    sheet = load_workbook(io.BytesIO(b"".join(response.streaming_content))).active
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


@pytest.mark.parametrize("who", ["siri", "kaare"])
def test_the_file_has_months_and_themes_and_no_small_number(request, client_of, of_nff, liv, mari, vigdis, who):
    for person, talks, themes in ((liv, 2, ["new"]), (mari, 3, ["new", "work"]), (vigdis, 4, ["new"])):
        tally_services.note_talks(person, MAY, talks, themes, by=person)
    tally_services.note_talks(liv, datetime.date(2026, 4, 1), 1, [], by=liv)

    response = client_of(request.getfixturevalue(who)).get(FILE)

    rows = rows_of(response)
    assert rows[0] == ["Måned", "Tema", "Samtaler, eller hvor mange som krysset av temaet", "Registrert av"]
    assert [row for row in rows if row[0] in ("April", "Mai")] == [
        ["April", "Alle samtaler", "under 3", 1],
        ["Mai", "Alle samtaler", 9, 3],
        ["Mai", "Å være ny med diagnosen", 3, None],
        ["Mai", "Jobb og studier", "under 3", None],
    ]
    assert Event.objects.filter(verb="tally.export").count() == 1


def test_a_theme_that_looks_like_a_formula_is_a_text(client_of, of_nff, siri, liv, mari, vigdis, monkeypatch):
    monkeypatch.setattr(organisation, "topics", lambda: [("new", '=HYPERLINK("http://evil.example")')])
    for person in (liv, mari, vigdis):
        tally_services.note_talks(person, MAY, 3, ["new"], by=person)
    response = client_of(siri).get(FILE)
    sheet = load_workbook(io.BytesIO(b"".join(response.streaming_content))).active
    [cell] = [cell for row in sheet.iter_rows() for cell in row if "HYPERLINK" in str(cell.value)]
    assert (cell.data_type, cell.quotePrefix) == ("s", True)


@pytest.mark.parametrize(
    ("who", "address", "status"),
    [("siri", FILE, 200), ("kaare", FILE, 200), ("liv", FILE, 403), ("rolf", FILE, 403), ("siri", f"{ALL}2024/", 404)],
)
def test_who_gets_the_file(request, client_of, of_nff, who, address, status):
    assert client_of(request.getfixturevalue(who)).get(address).status_code == status


def test_the_file_needs_a_fresh_code(client_of, of_nff, siri):
    assert "/logg-inn/ny-kode/" in client_of(siri, code_age=3600).get(FILE).headers["Location"]


def test_there_is_no_file_where_talks_are_not_counted(client_of, siri):
    assert client_of(siri).get(FILE).status_code == 404
